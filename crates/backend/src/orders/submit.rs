//! Submitting: everything is checked, then frozen as a revision that approvers decide about.
//!
//! The price is asked before the transaction; what was asked about must be what is frozen.

use domain::{
    catalog::Leftovers,
    ids::OrderId,
    money::Money,
    order::{Change, OrderInput, Revision, can},
    person::Person,
    quote,
    refusal::Reason,
};
use sqlx::PgConnection;
use store::{
    migrate,
    orders::{self, Order},
    revisions, rules,
};
use time::Duration;

use super::{show, write};
use crate::{
    Actor, Backend, BackendError, credentials,
    log::OrderEvent,
    quotes::{self, Quoted},
};

/// How long approvers have.
const PENDING_FOR: Duration = Duration::days(7);

/// The conflict of an order that may cost more than its token is good for.
pub const ABOVE_TOKEN_CEILING: &str = "above_token_ceiling";

/// What whoever submits says beside the order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Consent {
    /// They know of orders with the same parameters whose outcome is open.
    pub acknowledge_look_alikes: bool,
    /// More than this they may not spend: a token's own ceiling.
    pub at_most: Option<Money>,
}

impl From<bool> for Consent {
    /// Of somebody who may spend whatever approvers let them.
    fn from(acknowledge_look_alikes: bool) -> Self {
        Self { acknowledge_look_alikes, at_most: None }
    }
}

impl Consent {
    /// `above_token_ceiling` where the ceiling is more than they may spend.
    fn covers(&self, ceiling: &Money) -> Result<(), BackendError> {
        let Some(most) = self.at_most else { return Ok(()) };
        match ceiling.exceeds(&most) {
            Ok(false) => Ok(()),
            Ok(true) => Err(BackendError::Conflict(ABOVE_TOKEN_CEILING)),
            Err(_) => {
                let expected = most.currency().code().to_owned();
                Err(BackendError::field("ceiling", Reason::OtherCurrency { expected }))
            }
        }
    }
}

/// Submits a draft as it stands. `Stale`: it was changed while the cloud was asked for its price.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn submit(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    leftovers: Leftovers,
    consent: impl Into<Consent>,
) -> Result<(), BackendError> {
    let consent = consent.into();
    let order = draft(backend, person, id).await?;
    let quoted = quotes::of_order(backend, person, order.operation, &order.draft, leftovers).await?;
    let mut tx = backend.db.begin().await?;
    let mut order = write::own_draft(&mut tx, person, id).await?;
    freeze(backend, &mut tx, person, &mut order, leftovers, consent, &quoted).await?;
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
    let order = draft(backend, person, id).await?;
    write::may_keep(person, input)?;
    let quoted = quotes::of_order(backend, person, order.operation, input, leftovers).await?;
    let mut tx = backend.db.begin().await?;
    let mut order = write::own_draft(&mut tx, person, id).await?;
    write::write_draft(&mut tx, person, &mut order, input).await?;
    freeze(backend, &mut tx, person, &mut order, leftovers, Consent::default(), &quoted).await?;
    tx.commit().await?;
    Ok(())
}

/// The caller's own draft as it is now.
async fn draft(backend: &Backend, person: &Person, id: OrderId) -> Result<Order, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let (order, facts) = show::seen(&mut conn, person, id).await?;
    can::submit(person, &facts.borrow(&order)).map_err(BackendError::NotAllowed)?;
    Ok(order)
}

/// Checks the draft and makes its next revision. The caller's transaction holds the order.
pub(super) async fn freeze(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &mut Order,
    leftovers: Leftovers,
    consent: Consent,
    quoted: &Quoted,
) -> Result<(), BackendError> {
    let facts = show::facts(conn, order).await?;
    can::submit(person, &facts.borrow(order)).map_err(BackendError::NotAllowed)?;
    let checked = order.draft.check(order.operation, leftovers).map_err(BackendError::Fields)?;
    let credential =
        credentials::chosen(backend, conn, person, order.operation, &order.draft.credential_id).await?;
    if quoted.asked != quotes::asked(&checked.spec, credential.id, credential.usable.version) {
        return Err(BackendError::Stale);
    }
    let ceiling = quote::ceiling(quoted.price.as_ref(), checked.ceiling)
        .map_err(|refused| BackendError::Fields(vec![refused]))?;
    consent.covers(&ceiling)?;

    let rule = rules::built_in(conn).await?;
    let revision = Revision {
        order: order.id,
        number: order.revision + 1,
        operation: order.operation,
        business: checked.spec.canonical_bytes(),
        credential: credential.id,
        credential_version: credential.usable.version,
        ceiling,
        price_known: quoted.price.is_some(),
        team: order.team,
        rule: rule.rule,
        rule_version: rule.version,
        chain: rule.chain,
        reason: checked.reason,
    };
    let acknowledged = consent.acknowledge_look_alikes;
    if !acknowledged
        && revisions::look_alike(conn, &revision.business_hash(), &credential.usable.account, order.id)
            .await?
            .is_some()
    {
        return Err(BackendError::Conflict("look_alike"));
    }
    let billing = checked.spec.billing();
    let region = checked.spec.region().or(credential.usable.facts.region.as_deref()).unwrap_or_default();
    let quote = (quoted.id, quoted.price.as_ref());
    revisions::insert(conn, &revision, person.id, billing, region, acknowledged, quote).await?;

    let from = order.state;
    let now = migrate::now(conn).await?;
    order.state = from.apply(Change::Submitted)?;
    order.revision = revision.number;
    order.submitted_at = Some(now);
    order.expires_at = Some(now + PENDING_FOR);
    order.waiting = None;
    orders::save(conn, order).await?;
    let mut event = OrderEvent::new(Change::Submitted.name())
        .from(from)
        .with("revision", revision.number.to_string())
        .with("hash", revision.hash().to_string())
        .with("ceiling", revision.ceiling.to_string());
    if let Some(price) = quoted.price {
        event = event.with("price", price.pay().to_string()).with("per", price.per().name());
    }
    backend.log_order(conn, Actor::Person(person), order, event).await?;
    Ok(())
}
