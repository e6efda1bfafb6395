//! What an admin writes, before it becomes a version of a rule.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Asked, Chain, Conditions};
use crate::{
    person::Role,
    refusal::{FieldError, Reason, line, optional_line},
    region::is_region_id,
};

/// The most steps of a rule.
pub const MAX_STEPS: usize = 9;
/// The most answers that one step takes.
pub const MAX_NEEDS: u32 = 9;
/// The most values of one condition, and the most whom one step asks.
const MAX_VALUES: usize = 100;
/// The most characters of a name.
const MAX_NAME: usize = 100;

/// A rule as it is written. Its place among the others is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    pub name: String,
    #[serde(default)]
    pub enabled: bool,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub valid_from: Option<OffsetDateTime>,
    #[serde(default, with = "time::serde::rfc3339::option")]
    pub valid_until: Option<OffsetDateTime>,
    #[serde(default)]
    pub conditions: Conditions,
    #[serde(default)]
    pub steps: Chain,
    /// Says that nobody is asked. Without it a rule has steps, so that none is empty by mistake.
    #[serde(default)]
    pub asks_nobody: bool,
}

impl Draft {
    /// The draft in its one form, or everything that is wrong with it. Fields are `name`, `valid_until`,
    /// `conditions.amount`, `conditions.regions`, `steps`, `steps.1.needs`, `steps.1.asks` and so on, counted from 1.
    pub fn check(mut self) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, reason| errors.push(FieldError::new(field, reason));
        match line(&self.name, MAX_NAME) {
            Ok(name) => self.name = name,
            Err(reason) => refuse("name", reason),
        }
        if let (Some(from), Some(until)) = (self.valid_from, self.valid_until)
            && from >= until
        {
            refuse(
                "valid_until",
                Reason::NotWith { other: "valid_from".into(), value: from.date().to_string() },
            );
        }
        for (field, reason) in self.conditions.check_itself() {
            refuse(field, reason);
        }
        let steps = &mut self.steps.steps;
        match (steps.is_empty(), self.asks_nobody) {
            (true, false) => refuse("steps", Reason::Required),
            (false, true) => {
                refuse("steps", Reason::NotWith { other: "asks_nobody".into(), value: "true".into() });
            }
            _ => {}
        }
        if steps.len() > MAX_STEPS {
            refuse("steps", Reason::TooMany { max: MAX_STEPS });
        }
        for (number, step) in (1..).zip(steps) {
            match optional_line(&step.name, MAX_NAME) {
                Ok(name) => step.name = name,
                Err(reason) => refuse(&format!("steps.{number}.name"), reason),
            }
            if !(1..=MAX_NEEDS).contains(&step.needs) {
                let reason = Reason::OutOfRange { min: 1, max: i64::from(MAX_NEEDS) };
                refuse(&format!("steps.{number}.needs"), reason);
            }
            if step.asks.is_empty() {
                refuse(&format!("steps.{number}.asks"), Reason::Required);
            }
            for (field, asked) in [("asks", &mut step.asks), ("fallback", &mut step.fallback)] {
                if let Some(reason) = tidy(asked) {
                    refuse(&format!("steps.{number}.{field}"), reason);
                }
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(errors) }
    }
}

/// Each of them once. Auditors change nothing and being admin is no power to approve: no step asks those roles.
fn tidy(asked: &mut Vec<Asked>) -> Option<Reason> {
    let mut seen = std::collections::BTreeSet::new();
    asked.retain(|asked| seen.insert(*asked));
    if asked.len() > MAX_VALUES {
        return Some(Reason::TooMany { max: MAX_VALUES });
    }
    let other = |asked: &Asked| matches!(asked, Asked::Role(role) if *role != Role::Approver);
    asked.iter().any(other).then(|| Reason::NotAnOption { options: vec![Role::Approver.name().to_owned()] })
}

impl Conditions {
    /// What is wrong with them as they are written.
    fn check_itself(&self) -> Vec<(&'static str, Reason)> {
        let mut errors = Vec::new();
        if self.regions.iter().any(|region| !is_region_id(region)) {
            errors.push(("conditions.regions", Reason::NotARegion));
        }
        if self.regions.len() > MAX_VALUES || self.teams.len() > MAX_VALUES {
            let field = if self.teams.len() > MAX_VALUES { "conditions.teams" } else { "conditions.regions" };
            errors.push((field, Reason::TooMany { max: MAX_VALUES }));
        }
        if let Some(amount) = self.amount {
            let ends = [amount.from, amount.below];
            if ends.iter().all(Option::is_none) {
                errors.push(("conditions.amount", Reason::Required));
            }
            if ends.into_iter().flatten().any(|end| end.currency() != amount.currency) {
                let expected = amount.currency.code().to_owned();
                errors.push(("conditions.amount", Reason::OtherCurrency { expected }));
            }
        }
        errors
    }
}
