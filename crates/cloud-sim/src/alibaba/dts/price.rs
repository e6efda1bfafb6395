//! What synchronisation costs.

use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use super::rules::Wish;
use crate::alibaba::money::{hourly, rounded};

/// Pay-as-you-go needs this much on the account, in CNY.
const DEPOSIT: i64 = 100;

/// What a purchase costs, in CNY.
#[derive(Debug)]
pub(super) struct Sale {
    pub(super) price: Decimal,
    /// What the account must have, which may be more than the price.
    pub(super) needs: Decimal,
}

/// A month of a class.
pub(in crate::alibaba) fn month(class: &str, is_bidirectional: bool, databases: u32) -> Decimal {
    let month: i64 = match class {
        "micro" => 300,
        "small" => 600,
        "medium" => 1_200,
        _ => 2_400,
    };
    let ways = if is_bidirectional { 2 } else { 1 };
    Decimal::from(month * ways) * Decimal::from(databases)
}

pub(super) fn of(wish: &Wish) -> Sale {
    let month = month(&wish.class, wish.is_bidirectional, wish.databases);
    match wish.months {
        Some(months) => {
            let price = month * Decimal::from(months);
            Sale { price, needs: price }
        }
        // What is booked at once is the first hour.
        None => {
            let price = hourly(month);
            Sale { price, needs: price.max(DEPOSIT.into()) }
        }
    }
}

/// What a stronger class costs for the rest of a term; a weaker one gives nothing back.
pub(super) fn upgrade(from: Decimal, to: Decimal, now: OffsetDateTime, end: OffsetDateTime) -> Decimal {
    let rest = (end - now).max(Duration::ZERO).whole_hours();
    rounded((to - from).max(0.into()) * Decimal::from(rest) / Decimal::from(720))
}
