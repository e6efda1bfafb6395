//! Cloud credentials and their versions; secrets are here only as the vault sealed them.

mod known;
mod versions;

use domain::{
    credential::{Facts, Kind, Permission, Site, State},
    ids::{CredentialId, PersonId},
    mode::Mode,
    view,
};
use sqlx::PgConnection;

pub use self::{
    known::{set_suspect, set_verified, touch},
    versions::{Version, set_account, version},
};
use crate::StoreError;

/// What the vault made of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub wrapped_key: Vec<u8>,
    pub key_id: String,
    pub nonce: Vec<u8>,
    pub ciphertext: Vec<u8>,
}

/// A new credential, or a new version of one.
#[derive(Debug)]
pub struct New<'a> {
    pub id: CredentialId,
    pub owner: PersonId,
    pub kind: Kind,
    pub label: &'a str,
    pub version: i32,
    pub facts: &'a Facts,
    pub fingerprint: &'a str,
    pub sealed: &'a Sealed,
}

/// Stores a credential with its first version.
pub async fn insert(conn: &mut PgConnection, mode: Mode, new: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.credentials (credential_id, owner_id, mode, kind, label, version)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        new.id.as_uuid(),
        new.owner.as_uuid(),
        mode.name(),
        new.kind.name(),
        new.label,
        new.version,
    )
    .execute(&mut *conn)
    .await?;
    insert_version(conn, new).await
}

/// Stores a further version and makes it the current one. `new.version` is the one that was read plus 1.
pub async fn replace(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.credentials
        set version = $3, label = $4
        where credential_id = $1 and owner_id = $2 and version = $3 - 1 and removed_at is null
        "#,
        new.id.as_uuid(),
        new.owner.as_uuid(),
        new.version,
        new.label,
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    insert_version(conn, new).await
}

async fn insert_version(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.credential_versions (
            credential_id,
            version,
            owner_id,
            provider,
            access_key_id,
            site,
            project_id,
            region,
            domain_name,
            user_name,
            fingerprint,
            wrapped_key,
            key_id,
            nonce,
            ciphertext
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        "#,
        new.id.as_uuid(),
        new.version,
        new.owner.as_uuid(),
        new.kind.provider().name(),
        new.facts.access_key_id,
        new.facts.site.map(Site::name),
        new.facts.project_id,
        new.facts.region,
        new.facts.domain,
        new.facts.user,
        new.fingerprint,
        new.sealed.wrapped_key,
        new.sealed.key_id,
        new.sealed.nonce,
        new.sealed.ciphertext,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The owner's credentials that are not removed, by label; with `only`, that one.
pub async fn list(
    conn: &mut PgConnection,
    owner: PersonId,
    only: Option<CredentialId>,
) -> Result<Vec<view::Credential>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            c.credential_id as "id: CredentialId",
            c.kind as "kind: Kind",
            c.label,
            c.version,
            v.access_key_id,
            v.site as "site: Site",
            v.project_id,
            v.region,
            v.domain_name,
            v.user_name,
            v.fingerprint,
            v.state as "state: State",
            v.last_verified_at,
            v.missing,
            v.suspect_code,
            v.suspect_since,
            v.last_used_at,
            c.created_at,
            (
                select count(*)
                from purser.orders o
                join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
                where r.credential_id = c.credential_id
                  and o.state in ('pending_approval', 'approved', 'executing', 'unknown', 'needs_person')
            ) as "needed_by!"
        from purser.credentials c
        join purser.credential_versions v on v.credential_id = c.credential_id and v.version = c.version
        where c.owner_id = $1 and c.removed_at is null and ($2::uuid is null or c.credential_id = $2)
        order by c.label, c.credential_id
        "#,
        owner.as_uuid(),
        only.map(CredentialId::as_uuid),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| view::Credential {
            id: row.id,
            kind: row.kind,
            label: row.label,
            version: row.version,
            facts: Facts {
                access_key_id: row.access_key_id,
                site: row.site,
                project_id: row.project_id,
                region: row.region,
                domain: row.domain_name,
                user: row.user_name,
            },
            fingerprint: row.fingerprint,
            state: row.state,
            last_verified_at: row.last_verified_at,
            missing: row.missing.iter().filter_map(|name| Permission::named(name)).collect(),
            suspect_code: row.suspect_code,
            suspect_since: row.suspect_since,
            last_used_at: row.last_used_at,
            created_at: row.created_at,
            needed_by: row.needed_by,
        })
        .collect())
}

/// Keeps the owner's credential as it is until the transaction ends: neither replaced nor removed, and no
/// other transaction holds it. Gives its current version; one that was removed is not found.
pub async fn lock(
    conn: &mut PgConnection,
    owner: PersonId,
    id: CredentialId,
) -> Result<Option<i32>, StoreError> {
    let version = sqlx::query_scalar!(
        r#"
        select version
        from purser.credentials
        where credential_id = $1 and owner_id = $2 and removed_at is null
        for update
        "#,
        id.as_uuid(),
        owner.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(version)
}

/// What an order needs to know of a credential's current version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usable {
    pub version: i32,
    pub kind: Kind,
    pub label: String,
    pub facts: Facts,
    pub state: State,
    /// Which account it buys for: the cloud's own id, else [`Facts::account`].
    pub account: String,
}

/// The owner's credential of this mode for submitting an order: until the transaction ends it is neither
/// replaced nor removed. A removed one is not found.
pub async fn usable(
    conn: &mut PgConnection,
    owner: PersonId,
    mode: Mode,
    id: CredentialId,
) -> Result<Option<Usable>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            c.version,
            c.kind as "kind: Kind",
            c.label,
            v.access_key_id,
            v.site as "site: Site",
            v.project_id,
            v.region,
            v.domain_name,
            v.user_name,
            v.state as "state: State",
            v.account
        from purser.credentials c
        join purser.credential_versions v on v.credential_id = c.credential_id and v.version = c.version
        where c.credential_id = $1 and c.owner_id = $2 and c.mode = $3 and c.removed_at is null
        for share of c
        "#,
        id.as_uuid(),
        owner.as_uuid(),
        mode.name(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let facts = Facts {
            access_key_id: row.access_key_id,
            site: row.site,
            project_id: row.project_id,
            region: row.region,
            domain: row.domain_name,
            user: row.user_name,
        };
        Usable {
            version: row.version,
            kind: row.kind,
            label: row.label,
            account: row.account.unwrap_or_else(|| facts.account().to_owned()),
            facts,
            state: row.state,
        }
    }))
}

/// Takes the credential away from its owner. Its versions stay for settling what is open.
pub async fn remove(conn: &mut PgConnection, owner: PersonId, id: CredentialId) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.credentials
        set removed_at = purser.now()
        where credential_id = $1 and owner_id = $2 and removed_at is null
        "#,
        id.as_uuid(),
        owner.as_uuid(),
    )
    .execute(&mut *conn)
    .await?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Stale);
    }
    sqlx::query!(
        "update purser.credential_versions set state = 'removed' where credential_id = $1",
        id.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
