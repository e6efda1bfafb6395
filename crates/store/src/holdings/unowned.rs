//! What accounts bought and no order owns, until somebody says whose it is.

use domain::{
    catalog::Provider,
    ids::{OrderId, PersonId},
    money::{Currency, Money},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;
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
