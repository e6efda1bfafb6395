//! What an admin should mend in the rules: data, the words are the pages'.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Rule;
use crate::{
    ids::{PersonId, RuleId, TeamId},
    person::Person,
};

/// Something wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// It never decides: an earlier rule holds wherever this one does.
    Shadowed { by: RuleId, name: String },
    /// No purchase fulfils its conditions: nothing lies between its amounts, an operation of another cloud, or an amount
    /// to stay below where no price is known.
    Impossible,
    /// It ends before it begins.
    EmptyTime,
    /// Its time is over.
    Over,
    /// A step, counted from 0, that too few people can answer, with its fallback: for orders of this team, or of this
    /// person of the team alone.
    TooFew { step: usize, team: TeamId, requester: Option<PersonId> },
}

/// What is wrong with each rule that is switched on, in the order of the rules. `people` are those who may sign in,
/// `teams` all that there are.
pub fn problems(
    rules: &[Rule],
    people: &[Person],
    teams: &[TeamId],
    now: OffsetDateTime,
) -> Vec<(RuleId, Vec<Problem>)> {
    let of = |rule: &Rule| {
        if !rule.enabled {
            return Vec::new();
        }
        let mut found = Vec::new();
        found.extend(times(rule, now));
        if rule.conditions.are_impossible() {
            found.push(Problem::Impossible);
        }
        // The earliest one is what an admin looks at first.
        let mut earlier: Vec<&Rule> = rules.iter().filter(|other| other.place() < rule.place()).collect();
        earlier.sort_by_key(|other| other.place());
        if found.is_empty()
            && let Some(by) = earlier.into_iter().find(|other| shadows(other, rule, now))
        {
            found.push(Problem::Shadowed { by: by.id, name: by.name.clone() });
        }
        found.extend(too_few(rule, people, teams));
        found
    };
    rules.iter().map(|rule| (rule.id, of(rule))).collect()
}

fn times(rule: &Rule, now: OffsetDateTime) -> Option<Problem> {
    let until = rule.valid_until?;
    if rule.valid_from.is_some_and(|from| from >= until) {
        Some(Problem::EmptyTime)
    } else if until <= now {
        Some(Problem::Over)
    } else {
        None
    }
}

/// Whether the earlier rule decides wherever and whenever the later one would.
fn shadows(earlier: &Rule, later: &Rule, now: OffsetDateTime) -> bool {
    let begins = earlier.valid_from.is_none_or(|from| from <= later.valid_from.unwrap_or(now).max(now));
    let ends = match (earlier.valid_until, later.valid_until) {
        (None, _) => true,
        (Some(until), Some(later)) => until >= later,
        (Some(_), None) => false,
    };
    earlier.enabled && begins && ends && earlier.conditions.cover(&later.conditions)
}

/// The first team and requester for whom each step lacks people; the requester is named where others of the team are
/// better off.
fn too_few(rule: &Rule, people: &[Person], teams: &[TeamId]) -> Vec<Problem> {
    let mut found: Vec<Problem> = Vec::new();
    let known = |found: &[Problem], number: usize| {
        found.iter().any(|problem| matches!(problem, Problem::TooFew { step, .. } if *step == number))
    };
    let teams =
        teams.iter().filter(|team| rule.conditions.teams.is_empty() || rule.conditions.teams.contains(team));
    for &team in teams {
        for step in rule.chain.with_fallbacks().lacking(team, None, people) {
            if !known(&found, step) {
                found.push(Problem::TooFew { step, team, requester: None });
            }
        }
        for requester in people.iter().filter(|person| person.is_in(team) && person.may_buy()) {
            for step in rule.chain.frozen(team, requester.id, people).lacking {
                if !known(&found, step) {
                    found.push(Problem::TooFew { step, team, requester: Some(requester.id) });
                }
            }
        }
    }
    found
}
