//! A first send: prepare (P), then the intent (T1).

mod first;
mod obstacle;

use cloud::Key;
use domain::{
    ids::AttemptId,
    order::{Change, PROTOCOL_VERSION, State},
};
use store::{
    credentials::{self, Version},
    decisions, holds, migrate,
    orders::{self, Order},
    purchases::{self, Attempt},
    revisions::{self, Stored},
};

pub(super) use self::obstacle::{MAX_UNKNOWN, Obstacle};
use self::{
    first::{First, Plan},
    obstacle::obstacle,
};
use super::{
    Claim, conclude, looks, prepare,
    prepare::Ready,
    price, send, still_mine,
    wait::{hand_over, wait},
};
use crate::{
    Actor, Backend, BackendError, cluster,
    failpoint::Place,
    holdings::{self, Aftermath},
    log::OrderEvent,
};

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
    let (credential, number) = (revision.credential, revision.credential_version);
    let ready = match prepare::key(backend, revision.operation, credential, number).await? {
        Ok(ready) => ready,
        Err(code) => return wait(backend, claim, code).await,
    };
    let plan = match first::look(backend, order, &stored, &ready).await? {
        First::Buy(plan) => plan,
        First::There(plan, seen) => {
            return there(backend, claim, &stored, (&version, &ready), plan, &seen).await;
        }
        First::Not(obstacle) => return obstacle.meet(backend, claim).await,
    };
    let kind = (revision.operation.class(), plan.prepaid);
    let checked = match holdings::after_hold(backend, order, kind, (&ready.key, &ready.account)).await? {
        Aftermath::Clear(checked) => checked,
        Aftermath::Wait(code) => return wait(backend, claim, code).await,
        Aftermath::Unowned(reference) => {
            return hand_over(backend, claim, "unowned_after_failover", &reference).await;
        }
    };
    if let Some(obstacle) = price::check(backend, &stored, &ready.key).await? {
        return obstacle.meet(backend, claim).await;
    }
    let signed = match first::sign(backend, &stored, &ready.key, &plan).await? {
        Ok(signed) => signed,
        Err(code) => return wait(backend, claim, code).await,
    };
    let stopwatch = send::Stopwatch::start();
    backend.failpoints.at(Place::Prepared).await?;

    // T1: everything is read again under the order's lock; what changed meanwhile stops it.
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Approved]).await? else {
        return Ok(());
    };
    // A clock that was right when it was looked at may have been set before it signed.
    let now = migrate::now(&mut tx).await?;
    if ready.time.is_far_from(signed.signed_at) || ready.time.is_far_from(now) {
        drop(tx);
        return wait(backend, claim, "clock_off").await;
    }
    if let Some(obstacle) = obstacle(&mut tx, &order, &stored).await? {
        drop(tx);
        return obstacle.meet(backend, claim).await;
    }
    let attempt = attempt(backend, &order, &stored, (&version, &ready), plan, &signed.endpoint);
    let business = revision.business_hash();
    let acknowledged =
        stored.acknowledged || decisions::acknowledged(&mut tx, order.id, order.revision).await?;
    if revisions::twin_is_open(&mut tx, &business, &attempt.account, order.id, acknowledged).await? {
        drop(tx);
        return wait(backend, claim, "look_alike").await;
    }
    if !cluster::guard(backend, &mut tx).await? || holds::aftermath(&mut tx, order.id).await? != checked {
        drop(tx);
        cluster::confirm(backend).await?;
        return wait(backend, claim, "database_changed").await;
    }
    let written =
        send::row(backend, (&claim.worker, claim.fence), &attempt, 1, (signed.signed_at, signed.dead_at));
    if let Err(error) = purchases::insert_attempt(&mut tx, &attempt).await {
        drop(tx);
        return match Obstacle::of_intent(&error) {
            Some(code) => wait(backend, claim, code).await,
            None => Err(error.into()),
        };
    }
    purchases::insert_send(&mut tx, &written).await?;
    let from = order.state;
    order.state = from.apply(Change::Started)?;
    order.lease_until = Some(now + backend.settle.lease());
    order.due_at = Some(now);
    order.expires_at = None;
    order.waiting = None;
    if let Err(error) = orders::save(&mut tx, &mut order).await {
        drop(tx);
        return match Obstacle::of_start(&error) {
            Some(obstacle) => obstacle.meet(backend, claim).await,
            None => Err(error.into()),
        };
    }
    let started = OrderEvent::new(Change::Started.name())
        .from(from)
        .with("send_no", "1")
        .with("endpoint", attempt.endpoint.clone());
    backend.log_order(&mut tx, Actor::Worker, &order, started).await?;
    // A commit whose answer is lost is no intent to rely on: this error keeps the request from leaving.
    tx.commit().await?;
    backend.failpoints.at(Place::IntentCommitted).await?;

    send::send(backend, claim, &attempt, &written, signed, stopwatch).await
}

