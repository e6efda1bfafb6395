//! T3: what follows from everything that is known of the sends.

use domain::{
    catalog::{Class, Operation},
    ids::{InstanceId, JobId, PurchaseId},
    instance::Fulfilment,
    order::{Change, State, Verdict, outcome},
};
use sqlx::PgConnection;
use store::{
    holdings::Unowned,
    instances, jobs, migrate,
    orders::{self, Order},
    purchases::{self, Attempt, Origin, Purchase, Sent},
    revisions,
};
use time::Duration;

use super::{Claim, looks::Sale, still_mine};
use crate::{
    Actor, Backend, BackendError,
    failpoint::Place,
    holdings::{CLOUD_ORDER, INSTANCE},
    jobs::poll_status,
    log::OrderEvent,
};

/// What follows from the sends alone. A cloud that knows the token with other parameters makes it a person's.
pub(super) fn conclusion(sends: &[Sent]) -> Change {
    let verdicts: Vec<Verdict> = sends.iter().map(|send| send.verdict).collect();
    let conflict =
        sends.iter().any(|send| send.advice.as_deref() == Some(cloud::verdict::Advice::TokenConflict.name()));
    match outcome(&verdicts) {
        Change::Bought => Change::Bought,
        _ if conflict => Change::GivenUp,
        change => change,
    }
}

/// Draws the conclusion under the order's lock, if the claim still holds.
pub(super) async fn conclude(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
) -> Result<(), BackendError> {
    decide(backend, claim, attempt, None).await
}

/// Hands the order to a person, saying why, unless what is known by now settles it.
pub(super) async fn give_up(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
    code: &'static str,
) -> Result<(), BackendError> {
    decide(backend, claim, attempt, Some(code)).await
}

async fn decide(
    backend: &Backend,
    claim: &Claim,
    attempt: &Attempt,
    otherwise: Option<&'static str>,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(mut order) = still_mine(&mut tx, claim, &[State::Executing, State::Unknown]).await? else {
        return Ok(());
    };
    let sends = purchases::sends_of(&mut tx, attempt.id).await?;
    let mut change = conclusion(&sends);
    let mut code = "parameter_mismatch";
    let mut reference = None;
    match (change, otherwise) {
        (Change::Bought, _) => {
            let found = sale(&sends)?;
            if write_purchase(backend, &mut tx, &order, attempt, &found).await? {
                reference = Some(found.reference);
            } else {
                // The cloud names what another order has: one of the two is wrong, and only a person can tell.
                (change, code) = (Change::GivenUp, "second_owner");
            }
        }
        (Change::OutcomeLost, Some(otherwise)) => (change, code) = (Change::GivenUp, otherwise),
        _ => {}
    }

    let from = order.state;
    let mut event = OrderEvent::new(change.name()).from(from);
    order.lease_owner = None;
    order.lease_until = None;
    order.due_at = None;
    order.waiting = None;
    match change {
        Change::Bought | Change::NotBought => purchases::settle(&mut tx, attempt.id).await?,
        Change::GivenUp => {
            purchases::raise_alarm(&mut tx, order.id, code, "").await?;
            order.person_reason = Some(code.to_owned());
            event = event.with("code", code);
        }
        _ => {
            let now = migrate::now(&mut tx).await?;
            let looks = purchases::looks_of(&mut tx, attempt.id).await?;
            let elapsed = sends.first().map_or(Duration::ZERO, |first| now - first.signed_at);
            order.due_at = Some(now + backend.settle.again_after(sends.len() + looks.len(), elapsed));
        }
    }
    if let Some(reference) = reference {
        event = event
            .with("reference", reference)
            .with("fulfilment", fulfilment(order.operation, attempt.prepaid).name());
    }
    if from == State::Unknown && change == Change::OutcomeLost {
        // Nothing new: only when it is asked about again.
        orders::save(&mut tx, &mut order).await?;
    } else {
        order.state = from.apply(change)?;
        orders::save(&mut tx, &mut order).await?;
        backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    }
    tx.commit().await?;
    backend.failpoints.at(Place::Concluded).await
}

