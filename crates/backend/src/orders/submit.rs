//! Submitting: everything is checked, then frozen as a revision that approvers decide about.
//!
//! The price is asked before the transaction; what was asked about must be what is frozen.

use domain::{
    approval::Purchase,
    catalog::{Leftovers, Secrets},
    digest::Digest,
    ids::{DecisionId, OrderId},
    money::Money,
    order::{Change, OrderInput, Revision, can},
    person::Person,
    quote,
    refusal::{FieldError, Reason},
};
use sqlx::PgConnection;
use store::{
    decisions, migrate,
    orders::{self, Order},
    revisions,
};
use time::Duration;

use super::{secrets, show, write};
use crate::{
    Actor, Backend, BackendError,
    approvals::APPROVED_FOR,
    credentials,
    log::OrderEvent,
    quotes::{self, Quoted},
    rules,
};

/// How long approvers have.
const PENDING_FOR: Duration = Duration::days(7);

/// The conflict of an order that may cost more than its token is good for.
pub const ABOVE_TOKEN_CEILING: &str = "above_token_ceiling";

/// What whoever submits says beside the order.
#[derive(Debug, Clone, Copy, Default)]
pub struct Consent<'a> {
    /// They know of orders with the same parameters whose outcome is open.
    pub acknowledge_look_alikes: bool,
    /// More than this they may not spend: a token's own ceiling.
    pub at_most: Option<Money>,
    /// Secrets among the parameters: no draft has them, so that they come with each submit.
    pub secrets: Option<&'a Secrets>,
    /// The mark of the price that they saw ([`quote::mark`]). Where it is given and the price is another by now, or is
    /// for other parameters, nothing is submitted: `price_stale`.
    pub seen: Option<Digest>,
}

impl From<bool> for Consent<'_> {
    /// Of somebody who may spend whatever approvers let them, and gives no secrets.
    fn from(acknowledge_look_alikes: bool) -> Self {
        Self { acknowledge_look_alikes, ..Self::default() }
    }
}

impl Consent<'_> {
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
    consent: impl Into<Consent<'_>>,
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
    consent: impl Into<Consent<'_>>,
) -> Result<(), BackendError> {
    let order = draft(backend, person, id).await?;
    write::may_keep(person, input)?;
    let quoted = quotes::of_order(backend, person, order.operation, input, leftovers).await?;
    let mut tx = backend.db.begin().await?;
    let mut order = write::own_draft(&mut tx, person, id).await?;
    write::write_draft(&mut tx, person, &mut order, input).await?;
    freeze(backend, &mut tx, person, &mut order, leftovers, consent.into(), &quoted).await?;
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
    consent: Consent<'_>,
    quoted: &Quoted,
) -> Result<(), BackendError> {
    let facts = show::facts(conn, order).await?;
    can::submit(person, &facts.borrow(order)).map_err(BackendError::NotAllowed)?;
    let (given, refused) = given(conn, order, &consent).await?;
    let checked = match order.draft.check(order.operation, leftovers) {
        Ok(checked) if refused.is_empty() => checked,
        judged => {
            return Err(BackendError::Fields(judged.err().into_iter().flatten().chain(refused).collect()));
        }
    };
    let credential =
        credentials::chosen(backend, conn, person, order.operation, &order.draft.credential_id).await?;
    if quoted.asked != quotes::asked(&checked.spec, credential.id, credential.usable.version) {
        return Err(BackendError::Stale);
    }
    let shown = quote::mark(&quoted.asked.business_hash, quoted.price.as_ref());
    if consent.seen.is_some_and(|seen| seen != shown) {
        return Err(BackendError::Conflict("price_stale"));
    }
    let ceiling = quote::ceiling(quoted.price.as_ref(), checked.ceiling)
        .map_err(|refused| BackendError::Fields(vec![refused]))?;
    consent.covers(&ceiling)?;

    let billing = checked.spec.billing();
    let region = checked.spec.region().or(credential.usable.facts.region.as_deref()).unwrap_or_default();
    let purchase = Purchase {
        operation: order.operation,
        region: region.to_owned(),
        billing,
        team: order.team,
        ceiling: Some(ceiling),
        price_known: quoted.price.is_some(),
    };
    let met = rules::meet(conn, &purchase, person.id).await?;
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
        rule: met.rule.id,
        rule_version: met.rule.version,
        chain: met.frozen.chain,
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
    let kept = secrets::seal(backend, order.id, revision.number, given)?;
    let new = revisions::New {
        requester: person.id,
        billing,
        region,
        acknowledged,
        why: &met.why,
        quote: quoted.id,
        price: quoted.price.as_ref(),
        secret_fingerprint: kept.as_ref().map(|kept| &kept.fingerprint),
    };
    revisions::insert(conn, &revision, &new).await?;
    if let Some(kept) = &kept {
        revisions::keep_secrets(conn, order.id, revision.number, &kept.sealed).await?;
    }

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
    if revision.chain.steps.is_empty() {
        approve_by_rule(backend, conn, person, order, &revision, &met.rule.name).await?;
    }
    Ok(())
}

/// An explicit rule asks nobody: it decides itself. The database agrees only while that very version holds.
async fn approve_by_rule(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    order: &mut Order,
    revision: &Revision,
    rule: &str,
) -> Result<(), BackendError> {
    let id = DecisionId::from_uuid(backend.random.uuid(&backend.clock));
    decisions::insert_of_rule(conn, id, revision, person.id).await?;
    let now = migrate::now(conn).await?;
    let from = order.state;
    order.state = from.apply(Change::Approved)?;
    order.approved_at = Some(now);
    order.expires_at = Some(now + APPROVED_FOR);
    order.due_at = Some(now);
    orders::save(conn, order).await?;
    let event = OrderEvent::new(Change::Approved.name())
        .from(from)
        .with("rule", rule)
        .with("rule_version", revision.rule_version.to_string());
    backend.log_order(conn, Actor::Worker, order, event).await?;
    Ok(())
}

/// No secrets.
static NONE: Secrets = Secrets::new();

/// The secrets that come with this submit, and what is wrong with them. Where the revision before had some, they are
/// asked for again: nobody notices at the cloud that one is missing.
async fn given<'a>(
    conn: &mut PgConnection,
    order: &Order,
    consent: &Consent<'a>,
) -> Result<(&'a Secrets, Vec<FieldError>), BackendError> {
    let given = consent.secrets.unwrap_or(&NONE);
    let mut refused = secrets::check(order.operation, given);
    let before = revisions::find(conn, order.id, order.revision).await?;
    if given.is_empty() && before.is_some_and(|before| before.has_secrets) {
        let names = order.operation.secret_names().iter();
        refused.extend(names.map(|name| FieldError::new(format!("spec.{name}"), Reason::Required)));
    }
    Ok((given, refused))
}
