//! Putting a step to a colleague.

use domain::{
    approval::{Handed, Standing},
    ids::{HandOverId, OrderId},
    order::can,
    person::{Email, Person},
    refusal::{Reason, prose},
    view::Colleague,
};
use store::{hand_overs, people};

use crate::{Actor, Backend, BackendError, log::OrderEvent, orders as order_cases};

/// Everybody to whom the person could put the step that is due.
pub async fn colleagues(
    backend: &Backend,
    person: &Person,
    id: OrderId,
) -> Result<Vec<Colleague>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let (order, known) = order_cases::seen(&mut conn, person, id).await?;
    let facts = known.borrow(&order);
    let standing = can::standing(person, &facts).map_err(BackendError::NotAllowed)?;
    let everybody = people::list(&mut conn).await?.into_iter().filter(|stored| stored.disabled_at.is_none());
    let those = everybody.map(|stored| stored.person).filter(|to| could_take(person, standing, to, &facts));
    Ok(those.map(|to| Colleague { email: to.email, name: to.name }).collect())
}

/// Whether somebody is not asked by the step, and could answer it if it were handed to them.
fn could_take(person: &Person, standing: Standing, to: &Person, facts: &can::Facts<'_>) -> bool {
    let handed = Handed { step: standing.step, from: standing.place(person), to: to.id };
    let after: Vec<_> = facts.handed.iter().copied().chain([handed]).collect();
    let then = can::Facts { handed: &after, ..facts.clone() };
    !facts.places().is_asked(standing.step, to) && can::decide(to, &then).is_ok()
}

/// Puts the step that is due to somebody else, who is asked instead of the person, or instead of whom the person
/// stands in for. Nothing is decided by it. Refused at `to`: who does not exist (`unknown_person`), and who could not
/// answer (`cannot_answer`): the requester, an auditor, somebody who is asked already or has answered.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn hand_over(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    to: &str,
    comment: &str,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let person = &super::still_here(&mut tx, person, id).await?;
    let (order, known) = order_cases::locked(&mut tx, person, id).await?;
    let facts = known.borrow(&order);
    let standing = can::standing(person, &facts).map_err(BackendError::NotAllowed)?;
    let comment = prose(comment).map_err(|reason| BackendError::field("comment", reason))?;
    let email: Email = to.parse().map_err(|reason| BackendError::field("to", reason))?;
    let found = people::find_by_email(&mut tx, &email).await?;
    let colleague = found.filter(|found| found.disabled_at.is_none()).map(|found| found.person);
    let colleague = colleague.ok_or_else(|| BackendError::field("to", Reason::UnknownPerson))?;
    if !could_take(person, standing, &colleague, &facts) {
        return Err(BackendError::field("to", Reason::CannotAnswer));
    }
    let Standing { step, .. } = standing;
    let handed = Handed { step, from: standing.place(person), to: colleague.id };
    let new = hand_overs::New {
        id: HandOverId::from_uuid(backend.random.uuid(&backend.clock)),
        order: id,
        revision: order.revision,
        requester: order.requester.id,
        handed,
        by: person.id,
        comment: &comment,
    };
    hand_overs::insert(&mut tx, &new).await?;
    let event = OrderEvent::new("approval.handed_over")
        .to(handed.to)
        .because(&comment)
        .with("step", (step + 1).to_string())
        .with("from", handed.from.to_string())
        .with("to", handed.to.to_string());
    backend.log_order(&mut tx, Actor::Person(person), &order, event).await?;
    tx.commit().await?;
    Ok(())
}
