//! Order rows: reading, writing what moves, and the worker's claim.

mod list;
mod visible;
mod waiting;

use domain::{
    catalog::{Operation, Provider},
    digest::Digest,
    ids::{OrderId, OrderNumber, PersonId, TeamId},
    mode::Mode,
    order::{OrderInput, State},
    view::Who,
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

pub use self::{
    list::{Cursor, count_open, counts, list, reference},
    visible::Reader,
    waiting::{Waiting, approvals_waiting},
};
use crate::StoreError;

/// An order row. Use cases read it, change it and [`save`] it; the version that was read guards the write.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: OrderId,
    pub number: OrderNumber,
    pub requester: Who,
    pub team: TeamId,
    pub team_name: String,
    pub operation: Operation,
    pub state: State,
    pub version: i32,
    pub revision: i32,
    pub draft: OrderInput,
    pub fence: i64,
    pub lease_owner: Option<String>,
    pub lease_until: Option<OffsetDateTime>,
    pub due_at: Option<OffsetDateTime>,
    pub waiting: Option<String>,
    pub person_reason: Option<String>,
    pub submitted_at: Option<OffsetDateTime>,
    pub approved_at: Option<OffsetDateTime>,
    pub expires_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub state_since: OffsetDateTime,
    /// Who looks after it while a person is needed.
    pub assigned_to: Option<Who>,
}

/// A new draft.
#[derive(Debug)]
pub struct New<'a> {
    pub id: OrderId,
    pub mode: Mode,
    pub requester: PersonId,
    pub team: TeamId,
    pub operation: Operation,
    pub submit_key: &'a str,
    /// Of what was submitted under the key: another body under it is refused.
    pub submit_body_hash: Digest,
    pub draft: &'a OrderInput,
}

/// Name of the constraint that makes submitting twice one order.
pub const ONE_ORDER_FOR_A_SUBMIT_KEY: &str = "one_order_for_a_submit_key";

/// Writes a draft and returns its number, or `None` if the requester used the submit key before.
pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<Option<OrderNumber>, StoreError> {
    let number = sqlx::query_scalar!(
        r#"
        insert into purser.orders (
            order_id, mode, requester_id, team_id, operation, provider, submit_key, submit_body_hash, draft
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict on constraint one_order_for_a_submit_key do nothing
        returning number
        "#,
        new.id.as_uuid(),
        new.mode.name(),
        new.requester.as_uuid(),
        new.team.as_uuid(),
        new.operation.key(),
        new.operation.provider().name(),
        new.submit_key,
        new.submit_body_hash.as_bytes().as_slice(),
        Json(new.draft) as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(number.map(OrderNumber::new))
}

/// The order that was made under this key, with the hash of its body.
pub async fn by_submit_key(
    conn: &mut PgConnection,
    requester: PersonId,
    key: &str,
) -> Result<Option<(OrderId, OrderNumber, Digest)>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            order_id as "id: OrderId",
            number,
            submit_body_hash
        from purser.orders
        where requester_id = $1 and submit_key = $2
        "#,
        requester.as_uuid(),
        key,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let hash =
            Digest::from_slice(&row.submit_body_hash).ok_or_else(|| StoreError::unreadable("body hash"))?;
        Ok((row.id, OrderNumber::new(row.number), hash))
    })
    .transpose()
}

/// The id of the order with this number. Says nothing about who may see it.
pub async fn id_of(conn: &mut PgConnection, number: OrderNumber) -> Result<Option<OrderId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select order_id as "id: OrderId" from purser.orders where number = $1"#,
        number.get()
    )
    .fetch_optional(conn)
    .await?)
}

/// The order as it is, whoever asks: the caller authorises.
pub async fn find(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            o.order_id as "id: OrderId",
            o.number,
            o.requester_id as "requester_id: PersonId",
            p.name as requester_name,
            o.team_id as "team: TeamId",
            t.name as team_name,
            o.operation as "operation: Operation",
            o.state as "state: State",
            o.version,
            o.revision,
            o.draft as "draft: Json<OrderInput>",
            o.fence,
            o.lease_owner,
            o.lease_until,
            o.due_at,
            o.waiting,
            o.person_reason,
            o.submitted_at,
            o.approved_at,
            o.expires_at,
            o.created_at,
            o.updated_at,
            o.state_since,
            o.assigned_to as "assigned_to: PersonId",
            a.name as "assigned_name?"
        from purser.orders o
        join purser.people p on p.person_id = o.requester_id
        join purser.teams t on t.team_id = o.team_id
        left join purser.people a on a.person_id = o.assigned_to
        where o.order_id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Order {
        id: row.id,
        number: OrderNumber::new(row.number),
        requester: Who { id: row.requester_id, name: row.requester_name },
        team: row.team,
        team_name: row.team_name,
        operation: row.operation,
        state: row.state,
        version: row.version,
        revision: row.revision,
        draft: row.draft.0,
        fence: row.fence,
        lease_owner: row.lease_owner,
        lease_until: row.lease_until,
        due_at: row.due_at,
        waiting: row.waiting,
        person_reason: row.person_reason,
        submitted_at: row.submitted_at,
        approved_at: row.approved_at,
        expires_at: row.expires_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
        state_since: row.state_since,
        assigned_to: row.assigned_to.zip(row.assigned_name).map(|(id, name)| Who { id, name }),
    }))
}

