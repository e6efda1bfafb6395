//! What accounts bought at the clouds, held against what orders own.
//!
//! An account's list is whole or an error: from a part nobody can tell what is missing. Two readers: the sweep, every
//! day, and an order that was approved before a hold, because what the database lost it would buy again.

mod alibaba;
mod huawei;

use std::collections::BTreeSet;

use cloud::{CloudError, HuaweiKey, Key, huawei::Login};
use domain::{
    attention::{Unowned, told},
    catalog::{Class, Provider},
    ids::{EvidenceId, OrderId},
    money::Money,
    order::{State, order_of_name},
    person::Person,
};
use sqlx::PgConnection;
use store::{attention, facts, holdings, holds, migrate, orders::Order, revisions};
use time::{Duration, OffsetDateTime};

use crate::{
    Actor, Backend, BackendError,
    jobs::purchase,
    log::{Happened, OrderEvent, record},
};

/// Whether an item is told by its instance or by the cloud's own order.
pub const INSTANCE: &str = "instance";
pub const CLOUD_ORDER: &str = "cloud_order";

/// Clouds date what they sell by their own clock, which may be this far from ours.
const CLOCKS_APART: Duration = Duration::minutes(5);

/// One thing that an account bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub provider: Provider,
    /// [`INSTANCE`] or [`CLOUD_ORDER`].
    pub kind: &'static str,
    pub reference: String,
    /// What else it is called: the order of an instance, the instances of an order.
    pub also: Vec<String>,
    pub name: Option<String>,
    /// In the cloud's own word, where it says.
    pub product: Option<String>,
    /// `None` where the cloud does not say.
    pub created_at: Option<OffsetDateTime>,
    pub amount: Option<Money>,
}

impl Item {
    fn references(&self) -> Vec<String> {
        [&self.reference].into_iter().chain(&self.also).cloned().collect()
    }
}

/// Everything that the account bought since then, or an error, never a part. `regions` are looked into beside the
/// lists of the whole account; looks at what is in `known` are spared.
pub async fn bought_since(
    backend: &Backend,
    key: &Key,
    regions: &[String],
    known: &BTreeSet<String>,
    since: OffsetDateTime,
) -> Result<Vec<Item>, CloudError> {
    let until = backend.clock.now() + CLOCKS_APART;
    let window = (since.min(until), until);
    match key {
        Key::Alibaba(key) => alibaba::bought(backend, key, regions, known, window).await,
        Key::Huawei(key) => huawei::bought(backend, key, known, window).await,
    }
}

/// Whose an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// An order's, and written down there.
    Order,
    /// It says so itself: by its name, or because an answer named it. `State` is the order's.
    Named(OrderId, State),
    /// Perhaps of an order whose outcome is still being found out.
    Unsettled,
    /// Nobody's.
    Nobody,
}

/// Whose the item is, at this account.
pub(crate) async fn owner(
    conn: &mut PgConnection,
    item: &Item,
    account: &str,
) -> Result<Owner, BackendError> {
    let references = item.references();
    if !holdings::owned(conn, item.provider, &references).await?.is_empty() {
        return Ok(Owner::Order);
    }
    let named = match item.name.as_deref().and_then(order_of_name) {
        Some(order) => Some(order),
        None => holdings::linked(conn, item.provider, &references).await?,
    };
    if let Some(order) = named
        && let Some(state) = holdings::state_of(conn, order).await?
    {
        return Ok(Owner::Named(order, state));
    }
    let unsettled = holdings::unsettled_since(conn, item.provider, account).await?;
    let may_be_theirs =
        unsettled.is_some_and(|first| item.created_at.is_none_or(|created| created >= first - CLOCKS_APART));
    Ok(if may_be_theirs { Owner::Unsettled } else { Owner::Nobody })
}

/// What becomes of an order that a hold came over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Aftermath {
    /// Nothing was lost that it could have bought. With the holds that were looked behind, where there were any:
    /// another one that comes meanwhile is looked behind for itself.
    Clear(Option<holds::Aftermath>),
    /// It waits, for this code.
    Wait(&'static str),
    /// The account shows this purchase that no order owns.
    Unowned(String),
}

