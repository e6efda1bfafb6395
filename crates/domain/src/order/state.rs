//! The states of an order and the only ways between them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where an order is. The facts of a state (who approved, what came back) are rows of their own, which the
/// database demands before it lets the state change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum State {
    Draft,
    PendingApproval,
    Approved,
    /// The intent is written; a request may have left.
    Executing,
    Bought,
    NotBought,
    /// Money may have been spent; nobody will buy it again.
    Unknown,
    NeedsPerson,
    Rejected,
    Cancelled,
    Expired,
}

impl State {
    /// All of them, in the order of an order's life.
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::PendingApproval,
        Self::Approved,
        Self::Executing,
        Self::Bought,
        Self::NotBought,
        Self::Unknown,
        Self::NeedsPerson,
        Self::Rejected,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The name in database and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::PendingApproval => "pending_approval",
            Self::Approved => "approved",
            Self::Executing => "executing",
            Self::Bought => "bought",
            Self::NotBought => "not_bought",
            Self::Unknown => "unknown",
            Self::NeedsPerson => "needs_person",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Whether money may have been spent, and nobody knows.
    pub const fn is_in_doubt(self) -> bool {
        matches!(self, Self::Unknown | Self::NeedsPerson)
    }

    /// Whether the order still waits for somebody or something.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Draft
            | Self::PendingApproval
            | Self::Approved
            | Self::Executing
            | Self::Unknown
            | Self::NeedsPerson => true,
            Self::Bought | Self::NotBought | Self::Rejected | Self::Cancelled | Self::Expired => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for State {
    type Err = crate::person::UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.name() == text).ok_or(crate::person::UnknownName)
    }
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Submitted,
    /// Every step of the chain has its answers, or an explicit rule asks nobody.
    Approved,
    Rejected,
    Expired,
    Cancelled,
    /// Back to its requester, as the next revision.
    Revised,
    /// An approver fell away between approval and purchase.
    ApprovalLost,
    /// The intent is committed (T1).
    Started,
    /// The cloud sold it.
    Bought,
    /// Evidence shows that nothing was sold.
    NotBought,
    /// A send may have bought; nobody knows yet.
    OutcomeLost,
    /// Only a person can tell.
    GivenUp,
    /// A sale came to light after `not_bought`.
    LateSale,
}

impl Change {
    pub const ALL: [Self; 13] = [
        Self::Submitted,
        Self::Approved,
        Self::Rejected,
        Self::Expired,
        Self::Cancelled,
        Self::Revised,
        Self::ApprovalLost,
        Self::Started,
        Self::Bought,
        Self::NotBought,
        Self::OutcomeLost,
        Self::GivenUp,
        Self::LateSale,
    ];

    /// The action's name in the event log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submitted => "order.submitted",
            Self::Approved => "order.approved",
            Self::Rejected => "order.rejected",
            Self::Expired => "order.expired",
            Self::Cancelled => "order.cancelled",
            Self::Revised => "order.revised",
            Self::ApprovalLost => "order.approval_lost",
            Self::Started => "order.started",
            Self::Bought => "order.bought",
            Self::NotBought => "order.not_bought",
            Self::OutcomeLost => "order.outcome_lost",
            Self::GivenUp => "order.given_up",
            Self::LateSale => "order.late_sale",
        }
    }
}

/// A change that is not possible in this state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{change:?} is not possible while {from}")]
pub struct InvalidTransition {
    pub from: State,
    pub change: Change,
}

impl State {
    /// The state after `change`. This match is the whole table; the database holds the same one.
    pub const fn apply(self, change: Change) -> Result<Self, InvalidTransition> {
        use Change as C;
        use State as S;

        Ok(match (self, change) {
            (S::Draft, C::Submitted) => S::PendingApproval,
            (S::Draft | S::PendingApproval | S::Approved, C::Cancelled) => S::Cancelled,
            (S::PendingApproval, C::Approved) => S::Approved,
            (S::PendingApproval, C::Rejected) => S::Rejected,
            (S::PendingApproval | S::Approved, C::Expired) => S::Expired,
            (S::PendingApproval | S::Approved | S::Rejected | S::Expired, C::Revised) => S::Draft,
            (S::Approved, C::ApprovalLost) => S::PendingApproval,
            (S::Approved, C::Started) => S::Executing,
            (S::Approved | S::Executing | S::Unknown | S::NeedsPerson, C::Bought) => S::Bought,
            (S::Executing | S::Unknown | S::NeedsPerson, C::NotBought) => S::NotBought,
            (S::Executing, C::OutcomeLost) => S::Unknown,
            (S::Approved | S::Executing | S::Unknown, C::GivenUp) => S::NeedsPerson,
            (S::NotBought, C::LateSale) => S::NeedsPerson,
            (from, change) => return Err(InvalidTransition { from, change }),
        })
    }

    /// Every pair of states with a way between them: what the database's own table must hold.
    pub fn transitions() -> Vec<(Self, Self)> {
        let mut pairs: Vec<_> = Self::ALL
            .into_iter()
            .flat_map(|from| {
                Change::ALL.into_iter().filter_map(move |change| Some((from, from.apply(change).ok()?)))
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bought_and_cancelled_are_final() {
        for change in Change::ALL {
            assert!(State::Bought.apply(change).is_err(), "{change:?}");
            assert!(State::Cancelled.apply(change).is_err(), "{change:?}");
        }
    }

    #[test]
    fn nobody_cancels_what_may_have_been_sent() {
        for state in [State::Executing, State::Unknown, State::NeedsPerson] {
            assert!(state.apply(Change::Cancelled).is_err(), "{state}");
        }
    }

    #[test]
    fn an_order_is_bought_only_after_its_intent_or_when_found() {
        let before: Vec<_> = State::transitions()
            .into_iter()
            .filter(|(_, to)| *to == State::Bought)
            .map(|(from, _)| from)
            .collect();

        assert_eq!(before, [State::Approved, State::Executing, State::Unknown, State::NeedsPerson]);
    }
}
