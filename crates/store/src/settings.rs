//! What admins set for the whole installation.

use domain::{
    ids::{OrderId, PersonId},
    money::{Currency, Money},
};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::StoreError;

/// Above these amounts a decision needs a fresh sign-in and a verdict two people; at most one a currency.
pub async fn confirm_above(conn: &mut PgConnection) -> Result<Vec<Money>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select amount::numeric as "amount!: Decimal", currency::text as "currency!: Currency"
        from purser.settings
        where name = 'confirm_above'
        order by currency
        "#
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Money::new(row.amount, row.currency).map_err(|_| StoreError::unreadable("the limit of a setting"))
        })
        .collect()
}

/// Sets the limit of one currency.
pub async fn set_confirm_above(
    conn: &mut PgConnection,
    limit: &Money,
    by: PersonId,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.settings (name, currency, amount, set_by)
        values ('confirm_above', $1, $2, $3)
        on conflict (name, currency) do update set amount = $2, set_by = $3, set_at = purser.now()
        "#,
        limit.currency().code() as _,
        limit.amount() as _,
        by.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes the limit of one currency away.
pub async fn unset_confirm_above(conn: &mut PgConnection, currency: Currency) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from purser.settings where name = 'confirm_above' and currency::text = $1",
        currency.code()
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether the order's ceiling is above the limit of its currency.
pub async fn is_above_limit(conn: &mut PgConnection, order: OrderId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(r#"select purser.is_above_limit($1) as "above!""#, order.as_uuid())
        .fetch_one(conn)
        .await?)
}
