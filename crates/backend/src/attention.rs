//! What people have to look after, and putting an alarm away.

use domain::{
    attention::{Attention, Unowned, stuck},
    order::can::Why,
    person::{Person, Role},
    refusal::{Reason, prose},
};
use store::{attention, events, holdings, holds, migrate};

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
};

/// The most orders and alarms that are shown at once.
const MOST: i64 = 500;

/// Everything that waits for people or does not move. For admins and auditors; for everybody else there is nothing.
pub async fn attention(backend: &Backend, person: &Person) -> Result<Attention, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let now = migrate::now(&mut conn).await?;
    let patience = backend.settle.patience();
    let mut orders = Vec::new();
    for order in attention::watched(&mut conn, MOST).await? {
        let why = stuck(&order, now, &patience);
        if why.is_some() || order.state.is_in_doubt() {
            orders.push((order, why));
        }
    }
    let alarms = attention::alarms(&mut conn, MOST).await?;
    let mut unowned = Vec::new();
    for row in holdings::open(&mut conn).await? {
        let order = match row.order {
            Some(order) => events::order_number(&mut conn, order).await?,
            None => None,
        };
        unowned.push(Unowned {
            number: row.number,
            provider: row.provider,
            account: row.account,
            is_order: row.kind == crate::holdings::CLOUD_ORDER,
            reference: row.reference,
            name: row.name,
            product: row.product,
            created_at: row.created_at,
            amount: row.amount,
            order,
            seen_at: row.seen_at,
        });
    }
    Ok(Attention { hold: holds::standing(&mut conn).await?, orders, alarms, unowned })
}

/// How many things wait for a person; nothing for who may not see them.
pub async fn count(backend: &Backend, person: &Person) -> Result<u32, BackendError> {
    if reads(person).is_err() {
        return Ok(0);
    }
    Ok(u32::try_from(attention(backend, person).await?.count()).unwrap_or(u32::MAX))
}

/// Puts an alarm away, saying why. One that is gone is not found.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, alarm.id = id), err)]
pub async fn clear_alarm(
    backend: &Backend,
    person: &Person,
    id: i64,
    reason: &str,
) -> Result<(), BackendError> {
    acts(person)?;
    let reason = why(reason)?;
    let mut tx = backend.db.begin().await?;
    let cleared = attention::clear_alarm(&mut tx, id, person.id, &reason).await?;
    let (order, code) = cleared.ok_or(BackendError::NotFound)?;
    let subject = order.map(|id| id.as_uuid()).unwrap_or_else(|| backend.random.uuid(&backend.clock));
    let kind = if order.is_some() { "order" } else { "alarm" };
    let facts = [("code", code.as_str())];
    let happened = Happened { reason: Some(&reason), ..Happened::to(kind, subject, "alarm.cleared", &facts) };
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(())
}

/// Puts a purchase away that no order owns, saying why: it is known, and stops no order any more. One that is gone is
/// not found.
pub async fn clear_unowned(
    backend: &Backend,
    person: &Person,
    number: i64,
    reason: &str,
) -> Result<(), BackendError> {
    acts(person)?;
    crate::holdings::clear(backend, person, number, &why(reason)?).await
}

/// What a person writes who changes what everybody depends on: never nothing.
pub(crate) fn why(reason: &str) -> Result<String, BackendError> {
    let reason = prose(reason).map_err(|refused| BackendError::field("reason", refused))?;
    if reason.is_empty() { Err(BackendError::field("reason", Reason::Required)) } else { Ok(reason) }
}

/// Admins and auditors see how the installation does; for everybody else there is nothing here.
pub(crate) fn reads(person: &Person) -> Result<(), BackendError> {
    let may = person.has(Role::Admin) || person.has(Role::Auditor);
    if may { Ok(()) } else { Err(BackendError::NotFound) }
}

/// Admins change it.
pub(crate) fn acts(person: &Person) -> Result<(), BackendError> {
    reads(person)?;
    if person.has(Role::Admin) { Ok(()) } else { Err(BackendError::NotAllowed(Why::Auditor)) }
}
