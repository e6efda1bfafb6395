//! Saying what became of an order that only a person can settle.

use domain::{
    catalog::Class,
    ids::{EvidenceId, OrderId},
    order::{Change, Said, State, Statement, Verdict, can},
    person::Person,
};
use sqlx::PgConnection;
use store::{
    attention, facts, migrate,
    orders::{self, Order},
    purchases::{self, Attempt},
};

use super::show;
use crate::{
    Actor, Backend, BackendError,
    jobs::purchase::{Sale, write_purchase},
    log::OrderEvent,
    sessions::SignIn,
};

/// Why a send counts as not done after somebody looked: the verdict's advice.
const BY_PERSON: &str = "person_looked";

/// Whether the person may give a verdict on the order, as they are known.
pub async fn may_resolve(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    id: OrderId,
) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let (order, known) = show::seen(&mut conn, person, id).await?;
    can::resolve(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    sign_in.is_a_persons()
}

/// Gives a verdict on an order that needs a person, and says in which state it is then. Above the limit
/// `confirm_above` the first of two people changes nothing.
///
/// Who asked for the order or decided about it is not allowed to, nor is a token. What "not bought" lacks is a
/// conflict: `signature_alive`, `no_look`, `sale_known` or `nothing_sent`. A reference that another order owns is
/// `second_owner`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id, said = statement.said.name()), err)]
pub async fn resolve(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    id: OrderId,
    statement: &Statement,
) -> Result<State, BackendError> {
    let mut tx = backend.db.begin().await?;
    facts::divide_waits(&mut tx, backend.settle.divisor()).await?;
    let (mut order, known) = show::locked(&mut tx, person, id).await?;
    can::resolve(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    sign_in.is_a_persons()?;
    let grounds = facts::grounds(&mut tx, id).await?;
    if grounds.takes_two {
        sign_in.vouches(&mut tx).await?;
    }
    let now = migrate::now(&mut tx).await?;
    let attempt = purchases::attempt_of(&mut tx, id, order.revision).await?;
    let attempt = attempt.ok_or(BackendError::Conflict("nothing_sent"))?;
    match (statement.said, &statement.reference) {
        (Said::NotBought, _) => {
            if let Some(missing) = grounds.missing(now) {
                return Err(BackendError::Conflict(missing));
            }
        }
        (Said::Bought, Some(reference)) => {
            // A change belongs to an instance that an order has bought before.
            if attempt.class != Class::Setstate
                && purchases::is_owned(&mut tx, attempt.provider, &attempt.account, reference).await?
            {
                return Err(BackendError::Conflict("second_owner"));
            }
        }
        (Said::Bought, None) => return Err(BackendError::internal("bought without a reference")),
    }

    let settles = facts::would_agree(&mut tx, id, person.id, statement).await?;
    let evidence = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
    let new = facts::New {
        id: evidence,
        order: id,
        attempt: Some(attempt.id),
        person: person.id,
        statement,
        sale: settles && statement.said == Said::Bought,
    };
    facts::insert_statement(&mut tx, &new).await?;
    if settles {
        settle(backend, &mut tx, person, &mut order, &attempt, statement, evidence).await?;
    } else {
        let event = said("verdict.first", statement);
        backend.log_order(&mut tx, Actor::Person(person), &order, event).await?;
    }
    tx.commit().await?;
    Ok(order.state)
}

/// Everything that follows from a verdict that counts.
async fn settle(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &mut Order,
    attempt: &Attempt,
    statement: &Statement,
    evidence: EvidenceId,
) -> Result<(), BackendError> {
    let sends = purchases::sends_of(conn, attempt.id).await?;
    let mut open = sends.iter().filter(|send| send.verdict == Verdict::Open);
    let change = match (statement.said, &statement.reference) {
        (Said::Bought, Some(reference)) => {
            // Of a prepaid purchase by name the cloud's order is what is known for sure.
            let is_order = attempt.class == Class::Name && attempt.prepaid;
            let sale = Sale {
                reference: reference.clone(),
                cloud_order: Some(reference.clone()).filter(|_| is_order),
            };
            if !write_purchase(backend, conn, order, attempt, &sale).await? {
                return Err(BackendError::Conflict("second_owner"));
            }
            // Whichever request it was: the cloud sold once.
            if let Some(send) = open.next() {
                purchases::insert_verdict(conn, send.id, evidence, Verdict::Done, BY_PERSON).await?;
            }
            Change::Bought
        }
        (Said::Bought, None) | (Said::NotBought, _) => {
            for send in open {
                purchases::insert_verdict(conn, send.id, evidence, Verdict::NotDone, BY_PERSON).await?;
            }
            Change::NotBought
        }
    };
    purchases::settle_if_live(conn, attempt.id).await?;
    let why = statement.reference.as_deref().filter(|_| statement.reason.is_empty());
    attention::clear_alarms_of(conn, order.id, person.id, why.unwrap_or(&statement.reason)).await?;
    let from = order.state;
    order.state = from.apply(change)?;
    order.waiting = None;
    order.person_reason = None;
    order.due_at = None;
    orders::save(conn, order).await?;
    let event = said(change.name(), statement).from(from).with("by", "person");
    backend.log_order(conn, Actor::Person(person), order, event).await?;
    Ok(())
}

/// The requester tells what they found out. It changes nothing, and everybody who sees the order reads it.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id, said = statement.said.name()), err)]
pub async fn propose(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    statement: &Statement,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let (order, known) = show::locked(&mut tx, person, id).await?;
    can::propose(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    let new = facts::New {
        id: EvidenceId::from_uuid(backend.random.uuid(&backend.clock)),
        order: id,
        attempt: None,
        person: person.id,
        statement,
        sale: false,
    };
    facts::insert_statement(&mut tx, &new).await?;
    backend.log_order(&mut tx, Actor::Person(person), &order, said("verdict.proposed", statement)).await?;
    tx.commit().await?;
    Ok(())
}

fn said<'a>(action: &'a str, statement: &'a Statement) -> OrderEvent<'a> {
    let event = OrderEvent::new(action).because(&statement.reason).with("said", statement.said.name());
    match &statement.reference {
        Some(reference) => event.with("reference", reference.clone()),
        None => event,
    }
}
