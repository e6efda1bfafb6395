//! What a given person may do with an order now: asked by every button and every use case.

use serde::{Deserialize, Serialize};

use super::{State, settlement::Payment};
use crate::{
    approval::{Answer, Chain, Handed, Places, Standing},
    ids::{PersonId, TeamId},
    person::{Person, Role},
};

/// What the decision depends on.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    pub state: State,
    pub requester: PersonId,
    pub team: TeamId,
    pub chain: &'a Chain,
    /// The answers to the current revision.
    pub answers: &'a [Answer],
    /// What of its steps was handed over, oldest first.
    pub handed: &'a [Handed],
    /// Whether the cloud waits for its money.
    pub payment: Payment,
    /// Everybody who answered a step of any revision.
    pub decided: &'a [PersonId],
}

impl Facts<'_> {
    /// Who is asked.
    pub fn places(&self) -> Places<'_> {
        Places { chain: self.chain, team: self.team, requester: self.requester, handed: self.handed }
    }
}

/// Why something cannot be done now. Pages turn it into a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Only the requester may.
    NotYours,
    /// Only who made the template, or the team's lead, may.
    NotMaker,
    /// Nobody decides about an order of their own.
    OwnOrder,
    /// A request may have left already.
    AlreadySent,
    /// It has ended.
    Ended,
    /// It was not submitted yet.
    NotSubmitted,
    /// It is not a draft any more.
    NotADraft,
    /// It does not wait for approval.
    NotWaiting,
    /// The step that is due asks others.
    NotAsked,
    /// One person answers one step.
    AnsweredAlready,
    /// Auditors change nothing.
    Auditor,
    /// The cloud waits for no payment.
    NothingDue,
    /// It is being paid or cancelled at the cloud.
    BeingSettled,
    /// Only an admin may.
    NotAdmin,
    /// Who decided about the order does not give the verdict on it.
    Approver,
    /// It does not wait for a person.
    NotNeedsPerson,
    /// It is settled, or nothing was sent.
    NotInDoubt,
    /// No token does this; somebody signs in.
    Token,
    /// The last sign-in is too long ago for this amount.
    SignInOld,
}

impl Why {
    /// Whether it is the order's state that forbids it, and not who asks.
    pub const fn is_of_state(self) -> bool {
        match self {
            Self::AlreadySent
            | Self::Ended
            | Self::NotSubmitted
            | Self::NotADraft
            | Self::NotWaiting
            | Self::NothingDue
            | Self::BeingSettled
            | Self::AnsweredAlready
            | Self::NotNeedsPerson
            | Self::NotInDoubt => true,
            Self::NotYours
            | Self::NotMaker
            | Self::OwnOrder
            | Self::NotAsked
            | Self::Auditor
            | Self::NotAdmin
            | Self::Approver
            | Self::Token
            | Self::SignInOld => false,
        }
    }
}

/// May it be done, and if not, why.
pub type May = Result<(), Why>;

/// Whether the person may see the order at all; what one may not see does not exist.
///
/// Drafts are private, also one that was decided about before it was revised. Others see orders of their
/// teams, what a step puts to them, and what they ever answered, whatever became of that revision: who let something
/// pass, or stopped it, may look up what came of it. Lists show the same (`store::orders::list`).
pub fn see(person: &Person, facts: &Facts<'_>) -> bool {
    if person.id == facts.requester {
        return true;
    }
    if facts.state == State::Draft {
        return false;
    }
    person.has(Role::Auditor)
        || person.has(Role::Admin)
        || person.is_in(facts.team)
        || facts.decided.contains(&person.id)
        || facts.places().concern(person)
}

pub fn edit(person: &Person, facts: &Facts<'_>) -> May {
    own(person, facts)?;
    buys(person)?;
    if facts.state == State::Draft { Ok(()) } else { Err(Why::NotADraft) }
}

pub fn submit(person: &Person, facts: &Facts<'_>) -> May {
    edit(person, facts)
}

/// Taking it back for good.
pub fn cancel(person: &Person, facts: &Facts<'_>) -> May {
    own(person, facts)?;
    before_send(facts.state)
}

/// Taking it back to change it, as the next revision.
pub fn revise(person: &Person, facts: &Facts<'_>) -> May {
    own(person, facts)?;
    buys(person)?;
    match facts.state {
        State::Draft => Err(Why::NotSubmitted),
        State::Rejected | State::Expired => Ok(()),
        state => before_send(state),
    }
}

/// Answering the step that is due.
pub fn decide(person: &Person, facts: &Facts<'_>) -> May {
    standing(person, facts).map(drop)
}

/// Putting the step that is due to somebody else.
pub fn hand_over(person: &Person, facts: &Facts<'_>) -> May {
    decide(person, facts)
}

/// By what right the person answers the step that is due.
pub fn standing(person: &Person, facts: &Facts<'_>) -> Result<Standing, Why> {
    if person.id == facts.requester {
        return Err(Why::OwnOrder);
    }
    if person.has(Role::Auditor) {
        return Err(Why::Auditor);
    }
    if facts.state != State::PendingApproval {
        return Err(Why::NotWaiting);
    }
    if facts.answers.iter().any(|answer| answer.by == person.id || answer.place() == person.id) {
        return Err(Why::AnsweredAlready);
    }
    let due = facts.chain.due_number(facts.answers).ok_or(Why::NotWaiting)?;
    facts.places().standing(due, person, facts.answers).ok_or(Why::NotAsked)
}

