//! Whoever is asked is reminded before an order expires: at half time, and a day before.

use domain::order::State;
use store::{orders, reminders, reminders::Due};

use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// Gives the reminders that are due, each once; returns how many were due.
pub async fn step(backend: &Backend) -> Result<usize, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let due = reminders::due(&mut conn, 100).await?;
    drop(conn);
    for each in &due {
        if let Err(error) = remind(backend, each).await {
            // The others do not wait for this one.
            tracing::warn!(%error, order.id = %each.order, "nobody is reminded of an order yet");
        }
    }
    Ok(due.len())
}

async fn remind(backend: &Backend, due: &Due) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(order) = orders::lock(&mut tx, due.order).await? else { return Ok(()) };
    let is_same = order.revision == due.revision && order.expires_at == Some(due.expires_at);
    let waits = order.state == State::PendingApproval && is_same;
    if !waits || !reminders::give(&mut tx, due).await? {
        return Ok(());
    }
    let event = OrderEvent::new("approval.reminded").with("kind", due.kind.clone());
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}
