//! Which PostgreSQL cluster this database lives in, and where workers found it before.

use domain::digest::Digest;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{StoreError, events::Head};

/// A cluster, as it says so itself; `None` where it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cluster {
    pub system_identifier: Option<i64>,
    /// Counted up by every promotion.
    pub timeline: Option<i32>,
}

/// The cluster behind this connection, now.
pub async fn current(conn: &mut PgConnection) -> Result<Cluster, StoreError> {
    Ok(sqlx::query_as!(Cluster, "select system_identifier, timeline from purser.cluster_identity()")
        .fetch_one(conn)
        .await?)
}

/// Where this database was found last, or `None` if no worker has used it.
pub async fn seen(conn: &mut PgConnection) -> Result<Option<Cluster>, StoreError> {
    Ok(sqlx::query_as!(
        Cluster,
        "select system_identifier, timeline from purser.cluster_seen order by seen_no desc limit 1"
    )
    .fetch_optional(conn)
    .await?)
}

/// Keeps others from confirming until the transaction ends.
pub async fn lock(conn: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock(7267737, 2) as lock").fetch_one(conn).await?;
    Ok(())
}

/// Takes note of where the database is; `missed` is a head of the log that it should have and has not.
pub async fn insert_seen(
    conn: &mut PgConnection,
    cluster: Cluster,
    missed: Option<&Head>,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.cluster_seen (system_identifier, timeline, missed_sequence, missed_hash)
        values ($1, $2, $3, $4)
        "#,
        cluster.system_identifier,
        cluster.timeline,
        missed.map(|head| head.sequence),
        missed.map(|head| head.hash.as_bytes().as_slice()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the database is where it was. Written at most twice a minute.
pub async fn touch(conn: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.cluster_seen
        set last_seen_at = purser.now()
        where seen_no = (select max(seen_no) from purser.cluster_seen)
          and last_seen_at < purser.now() - interval '30 seconds'
        "#
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether this connection leads to `cluster`, the database was found there last, and its log still holds
/// `head`. One cheap query, for the transaction that lets a first request leave.
pub async fn is_confirmed(
    conn: &mut PgConnection,
    cluster: Cluster,
    head: &Head,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select
            (c.system_identifier, c.timeline) is not distinct from ($1::bigint, $2::integer)
            and exists (
                select
                from purser.cluster_seen s
                where s.seen_no = (select max(seen_no) from purser.cluster_seen)
                  and (s.system_identifier, s.timeline) is not distinct from ($1::bigint, $2::integer)
            )
            and ($3::bigint = 0 or exists (select from purser.seals where sequence = $3 and hash = $4))
            as "confirmed!"
        from purser.cluster_identity() c
        "#,
        cluster.system_identifier,
        cluster.timeline,
        head.sequence,
        head.hash.as_bytes().as_slice(),
    )
    .fetch_one(conn)
    .await?)
}

/// Whether the log holds this head, or somebody took note already that it does not.
pub async fn accounts_for(conn: &mut PgConnection, head: &Head) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select
            exists (select from purser.seals where sequence = $1 and hash = $2)
            or exists (select from purser.cluster_seen where missed_sequence = $1 and missed_hash = $2)
            as "accounted!"
        "#,
        head.sequence,
        head.hash.as_bytes().as_slice(),
    )
    .fetch_one(conn)
    .await?)
}

/// When the event that this head seals happened, or `None` if the log does not hold it.
pub async fn time_of(
    conn: &mut PgConnection,
    sequence: i64,
    hash: &Digest,
) -> Result<Option<OffsetDateTime>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select e.at
        from purser.seals s
        join purser.events e on e.event_id = s.event_id
        where s.sequence = $1 and s.hash = $2
        "#,
        sequence,
        hash.as_bytes().as_slice(),
    )
    .fetch_optional(conn)
    .await?)
}
