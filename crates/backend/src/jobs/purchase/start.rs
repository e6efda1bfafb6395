//! A first send: prepare (P), then the intent (T1).

use cloud::{Fresh, error::CloudErrorKind};
use domain::{
    credential,
    ids::{AttemptId, SendId},
    order::{Change, State, client_token},
};
use sqlx::PgConnection;
use store::{
    credentials, decisions, holds, migrate,
    orders::{self, Order},
    people,
    purchases::{self, Attempt, Send},
    revisions::{self, Stored},
};
use time::OffsetDateTime;

use super::{Claim, send, still_mine};
use crate::{Actor, Backend, BackendError, credentials as credential_cases, log::OrderEvent};

/// Further from the cloud's clock than this, nothing is signed.
const CLOCK_TOLERANCE: time::Duration = time::Duration::seconds(60);

/// Prepares the purchase, writes the intent, and only then sends.
pub(super) async fn start(backend: &Backend, claim: &Claim, order: &Order) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let stored = revisions::find(&mut conn, order.id, order.revision).await?.ok_or(BackendError::Stale)?;
    if let Some(obstacle) = obstacle(&mut conn, order, &stored).await? {
        drop(conn);
        return wait(backend, claim, obstacle).await;
    }
    let revision = &stored.revision;
    let version = credentials::version(&mut conn, revision.credential, revision.credential_version)
        .await?
        .ok_or(BackendError::Stale)?;
    let opened = credential_cases::decrypt_version(
        backend,
        &mut conn,
        revision.credential,
        revision.credential_version,
    )
    .await;
    drop(conn);
    let key = match opened {
        Ok(key) => key,
        Err(BackendError::Internal(cause)) => {
            tracing::error!(%cause, "a credential does not open");
            return wait(backend, claim, "credential_unreadable").await;
        }
        Err(error) => return Err(error),
    };

    // The look shows that the key works and what the cloud's clock says.
    let look = backend.alibaba.verify(&key, fresh(backend)).await;
    let looked = match look {
        Ok(looked) => looked,
        Err(error) if error.kind == CloudErrorKind::CredentialRejected => {
            let code = error.code.as_deref().unwrap_or("refused");
            let mut tx = backend.db.begin().await?;
            let (id, number) = (revision.credential, revision.credential_version);
            credential_cases::mark_suspect(backend, &mut tx, id, number, code).await?;
            tx.commit().await?;
            return wait(backend, claim, "credential_suspect").await;
        }
        Err(error) if error.kind == CloudErrorKind::PermissionDenied => {
            return wait(backend, claim, "permission_missing").await;
        }
        Err(error) => {
            tracing::warn!(%error, "the look before the purchase failed");
            return wait(backend, claim, "cloud_unreachable").await;
        }
    };
    if is_off(looked.cloud_date, backend.clock.now()) {
        return wait(backend, claim, "clock_off").await;
    }

    let parameters = serde_json::from_slice(&revision.business).map_err(BackendError::internal)?;
    let token = client_token(order.id, order.revision);
    let signed = backend
        .alibaba
        .sign_purchase(revision.operation, &parameters, &token, &key, fresh(backend))
        .map_err(BackendError::internal)?;
    let stopwatch = send::Stopwatch::start();

    // T1: everything is read again under the order's lock; what changed meanwhile stops it.
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Approved]).await? else {
        return Ok(());
    };
    if let Some(obstacle) = obstacle(&mut tx, &order, &stored).await? {
        drop(tx);
        return wait(backend, claim, obstacle).await;
    }
    let account = version.account.clone().unwrap_or_else(|| version.access_key_id.clone());
    let attempt = Attempt {
        id: AttemptId::from_uuid(backend.random.uuid(&backend.clock)),
        order: order.id,
        revision: order.revision,
        order_hash: stored.hash,
        mode: backend.mode,
        class: revision.operation.class(),
        provider: revision.operation.provider(),
        business: revision.business.clone(),
        client_token: Some(token),
        credential: revision.credential,
        credential_version: revision.credential_version,
        access_key_id: Some(version.access_key_id.clone()),
        account,
        site: Some(version.site.name().to_owned()),
        endpoint: signed.endpoint.clone(),
    };
    if revisions::twin_is_executing(&mut tx, &revision.business_hash(), &attempt.account, order.id).await? {
        drop(tx);
        return wait(backend, claim, "look_alike").await;
    }
    let written = Send {
        id: SendId::from_uuid(backend.random.uuid(&backend.clock)),
        attempt: attempt.id,
        class: attempt.class,
        number: 1,
        fence: claim.fence,
        worker: claim.worker.clone(),
        signed_at: signed.signed_at,
        dead_at: signed.dead_at,
    };
    purchases::insert_attempt(&mut tx, &attempt).await?;
    purchases::insert_send(&mut tx, &written).await?;
    let from = order.state;
    let now = migrate::now(&mut tx).await?;
    order.state = from.apply(Change::Started)?;
    order.lease_until = Some(now + backend.settle.lease());
    order.due_at = Some(now);
    order.expires_at = None;
    order.waiting = None;
    orders::save(&mut tx, &mut order).await?;
    let started = OrderEvent::new(Change::Started.name())
        .from(from)
        .with("send_no", "1")
        .with("endpoint", attempt.endpoint.clone());
    backend.log_order(&mut tx, Actor::Worker, &order, started).await?;
    // A commit whose answer is lost is no intent to rely on: this error keeps the request from leaving.
    tx.commit().await?;

    send::send(backend, claim, &attempt, &written, signed, stopwatch).await
}

/// Why the order cannot start now, or nothing. Asked before preparing, and again under the lock.
async fn obstacle(
    conn: &mut PgConnection,
    order: &Order,
    stored: &Stored,
) -> Result<Option<&'static str>, BackendError> {
    if holds::stands(conn).await? {
        return Ok(Some("hold"));
    }
    if people::load(conn, order.requester.id).await?.is_none() {
        return Ok(Some("requester_disabled"));
    }
    if !decisions::is_approved(conn, order.id, order.revision).await? {
        return Ok(Some("approver_gone"));
    }
    let revision = &stored.revision;
    let version = credentials::version(conn, revision.credential, revision.credential_version).await?;
    Ok(match version {
        Some(version) if !version.current => Some("credential_replaced"),
        Some(version) if version.state == credential::State::Suspect => Some("credential_suspect"),
        Some(_) => None,
        None => Some("credential_unreadable"),
    })
}

/// Notes why the order does not start, and lets go of it until later. It ends by expiry, never by looping.
pub(super) async fn wait(backend: &Backend, claim: &Claim, code: &'static str) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let states = [State::Approved, State::Executing, State::Unknown];
    let Some(mut order) = still_mine(&mut tx, claim, &states).await? else {
        return Ok(());
    };
    let news = order.waiting.as_deref() != Some(code);
    let now = migrate::now(&mut tx).await?;
    order.waiting = Some(code.to_owned());
    order.due_at = Some(now + backend.settle.start_again_after());
    order.lease_owner = None;
    order.lease_until = None;
    orders::save(&mut tx, &mut order).await?;
    if news {
        let event = OrderEvent::new("order.waiting").with("code", code);
        backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether our clock and the cloud's are too far apart to sign anything.
pub(super) fn is_off(cloud: OffsetDateTime, ours: OffsetDateTime) -> bool {
    (cloud - ours).abs() > CLOCK_TOLERANCE
}

/// What the next request must have for itself alone.
pub(crate) fn fresh(backend: &Backend) -> Fresh {
    Fresh { now: backend.clock.now(), nonce: backend.random.uuid(&backend.clock).to_string() }
}
