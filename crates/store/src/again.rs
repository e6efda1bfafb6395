//! What people were told of once and what happens again: steps that have enough people again after admins were told that
//! they had not, and complete steps that are due again because an answer does not count any more. Append-only.

use domain::ids::OrderId;
use sqlx::PgConnection;

use crate::StoreError;

/// A step, counted from 0, of an order that waits, of which admins were told that it has too few people, and which was
/// not found mended since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed {
    pub order: OrderId,
    pub step: usize,
}

/// All of them.
pub async fn missed(conn: &mut PgConnection) -> Result<Vec<Missed>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select distinct m.order_id as "order: OrderId", m.step
        from purser.approvers_missed m
        join purser.orders o on o.order_id = m.order_id and o.revision = m.revision
        where o.state = 'pending_approval'
          and m.mended = (
              select count(*)
              from purser.misses_mended
              where order_id = m.order_id and revision = m.revision and step = m.step)
        order by m.order_id, m.step
        "#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let step = usize::try_from(row.step).map_err(|_| StoreError::unreadable("step"))?;
            Ok(Missed { order: row.order, step })
        })
        .collect()
}

/// Notes that the step has enough people again, so that the next time that it has too few is news.
pub async fn mend(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    step: usize,
) -> Result<(), StoreError> {
    let step = i32::try_from(step).map_err(|_| StoreError::unreadable("step"))?;
    sqlx::query!(
        r#"
        insert into purser.misses_mended (order_id, revision, step, nth)
        select $1, $2, $3, count(*) + 1
        from purser.misses_mended
        where order_id = $1 and revision = $2 and step = $3
        on conflict do nothing
        "#,
        order.as_uuid(),
        revision,
        step,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Orders that wait and were answered by somebody who left, whether they came back since or not.
pub async fn answered_by_who_left(conn: &mut PgConnection) -> Result<Vec<OrderId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select o.order_id as "id: OrderId"
        from purser.orders o
        where o.state = 'pending_approval'
          and exists (
              select
              from purser.decisions d
              where d.order_id = o.order_id and d.revision = o.revision and d.kind = 'person'
                and not exists (
                    select from purser.answers_that_count c where c.decision_id = d.decision_id))
        order by o.order_id
        "#
    )
    .fetch_all(conn)
    .await?)
}

/// Notes that whom the step asks is told that it is due again, after so many answers to the revision, whether they count
/// or not; says whether that is news. The database refuses an order that does not wait for approval.
pub async fn due(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    step: usize,
    answers: usize,
) -> Result<bool, StoreError> {
    let step = i32::try_from(step).map_err(|_| StoreError::unreadable("step"))?;
    let answers = i32::try_from(answers).map_err(|_| StoreError::unreadable("answers"))?;
    let done = sqlx::query!(
        r#"
        insert into purser.steps_due_again (order_id, revision, step, answers)
        values ($1, $2, $3, $4)
        on conflict do nothing
        "#,
        order.as_uuid(),
        revision,
        step,
        answers,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
