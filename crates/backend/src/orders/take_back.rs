//! Taking an order back: for good, or to change it.

use domain::{
    ids::OrderId,
    order::{
        Change, OrderInput,
        can::{self, Facts, May},
    },
    person::Person,
};
use store::{orders, revisions};

use super::show;
use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// Cancels an order that nothing was sent for.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn cancel(backend: &Backend, person: &Person, id: OrderId) -> Result<(), BackendError> {
    take_back(backend, person, id, Change::Cancelled, can::cancel).await
}

/// Makes the order a draft again, to be changed and submitted as the next revision. Its approvals count no
/// more.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn revise(backend: &Backend, person: &Person, id: OrderId) -> Result<(), BackendError> {
    take_back(backend, person, id, Change::Revised, can::revise).await
}

async fn take_back(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    change: Change,
    may: impl Fn(&Person, &Facts<'_>) -> May,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let (mut order, facts) = show::locked(&mut tx, person, id).await?;
    may(person, &facts.borrow(&order)).map_err(BackendError::NotAllowed)?;

    let from = order.state;
    order.state = from.apply(change)?;
    // A worker that prepares the purchase right now finds its fence too old and stops.
    order.fence += 1;
    order.lease_owner = None;
    order.lease_until = None;
    order.due_at = None;
    order.expires_at = None;
    order.waiting = None;
    if change == Change::Revised
        && let Some(stored) = revisions::find(&mut tx, id, order.revision).await?
    {
        order.draft = OrderInput {
            spec: serde_json::from_slice(&stored.revision.business).map_err(BackendError::internal)?,
            ..order.draft
        };
    }
    orders::save(&mut tx, &mut order).await?;
    let event = OrderEvent::new(change.name()).from(from);
    backend.log_order(&mut tx, Actor::Person(person), &order, event).await?;
    tx.commit().await?;
    Ok(())
}
