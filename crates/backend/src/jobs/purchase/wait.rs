//! Letting go of an order that cannot go on now: until later, or back to people.

use domain::{
    ids::EvidenceId,
    order::{Change, State},
};
use store::{facts, migrate, orders, purchases};
use time::Duration;

use super::{Claim, still_mine};
use crate::{Actor, Backend, BackendError, jobs::again, log::OrderEvent};

/// How long approvers have when the order comes back to them.
const PENDING_FOR: Duration = Duration::days(7);

/// Notes what the order waits for, and lets go of it until later. An order that does not start ends by
/// expiry, never by looping.
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

/// Makes an approved order a person's before anything was sent, because its account shows `named`, which no order owns:
/// `code` says why.
pub(super) async fn hand_over(
    backend: &Backend,
    claim: &Claim,
    code: &'static str,
    named: &str,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Approved]).await? else {
        return Ok(());
    };
    let from = order.state;
    order.state = from.apply(Change::GivenUp)?;
    order.lease_owner = None;
    order.lease_until = None;
    order.due_at = None;
    order.expires_at = None;
    order.waiting = None;
    order.person_reason = Some(code.to_owned());
    orders::save(&mut tx, &mut order).await?;
    let look = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
    facts::insert_list_look(&mut tx, look, order.id, "unowned", Some(named)).await?;
    purchases::raise_alarm(&mut tx, order.id, code, named).await?;
    let event =
        OrderEvent::new(Change::GivenUp.name()).from(from).with("code", code).with("reference", named);
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an approved order back to people, saying why: to its requester as a draft (`Revised`), or to
/// approvers (`ApprovalLost`).
pub(super) async fn send_back(
    backend: &Backend,
    claim: &Claim,
    change: Change,
    code: &'static str,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Approved]).await? else {
        return Ok(());
    };
    let from = order.state;
    let now = migrate::now(&mut tx).await?;
    order.state = from.apply(change)?;
    order.fence += 1;
    order.lease_owner = None;
    order.lease_until = None;
    order.due_at = None;
    order.approved_at = None;
    order.expires_at = (order.state == State::PendingApproval).then_some(now + PENDING_FOR);
    order.waiting = Some(code.to_owned());
    orders::save(&mut tx, &mut order).await?;
    if order.state == State::PendingApproval {
        // Whom the step asks is told by the event below, and not a second time.
        again::due_again(&mut tx, &order).await?;
    }
    let event = OrderEvent::new(change.name()).from(from).with("code", code);
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}
