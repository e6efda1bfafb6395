//! Reminders of orders that wait for approval: each once.

use domain::ids::OrderId;
use sqlx::PgConnection;

use crate::StoreError;

/// One that is due.
#[derive(Debug, Clone)]
pub struct Due {
    pub order: OrderId,
    pub revision: i32,
    /// `half_time` or `last_day`.
    pub kind: String,
}

/// Reminders that are due and were not given, at most `limit`. At half time, and a day before the order expires where
/// half time is before that.
pub async fn due(conn: &mut PgConnection, limit: i64) -> Result<Vec<Due>, StoreError> {
    Ok(sqlx::query_as!(
        Due,
        r#"
        with waiting as (
            select
                o.order_id,
                o.revision,
                o.expires_at,
                o.expires_at - (o.expires_at - r.submitted_at) / 2 as half_time,
                o.expires_at - interval '1 day' as last_day
            from purser.orders o
            join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
            where o.state = 'pending_approval' and o.expires_at > purser.now()
        ), due as (
            select order_id, revision, 'half_time' as kind
            from waiting
            where half_time <= purser.now()
            union all
            select order_id, revision, 'last_day'
            from waiting
            where last_day <= purser.now() and half_time < last_day
        )
        select order_id as "order!: OrderId", revision as "revision!", kind as "kind!"
        from due
        where not exists (
            select
            from purser.reminders r
            where r.order_id = due.order_id and r.revision = due.revision and r.kind = due.kind
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
        insert into purser.reminders (order_id, revision, kind)
        values ($1, $2, $3)
        on conflict do nothing
        "#,
        due.order.as_uuid(),
        due.revision,
        due.kind,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
