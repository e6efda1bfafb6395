//! The hold: while one stands, nothing is bought anywhere.

use sqlx::PgConnection;

use crate::StoreError;

/// Whether a hold stands.
pub async fn stands(conn: &mut PgConnection) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from purser.holds where lifted_at is null) as "stands!""#
    )
    .fetch_one(conn)
    .await?)
}

/// Sets a hold; one that stands already stays. `false`: it stood.
pub async fn set(conn: &mut PgConnection, by: &str, reason: &str) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into purser.holds (set_by, reason) values ($1, $2) on conflict do nothing",
        by,
        reason
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lifts the hold. `false`: none stood.
pub async fn lift(conn: &mut PgConnection, by: &str, reason: &str) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.holds
        set lifted_at = purser.now(),
            lifted_by = $1,
            lift_reason = $2
        where lifted_at is null
        "#,
        by,
        reason,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
