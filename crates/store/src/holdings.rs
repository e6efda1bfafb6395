//! What accounts bought at the clouds, held against what orders own.

use domain::{
    catalog::Provider,
    ids::{CredentialId, OrderId, PersonId},
    money::{Currency, Money},
    order::State,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// Which of these references an order owns: as what it bought, as its cloud order, as its instance, or as
/// evidence of a sale that a person will judge.
pub async fn owned(
    conn: &mut PgConnection,
    provider: Provider,
    references: &[String],
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select reference as "reference!"
        from unnest($2::text[]) reference
        where exists (
                select from purser.purchases p
                where p.provider = $1 and (p.reference = reference.reference or p.cloud_order = reference.reference)
            )
            or exists (
                select from purser.instances i
                where i.provider = $1 and (i.cloud_id = reference.reference or i.cloud_order = reference.reference)
            )
            or exists (
                select
                from purser.evidence e
                join purser.orders o on o.order_id = e.order_id
                where o.provider = $1
                  and e.sale
                  and (e.reference = reference.reference or e.cloud_order = reference.reference)
            )
        "#,
        provider.name(),
        references,
    )
    .fetch_all(conn)
    .await?)
}

/// References of purchases since then, for looks that can be spared.
pub async fn bought_since(
    conn: &mut PgConnection,
    provider: Provider,
    since: OffsetDateTime,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select reference as "reference!" from purser.purchases where provider = $1 and bought_at >= $2
        union
        select cloud_order from purser.purchases
        where provider = $1 and bought_at >= $2 and cloud_order is not null
        "#,
        provider.name(),
        since,
    )
    .fetch_all(conn)
    .await?)
}

/// The order that an answer named this reference for, without proving the sale. What people say proves nothing here.
pub async fn linked(
    conn: &mut PgConnection,
    provider: Provider,
    references: &[String],
) -> Result<Option<OrderId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select e.order_id as "order: OrderId"
        from purser.evidence e
        join purser.orders o on o.order_id = e.order_id
        where o.provider = $1 and not e.sale and e.kind <> 'person' and e.reference = any($2)
        order by e.received_at
        limit 1
        "#,
        provider.name(),
        references,
    )
    .fetch_optional(conn)
    .await?)
}

/// Where an order stands; `None` if there is none.
pub async fn state_of(conn: &mut PgConnection, order: OrderId) -> Result<Option<State>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select state as "state: State" from purser.orders where order_id = $1"#,
        order.as_uuid()
    )
    .fetch_optional(conn)
    .await?)
}

/// When the first request left of those whose outcome is still being found out, at this account: what the account
/// shows from then on may be theirs.
pub async fn unsettled_since(
    conn: &mut PgConnection,
    provider: Provider,
    account: &str,
) -> Result<Option<OffsetDateTime>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select min(s.signed_at)
        from purser.attempts a
        join purser.orders o on o.order_id = a.order_id
        join purser.sends s on s.attempt_id = a.attempt_id
        where a.provider = $1
          and a.account = $2
          and a.kind = 'purchase'
          and a.class <> 'setstate'
          and o.state in ('executing', 'unknown')
        "#,
        provider.name(),
        account,
    )
    .fetch_one(conn)
    .await?)
}

/// Regions in which orders of the account were to buy.
pub async fn regions(
    conn: &mut PgConnection,
    provider: Provider,
    account: &str,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select distinct r.region
        from purser.revisions r
        join purser.credential_versions v on v.credential_id = r.credential_id and v.version = r.credential_version
        where v.provider = $1
          and coalesce(v.account, v.access_key_id, v.domain_name) = $2
        "#,
        provider.name(),
        account,
    )
    .fetch_all(conn)
    .await?)
}

/// An account with the newest credential that still looks at it.
#[derive(Debug, Clone)]
pub struct Account {
    pub provider: Provider,
    pub account: String,
    /// Where its lists are kept apart: a project and its region, or nothing.
    pub scope: String,
    pub credential: CredentialId,
    pub version: i32,
    /// Since when Purser knows the account.
    pub known_since: OffsetDateTime,
    /// Up to when its lists were read last.
    pub swept_at: Option<OffsetDateTime>,
}

/// Every account that a good credential leads to.
pub async fn accounts(conn: &mut PgConnection) -> Result<Vec<Account>, StoreError> {
    Ok(sqlx::query_as!(
        Account,
        r#"
        with known as (
            select
                v.provider,
                coalesce(v.account, v.access_key_id, v.domain_name) as account,
                coalesce(v.project_id || '/' || v.region, '') as scope,
                v.credential_id,
                v.version,
                v.state,
                v.created_at
            from purser.credential_versions v
        )
        select distinct on (k.provider, k.account, k.scope)
            k.provider as "provider!: Provider",
            k.account as "account!",
            k.scope as "scope!",
            k.credential_id as "credential!: CredentialId",
            k.version as "version!",
            (
                select min(f.created_at)
                from known f
                where f.provider = k.provider and f.account = k.account
            ) as "known_since!",
            s.swept_at as "swept_at?"
        from known k
        left join purser.sweeps s on s.provider = k.provider and s.account = k.account and s.scope = k.scope
        where k.state in ('verified', 'unverified') and k.account is not null
        order by k.provider, k.account, k.scope, k.state = 'verified' desc, k.created_at desc
        "#
    )
    .fetch_all(conn)
    .await?)
}

