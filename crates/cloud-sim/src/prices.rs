//! What whoever steers the simulator makes of its prices: of all of them, at both clouds.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// How prices differ from those in the lists. What is asked for and what is charged stay the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Prices {
    /// Of the listed ones.
    pub percent: u32,
    /// Whether a cloud tells any price. It sells all the same.
    pub are_told: bool,
    /// What prices are told in, instead of the account's own currency.
    pub currency: Option<String>,
}

impl Default for Prices {
    fn default() -> Self {
        Self { percent: 100, are_told: true, currency: None }
    }
}

impl Prices {
    /// A listed price as it is now.
    pub(crate) fn of(&self, listed: Decimal) -> Decimal {
        if self.percent == 100 {
            return listed;
        }
        let now = listed * Decimal::from(self.percent) / Decimal::from(100);
        now.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
    }

    /// The currency of a price that is told to an account.
    pub(crate) fn currency<'a>(&'a self, account: &'a str) -> &'a str {
        self.currency.as_deref().unwrap_or(account)
    }
}
