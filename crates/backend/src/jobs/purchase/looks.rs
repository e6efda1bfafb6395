//! Looking at the cloud for what an attempt may have bought: before its only request, and afterwards until it is
//! settled. Nothing here sends what spends money.

pub(super) mod name;
pub(super) mod setstate;
mod token;

use cloud::{CloudError, Key};
use domain::{
    ids::{EvidenceId, OrderId},
    order::{
        State, Verdict,
        settling::{self, Dying, Look, Next, Open, Sight},
    },
};
use sqlx::PgConnection;
use store::{
    migrate, orders,
    purchases::{self, Attempt, Evidence, Mark, Sent},
};
use time::OffsetDateTime;

use super::{prepare, settlement};
use crate::{Actor, Backend, BackendError, failpoint::Place, holdings, jobs::sweep, log::OrderEvent};

/// Something that was sold, by its references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sale {
    /// What proves it: an instance, or the cloud's order where only that is known for sure.
    pub(crate) reference: String,
    pub(crate) cloud_order: Option<String>,
}

/// What one look showed.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) sight: Sight,
    /// More than one only if the cloud sold twice.
    pub(super) sales: Vec<Sale>,
    /// By the cloud's clock; `None` where nothing was read.
    pub(super) at: Option<OffsetDateTime>,
    pub(super) request_id: Option<String>,
    /// What a person should know of it.
    pub(super) note: Option<String>,
}

impl Seen {
    pub(super) fn unreadable(error: &CloudError) -> Self {
        Self {
            sight: Sight::Unreadable,
            sales: Vec::new(),
            at: None,
            request_id: error.request_id.clone(),
            note: Some(error.to_string()),
        }
    }
}

/// How much a look reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Lists that can only show absence are left out until absence can be believed.
    Needed,
    /// Everything, for whoever reads what it shows.
    Whole,
}

/// Looks once, with the key of the attempt.
pub(super) async fn look(
    backend: &Backend,
    attempt: &Attempt,
    sends: &[Sent],
    key: &Key,
    depth: Depth,
) -> Result<Seen, BackendError> {
    let sent_at = sends.first().map_or_else(|| backend.clock.now(), |send| send.signed_at);
    let seen = match (&attempt.mark, key) {
        (Mark::Name(name), Key::Huawei(key)) => {
            let wanted = name::Wanted { name, prepaid: attempt.prepaid, sent_at };
            name::look(backend, key, &wanted).await?
        }
        (Mark::Task { dts_job_id, before }, Key::Alibaba(key)) => {
            let sent = setstate::Asked { sent_at, believed_from: believed_from(backend, sends), depth };
            setstate::look(backend, key, attempt, (dts_job_id, before), &sent).await?
        }
        (Mark::Token(_), Key::Alibaba(key)) => token::look(backend, key, attempt, sent_at).await?,
        (Mark::CloudOrder { act, cloud_order }, Key::Huawei(key)) => {
            settlement::look(backend, key, *act, cloud_order).await.seen
        }
        (Mark::Name(_) | Mark::CloudOrder { .. }, Key::Alibaba(_))
        | (Mark::Task { .. } | Mark::Token(_), Key::Huawei(_)) => {
            return Err(BackendError::internal("a credential of another cloud"));
        }
    };
    backend.failpoints.at(Place::Looked).await?;
    Ok(seen)
}

/// Writes down what a look showed, and the verdicts that follow. Not fenced: a fact is never thrown away. A look
/// that shows what the last one did is not written again, unless it counts for absence or `always` says so.
pub(super) async fn record(
    backend: &Backend,
    attempt: &Attempt,
    seen: &Seen,
    always: bool,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let order = orders::lock(&mut tx, attempt.order).await?.ok_or(BackendError::Stale)?;
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let looks = purchases::looks_of(&mut tx, attempt.id).await?;
    if !always && is_old_news(backend, &sends, &looks, seen) {
        return Ok(());
    }
    let evidence = write(backend, &mut tx, attempt, &sends, seen).await?;
    // A sale counts whatever absence said before; absence settles what is open.
    let judged = |verdict| match seen.sight {
        Sight::Found => verdict != Verdict::Done,
        _ => verdict == Verdict::Open,
    };
    let open: Vec<_> = sends.iter().filter(|send| judged(send.verdict)).collect();
    let verdict = if seen.sight == Sight::Found {
        Some((Verdict::Done, "nothing_to_do"))
    } else {
        let now = migrate::now(&mut tx).await?.max(backend.clock.now());
        let looks = purchases::looks_of(&mut tx, attempt.id).await?;
        // What a person decides about is theirs to conclude from.
        let settled = matches!(order.state, State::Executing | State::Unknown)
            && next(backend, attempt, &sends, &looks, now) == Next::NotDone;
        settled.then_some((Verdict::NotDone, "absent"))
    };
    if let Some((verdict, advice)) = verdict {
        for send in open {
            purchases::insert_verdict(&mut tx, send.id, evidence, verdict, advice).await?;
        }
    }
    if seen.sales.len() > 1 {
        let second =
            seen.sales.iter().skip(1).map(|sale| sale.reference.as_str()).collect::<Vec<_>>().join(", ");
        purchases::raise_alarm(&mut tx, attempt.order, "second_reference", &second).await?;
    }
    let mut event =
        OrderEvent::new("look.recorded").request(seen.request_id.as_deref()).with("sight", seen.sight.name());
    if let Some(sale) = seen.sales.first() {
        event = event.with("reference", sale.reference.clone());
    }
    if let Some(note) = &seen.note {
        event = event.with("message", note.clone());
    }
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}

