//! One version of a credential: what a purchase was approved with stays readable when the owner has a newer one.

use domain::{
    credential::{Facts, Kind, Site, State},
    ids::{CredentialId, PersonId},
};
use sqlx::PgConnection;

use super::Sealed;
use crate::StoreError;

/// One version with its sealed secrets, whoever asks: what may be done with it is the caller's to judge.
#[derive(Debug, Clone)]
pub struct Version {
    pub owner: PersonId,
    /// Whether it is the version that new orders take, and not removed.
    pub current: bool,
    pub kind: Kind,
    pub label: String,
    pub facts: Facts,
    pub state: State,
    /// The cloud's own id, where a look has shown it.
    pub account: Option<String>,
    pub sealed: Sealed,
}

impl Version {
    /// Which account it buys for: the cloud's own id, else [`Facts::account`].
    pub fn account(&self) -> &str {
        self.account.as_deref().unwrap_or_else(|| self.facts.account())
    }
}

/// Finds a version, also one that was replaced or removed.
pub async fn version(
    conn: &mut PgConnection,
    id: CredentialId,
    version: i32,
) -> Result<Option<Version>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            v.owner_id as "owner: PersonId",
            (c.version = v.version and c.removed_at is null) as "current!",
            c.kind as "kind: Kind",
            c.label,
            v.access_key_id,
            v.site as "site: Site",
            v.project_id,
            v.region,
            v.domain_name,
            v.user_name,
            v.state as "state: State",
            v.account,
            v.wrapped_key,
            v.key_id,
            v.nonce,
            v.ciphertext
        from purser.credential_versions v
        join purser.credentials c on c.credential_id = v.credential_id
        where v.credential_id = $1 and v.version = $2
        "#,
        id.as_uuid(),
        version,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Version {
        owner: row.owner,
        current: row.current,
        kind: row.kind,
        label: row.label,
        facts: Facts {
            access_key_id: row.access_key_id,
            site: row.site,
            project_id: row.project_id,
            region: row.region,
            domain: row.domain_name,
            user: row.user_name,
        },
        state: row.state,
        account: row.account,
        sealed: Sealed {
            wrapped_key: row.wrapped_key,
            key_id: row.key_id,
            nonce: row.nonce,
            ciphertext: row.ciphertext,
        },
    }))
}

/// Notes which account a version belongs to, where a look showed it first.
pub async fn set_account(
    conn: &mut PgConnection,
    id: CredentialId,
    version: i32,
    account: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        update purser.credential_versions
        set account = $3
        where credential_id = $1 and version = $2 and account is null
        "#,
        id.as_uuid(),
        version,
        account,
    )
    .execute(conn)
    .await?;
    Ok(())
}
