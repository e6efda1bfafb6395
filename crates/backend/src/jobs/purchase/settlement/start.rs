//! The only request: prepare (P), then the intent (T1), then it leaves.

use cloud::{HuaweiKey, Key, SignedPurchase, verdict::Call};
use domain::{
    catalog::Class,
    ids::AttemptId,
    order::{
        PROTOCOL_VERSION,
        settlement::{self, Act, Stage},
        settling::Sight,
    },
};
use store::{
    credentials::{self, Version},
    migrate, orders,
    purchases::{self, Attempt, Mark},
    revisions::{self, Stored},
    settlements::{self, Settlement},
};

use super::{
    super::{prepare, prepare::Ready, send},
    Claim, OPERATION, conclude, event,
    look::look,
    obstacle::{Obstacle, obstacle},
    still_mine,
};
use crate::{Actor, Backend, BackendError, cluster, failpoint::Place, log::OrderEvent};

pub(super) async fn start(
    backend: &Backend,
    claim: &Claim,
    settlement: &Settlement,
) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let order = orders::find(&mut conn, claim.order).await?.ok_or(BackendError::Stale)?;
    let stored =
        revisions::find(&mut conn, order.id, settlement.revision).await?.ok_or(BackendError::Stale)?;
    if let Some(found) = obstacle(&mut conn, &order, &stored, settlement).await? {
        drop(conn);
        return meet(backend, claim, found).await;
    }
    let revision = &stored.revision;
    let (credential, number) = (revision.credential, revision.credential_version);
    let version = credentials::version(&mut conn, credential, number).await?.ok_or(BackendError::Stale)?;
    drop(conn);
    let ready = match prepare::key(backend, OPERATION, credential, number).await? {
        Ok(ready) => ready,
        Err(code) => return conclude::wait(backend, claim, code).await,
    };
    let Key::Huawei(key) = &ready.key else {
        return Err(BackendError::internal("a credential of another cloud"));
    };

    let sighted = look(backend, key, settlement.act, &settlement.cloud_order).await;
    match (sighted.seen.sight, sighted.ruled_out) {
        (Sight::Found, _) => return conclude::end(backend, claim, Stage::Done, "done_already").await,
        (_, Some(code)) => return conclude::end(backend, claim, Stage::NotDone, code).await,
        (Sight::Absent, None) => {}
        (Sight::Busy | Sight::Partial | Sight::Unmapped, None) => {
            return conclude::wait(backend, claim, "order_busy").await;
        }
        (Sight::Unreadable, None) => return conclude::wait(backend, claim, "cloud_unreachable").await,
    }
    if settlement.act == Act::Pay
        && let Some(code) = settlement::refused(sighted.amount, &revision.ceiling)
    {
        return conclude::end(backend, claim, Stage::NotDone, code).await;
    }
    let signed = match sign(backend, &stored, key, settlement).await? {
        Ok(signed) => signed,
        Err(code) => return conclude::wait(backend, claim, code).await,
    };
    let stopwatch = send::Stopwatch::start();
    backend.failpoints.at(Place::Prepared).await?;

    // T1: everything of ours is read again under the order's lock.
    let mut tx = backend.db.begin().await?;
    let Some((order, mut settlement)) = still_mine(&mut tx, claim, &[Stage::Waiting]).await? else {
        return Ok(());
    };
    let now = migrate::now(&mut tx).await?;
    if ready.time.is_far_from(signed.signed_at) || ready.time.is_far_from(now) {
        drop(tx);
        return conclude::wait(backend, claim, "clock_off").await;
    }
    if let Some(found) = obstacle(&mut tx, &order, &stored, &settlement).await? {
        drop(tx);
        return meet(backend, claim, found).await;
    }
    if !cluster::guard(backend, &mut tx).await? {
        drop(tx);
        cluster::confirm(backend).await?;
        return conclude::wait(backend, claim, "database_changed").await;
    }
    let attempt = attempt(backend, &stored, &settlement, (&version, &ready), &signed.endpoint)?;
    if let Err(error) = purchases::insert_attempt(&mut tx, &attempt).await {
        drop(tx);
        let is_open = error.is_constraint("one_live_attempt_a_cloud_order")
            || error.is_constraint("one_live_attempt_an_order");
        return if is_open { conclude::wait(backend, claim, "order_busy").await } else { Err(error.into()) };
    }
    let written =
        send::row(backend, (&claim.worker, claim.fence), &attempt, 1, (signed.signed_at, signed.dead_at));
    purchases::insert_send(&mut tx, &written).await?;
    settlement.stage = Stage::Executing;
    settlement.attempt = Some(attempt.id);
    settlement.amount = sighted.amount;
    settlement.code = None;
    settlement.lease_until = Some(now + backend.settle.lease());
    settlement.due_at = Some(now);
    settlements::save(&mut tx, &settlement).await?;
    let name = event(settlement.act, "started");
    let mut started = OrderEvent::new(&name).with("endpoint", attempt.endpoint.clone());
    if let Some(amount) = sighted.amount {
        started = started.with("amount", amount.to_string());
    }
    backend.log_order(&mut tx, Actor::Worker, &order, started).await?;
    // A commit whose answer is lost is no intent to rely on: this error keeps the request from leaving.
    tx.commit().await?;
    backend.failpoints.at(Place::IntentCommitted).await?;

    send::exchange(backend, &attempt, &written, signed, stopwatch).await?;
    conclude::conclude(backend, claim, &attempt, None).await
}

