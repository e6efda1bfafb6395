//! Paying or cancelling what the cloud holds ordered and unpaid: an attempt of its own, by the same steps as a purchase.
//! The cloud has no memory of such a request, so that it is sent once, and looked for afterwards.

mod conclude;
mod look;
mod obstacle;
mod start;

use cloud::Key;
use domain::{
    catalog::Operation,
    ids::{OrderId, SettlementId},
    order::{
        Change, PROTOCOL_VERSION,
        settlement::{Act, Stage},
        settling::Next,
    },
};
use store::{
    migrate,
    orders::{self, Order},
    purchases,
    settlements::{self, Settlement},
};

pub(crate) use self::conclude::end_by_people;
pub(super) use self::look::look;
use super::{looks, prepare};
use crate::{Backend, BackendError, failpoint::Place};

/// What is bought by orders that wait for their payment.
const OPERATION: Operation = Operation::DdmCreate;

/// A claim on a settlement: whoever holds an older fence, or the same by a lost claim, decides nothing any more.
#[derive(Debug, Clone)]
struct Claim {
    id: SettlementId,
    order: OrderId,
    fence: i64,
    worker: String,
}

/// Claims one settlement that is due and does its next step. `false`: none is due.
pub(super) async fn step(backend: &Backend, worker: &str) -> Result<bool, BackendError> {
    let lease_s = backend.settle.lease().as_seconds_f64();
    let mut conn = backend.db.acquire().await?;
    let Some((id, order, fence)) = settlements::claim(&mut conn, worker, lease_s).await? else {
        return Ok(false);
    };
    let settlement = settlements::find(&mut conn, id).await?.ok_or(BackendError::Stale)?;
    drop(conn);
    let claim = Claim { id, order, fence, worker: worker.to_owned() };
    backend.failpoints.at(Place::Claimed).await?;
    work(backend, &claim, &settlement).await?;
    Ok(true)
}

#[tracing::instrument(skip_all, fields(order.id = %claim.order, act = settlement.act.name(), stage = settlement.stage.name(), fence = claim.fence), err)]
async fn work(backend: &Backend, claim: &Claim, settlement: &Settlement) -> Result<(), BackendError> {
    match settlement.stage {
        Stage::Waiting => start::start(backend, claim, settlement).await,
        Stage::Executing | Stage::Unknown | Stage::NeedsPerson => settle(backend, claim, settlement).await,
        Stage::Done | Stage::NotDone => Ok(()),
    }
}

/// Concludes from what is known, else looks. What a person should look at is looked at here too: the cloud gives an
/// unpaid order up in the end, and that settles every doubt.
async fn settle(backend: &Backend, claim: &Claim, settlement: &Settlement) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let attempt =
        settlement.attempt.ok_or_else(|| BackendError::internal("a settlement without its intent"))?;
    let attempt = purchases::attempt(&mut conn, attempt).await?.ok_or(BackendError::Stale)?;
    let sends = purchases::sends_of(&mut conn, attempt.id).await?;
    let seen = purchases::looks_of(&mut conn, attempt.id).await?;
    let now = migrate::now(&mut conn).await?.max(backend.clock.now());
    drop(conn);
    if super::conclude::conclusion(&sends) != Change::OutcomeLost {
        return conclude::conclude(backend, claim, &attempt, None).await;
    }
    backend.failpoints.at(Place::Settling).await?;
    let ours = attempt.protocol_version == PROTOCOL_VERSION;
    if !ours && settlement.stage != Stage::NeedsPerson {
        // Another release began it by other rules, which ours may break.
        return conclude::conclude(backend, claim, &attempt, Some("other_protocol")).await;
    }
    if let Next::GiveUp(code) = looks::next(backend, &attempt, &sends, &seen, now)
        && settlement.stage != Stage::NeedsPerson
    {
        return conclude::conclude(backend, claim, &attempt, Some(code)).await;
    }
    let (credential, version) = (attempt.credential, attempt.credential_version);
    let ready = match prepare::key(backend, OPERATION, credential, version).await? {
        Ok(ready) => ready,
        // Nobody knows what its request did: that is said first.
        Err(_) if settlement.stage == Stage::Executing => {
            return conclude::conclude(backend, claim, &attempt, None).await;
        }
        Err(code) => return conclude::wait(backend, claim, code).await,
    };
    let Key::Huawei(key) = &ready.key else {
        return Err(BackendError::internal("a credential of another cloud"));
    };
    if endpoint(backend, key)? != attempt.endpoint {
        // Another endpoint knows nothing of it.
        return conclude::conclude(backend, claim, &attempt, Some("endpoint_changed")).await;
    }
    let sighted = look(backend, key, settlement.act, &settlement.cloud_order).await;
    backend.failpoints.at(Place::Looked).await?;
    look::record(backend, &attempt, settlement.act, &sighted, ours).await?;
    conclude::conclude(backend, claim, &attempt, None).await
}

fn endpoint(backend: &Backend, key: &cloud::HuaweiKey) -> Result<String, BackendError> {
    backend.clouds.huawei.settling_endpoint(key).map_err(BackendError::internal)
}

/// The order under its lock and the settlement, if the claim still holds and it is where the worker saw it.
async fn still_mine(
    conn: &mut sqlx::PgConnection,
    claim: &Claim,
    stages: &[Stage],
) -> Result<Option<(Order, Settlement)>, BackendError> {
    let order = orders::lock(conn, claim.order).await?.ok_or(BackendError::Stale)?;
    let settlement = settlements::find(conn, claim.id).await?.ok_or(BackendError::Stale)?;
    let holds = settlement.fence == claim.fence && settlement.lease_owner.as_ref() == Some(&claim.worker);
    Ok((holds && stages.contains(&settlement.stage)).then_some((order, settlement)))
}

/// How the event log calls a step of it.
fn event(act: Act, step: &str) -> String {
    match act {
        Act::Pay => format!("payment.{step}"),
        Act::Cancel => format!("cancellation.{step}"),
    }
}
