//! What people have to look after: orders in doubt or not moving, and open alarms.

use domain::{
    attention::{Alarm, Watched},
    catalog::Operation,
    ids::{OrderId, OrderNumber, PersonId},
    money::{Currency, Money},
    order::State,
    view::Who,
};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::StoreError;

/// Orders whose money is in doubt or on its way, and approved ones that are due; the longest in their state first.
pub async fn watched(conn: &mut PgConnection, limit: i64) -> Result<Vec<Watched>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            o.order_id as "id: OrderId",
            o.number,
            o.operation as "operation: Operation",
            o.state as "state: State",
            o.state_since,
            o.requester_id as "requester: PersonId",
            p.name as requester_name,
            r.ceiling::numeric as "ceiling?: Decimal",
            r.currency::text as "currency?: Currency",
            o.waiting,
            o.person_reason,
            o.due_at,
            coalesce(o.lease_until > (select purser.now()), false) as "claimed!",
            o.takeovers,
            o.assigned_to as "assigned_to: PersonId",
            a.name as "assigned_name?"
        from purser.orders o
        join purser.people p on p.person_id = o.requester_id
        left join purser.people a on a.person_id = o.assigned_to
        left join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        where o.state in ('executing', 'unknown', 'needs_person')
           or (o.state = 'approved' and o.due_at <= (select purser.now()))
        order by o.state_since, o.number
        limit $1
        "#,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let ceiling =
                row.ceiling.zip(row.currency).map(|(amount, currency)| Money::new(amount, currency));
            Ok(Watched {
                id: row.id,
                number: OrderNumber::new(row.number),
                operation: row.operation,
                state: row.state,
                state_since: row.state_since,
                requester: Who { id: row.requester, name: row.requester_name },
                ceiling: ceiling.transpose().map_err(|_| StoreError::unreadable("ceiling"))?,
                waiting: row.waiting,
                person_reason: row.person_reason,
                due_at: row.due_at,
                claimed: row.claimed,
                takeovers: row.takeovers,
                assigned_to: row.assigned_to.zip(row.assigned_name).map(|(id, name)| Who { id, name }),
            })
        })
        .collect()
}

/// Alarms that nobody cleared, the oldest first.
pub async fn alarms(conn: &mut PgConnection, limit: i64) -> Result<Vec<Alarm>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            a.alarm_id as id,
            a.code,
            a.detail,
            a.raised_at,
            o.number as "number?",
            o.state as "state?: State"
        from purser.alarms a
        left join purser.orders o on o.order_id = a.order_id
        where a.cleared_at is null
        order by a.raised_at, a.alarm_id
        limit $1
        "#,
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Alarm {
            id: row.id,
            code: row.code,
            detail: row.detail,
            raised_at: row.raised_at,
            order: row.number.map(OrderNumber::new).zip(row.state),
        })
        .collect())
}

/// Clears an alarm; its order and code. Nothing: there is none, or it was cleared.
pub async fn clear_alarm(
    conn: &mut PgConnection,
    id: i64,
    by: PersonId,
    reason: &str,
) -> Result<Option<(Option<OrderId>, String)>, StoreError> {
    let row = sqlx::query!(
        r#"
        update purser.alarms
        set cleared_at = purser.now(), cleared_by = $2, clear_reason = $3
        where alarm_id = $1 and cleared_at is null
        returning order_id as "order: OrderId", code
        "#,
        id,
        by.as_uuid(),
        reason,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.order, row.code)))
}

/// Clears all open alarms of an order.
pub async fn clear_alarms_of(
    conn: &mut PgConnection,
    order: OrderId,
    by: PersonId,
    reason: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.alarms
        set cleared_at = purser.now(), cleared_by = $2, clear_reason = $3
        where order_id = $1 and cleared_at is null
        "#,
        order.as_uuid(),
        by.as_uuid(),
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Clears the open alarms of that code that tell of exactly this.
pub async fn clear_alarms_that_tell(
    conn: &mut PgConnection,
    code: &str,
    detail: &str,
    by: PersonId,
    reason: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.alarms
        set cleared_at = purser.now(), cleared_by = $3, clear_reason = $4
        where code = $1 and detail = $2 and cleared_at is null
        "#,
        code,
        detail,
        by.as_uuid(),
        reason,
    )
    .execute(conn)
    .await?;
    Ok(())
}
