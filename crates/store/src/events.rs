//! The event log: rows written in the business transaction, and the chain of seals over them.

use domain::{
    catalog::{Input, canonical_json},
    digest::Digest,
    event::{self, ActorKind},
    ids::{OrderId, OrderNumber, PersonId},
    view::{EventView, Who},
};
use sqlx::PgConnection;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

use crate::StoreError;

/// One event to be written. `data` holds facts as texts, never a secret.
#[derive(Debug)]
pub struct New<'a> {
    pub id: Uuid,
    pub actor_kind: ActorKind,
    pub actor: Option<PersonId>,
    /// `order`, `credential`, `person`, …
    pub subject_kind: &'a str,
    pub subject: Option<Uuid>,
    pub subject_version: Option<i32>,
    /// A name such as `order.approved`.
    pub action: &'a str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub request_id: Option<&'a str>,
    pub data: &'a Input,
}

/// Writes the event; the transaction that it is about must be this one.
pub async fn record(conn: &mut PgConnection, event: &New<'_>) -> Result<OffsetDateTime, StoreError> {
    let at = sqlx::query_scalar!(
        r#"
        select purser.record_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as "at!"
        "#,
        event.id,
        event.actor_kind as ActorKind as _,
        event.actor as Option<PersonId> as _,
        event.subject_kind,
        event.subject,
        event.subject_version,
        event.action,
        event.from,
        event.to,
        event.reason,
        event.request_id,
        canonical_json(event.data),
    )
    .fetch_one(conn)
    .await?;
    Ok(at)
}

/// An order's events, newest first. The caller has checked that the reader may see the order.
pub async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Vec<EventView>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            s.sequence as "sequence?",
            e.at,
            e.actor_id as "actor_id: PersonId",
            p.name as "actor_name?",
            e.action,
            e.from_state,
            e.to_state,
            e.reason,
            e.request_id,
            e.data
        from purser.events e
        left join purser.seals s on s.event_id = e.event_id
        left join purser.people p on p.person_id = e.actor_id
        where e.subject_id = $1 and e.subject_kind = 'order'
        order by e.at desc, e.event_id desc
        limit 500
        "#,
        order.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| EventView {
            sequence: row.sequence,
            at: row.at,
            actor: row.actor_id.zip(row.actor_name).map(|(id, name)| Who { id, name }),
            action: row.action,
            from: row.from_state,
            to: row.to_state,
            reason: row.reason,
            request_id: row.request_id,
            // Every event of the portal is an object of texts; another one shows without its facts.
            data: serde_json::from_slice(&row.data).unwrap_or_default(),
        })
        .collect())
}

/// An order's number, for links in messages.
pub async fn order_number(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<Option<OrderNumber>, StoreError> {
    let number = sqlx::query_scalar!("select number from purser.orders where order_id = $1", order.as_uuid())
        .fetch_optional(conn)
        .await?;
    Ok(number.map(OrderNumber::new))
}

/// The newest seal: its sequence and hash, or what the first follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub sequence: i64,
    pub hash: Digest,
}

/// The end of the chain.
pub async fn head(conn: &mut PgConnection) -> Result<Head, StoreError> {
    let row = sqlx::query!("select sequence, hash from purser.seals order by sequence desc limit 1")
        .fetch_optional(conn)
        .await?;
    match row {
        Some(row) => {
            let hash = Digest::from_slice(&row.hash).ok_or_else(|| StoreError::unreadable("seal"))?;
            Ok(Head { sequence: row.sequence, hash })
        }
        None => Ok(Head { sequence: 0, hash: event::genesis() }),
    }
}

/// Seals up to `limit` events that are not sealed yet, oldest first; returns how many. One sealer at a time:
/// another one waits at an advisory lock of the transaction, which the caller opens and commits.
pub async fn seal(conn: &mut PgConnection, limit: i64) -> Result<usize, StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(7355608) as lock").fetch_one(&mut *conn).await?;
    let mut head = head(conn).await?;
    let events = unsealed(conn, limit).await?;
    for row in &events {
        let sequence = head.sequence + 1;
        let hash = row.seal(sequence, &head.hash)?;
        sqlx::query!(
            r#"
            insert into purser.seals (sequence, event_id, previous_hash, hash)
            values ($1, $2, $3, $4)
            "#,
            sequence,
            row.event_id,
            head.hash.as_bytes().as_slice(),
            hash.as_bytes().as_slice(),
        )
        .execute(&mut *conn)
        .await?;
        head = Head { sequence, hash };
    }
    Ok(events.len())
}

