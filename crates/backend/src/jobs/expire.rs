//! Orders that waited too long for people, or for their start, end by themselves.

use domain::{
    ids::OrderId,
    order::{Change, State},
};
use store::{migrate, orders};

use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// Ends what is over its time; returns how many.
pub async fn step(backend: &Backend) -> Result<usize, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let over = orders::expired(&mut conn, 100).await?;
    drop(conn);
    for id in &over {
        if let Err(error) = expire(backend, *id).await {
            // The others do not wait for this one.
            tracing::warn!(%error, order.id = %id, "an order does not expire yet");
        }
    }
    Ok(over.len())
}

async fn expire(backend: &Backend, id: OrderId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = orders::lock(&mut tx, id).await? else { return Ok(()) };
    let now = migrate::now(&mut tx).await?;
    let waits = matches!(order.state, State::PendingApproval | State::Approved);
    let held = order.lease_until.is_some_and(|until| until > now);
    if !waits || held || order.expires_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    let from = order.state;
    order.state = from.apply(Change::Expired)?;
    order.fence += 1;
    order.due_at = None;
    order.expires_at = None;
    orders::save(&mut tx, &mut order).await?;
    let event = OrderEvent::new(Change::Expired.name()).from(from);
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}
