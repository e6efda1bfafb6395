//! Rotating keys: every secret's own key is wrapped by the newest key of the file, so that older ones can go.

use store::sealed::{self, Owner};

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
    vault::{Place, VaultError},
};

/// So many of each sort are put under the newest key in one transaction.
const BATCH: i64 = 100;

/// Where the secrets are, or what was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The key that secrets take.
    pub newest: String,
    /// Credentials' versions and orders' secrets that were put under it; with a dry run, that would be.
    pub credentials: i64,
    pub orders: i64,
    /// Keys that secrets are under and that the file does not have.
    pub missing: Vec<String>,
}

/// What [`rotate`] would do.
pub async fn plan(backend: &Backend) -> Result<Rotation, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let mut rotation = Rotation::none(backend);
    for (key, credentials, orders) in sealed::counts(&mut conn).await? {
        if key == rotation.newest {
            continue;
        }
        if backend.vault.has(&key) {
            rotation.credentials += credentials;
            rotation.orders += orders;
        } else {
            rotation.missing.push(key);
        }
    }
    Ok(rotation)
}

/// Puts every secret under the newest key. May be stopped at any time and run again, beside running servers.
#[tracing::instrument(skip_all, err)]
pub async fn rotate(backend: &Backend, actor: Actor<'_>) -> Result<Rotation, BackendError> {
    let mut rotation = Rotation::none(backend);
    loop {
        let mut tx = backend.db.begin().await?;
        let batch = sealed::under_others(&mut tx, &rotation.newest, &rotation.missing, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        for (owner, before) in batch {
            if rotation.missing.contains(&before.key_id) {
                continue;
            }
            let now = match backend.vault.rewrap(&backend.random, &place(owner), &before) {
                Ok(now) => now,
                Err(VaultError::UnknownKey { id }) => {
                    rotation.missing.push(id);
                    continue;
                }
                Err(error) => return Err(BackendError::internal(error)),
            };
            if sealed::rewrap(&mut tx, owner, &before, &now).await? {
                match owner {
                    Owner::Credential { .. } => rotation.credentials += 1,
                    Owner::Revision { .. } => rotation.orders += 1,
                }
            }
        }
        tx.commit().await?;
    }
    if rotation.credentials + rotation.orders > 0 {
        let counts = [rotation.credentials, rotation.orders].map(|count| count.to_string());
        let facts = [("key", rotation.newest.as_str()), ("credentials", &counts[0]), ("orders", &counts[1])];
        let subject = backend.random.uuid(&backend.clock);
        let mut tx = backend.db.begin().await?;
        let happened = Happened::to("key", subject, "key.rotated", &facts);
        record(backend, &mut tx, actor, &happened).await?;
        tx.commit().await?;
    }
    Ok(rotation)
}

impl Rotation {
    fn none(backend: &Backend) -> Self {
        Self { newest: backend.vault.newest(), credentials: 0, orders: 0, missing: Vec::new() }
    }
}

fn place(owner: Owner) -> Place {
    match owner {
        Owner::Credential { id, owner, version } => Place::credential(id, owner, version),
        Owner::Revision { order, revision } => Place::revision_secret(order, revision),
    }
}
