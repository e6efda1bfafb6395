//! Prices of the simulated cloud: made up, exact, and never zero.

use rust_decimal::Decimal;

use super::rules::Wish;

/// What a purchase costs.
#[derive(Debug)]
pub(super) struct Sale {
    pub(super) price: Decimal,
    /// What the account must have, which may be more than the price.
    pub(super) needs: Decimal,
}

/// Pay-as-you-go needs this much on the account, in CNY.
const DEPOSIT: i64 = 100;

pub(super) fn of(wish: &Wish) -> Sale {
    let month: i64 = match wish.class.as_str() {
        "micro" => 300,
        "small" => 600,
        "medium" => 1_200,
        _ => 2_400,
    };
    let ways = if wish.is_bidirectional { 2 } else { 1 };
    let month = Decimal::from(month * ways) * Decimal::from(wish.databases);
    match wish.months {
        Some(months) => {
            let price = month * Decimal::from(months);
            Sale { price, needs: price }
        }
        // What is booked at once is the first hour.
        None => {
            let price = (month / Decimal::from(720)).round_dp(2);
            Sale { price, needs: price.max(DEPOSIT.into()) }
        }
    }
}