fn attempt(
    backend: &Backend,
    order: &Order,
    stored: &Stored,
    (version, ready): (&Version, &Ready),
    plan: Plan,
    endpoint: &str,
) -> Attempt {
    let revision = &stored.revision;
    Attempt {
        id: AttemptId::from_uuid(backend.random.uuid(&backend.clock)),
        order: order.id,
        revision: order.revision,
        order_hash: stored.hash,
        mode: backend.mode,
        class: revision.operation.class(),
        provider: revision.operation.provider(),
        business: revision.business.clone(),
        prepaid: plan.prepaid,
        mark: plan.mark,
        credential: revision.credential,
        credential_version: revision.credential_version,
        access_key_id: version.facts.access_key_id.clone(),
        account: ready.account.clone(),
        project_id: version.facts.project_id.clone(),
        site: version.facts.site.map(|site| site.name().to_owned()),
        endpoint: endpoint.to_owned(),
        protocol_version: PROTOCOL_VERSION,
    }
}

/// It is at the cloud already: an intent that was lost had bought it. Written down with no request of ours.
async fn there(
    backend: &Backend,
    claim: &Claim,
    stored: &Stored,
    (version, ready): (&Version, &Ready),
    plan: Plan,
    seen: &looks::Seen,
) -> Result<(), BackendError> {
    let endpoint = endpoint(backend, stored, &ready.key)?;
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Approved]).await? else {
        return Ok(());
    };
    let attempt = attempt(backend, &order, stored, (version, ready), plan, &endpoint);
    if let Err(error) = purchases::insert_attempt(&mut tx, &attempt).await {
        drop(tx);
        return match Obstacle::of_intent(&error) {
            Some(code) => wait(backend, claim, code).await,
            None => Err(error.into()),
        };
    }
    looks::write(backend, &mut tx, &attempt, &[], seen).await?;
    let sale = seen.sales.first().ok_or_else(|| BackendError::internal("found without a reference"))?;
    let from = order.state;
    order.lease_owner = None;
    order.lease_until = None;
    order.due_at = None;
    order.expires_at = None;
    order.waiting = None;
    let event = if conclude::write_purchase(backend, &mut tx, &order, &attempt, sale).await? {
        purchases::settle(&mut tx, attempt.id).await?;
        order.state = from.apply(Change::Bought)?;
        let fulfilment = conclude::fulfilment(order.operation, attempt.prepaid);
        OrderEvent::new(Change::Bought.name())
            .from(from)
            .with("reference", sale.reference.clone())
            .with("fulfilment", fulfilment.name())
    } else {
        // The cloud names what another order has: only a person can tell.
        purchases::raise_alarm(&mut tx, order.id, "second_owner", &sale.reference).await?;
        order.person_reason = Some("second_owner".to_owned());
        order.state = from.apply(Change::GivenUp)?;
        OrderEvent::new(Change::GivenUp.name()).from(from).with("code", "second_owner")
    };
    orders::save(&mut tx, &mut order).await?;
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}

fn endpoint(backend: &Backend, stored: &Stored, key: &Key) -> Result<String, BackendError> {
    let parameters = serde_json::from_slice(&stored.revision.business).map_err(BackendError::internal)?;
    backend.clouds.endpoint(stored.revision.operation, &parameters, key).map_err(BackendError::internal)
}
