//! An order: its states, what is frozen when it is submitted, and what a person may do with it.

pub mod can;
pub mod frozen;
pub mod input;
pub mod setstate;
pub mod settlement;
pub mod settling;
pub mod state;
pub mod statement;

use serde::{Deserialize, Serialize};

pub use self::{
    frozen::{Revision, client_token, ddm_name, order_of_name},
    input::{CheckedOrder, OrderFilter, OrderInput},
    state::{Change, InvalidTransition, State},
    statement::{Grounds, Said, Statement},
};

/// The version of the rules by which the worker buys, stored with every attempt, so that a later release
/// knows by which rules an open one was made.
pub const PROTOCOL_VERSION: i32 = 1;

/// What a request to the cloud is known to have done. An order is bought with one `Done`, not bought only if
/// every send is `NotDone`, and unknown otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Verdict {
    /// The cloud sold it.
    Done,
    /// It surely did not.
    NotDone,
    /// It may have.
    Open,
}

impl Verdict {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotDone => "not_done",
            Self::Open => "open",
        }
    }
}

/// How an order ends, judged by the verdicts of all its sends.
pub fn outcome(verdicts: &[Verdict]) -> Change {
    if verdicts.contains(&Verdict::Done) {
        Change::Bought
    } else if !verdicts.is_empty() && verdicts.iter().all(|verdict| *verdict == Verdict::NotDone) {
        Change::NotBought
    } else {
        Change::OutcomeLost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_sale_is_bought_and_only_refusals_all_through_are_not_bought() {
        use Verdict::{Done, NotDone, Open};

        assert_eq!(outcome(&[Open, Done]), Change::Bought);
        assert_eq!(outcome(&[NotDone, NotDone]), Change::NotBought);
        assert_eq!(outcome(&[NotDone, Open]), Change::OutcomeLost);
        assert_eq!(outcome(&[]), Change::OutcomeLost, "no send proves nothing");
    }
}
