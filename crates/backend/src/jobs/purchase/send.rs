//! The one request (S) and what came back (T2).

use std::time::Duration;

use cloud::{Answer, Reach, SignedPurchase};
use domain::{
    catalog::Class,
    ids::{EvidenceId, SendId},
    order::Verdict,
};
use rustix::time::{ClockId, clock_gettime};
use store::{
    StoreError, orders,
    purchases::{self, Attempt, Evidence, Mark, Send},
};
use time::OffsetDateTime;

use super::{Claim, conclude};
use crate::{
    Actor, Backend, BackendError, credentials as credential_cases, failpoint::Place, log::OrderEvent,
};

/// The longest between signing and sending. A worker that stalled longer does not send.
const MAX_STALL: Duration = Duration::from_secs(5);

/// Measures time that passes also while the host sleeps, and that nobody sets.
pub(super) struct Stopwatch(Duration);

impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(boot_time())
    }

    pub(super) fn elapsed(&self) -> Duration {
        boot_time().saturating_sub(self.0)
    }
}

fn boot_time() -> Duration {
    let now = clock_gettime(ClockId::Boottime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    let nanos = u32::try_from(now.tv_nsec).unwrap_or_default();
    Duration::new(seconds, nanos)
}

/// The row of a request that is signed and has not left.
pub(super) fn row(
    backend: &Backend,
    (worker, fence): (&str, i64),
    attempt: &Attempt,
    number: i32,
    (signed_at, dead_at): (OffsetDateTime, OffsetDateTime),
) -> Send {
    Send {
        id: SendId::from_uuid(backend.random.uuid(&backend.clock)),
        attempt: attempt.id,
        class: attempt.class,
        number,
        fence,
        worker: worker.to_owned(),
        signed_at,
        dead_at,
    }
}

/// Sends the request of a purchase and draws the conclusion.
pub(super) async fn send(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
    written: &Send,
    signed: SignedPurchase,
    stopwatch: Stopwatch,
) -> Result<(), BackendError> {
    exchange(backend, attempt, written, signed, stopwatch).await?;
    conclude::conclude(backend, claim, attempt).await
}

/// Sends the request, whose row is committed, and writes down what came back. Nothing leaves after a stall.
pub(super) async fn exchange(
    backend: &Backend,
    attempt: &Attempt,
    written: &Send,
    signed: SignedPurchase,
    stopwatch: Stopwatch,
) -> Result<(), BackendError> {
    backend.failpoints.at(Place::BeforeSend).await?;
    if stopwatch.elapsed() > MAX_STALL {
        tracing::warn!("stalled between signing and sending: not sent");
        return Ok(());
    }
    let answer = backend.clouds.purchase(signed).await;
    // Also here, for the case that no database comes back to write it to.
    tracing::info!(
        cloud.instance = answer.instance_id,
        cloud.order = answer.order_id,
        cloud.request_id = answer.request_id,
        verdict = answer.verdict.name(),
        "answered"
    );
    backend.failpoints.at(Place::Answered).await?;
    remember(backend, attempt, written, &answer).await?;
    backend.failpoints.at(Place::EvidenceWritten).await
}

/// T2. Not fenced, and tried again while the database is away: a fact from the cloud is never thrown away.
async fn remember(
    backend: &Backend,
    attempt: &Attempt,
    written: &Send,
    answer: &Answer,
) -> Result<(), BackendError> {
    let id = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
    let mut tries = 0;
    loop {
        match remember_once(backend, id, attempt, written, answer).await {
            // The earlier try was committed after all, and its answer lost.
            Err(BackendError::Internal(cause)) if tries > 0 && is_repeated(cause.as_ref()) => return Ok(()),
            Err(error) if tries < 120 && may_pass(&error) => {
                tries += 1;
                tracing::warn!(%error, tries, "cannot write an answer of the cloud yet");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            other => return other,
        }
    }
}

/// Whether another try may succeed: everything but what the database refuses by its rules.
fn may_pass(error: &BackendError) -> bool {
    match error {
        BackendError::Internal(cause) => !matches!(
            cause.downcast_ref::<StoreError>(),
            Some(StoreError::Constraint { .. } | StoreError::Rule { .. })
        ),
        _ => true,
    }
}

fn is_repeated(cause: &(dyn std::error::Error + std::marker::Send + Sync + 'static)) -> bool {
    cause.downcast_ref::<StoreError>().is_some_and(|error| error.is_constraint("evidence_pkey"))
}

/// What proves the sale. A prepaid instance has its own id only later: until then, and for good, its order does.
fn reference<'a>(attempt: &Attempt, answer: &'a Answer) -> Option<&'a str> {
    match attempt.class {
        // What is paid or cancelled was sold before.
        _ if is_settling(attempt) => None,
        Class::Name if attempt.prepaid => answer.order_id.as_deref().or(answer.instance_id.as_deref()),
        _ => answer.reference(),
    }
}

/// Whether it pays or cancels what another attempt bought.
const fn is_settling(attempt: &Attempt) -> bool {
    matches!(attempt.mark, Mark::CloudOrder { .. })
}

async fn remember_once(
    backend: &Backend,
    id: EvidenceId,
    attempt: &Attempt,
    written: &Send,
    answer: &Answer,
) -> Result<(), BackendError> {
    let evidence = Evidence {
        id,
        order: attempt.order,
        attempt: attempt.id,
        send: Some(written.id),
        kind: if answer.reach == Reach::Answered { "answer" } else { "no_answer" },
        sale: answer.verdict == Verdict::Done && !is_settling(attempt),
        reference: reference(attempt, answer).map(str::to_owned),
        cloud_order: answer.order_id.clone(),
        reach: Some(answer.reach.name()),
        http_status: answer.http_status.map(i32::from),
        code: answer.code.clone(),
        message: answer.message.clone(),
        request_id: answer.request_id.clone(),
        cloud_date: answer.cloud_date,
        body: answer.body.clone(),
    };
    let mut tx = backend.db.begin().await?;
    let order = orders::lock(&mut tx, attempt.order).await?.ok_or(BackendError::Stale)?;
    purchases::insert_evidence(&mut tx, &evidence).await?;
    // The verdict of an answer is part of the fact; what follows from it is T3's.
    purchases::insert_verdict(&mut tx, written.id, id, answer.verdict, answer.advice.name()).await?;
    if answer.credential_suspect {
        let code = answer.code.as_deref().unwrap_or("refused");
        let (credential, version) = (attempt.credential, attempt.credential_version);
        credential_cases::mark_suspect(backend, &mut tx, credential, version, code).await?;
    }
    let mut event = OrderEvent::new("evidence.received")
        .request(answer.request_id.as_deref())
        .with("send_no", written.number.to_string())
        .with("verdict", answer.verdict.name())
        .with("reach", answer.reach.name())
        .with("advice", answer.advice.name());
    if let Mark::CloudOrder { act, .. } = &attempt.mark {
        event = event.with("settles", act.name());
    }
    for (name, value) in [
        ("code", &answer.code),
        ("message", &answer.message),
        ("reference", &reference(attempt, answer).map(str::to_owned)),
        ("field", &answer.field),
        ("http_status", &answer.http_status.map(|status| status.to_string())),
    ] {
        if let Some(value) = value {
            event = event.with(name, value.clone());
        }
    }
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}
