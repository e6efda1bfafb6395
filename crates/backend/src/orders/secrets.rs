//! Secrets among an order's parameters: sealed with the revision that they belong to, and opened for the one request
//! that takes them along. The database deletes them when the order ends or its outcome is unknown.

use std::collections::BTreeMap;

use domain::{
    catalog::{Operation, Secrets},
    ids::{OrderId, PersonId},
    refusal::FieldError,
};
use secrecy::SecretString;
use sqlx::PgConnection;
use store::revisions;
use zeroize::Zeroizing;

use crate::{
    Backend, BackendError,
    vault::{Place, Sealed},
};

/// A revision's secrets as they are stored.
pub(super) struct Kept {
    /// Tells two of the same revision apart; nothing without the vault's key.
    pub(super) fingerprint: [u8; 32],
    pub(super) sealed: Sealed,
}

/// Seals the secrets of a revision. `None` where it has none.
pub(super) fn seal(
    backend: &Backend,
    order: OrderId,
    revision: i32,
    secrets: &Secrets,
) -> Result<Option<Kept>, BackendError> {
    if secrets.is_empty() {
        return Ok(None);
    }
    let plaintext = plaintext(secrets)?;
    let place = Place::revision_secret(order, revision);
    let fingerprint = backend.vault.fingerprints(&place, &plaintext).next();
    let fingerprint = fingerprint.ok_or_else(|| BackendError::internal("a vault without a key"))?;
    let sealed = backend.vault.seal(&backend.random, &place, &plaintext).map_err(BackendError::internal)?;
    Ok(Some(Kept { fingerprint, sealed }))
}

/// Opens the secrets of a revision, by wire name; none where none are kept.
pub(crate) async fn open(
    backend: &Backend,
    conn: &mut PgConnection,
    order: OrderId,
    revision: i32,
) -> Result<BTreeMap<String, SecretString>, BackendError> {
    let Some(sealed) = revisions::secrets(conn, order, revision).await? else {
        return Ok(BTreeMap::new());
    };
    let place = Place::revision_secret(order, revision);
    let plaintext = backend.vault.unseal(&place, &sealed).map_err(BackendError::internal)?;
    let opened: BTreeMap<String, String> = serde_json::from_slice(&plaintext)
        .map_err(|_| BackendError::internal("a sealed secret is damaged"))?;
    Ok(opened.into_iter().map(|(name, secret)| (name, secret.into())).collect())
}

/// Codes that stand for the secrets in the hash of what was sent under a submit key, by each key of the vault.
pub(super) fn marks(
    backend: &Backend,
    person: PersonId,
    submit_key: &str,
    secrets: &Secrets,
) -> Result<Vec<Option<[u8; 32]>>, BackendError> {
    if secrets.is_empty() {
        return Ok(vec![None]);
    }
    let plaintext = plaintext(secrets)?;
    let place = Place::submission(person, submit_key);
    Ok(backend.vault.fingerprints(&place, &plaintext).map(Some).collect())
}

/// What is wrong with them, as fields of the order.
pub(super) fn check(operation: Operation, secrets: &Secrets) -> Vec<FieldError> {
    let refused = operation.check_secrets(secrets).into_iter();
    refused.map(|error| FieldError::new(format!("spec.{}", error.field), error.reason)).collect()
}

fn plaintext(secrets: &Secrets) -> Result<Zeroizing<Vec<u8>>, BackendError> {
    let texts: BTreeMap<_, _> = secrets.iter().map(|(name, secret)| (*name, secret.expose())).collect();
    serde_json::to_vec(&texts).map(Zeroizing::new).map_err(BackendError::internal)
}
