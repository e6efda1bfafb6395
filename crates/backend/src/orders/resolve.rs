//! Saying what became of an order that only a person can settle, or of the payment of one.

mod lost;
mod payment;

use domain::{
    catalog::Class,
    ids::{EvidenceId, OrderId},
    order::{Change, Said, State, Statement, Verdict, can, settlement::Payment},
    person::Person,
    refusal::Reason,
};
use sqlx::PgConnection;
use store::{
    attention, facts,
    holdings::Unowned,
    migrate,
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

/// Gives a verdict on an order that needs a person, or on the payment of one, and says in which state the order is then.
/// Above the limit `confirm_above` the first of two people changes nothing.
///
/// Who asked for the order or decided about it is not allowed to, nor is a token. What "not bought", "not paid" and "not
/// cancelled" lack is a conflict: `signature_alive`, `no_look`, `sale_known` or `nothing_sent`. A reference that another
/// order owns is `second_owner`; where no attempt is known, one that is not among what no order owns is `not_unowned`.
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
    let rights = known.borrow(&order);
    can::resolve(person, &rights).map_err(BackendError::NotAllowed)?;
    sign_in.is_a_persons()?;
    fits(statement, rights.payment)?;
    if let Payment::InDoubt(_) = rights.payment {
        payment::resolve(backend, &mut tx, (person, sign_in), &order, statement).await?;
        tx.commit().await?;
        return Ok(order.state);
    }
    let grounds = facts::grounds(&mut tx, id).await?;
    if grounds.takes_two {
        sign_in.vouches(&mut tx).await?;
    }
    let now = migrate::now(&mut tx).await?;
    if let Some(missing) = grounds.missing(now).filter(|_| statement.said == Said::NotBought) {
        return Err(BackendError::Conflict(missing));
    }
    let attempt = purchases::attempt_of(&mut tx, id, order.revision).await?;
    let basis = match attempt {
        Some(attempt) => Basis::Attempt(Box::new(attempt)),
        None => Basis::Lost(lost::named(&mut tx, id, statement).await?),
    };
    // A change belongs to an instance that an order has bought before.
    if let (Basis::Attempt(attempt), Some(reference)) = (&basis, &statement.reference)
        && attempt.class != Class::Setstate
        && purchases::is_owned(&mut tx, attempt.provider, &attempt.account, reference).await?
    {
        return Err(BackendError::Conflict("second_owner"));
    }

    let settles = facts::would_agree(&mut tx, id, person.id, statement).await?;
    let evidence = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
    let new = facts::New {
        id: evidence,
        order: id,
        attempt: basis.attempt().map(|attempt| attempt.id),
        person: person.id,
        statement,
        sale: settles && statement.said == Said::Bought,
    };
    facts::insert_statement(&mut tx, &new).await?;
    if settles {
        settle(backend, &mut tx, person, &mut order, &basis, statement, evidence).await?;
    } else {
        let event = said("verdict.first", statement);
        backend.log_order(&mut tx, Actor::Person(person), &order, event).await?;
    }
    tx.commit().await?;
    Ok(order.state)
}

/// What a verdict on an order is about.
enum Basis {
    Attempt(Box<Attempt>),
    /// No attempt is known; if it was bought, it is one of those that no order owns.
    Lost(Option<Unowned>),
}

impl Basis {
    fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Attempt(attempt) => Some(attempt),
            Self::Lost(_) => None,
        }
    }
}

/// Of an order is said whether it was bought, of its payment whether it was paid or cancelled.
fn fits(statement: &Statement, payment: Payment) -> Result<(), BackendError> {
    let act = match payment {
        Payment::InDoubt(act) => Some(act),
        Payment::NothingDue | Payment::Due | Payment::Settling => None,
    };
    if statement.said.act() == act {
        return Ok(());
    }
    let options = Said::of(act).map(|said| said.name().to_owned()).to_vec();
    Err(BackendError::field("verdict", Reason::NotAnOption { options }))
}

/// Everything that follows from a verdict that counts.
async fn settle(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &mut Order,
    basis: &Basis,
    statement: &Statement,
    evidence: EvidenceId,
) -> Result<(), BackendError> {
    let why = statement.reference.as_deref().filter(|_| statement.reason.is_empty());
    let why = why.unwrap_or(&statement.reason);
    match basis {
        Basis::Attempt(attempt) => conclude(backend, conn, order, attempt, statement, evidence).await?,
        Basis::Lost(Some(unowned)) => lost::give(backend, conn, person, order, unowned, why).await?,
        Basis::Lost(None) => {}
    }
    let change = if statement.said.is_done() { Change::Bought } else { Change::NotBought };
    attention::clear_alarms_of(conn, order.id, person.id, why).await?;
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

/// What the verdict makes of the attempt: the purchase, and a verdict for each request that was open.
async fn conclude(
    backend: &Backend,
    conn: &mut PgConnection,
    order: &Order,
    attempt: &Attempt,
    statement: &Statement,
    evidence: EvidenceId,
) -> Result<(), BackendError> {
    let sends = purchases::sends_of(conn, attempt.id).await?;
    let mut open = sends.iter().filter(|send| send.verdict == Verdict::Open);
    if let Some(reference) = &statement.reference {
        // Of a prepaid purchase by name the cloud's order is what is known for sure.
        let is_order = attempt.class == Class::Name && attempt.prepaid;
        let sale =
            Sale { reference: reference.clone(), cloud_order: Some(reference.clone()).filter(|_| is_order) };
        if !write_purchase(backend, conn, order, attempt, &sale).await? {
            return Err(BackendError::Conflict("second_owner"));
        }
        // Whichever request it was: the cloud sold once.
        if let Some(send) = open.next() {
            purchases::insert_verdict(conn, send.id, evidence, Verdict::Done, BY_PERSON).await?;
        }
    } else {
        for send in open {
            purchases::insert_verdict(conn, send.id, evidence, Verdict::NotDone, BY_PERSON).await?;
        }
    }
    purchases::settle_if_live(conn, attempt.id).await?;
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
    let rights = known.borrow(&order);
    can::propose(person, &rights).map_err(BackendError::NotAllowed)?;
    fits(statement, rights.payment)?;
    let attempt = match rights.payment {
        Payment::InDoubt(_) => payment::attempt(&mut tx, id).await?,
        Payment::NothingDue | Payment::Due | Payment::Settling => None,
    };
    let new = facts::New {
        id: EvidenceId::from_uuid(backend.random.uuid(&backend.clock)),
        order: id,
        attempt,
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
