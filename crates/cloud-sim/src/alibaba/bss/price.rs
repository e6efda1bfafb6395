//! What a product costs: the same sum for whoever asks and for whoever buys.

use rust_decimal::Decimal;

use super::catalogue::{Chosen, Module, Product, Rate};
use crate::alibaba::{
    dts,
    money::{hourly, in_currency, rounded},
    reply::Refusal,
};

/// How long something is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    Months(u32),
    Days(u32),
    /// Pay-as-you-go: what is booked at once is the first hour.
    Hour,
}

/// A module's part of a price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) module: &'static str,
    pub(super) list: Decimal,
    pub(super) pay: Decimal,
}

/// A price in the account's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quote {
    pub(super) lines: Vec<Line>,
}

impl Quote {
    pub(super) fn list(&self) -> Decimal {
        self.lines.iter().map(|line| line.list).sum()
    }

    pub(super) fn pay(&self) -> Decimal {
        self.lines.iter().map(|line| line.pay).sum()
    }
}

/// What modules with these attributes cost.
pub(super) fn quote<'a>(
    product: &Product,
    modules: impl IntoIterator<Item = (&'static Module, Chosen<'a>)>,
    term: Term,
    currency: &str,
) -> Result<Quote, Refusal> {
    let is_year = matches!(term, Term::Months(12..));
    let percent = Decimal::from(if is_year { 100 - product.percent_off_a_year } else { 100 });
    let lines = modules.into_iter().map(|(module, chosen)| {
        let month = month(product, module, &chosen)?;
        let cny = match term {
            Term::Months(months) => month * Decimal::from(months),
            Term::Days(days) => rounded(month * Decimal::from(days) / Decimal::from(30)),
            Term::Hour => hourly(month),
        };
        let list = in_currency(cny, currency);
        Ok(Line { module: module.code, list, pay: rounded(list * percent / Decimal::from(100)) })
    });
    Ok(Quote { lines: lines.collect::<Result<_, Refusal>>()? })
}

/// In CNY.
fn month(product: &Product, module: &Module, chosen: &Chosen<'_>) -> Result<Decimal, Refusal> {
    for code in chosen.keys() {
        if !module.config.contains(code) {
            return Err(refused(module, &format!("it has no {code}")));
        }
    }
    let value = |code: &str| {
        let attribute = product.attribute(code).ok_or_else(|| refused(module, "it has no such attribute"))?;
        let value = chosen.get(code).copied().or(attribute.default);
        let value = value.ok_or_else(|| refused(module, &format!("{code} is missing")))?;
        if attribute.values.take(value) {
            Ok(value)
        } else {
            Err(refused(module, &format!("{code} cannot be {value}")))
        }
    };
    let only = || value(module.config.first().copied().unwrap_or_default());
    Ok(match module.rate {
        Rate::Each(prices) => {
            let value = only()?;
            let cents = prices.iter().find(|(known, _)| *known == value).map(|(_, cents)| *cents);
            Decimal::new(cents.ok_or_else(|| refused(module, "it has no price"))?, 2)
        }
        Rate::PerUnit(cents) => {
            let units: u32 = only()?.parse().map_err(|_| refused(module, "it counts"))?;
            Decimal::new(cents, 2) * Decimal::from(units)
        }
        Rate::Flat(cents) => {
            only()?;
            Decimal::new(cents, 2)
        }
        Rate::Synchronization => {
            let databases = value("DBInstanceCount")?.parse().map_err(|_| refused(module, "it counts"))?;
            dts::price::month(
                value("SynchronizationJobClass")?,
                value("Topology")? == "bidirectional",
                databases,
            )
        }
    })
}

fn refused(module: &Module, why: &str) -> Refusal {
    Refusal::new(400, "InvalidParameter", format!("The module {} has no price: {why}.", module.code))
}
