//! Buying an approved order: at most once, never a guess.
//!
//! One call of [`step`] claims one order (T0) and does what is due: prepare, write the intent (T1), send once,
//! write what came back (T2), and draw the conclusion (T3). Recovery is not other code: whoever claims the
//! order next reads the rows and does the next step. No transaction stays open across a call to the cloud.

mod conclude;
mod looks;
mod prepare;
mod price;
mod send;
mod settle;
mod settlement;
mod start;
mod wait;

pub use self::looks::look_now;
pub(crate) use self::{
    conclude::{give, write_purchase},
    looks::Sale,
    prepare::{fresh, key},
    settlement::end_by_people,
};

use domain::{ids::OrderId, order::State};
use store::orders::{self, Order};

use crate::{Backend, BackendError, cluster, failpoint::Place};

/// A claim on an order: whoever holds an older fence decides nothing any more. A standby that lost claims gives the
/// same fence again, to another worker.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) order: OrderId,
    pub(crate) fence: i64,
    pub(crate) worker: String,
}

/// Claims one order that is due, or else one that is to be paid or cancelled at its cloud, and does its next step.
/// `false`: none is due.
pub async fn step(backend: &Backend, worker: &str) -> Result<bool, BackendError> {
    let lease_s = backend.settle.lease().as_seconds_f64();
    let mut conn = backend.db.acquire().await?;
    if !cluster::guard(backend, &mut conn).await? {
        // A hold keeps new orders from being claimed; it is set before anything is.
        drop(conn);
        cluster::confirm(backend).await?;
        conn = backend.db.acquire().await?;
    }
    let Some((id, fence)) = orders::claim(&mut conn, worker, lease_s).await? else {
        drop(conn);
        return settlement::step(backend, worker).await;
    };
    let order = orders::find(&mut conn, id).await?.ok_or(BackendError::Stale)?;
    drop(conn);
    let claim = Claim { order: id, fence, worker: worker.to_owned() };
    backend.failpoints.at(Place::Claimed).await?;
    work(backend, &claim, &order).await?;
    Ok(true)
}

#[tracing::instrument(skip_all, fields(order.id = %claim.order, order.number = %order.number, order.state = %order.state, fence = claim.fence), err)]
async fn work(backend: &Backend, claim: &Claim, order: &Order) -> Result<(), BackendError> {
    match order.state {
        State::Approved => start::start(backend, claim, order).await,
        State::Executing | State::Unknown => settle::settle(backend, claim, order).await,
        // Claimed in the moment in which its requester took it back.
        State::Draft
        | State::PendingApproval
        | State::Bought
        | State::NotBought
        | State::NeedsPerson
        | State::Rejected
        | State::Cancelled
        | State::Expired => Ok(()),
    }
}

/// The order under its lock, if the claim still holds and it is where the worker saw it.
async fn still_mine(
    conn: &mut sqlx::PgConnection,
    claim: &Claim,
    states: &[State],
) -> Result<Option<Order>, BackendError> {
    let order = orders::lock(conn, claim.order).await?.ok_or(BackendError::Stale)?;
    let holds = order.fence == claim.fence && order.lease_owner.as_ref() == Some(&claim.worker);
    Ok(Some(order).filter(|order| holds && states.contains(&order.state)))
}
