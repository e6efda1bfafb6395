//! One type for each kind of id, so that two of them cannot be swapped.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps a raw id; callers mint the UUID (version 7), so that tests can fix it.
            pub const fn from_uuid(id: Uuid) -> Self {
                Self(id)
            }

            /// The raw id, for hashing and storing.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }
    )+};
}

typed_ids! {
    /// A person who can sign in.
    PersonId;
    /// A team that orders are charged to.
    TeamId;
    /// One server-side session of a person.
    SessionId;
    /// A token for the API.
    TokenId;
    /// A person's cloud credential, over all its versions.
    CredentialId;
    /// An approval rule, over all its versions.
    RuleId;
    /// People that a rule's step asks together.
    GroupId;
    /// A right that an admin gives to somebody.
    GrantId;
    /// One purchase, from draft to its end.
    OrderId;
    /// One person's or rule's decision about one step of a revision.
    DecisionId;
    /// A step's place that went to somebody else.
    HandOverId;
    /// Something said about an order.
    MessageId;
    /// A while in which somebody stands in for somebody.
    DeputyPeriodId;
    /// The intent to buy, written before any request leaves.
    AttemptId;
    /// One answer of a cloud to a question for a price.
    QuoteId;
    /// One request that may have left for the cloud.
    SendId;
    /// A fact that came back from the cloud or from a person.
    EvidenceId;
    /// What stood in a purchase form, saved for a team.
    TemplateId;
    /// What an order bought.
    PurchaseId;
    /// Paying or cancelling what the cloud holds unpaid.
    SettlementId;
    /// What runs at the cloud because an order bought it.
    InstanceId;
    /// One piece of durable background work.
    JobId;
    /// One person told of one event.
    NoticeId;
    /// One row of the event log.
    EventId;
}

/// The number that people know an order by, written `P-10001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct OrderNumber(i64);

impl OrderNumber {
    /// Wraps the number that the database gave.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The bare number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P-{}", self.0)
    }
}

impl FromStr for OrderNumber {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.strip_prefix("P-").or_else(|| text.strip_prefix("p-")).ok_or(NotAnId)?;
        digits.parse().map(Self).map_err(|_| NotAnId)
    }
}

impl Serialize for OrderNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OrderNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_reads_back_what_it_writes() {
        let number = OrderNumber::new(10_001);

        assert_eq!(number.to_string().parse(), Ok(number));
        assert_eq!("10001".parse::<OrderNumber>(), Err(NotAnId));
    }
}
