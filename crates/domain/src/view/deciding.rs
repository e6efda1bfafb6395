//! What the pages of a decision show: steps and their answers, who was asked instead, what was said.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::Who;
use crate::{
    approval::{Asked, Decision},
    ids::DeputyPeriodId,
    person::Email,
};

/// One step of an order's chain with what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    /// Empty: named after whom it asks.
    pub name: String,
    pub needs: u32,
    pub asks: Vec<Asked>,
    /// What the people and groups among `asks` are called; empty for the others. As many as those.
    pub names: Vec<String>,
    pub answers: Vec<AnswerView>,
    /// Who was asked, and put it to somebody else: oldest first.
    pub handed: Vec<HandedView>,
    /// Whether this is the step that everybody waits for.
    pub due: bool,
    /// Whether too few people can answer it: an admin names somebody.
    pub lacks_people: bool,
}

impl StepView {
    /// How many people it still needs.
    pub fn missing(&self) -> u32 {
        let given = self.answers.iter().filter(|answer| answer.counts).count();
        self.needs.saturating_sub(u32::try_from(given).unwrap_or(u32::MAX))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerView {
    pub by: Who,
    /// Whose deputy answered.
    pub instead_of: Option<Who>,
    pub decision: Decision,
    pub comment: String,
    pub at: OffsetDateTime,
    /// Not once whoever gave it has left, unless the purchase had begun by then.
    pub counts: bool,
}

/// A step's place that went to a colleague.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedView {
    pub from: Who,
    pub to: Who,
    pub comment: String,
    pub at: OffsetDateTime,
    /// Not once whom it went to has left: the step is back where it was.
    pub holds: bool,
}

/// Somebody to whom a step could be put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub email: Email,
    pub name: String,
}

/// What somebody said about an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    pub by: Who,
    pub revision: i32,
    pub words: String,
    pub at: OffsetDateTime,
}

/// Who stands in for somebody, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeputyView {
    pub id: DeputyPeriodId,
    pub principal: Who,
    pub deputy: Who,
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
}

/// A parameter that the revision before had otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
}