fn sale(sends: &[Sent]) -> Result<Sale, BackendError> {
    let sale = sends.iter().find_map(|send| {
        Some(Sale { reference: send.reference.clone()?, cloud_order: send.cloud_order.clone() })
    });
    sale.ok_or_else(|| BackendError::internal("a sale without a reference"))
}

/// The purchase, the instance that it became, and the job that keeps it in view. `false`: another order owns
/// the reference, and nothing was written.
pub(crate) async fn write_purchase(
    backend: &Backend,
    conn: &mut PgConnection,
    order: &Order,
    attempt: &Attempt,
    sale: &Sale,
) -> Result<bool, BackendError> {
    let is_order = sale.cloud_order.as_deref() == Some(&sale.reference);
    let purchase = Purchase {
        id: PurchaseId::from_uuid(backend.random.uuid(&backend.clock)),
        order: order.id,
        origin: Origin::Attempt(attempt.id),
        provider: attempt.provider,
        account: &attempt.account,
        kind: match attempt.class {
            Class::Setstate => "setstate",
            _ if is_order => CLOUD_ORDER,
            _ => INSTANCE,
        },
        reference: &sale.reference,
        cloud_order: sale.cloud_order.as_deref(),
    };
    write(backend, conn, order, &purchase, attempt.prepaid).await
}

/// Gives an order of which no attempt is known one of those purchases that no order owned, as [`write_purchase`]. The
/// database takes it only if people have said so.
pub(crate) async fn give(
    backend: &Backend,
    conn: &mut PgConnection,
    order: &Order,
    unowned: &Unowned,
) -> Result<bool, BackendError> {
    let is_order = unowned.kind == CLOUD_ORDER;
    let purchase = Purchase {
        id: PurchaseId::from_uuid(backend.random.uuid(&backend.clock)),
        order: order.id,
        origin: Origin::Given(unowned.number),
        provider: unowned.provider,
        account: &unowned.account,
        kind: if is_order { CLOUD_ORDER } else { INSTANCE },
        reference: &unowned.reference,
        cloud_order: Some(unowned.reference.as_str()).filter(|_| is_order),
    };
    // A prepaid one of Huawei Cloud is told by its order.
    write(backend, conn, order, &purchase, is_order).await
}

async fn write(
    backend: &Backend,
    conn: &mut PgConnection,
    order: &Order,
    purchase: &Purchase<'_>,
    prepaid: bool,
) -> Result<bool, BackendError> {
    let stored = revisions::find(conn, order.id, order.revision).await?.ok_or(BackendError::Stale)?;
    if !purchases::insert_purchase(conn, purchase).await? {
        return Ok(false);
    }
    let changed = match order.operation.class() {
        Class::Setstate => instances::of_cloud_id(conn, purchase.provider, purchase.reference).await?,
        Class::Token | Class::Name => None,
    };
    let instance = match changed {
        // What was changed is in view already.
        Some(instance) => {
            instances::set_billing(conn, instance, stored.billing).await?;
            instance
        }
        None => {
            let instance = instances::New {
                id: InstanceId::from_uuid(backend.random.uuid(&backend.clock)),
                order: order.id,
                purchase: purchase.id,
                provider: purchase.provider,
                operation: order.operation,
                region: &stored.region,
                cloud_id: Some(purchase.reference).filter(|_| purchase.kind != CLOUD_ORDER),
                cloud_order: purchase.cloud_order,
                fulfilment: fulfilment(order.operation, prepaid),
                billing: stored.billing,
            };
            instances::insert(conn, &instance).await?;
            instance.id
        }
    };
    let job = JobId::from_uuid(backend.random.uuid(&backend.clock));
    jobs::add(conn, job, poll_status::KIND, &instance.to_string(), 0.0).await?;
    Ok(true)
}

/// What is true of it the moment it is sold. A prepaid order may not be paid: it counts as paid when the cloud says so.
pub(super) const fn fulfilment(operation: Operation, prepaid: bool) -> Fulfilment {
    match operation {
        Operation::DtsCreate => Fulfilment::NotConfigured,
        Operation::DtsChange => Fulfilment::Running,
        Operation::DdmCreate if prepaid => Fulfilment::Unpaid,
        Operation::DdmCreate | Operation::BssCreate => Fulfilment::Creating,
    }
}