/// Notes that the account's lists were read whole, up to then.
pub async fn set_swept(
    conn: &mut PgConnection,
    account: &Account,
    swept_at: OffsetDateTime,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.sweeps (provider, account, scope, swept_at)
        values ($1, $2, $3, $4)
        on conflict (provider, account, scope) do update set swept_at = excluded.swept_at
        "#,
        account.provider.name(),
        account.account,
        account.scope,
        swept_at,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Something that an account bought and no order owns.
#[derive(Debug)]
pub struct New<'a> {
    pub provider: Provider,
    pub account: &'a str,
    /// `instance` or `cloud_order`.
    pub kind: &'static str,
    pub reference: &'a str,
    pub name: Option<&'a str>,
    /// In the cloud's own word.
    pub product: Option<&'a str>,
    pub created_at: Option<OffsetDateTime>,
    pub amount: Option<Money>,
    /// The order that its name points to.
    pub order: Option<OrderId>,
}

/// Writes it down. `false`: it was known.
pub async fn insert_unowned(conn: &mut PgConnection, new: &New<'_>) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        insert into purser.unowned_purchases (
            provider, account, kind, reference, name, created_at, amount, currency, order_id, product
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (provider, account, kind, reference) do nothing
        "#,
        new.provider.name(),
        new.account,
        new.kind,
        new.reference,
        new.name,
        new.created_at,
        new.amount.map(|money| money.amount()) as _,
        new.amount.map(|money| money.currency().code()) as _,
        new.order.map(OrderId::as_uuid),
        new.product,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Which of these were cleared by somebody: they trouble nobody any more.
pub async fn cleared(
    conn: &mut PgConnection,
    provider: Provider,
    references: &[String],
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select reference
        from purser.unowned_purchases
        where provider = $1 and reference = any($2) and cleared_at is not null
        "#,
        provider.name(),
        references,
    )
    .fetch_all(conn)
    .await?)
}

/// A row of what no order owns.
#[derive(Debug, Clone)]
pub struct Unowned {
    pub number: i64,
    pub provider: Provider,
    pub account: String,
    pub kind: String,
    pub reference: String,
    pub name: Option<String>,
    pub product: Option<String>,
    pub created_at: Option<OffsetDateTime>,
    pub amount: Option<Money>,
    pub order: Option<OrderId>,
    pub seen_at: OffsetDateTime,
}

/// What is not cleared, oldest first, at most 500.
pub async fn open(conn: &mut PgConnection) -> Result<Vec<Unowned>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            unowned_no,
            provider as "provider: Provider",
            account,
            kind,
            reference,
            name,
            product,
            created_at,
            amount::text as amount,
            currency::text as currency,
            order_id as "order: OrderId",
            seen_at
        from purser.unowned_purchases
        where cleared_at is null
        order by seen_at, unowned_no
        limit 500
        "#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let amount = row.amount.zip(row.currency).map(|(amount, currency)| {
                let currency: Currency = currency.parse().map_err(|_| StoreError::unreadable("currency"))?;
                Money::parse(&amount, currency).map_err(|_| StoreError::unreadable("amount"))
            });
            Ok(Unowned {
                number: row.unowned_no,
                provider: row.provider,
                account: row.account,
                kind: row.kind,
                reference: row.reference,
                name: row.name,
                product: row.product,
                created_at: row.created_at,
                amount: amount.transpose()?,
                order: row.order,
                seen_at: row.seen_at,
            })
        })
        .collect()
}

/// What could be given to an order: not cleared, and bought by the account of its credential, oldest first.
pub async fn open_for(conn: &mut PgConnection, order: OrderId) -> Result<Vec<Unowned>, StoreError> {
    let numbers = sqlx::query_scalar!(
        r#"
        select u.unowned_no
        from purser.orders o
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        join purser.credential_versions v on v.credential_id = r.credential_id and v.version = r.credential_version
        join purser.unowned_purchases u
          on u.provider = o.provider and u.account in (v.account, v.access_key_id, v.domain_name)
        where o.order_id = $1 and u.cleared_at is null
        "#,
        order.as_uuid(),
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut open = open(conn).await?;
    open.retain(|row| numbers.contains(&row.number));
    Ok(open)
}

/// What was cleared.
#[derive(Debug, Clone)]
pub struct Cleared {
    pub provider: Provider,
    pub account: String,
    pub reference: String,
}

/// Clears one: `by` says why, or nobody, where an order owns it by now. Nothing: it is not open.
pub async fn clear(
    conn: &mut PgConnection,
    number: i64,
    by: Option<PersonId>,
    reason: &str,
) -> Result<Option<Cleared>, StoreError> {
    Ok(sqlx::query_as!(
        Cleared,
        r#"
        update purser.unowned_purchases
        set cleared_at = purser.now(),
            cleared_by = $2,
            clear_reason = $3
        where unowned_no = $1 and cleared_at is null
        returning provider as "provider: Provider", account, reference
        "#,
        number,
        by.map(PersonId::as_uuid),
        reason,
    )
    .fetch_optional(conn)
    .await?)
}

/// Writes evidence of a sale that a sweep found for the order. `false`: it was written before.
pub async fn insert_evidence(
    conn: &mut PgConnection,
    id: uuid::Uuid,
    order: OrderId,
    reference: &str,
    cloud_order: Option<&str>,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        insert into purser.evidence (evidence_id, order_id, attempt_id, kind, sale, reference, cloud_order)
        select
            $1,
            $2::uuid,
            (select attempt_id from purser.attempts where order_id = $2 and kind = 'purchase'
             order by created_at desc limit 1),
            'sweep',
            true,
            $3::text,
            $4
        where not exists (
            select from purser.evidence where order_id = $2 and kind = 'sweep' and reference = $3
        )
        "#,
        id,
        order.as_uuid(),
        reference,
        cloud_order,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Raises an alarm that may be about no order.
pub async fn raise_alarm(
    conn: &mut PgConnection,
    order: Option<OrderId>,
    code: &str,
    detail: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into purser.alarms (order_id, code, detail) values ($1, $2, $3)",
        order.map(OrderId::as_uuid),
        code,
        detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}
