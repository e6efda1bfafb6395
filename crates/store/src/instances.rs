//! Instances: what runs at the cloud because an order bought it.

use domain::{
    catalog::{Billing, Operation, Provider},
    ids::{InstanceId, OrderId, OrderNumber, PersonId, PurchaseId},
    instance::Fulfilment,
    money::Money,
    view::{Instance, Who},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::{
    StoreError,
    orders::{Cursor, Reader},
};

/// A new instance, as the sale showed it.
#[derive(Debug)]
pub struct New<'a> {
    pub id: InstanceId,
    pub order: OrderId,
    pub purchase: PurchaseId,
    pub provider: Provider,
    pub operation: Operation,
    pub region: &'a str,
    /// At least one of the two is known.
    pub cloud_id: Option<&'a str>,
    pub cloud_order: Option<&'a str>,
    pub fulfilment: Fulfilment,
    pub billing: Billing,
}

pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.instances (
            instance_id, order_id, purchase_id, provider, operation, region, cloud_id, cloud_order, fulfilment, billing
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        "#,
        new.id.as_uuid(),
        new.order.as_uuid(),
        new.purchase.as_uuid(),
        new.provider.name(),
        new.operation.key(),
        new.region,
        new.cloud_id,
        new.cloud_order,
        new.fulfilment.name(),
        new.billing.name(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest instance that has this id at the cloud and was not released: what a change of it refers to.
pub async fn of_cloud_id(
    conn: &mut PgConnection,
    provider: Provider,
    cloud_id: &str,
) -> Result<Option<InstanceId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select instance_id as "id: InstanceId"
        from purser.instances
        where provider = $1 and cloud_id = $2 and fulfilment <> 'released'
        order by created_at desc
        limit 1
        "#,
        provider.name(),
        cloud_id,
    )
    .fetch_optional(conn)
    .await?)
}

/// What the order became.
pub async fn of_order(conn: &mut PgConnection, order: OrderId) -> Result<Option<InstanceId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select instance_id as "id: InstanceId" from purser.instances where order_id = $1"#,
        order.as_uuid(),
    )
    .fetch_optional(conn)
    .await?)
}

/// Writes how the instance is paid from now on.
pub async fn set_billing(
    conn: &mut PgConnection,
    id: InstanceId,
    billing: Billing,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update purser.instances set billing = $2, updated_at = purser.now() where instance_id = $1",
        id.as_uuid(),
        billing.name(),
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// What a poll brought.
#[derive(Debug, Default)]
pub struct Polled<'a> {
    /// The instance's own id, where only its order was known.
    pub cloud_id: Option<&'a str>,
    /// What is to be paid, while it is unpaid; `None` forgets it.
    pub due: Option<Money>,
    pub pay_until: Option<OffsetDateTime>,
    pub name: Option<&'a str>,
    pub status: Option<&'a str>,
    /// `None` leaves it as it is.
    pub fulfilment: Option<Fulfilment>,
    pub expires_at: Option<OffsetDateTime>,
    /// Why it brought nothing: a code.
    pub error: Option<&'a str>,
}

