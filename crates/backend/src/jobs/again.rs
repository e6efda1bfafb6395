//! Who was told once is told again where it happens again. A step that had too few people, got them, and loses them is
//! news to admins; a complete step that is due again, because somebody who answered it left, is news to whom it asks.

use domain::ids::OrderId;
use sqlx::PgConnection;
use store::{
    again,
    approvers::{self, Which},
    decisions,
    orders::{self, Order},
};

use crate::{Actor, Backend, BackendError, log::OrderEvent, rules};

/// Looks at every order that waits and of which somebody was told, or whose approver left.
pub async fn step(backend: &Backend) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let missed = again::missed(&mut conn).await?;
    let left = again::answered_by_who_left(&mut conn).await?;
    drop(conn);
    for missed in missed {
        if let Err(error) = mend(backend, missed).await {
            // The others do not wait for this one.
            tracing::warn!(%error, order.id = %missed.order, "a step that has enough people again is not noted yet");
        }
    }
    for id in left {
        if let Err(error) = ask(backend, id).await {
            tracing::warn!(%error, order.id = %id, "nobody is told yet of a step that is due again");
        }
    }
    Ok(())
}

async fn mend(backend: &Backend, missed: again::Missed) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let one = Which::One(missed.order);
    if orders::lock(&mut tx, missed.order).await?.is_none() {
        return Ok(());
    }
    let Some(pending) = approvers::pending(&mut tx, one, 1).await?.pop() else { return Ok(()) };
    let people = rules::active(&mut tx).await?;
    if !pending.places().lacking(&people, &pending.answers).contains(&missed.step) {
        again::mend(&mut tx, missed.order, pending.revision, missed.step).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn ask(backend: &Backend, id: OrderId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(order) = orders::lock(&mut tx, id).await? else { return Ok(()) };
    let Some(step) = due_again(&mut tx, &order).await? else { return Ok(()) };
    let event = OrderEvent::new("approval.asked_again").with("step", (step + 1).to_string());
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}

/// The step, counted from 0, that was complete and is due again, where nobody was told of it yet: from now on somebody
/// was. The order is locked.
pub(crate) async fn due_again(conn: &mut PgConnection, order: &Order) -> Result<Option<usize>, BackendError> {
    let Some(pending) = approvers::pending(conn, Which::One(order.id), 1).await?.pop() else {
        return Ok(None);
    };
    let given = decisions::of_revision(conn, order.id, pending.revision).await?;
    let all: Vec<_> = given.iter().map(|given| given.answer).collect();
    let Some(due) = pending.chain.due_number(&pending.answers) else { return Ok(None) };
    let was_complete = pending.chain.due_number(&all).is_none_or(|before| due < before);
    if was_complete && again::due(conn, order.id, pending.revision, due, all.len()).await? {
        return Ok(Some(due));
    }
    Ok(None)
}
