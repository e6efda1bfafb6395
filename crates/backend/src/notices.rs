//! Telling people: in the transaction of what happened; reading what one was told; switching it.
//!
//! Nothing calls this to tell of an order: [`Backend::log_order`] does for every event of the log, and
//! `domain::notice` has the table of which events tell whom. A new kind of event needs a row there and, where it names
//! somebody, [`crate::log::OrderEvent::to`].

use domain::{
    catalog::Input,
    ids::{EventId, NoticeId, OrderId, PersonId},
    notice::{self, Audience, Channel, Kind, Notice, STEP_APPROVED, Scene, Switches},
    person::Person,
    view::Listed,
};
use sqlx::PgConnection;
use store::{
    notices::{self, New},
    orders::{self, Cursor, Order},
    people,
};

pub use store::notices::Read;

use crate::{Backend, BackendError, orders as order_cases};

/// An event that was just written.
pub(crate) struct Event<'a> {
    pub(crate) id: EventId,
    pub(crate) action: &'a str,
    pub(crate) facts: &'a Input,
    pub(crate) doer: Option<PersonId>,
    /// Whom it names.
    pub(crate) addressed: &'a [PersonId],
}

/// Tells whom the event concerns, in the transaction that wrote it. `order` is as it was saved with the event.
pub(crate) async fn tell(
    backend: &Backend,
    conn: &mut PgConnection,
    event: &Event<'_>,
    order: Option<&Order>,
) -> Result<(), BackendError> {
    let fact = |name: &str| event.facts.get(name).map(String::as_str);
    let Some(kind) = Kind::of_event(event.action, fact) else { return Ok(()) };
    let is_answer = event.action == STEP_APPROVED;
    let scene = Scene {
        doer: event.doer,
        requester: order.map(|order| order.requester.id),
        addressed: event.addressed,
        sought: None,
        is_answer,
    };
    let people = match order.filter(|_| kind.audience() != Audience::Requester) {
        Some(order) => {
            let known = order_cases::facts(conn, order).await?;
            let facts = known.borrow(order);
            let those = match kind.audience().is_sought() {
                true => everybody(conn).await?,
                false => those(conn, event.addressed).await?,
            };
            notice::told(kind, &Scene { sought: Some((&facts, &those)), ..scene })
        }
        None => notice::told(kind, &scene),
    };
    let minted: Vec<_> = people
        .into_iter()
        .map(|person| (NoticeId::from_uuid(backend.random.uuid(&backend.clock)), person))
        .collect();
    // An answer after which the same step waits for more of them is no news to a room either.
    let is_news = !(is_answer && minted.is_empty());
    let webhook = backend.outbox.webhook.as_ref().filter(|_| kind.on_webhook() && is_news);
    let new = New {
        kind,
        event: event.id,
        order: order.map(|order| (order.id, order.revision)),
        people: &minted,
        mails: backend.outbox.mail.is_some(),
        webhook: webhook.map(|_| backend.random.uuid(&backend.clock)),
    };
    if !new.people.is_empty() || new.webhook.is_some() {
        notices::tell(conn, &new).await?;
    }
    Ok(())
}

async fn everybody(conn: &mut PgConnection) -> Result<Vec<Person>, BackendError> {
    let all = people::list(conn).await?.into_iter();
    Ok(all.filter(|stored| stored.disabled_at.is_none()).map(|stored| stored.person).collect())
}

/// Those of them who may sign in.
async fn those(conn: &mut PgConnection, addressed: &[PersonId]) -> Result<Vec<Person>, BackendError> {
    let mut those = Vec::new();
    for id in addressed {
        those.extend(people::load(conn, *id).await?);
    }
    Ok(those)
}

/// Whether somebody who was told of the order may still see it: asked before what they were told leaves the portal.
pub(crate) async fn still_concerns(
    conn: &mut PgConnection,
    person: PersonId,
    order: OrderId,
) -> Result<bool, BackendError> {
    let Some(person) = people::load(conn, person).await? else { return Ok(false) };
    match order_cases::seen(conn, &person, order).await {
        Ok(_) => Ok(true),
        Err(BackendError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Tells of an event that the database wrote by itself. `false`: there was none.
pub async fn tell_untold(backend: &Backend) -> Result<bool, BackendError> {
    let mut tx = backend.db.begin().await?;
    let Some(untold) = notices::take_untold(&mut tx).await? else { return Ok(false) };
    let order = orders::find(&mut tx, untold.order).await?.ok_or(BackendError::Stale)?;
    let nothing = Input::new();
    let event =
        Event { id: untold.event, action: &untold.action, facts: &nothing, doer: None, addressed: &[] };
    tell(backend, &mut tx, &event, Some(&order)).await?;
    tx.commit().await?;
    Ok(true)
}

/// The person's notices, newest first. A cursor that is none starts from the top.
pub async fn list(
    backend: &Backend,
    person: &Person,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Listed<Notice>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let after = cursor.and_then(|text| text.parse().ok());
    let limit = i64::from(limit.clamp(1, 200));
    let items = notices::list(&mut conn, person.id, after, limit + 1).await?;
    Ok(order_cases::page(items, limit, |notice| Cursor { at: notice.made_at, id: notice.id.as_uuid() }))
}

/// How many of the person's notices they have not read.
pub async fn unread(backend: &Backend, person: &Person) -> Result<u32, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let count = notices::unread(&mut conn, person.id).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Notes that the person read some of their notices; of others' nothing happens. Says how many were news.
pub async fn read(backend: &Backend, person: &Person, which: Read<'_>) -> Result<u64, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(notices::read(&mut conn, person.id, which).await?)
}

/// Notes that the person has the order before them, and so knows what they were told of it. Says how many notices were
/// news.
pub async fn read_of_order(backend: &Backend, person: &Person, order: OrderId) -> Result<u32, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let read = notices::read_of_order(&mut conn, person.id, order).await?;
    Ok(u32::try_from(read).unwrap_or(u32::MAX))
}

/// What the person is told about, and by what.
pub async fn switches(backend: &Backend, person: &Person) -> Result<Switches, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(notices::switches(&mut conn, person.id).await?)
}

/// Sets, for every kind and each of `channels`, whether the person is told; what is not among `wanted` is off.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn switch(
    backend: &Backend,
    person: &Person,
    channels: &[Channel],
    wanted: &[(Kind, Channel)],
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let before = notices::switches(&mut tx, person.id).await?;
    for kind in Kind::ALL {
        for channel in channels {
            let wants = wanted.contains(&(kind, *channel));
            // What nobody touched follows the default of a later release too.
            if wants != before.wants(kind, *channel) {
                notices::switch(&mut tx, person.id, kind, *channel, wants).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}
