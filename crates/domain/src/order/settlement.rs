//! Paying or cancelling what the cloud holds ordered and unpaid.

use serde::{Deserialize, Serialize};

use time::Duration;

use crate::money::Money;

/// How long an approval is good for paying.
pub const APPROVAL_GOOD_FOR: Duration = Duration::hours(24);

/// What is done with the cloud's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Act {
    Pay,
    Cancel,
}

impl Act {
    pub const ALL: [Self; 2] = [Self::Pay, Self::Cancel];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Pay => "pay",
            Self::Cancel => "cancel",
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Stage {
    /// Nothing was sent yet.
    Waiting,
    Executing,
    /// Nobody knows what its request did; the portal looks.
    Unknown,
    NeedsPerson,
    Done,
    NotDone,
}

impl Stage {
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Executing, Self::Unknown, Self::NeedsPerson, Self::Done, Self::NotDone];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Executing => "executing",
            Self::Unknown => "unknown",
            Self::NeedsPerson => "needs_person",
            Self::Done => "done",
            Self::NotDone => "not_done",
        }
    }

    /// Whether it may still move money.
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Done | Self::NotDone)
    }
}

/// Whether something of an order can be paid or cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Payment {
    /// Nothing is owed.
    #[default]
    NothingDue,
    /// The cloud waits for its money.
    Due,
    /// It is being paid or cancelled.
    Settling,
    /// Nobody knows whether that was done, and only a person can tell.
    InDoubt(Act),
}

/// Why an amount must not be paid on this approval: a code. `ceiling` is what approvers agreed to.
pub fn refused(amount: Option<Money>, ceiling: &Money) -> Option<&'static str> {
    match amount.map(|amount| amount.exceeds(ceiling)) {
        Some(Ok(false)) => None,
        Some(Ok(true)) => Some("amount_above_ceiling"),
        Some(Err(_)) => Some("amount_other_currency"),
        None => Some("amount_unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn nothing_is_paid_that_is_not_surely_below_the_ceiling() {
        let money = |amount, currency| Money::parse(amount, currency).expect("money");
        let ceiling = money("100", Currency::Cny);
        for (amount, code) in [
            (Some(money("100", Currency::Cny)), None),
            (Some(money("100.01", Currency::Cny)), Some("amount_above_ceiling")),
            (Some(money("1", Currency::Usd)), Some("amount_other_currency")),
            (None, Some("amount_unknown")),
        ] {
            assert_eq!(refused(amount, &ceiling), code, "{amount:?}");
        }
    }
}