/// A row of the log in the form that is hashed.
#[derive(Debug)]
pub struct Row {
    pub event_id: Uuid,
    pub at: OffsetDateTime,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub subject_kind: String,
    pub subject_id: Option<Uuid>,
    pub subject_version: Option<i32>,
    pub action: String,
    pub from_state: Option<String>,
    pub to_state: Option<String>,
    pub reason: Option<String>,
    pub request_id: Option<String>,
    pub data: Vec<u8>,
}

impl Row {
    /// The hash that this event has as number `sequence` after `previous`.
    pub fn seal(&self, sequence: i64, previous: &Digest) -> Result<Digest, StoreError> {
        let at = self.at.to_offset(time::UtcOffset::UTC);
        let at = at.format(&Rfc3339).map_err(|_| StoreError::unreadable("event time"))?;
        Ok(event::seal(
            sequence,
            previous,
            &event::Sealed {
                event: self.event_id,
                at: &at,
                actor_kind: &self.actor_kind,
                actor: self.actor_id,
                subject_kind: &self.subject_kind,
                subject: self.subject_id,
                subject_version: self.subject_version,
                action: &self.action,
                from: self.from_state.as_deref(),
                to: self.to_state.as_deref(),
                reason: self.reason.as_deref(),
                request_id: self.request_id.as_deref(),
                data: &self.data,
            },
        ))
    }
}

async fn unsealed(conn: &mut PgConnection, limit: i64) -> Result<Vec<Row>, StoreError> {
    Ok(sqlx::query_as!(
        Row,
        r#"
        select
            e.event_id,
            e.at,
            e.actor_kind,
            e.actor_id,
            e.subject_kind,
            e.subject_id,
            e.subject_version,
            e.action,
            e.from_state,
            e.to_state,
            e.reason,
            e.request_id,
            e.data
        from purser.events e
        where not exists (select from purser.seals s where s.event_id = e.event_id)
        order by e.at, e.event_id
        limit $1
        "#,
        limit,
    )
    .fetch_all(conn)
    .await?)
}

/// A seal with the event that it seals; the event is missing when somebody cut it out.
#[derive(Debug)]
pub struct SealRow {
    pub sequence: i64,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
    pub event: Row,
}

/// Seals after `after` with their events, at most `limit`, in order.
pub async fn sealed(conn: &mut PgConnection, after: i64, limit: i64) -> Result<Vec<SealRow>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            s.sequence,
            s.previous_hash,
            s.hash,
            e.event_id,
            e.at,
            e.actor_kind,
            e.actor_id,
            e.subject_kind,
            e.subject_id,
            e.subject_version,
            e.action,
            e.from_state,
            e.to_state,
            e.reason,
            e.request_id,
            e.data
        from purser.seals s
        join purser.events e on e.event_id = s.event_id
        where s.sequence > $1
        order by s.sequence
        limit $2
        "#,
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SealRow {
            sequence: row.sequence,
            previous_hash: row.previous_hash,
            hash: row.hash,
            event: Row {
                event_id: row.event_id,
                at: row.at,
                actor_kind: row.actor_kind,
                actor_id: row.actor_id,
                subject_kind: row.subject_kind,
                subject_id: row.subject_id,
                subject_version: row.subject_version,
                action: row.action,
                from_state: row.from_state,
                to_state: row.to_state,
                reason: row.reason,
                request_id: row.request_id,
                data: row.data,
            },
        })
        .collect())
}

/// How many events are older than `seconds` and still not sealed.
pub async fn unsealed_older_than(conn: &mut PgConnection, seconds: f64) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from purser.events e
        where e.at < purser.now() - make_interval(secs => $1)
          and not exists (select from purser.seals s where s.event_id = e.event_id)
        "#,
        seconds,
    )
    .fetch_one(conn)
    .await?)
}
