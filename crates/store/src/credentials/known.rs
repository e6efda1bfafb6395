//! What is known of a credential's version: what the cloud said of it, and when it was used.

use domain::{credential::Permission, ids::CredentialId};
use sqlx::PgConnection;

use crate::StoreError;

/// The cloud took it, and refused what is `missing`. The account is kept as it was known first.
pub async fn set_verified(
    conn: &mut PgConnection,
    id: CredentialId,
    version: i32,
    account: &str,
    missing: &[Permission],
) -> Result<(), StoreError> {
    let missing: Vec<String> = missing.iter().map(|permission| permission.name().to_owned()).collect();
    sqlx::query!(
        r#"
        update purser.credential_versions
        set state = 'verified',
            suspect_code = null,
            suspect_since = null,
            last_verified_at = purser.now(),
            account = coalesce(account, $3),
            missing = $4
        where credential_id = $1 and version = $2 and state <> 'removed'
        "#,
        id.as_uuid(),
        version,
        account,
        &missing,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The cloud refused it, for `code`. Says whether that was news.
pub async fn set_suspect(
    conn: &mut PgConnection,
    id: CredentialId,
    version: i32,
    code: &str,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.credential_versions
        set state = 'suspect',
            suspect_code = $3,
            suspect_since = coalesce(suspect_since, purser.now())
        where credential_id = $1 and version = $2 and state <> 'removed'
          and (state <> 'suspect' or suspect_code is distinct from $3)
        "#,
        id.as_uuid(),
        version,
        code,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the version was used; written at most once a minute.
pub async fn touch(conn: &mut PgConnection, id: CredentialId, version: i32) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.credential_versions
        set last_used_at = purser.now()
        where credential_id = $1 and version = $2
          and (last_used_at is null or last_used_at < purser.now() - interval '1 minute')
        "#,
        id.as_uuid(),
        version,
    )
    .execute(conn)
    .await?;
    Ok(())
}