/// One row of evidence for each sale, or one that there is none. The first row's id.
pub(super) async fn write(
    backend: &Backend,
    conn: &mut PgConnection,
    attempt: &Attempt,
    sends: &[Sent],
    seen: &Seen,
) -> Result<EvidenceId, BackendError> {
    let mut first = None;
    let sales = seen.sales.iter().map(Some);
    for sale in sales.chain(seen.sales.is_empty().then_some(None)) {
        let id = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
        let evidence = Evidence {
            id,
            order: attempt.order,
            attempt: attempt.id,
            send: sends.first().map(|send| send.id),
            kind: "look",
            sale: sale.is_some(),
            reference: sale.map(|sale| sale.reference.clone()),
            cloud_order: sale.and_then(|sale| sale.cloud_order.clone()),
            reach: None,
            http_status: None,
            code: Some(seen.sight.name().to_owned()),
            message: seen.note.clone(),
            request_id: seen.request_id.clone(),
            cloud_date: seen.at,
            body: None,
        };
        purchases::insert_evidence(conn, &evidence).await?;
        first.get_or_insert(id);
    }
    first.ok_or_else(|| BackendError::internal("a look without evidence"))
}

pub(super) fn is_old_news(backend: &Backend, sends: &[Sent], looks: &[Look], seen: &Seen) -> bool {
    let counts =
        believed_from(backend, sends).is_none_or(|believed| seen.at.is_some_and(|at| at >= believed));
    let repeated = looks.last().is_some_and(|last| last.sight == seen.sight);
    repeated && !(seen.sight == Sight::Absent && counts)
}

/// What the attempt needs now, by the rules of `domain::order::settling`.
pub(super) fn next(
    backend: &Backend,
    attempt: &Attempt,
    sends: &[Sent],
    looks: &[Look],
    now: OffsetDateTime,
) -> Next {
    let sends: Vec<_> = sends.iter().map(|send| dying(backend, send)).collect();
    let open = Open { class: attempt.class, is_bearer: attempt.is_bearer(), sends: &sends, looks };
    settling::next(open, now, &backend.settle.waits())
}

/// From when on, by the cloud's clock, absence counts: until then a request may still be taken. `None`: nothing was
/// sent.
fn believed_from(backend: &Backend, sends: &[Sent]) -> Option<OffsetDateTime> {
    let dead_at = sends.iter().map(|send| dying(backend, send).dead_at).max()?;
    Some(dead_at + backend.settle.waits().after_death)
}

fn dying(backend: &Backend, send: &Sent) -> Dying {
    Dying { signed_at: send.signed_at, dead_at: backend.settle.dead_at(send.signed_at, send.dead_at) }
}

/// Looks at the cloud for an order whose outcome is open and writes down what it shows, whatever it is. Sends
/// nothing. `Conflict` with the code of what is missing where the look is not possible.
pub async fn look_now(backend: &Backend, id: OrderId) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let order = orders::find(&mut conn, id).await?.ok_or(BackendError::NotFound)?;
    let attempt = purchases::attempt_of(&mut conn, id, order.revision).await?;
    let attempt = match (attempt, order.state) {
        (Some(attempt), State::Unknown | State::NeedsPerson) => attempt,
        (None, State::NeedsPerson) => {
            drop(conn);
            return holdings::look_for_lost(backend, &order).await;
        }
        _ => return Err(BackendError::Conflict("nothing_to_look_for")),
    };
    let sends = purchases::sends_of(&mut conn, attempt.id).await?;
    drop(conn);
    let key = prepare::key(backend, order.operation, attempt.credential, attempt.credential_version).await?;
    let ready = key.map_err(BackendError::Conflict)?;
    if !is_same_place(backend, &attempt, order.operation, &ready.key)? {
        return Err(BackendError::Conflict("endpoint_changed"));
    }
    let seen = look(backend, &attempt, &sends, &ready.key, Depth::Whole).await?;
    record(backend, &attempt, &seen, true).await?;
    if seen.sight == Sight::Unmapped && order.state == State::NeedsPerson {
        // What could be it goes into the list of what no order owns, where somebody says whose it is.
        let mut conn = backend.db.acquire().await?;
        sweep::wake(&mut conn, attempt.provider, &attempt.account).await?;
    }
    Ok(())
}

/// Whether the cloud is still asked where the purchase was sent to: another endpoint knows nothing of it.
pub(super) fn is_same_place(
    backend: &Backend,
    attempt: &Attempt,
    operation: domain::catalog::Operation,
    key: &Key,
) -> Result<bool, BackendError> {
    let parameters = serde_json::from_slice(&attempt.business).map_err(BackendError::internal)?;
    let endpoint = backend.clouds.endpoint(operation, &parameters, key).map_err(BackendError::internal)?;
    Ok(endpoint == attempt.endpoint)
}