/// Writing into the order's thread, which everybody reads who sees the order.
pub fn write(person: &Person, facts: &Facts<'_>) -> May {
    if person.has(Role::Auditor) {
        return Err(Why::Auditor);
    }
    if facts.state == State::Draft { Err(Why::NotSubmitted) } else { Ok(()) }
}

/// Paying what the cloud holds ordered and unpaid.
pub fn pay(person: &Person, facts: &Facts<'_>) -> May {
    own(person, facts)?;
    buys(person)?;
    unpaid(facts)
}

/// Cancelling it at the cloud instead. That spends nothing: also who became an auditor gives up what was theirs.
pub fn cancel_unpaid(person: &Person, facts: &Facts<'_>) -> May {
    own(person, facts)?;
    unpaid(facts)
}

fn unpaid(facts: &Facts<'_>) -> May {
    match (facts.state, facts.payment) {
        (State::Bought, Payment::Due) => Ok(()),
        (State::Bought, Payment::Settling | Payment::InDoubt(_)) => Err(Why::BeingSettled),
        _ => Err(Why::NothingDue),
    }
}

/// Saying what became of an order, or of its payment, that only a person can settle.
pub fn resolve(person: &Person, facts: &Facts<'_>) -> May {
    if person.id == facts.requester {
        return Err(Why::OwnOrder);
    }
    if !person.has(Role::Admin) {
        return Err(if person.has(Role::Auditor) { Why::Auditor } else { Why::NotAdmin });
    }
    if facts.decided.contains(&person.id) {
        return Err(Why::Approver);
    }
    needs_person(facts)
}

/// Looking after an order that needs a person: whoever may say what became of it.
pub fn take(person: &Person, facts: &Facts<'_>) -> May {
    resolve(person, facts)?;
    if facts.state == State::NeedsPerson { Ok(()) } else { Err(Why::NotNeedsPerson) }
}

fn needs_person(facts: &Facts<'_>) -> May {
    match (facts.state, facts.payment) {
        (State::NeedsPerson, _) | (State::Bought, Payment::InDoubt(_)) => Ok(()),
        _ => Err(Why::NotNeedsPerson),
    }
}

/// Telling those who give the verdict what one found out oneself.
pub fn propose(person: &Person, facts: &Facts<'_>) -> May {
    own(person, facts)?;
    buys(person)?;
    needs_person(facts)
}

/// Having the cloud looked at now, which sends nothing.
pub fn look(person: &Person, facts: &Facts<'_>) -> May {
    if person.has(Role::Auditor) {
        return Err(Why::Auditor);
    }
    if person.id != facts.requester && !person.has(Role::Admin) {
        return Err(Why::NotAdmin);
    }
    match facts.state {
        State::Unknown | State::NeedsPerson => Ok(()),
        _ => Err(Why::NotInDoubt),
    }
}

/// Starting a new draft from this one's parameters.
pub fn clone(person: &Person) -> May {
    buys(person)
}

fn own(person: &Person, facts: &Facts<'_>) -> May {
    if person.id == facts.requester { Ok(()) } else { Err(Why::NotYours) }
}

/// Also of what was theirs before they became an auditor. Taking it back for good stays possible.
fn buys(person: &Person) -> May {
    if person.may_buy() { Ok(()) } else { Err(Why::Auditor) }
}

fn before_send(state: State) -> May {
    match state {
        State::Draft | State::PendingApproval | State::Approved => Ok(()),
        State::Executing | State::Unknown | State::NeedsPerson => Err(Why::AlreadySent),
        State::Bought | State::NotBought | State::Rejected | State::Cancelled | State::Expired => {
            Err(Why::Ended)
        }
    }
}

/// Every action with its answer, for buttons and for `allowed_actions` of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Can {
    pub edit: May,
    pub submit: May,
    pub cancel: May,
    pub revise: May,
    pub approve: May,
    pub reject: May,
    pub hand_over: May,
    pub write: May,
    pub clone: May,
    pub pay: May,
    pub cancel_unpaid: May,
    pub resolve: May,
    pub propose: May,
    pub look: May,
}

impl Can {
    /// Asks all of them.
    pub fn of(person: &Person, facts: &Facts<'_>) -> Self {
        Self {
            edit: edit(person, facts),
            submit: submit(person, facts),
            cancel: cancel(person, facts),
            revise: revise(person, facts),
            approve: decide(person, facts),
            reject: decide(person, facts),
            hand_over: hand_over(person, facts),
            write: write(person, facts),
            clone: clone(person),
            pay: pay(person, facts),
            cancel_unpaid: cancel_unpaid(person, facts),
            resolve: resolve(person, facts),
            propose: propose(person, facts),
            look: look(person, facts),
        }
    }

    /// The names of what is allowed, as the API lists them.
    pub fn allowed(&self) -> Vec<&'static str> {
        [
            ("edit", &self.edit),
            ("submit", &self.submit),
            ("withdraw", &self.cancel),
            ("revise", &self.revise),
            ("approve", &self.approve),
            ("reject", &self.reject),
            ("hand_over", &self.hand_over),
            ("comment", &self.write),
            ("clone", &self.clone),
            ("pay", &self.pay),
            ("cancel_unpaid", &self.cancel_unpaid),
            ("resolve", &self.resolve),
        ]
        .into_iter()
        .filter(|(_, may)| may.is_ok())
        .map(|(name, _)| name)
        .collect()
    }
}

#[cfg(test)]
mod tests;
