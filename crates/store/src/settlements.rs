//! Paying or cancelling what the cloud holds ordered and unpaid: what was asked for, and the worker's claim on it.

use domain::{
    catalog::Provider,
    digest::Digest,
    ids::{AttemptId, OrderId, PersonId, SettlementId},
    money::{Currency, Money},
    order::settlement::{Act, Payment, Stage},
    view,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// A settlement's row. The worker reads it, changes what moves and [`save`]s it under the order's lock.
#[derive(Debug, Clone)]
pub struct Settlement {
    pub id: SettlementId,
    pub order: OrderId,
    pub revision: i32,
    pub act: Act,
    pub cloud_order: String,
    pub stage: Stage,
    pub code: Option<String>,
    pub asked_at: OffsetDateTime,
    pub fence: i64,
    pub lease_owner: Option<String>,
    pub lease_until: Option<OffsetDateTime>,
    pub due_at: Option<OffsetDateTime>,
    pub attempt: Option<AttemptId>,
    pub amount: Option<Money>,
    pub ended_at: Option<OffsetDateTime>,
}

/// What the requester asks for.
#[derive(Debug)]
pub struct New<'a> {
    pub id: SettlementId,
    pub order: OrderId,
    pub revision: i32,
    pub order_hash: Digest,
    pub act: Act,
    pub bought: &'a Bought,
    pub asked_by: PersonId,
}

/// The cloud's order that an order bought.
#[derive(Debug, Clone)]
pub struct Bought {
    pub provider: Provider,
    pub account: String,
    pub cloud_order: String,
}

/// The cloud's order that this order bought, if it is one.
pub async fn bought(conn: &mut PgConnection, order: OrderId) -> Result<Option<Bought>, StoreError> {
    Ok(sqlx::query_as!(
        Bought,
        r#"
        select
            provider as "provider: Provider",
            account,
            coalesce(cloud_order, reference) as "cloud_order!"
        from purser.purchases
        where order_id = $1 and kind = 'cloud_order'
        "#,
        order.as_uuid(),
    )
    .fetch_optional(conn)
    .await?)
}

/// Writes what was asked for, due at once. `false`: the cloud's order is being settled already.
pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        insert into purser.settlements (
            settlement_id, order_id, revision, order_hash, kind, provider, account, cloud_order, asked_by
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (provider, account, cloud_order) where ended_at is null do nothing
        "#,
        new.id.as_uuid(),
        new.order.as_uuid(),
        new.revision,
        new.order_hash.as_bytes().as_slice(),
        new.act.name(),
        new.bought.provider.name(),
        new.bought.account,
        new.bought.cloud_order,
        new.asked_by.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes one settlement that is due (T0), or none: what may have left before what has not, and nothing new while a
/// hold stands. The fence rises and is returned.
pub async fn claim(
    conn: &mut PgConnection,
    worker: &str,
    lease_s: f64,
) -> Result<Option<(SettlementId, OrderId, i64)>, StoreError> {
    let claimed = sqlx::query!(
        r#"
        update purser.settlements
        set fence = fence + 1,
            lease_owner = $1,
            lease_until = purser.now() + make_interval(secs => $2)
        where settlement_id = (
            select settlement_id
            from purser.settlements
            where ended_at is null
              and due_at <= (select purser.now())
              and (lease_until is null or lease_until < (select purser.now()))
              and (state <> 'waiting' or not exists (select from purser.holds where lifted_at is null))
            order by state = 'waiting', due_at
            limit 1
            for update skip locked
        )
        returning settlement_id as "id: SettlementId", order_id as "order: OrderId", fence
        "#,
        worker,
        lease_s,
    )
    .fetch_optional(conn)
    .await?;
    Ok(claimed.map(|row| (row.id, row.order, row.fence)))
}

/// The settlement as it is. Who changes it holds its order's lock.
pub async fn find(conn: &mut PgConnection, id: SettlementId) -> Result<Option<Settlement>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            settlement_id as "id: SettlementId",
            order_id as "order: OrderId",
            revision,
            kind as "act: Act",
            cloud_order,
            state as "stage: Stage",
            code,
            asked_at,
            fence,
            lease_owner,
            lease_until,
            due_at,
            attempt_id as "attempt: AttemptId",
            amount::numeric as amount,
            currency::text as "currency: Currency",
            ended_at
        from purser.settlements
        where settlement_id = $1
        "#,
        id.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Settlement {
            id: row.id,
            order: row.order,
            revision: row.revision,
            act: row.act,
            cloud_order: row.cloud_order,
            stage: row.stage,
            code: row.code,
            asked_at: row.asked_at,
            fence: row.fence,
            lease_owner: row.lease_owner,
            lease_until: row.lease_until,
            due_at: row.due_at,
            attempt: row.attempt,
            amount: money(row.amount.zip(row.currency))?,
            ended_at: row.ended_at,
        })
    })
    .transpose()
}

