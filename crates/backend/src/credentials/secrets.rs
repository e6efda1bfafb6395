//! What of a credential is secret: into the vault, and out of it for one call.

use cloud::{AlibabaKey, HuaweiKey, Key, huawei::Login};
use domain::{
    credential::Kind,
    ids::{CredentialId, PersonId},
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use store::credentials::Version;
use zeroize::Zeroizing;

use super::Checked;
use crate::{
    Backend, BackendError,
    vault::{Place, Sealed},
};

/// The plaintext inside a ciphertext.
#[derive(Serialize)]
struct Put<'a> {
    secret: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    security_token: Option<&'a str>,
}

#[derive(Deserialize)]
struct Taken {
    secret: SecretText,
    #[serde(default)]
    security_token: Option<SecretText>,
}

/// A text that never stands in memory unguarded for longer than it takes to read it.
struct SecretText(SecretString);

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(text.into()))
    }
}

/// The fingerprint and the sealed secrets of a version.
pub(super) fn seal(
    backend: &Backend,
    checked: &Checked<'_>,
    id: CredentialId,
    owner: PersonId,
    version: i32,
) -> Result<(String, Sealed), BackendError> {
    let put = Put {
        secret: checked.secret.expose_secret(),
        security_token: checked.security_token.map(|token| token.expose_secret()),
    };
    let plaintext = Zeroizing::new(serde_json::to_vec(&put).map_err(BackendError::internal)?);
    let place = Place::credential(id, owner, version);
    let sealed = backend.vault.seal(&backend.random, &place, &plaintext).map_err(BackendError::internal)?;
    Ok((backend.vault.fingerprint(checked.secret), sealed))
}

/// The key of exactly this version, for one call to the cloud, whatever its state: a version that was
/// replaced, removed or refused still settles what was sent with it. Whoever sends a first request asks
/// `store::credentials::version` beforehand whether it is current and not suspect.
pub async fn decrypt_version(
    backend: &Backend,
    conn: &mut PgConnection,
    id: CredentialId,
    version: i32,
) -> Result<Key, BackendError> {
    let row = store::credentials::version(conn, id, version).await?.ok_or(BackendError::NotFound)?;
    let key = open(backend, id, version, &row)?;
    store::credentials::touch(conn, id, version).await?;
    Ok(key)
}

pub(super) fn open(
    backend: &Backend,
    id: CredentialId,
    version: i32,
    row: &Version,
) -> Result<Key, BackendError> {
    let place = Place::credential(id, row.owner, version);
    let plaintext = backend.vault.unseal(&place, &row.sealed).map_err(BackendError::internal)?;
    let taken: Taken = serde_json::from_slice(&plaintext).map_err(|_| BackendError::internal("not a key"))?;
    let (facts, secret, security_token) =
        (row.facts.clone(), taken.secret.0, taken.security_token.map(|token| token.0));
    let missing = || BackendError::internal("a credential without what its kind needs");
    let of = |fact: Option<String>| fact.ok_or_else(missing);
    Ok(match row.kind {
        Kind::AlibabaAccessKey => Key::Alibaba(AlibabaKey {
            access_key_id: of(facts.access_key_id)?,
            secret,
            security_token,
            site: facts.site.ok_or_else(missing)?,
        }),
        Kind::HuaweiAccessKey => Key::Huawei(HuaweiKey {
            project_id: of(facts.project_id)?,
            region: of(facts.region)?,
            login: Login::AccessKey { access_key_id: of(facts.access_key_id)?, secret, security_token },
        }),
        Kind::HuaweiIamUser => Key::Huawei(HuaweiKey {
            project_id: of(facts.project_id)?,
            region: of(facts.region)?,
            login: Login::IamUser { domain: of(facts.domain)?, user: of(facts.user)?, password: secret },
        }),
    })
}
