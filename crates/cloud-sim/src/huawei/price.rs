//! Prices of the simulated DDM: made up, exact, and never zero. What is asked for and what is charged come from
//! here, so that they are the same.

use rust_decimal::Decimal;
use time::{Month, OffsetDateTime};

use super::ddm::catalog::Flavor;

/// How long a subscription is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// 1 to 9.
    Months(u32),
    /// 1.
    Years(u32),
}

impl Term {
    /// The terms that are sold.
    pub(super) fn of(unit: &str, number: i64) -> Option<Self> {
        match (unit, u32::try_from(number).ok()?) {
            ("month", months @ 1..=9) => Some(Self::Months(months)),
            ("year", years @ 1) => Some(Self::Years(years)),
            _ => None,
        }
    }

    pub(super) const fn months(self) -> u32 {
        match self {
            Self::Months(months) => months,
            Self::Years(years) => 12 * years,
        }
    }
}

/// One hour of so many nodes.
pub(super) fn hour(flavor: &Flavor, nodes: u32) -> Decimal {
    Decimal::new(flavor.cents_an_hour, 2) * Decimal::from(nodes)
}

/// What a whole term of so many nodes is listed at. A month is 480 hours.
pub(super) fn official(flavor: &Flavor, nodes: u32, term: Term) -> Decimal {
    hour(flavor, nodes) * Decimal::from(480 * term.months())
}

/// What is paid for it: of a year two months are let off.
pub(super) fn period(flavor: &Flavor, nodes: u32, term: Term) -> Decimal {
    let paid = match term {
        Term::Months(months) => months,
        Term::Years(years) => 10 * years,
    };
    hour(flavor, nodes) * Decimal::from(480 * paid)
}

/// When a term ends: so many calendar months later, at the latest on that month's last day.
pub(super) fn add_months(at: OffsetDateTime, months: u32) -> OffsetDateTime {
    let index = i64::from(at.year()) * 12 + i64::from(u8::from(at.month())) - 1 + i64::from(months);
    let year = i32::try_from(index.div_euclid(12)).unwrap_or(at.year());
    let month = u8::try_from(index.rem_euclid(12) + 1).ok().and_then(|month| Month::try_from(month).ok());
    let month = month.unwrap_or(Month::December);
    let day = at.day().min(month.length(year));
    time::Date::from_calendar_date(year, month, day).map_or(at, |date| at.replace_date(date))
}
