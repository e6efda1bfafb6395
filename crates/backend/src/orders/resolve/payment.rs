//! A payment, or a cancellation at the cloud, of which nobody knows whether it was done.

use domain::{
    ids::{AttemptId, EvidenceId, OrderId},
    order::{Statement, Verdict},
    person::Person,
};
use sqlx::PgConnection;
use store::{attention, facts, migrate, orders::Order, purchases, settlements};

use super::{BY_PERSON, said};
use crate::{Actor, Backend, BackendError, jobs::purchase::end_by_people, sessions::SignIn};

/// The attempt that is in doubt.
pub(super) async fn attempt(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Option<AttemptId>, BackendError> {
    Ok(settlements::in_doubt(conn, order).await?.and_then(|settlement| settlement.attempt))
}

/// Gives the verdict. The caller holds the order's lock and has checked who says it and of what.
pub(super) async fn resolve(
    backend: &Backend,
    conn: &mut PgConnection,
    (person, sign_in): (&Person, SignIn),
    order: &Order,
    statement: &Statement,
) -> Result<(), BackendError> {
    let settlement = settlements::in_doubt(conn, order.id).await?.ok_or(BackendError::Stale)?;
    let attempt =
        settlement.attempt.ok_or_else(|| BackendError::internal("a settlement without its intent"))?;
    let grounds = facts::grounds_of(conn, order.id, attempt).await?;
    if grounds.takes_two {
        sign_in.vouches(conn).await?;
    }
    let now = migrate::now(conn).await?;
    if let Some(missing) = grounds.missing(now).filter(|_| !statement.said.is_done()) {
        return Err(BackendError::Conflict(missing));
    }
    let settles = facts::would_agree_of(conn, attempt, person.id, statement).await?;
    let evidence = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
    let new = facts::New {
        id: evidence,
        order: order.id,
        attempt: Some(attempt),
        person: person.id,
        statement,
        sale: false,
    };
    facts::insert_statement(conn, &new).await?;
    if !settles {
        let event = said("verdict.first", statement);
        backend.log_order(conn, Actor::Person(person), order, event).await?;
        return Ok(());
    }
    let verdict = if statement.said.is_done() { Verdict::Done } else { Verdict::NotDone };
    for send in purchases::sends_of(conn, attempt).await? {
        if send.verdict == Verdict::Open {
            purchases::insert_verdict(conn, send.id, evidence, verdict, BY_PERSON).await?;
        }
    }
    attention::clear_alarms_of(conn, order.id, person.id, &statement.reason).await?;
    end_by_people(backend, conn, person, order, settlement, statement).await
}