/// As [`find`], and nobody else writes the order until the transaction ends.
pub async fn lock(conn: &mut PgConnection, id: OrderId) -> Result<Option<Order>, StoreError> {
    sqlx::query!("select 1 as locked from purser.orders where order_id = $1 for update", id.as_uuid())
        .fetch_optional(&mut *conn)
        .await?;
    find(conn, id).await
}

/// Writes everything of the row that moves, if nobody wrote since it was read; `order.version` then counts on.
pub async fn save(conn: &mut PgConnection, order: &mut Order) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.orders
        set state = $3,
            version = version + 1,
            revision = $4,
            draft = $5,
            team_id = $6,
            fence = $7,
            lease_owner = $8,
            lease_until = $9,
            due_at = $10,
            waiting = $11,
            person_reason = $12,
            submitted_at = $13,
            approved_at = $14,
            expires_at = $15
        where order_id = $1 and version = $2
        "#,
        order.id.as_uuid(),
        order.version,
        order.state.name(),
        order.revision,
        Json(&order.draft) as _,
        order.team.as_uuid(),
        order.fence,
        order.lease_owner,
        order.lease_until,
        order.due_at,
        order.waiting,
        order.person_reason,
        order.submitted_at,
        order.approved_at,
        order.expires_at,
    )
    .execute(conn)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    order.version += 1;
    Ok(())
}

/// Takes one order that is due (T0), or none: unknown before new, nothing new while a hold stands or after its
/// time. The fence rises, so that whoever held it before can decide nothing any more; it is returned.
pub async fn claim(
    conn: &mut PgConnection,
    worker: &str,
    lease_s: f64,
) -> Result<Option<(OrderId, i64)>, StoreError> {
    let claimed = sqlx::query!(
        r#"
        update purser.orders
        set fence = fence + 1,
            version = version + 1,
            takeovers = takeovers + (lease_until is not null)::integer,
            lease_owner = $1,
            lease_until = purser.now() + make_interval(secs => $2)
        where order_id = (
            select order_id
            from purser.orders
            where state in ('approved', 'executing', 'unknown')
              and due_at <= (select purser.now())
              and (lease_until is null or lease_until < (select purser.now()))
              and (
                  state <> 'approved'
                  or (
                      expires_at > (select purser.now())
                      and not exists (select from purser.holds where lifted_at is null)
                  )
              )
            order by state = 'approved', due_at
            limit 1
            for update skip locked
        )
        returning order_id as "id: OrderId", fence
        "#,
        worker,
        lease_s,
    )
    .fetch_optional(conn)
    .await?;
    Ok(claimed.map(|row| (row.id, row.fence)))
}

/// How many orders at this provider have an outcome that nobody knows.
pub async fn unknown_at(conn: &mut PgConnection, provider: Provider) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from purser.orders where state = 'unknown' and provider = $1"#,
        provider.name(),
    )
    .fetch_one(conn)
    .await?)
}

/// When the next order falls due, for a worker's timer.
pub async fn next_due(conn: &mut PgConnection) -> Result<Option<OffsetDateTime>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select min(greatest(due_at, lease_until)) as due
        from purser.orders
        where state in ('approved', 'executing', 'unknown') and due_at is not null
        "#
    )
    .fetch_one(conn)
    .await?)
}

/// Orders whose time to be approved or started is over.
pub async fn expired(conn: &mut PgConnection, limit: i64) -> Result<Vec<OrderId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select order_id as "id: OrderId"
        from purser.orders
        where state in ('pending_approval', 'approved')
          and expires_at <= (select purser.now())
          and (lease_until is null or lease_until < (select purser.now()))
        order by expires_at
        limit $1
        "#,
        limit,
    )
    .fetch_all(conn)
    .await?)
}
