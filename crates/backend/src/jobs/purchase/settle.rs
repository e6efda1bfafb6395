//! An order whose request may have left: conclude from what is known, else do what the rules of
//! `domain::order::settling` say: ask the cloud again with the same token and the same bytes, or look.

use cloud::Key;
use domain::order::{
    Change, PROTOCOL_VERSION, State,
    settling::{Next, may_resend},
};
use store::{
    migrate,
    orders::{self, Order},
    purchases::{self, Attempt, Mark, Send, Sent},
};
use time::OffsetDateTime;

use super::{
    Claim,
    conclude::{self, conclusion},
    looks,
    prepare::{self, CloudTime, Ready},
    send, still_mine,
    wait::wait,
};
use crate::{Actor, Backend, BackendError, failpoint::Place, log::OrderEvent};

pub(super) async fn settle(backend: &Backend, claim: &Claim, order: &Order) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let attempt = purchases::attempt_of(&mut conn, order.id, order.revision)
        .await?
        .ok_or_else(|| BackendError::internal("an order without its intent"))?;
    let sends = purchases::sends_of(&mut conn, attempt.id).await?;
    let seen = purchases::looks_of(&mut conn, attempt.id).await?;
    let now = migrate::now(&mut conn).await?.max(backend.clock.now());
    drop(conn);
    if conclusion(&sends) != Change::OutcomeLost {
        return conclude::conclude(backend, claim, &attempt).await;
    }
    backend.failpoints.at(Place::Settling).await?;
    let next = looks::next(backend, &attempt, &sends, &seen, now);
    if attempt.protocol_version != PROTOCOL_VERSION
        && matches!(next, Next::Resend | Next::Look | Next::NotDone)
    {
        // Another release began it by other rules, which ours may break.
        return conclude::give_up(backend, claim, &attempt, "other_protocol").await;
    }
    match next {
        Next::GiveUp(code) => return conclude::give_up(backend, claim, &attempt, code).await,
        Next::Wait => return conclude::conclude(backend, claim, &attempt).await,
        Next::Resend | Next::Look | Next::NotDone => {}
    }
    let (credential, version) = (attempt.credential, attempt.credential_version);
    let ready = match prepare::key(backend, order.operation, credential, version).await? {
        Ok(ready) => ready,
        // Nobody knows what its request did: that is said first.
        Err(_) if order.state == State::Executing => {
            return conclude::conclude(backend, claim, &attempt).await;
        }
        Err(code) => return wait(backend, claim, code).await,
    };
    if !looks::is_same_place(backend, &attempt, order.operation, &ready.key)? {
        // Another endpoint knows nothing of it: a resend would buy again, and a look would see nothing.
        return conclude::give_up(backend, claim, &attempt, "endpoint_changed").await;
    }
    if next == Next::Resend {
        return resend(backend, claim, order, &attempt, &ready).await;
    }
    let seen = looks::look(backend, &attempt, &sends, &ready.key, looks::Depth::Needed).await?;
    looks::record(backend, &attempt, &seen, false).await?;
    backend.failpoints.at(Place::EvidenceWritten).await?;
    conclude::conclude(backend, claim, &attempt).await
}

async fn resend(
    backend: &Backend,
    claim: &Claim,
    order: &Order,
    attempt: &Attempt,
    ready: &Ready,
) -> Result<(), BackendError> {
    let (Mark::Token(token), Key::Alibaba(key)) = (&attempt.mark, &ready.key) else {
        return Err(BackendError::internal("only what the cloud deduplicates is sent again"));
    };
    let parameters = serde_json::from_slice(&attempt.business).map_err(BackendError::internal)?;
    let signed = backend
        .clouds
        .alibaba
        .sign_purchase(order.operation, &parameters, token, key, prepare::fresh(backend))
        .map_err(BackendError::internal)?;
    let stopwatch = send::Stopwatch::start();
    match write_send(backend, claim, attempt, &ready.time, (signed.signed_at, signed.dead_at)).await? {
        Some(written) => send::send(backend, claim, attempt, &written, signed, stopwatch).await,
        None => conclude::conclude(backend, claim, attempt).await,
    }
}

/// Writes the next send, or nothing if there is none to make any more. What was known is read again under the
/// lock: a worker that was thought gone may have written meanwhile.
async fn write_send(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
    cloud: &CloudTime,
    (signed_at, dead_at): (OffsetDateTime, OffsetDateTime),
) -> Result<Option<Send>, BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Executing, State::Unknown]).await? else {
        return Ok(None);
    };
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let now = migrate::now(&mut tx).await?;
    // A clock that was right when it was looked at may have been set before it signed.
    let clock_off = cloud.is_far_from(signed_at) || cloud.is_far_from(now);
    if clock_off || conclusion(&sends) != Change::OutcomeLost || !in_time(backend, &sends, now.max(signed_at))
    {
        return Ok(None);
    }
    let number = sends.last().map_or(1, |send| send.number + 1);
    let written = send::row(backend, (&claim.worker, claim.fence), attempt, number, (signed_at, dead_at));
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
fn in_time(backend: &Backend, sends: &[Sent], now: OffsetDateTime) -> bool {
    let Some(first) = sends.first() else { return false };
    may_resend(first.signed_at, sends.len(), now, &backend.settle.waits())
}
