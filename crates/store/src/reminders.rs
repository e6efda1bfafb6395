//! Reminders of orders that wait for approval: each once for each end of their time.

use domain::ids::OrderId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// One that is due.
#[derive(Debug, Clone)]
pub struct Due {
    pub order: OrderId,
    pub revision: i32,
    /// `half_time` or `last_day`.
    pub kind: String,
    /// The end of the time of which it reminds.
    pub expires_at: OffsetDateTime,
}

/// Reminders that are due and were not given, at most `limit`. At half time, and a day before the order expires where
/// half time is before that; of the time since it waits, which is a new one where its approvers left.
pub async fn due(conn: &mut PgConnection, limit: i64) -> Result<Vec<Due>, StoreError> {
    Ok(sqlx::query_as!(
        Due,
        r#"
        with waiting as (
            select
                o.order_id,
                o.revision,
                o.expires_at,
                o.expires_at - (o.expires_at - o.state_since) / 2 as half_time,
                o.expires_at - interval '1 day' as last_day
            from purser.orders o
            where o.state = 'pending_approval' and o.expires_at > purser.now()
        ), due as (
            select order_id, revision, expires_at, 'half_time' as kind
            from waiting
            where half_time <= purser.now()
            union all
            select order_id, revision, expires_at, 'last_day'
            from waiting
            where last_day <= purser.now() and half_time < last_day
        )
        select
            order_id as "order!: OrderId",
            revision as "revision!",
            kind as "kind!",
            expires_at as "expires_at!"
        from due
        where not exists (
            select
            from purser.reminders r
            where r.order_id = due.order_id and r.revision = due.revision and r.kind = due.kind
              and (r.expires_at is null or r.expires_at = due.expires_at)
        )
        order by order_id, kind
        limit $1
        "#,
        limit,
    )
    .fetch_all(conn)
    .await?)
}

/// Notes that it is given; says whether nobody did before.
pub async fn give(conn: &mut PgConnection, due: &Due) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        insert into purser.reminders (order_id, revision, kind, expires_at)
        values ($1, $2, $3, $4)
        on conflict do nothing
        "#,
        due.order.as_uuid(),
        due.revision,
        due.kind,
        due.expires_at,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
