//! Deciding: what waits for a person, and their answer, bound to exactly what was shown.

mod hand_over;

use domain::{
    approval::{Answer, Decision, Standing},
    digest::Digest,
    ids::{DecisionId, OrderId},
    order::{
        Change, State,
        can::{self, Facts, Why},
        settlement::Payment,
    },
    person::Person,
    refusal::{Reason, prose},
    view::{
        ApprovalRow, Listed,
        inbox::{Inbox, InboxFilter, MAX_COUNTED},
    },
};
use sqlx::PgConnection;
use store::{
    StoreError, credentials, decisions, migrate,
    orders::{self, Cursor, Reader, Waiting},
    people,
    revisions::{self, Stored},
    settings,
};
use time::Duration;

pub use self::hand_over::{colleagues, hand_over};
use crate::{Actor, Backend, BackendError, log::OrderEvent, orders as order_cases, sessions::SignIn};

/// How long an approved order may wait for its start.
pub(crate) const APPROVED_FOR: Duration = Duration::hours(24);

/// How many orders are read at a time.
const READ: usize = 500;

/// The orders that the person may decide about now, all of them, those that wait longest first.
pub async fn waiting(backend: &Backend, person: &Person) -> Result<Vec<ApprovalRow>, BackendError> {
    let all = next(backend, person, None, usize::MAX).await?;
    Ok(all.into_iter().map(|waiting| waiting.row).collect())
}

/// At most `limit` of them. A cursor that is none starts from the top.
pub async fn waiting_page(
    backend: &Backend,
    person: &Person,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Listed<ApprovalRow>, BackendError> {
    let after = cursor.and_then(|text| text.parse().ok());
    let limit = limit.clamp(1, order_cases::MAX_LIMIT);
    let read = next(backend, person, after, limit as usize + 1).await?;
    let Listed { items, next } = order_cases::page(read, limit.into(), Waiting::cursor);
    Ok(Listed { items: items.into_iter().map(|waiting| waiting.row).collect(), next })
}

/// How many orders wait for the person; from `MAX_COUNTED` on, that many.
pub async fn count(backend: &Backend, person: &Person) -> Result<u32, BackendError> {
    let some = next(backend, person, None, MAX_COUNTED as usize).await?;
    Ok(u32::try_from(some.len()).unwrap_or(MAX_COUNTED))
}

/// Reads on until there are `most`, or no more: what others are to decide hides nothing behind it.
async fn next(
    backend: &Backend,
    person: &Person,
    mut after: Option<Cursor>,
    most: usize,
) -> Result<Vec<Waiting>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let reader = Reader::of(person);
    let limit = most.min(READ);
    let rows = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut mine = Vec::new();
    loop {
        let read = orders::approvals_waiting(&mut conn, &reader, after, rows).await?;
        let more = read.len() == limit;
        after = read.last().map(Waiting::cursor);
        mine.extend(read.into_iter().filter(|waiting| may_decide(person, waiting)).take(most - mine.len()));
        if !more || mine.len() == most {
            return Ok(mine);
        }
    }
}

fn may_decide(person: &Person, waiting: &Waiting) -> bool {
    let facts = Facts {
        state: waiting.row.order.state,
        requester: waiting.row.order.requester.id,
        team: waiting.team,
        chain: &waiting.chain,
        answers: &waiting.answers,
        handed: &waiting.handed,
        payment: Payment::NothingDue,
        // Nobody is asked for a verdict here.
        decided: &[],
    };
    can::decide(person, &facts).is_ok()
}

/// What of it the filter holds for.
pub async fn inbox(backend: &Backend, person: &Person, filter: &InboxFilter) -> Result<Inbox, BackendError> {
    Ok(Inbox::of(waiting(backend, person).await?, filter, backend.clock.now()))
}

/// A person's answer to the step that is due.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The hash that was on the screen.
    pub shown: &'a Digest,
    pub decision: Decision,
    /// Needed for a rejection.
    pub comment: &'a str,
    /// By what they are known. Above the limit `confirm_above` a token approves nothing, and a session is fresh.
    pub sign_in: SignIn,
    /// They know of an order with the same parameters and account whose outcome is open.
    pub acknowledge_look_alikes: bool,
}

