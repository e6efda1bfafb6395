//! Submitting: everything is checked, then frozen as a revision that approvers decide about.

use domain::{
    catalog::Leftovers,
    credential,
    ids::{CredentialId, OrderId},
    order::{Change, OrderInput, Revision, can},
    person::Person,
    refusal::{FieldError, Reason},
};
use sqlx::PgConnection;
use store::{
    migrate,
    orders::{self, Order},
    revisions, rules,
};
use time::Duration;

use super::{show, write};
use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// How long approvers have.
const PENDING_FOR: Duration = Duration::days(7);

/// Submits a draft as it stands.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn submit(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    leftovers: Leftovers,
    acknowledge_look_alikes: bool,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let mut order = write::own_draft(&mut tx, person, id).await?;
    freeze(backend, &mut tx, person, &mut order, leftovers, acknowledge_look_alikes).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes what was typed into the draft and submits it: both or nothing.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn resubmit(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    input: &OrderInput,
    leftovers: Leftovers,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let mut order = write::own_draft(&mut tx, person, id).await?;
    input.check(order.operation, leftovers).map_err(BackendError::Fields)?;
    write::write_draft(&mut tx, person, &mut order, input).await?;
    freeze(backend, &mut tx, person, &mut order, leftovers, false).await?;
    tx.commit().await?;
    Ok(())
}

/// Checks the draft and makes its next revision. The caller's transaction holds the order.
pub(super) async fn freeze(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &mut Order,
    leftovers: Leftovers,
    acknowledge_look_alikes: bool,
) -> Result<(), BackendError> {
    let facts = show::facts(conn, order).await?;
    can::submit(person, &facts.borrow(order)).map_err(BackendError::NotAllowed)?;
    let checked = order.draft.check(order.operation, leftovers).map_err(BackendError::Fields)?;
    let refuse = |reason| BackendError::Fields(vec![FieldError::new("credential_id", reason)]);
    let credential_id: CredentialId =
        order.draft.credential_id.trim().parse().map_err(|_| refuse(Reason::NotFound))?;
    let credential = store::credentials::usable(conn, person.id, backend.mode, credential_id)
        .await?
        .ok_or_else(|| refuse(Reason::NotFound))?;
    if credential.kind.provider() != order.operation.provider() {
        return Err(refuse(Reason::OtherProvider));
    }
    if credential.state == credential::State::Suspect {
        return Err(BackendError::Conflict("credential_suspect"));
    }

    let rule = rules::built_in(conn).await?;
    let revision = Revision {
        order: order.id,
        number: order.revision + 1,
        operation: order.operation,
        business: checked.spec.canonical_bytes(),
        credential: credential_id,
        credential_version: credential.version,
        ceiling: checked.ceiling,
        price_known: false,
        team: order.team,
        rule: rule.rule,
        rule_version: rule.version,
        chain: rule.chain,
        reason: checked.reason,
    };
    if !acknowledge_look_alikes
        && revisions::look_alike(conn, &revision.business_hash(), &credential.account, order.id)
            .await?
            .is_some()
    {
        return Err(BackendError::Conflict("look_alike"));
    }
    let billing = checked.spec.billing();
    let region = checked.spec.region().or(credential.facts.region.as_deref()).unwrap_or_default();
    revisions::insert(conn, &revision, person.id, billing, region, acknowledge_look_alikes).await?;

    let from = order.state;
    let now = migrate::now(conn).await?;
    order.state = from.apply(Change::Submitted)?;
    order.revision = revision.number;
    order.submitted_at = Some(now);
    order.expires_at = Some(now + PENDING_FOR);
    order.waiting = None;
    orders::save(conn, order).await?;
    let event = OrderEvent::new(Change::Submitted.name())
        .from(from)
        .with("revision", revision.number.to_string())
        .with("hash", revision.hash().to_string())
        .with("ceiling", revision.ceiling.to_string());
    backend.log_order(conn, Actor::Person(person), order, event).await?;
    Ok(())
}