async fn meet(backend: &Backend, claim: &Claim, obstacle: Obstacle) -> Result<(), BackendError> {
    match obstacle {
        Obstacle::Wait(code) => conclude::wait(backend, claim, code).await,
        Obstacle::Refuse(code) => conclude::end(backend, claim, Stage::NotDone, code).await,
    }
}

/// Builds and signs the request in memory, or says what it waits for.
async fn sign(
    backend: &Backend,
    stored: &Stored,
    key: &HuaweiKey,
    settlement: &Settlement,
) -> Result<Result<SignedPurchase, &'static str>, BackendError> {
    let (huawei, fresh) = (&backend.clouds.huawei, || prepare::fresh(backend));
    let call = match settlement.act {
        Act::Pay => Call::PayOrder,
        Act::Cancel => Call::CancelOrder,
    };
    let access = match huawei.authenticate(call, key, &fresh).await {
        Ok(access) => access,
        Err(error) => {
            let (credential, version) = (stored.revision.credential, stored.revision.credential_version);
            return Ok(Err(prepare::refused(backend, credential, version, &error).await?));
        }
    };
    let signed = match settlement.act {
        Act::Pay => huawei.sign_pay(&settlement.cloud_order, key, &access, &fresh()),
        Act::Cancel => huawei.sign_cancel(&settlement.cloud_order, key, &access, &fresh()),
    };
    signed.map(Ok).map_err(BackendError::internal)
}

fn attempt(
    backend: &Backend,
    stored: &Stored,
    settlement: &Settlement,
    (version, ready): (&Version, &Ready),
    endpoint: &str,
) -> Result<Attempt, BackendError> {
    let revision = &stored.revision;
    let cloud_order = settlement.cloud_order.clone();
    let business = serde_json::to_vec(&[("order_id", &cloud_order)]).map_err(BackendError::internal)?;
    Ok(Attempt {
        id: AttemptId::from_uuid(backend.random.uuid(&backend.clock)),
        order: revision.order,
        revision: revision.number,
        order_hash: stored.hash,
        mode: backend.mode,
        // Found by the state that it leads to, and sent once.
        class: Class::Setstate,
        provider: revision.operation.provider(),
        business,
        prepaid: true,
        mark: Mark::CloudOrder { act: settlement.act, cloud_order },
        credential: revision.credential,
        credential_version: revision.credential_version,
        access_key_id: version.facts.access_key_id.clone(),
        account: ready.account.clone(),
        project_id: version.facts.project_id.clone(),
        site: version.facts.site.map(|site| site.name().to_owned()),
        endpoint: endpoint.to_owned(),
        protocol_version: PROTOCOL_VERSION,
    })
}
