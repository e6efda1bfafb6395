//! Under which keys secrets are: what is still under an older one, and what was put under the newest.

use domain::ids::{CredentialId, OrderId, PersonId};
use sqlx::PgConnection;

use crate::{StoreError, credentials::Sealed};

/// What a sealed secret belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Credential { id: CredentialId, owner: PersonId, version: i32 },
    Revision { order: OrderId, revision: i32 },
}

/// How many secrets are under which key: credentials' versions, then orders' secrets.
pub async fn counts(conn: &mut PgConnection) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select key_id as "key!", count(*) filter (where credential) as "credentials!",
            count(*) filter (where not credential) as "orders!"
        from (
            select key_id, true as credential
            from purser.credential_versions
            union all
            select key_id, false
            from purser.revision_secrets
        ) secrets
        group by key_id
        order by key_id
        "#,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.credentials, row.orders)).collect())
}

/// Secrets that are not under the key `newest`, at most `limit` of each sort, without those that `passed` names.
pub async fn under_others(
    conn: &mut PgConnection,
    newest: &str,
    passed: &[String],
    limit: i64,
) -> Result<Vec<(Owner, Sealed)>, StoreError> {
    let credentials = sqlx::query!(
        r#"
        select
            credential_id as "id: CredentialId",
            owner_id as "owner: PersonId",
            version,
            wrapped_key,
            key_id,
            nonce,
            ciphertext
        from purser.credential_versions
        where key_id <> $1 and key_id <> all ($2)
        order by credential_id, version
        limit $3
        "#,
        newest,
        passed,
        limit,
    )
    .fetch_all(&mut *conn)
    .await?;
    let orders = sqlx::query!(
        r#"
        select order_id as "order: OrderId", revision, wrapped_key, key_id, nonce, ciphertext
        from purser.revision_secrets
        where key_id <> $1 and key_id <> all ($2)
        order by order_id, revision
        limit $3
        "#,
        newest,
        passed,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let of_credentials = credentials.into_iter().map(|row| {
        let owner = Owner::Credential { id: row.id, owner: row.owner, version: row.version };
        (
            owner,
            Sealed {
                wrapped_key: row.wrapped_key,
                key_id: row.key_id,
                nonce: row.nonce,
                ciphertext: row.ciphertext,
            },
        )
    });
    let of_orders = orders.into_iter().map(|row| {
        let owner = Owner::Revision { order: row.order, revision: row.revision };
        (
            owner,
            Sealed {
                wrapped_key: row.wrapped_key,
                key_id: row.key_id,
                nonce: row.nonce,
                ciphertext: row.ciphertext,
            },
        )
    });
    Ok(of_credentials.chain(of_orders).collect())
}

/// Keeps the secret's own key as it is wrapped now, if it is still wrapped as `before`. `false`: it is not there any
/// more, or somebody else was quicker.
pub async fn rewrap(
    conn: &mut PgConnection,
    owner: Owner,
    before: &Sealed,
    now: &Sealed,
) -> Result<bool, StoreError> {
    let done = match owner {
        Owner::Credential { id, version, .. } => {
            sqlx::query!(
                r#"
                update purser.credential_versions
                set wrapped_key = $4, key_id = $5
                where credential_id = $1 and version = $2 and wrapped_key = $3
                "#,
                id.as_uuid(),
                version,
                before.wrapped_key,
                now.wrapped_key,
                now.key_id,
            )
            .execute(conn)
            .await?
        }
        Owner::Revision { order, revision } => {
            sqlx::query!(
                r#"
                update purser.revision_secrets
                set wrapped_key = $4, key_id = $5
                where order_id = $1 and revision = $2 and wrapped_key = $3
                "#,
                order.as_uuid(),
                revision,
                before.wrapped_key,
                now.wrapped_key,
                now.key_id,
            )
            .execute(conn)
            .await?
        }
    };
    Ok(done.rows_affected() == 1)
}