/// Answers the step that is due. If the order has changed since it was shown, nothing is decided
/// (`changed_meanwhile`), nor while a look-alike's outcome is open and nobody acknowledged it (`look_alike`), nor by who
/// was disabled meanwhile (`SignedOut`). A rejection ends the order.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id, decision = given.decision.name()), err)]
pub async fn decide(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    given: Given<'_>,
) -> Result<State, BackendError> {
    let Given { shown, decision, comment, sign_in, acknowledge_look_alikes } = given;
    let comment = prose(comment).map_err(|reason| BackendError::field("comment", reason))?;
    let mut tx = backend.db.begin().await?;
    let person = &still_here(&mut tx, person, id).await?;
    let (mut order, known) = order_cases::locked(&mut tx, person, id).await?;
    let facts = known.borrow(&order);
    let Standing { step, instead_of } = can::standing(person, &facts).map_err(BackendError::NotAllowed)?;
    let stored = known.stored.as_ref().filter(|stored| stored.hash == *shown);
    let stored = stored.ok_or(BackendError::Conflict("changed_meanwhile"))?;
    let now = migrate::now(&mut tx).await?;
    if order.expires_at.is_some_and(|at| at <= now) {
        // Its time is over; the worker just did not get to it yet.
        return Err(BackendError::NotAllowed(Why::NotWaiting));
    }
    if decision == Decision::Reject && comment.is_empty() {
        return Err(BackendError::field("comment", Reason::Required));
    }
    // A rejection by a token spends nothing.
    if (decision == Decision::Approve || sign_in != SignIn::Token)
        && settings::is_above_limit(&mut tx, id).await?
    {
        sign_in.vouches(&mut tx).await?;
    }
    if decision == Decision::Approve
        && !(acknowledge_look_alikes || stored.acknowledged)
        && has_look_alike(&mut tx, stored).await?
    {
        return Err(BackendError::Conflict("look_alike"));
    }
    decisions::insert(
        &mut tx,
        &decisions::New {
            id: DecisionId::from_uuid(backend.random.uuid(&backend.clock)),
            order: id,
            revision: order.revision,
            hash: *shown,
            requester: order.requester.id,
            step,
            person: person.id,
            instead_of,
            decision,
            comment: &comment,
            acknowledged: acknowledge_look_alikes,
        },
    )
    .await
    .map_err(|error| match error {
        _ if error.is_constraint(decisions::FOUR_EYES) => BackendError::NotAllowed(Why::OwnOrder),
        _ if error.is_constraint(decisions::ONE_ANSWER_A_PERSON)
            || error.is_constraint(decisions::ONE_ANSWER_A_PLACE) =>
        {
            BackendError::NotAllowed(Why::AnsweredAlready)
        }
        error => lost_race(error),
    })?;
    let action = match decision {
        Decision::Approve => "decision.approve",
        Decision::Reject => "decision.reject",
    };
    let mut answered = OrderEvent::new(action).because(&comment).with("step", (step + 1).to_string());
    if let Some(principal) = instead_of {
        answered = answered.with("instead_of", principal.to_string());
    }
    backend.log_order(&mut tx, Actor::Person(person), &order, answered).await?;

    let mut answers = known.answers.clone();
    answers.push(Answer { step, by: person.id, instead_of, decision });
    let change = match decision {
        Decision::Reject => Some(Change::Rejected),
        Decision::Approve if facts.chain.due(&answers).is_none() => Some(Change::Approved),
        Decision::Approve => None,
    };
    if let Some(change) = change {
        let from = order.state;
        order.state = from.apply(change)?;
        order.expires_at = None;
        order.waiting = None;
        if change == Change::Approved {
            order.approved_at = Some(now);
            order.expires_at = Some(now + APPROVED_FOR);
            order.due_at = Some(now);
        }
        orders::save(&mut tx, &mut order).await.map_err(lost_race)?;
        let event = OrderEvent::new(change.name()).from(from);
        backend.log_order(&mut tx, Actor::Person(person), &order, event).await?;
    }
    tx.commit().await?;
    Ok(order.state)
}

/// Whoever answers, as they are once the order is locked: since they came in, they may have been disabled
/// (`SignedOut`), or lost a role or their time as a deputy, and waited for the lock meanwhile.
async fn still_here(conn: &mut PgConnection, person: &Person, id: OrderId) -> Result<Person, BackendError> {
    orders::lock(conn, id).await?;
    people::load(conn, person.id).await?.ok_or(BackendError::SignedOut)
}

/// What the database refuses of an answer that the code found right: somebody who counted was disabled, or is nobody's
/// deputy any more, since a moment ago.
fn lost_race(error: StoreError) -> BackendError {
    match error {
        StoreError::Rule { .. } => BackendError::Stale,
        error => error.into(),
    }
}

/// Whether an order with the same parameters and account may have bought, and nobody knows.
async fn has_look_alike(conn: &mut PgConnection, stored: &Stored) -> Result<bool, BackendError> {
    let revision = &stored.revision;
    let version = credentials::version(conn, revision.credential, revision.credential_version).await?;
    let Some(version) = version else { return Ok(false) };
    Ok(revisions::look_alike(conn, &revision.business_hash(), version.account(), revision.order)
        .await?
        .is_some())
}
