//! What a person says became of an order that nothing else settles, and what such a word needs.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::settlement::Act;
use crate::{
    person::UnknownName,
    refusal::{FieldError, Reason, optional_line, prose},
};

/// The most characters of a cloud's reference.
const MAX_REFERENCE: usize = 200;

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Said {
    Bought,
    NotBought,
    /// Of what the cloud held ordered and unpaid.
    Paid,
    NotPaid,
    Cancelled,
    NotCancelled,
}

impl Said {
    pub const ALL: [Self; 6] =
        [Self::Bought, Self::NotBought, Self::Paid, Self::NotPaid, Self::Cancelled, Self::NotCancelled];

    /// The name in database and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::NotBought => "not_bought",
            Self::Paid => "paid",
            Self::NotPaid => "not_paid",
            Self::Cancelled => "cancelled",
            Self::NotCancelled => "not_cancelled",
        }
    }

    /// What can be said of an order, or of paying or cancelling what it ordered: that it was done, and that not.
    pub const fn of(act: Option<Act>) -> [Self; 2] {
        match act {
            None => [Self::Bought, Self::NotBought],
            Some(Act::Pay) => [Self::Paid, Self::NotPaid],
            Some(Act::Cancel) => [Self::Cancelled, Self::NotCancelled],
        }
    }

    /// Whether it says that it was done.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Bought | Self::Paid | Self::Cancelled)
    }

    /// What it is said of: paying or cancelling, or the order itself.
    pub const fn act(self) -> Option<Act> {
        match self {
            Self::Bought | Self::NotBought => None,
            Self::Paid | Self::NotPaid => Some(Act::Pay),
            Self::Cancelled | Self::NotCancelled => Some(Act::Cancel),
        }
    }
}

impl FromStr for Said {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|said| said.name() == text).ok_or(UnknownName)
    }
}

/// A statement with what it has to come with: bought has its reference, everything else its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub said: Said,
    /// The cloud's own, of what was bought; only with `Bought`.
    pub reference: Option<String>,
    pub reason: String,
}

impl Statement {
    /// Reads what a person typed. Refused fields are `verdict`, `reference` and `reason`.
    pub fn check(verdict: &str, reference: &str, reason: &str) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut keep = |field: &str, checked: Result<String, Reason>| match checked {
            Ok(text) => text,
            Err(reason) => {
                errors.push(FieldError::new(field, reason));
                String::new()
            }
        };
        let said = verdict.parse::<Said>();
        if said.is_err() {
            let options = Said::ALL.map(|said| said.name().to_owned()).to_vec();
            let refusal = if verdict.is_empty() { Reason::Required } else { Reason::NotAnOption { options } };
            keep("verdict", Err(refusal));
        }
        let reference = keep("reference", optional_line(reference, MAX_REFERENCE));
        let reason = keep("reason", prose(reason));
        match said {
            Ok(Said::Bought) if reference.is_empty() => {
                keep("reference", Err(Reason::Required));
            }
            Ok(Said::Bought) | Err(_) => {}
            Ok(_) if !reference.is_empty() => {
                keep("reference", Err(Reason::NotApplicable));
            }
            Ok(_) if reason.is_empty() => {
                keep("reason", Err(Reason::Required));
            }
            Ok(_) => {}
        }
        match said {
            Ok(said) if errors.is_empty() => {
                Ok(Self { said, reference: Some(reference).filter(|text| !text.is_empty()), reason })
            }
            Ok(_) | Err(_) => {
                let mut seen = Vec::new();
                errors.retain(|error| {
                    let fresh = !seen.contains(&error.field);
                    seen.push(error.field.clone());
                    fresh
                });
                Err(errors)
            }
        }
    }
}

/// What a verdict on an order rests on, or on paying or cancelling what it ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// When no request can arrive any more; absent where nothing was sent.
    pub dead_at: Option<OffsetDateTime>,
    /// Whether the cloud was looked at after that.
    pub looked: bool,
    /// What the cloud itself named as sold.
    pub sale: Option<String>,
    /// Its ceiling is above what one person alone vouches for: two have to say the same.
    pub takes_two: bool,
}

impl Grounds {
    /// What a verdict that it was not done still lacks, as a code; nothing when it may be said.
    pub fn missing(&self, now: OffsetDateTime) -> Option<&'static str> {
        match self.dead_at {
            _ if self.sale.is_some() => Some("sale_known"),
            None => Some("nothing_sent"),
            Some(dead_at) if now <= dead_at => Some("signature_alive"),
            Some(_) if !self.looked => Some("no_look"),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;

    fn refused(verdict: &str, reference: &str, reason: &str) -> Vec<(String, &'static str)> {
        let errors = Statement::check(verdict, reference, reason).expect_err("refused");
        errors.into_iter().map(|error| (error.field, error.reason.code())).collect()
    }

    #[test]
    fn bought_has_its_reference_and_not_bought_its_reason() {
        let bought = Statement::check("bought", " dtsabc ", "").expect("a statement");
        assert_eq!(bought.reference.as_deref(), Some("dtsabc"));
        let not = Statement::check("not_bought", "", "The list of the account has no such task.");
        assert_eq!(not.expect("a statement").reference, None);

        assert_eq!(refused("", "", ""), [("verdict".into(), "required")]);
        assert_eq!(refused("perhaps", "", ""), [("verdict".into(), "not_an_option")]);
        assert_eq!(refused("bought", "", "I saw it"), [("reference".into(), "required")]);
        assert_eq!(refused("bought", "a\nb", ""), [("reference".into(), "bad_characters")]);
        assert_eq!(refused("not_bought", "", " "), [("reason".into(), "required")]);
        assert_eq!(refused("not_bought", "dtsabc", "?"), [("reference".into(), "not_applicable")]);
    }

    #[test]
    fn a_verdict_on_a_payment_says_what_was_looked_at_and_no_reference() {
        for said in [Said::Paid, Said::NotPaid, Said::Cancelled, Said::NotCancelled] {
            assert_eq!(refused(said.name(), "", " "), [("reason".into(), "required")], "{said:?}");
            assert_eq!(refused(said.name(), "CS1", "Seen."), [("reference".into(), "not_applicable")]);
            assert!(Statement::check(said.name(), "", "Seen.").is_ok(), "{said:?}");
            assert!(Said::of(said.act()).contains(&said), "{said:?}");
        }
    }

    #[test]
    fn not_bought_waits_for_the_last_signature_and_a_look_after_it() {
        let now = datetime!(2026-11-21 12:00 UTC);
        let grounds = |dead_at, looked, sale: Option<&str>| Grounds {
            dead_at,
            looked,
            sale: sale.map(str::to_owned),
            takes_two: false,
        };
        let over = Some(now - Duration::SECOND);

        assert_eq!(grounds(over, true, None).missing(now), None);
        assert_eq!(grounds(over, false, None).missing(now), Some("no_look"));
        assert_eq!(grounds(Some(now), true, None).missing(now), Some("signature_alive"));
        assert_eq!(grounds(over, true, Some("dts1")).missing(now), Some("sale_known"));
        assert_eq!(grounds(None, true, None).missing(now), Some("nothing_sent"));
    }
}
