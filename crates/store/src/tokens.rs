//! API tokens: only the SHA-256 of each is here.

use domain::{
    ids::{PersonId, TokenId},
    money::{Currency, Money},
    view::Token,
};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use crate::StoreError;

/// A new token.
#[derive(Debug)]
pub struct New<'a> {
    pub id: TokenId,
    pub person: PersonId,
    pub label: &'a str,
    pub secret_hash: [u8; 32],
    pub scopes: &'a [String],
    pub ceiling: Option<Money>,
}

pub async fn insert(conn: &mut PgConnection, token: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.api_tokens (token_id, person_id, label, secret_hash, scopes, ceiling, ceiling_currency)
        values ($1, $2, $3, $4, $5, $6, $7)
        "#,
        token.id.as_uuid(),
        token.person.as_uuid(),
        token.label,
        token.secret_hash.as_slice(),
        token.scopes,
        token.ceiling.map(|ceiling| ceiling.amount()) as _,
        token.ceiling.map(|ceiling| ceiling.currency().code()) as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose a presented token is and what it may do. Revoked tokens and those of disabled people are not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub id: TokenId,
    pub person: PersonId,
    pub scopes: Vec<String>,
    pub ceiling: Option<Money>,
}

pub async fn find(conn: &mut PgConnection, secret_hash: &[u8; 32]) -> Result<Option<Found>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            t.token_id as "id: TokenId",
            t.person_id as "person: PersonId",
            t.scopes,
            t.ceiling as "ceiling: Decimal",
            t.ceiling_currency as "ceiling_currency: Currency"
        from purser.api_tokens t
        join purser.people p on p.person_id = t.person_id and p.disabled_at is null
        where t.secret_hash = $1 and t.revoked_at is null
        "#,
        secret_hash.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Found {
            id: row.id,
            person: row.person,
            scopes: row.scopes,
            ceiling: money(row.ceiling, row.ceiling_currency)?,
        })
    })
    .transpose()
}

fn money(amount: Option<Decimal>, currency: Option<Currency>) -> Result<Option<Money>, StoreError> {
    amount
        .zip(currency)
        .map(|(amount, currency)| Money::new(amount, currency))
        .transpose()
        .map_err(|_| StoreError::unreadable("ceiling"))
}

/// Notes that the token was used; written at most once a minute.
pub async fn touch(conn: &mut PgConnection, id: TokenId) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.api_tokens
        set last_used_at = purser.now()
        where token_id = $1 and (last_used_at is null or last_used_at < purser.now() - interval '1 minute')
        "#,
        id.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The person's tokens that are not revoked, newest first.
pub async fn list(conn: &mut PgConnection, person: PersonId) -> Result<Vec<Token>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            token_id as "id: TokenId",
            label,
            scopes,
            ceiling as "ceiling: Decimal",
            ceiling_currency as "ceiling_currency: Currency",
            created_at,
            last_used_at
        from purser.api_tokens
        where person_id = $1 and revoked_at is null
        order by created_at desc, token_id desc
        "#,
        person.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Token {
                id: row.id,
                label: row.label,
                scopes: row.scopes,
                ceiling: money(row.ceiling, row.ceiling_currency)?,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
            })
        })
        .collect()
}

/// Says whether the person had such a token that still worked.
pub async fn revoke(conn: &mut PgConnection, person: PersonId, id: TokenId) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.api_tokens
        set revoked_at = purser.now()
        where token_id = $1 and person_id = $2 and revoked_at is null
        "#,
        id.as_uuid(),
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Revokes all of the person's tokens.
pub async fn revoke_all(conn: &mut PgConnection, person: PersonId) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "update purser.api_tokens set revoked_at = purser.now() where person_id = $1 and revoked_at is null",
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
