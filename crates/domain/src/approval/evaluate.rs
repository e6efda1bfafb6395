//! Which rule decides about a purchase, and why.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Checked, Purchase, Rule};
use crate::ids::RuleId;

/// What became of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// All of its conditions hold: it decides.
    Matched { checked: Vec<Checked> },
    /// Some do not.
    Failed { checked: Vec<Checked> },
    /// It is switched off.
    Disabled,
    /// It begins later.
    NotYet {
        #[serde(with = "time::serde::rfc3339")]
        from: OffsetDateTime,
    },
    /// Its time is over.
    Over {
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
    },
    /// No rule before it decided: the built-in one does.
    BuiltIn,
}

/// A rule that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub rule: RuleId,
    pub version: i32,
    /// Empty for the built-in one.
    pub name: String,
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The rule that decides, and every rule that was looked at: the last one is the one that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation<'a> {
    pub matched: &'a Rule,
    pub why: Vec<Tried>,
}

/// The rule of the lowest rank that is switched on, in its time and whose conditions all hold; else the built-in one.
pub fn evaluate<'a>(
    rules: &'a [Rule],
    built_in: &'a Rule,
    purchase: &Purchase,
    now: OffsetDateTime,
) -> Evaluation<'a> {
    let mut ranked: Vec<&Rule> = rules.iter().filter(|rule| rule.id != built_in.id).collect();
    ranked.sort_by_key(|rule| rule.place());
    let mut why = Vec::new();
    for rule in ranked {
        let outcome = judge(rule, purchase, now);
        let matched = matches!(outcome, Outcome::Matched { .. });
        why.push(tried(rule, outcome));
        if matched {
            return Evaluation { matched: rule, why };
        }
    }
    why.push(tried(built_in, Outcome::BuiltIn));
    Evaluation { matched: built_in, why }
}

fn judge(rule: &Rule, purchase: &Purchase, now: OffsetDateTime) -> Outcome {
    if !rule.enabled {
        return Outcome::Disabled;
    }
    if let Some(from) = rule.valid_from.filter(|from| *from > now) {
        return Outcome::NotYet { from };
    }
    if let Some(since) = rule.valid_until.filter(|until| *until <= now) {
        return Outcome::Over { since };
    }
    let checked = rule.conditions.check(purchase);
    if checked.iter().all(|checked| checked.held) {
        Outcome::Matched { checked }
    } else {
        Outcome::Failed { checked }
    }
}

fn tried(rule: &Rule, outcome: Outcome) -> Tried {
    Tried { rule: rule.id, version: rule.version, name: rule.name.clone(), outcome }
}
