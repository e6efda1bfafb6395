//! When a step's fallback is asked too, after the order was submitted: no step waits for people who left, or for people
//! who do not answer.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Answer, Chain, Places, Step};
use crate::person::Person;

/// Why it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Cause {
    /// Half of the time that the step had is over.
    HalfTime,
    /// Those whom it asks became too few.
    TooFew,
}

impl Cause {
    /// The name in database and event log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HalfTime => "half_time",
            Self::TooFew => "too_few",
        }
    }
}

/// A step, counted from 0, whose fallback is to be asked too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escalation {
    pub step: usize,
    pub cause: Cause,
}

/// Whether half of the time from one moment to another is over.
pub fn is_half_over(from: OffsetDateTime, to: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - from >= (to - from) / 2
}

impl Places<'_> {
    /// The steps whose fallbacks are to be asked from now on: of those that lack people, or all of them where that sets
    /// somebody free for one that does; and of the step that is due once `half_over` says that half of its time is.
    ///
    /// `people` are those who may sign in, `answers` those that count. A fallback that is asked already is nowhere in it.
    pub fn escalations(&self, people: &[Person], answers: &[Answer], half_over: bool) -> Vec<Escalation> {
        let too_few = self.too_few(people, answers);
        let due = self.chain.due_number(answers).filter(|due| half_over && self.holds_back(*due));
        let late = due.filter(|due| !too_few.contains(due));
        let late = late.map(|step| Escalation { step, cause: Cause::HalfTime });
        late.into_iter()
            .chain(too_few.into_iter().map(|step| Escalation { step, cause: Cause::TooFew }))
            .collect()
    }

    fn too_few(&self, people: &[Person], answers: &[Answer]) -> Vec<usize> {
        let lacking = self.lacking(people, answers);
        let own: Vec<_> = lacking.iter().copied().filter(|step| self.holds_back(*step)).collect();
        let still = |chain: &Chain| Places { chain, ..*self }.lacking(people, answers).len();
        let mut chain = self.chain.clone();
        own.iter().for_each(|step| chain.steps[*step].ask_fallback());
        if still(&chain) == 0 {
            return own;
        }
        let all = self.chain.with_fallbacks();
        if still(&all) < still(&chain) {
            return (0..all.steps.len()).filter(|step| self.holds_back(*step)).collect();
        }
        own
    }

    fn holds_back(&self, step: usize) -> bool {
        self.chain.steps.get(step).is_some_and(|step: &Step| step.held_back().next().is_some())
    }
}
