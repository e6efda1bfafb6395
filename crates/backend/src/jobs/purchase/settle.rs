//! An order whose request may have left: conclude from what is known, else ask the cloud again with the same
//! token and the same bytes, while it surely still knows the token.

use domain::{
    catalog::Class,
    ids::SendId,
    order::{Change, State, Verdict, outcome},
};
use store::{
    migrate,
    orders::{self, Order},
    purchases::{self, Send, Sent},
};

use super::{Claim, conclude, send, start, still_mine};
use crate::{Actor, Backend, BackendError, credentials as credential_cases, log::OrderEvent};

/// The most requests of one attempt.
const MAX_SENDS: usize = 20;

pub(super) async fn settle(backend: &Backend, claim: &Claim, order: &Order) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let attempt = purchases::attempt_of(&mut conn, order.id, order.revision)
        .await?
        .ok_or_else(|| BackendError::internal("an order without its intent"))?;
    let sends = purchases::sends_of(&mut conn, attempt.id).await?;
    let verdicts: Vec<Verdict> = sends.iter().map(|send| send.verdict).collect();
    if outcome(&verdicts) != Change::OutcomeLost {
        drop(conn);
        return conclude::conclude(backend, claim, &attempt, None).await;
    }
    let now = migrate::now(&mut conn).await?;
    if attempt.class != Class::Token || !may_resend(backend, &sends, now) {
        drop(conn);
        return conclude::give_up(backend, claim, "token_window_over").await;
    }
    let (credential, version) = (attempt.credential, attempt.credential_version);
    let key = credential_cases::decrypt_version(backend, &mut conn, credential, version).await?;
    drop(conn);

    match backend.alibaba.verify(&key, start::fresh(backend)).await {
        Ok(looked) if start::is_off(looked.cloud_date, backend.clock.now()) => {
            return start::wait(backend, claim, "clock_off").await;
        }
        Ok(_) => {}
        Err(error) => {
            tracing::warn!(%error, "the look before asking again failed");
            return start::wait(backend, claim, "cloud_unreachable").await;
        }
    }
    let parameters = serde_json::from_slice(&attempt.business).map_err(BackendError::internal)?;
    let token = attempt.client_token.as_deref().ok_or_else(|| BackendError::internal("no token"))?;
    let signed = backend
        .alibaba
        .sign_purchase(order.operation, &parameters, token, &key, start::fresh(backend))
        .map_err(BackendError::internal)?;
    let stopwatch = send::Stopwatch::start();
    if signed.endpoint != attempt.endpoint {
        // Another endpoint knows another set of tokens: it would buy again.
        return conclude::give_up(backend, claim, "endpoint_changed").await;
    }

    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Executing, State::Unknown]).await? else {
        return Ok(());
    };
    // Read again under the lock: a worker that went away may have written meanwhile.
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let verdicts: Vec<Verdict> = sends.iter().map(|send| send.verdict).collect();
    let now = migrate::now(&mut tx).await?;
    if outcome(&verdicts) != Change::OutcomeLost || !may_resend(backend, &sends, now) {
        drop(tx);
        return conclude::conclude(backend, claim, &attempt, None).await;
    }
    let number = sends.last().map_or(1, |send| send.number + 1);
    let written = Send {
        id: SendId::from_uuid(backend.random.uuid(&backend.clock)),
        attempt: attempt.id,
        class: attempt.class,
        number,
        fence: claim.fence,
        worker: claim.worker.clone(),
        signed_at: signed.signed_at,
        dead_at: signed.dead_at,
    };
    purchases::insert_send(&mut tx, &written).await?;
    order.lease_until = Some(now + backend.settle.lease());
    order.waiting = None;
    orders::save(&mut tx, &mut order).await?;
    let event = OrderEvent::new("send.written").with("send_no", number.to_string());
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;

    send::send(backend, claim, &attempt, &written, signed, stopwatch).await
}

/// Whether a request that is signed now is dead before the cloud may have forgotten the token.
fn may_resend(backend: &Backend, sends: &[Sent], now: time::OffsetDateTime) -> bool {
    let Some(first) = sends.first() else { return false };
    let until = first.signed_at + backend.settle.token_memory();
    sends.len() < MAX_SENDS && now + backend.settle.signature_life() <= until
}
