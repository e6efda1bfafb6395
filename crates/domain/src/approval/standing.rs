//! By what right somebody answers a step: asked themselves, after it was handed to them, or as a deputy.

use serde::{Deserialize, Serialize};

use super::{Answer, Chain};
use crate::{
    ids::{PersonId, TeamId},
    person::{Person, Role},
};

/// A step's place went from one person to another, who is asked instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// Counted from 0.
    pub step: usize,
    pub from: PersonId,
    pub to: PersonId,
}

/// Who is asked by an order's steps, after what was handed over.
#[derive(Debug, Clone, Copy)]
pub struct Places<'a> {
    pub chain: &'a Chain,
    pub team: TeamId,
    pub requester: PersonId,
    /// In the order in which it happened.
    pub handed: &'a [Handed],
}

/// The right to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Counted from 0.
    pub step: usize,
    /// Whose deputy answers.
    pub instead_of: Option<PersonId>,
}

impl Standing {
    /// Whose place it is.
    pub fn place(self, person: &Person) -> PersonId {
        self.instead_of.unwrap_or(person.id)
    }
}

impl Places<'_> {
    /// Whether any step was ever put to the person, or to somebody whose deputy they are.
    pub fn concern(&self, person: &Person) -> bool {
        let was_handed = |place: &Person| self.handed.iter().any(|handed| handed.to == place.id);
        self.with(person).any(|place| self.chain.asks(place, self.team) || was_handed(place))
    }

    /// By what right the person answers the step: their own before a deputy's. None where the step does not ask them,
    /// or where every place that they could take has its answer.
    ///
    /// A deputy never stands in for the requester, who has no place at all.
    pub fn standing(&self, step: usize, person: &Person, answers: &[Answer]) -> Option<Standing> {
        let is_open = |place: &Person| !answers.iter().any(|answer| answer.place() == place.id);
        self.with(person)
            .find(|place| self.is_asked(step, place) && is_open(place))
            .map(|place| Standing { step, instead_of: Some(place.id).filter(|id| *id != person.id) })
    }

    /// Whether the step asks this very person.
    pub fn is_asked(&self, step: usize, person: &Person) -> bool {
        let Some(asked) = self.chain.steps.get(step).map(|step| step.asks(person, self.team)) else {
            return false;
        };
        let of_step = self.handed.iter().filter(|handed| handed.step == step);
        person.id != self.requester
            && of_step
                .fold(asked, |asked, handed| handed.to == person.id || asked && handed.from != person.id)
    }

    /// The person, and then those whose places they may take. Auditors have none.
    fn with<'p>(&self, person: &'p Person) -> impl Iterator<Item = &'p Person> {
        let requester = self.requester;
        let has_places = move |place: &&Person| place.id != requester && !place.has(Role::Auditor);
        std::iter::once(person).chain(person.stands_for.iter().filter(has_places))
    }
}
