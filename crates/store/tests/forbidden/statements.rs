//! The statements, by the stage of the order that they are tried on.

mod approval;
mod intent;
mod order;
mod outcome;
mod people;
mod rights;
mod rules;

use domain::catalog::Operation;

use super::life::*;

/// One forbidden statement.
pub(crate) struct Case {
    /// The rule that it breaks.
    pub(crate) rule: &'static str,
    /// What is done before.
    pub(crate) before: String,
    pub(crate) forbidden: String,
    /// A part of the reason: SQLSTATE, constraint and message.
    pub(crate) why: &'static str,
    /// The same without the fault.
    pub(crate) twin: Option<String>,
}

const DTS: Life = Life { digit: 1, operation: Operation::DtsCreate };
const DDM: Life = Life { digit: 2, operation: Operation::DdmCreate };
const CHANGE: Life = Life { digit: 3, operation: Operation::DtsChange };
const CHANGE_TOO: Life = Life { digit: 4, operation: Operation::DtsChange };
const DTS_TOO: Life = Life { digit: 5, operation: Operation::DtsCreate };

pub(crate) fn every_case() -> Vec<Case> {
    let mut cases = Vec::new();
    for stage in [
        rights::role,
        order::order,
        order::transitions,
        approval::freezing,
        approval::deciding,
        people::giving,
        people::answering,
        people::using,
        people::leads,
        people::coming_back,
        rules::writing,
        rules::deciding,
        rules::groups,
        rules::naming,
        intent::intent,
        intent::sends,
        outcome::evidence,
        outcome::outcome,
        rights::append_only,
        rights::elsewhere,
    ] {
        stage(&mut cases);
    }
    cases
}

/// Adds a case of the order `life`; `twin` may be empty.
fn add(
    cases: &mut Vec<Case>,
    life: Life,
    before: &str,
    rule: &'static str,
    (forbidden, why, twin): (&str, &'static str, &str),
) {
    cases.push(Case {
        rule,
        before: before.to_owned(),
        forbidden: life.sql(forbidden),
        why,
        twin: (!twin.is_empty()).then(|| life.sql(twin)),
    });
}

/// A statement with one thing changed, and the statement itself.
fn spoilt(text: &str, what: &str, by: &str) -> String {
    assert!(text.contains(what), "{what} is not in {text}");
    text.replacen(what, by, 1)
}
