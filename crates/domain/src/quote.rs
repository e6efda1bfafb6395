//! What something costs, and what of it counts against what may be spent.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{
    digest::Digest,
    money::{Money, MoneyError},
    refusal::{FieldError, Reason},
};

/// What is paid by the hour counts as this many hours: a month of them.
pub const HOURS: u32 = 730;

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Per {
    /// All of it: a subscription's whole term.
    Once,
    Hour,
    Month,
}

impl Per {
    /// The name in database and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Hour => "hour",
            Self::Month => "month",
        }
    }
}

impl fmt::Display for Per {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the cloud asks, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawPrice")]
pub struct Price {
    list: Money,
    discount: Option<Money>,
    pay: Money,
    per: Per,
}

#[derive(Deserialize)]
struct RawPrice {
    list: Money,
    discount: Option<Money>,
    pay: Money,
    per: Per,
}

impl TryFrom<RawPrice> for Price {
    type Error = MoneyError;

    fn try_from(raw: RawPrice) -> Result<Self, MoneyError> {
        Self::new(raw.list, raw.discount, raw.pay, raw.per)
    }
}

/// Why something at this price is not bought under that ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotWithin {
    #[error("the price is in another currency than the ceiling")]
    OtherCurrency,
    #[error("the price is above the ceiling")]
    Above,
}

impl Price {
    /// `list` is before discounts, `pay` after them. Amounts of two currencies are no price; nor is one so high
    /// that what counts of it cannot be stored.
    pub fn new(list: Money, discount: Option<Money>, pay: Money, per: Per) -> Result<Self, MoneyError> {
        let amounts = [Some(list), discount];
        if amounts.into_iter().flatten().any(|money| money.currency() != pay.currency()) {
            return Err(MoneyError::CurrencyMismatch);
        }
        counted(&pay, per)?;
        Ok(Self { list, discount, pay, per })
    }

    /// Before discounts.
    pub const fn list(&self) -> Money {
        self.list
    }

    /// What is taken off, where the cloud says it.
    pub const fn discount(&self) -> Option<Money> {
        self.discount
    }

    /// What is paid, for one [`Price::per`].
    pub const fn pay(&self) -> Money {
        self.pay
    }

    /// What the amounts are for.
    pub const fn per(&self) -> Per {
        self.per
    }

    /// What ceilings, rules and limits look at: of what is paid by the hour, [`HOURS`] hours.
    pub fn counted(&self) -> Money {
        counted(&self.pay, self.per).expect("it was counted when it was made")
    }

    /// Whether what counts is at most the ceiling.
    pub fn within(&self, ceiling: &Money) -> Result<(), NotWithin> {
        match self.counted().exceeds(ceiling) {
            Ok(false) => Ok(()),
            Ok(true) => Err(NotWithin::Above),
            Err(_) => Err(NotWithin::OtherCurrency),
        }
    }
}

fn counted(pay: &Money, per: Per) -> Result<Money, MoneyError> {
    let times = match per {
        Per::Once | Per::Month => 1,
        Per::Hour => HOURS,
    };
    // Below 10^17 by the limit of an amount: far from where decimals end.
    Money::new(pay.amount() * Decimal::from(times), pay.currency())
}

/// Stands for a price and for the parameters that it was asked for: what somebody saw is what they submit exactly
/// where both marks are equal.
pub fn mark(spec_hash: &Digest, price: Option<&Price>) -> Digest {
    let words = price
        .map(|price| [price.list, price.pay].map(|money| money.to_string()).join(" ") + price.per.name());
    Digest::of(format!("{spec_hash} {}", words.unwrap_or_default()).as_bytes())
}

