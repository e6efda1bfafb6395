//! BSS (customer operations): the cloud's own orders and what they brought, prices and balances; paying and
//! cancelling.

mod balances;
mod orders;
mod prices;
mod settle;

use domain::money::{Currency, Money, MoneyError};

pub use self::{
    balances::{Balance, Balances},
    orders::{Order, OrderStatus, Resource, ResourceStatus},
    prices::{OnDemandProduct, PeriodProduct, Price},
};
use crate::value::{SignedMoney, money};

/// The unit in which BSS counts money: one of the currency. It documents no other.
const WHOLE: &str = "1";

/// In which currency and unit the amounts of an answer are.
struct Unit {
    currency: Option<String>,
    measure_id: Option<String>,
}

impl Unit {
    /// No currency means CNY, as the vendor says; no unit means the only one.
    fn currency(&self) -> Result<Currency, MoneyError> {
        if self.measure_id.as_deref().is_some_and(|unit| unit != WHOLE) {
            return Err(MoneyError::UnknownCurrency);
        }
        self.currency.as_deref().map_or(Ok(Currency::Cny), str::parse)
    }

    fn money(&self, amount: &str) -> Result<Money, MoneyError> {
        money(amount, self.currency()?)
    }

    fn signed(&self, amount: &str) -> Result<SignedMoney, MoneyError> {
        SignedMoney::parse(amount, self.currency()?)
    }
}