/// The order's settlement that needs a person.
pub async fn in_doubt(conn: &mut PgConnection, order: OrderId) -> Result<Option<Settlement>, StoreError> {
    let id = sqlx::query_scalar!(
        r#"
        select settlement_id as "id: SettlementId"
        from purser.settlements
        where order_id = $1 and state = 'needs_person'
        limit 1
        "#,
        order.as_uuid(),
    )
    .fetch_optional(&mut *conn)
    .await?;
    match id {
        Some(id) => find(conn, id).await,
        None => Ok(None),
    }
}

/// Writes everything that moves, if nobody claimed it since it was read.
pub async fn save(conn: &mut PgConnection, settlement: &Settlement) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.settlements
        set state = $3,
            code = $4,
            lease_owner = $5,
            lease_until = $6,
            due_at = $7,
            attempt_id = $8,
            amount = $9,
            currency = $10,
            ended_at = $11
        where settlement_id = $1 and fence = $2
        "#,
        settlement.id.as_uuid(),
        settlement.fence,
        settlement.stage.name(),
        settlement.code,
        settlement.lease_owner,
        settlement.lease_until,
        settlement.due_at,
        settlement.attempt.map(AttemptId::as_uuid),
        settlement.amount.map(|amount| amount.amount()) as _,
        settlement.amount.map(|amount| amount.currency().code()) as _,
        settlement.ended_at,
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Whether something of the order can be paid or cancelled now.
pub async fn payment(conn: &mut PgConnection, order: OrderId) -> Result<Payment, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            exists (
                select from purser.settlements where order_id = $1 and ended_at is null
            ) as "settling!",
            (
                select kind from purser.settlements where order_id = $1 and state = 'needs_person' limit 1
            ) as "in_doubt: Act",
            exists (
                select
                from purser.instances i
                join purser.purchases p on p.purchase_id = i.purchase_id
                where i.order_id = $1 and i.fulfilment = 'unpaid' and p.kind = 'cloud_order'
            ) as "due!"
        "#,
        order.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(match (row.in_doubt, row.settling, row.due) {
        (Some(act), ..) => Payment::InDoubt(act),
        (None, true, _) => Payment::Settling,
        (None, false, true) => Payment::Due,
        (None, false, false) => Payment::NothingDue,
    })
}

/// What an order's page shows of its payment; `None` where nothing was ever unpaid.
pub async fn shown(conn: &mut PgConnection, order: OrderId) -> Result<Option<view::PaymentView>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            i.fulfilment = 'unpaid' as "unpaid!",
            i.due::numeric as due,
            i.due_currency::text as "due_currency: Currency",
            i.pay_until,
            s.act as "act?: Act",
            s.stage as "stage?: Stage",
            s.code as "code?",
            s.asked_at as "asked_at?",
            s.amount as "amount?",
            s.currency as "currency?: Currency"
        from purser.instances i
        left join lateral (
            select
                kind as act,
                state as stage,
                code,
                asked_at,
                amount::numeric as amount,
                currency::text as currency
            from purser.settlements
            where order_id = i.order_id
            order by asked_at desc
            limit 1
        ) s on true
        where i.order_id = $1 and (i.fulfilment = 'unpaid' or s.act is not null)
        "#,
        order.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let settlement = match (row.act, row.stage, row.asked_at) {
        (Some(act), Some(stage), Some(asked_at)) => Some(view::SettlementView {
            act,
            stage,
            code: row.code,
            asked_at,
            amount: money(row.amount.zip(row.currency))?,
        }),
        _ => None,
    };
    Ok(Some(view::PaymentView {
        unpaid: row.unpaid,
        due: money(row.due.zip(row.due_currency))?,
        pay_until: row.pay_until,
        settlement,
    }))
}

fn money(stored: Option<(rust_decimal::Decimal, Currency)>) -> Result<Option<Money>, StoreError> {
    let read = stored.map(|(amount, currency)| Money::new(amount, currency)).transpose();
    read.map_err(|_| StoreError::unreadable("amount"))
}

/// When the next settlement falls due, for a worker's timer.
pub async fn next_due(conn: &mut PgConnection) -> Result<Option<OffsetDateTime>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select min(greatest(due_at, lease_until)) as due from purser.settlements where ended_at is null"
    )
    .fetch_one(conn)
    .await?)
}