/// What may be spent: the price, unless the requester states more. Where the cloud names no price, what they state.
pub fn ceiling(price: Option<&Price>, stated: Option<Money>) -> Result<Money, FieldError> {
    let refuse = |field: &str, reason| Err(FieldError::new(field, reason));
    match (price, stated) {
        (None, None) => refuse("ceiling", Reason::Required),
        (None, Some(stated)) => Ok(stated),
        (Some(price), None) => Ok(price.counted()),
        (Some(price), Some(stated)) => match price.within(&stated) {
            Ok(()) => Ok(stated),
            Err(NotWithin::Above) => {
                refuse("ceiling", Reason::BelowPrice { price: price.counted().to_string() })
            }
            Err(NotWithin::OtherCurrency) => {
                let expected = price.pay().currency().code().to_owned();
                refuse("currency", Reason::OtherCurrency { expected })
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn money(text: &str) -> Money {
        let (currency, amount) = text.split_once(' ').expect("a currency and an amount");
        Money::parse(amount, currency.parse().expect("a currency")).expect("an amount")
    }

    fn price(pay: &str, per: Per) -> Price {
        Price::new(money(pay), None, money(pay), per).expect("a price")
    }

    #[test]
    fn an_hour_counts_as_a_month_of_hours_to_the_last_digit() {
        for (pay, per, counted) in [
            ("CNY 1800", Per::Once, "CNY 1800.00"),
            ("CNY 1800", Per::Month, "CNY 1800.00"),
            ("CNY 0.83", Per::Hour, "CNY 605.90"),
            ("USD 0.000001", Per::Hour, "USD 0.00073"),
            ("CNY 0", Per::Hour, "CNY 0.00"),
        ] {
            assert_eq!(price(pay, per).counted().to_string(), counted, "{pay} per {per}");
        }
        let most = money("CNY 99999999999999.999999");
        assert_eq!(Price::new(most, None, most, Per::Hour), Err(MoneyError::OutOfRange));
        assert!(Price::new(most, None, most, Per::Once).is_ok());
    }

    #[test]
    fn a_price_is_within_its_ceiling_or_says_why_not() {
        for (pay, per, ceiling, expected) in [
            ("CNY 1800", Per::Once, "CNY 1800", Ok(())),
            ("CNY 1800.000001", Per::Once, "CNY 1800", Err(NotWithin::Above)),
            ("CNY 0.83", Per::Hour, "CNY 605.9", Ok(())),
            ("CNY 0.83", Per::Hour, "CNY 605.89", Err(NotWithin::Above)),
            ("CNY 1", Per::Once, "USD 1000", Err(NotWithin::OtherCurrency)),
        ] {
            assert_eq!(price(pay, per).within(&money(ceiling)), expected, "{pay} per {per}, {ceiling}");
        }
    }

    #[test]
    fn a_ceiling_is_the_price_unless_more_is_stated() {
        let known = price("CNY 0.83", Per::Hour);
        for (price, stated, expected) in [
            (Some(&known), None, Ok("CNY 605.90")),
            (Some(&known), Some("CNY 605.9"), Ok("CNY 605.90")),
            (Some(&known), Some("CNY 5000"), Ok("CNY 5000.00")),
            (Some(&known), Some("CNY 605.89"), Err(("ceiling", "below_price"))),
            (Some(&known), Some("USD 5000"), Err(("currency", "other_currency"))),
            (None, Some("USD 7"), Ok("USD 7.00")),
            (None, None, Err(("ceiling", "required"))),
        ] {
            let judged = ceiling(price, stated.map(money));
            let judged = judged.as_ref().map(Money::to_string);
            let judged = judged.map_err(|error| (error.field.as_str(), error.reason.code()));
            assert_eq!(judged, expected.map(str::to_owned), "{stated:?}");
        }
    }

    #[test]
    fn two_currencies_are_no_price() {
        let (yuan, dollar) = (money("CNY 1"), Money::parse("1", Currency::Usd).expect("an amount"));

        assert_eq!(Price::new(dollar, None, yuan, Per::Once), Err(MoneyError::CurrencyMismatch));
        assert_eq!(Price::new(yuan, Some(dollar), yuan, Per::Once), Err(MoneyError::CurrencyMismatch));
        let json = r#"{"list":{"amount":"1","currency":"USD"},"discount":null,"pay":{"amount":"1","currency":"CNY"},"per":"once"}"#;
        assert!(serde_json::from_str::<Price>(json).is_err());
    }
}
