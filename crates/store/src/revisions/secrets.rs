//! Secrets among a revision's parameters, as the vault sealed them. The database deletes them by itself when the order
//! is neither decided about nor bought any more.

use domain::ids::OrderId;
use sqlx::PgConnection;

use crate::{StoreError, credentials::Sealed};

/// Keeps the secrets of a revision.
pub async fn keep_secrets(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
    sealed: &Sealed,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.revision_secrets (order_id, revision, wrapped_key, key_id, nonce, ciphertext)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        order.as_uuid(),
        revision,
        sealed.wrapped_key,
        sealed.key_id,
        sealed.nonce,
        sealed.ciphertext,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The secrets of a revision, or `None` if there are none or they were deleted.
pub async fn secrets(
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
) -> Result<Option<Sealed>, StoreError> {
    Ok(sqlx::query_as!(
        Sealed,
        r#"
        select wrapped_key, key_id, nonce, ciphertext
        from purser.revision_secrets
        where order_id = $1 and revision = $2
        "#,
        order.as_uuid(),
        revision,
    )
    .fetch_optional(conn)
    .await?)
}
