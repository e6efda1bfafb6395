//! Amounts of the simulated cloud: made up in CNY, exact, two digits.

use rust_decimal::{Decimal, RoundingStrategy};

/// Hours that a month is counted as.
const HOURS: i64 = 720;

/// What a dollar is counted as, in CNY.
const PER_DOLLAR: i64 = 7;

/// An hour of what costs so much a month; never nothing where the month costs something.
pub(super) fn hourly(month: Decimal) -> Decimal {
    let hour = rounded(month / Decimal::from(HOURS));
    if month.is_zero() { hour } else { hour.max(Decimal::new(1, 2)) }
}

/// A price in CNY, in the account's currency.
pub(super) fn in_currency(cny: Decimal, currency: &str) -> Decimal {
    if currency == "USD" { rounded(cny / Decimal::from(PER_DOLLAR)) } else { cny }
}

pub(super) fn rounded(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}