/// Whether an order that was made before a hold may start after its release.
///
/// None does before a request whose intent was lost is dead: until then the cloud may still take it, after any look.
/// Those that look finds their own; the others, by token, whose token the cloud may have forgotten, and prepaid ones
/// by name, which lists show late, need an account that shows nothing unowned. `account` is the key's.
pub(crate) async fn after_hold(
    backend: &Backend,
    order: &Order,
    (class, is_prepaid): (Class, bool),
    (key, account): (&Key, &str),
) -> Result<Aftermath, BackendError> {
    let finds_its_own = match class {
        Class::Token => false,
        Class::Name => !is_prepaid,
        Class::Setstate => true,
    };
    let mut conn = backend.db.acquire().await?;
    let checked = holds::aftermath(&mut conn, order.id).await?;
    let Some(hold) = checked else { return Ok(Aftermath::Clear(None)) };
    let now = migrate::now(&mut conn).await?;
    if now < hold.set_at + backend.settle.lost_request_lives(is_bearer(key)) {
        return Ok(Aftermath::Wait("lists_may_lag"));
    }
    if finds_its_own {
        return Ok(Aftermath::Clear(checked));
    }
    drop(conn);
    Ok(match lists(backend, order.operation.provider(), (key, account), hold.since).await? {
        Err(error) => {
            tracing::warn!(%error, "cannot read what the account bought");
            Aftermath::Wait("list_unreadable")
        }
        Ok(shown) => match (shown.unowned.into_iter().next_back(), shown.unsettled) {
            (Some(reference), _) => Aftermath::Unowned(reference),
            (None, true) => Aftermath::Wait("purchases_unsettled"),
            (None, false) => Aftermath::Clear(checked),
        },
    })
}

/// What an account's whole lists show beside what orders own.
struct Shown {
    /// References that nobody owns and nobody has cleared.
    unowned: Vec<String>,
    /// Whether something may be an order's whose outcome is still being found out.
    unsettled: bool,
}

/// Reads the lists since the last that is known to have survived, and takes what nobody owns into ours.
async fn lists(
    backend: &Backend,
    provider: Provider,
    (key, account): (&Key, &str),
    survived: OffsetDateTime,
) -> Result<Result<Shown, CloudError>, BackendError> {
    let since = survived - Duration::minutes(10);
    let mut conn = backend.db.acquire().await?;
    let regions = holdings::regions(&mut conn, provider, account).await?;
    let known = known(&mut conn, provider, since).await?;
    drop(conn);
    let items = match bought_since(backend, key, &regions, &known, since).await {
        Ok(items) => items,
        Err(error) => return Ok(Err(error)),
    };
    let mut tx = backend.db.begin().await?;
    let mut shown = Shown { unowned: Vec::new(), unsettled: false };
    for item in &items {
        match owner(&mut tx, item, account).await? {
            Owner::Order => {}
            // A name says whose it is; what that order cannot own any more may be anybody's.
            Owner::Named(_, state) if state.is_open() || state == State::Bought => {}
            Owner::Unsettled => shown.unsettled = true,
            Owner::Named(..) | Owner::Nobody => {
                if !holdings::cleared(&mut tx, provider, &item.references()).await?.is_empty() {
                    continue;
                }
                list(backend, &mut tx, item, account, None).await?;
                shown.unowned.push(item.reference.clone());
            }
        }
    }
    tx.commit().await?;
    Ok(Ok(shown))
}

/// Looks for an order of which no attempt is known, because the database that it was in is lost: at what its account
/// bought. Writes down what the lists show. `Conflict` with what is missing where that is not possible.
pub(crate) async fn look_for_lost(backend: &Backend, order: &Order) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let stored = revisions::find(&mut conn, order.id, order.revision).await?.ok_or(BackendError::Stale)?;
    let hold = holds::aftermath(&mut conn, order.id).await?;
    let hold = hold.ok_or(BackendError::Conflict("nothing_to_look_for"))?;
    drop(conn);
    let revision = &stored.revision;
    let (credential, version) = (revision.credential, revision.credential_version);
    let ready = purchase::key(backend, order.operation, credential, version).await?;
    let ready = ready.map_err(BackendError::Conflict)?;
    let provider = order.operation.provider();
    let (code, told) = match lists(backend, provider, (&ready.key, &ready.account), hold.since).await? {
        Err(error) => ("unreadable", Some(error.to_string())),
        Ok(shown) if !shown.unowned.is_empty() => ("unowned", Some(shown.unowned.join(", "))),
        Ok(shown) if shown.unsettled => ("unmapped", None),
        Ok(_) => ("absent", None),
    };
    let mut tx = backend.db.begin().await?;
    let order = store::orders::lock(&mut tx, order.id).await?.ok_or(BackendError::Stale)?;
    let id = EvidenceId::from_uuid(backend.random.uuid(&backend.clock));
    facts::insert_list_look(&mut tx, id, order.id, code, told.as_deref()).await?;
    let event = OrderEvent::new("look.recorded").with("sight", code);
    backend.log_order(&mut tx, Actor::Worker, &order, event).await?;
    tx.commit().await?;
    Ok(())
}

