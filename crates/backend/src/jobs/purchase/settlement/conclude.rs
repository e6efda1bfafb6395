//! T3: what follows from everything that is known of the request; and letting go of a settlement.

use domain::{
    instance::Fulfilment,
    order::{
        Change, Statement,
        settlement::{Act, Stage},
    },
    person::Person,
};
use sqlx::PgConnection;
use store::{
    instances::{self, Polled},
    jobs, migrate,
    orders::Order,
    purchases::{self, Attempt},
    settlements::{self, Settlement},
};
use time::Duration;

use super::{super::conclude::conclusion, Claim, event, still_mine};
use crate::{Actor, Backend, BackendError, failpoint::Place, jobs::poll_status, log::OrderEvent};

/// Between two looks at what a person should look at.
const LOOK_AGAIN: Duration = Duration::minutes(5);

/// Draws the conclusion under the order's lock, if the claim still holds. Where nothing is known, a person must look
/// for the reason `otherwise`, or it stays unknown.
pub(super) async fn conclude(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
    otherwise: Option<&'static str>,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let stages = [Stage::Executing, Stage::Unknown, Stage::NeedsPerson];
    let Some((order, mut settlement)) = still_mine(&mut tx, claim, &stages).await? else {
        return Ok(());
    };
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let from = settlement.stage;
    let advice = sends.last().and_then(|send| send.advice.clone());
    match (conclusion(&sends), otherwise) {
        (Change::Bought, _) => finish(&mut tx, &mut settlement, Stage::Done, None).await?,
        (Change::NotBought, _) => {
            let code = advice.unwrap_or_else(|| "refused".to_owned());
            finish(&mut tx, &mut settlement, Stage::NotDone, Some(code)).await?;
        }
        (_, Some(code)) if from != Stage::NeedsPerson => {
            purchases::raise_alarm(&mut tx, order.id, code, settlement.act.name()).await?;
            settlement.stage = Stage::NeedsPerson;
            settlement.code = Some(code.to_owned());
        }
        _ if from == Stage::Executing => settlement.stage = Stage::Unknown,
        _ => {}
    }
    if settlement.stage.is_live() {
        let now = migrate::now(&mut tx).await?;
        let looks = purchases::looks_of(&mut tx, attempt.id).await?;
        let elapsed = sends.first().map_or(Duration::ZERO, |first| now - first.signed_at);
        let again = match settlement.stage {
            Stage::NeedsPerson => LOOK_AGAIN,
            _ => backend.settle.again_after(sends.len() + looks.len(), elapsed),
        };
        settlement.due_at = Some(now + again);
    } else {
        purchases::settle(&mut tx, attempt.id).await?;
    }
    write(backend, &mut tx, BY_ITSELF, &order, &mut settlement, from).await?;
    tx.commit().await?;
    backend.failpoints.at(Place::Concluded).await
}

/// Ends it without a request.
pub(super) async fn end(
    backend: &Backend,
    claim: &Claim,
    stage: Stage,
    code: &'static str,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some((order, mut settlement)) = still_mine(&mut tx, claim, &[Stage::Waiting]).await? else {
        return Ok(());
    };
    let from = settlement.stage;
    finish(&mut tx, &mut settlement, stage, Some(code.to_owned())).await?;
    write(backend, &mut tx, BY_ITSELF, &order, &mut settlement, from).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends it as people said. The caller holds the order's lock, and has written what they said as its verdict.
pub(crate) async fn end_by_people(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &Order,
    mut settlement: Settlement,
    statement: &Statement,
) -> Result<(), BackendError> {
    let from = settlement.stage;
    let (stage, code) = match statement.said.is_done() {
        true => (Stage::Done, None),
        false => (Stage::NotDone, Some("person_looked".to_owned())),
    };
    finish(conn, &mut settlement, stage, code).await?;
    if let Some(attempt) = settlement.attempt {
        purchases::settle(conn, attempt).await?;
    }
    write(backend, conn, (Actor::Person(person), &statement.reason), order, &mut settlement, from).await
}

/// Notes what it waits for, and lets go of it until later.
pub(super) async fn wait(backend: &Backend, claim: &Claim, code: &'static str) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let stages = [Stage::Waiting, Stage::Executing, Stage::Unknown, Stage::NeedsPerson];
    let Some((order, mut settlement)) = still_mine(&mut tx, claim, &stages).await? else {
        return Ok(());
    };
    let news = settlement.code.as_deref() != Some(code);
    let now = migrate::now(&mut tx).await?;
    if settlement.stage != Stage::NeedsPerson {
        settlement.code = Some(code.to_owned());
    }
    settlement.due_at = Some(now + backend.settle.start_again_after());
    settlement.lease_owner = None;
    settlement.lease_until = None;
    settlements::save(&mut tx, &settlement).await?;
    if news && settlement.stage != Stage::NeedsPerson {
        let name = event(settlement.act, "waiting");
        let waiting = OrderEvent::new(&name).with("code", code);
        backend.log_order(&mut tx, Actor::Worker, &order, waiting).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// It has ended: what it did is looked at now.
async fn finish(
    conn: &mut PgConnection,
    settlement: &mut Settlement,
    stage: Stage,
    code: Option<String>,
) -> Result<(), BackendError> {
    settlement.stage = stage;
    settlement.code = code;
    settlement.due_at = None;
    settlement.ended_at = Some(migrate::now(conn).await?);
    let Some(instance) = instances::of_order(conn, settlement.order).await? else { return Ok(()) };
    if (stage, settlement.act) == (Stage::Done, Act::Cancel) {
        let released = Polled { fulfilment: Some(Fulfilment::Released), ..Polled::default() };
        instances::polled(conn, instance, &released).await?;
    }
    jobs::wake(conn, poll_status::KIND, &instance.to_string()).await?;
    Ok(())
}

/// Nobody did it, for no reason of their own.
const BY_ITSELF: (Actor<'static>, &str) = (Actor::Worker, "");

async fn write(
    backend: &Backend,
    conn: &mut PgConnection,
    (actor, why): (Actor<'_>, &str),
    order: &Order,
    settlement: &mut Settlement,
    from: Stage,
) -> Result<(), BackendError> {
    settlement.lease_owner = None;
    settlement.lease_until = None;
    settlements::save(conn, settlement).await?;
    if settlement.stage == from {
        return Ok(());
    }
    let name = event(settlement.act, settlement.stage.name());
    let mut happened = OrderEvent::new(&name).because(why);
    for (name, value) in
        [("code", settlement.code.clone()), ("amount", settlement.amount.map(|amount| amount.to_string()))]
    {
        if let Some(value) = value {
            happened = happened.with(name, value);
        }
    }
    backend.log_order(conn, actor, order, happened).await?;
    Ok(())
}
