//! Steps whose fallback is asked too, and steps of which admins were told that they have too few people: append-only.

use domain::{approval::Escalation, ids::OrderId};
use sqlx::PgConnection;

use crate::StoreError;

/// From now on the step asks its fallback too; says whether it did not before. The database refuses an order that does
/// not wait for approval.
pub async fn insert(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    escalation: Escalation,
) -> Result<bool, StoreError> {
    let step = i32::try_from(escalation.step).map_err(|_| StoreError::unreadable("step"))?;
    let done = sqlx::query!(
        r#"
        insert into purser.escalations (order_id, revision, step, cause)
        values ($1, $2, $3, $4)
        on conflict do nothing
        "#,
        order.as_uuid(),
        revision,
        step,
        escalation.cause.name(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that admins are told of a step, counted from 0, that has too few people; says whether that is news: once, and
/// again after each approver whom one of them named, and once the step had enough people in between.
pub async fn miss(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    step: usize,
) -> Result<bool, StoreError> {
    let step = i32::try_from(step).map_err(|_| StoreError::unreadable("step"))?;
    let done = sqlx::query!(
        r#"
        insert into purser.approvers_missed (order_id, revision, step, named, mended)
        select $1, $2, $3, count(*), (
            select count(*) from purser.misses_mended where order_id = $1 and revision = $2 and step = $3)
        from purser.named_approvers
        where order_id = $1 and revision = $2 and step = $3
        on conflict do nothing
        "#,
        order.as_uuid(),
        revision,
        step,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
