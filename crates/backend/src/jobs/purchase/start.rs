//! A first send: prepare (P), then the intent (T1).

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

use super::{
    Claim, prepare, send, still_mine,
    wait::{send_back, wait},
};
use crate::{Actor, Backend, BackendError, cluster, log::OrderEvent};

/// With more orders than this at one provider whose outcome nobody knows, none starts there: it is in trouble, and
/// so would they be. What is open is settled first, and lets the others go on by itself.
const MAX_UNKNOWN: i64 = 20;

/// Prepares the purchase, writes the intent, and only then sends.
pub(super) async fn start(backend: &Backend, claim: &Claim, order: &Order) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let stored = revisions::find(&mut conn, order.id, order.revision).await?.ok_or(BackendError::Stale)?;
    let found = obstacle(&mut conn, order, &stored).await?;
    let revision = &stored.revision;
    let version = credentials::version(&mut conn, revision.credential, revision.credential_version)
        .await?
        .ok_or(BackendError::Stale)?;
    drop(conn);
    if let Some(obstacle) = found {
        return obstacle.meet(backend, claim).await;
    }
    let key = match prepare::key(backend, revision.credential, revision.credential_version).await? {
        Ok(key) => key,
        Err(code) => return wait(backend, claim, code).await,
    };
    let parameters = serde_json::from_slice(&revision.business).map_err(BackendError::internal)?;
    let token = client_token(order.id, order.revision);
    let signed = backend
        .clouds
        .alibaba
        .sign_purchase(revision.operation, &parameters, &token, &key, prepare::fresh(backend))
        .map_err(BackendError::internal)?;
    let stopwatch = send::Stopwatch::start();

    // T1: everything is read again under the order's lock; what changed meanwhile stops it.
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Approved]).await? else {
        return Ok(());
    };
    if let Some(obstacle) = obstacle(&mut tx, &order, &stored).await? {
        drop(tx);
        return obstacle.meet(backend, claim).await;
    }
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
        access_key_id: version.facts.access_key_id.clone(),
        account: version.account().to_owned(),
        site: version.facts.site.map(|site| site.name().to_owned()),
        endpoint: signed.endpoint.clone(),
    };
    let business = revision.business_hash();
    let acknowledged =
        stored.acknowledged || decisions::acknowledged(&mut tx, order.id, order.revision).await?;
    if revisions::twin_is_open(&mut tx, &business, &attempt.account, order.id, acknowledged).await? {
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
    if !cluster::guard(backend, &mut tx).await? {
        drop(tx);
        cluster::confirm(backend).await?;
        return wait(backend, claim, "database_changed").await;
    }
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

/// Why an approved order does not start.
enum Obstacle {
    /// It may pass by itself, or somebody takes it away.
    Wait(&'static str),
    /// Only a new revision helps.
    Revise(&'static str),
    /// Approvers are asked again.
    AskAgain(&'static str),
}

impl Obstacle {
    async fn meet(self, backend: &Backend, claim: &Claim) -> Result<(), BackendError> {
        match self {
            Self::Wait(code) => wait(backend, claim, code).await,
            Self::Revise(code) => send_back(backend, claim, Change::Revised, code).await,
            Self::AskAgain(code) => send_back(backend, claim, Change::ApprovalLost, code).await,
        }
    }
}

/// What keeps the order from starting now, or nothing. Asked before preparing, and again under the lock.
async fn obstacle(
    conn: &mut PgConnection,
    order: &Order,
    stored: &Stored,
) -> Result<Option<Obstacle>, BackendError> {
    let now = migrate::now(conn).await?;
    if order.expires_at.is_none_or(|at| at <= now) {
        return Ok(Some(Obstacle::Wait("approval_over")));
    }
    if holds::stands(conn).await? {
        return Ok(Some(Obstacle::Wait("hold")));
    }
    if orders::unknown_at(conn, stored.revision.operation.provider()).await? > MAX_UNKNOWN {
        return Ok(Some(Obstacle::Wait("provider_in_trouble")));
    }
    if people::load(conn, order.requester.id).await?.is_none() {
        return Ok(Some(Obstacle::Wait("requester_disabled")));
    }
    let revision = &stored.revision;
    let version = credentials::version(conn, revision.credential, revision.credential_version).await?;
    if version.as_ref().is_some_and(|version| !version.current) {
        return Ok(Some(Obstacle::Revise("credential_replaced")));
    }
    if !decisions::is_approved(conn, order.id, order.revision).await? {
        return Ok(Some(Obstacle::AskAgain("approver_gone")));
    }
    Ok(match version {
        Some(version) if version.state == credential::State::Suspect => {
            Some(Obstacle::Wait("credential_suspect"))
        }
        Some(_) => None,
        None => Some(Obstacle::Wait("credential_unreadable")),
    })
}
