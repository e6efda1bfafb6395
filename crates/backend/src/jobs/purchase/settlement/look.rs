//! What the cloud says of an order that is to be paid or cancelled.

use cloud::{HuaweiKey, huawei::bss::OrderStatus};
use domain::{
    money::Money,
    order::{
        Verdict,
        settlement::Act,
        settling::{Next, Sight},
    },
};
use store::{
    migrate, orders,
    purchases::{self, Attempt},
};

use super::super::looks::{self, Seen};
use crate::{Actor, Backend, BackendError, jobs::purchase::fresh, log::OrderEvent};

/// A look at the cloud's order.
pub(in super::super) struct Sighted {
    /// `Found`: it is done. `Absent`: it still waits for its payment.
    pub(in super::super) seen: Seen,
    /// It can never be done any more, for this reason.
    pub(super) ruled_out: Option<&'static str>,
    /// What the cloud wants for it.
    pub(super) amount: Option<Money>,
}

/// Looks once.
pub(in super::super) async fn look(
    backend: &Backend,
    key: &HuaweiKey,
    act: Act,
    cloud_order: &str,
) -> Sighted {
    let read = match backend.clouds.huawei.order(key, cloud_order, &|| fresh(backend)).await {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!(%error, "cannot read an order of the cloud");
            return Sighted { seen: Seen::unreadable(&error), ruled_out: None, amount: None };
        }
    };
    let (sight, ruled_out) = match (act, &read.value.status) {
        (Act::Pay, OrderStatus::Processing | OrderStatus::Completed)
        | (Act::Cancel, OrderStatus::Cancelled) => (Sight::Found, None),
        (Act::Pay, OrderStatus::Cancelled) => (Sight::Absent, Some("order_cancelled")),
        (Act::Cancel, OrderStatus::Processing | OrderStatus::Completed) => {
            (Sight::Absent, Some("order_paid"))
        }
        // Only the cloud's own clock says whether a request may still arrive.
        (_, OrderStatus::PendingPayment) if read.cloud_date.is_none() => (Sight::Unreadable, None),
        (_, OrderStatus::PendingPayment) => (Sight::Absent, None),
        (
            _,
            OrderStatus::UnderReview
            | OrderStatus::RefundPending
            | OrderStatus::ToConfirm
            | OrderStatus::Other(_),
        ) => (Sight::Busy, None),
    };
    let seen = Seen {
        sight,
        sales: Vec::new(),
        at: read.cloud_date,
        request_id: read.request_id,
        note: Some(format!("{:?}", read.value.status)),
    };
    Sighted { seen, ruled_out, amount: read.value.amount_after_discount }
}

/// Writes down what a look showed, and the verdict that follows by our rules, if `ours` are those that it was begun by;
/// else people judge. Not fenced: a fact is never thrown away.
pub(super) async fn record(
    backend: &Backend,
    attempt: &Attempt,
    act: Act,
    sighted: &Sighted,
    ours: bool,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let order = orders::lock(&mut tx, attempt.order).await?.ok_or(BackendError::Stale)?;
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let before = purchases::looks_of(&mut tx, attempt.id).await?;
    if sighted.ruled_out.is_none() && looks::is_old_news(backend, &sends, &before, &sighted.seen) {
        return Ok(());
    }
    let evidence = looks::write(backend, &mut tx, attempt, &sends, &sighted.seen).await?;
    let now = migrate::now(&mut tx).await?.max(backend.clock.now());
    let all = purchases::looks_of(&mut tx, attempt.id).await?;
    let verdict = match sighted.ruled_out {
        _ if !ours => None,
        _ if sighted.seen.sight == Sight::Found => Some((Verdict::Done, "nothing_to_do")),
        Some(code) => Some((Verdict::NotDone, code)),
        None if looks::next(backend, attempt, &sends, &all, now) == Next::NotDone => {
            Some((Verdict::NotDone, "absent"))
        }
        None => None,
    };
    if let Some((verdict, advice)) = verdict {
        for send in sends.iter().filter(|send| send.verdict == Verdict::Open) {
            purchases::insert_verdict(&mut tx, send.id, evidence, verdict, advice).await?;
        }
    }
    let event = OrderEvent::new("look.recorded")
        .request(sighted.seen.request_id.as_deref())
        .with("sight", sighted.seen.sight.name())
        .with("settles", act.name());
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}
