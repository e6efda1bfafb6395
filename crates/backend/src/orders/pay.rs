//! Asking to pay, or to cancel, what the cloud holds ordered and unpaid. The worker does it.

use domain::{
    ids::{OrderId, SettlementId},
    order::{
        can::{self, Facts, May, Why},
        settlement::{APPROVAL_GOOD_FOR, Act},
    },
    person::Person,
};
use store::{
    migrate,
    settlements::{self, New},
};

use super::show;
use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// Has the cloud's order paid, at most up to the ceiling. `approval_old`: it needs a new decision.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn pay(backend: &Backend, person: &Person, id: OrderId) -> Result<(), BackendError> {
    ask(backend, person, id, Act::Pay, can::pay).await
}

/// Has the cloud's order cancelled: nothing is spent.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn cancel_unpaid(backend: &Backend, person: &Person, id: OrderId) -> Result<(), BackendError> {
    ask(backend, person, id, Act::Cancel, can::cancel_unpaid).await
}

async fn ask(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    act: Act,
    may: impl Fn(&Person, &Facts<'_>) -> May,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let (order, known) = show::locked(&mut tx, person, id).await?;
    may(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    let now = migrate::now(&mut tx).await?;
    if act == Act::Pay && order.approved_at.is_none_or(|at| at + APPROVAL_GOOD_FOR <= now) {
        return Err(BackendError::Conflict("approval_old"));
    }
    let bought = settlements::bought(&mut tx, id).await?;
    let bought = bought.ok_or(BackendError::NotAllowed(Why::NothingDue))?;
    let stored = known.stored.as_ref().ok_or(BackendError::Stale)?;
    let new = New {
        id: SettlementId::from_uuid(backend.random.uuid(&backend.clock)),
        order: id,
        revision: order.revision,
        order_hash: stored.hash,
        act,
        bought: &bought,
        asked_by: person.id,
    };
    if !settlements::insert(&mut tx, &new).await? {
        return Err(BackendError::NotAllowed(Why::BeingSettled));
    }
    let action = match act {
        Act::Pay => "payment.asked",
        Act::Cancel => "cancellation.asked",
    };
    let asked = OrderEvent::new(action).with("reference", bought.cloud_order.clone());
    backend.log_order(&mut tx, Actor::Person(person), &order, asked).await?;
    tx.commit().await?;
    Ok(())
}
