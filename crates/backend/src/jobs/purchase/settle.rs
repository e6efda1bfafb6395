//! An order whose request may have left: conclude from what is known, else ask the cloud again with the same
//! token and the same bytes, while it surely still knows the token.

use domain::{
    catalog::Class,
    ids::SendId,
    order::{Change, State},
};
use store::{
    migrate,
    orders::{self, Order},
    purchases::{self, Attempt, Send, Sent},
};
use time::OffsetDateTime;

use super::{
    Claim,
    conclude::{self, conclusion},
    prepare, send, still_mine,
    wait::wait,
};
use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// The most requests of one attempt.
const MAX_SENDS: usize = 20;

pub(super) async fn settle(backend: &Backend, claim: &Claim, order: &Order) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let attempt = purchases::attempt_of(&mut conn, order.id, order.revision)
        .await?
        .ok_or_else(|| BackendError::internal("an order without its intent"))?;
    let sends = purchases::sends_of(&mut conn, attempt.id).await?;
    let now = migrate::now(&mut conn).await?.max(backend.clock.now());
    drop(conn);
    if conclusion(&sends) != Change::OutcomeLost {
        return conclude::conclude(backend, claim, &attempt).await;
    }
    if attempt.class != Class::Token || !may_resend(backend, &sends, now) {
        return conclude::give_up(backend, claim, &attempt, "token_window_over").await;
    }
    let key = match prepare::key(backend, attempt.credential, attempt.credential_version).await? {
        Ok(key) => key,
        Err(code) => return wait(backend, claim, code).await,
    };
    let parameters = serde_json::from_slice(&attempt.business).map_err(BackendError::internal)?;
    let token = attempt.client_token.as_deref().ok_or_else(|| BackendError::internal("no token"))?;
    let signed = backend
        .clouds
        .alibaba
        .sign_purchase(order.operation, &parameters, token, &key, prepare::fresh(backend))
        .map_err(BackendError::internal)?;
    let stopwatch = send::Stopwatch::start();
    if signed.endpoint != attempt.endpoint {
        // Another endpoint knows another set of tokens: it would buy again.
        return conclude::give_up(backend, claim, &attempt, "endpoint_changed").await;
    }
    match write_send(backend, claim, &attempt, signed.signed_at, signed.dead_at).await? {
        Some(written) => send::send(backend, claim, &attempt, &written, signed, stopwatch).await,
        None => conclude::conclude(backend, claim, &attempt).await,
    }
}

/// Writes the next send, or nothing if there is none to make any more. What was known is read again under the
/// lock: a worker that was thought gone may have written meanwhile.
async fn write_send(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
    signed_at: OffsetDateTime,
    dead_at: OffsetDateTime,
) -> Result<Option<Send>, BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Executing, State::Unknown]).await? else {
        return Ok(None);
    };
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let now = migrate::now(&mut tx).await?;
    if conclusion(&sends) != Change::OutcomeLost || !may_resend(backend, &sends, now.max(signed_at)) {
        return Ok(None);
    }
    let number = sends.last().map_or(1, |send| send.number + 1);
    let written = Send {
        id: SendId::from_uuid(backend.random.uuid(&backend.clock)),
        attempt: attempt.id,
        class: attempt.class,
        number,
        fence: claim.fence,
        worker: claim.worker.clone(),
        signed_at,
        dead_at,
    };
    purchases::insert_send(&mut tx, &written).await?;
    order.lease_until = Some(now + backend.settle.lease());
    order.waiting = None;
    orders::save(&mut tx, &mut order).await?;
    let event = OrderEvent::new("send.written").with("send_no", number.to_string());
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(Some(written))
}

/// Whether a request that is signed at `now` is dead before the cloud may have forgotten the token. `now` is the
/// later of the database's clock and ours, so that neither alone can make it too early.
fn may_resend(backend: &Backend, sends: &[Sent], now: OffsetDateTime) -> bool {
    let Some(first) = sends.first() else { return false };
    let until = first.signed_at + backend.settle.token_memory();
    sends.len() < MAX_SENDS && now + backend.settle.signature_life() <= until
}
