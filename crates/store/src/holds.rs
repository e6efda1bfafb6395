//! The hold: while one stands, nothing is bought anywhere.

use domain::{attention::Hold, ids::OrderId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// Whether a hold stands.
pub async fn stands(conn: &mut PgConnection) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from purser.holds where lifted_at is null) as "stands!""#
    )
    .fetch_one(conn)
    .await?)
}

/// The hold that stands, with the name of who set it.
pub async fn standing(conn: &mut PgConnection) -> Result<Option<Hold>, StoreError> {
    Ok(sqlx::query_as!(
        Hold,
        r#"
        select h.reason as "reason!", p.name as "by?", h.set_at as "since!"
        from purser.holds h
        left join purser.people p on p.person_id::text = h.set_by
        where h.lifted_at is null
        "#
    )
    .fetch_optional(conn)
    .await?)
}

/// Sets a hold; one that stands already stays. `false`: it stood.
///
/// What happened after the last sealed event, after a worker saw the database last, or after `survived`
/// (whichever is earliest) may be missing from it: [`since`] says so to those that start afterwards.
pub async fn set(
    conn: &mut PgConnection,
    by: &str,
    reason: &str,
    survived: Option<OffsetDateTime>,
) -> Result<bool, StoreError> {
    let since = sqlx::query_scalar!(
        r#"
        select least(
            (
                select e.at
                from purser.seals s
                join purser.events e on e.event_id = s.event_id
                order by s.sequence desc
                limit 1
            ),
            (select last_seen_at from purser.cluster_seen order by seen_no desc limit 1),
            $1,
            purser.now()
        ) as "since!"
        "#,
        survived,
    )
    .fetch_one(&mut *conn)
    .await?;
    let done = sqlx::query!(
        "insert into purser.holds (set_by, reason, since) values ($1, $2, $3) on conflict do nothing",
        by,
        reason,
        since,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() == 1 {
        return Ok(true);
    }
    sqlx::query!("update purser.holds set since = least(since, $1) where lifted_at is null", since)
        .execute(conn)
        .await?;
    Ok(false)
}

/// Lifts the hold. `false`: none stood.
pub async fn lift(conn: &mut PgConnection, by: &str, reason: &str) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.holds
        set lifted_at = purser.now(),
            lifted_by = $1,
            lift_reason = $2
        where lifted_at is null
        "#,
        by,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What a hold that was set since an order was made means for its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aftermath {
    /// What was bought from then on may be missing in this database.
    pub since: OffsetDateTime,
    /// When the newest of these holds was set.
    pub set_at: OffsetDateTime,
}

/// The holds that were set and lifted since the order was made, as one, or `None`. Not since its approval: the
/// approval may have been lost together with the purchase, and given anew.
pub async fn aftermath(conn: &mut PgConnection, order: OrderId) -> Result<Option<Aftermath>, StoreError> {
    let row = sqlx::query!(
        r#"
        select min(coalesce(h.since, h.set_at)) as since, max(h.set_at) as set_at
        from purser.holds h
        join purser.orders o on o.order_id = $1 and o.created_at <= h.set_at
        where h.lifted_at is not null
        "#,
        order.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(row.since.zip(row.set_at).map(|(since, set_at)| Aftermath { since, set_at }))
}
