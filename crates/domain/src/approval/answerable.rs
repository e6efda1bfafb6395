//! Whether there are people enough to answer the steps of a chain.

use super::{Answer, Chain, Step};
use crate::{
    ids::{PersonId, TeamId},
    person::{Person, Role},
};

/// A chain as submitting freezes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    pub chain: Chain,
    /// The steps, counted from 0, for which there are too few people. An admin names somebody.
    pub lacking: Vec<usize>,
}

impl Chain {
    /// What is frozen for an order of this team and requester: where those whom a step asks are too few, its fallback
    /// is asked too. No step is ever left out, however few there are.
    pub fn frozen(&self, team: TeamId, requester: PersonId, people: &[Person]) -> Frozen {
        let lacking = self.lacking(team, Some(requester), people);
        if lacking.is_empty() {
            return Frozen { chain: self.clone(), lacking };
        }
        let mut chain = self.clone();
        for number in lacking {
            chain.steps.get_mut(number).into_iter().for_each(Step::ask_fallback);
        }
        let mut lacking = chain.lacking(team, Some(requester), people);
        if !lacking.is_empty() {
            // Those of another step may set somebody free for this one.
            let more = self.with_fallbacks();
            let still = more.lacking(team, Some(requester), people);
            if still.len() < lacking.len() {
                (chain, lacking) = (more, still);
            }
        }
        Frozen { chain, lacking }
    }

    /// The steps that lack people for the answers that are still to come.
    pub fn lacking_now(
        &self,
        team: TeamId,
        requester: PersonId,
        people: &[Person],
        answers: &[Answer],
    ) -> Vec<usize> {
        let mut rest = self.clone();
        for (number, step) in rest.steps.iter_mut().enumerate() {
            let given = u32::try_from(Self::approvals(answers, number)).unwrap_or(u32::MAX);
            step.needs = step.needs.saturating_sub(given);
        }
        let answered = |person: &Person| {
            answers.iter().any(|answer| answer.by == person.id || answer.place() == person.id)
        };
        let others: Vec<_> = people.iter().filter(|person| !answered(person)).cloned().collect();
        rest.lacking(team, Some(requester), &others)
    }

    /// With everybody whom fallbacks name among those asked.
    pub(super) fn with_fallbacks(&self) -> Self {
        let mut chain = self.clone();
        chain.steps.iter_mut().for_each(Step::ask_fallback);
        chain
    }

    /// The steps that lack people, if every step before them takes the ones that leave most to the others. `people` are
    /// those who may sign in; the requester answers nothing, auditors neither, and nobody answers two steps.
    pub fn lacking(&self, team: TeamId, requester: Option<PersonId>, people: &[Person]) -> Vec<usize> {
        let able: Vec<&Person> = people
            .iter()
            .filter(|person| Some(person.id) != requester && !person.has(Role::Auditor))
            .collect();
        let asked: Vec<Vec<usize>> = self.steps.iter().map(|step| asked(step, &able, team)).collect();
        let mut taken: Vec<Option<usize>> = vec![None; able.len()];
        let mut lacking = Vec::new();
        for (number, step) in self.steps.iter().enumerate() {
            for _ in 0..step.needs {
                let mut seen = vec![false; able.len()];
                if !find(number, &asked, &mut taken, &mut seen) {
                    lacking.push(number);
                    break;
                }
            }
        }
        lacking
    }
}

impl Step {
    /// Asks those of the fallback too.
    fn ask_fallback(&mut self) {
        let more: Vec<_> = self.fallback.iter().filter(|asked| !self.asks.contains(asked)).copied().collect();
        self.asks.extend(more);
    }
}

/// The places of those among `able` whom the step asks.
fn asked(step: &Step, able: &[&Person], team: TeamId) -> Vec<usize> {
    let places = able.iter().enumerate();
    places.filter(|(_, person)| step.asks(person, team)).map(|(place, _)| place).collect()
}

/// Finds somebody for one more answer to the step, moving others to other steps where that helps.
fn find(step: usize, asked: &[Vec<usize>], taken: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &place in asked.get(step).into_iter().flatten() {
        if std::mem::replace(&mut seen[place], true) {
            continue;
        }
        let free = match taken[place] {
            None => true,
            Some(other) => find(other, asked, taken, seen),
        };
        if free {
            taken[place] = Some(step);
            return true;
        }
    }
    false
}