/// Whether its requests carry a bearer token, which lives for up to a day.
const fn is_bearer(key: &Key) -> bool {
    matches!(key, Key::Huawei(HuaweiKey { login: Login::IamUser { .. }, .. }))
}

/// References that orders own, for looks that can be spared.
pub(crate) async fn known(
    conn: &mut PgConnection,
    provider: Provider,
    since: OffsetDateTime,
) -> Result<BTreeSet<String>, BackendError> {
    Ok(holdings::bought_since(conn, provider, since - Duration::DAY).await?.into_iter().collect())
}

/// Takes an item that nobody owns into the list, with an alarm the first time. `order` is the one that its name
/// points to.
pub(crate) async fn list(
    backend: &Backend,
    conn: &mut PgConnection,
    item: &Item,
    account: &str,
    order: Option<OrderId>,
) -> Result<bool, BackendError> {
    let new = holdings::New {
        provider: item.provider,
        account,
        kind: item.kind,
        reference: &item.reference,
        name: item.name.as_deref(),
        product: item.product.as_deref(),
        created_at: item.created_at,
        amount: item.amount,
        order,
    };
    if !holdings::insert_unowned(conn, &new).await? {
        return Ok(false);
    }
    let told = told(item.provider, account, &item.reference);
    holdings::raise_alarm(conn, order, Unowned::ALARM, &told).await?;
    let facts = [
        ("provider", item.provider.name()),
        ("account", account),
        ("kind", item.kind),
        ("reference", &item.reference),
    ];
    let subject = backend.random.uuid(&backend.clock);
    let happened = Happened::to("unowned_purchase", subject, "unowned_purchase.found", &facts);
    record(backend, conn, Actor::Worker, &happened).await?;
    Ok(true)
}

/// Writes evidence that the item is this order's: where the order ended as not bought, that makes it a person's.
pub(crate) async fn attribute(
    backend: &Backend,
    conn: &mut PgConnection,
    item: &Item,
    order: OrderId,
) -> Result<(), BackendError> {
    let id = backend.random.uuid(&backend.clock);
    let cloud_order = match item.kind {
        CLOUD_ORDER => Some(&item.reference),
        _ => item.also.first(),
    };
    if holdings::insert_evidence(conn, id, order, &item.reference, cloud_order.map(String::as_str)).await? {
        let order = store::orders::find(conn, order).await?.ok_or(BackendError::Stale)?;
        let event = OrderEvent::new("order.found_by_sweep").with("reference", item.reference.clone());
        backend.log_order(conn, Actor::Worker, &order, event).await?;
    }
    Ok(())
}

/// What no order owns and nobody has cleared, for admins and auditors.
pub async fn unowned(backend: &Backend) -> Result<Vec<holdings::Unowned>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(holdings::open(&mut conn).await?)
}

/// Clears one of them for a reason: it is known, and stops no order any more. The caller has checked that the
/// person is an admin. One that is not open is not found.
pub async fn clear(
    backend: &Backend,
    person: &Person,
    number: i64,
    reason: &str,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let cleared = holdings::clear(&mut tx, number, Some(person.id), reason).await?;
    let cleared = cleared.ok_or(BackendError::NotFound)?;
    // Its alarm says nothing else.
    let told = told(cleared.provider, &cleared.account, &cleared.reference);
    attention::clear_alarms_that_tell(&mut tx, Unowned::ALARM, &told, person.id, reason).await?;
    let subject = backend.random.uuid(&backend.clock);
    let said = number.to_string();
    let facts = [("number", said.as_str()), ("reference", &cleared.reference)];
    let happened = Happened {
        reason: Some(reason),
        ..Happened::to("unowned_purchase", subject, "unowned_purchase.cleared", &facts)
    };
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(())
}
