//! What the pages of approval rules show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Group, StepView, Team, Who};
use crate::{
    approval::{Asked, Problem, Rule, Tried},
    catalog::Operation,
    ids::{OrderId, OrderNumber, RuleId},
    money::Money,
};

/// A rule in its newest version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    pub rule: Rule,
    /// Whether it waits for a second admin.
    pub is_pending: bool,
    /// The version that holds meanwhile, where there is one.
    pub holds: Option<i32>,
    pub made_by: Option<Who>,
    pub made_at: OffsetDateTime,
    /// What an admin should mend.
    pub problems: Vec<Problem>,
    /// Whether the reader is the second admin that it waits for.
    pub may_confirm: bool,
}

/// Every rule, by rank, with what their words are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub rules: Vec<RuleRow>,
    pub built_in: Rule,
    pub groups: Vec<Group>,
    /// Those who may answer a step: everybody who may sign in, but for auditors.
    pub people: Vec<Who>,
    pub teams: Vec<Team>,
    /// What the people and groups of the rules are called, also those who left.
    pub names: BTreeMap<Asked, String>,
}

/// What a purchase would meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    pub rule: RuleId,
    /// Empty for the built-in one.
    pub name: String,
    pub why: Vec<Tried>,
    /// None: nobody is asked.
    pub chain: Vec<StepView>,
}

/// A past order that would have gone elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub number: OrderNumber,
    pub submitted_at: OffsetDateTime,
    /// The rule that it met, and the one that it would meet; empty for the built-in one.
    pub from: String,
    pub to: String,
    /// Whether nobody would be asked.
    pub asks_nobody: bool,
}

/// Past orders, as they would go by other rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// How many of the newest orders were looked at.
    pub looked_at: usize,
    pub moved: Vec<Moved>,
}

/// An order that waits for a step which too few people can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    pub order: OrderId,
    pub number: OrderNumber,
    pub operation: Operation,
    pub requester: Who,
    pub team: String,
    pub ceiling: Money,
    pub submitted_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    /// Counted from 1.
    pub step: usize,
    pub asks: StepView,
    /// Whom the reader may name.
    pub candidates: Vec<Who>,
    /// Whether it is the reader's own.
    pub is_own: bool,
}
