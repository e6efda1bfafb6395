//! What accounts bought at the clouds, held against what orders own.

mod unowned;

use domain::{
    catalog::Provider,
    ids::{CredentialId, OrderId},
    order::State,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

pub use self::unowned::*;
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
