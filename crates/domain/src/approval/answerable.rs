//! Whether there are people enough to answer the steps of a chain.

use super::{Answer, Chain, Places, Step};
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
        let steps = self.steps.iter();
        let asked = steps.map(|step| places(&able, |person| step.asks(person, team))).collect();
        unmatched(&self.steps.iter().map(|step| step.needs).collect::<Vec<_>>(), asked, able.len())
    }
}

impl Places<'_> {
    /// The steps that lack people for the answers that are still to come, after what was handed over. `people` are those
    /// who may sign in. Deputies add nobody: they take the place of somebody who is here and counted.
    pub fn lacking(&self, people: &[Person], answers: &[Answer]) -> Vec<usize> {
        let answered =
            |person: &Person| answers.iter().any(|answer| [answer.by, answer.place()].contains(&person.id));
        let able: Vec<&Person> = people
            .iter()
            .filter(|person| person.id != self.requester && !person.has(Role::Auditor) && !answered(person))
            .collect();
        let steps = self.chain.steps.iter().enumerate();
        let needs = steps.clone().map(|(number, step)| {
            let given = u32::try_from(Chain::approvals(answers, number)).unwrap_or(u32::MAX);
            step.needs.saturating_sub(given)
        });
        let asked = steps.map(|(number, _)| places(&able, |person| self.is_asked(number, person))).collect();
        unmatched(&needs.collect::<Vec<_>>(), asked, able.len())
    }
}

/// Where those stand among `able` whom a step asks.
fn places(able: &[&Person], asks: impl Fn(&Person) -> bool) -> Vec<usize> {
    able.iter().enumerate().filter(|(_, person)| asks(person)).map(|(place, _)| place).collect()
}

/// The steps that find too few of `able` people, where nobody answers two.
fn unmatched(needs: &[u32], asked: Vec<Vec<usize>>, able: usize) -> Vec<usize> {
    let mut taken: Vec<Option<usize>> = vec![None; able];
    let mut lacking = Vec::new();
    for (number, needs) in needs.iter().enumerate() {
        for _ in 0..*needs {
            let mut seen = vec![false; able];
            if !find(number, &asked, &mut taken, &mut seen) {
                lacking.push(number);
                break;
            }
        }
    }
    lacking
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
