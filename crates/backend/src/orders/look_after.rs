//! Looking after an order in doubt: taking it, so that others see that somebody does, and having the cloud looked at.

use domain::{ids::OrderId, order::can, person::Person};
use store::facts;

use super::show;
use crate::{Actor, Backend, BackendError, jobs::purchase::look_now, log::OrderEvent};

/// Makes the person the one who looks after the order, also after somebody else. It gives no right and takes none.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn take(backend: &Backend, person: &Person, id: OrderId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let (mut order, known) = show::locked(&mut tx, person, id).await?;
    can::take(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    if order.assigned_to.as_ref().is_some_and(|who| who.id == person.id) {
        return Ok(());
    }
    facts::assign(&mut tx, &mut order, person.id).await?;
    backend.log_order(&mut tx, Actor::Person(person), &order, OrderEvent::new("order.taken")).await?;
    tx.commit().await?;
    Ok(())
}

/// Has the cloud looked at now for what the order may have bought. It only reads.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn look(backend: &Backend, person: &Person, id: OrderId) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let (order, known) = show::seen(&mut conn, person, id).await?;
    can::look(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    drop(conn);
    look_now(backend, id).await
}
