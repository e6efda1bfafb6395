//! Orders that wait for a step which too few people can answer: an admin names somebody, never themselves, never the
//! requester, and never for an order of their own. Nothing is ever approved because nobody is there.

use domain::{
    ids::{OrderId, PersonId},
    order::can::Why,
    person::Person,
    refusal::Reason,
    view::rules::Lacking,
};
use store::{
    approvers::{self, Pending, Which},
    orders,
};

use super::{active, steps, written::who};
use crate::{
    Actor, Backend, BackendError,
    attention::{acts, reads, why},
    log::OrderEvent,
};

/// The most orders that are looked through.
const MOST: i64 = 1_000;

/// The steps that lack people, one row each, of the orders that wait longest first. For admins and auditors.
pub async fn lacking(backend: &Backend, person: &Person) -> Result<Vec<Lacking>, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let people = active(&mut conn).await?;
    let mut rows = Vec::new();
    for pending in approvers::pending(&mut conn, Which::All, MOST).await? {
        let short = short(&pending, &people);
        let views = steps(&mut conn, &pending.chain, &short).await?;
        for (number, asks) in views.into_iter().enumerate().filter(|(number, _)| short.contains(number)) {
            let candidates = people.iter().filter(|other| may_name(&pending, number, person, other));
            rows.push(Lacking {
                order: pending.order,
                number: pending.number,
                operation: pending.operation,
                requester: pending.requester.clone(),
                team: pending.team_name.clone(),
                ceiling: pending.ceiling,
                submitted_at: pending.submitted_at,
                expires_at: pending.expires_at,
                step: number + 1,
                asks,
                candidates: candidates.cloned().map(who).collect(),
                is_own: pending.requester.id == person.id,
            });
        }
    }
    Ok(rows)
}

/// Names somebody for a step, counted from 1. A step with people enough takes nobody (`enough_approvers`).
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn name(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    step: usize,
    named: PersonId,
    reason: &str,
) -> Result<(), BackendError> {
    acts(person)?;
    let reason = why(reason)?;
    let mut tx = backend.db.begin().await?;
    let order = orders::lock(&mut tx, id).await?.ok_or(BackendError::NotFound)?;
    let pending = approvers::pending(&mut tx, Which::One(id), 1).await?.pop();
    let pending = pending.ok_or(BackendError::NotAllowed(Why::NotWaiting))?;
    if pending.requester.id == person.id {
        return Err(BackendError::NotAllowed(Why::OwnOrder));
    }
    let people = active(&mut tx).await?;
    let number = step.checked_sub(1).filter(|number| short(&pending, &people).contains(number));
    let number = number.ok_or(BackendError::Conflict("enough_approvers"))?;
    let other = people.iter().find(|other| other.id == named);
    let other = other.filter(|other| may_name(&pending, number, person, other));
    let other = other.ok_or_else(|| BackendError::field("person", Reason::NotFound))?;
    let new = approvers::New {
        order: id,
        revision: order.revision,
        step: number,
        requester: pending.requester.id,
        person: named,
        by: person.id,
        reason: &reason,
    };
    approvers::insert(&mut tx, &new).await?;
    let event = OrderEvent::new("order.approver_named")
        .because(&reason)
        .with("step", step.to_string())
        .with("person", other.name.clone());
    // Whom a later step asks is told when it is due.
    let is_due = pending.chain.due_number(&pending.answers) == Some(number);
    let event = if is_due { event.to(named) } else { event };
    backend.log_order(&mut tx, Actor::Person(person), &order, event).await?;
    tx.commit().await?;
    Ok(())
}

fn short(pending: &Pending, people: &[Person]) -> Vec<usize> {
    pending.places().lacking(people, &pending.answers)
}

/// Whether this admin may name this person for the step: somebody else than both, who may answer, is not asked yet, and
/// did not hand it on.
fn may_name(pending: &Pending, step: usize, admin: &Person, other: &Person) -> bool {
    let asked = pending.places().is_asked(step, other);
    let answered = pending.answers.iter().any(|answer| answer.by == other.id || answer.place() == other.id);
    let handed_on = pending.handed.iter().any(|handed| (handed.step, handed.from) == (step, other.id));
    let own = pending.requester.id == admin.id;
    !own && !handed_on
        && other.id != admin.id
        && other.id != pending.requester.id
        && other.may_buy()
        && !asked
        && !answered
}
