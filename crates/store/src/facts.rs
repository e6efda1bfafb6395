//! What is known of an order beside the cloud's answers: looks, and what people said.

use domain::{
    ids::{AttemptId, EvidenceId, OrderId, PersonId},
    order::{Grounds, Said, Statement, settlement::Act},
    view::{LookView, StatementView, Who},
};
use sqlx::PgConnection;

use crate::StoreError;

/// A statement as it is written. Only one that settles the order as bought shows a sale.
#[derive(Debug)]
pub struct New<'a> {
    pub id: EvidenceId,
    pub order: OrderId,
    pub attempt: Option<AttemptId>,
    pub person: PersonId,
    pub statement: &'a Statement,
    pub sale: bool,
}

/// Writes what a person said. The database refuses whoever may not, and what lacks its grounds. Locks the order.
pub async fn insert_statement(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.evidence (evidence_id, order_id, attempt_id, kind, sale, reference, code, message, person_id)
        values ($1, $2, $3, 'person', $4, $5, $6, $7, $8)
        "#,
        new.id.as_uuid(),
        new.order.as_uuid(),
        new.attempt.map(AttemptId::as_uuid),
        new.sale,
        new.statement.reference,
        new.statement.said.name(),
        new.statement.reason,
        new.person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether enough people, with this one, say the same since the order waits for a person.
pub async fn would_agree(
    conn: &mut PgConnection,
    order: OrderId,
    person: PersonId,
    statement: &Statement,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select not purser.is_above_limit(o.order_id) or exists (
            select
            from purser.evidence e
            where e.order_id = o.order_id
              and e.kind = 'person'
              and e.code = $3
              and e.reference is not distinct from $4
              and e.person_id <> $2
              and e.state_no = o.state_no
              and purser.may_resolve(o.order_id, e.person_id)
        ) as "agree!"
        from purser.orders o
        where o.order_id = $1
        "#,
        order.as_uuid(),
        person.as_uuid(),
        statement.said.name(),
        statement.reference,
    )
    .fetch_one(conn)
    .await?)
}

/// Whether enough people, with this one, say the same of paying or cancelling.
pub async fn would_agree_of(
    conn: &mut PgConnection,
    attempt: AttemptId,
    person: PersonId,
    statement: &Statement,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select not purser.is_above_limit(a.order_id) or exists (
            select
            from purser.evidence e
            where e.attempt_id = a.attempt_id
              and e.kind = 'person'
              and e.code = $3
              and e.person_id <> $2
              and purser.may_resolve(a.order_id, e.person_id)
        ) as "agree!"
        from purser.attempts a
        where a.attempt_id = $1
        "#,
        attempt.as_uuid(),
        person.as_uuid(),
        statement.said.name(),
    )
    .fetch_one(conn)
    .await?)
}

/// What a verdict on paying or cancelling rests on. The caller's transaction divides the waits, see [`divide_waits`].
pub async fn grounds_of(
    conn: &mut PgConnection,
    order: OrderId,
    attempt: AttemptId,
) -> Result<Grounds, StoreError> {
    Ok(sqlx::query_as!(
        Grounds,
        r#"
        select
            purser.attempt_dead_at($2) as dead_at,
            purser.attempt_was_looked_at($2) as "looked!",
            null as sale,
            purser.is_above_limit($1) as "takes_two!"
        "#,
        order.as_uuid(),
        attempt.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// Writes down that the lists of the account were read for an order of which no attempt is known. `absent`: they show
/// nothing that no order owns; `unowned`: they do, and `told` names it.
pub async fn insert_list_look(
    conn: &mut PgConnection,
    id: EvidenceId,
    order: OrderId,
    code: &str,
    told: Option<&str>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into purser.evidence (evidence_id, order_id, kind, code, message) values ($1, $2, 'look', $3, $4)",
        id.as_uuid(),
        order.as_uuid(),
        code,
        told,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a verdict on the order rests on. The caller's transaction divides the waits, see [`divide_waits`].
pub async fn grounds(conn: &mut PgConnection, order: OrderId) -> Result<Grounds, StoreError> {
    Ok(sqlx::query_as!(
        Grounds,
        r#"
        select
            purser.surely_dead_at($1) as dead_at,
            purser.was_looked_at($1) as "looked!",
            (select reference from purser.evidence where order_id = $1 and sale order by received_at limit 1) as sale,
            purser.is_above_limit($1) as "takes_two!"
        "#,
        order.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// Until the transaction ends, the database's own waits are divided as the portal's are. A live database does not
/// listen.
pub async fn divide_waits(conn: &mut PgConnection, divisor: i32) -> Result<(), StoreError> {
    sqlx::query!("select set_config('purser.settle_compress', $1, true)", divisor.to_string())
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// Looks at the cloud for the order, oldest first.
pub async fn looks(conn: &mut PgConnection, order: OrderId) -> Result<Vec<LookView>, StoreError> {
    Ok(sqlx::query_as!(
        LookView,
        r#"
        select
            e.received_at as at,
            e.cloud_date,
            coalesce(e.code, '') as "saw!",
            nullif(a.kind, 'purchase') as "act?: Act",
            e.reference,
            e.message,
            e.request_id
        from purser.evidence e
        left join purser.attempts a on a.attempt_id = e.attempt_id
        where e.order_id = $1 and e.kind = 'look'
        order by e.received_at, e.evidence_id
        "#,
        order.as_uuid(),
    )
    .fetch_all(conn)
    .await?)
}

/// What people said of the order, oldest first.
pub async fn statements(conn: &mut PgConnection, order: OrderId) -> Result<Vec<StatementView>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            e.person_id as "person!: PersonId",
            p.name,
            e.code as "said!: Said",
            e.reference,
            coalesce(e.message, '') as "reason!",
            e.received_at as at
        from purser.evidence e
        join purser.people p on p.person_id = e.person_id
        where e.order_id = $1 and e.kind = 'person'
        order by e.received_at, e.evidence_id
        "#,
        order.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StatementView {
            by: Who { id: row.person, name: row.name },
            said: row.said,
            reference: row.reference,
            reason: row.reason,
            at: row.at,
        })
        .collect())
}

/// Makes somebody look after the order.
pub async fn assign(
    conn: &mut PgConnection,
    order: &mut crate::orders::Order,
    person: PersonId,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update purser.orders set assigned_to = $3, version = version + 1 where order_id = $1 and version = $2",
        order.id.as_uuid(),
        order.version,
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    order.version += 1;
    Ok(())
}
