//! Nothing waits for people who left or do not answer: a step's fallback is asked too, and admins are told of steps that
//! still have too few people. Nothing is ever approved because nobody is there.

use domain::{approval::is_half_over, ids::OrderId, person::Person};
use store::{
    approvers::{self, Pending, Which},
    escalations, migrate, orders,
};
use time::OffsetDateTime;

use crate::{Actor, Backend, BackendError, attention::acts, log::OrderEvent, rules};

/// How many orders are read at a time.
const PAGE: i64 = 200;

/// Looks at every order that waits for approval.
pub async fn step(backend: &Backend) -> Result<(), BackendError> {
    let mut which = Which::All;
    loop {
        let mut conn = backend.db.acquire().await?;
        let now = migrate::now(&mut conn).await?;
        let people = rules::active(&mut conn).await?;
        let page = approvers::pending(&mut conn, which, PAGE).await?;
        drop(conn);
        for pending in page.iter().filter(|pending| is_stuck(pending, &people, now)) {
            if let Err(error) = help(backend, pending.order).await {
                // The others do not wait for this one.
                tracing::warn!(%error, order.id = %pending.order, "an order is not put to anybody else yet");
            }
        }
        match page.last() {
            Some(last) if i64::try_from(page.len()) == Ok(PAGE) => {
                which = Which::After(last.submitted_at, last.order)
            }
            _ => return Ok(()),
        }
    }
}

fn is_stuck(pending: &Pending, people: &[Person], now: OffsetDateTime) -> bool {
    let places = pending.places();
    let half_over = is_half(pending, now);
    !places.escalations(people, &pending.answers, half_over).is_empty()
        || !places.lacking(people, &pending.answers).is_empty()
}

fn is_half(pending: &Pending, now: OffsetDateTime) -> bool {
    pending.expires_at.is_some_and(|end| is_half_over(pending.asked_since, end, now))
}

async fn help(backend: &Backend, id: OrderId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(order) = orders::lock(&mut tx, id).await? else { return Ok(()) };
    let Some(pending) = approvers::pending(&mut tx, Which::One(id), 1).await?.pop() else { return Ok(()) };
    let people = rules::active(&mut tx).await?;
    let now = migrate::now(&mut tx).await?;
    let due = pending.chain.due_number(&pending.answers);
    let mut chain = pending.chain.clone();
    for found in pending.places().escalations(&people, &pending.answers, is_half(&pending, now)) {
        if !escalations::insert(&mut tx, id, pending.revision, found).await? {
            continue;
        }
        let step = &mut chain.steps[found.step];
        let was = step.clone();
        step.ask_fallback();
        let event = OrderEvent::new("approval.escalated")
            .with("step", (found.step + 1).to_string())
            .with("cause", found.cause.name());
        // Whom a later step asks is told when it is due.
        let asked_too = people.iter().filter(|person| {
            due == Some(found.step) && step.asks(person, pending.team) && !was.asks(person, pending.team)
        });
        let asked_too = asked_too.filter(|person| person.id != pending.requester.id && person.may_buy());
        let event = asked_too.fold(event, |event, person| event.to(person.id));
        backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    }
    let pending = Pending { chain, ..pending };
    for step in pending.places().lacking(&people, &pending.answers) {
        if !escalations::miss(&mut tx, id, pending.revision, step).await? {
            continue;
        }
        let admins = people.iter().filter(|person| acts(person).is_ok() && person.id != pending.requester.id);
        let event = OrderEvent::new("approval.approver_missing").with("step", (step + 1).to_string());
        let event = admins.fold(event, |event, person| event.to(person.id));
        backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    }
    tx.commit().await?;
    Ok(())
}
