//! An approval rule in one of its versions.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Chain, Conditions};
use crate::ids::RuleId;

/// A version of a rule. Versions never change; the newest one holds, and an order keeps the one that it met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub id: RuleId,
    pub version: i32,
    /// Empty for the built-in one.
    pub name: String,
    /// Lower ranks are asked first.
    pub rank: i32,
    pub enabled: bool,
    /// From then on.
    #[serde(with = "time::serde::rfc3339::option")]
    pub valid_from: Option<OffsetDateTime>,
    /// Until before then.
    #[serde(with = "time::serde::rfc3339::option")]
    pub valid_until: Option<OffsetDateTime>,
    pub conditions: Conditions,
    /// Without steps: nobody is asked.
    pub chain: Chain,
}

impl Rule {
    /// Whether it asks nobody.
    pub fn asks_nobody(&self) -> bool {
        self.chain.steps.is_empty()
    }

    /// Where it stands among others: by rank. Of two at one rank the one that asks somebody comes first.
    pub(super) fn place(&self) -> (i32, bool, RuleId) {
        (self.rank, self.asks_nobody(), self.id)
    }
}