/// Writes what a poll brought. After an error the last known facts stay.
pub async fn polled(conn: &mut PgConnection, id: InstanceId, polled: &Polled<'_>) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.instances
        set name = coalesce($2, name),
            status = coalesce($3, status),
            fulfilment = coalesce($4, fulfilment),
            expires_at = coalesce($5, expires_at),
            poll_error = $6,
            cloud_id = coalesce(cloud_id, $7),
            due = case when $6::text is null then $8 else due end,
            due_currency = case when $6::text is null then $9 else due_currency end,
            pay_until = case when $6::text is null then $10 else pay_until end,
            last_polled_at = purser.now(),
            updated_at = purser.now()
        where instance_id = $1
        "#,
        id.as_uuid(),
        polled.name,
        polled.status,
        polled.fulfilment.map(Fulfilment::name),
        polled.expires_at,
        polled.error,
        polled.cloud_id,
        polled.due.map(|due| due.amount()) as _,
        polled.due.map(|due| due.currency().code()) as _,
        polled.pay_until,
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Which instances of those that the reader may see.
#[derive(Debug, Clone, Copy, Default)]
pub struct Which {
    pub id: Option<InstanceId>,
    /// Ends before this.
    pub expires_before: Option<OffsetDateTime>,
    pub after: Option<Cursor>,
}

/// At most `limit` instances that the reader may see, newest first.
pub async fn list(
    conn: &mut PgConnection,
    reader: &Reader,
    which: Which,
    limit: i64,
) -> Result<Vec<Instance>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            i.instance_id as "id: InstanceId",
            i.provider as "provider: Provider",
            i.operation as "operation: Operation",
            i.region,
            coalesce(i.cloud_id, i.cloud_order) as "cloud_id!",
            i.name,
            i.status,
            i.fulfilment as "fulfilment: Fulfilment",
            i.order_id as "order: OrderId",
            o.number,
            o.requester_id as "requester_id: PersonId",
            p.name as requester_name,
            t.name as team,
            i.billing as "billing: Billing",
            i.expires_at,
            i.last_polled_at,
            i.poll_error,
            i.created_at
        from purser.instances i
        join purser.orders o on o.order_id = i.order_id
        join purser.people p on p.person_id = o.requester_id
        join purser.teams t on t.team_id = o.team_id
        where (o.requester_id = $1 or $2 or o.team_id = any($3))
          and ($4::uuid is null or i.instance_id = $4)
          and ($5::timestamptz is null or (i.expires_at < $5 and i.fulfilment <> 'released'))
          and ($6::timestamptz is null or (i.created_at, i.instance_id) < ($6, $7))
        order by i.created_at desc, i.instance_id desc
        limit $8
        "#,
        reader.person,
        reader.reads_all,
        &reader.teams,
        which.id.map(InstanceId::as_uuid),
        which.expires_before,
        which.after.map(|cursor| cursor.at),
        which.after.map(|cursor| cursor.id),
        limit,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Instance {
            id: row.id,
            provider: row.provider,
            operation: row.operation,
            region: row.region,
            cloud_id: row.cloud_id,
            name: row.name,
            status: row.status,
            fulfilment: row.fulfilment,
            order: row.order,
            order_number: OrderNumber::new(row.number),
            requester: Who { id: row.requester_id, name: row.requester_name },
            team: row.team,
            billing: row.billing,
            expires_at: row.expires_at,
            last_polled_at: row.last_polled_at,
            poll_error: row.poll_error,
            created_at: row.created_at,
        })
        .collect())
}

/// How many instances the reader may see in each state.
pub async fn counts(conn: &mut PgConnection, reader: &Reader) -> Result<Vec<(Fulfilment, i64)>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            i.fulfilment as "fulfilment: Fulfilment",
            count(*) as "count!"
        from purser.instances i
        join purser.orders o on o.order_id = i.order_id
        where o.requester_id = $1 or $2 or o.team_id = any($3)
        group by i.fulfilment
        "#,
        reader.person,
        reader.reads_all,
        &reader.teams,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.fulfilment, row.count)).collect())
}

/// What the poller needs of an instance.
#[derive(Debug, Clone)]
pub struct Polling {
    pub id: InstanceId,
    pub order: OrderId,
    pub revision: i32,
    pub operation: Operation,
    pub region: String,
    pub cloud_id: Option<String>,
    pub cloud_order: Option<String>,
    pub status: Option<String>,
    pub fulfilment: Fulfilment,
    pub created_at: OffsetDateTime,
}

/// The instance as the poller sees it.
pub async fn polling(conn: &mut PgConnection, id: InstanceId) -> Result<Option<Polling>, StoreError> {
    Ok(sqlx::query_as!(
        Polling,
        r#"
        select
            i.instance_id as "id: InstanceId",
            i.order_id as "order: OrderId",
            o.revision,
            i.operation as "operation: Operation",
            i.region,
            i.cloud_id,
            i.cloud_order,
            i.status,
            i.fulfilment as "fulfilment: Fulfilment",
            i.created_at
        from purser.instances i
        join purser.orders o on o.order_id = i.order_id
        where i.instance_id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?)
}
