//! For which orders a rule holds.

use serde::{Deserialize, Serialize};

use crate::{
    catalog::{Billing, Operation, Provider},
    ids::TeamId,
    money::{Currency, Money},
};

/// What is to be bought, as far as rules look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    pub operation: Operation,
    /// Empty where neither parameters nor credential name one; then no list of regions holds.
    pub region: String,
    pub billing: Billing,
    pub team: TeamId,
    /// What may be spent; pay-as-you-go counts its month of hours already ([`crate::quote::ceiling`]). Absent while
    /// nobody stated one.
    pub ceiling: Option<Money>,
    /// Whether the cloud named a price. Without one the order counts as above every amount, whatever was stated.
    pub price_known: bool,
}

/// From which ceiling on, and below which. One of the two at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    pub currency: Currency,
    /// Holds for this ceiling and more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Money>,
    /// Holds for less than this ceiling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Money>,
}

/// All of them must hold; an empty list, or nothing, is no condition.
///
/// A name that is not known is an error and not ignored: a rule of a newer release must not hold for more than it says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<Operation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<Provider>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub billing: Vec<Billing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<TeamId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// `true`: only where the cloud names no price; `false`: only where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_unknown: Option<bool>,
}

/// One kind of condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Operation,
    Provider,
    Region,
    Billing,
    Team,
    From,
    Below,
    PriceUnknown,
}

impl Condition {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Provider => "provider",
            Self::Region => "region",
            Self::Billing => "billing",
            Self::Team => "team",
            Self::From => "from",
            Self::Below => "below",
            Self::PriceUnknown => "price_unknown",
        }
    }
}

/// How an order's ceiling was compared with a rule's amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// As it is; or nothing was compared.
    AsItIs,
    /// As above every amount, because no price is known.
    PriceUnknown,
    /// As above every amount, because it is in another currency: nobody converts.
    OtherCurrency,
}

/// One condition of a rule, and whether it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub condition: Condition,
    pub held: bool,
    pub counted: Counted,
}

impl Conditions {
    /// Every condition that there is, with whether it holds. None at all: the rule holds for everything.
    pub fn check(&self, purchase: &Purchase) -> Vec<Checked> {
        let plain = |condition, held| Checked { condition, held, counted: Counted::AsItIs };
        let mut checked = Vec::new();
        if !self.operations.is_empty() {
            checked.push(plain(Condition::Operation, self.operations.contains(&purchase.operation)));
        }
        if !self.providers.is_empty() {
            let held = self.providers.contains(&purchase.operation.provider());
            checked.push(plain(Condition::Provider, held));
        }
        if !self.regions.is_empty() {
            checked.push(plain(Condition::Region, self.regions.contains(&purchase.region)));
        }
        if !self.billing.is_empty() {
            checked.push(plain(Condition::Billing, self.billing.contains(&purchase.billing)));
        }
        if !self.teams.is_empty() {
            checked.push(plain(Condition::Team, self.teams.contains(&purchase.team)));
        }
        if let Some(amount) = &self.amount {
            checked.extend(amount.check(purchase));
        }
        if let Some(unknown) = self.price_unknown {
            checked.push(plain(Condition::PriceUnknown, unknown != purchase.price_known));
        }
        checked
    }

    /// Whether the rule holds for this purchase.
    pub fn hold(&self, purchase: &Purchase) -> bool {
        self.check(purchase).iter().all(|checked| checked.held)
    }

    /// What may be bought under them: the operations that the list of providers leaves.
    pub(super) fn operations(&self) -> impl Iterator<Item = Operation> + '_ {
        Operation::ALL.into_iter().filter(|operation| {
            (self.operations.is_empty() || self.operations.contains(operation))
                && (self.providers.is_empty() || self.providers.contains(&operation.provider()))
        })
    }

    /// Whether no purchase at all can fulfil them.
    pub(super) fn are_impossible(&self) -> bool {
        let below = self.amount.and_then(|amount| amount.below);
        self.operations().next().is_none()
            || self.amount.is_some_and(|amount| amount.is_empty())
            || (self.price_unknown == Some(true) && below.is_some())
    }

    /// Whether they hold wherever the other ones do. Exact, but for several values that together are all there are.
    pub(super) fn cover(&self, other: &Self) -> bool {
        // An amount to stay below is only ever kept by a price that is known.
        let capped = other.amount.is_some_and(|amount| amount.below.is_some());
        let unknown = if capped { Some(false) } else { other.price_unknown };
        other.operations().all(|operation| self.operations().any(|own| own == operation))
            && covers(&self.regions, &other.regions)
            && covers(&self.billing, &other.billing)
            && covers(&self.teams, &other.teams)
            && self.amount.is_none_or(|amount| amount.covers(other.amount.as_ref(), unknown))
            && (self.price_unknown.is_none() || self.price_unknown == unknown)
    }
}

/// Whether every value that the other list lets through is let through by this one.
fn covers<T: PartialEq>(list: &[T], other: &[T]) -> bool {
    list.is_empty() || (!other.is_empty() && other.iter().all(|value| list.contains(value)))
}

impl Amount {
    /// Both ends that there are. What cannot be compared counts as above every amount.
    fn check(&self, purchase: &Purchase) -> Vec<Checked> {
        let (ceiling, counted) = match purchase.ceiling {
            Some(ceiling) if purchase.price_known && ceiling.currency() == self.currency => {
                (Some(ceiling.amount()), Counted::AsItIs)
            }
            Some(_) if purchase.price_known => (None, Counted::OtherCurrency),
            _ => (None, Counted::PriceUnknown),
        };
        let from = self.from.map(|from| Checked {
            condition: Condition::From,
            held: ceiling.is_none_or(|ceiling| ceiling >= from.amount()),
            counted,
        });
        let below = self.below.map(|below| Checked {
            condition: Condition::Below,
            held: ceiling.is_some_and(|ceiling| ceiling < below.amount()),
            counted,
        });
        from.into_iter().chain(below).collect()
    }

    /// Whether nothing lies between its ends.
    fn is_empty(&self) -> bool {
        match (self.from, self.below) {
            (from, Some(below)) => from.map(|from| from.amount()).unwrap_or_default() >= below.amount(),
            (_, None) => false,
        }
    }

    /// Whether it holds wherever the other one does; `unknown` is what the other's rule says of the price.
    fn covers(&self, other: Option<&Self>, unknown: Option<bool>) -> bool {
        let starts = self.from.is_none_or(|from| from.amount().is_zero());
        // What has no price is above every amount: only the upper end can leave it out.
        if unknown == Some(true) {
            return self.below.is_none();
        }
        let Some(other) = other else { return starts && self.below.is_none() };
        if other.currency != self.currency {
            // Amounts of the other currency are above all of ours. Without an upper end it holds for ours too.
            return self.below.is_none() && (starts || other.below.is_some());
        }
        let starts = match (self.from, other.from) {
            (Some(from), Some(other)) => from.amount() <= other.amount(),
            (Some(_), None) => starts,
            (None, _) => true,
        };
        let ends = match (self.below, other.below) {
            (Some(below), Some(other)) => below.amount() >= other.amount(),
            (Some(_), None) => false,
            (None, _) => true,
        };
        starts && ends
    }
}
