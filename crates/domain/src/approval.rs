//! Who must agree before an order is bought.
//!
//! A rule says for which orders it holds ([`conditions`]) and whom it asks (its [`Chain`]); [`evaluate`] finds the one
//! that decides, [`problems`] what an admin should mend, and [`Chain::frozen`] what submitting freezes.

mod answerable;
mod conditions;
mod draft;
mod escalation;
mod evaluate;
mod problems;
mod rule;
mod standing;

use serde::{Deserialize, Serialize};

pub use self::{
    answerable::Frozen,
    conditions::{Amount, Checked, Condition, Conditions, Counted, Purchase},
    draft::{Draft, MAX_NEEDS, MAX_STEPS},
    escalation::{Cause, Escalation, is_half_over},
    evaluate::{Evaluation, Outcome, Tried, evaluate},
    problems::{Problem, problems},
    rule::Rule,
    standing::{Handed, Places, Standing},
};
use crate::{
    ids::{GroupId, PersonId, TeamId},
    person::{Person, Role},
};

/// Whom a step may ask. The requester is never among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Whoever leads the team that the order is charged to.
    TeamLead,
    /// Anybody with the role.
    Role(Role),
    /// One person.
    Person(PersonId),
    /// Whoever is in the group when they answer.
    Group(GroupId),
}

impl Asked {
    /// Whether this names the person, for an order that is charged to the team.
    pub fn includes(self, person: &Person, team: TeamId) -> bool {
        match self {
            Self::TeamLead => person.leads(team),
            Self::Role(role) => person.has(role),
            Self::Person(id) => id == person.id,
            Self::Group(group) => person.is_in_group(group),
        }
    }
}

/// One step: `needs` distinct people out of those asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What people call the step. Empty: pages name it after whom it asks.
    pub name: String,
    pub needs: u32,
    pub asks: Vec<Asked>,
    /// Who is asked too where those above are too few, or do not answer in half of their time. Empty ones leave no trace in what is frozen, so that hashes from
    /// before there were any stay as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fallback: Vec<Asked>,
}

impl Step {
    /// Whether this person may answer it (if the order is not theirs).
    pub fn asks(&self, person: &Person, team: TeamId) -> bool {
        self.asks.iter().any(|asked| asked.includes(person, team))
    }

    /// Whom its fallback names and it does not ask yet.
    pub fn held_back(&self) -> impl Iterator<Item = Asked> {
        self.fallback.iter().filter(|asked| !self.asks.contains(asked)).copied()
    }

    /// Asks those of the fallback too.
    pub fn ask_fallback(&mut self) {
        let more: Vec<_> = self.held_back().collect();
        self.asks.extend(more);
    }
}

/// Steps in their order. None at all only where an admin's explicit rule says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chain {
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Decision {
    Approve,
    Reject,
}

impl Decision {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }
}

/// One person's answer to one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Counted from 0.
    pub step: usize,
    pub by: PersonId,
    /// Whose deputy answered.
    pub instead_of: Option<PersonId>,
    pub decision: Decision,
}

impl Answer {
    /// Whose place at the step is taken by it.
    pub fn place(&self) -> PersonId {
        self.instead_of.unwrap_or(self.by)
    }
}

impl Chain {
    /// The rule that holds where no other matches: the team's lead, or anybody with the approver role.
    pub fn built_in() -> Self {
        let asks = vec![Asked::TeamLead, Asked::Role(Role::Approver)];
        Self { steps: vec![Step { name: String::new(), needs: 1, asks, fallback: Vec::new() }] }
    }

    /// How many answers it takes.
    pub fn needs(&self) -> u32 {
        self.steps.iter().fold(0, |sum, step| sum.saturating_add(step.needs))
    }

    /// Whether any step asks this person.
    pub fn asks(&self, person: &Person, team: TeamId) -> bool {
        self.steps.iter().any(|step| step.asks(person, team))
    }

    /// How many distinct people approved the step.
    pub fn approvals(answers: &[Answer], step: usize) -> usize {
        let mut people: Vec<_> = answers
            .iter()
            .filter(|answer| answer.step == step && answer.decision == Decision::Approve)
            .map(|answer| answer.by)
            .collect();
        people.sort_unstable();
        people.dedup();
        people.len()
    }

    /// The number of the step that is due, or `None` when all have their answers.
    pub fn due_number(&self, answers: &[Answer]) -> Option<usize> {
        self.steps
            .iter()
            .enumerate()
            .position(|(number, step)| Self::approvals(answers, number) < step.needs as usize)
    }

    /// The step that is due, or `None` when all have their answers.
    pub fn due(&self, answers: &[Answer]) -> Option<&Step> {
        self.steps.get(self.due_number(answers)?)
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
