//! Cloud credentials: write-only, each person's own, checked against the cloud.
//!
//! Another person's credential is not found, for admins too. Secrets leave the vault for one call at a time.

mod chosen;
mod secrets;
mod verify;

use std::collections::BTreeMap;

use domain::{
    credential::{Facts, Kind},
    ids::{CredentialId, PersonId},
    order::can::Why,
    person::Person,
    refusal::{FieldError, Reason, line},
    view,
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;

pub(crate) use self::{chosen::chosen, verify::note_refusal};
pub use self::{
    secrets::decrypt_version,
    verify::{mark_suspect, verify},
};
use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
    people::{MAX_NAME, keep},
    vault::Sealed,
};

/// A credential as it was typed or sent; nothing of it is checked yet.
#[derive(Default, Clone)]
pub struct NewCredential {
    pub kind: String,
    pub label: String,
    /// By the names of [`Kind::fields`]. Those that the kind does not have are not looked at.
    pub texts: BTreeMap<String, String>,
    pub secrets: BTreeMap<String, SecretString>,
}

/// What is left of a [`NewCredential`] when everything was right.
struct Checked<'a> {
    kind: Kind,
    label: String,
    facts: Facts,
    secret: &'a SecretString,
    security_token: Option<&'a SecretString>,
}

impl NewCredential {
    /// Of this kind, with nothing else yet.
    pub fn new(kind: Kind, label: impl Into<String>) -> Self {
        Self { kind: kind.name().to_owned(), label: label.into(), ..Self::default() }
    }

    #[must_use]
    pub fn text(mut self, name: &str, text: impl Into<String>) -> Self {
        self.texts.insert(name.to_owned(), text.into());
        self
    }

    #[must_use]
    pub fn secret(mut self, name: &str, secret: impl Into<SecretString>) -> Self {
        self.secrets.insert(name.to_owned(), secret.into());
        self
    }

    fn check(&self) -> Result<Checked<'_>, BackendError> {
        let mut errors = Vec::new();
        let kind = keep(&mut errors, "kind", kind(&self.kind));
        let label = keep(&mut errors, "label", line(&self.label, MAX_NAME));
        let mut facts = Facts::default();
        let mut secrets = Vec::new();
        for field in kind.map(Kind::fields).unwrap_or_default() {
            if field.is_secret {
                let secret = self.secrets.get(field.name).filter(|secret| !secret.expose_secret().is_empty());
                let text = secret.map(|secret| secret.expose_secret()).unwrap_or_default();
                if field.is_required || secret.is_some() {
                    keep(&mut errors, field.name, field.check_secret(text));
                }
                secrets.push(secret);
            } else {
                let text = self.texts.get(field.name).map(String::as_str).unwrap_or_default();
                keep(&mut errors, field.name, facts.set(field.name, text));
            }
        }
        let mut secrets = secrets.into_iter();
        match (kind, label, secrets.next().flatten(), errors.is_empty()) {
            (Some(kind), Some(label), Some(secret), true) => {
                Ok(Checked { kind, label, facts, secret, security_token: secrets.next().flatten() })
            }
            _ => Err(BackendError::Fields(errors)),
        }
    }
}

fn kind(text: &str) -> Result<Kind, Reason> {
    let options = || Kind::ALL.map(|kind| kind.name().to_owned()).to_vec();
    match text.trim() {
        "" => Err(Reason::Required),
        text => text.parse().map_err(|_| Reason::NotAnOption { options: options() }),
    }
}

/// Stores a credential without asking the cloud: its state is unverified. Refused fields carry the names of
/// [`NewCredential`].
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err(level = "debug"))]
pub async fn add(
    backend: &Backend,
    person: &Person,
    new: &NewCredential,
) -> Result<CredentialId, BackendError> {
    keeps_credentials(person)?;
    let checked = new.check()?;
    let id = CredentialId::from_uuid(backend.random.uuid(&backend.clock));
    let (fingerprint, sealed) = secrets::seal(backend, &checked, id, person.id, 1)?;
    let mut tx = backend.db.begin().await?;
    let row = row(&checked, id, person.id, 1, &fingerprint, &sealed);
    store::credentials::insert(&mut tx, backend.mode, &row).await?;
    tell(backend, &mut tx, person, &row, "credential.added").await?;
    tx.commit().await?;
    Ok(id)
}

/// The person's own credentials, by label.
pub async fn list(backend: &Backend, person: &Person) -> Result<Vec<view::Credential>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::credentials::list(&mut conn, person.id, None).await?)
}

/// One of the person's own credentials.
pub async fn show(
    backend: &Backend,
    person: &Person,
    id: CredentialId,
) -> Result<view::Credential, BackendError> {
    let mut conn = backend.db.acquire().await?;
    find(&mut conn, person, id).await
}

async fn find(
    conn: &mut PgConnection,
    person: &Person,
    id: CredentialId,
) -> Result<view::Credential, BackendError> {
    store::credentials::list(conn, person.id, Some(id)).await?.pop().ok_or(BackendError::NotFound)
}

/// Makes a new version with these secrets, unverified. Orders that were submitted with the old one keep it.
/// The kind stays; an empty kind or label stays as it was.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, credential.id = %id), err(level = "debug"))]
pub async fn replace(
    backend: &Backend,
    person: &Person,
    id: CredentialId,
    new: &NewCredential,
) -> Result<view::Credential, BackendError> {
    keeps_credentials(person)?;
    let now = show(backend, person, id).await?;
    let or_now = |new: &String, now: &str| if new.trim().is_empty() { now.to_owned() } else { new.clone() };
    let new = NewCredential {
        kind: or_now(&new.kind, now.kind.name()),
        label: or_now(&new.label, &now.label),
        ..new.clone()
    };
    let checked = new.check()?;
    if checked.kind != now.kind {
        let reason = Reason::NotAnOption { options: vec![now.kind.name().to_owned()] };
        return Err(BackendError::Fields(vec![FieldError::new("kind", reason)]));
    }

    let mut tx = backend.db.begin().await?;
    let version = store::credentials::lock(&mut tx, person.id, id).await?.ok_or(BackendError::NotFound)? + 1;
    let (fingerprint, sealed) = secrets::seal(backend, &checked, id, person.id, version)?;
    let row = row(&checked, id, person.id, version, &fingerprint, &sealed);
    store::credentials::replace(&mut tx, &row).await?;
    tell(backend, &mut tx, person, &row, "credential.replaced").await?;
    let replaced = find(&mut tx, person, id).await?;
    tx.commit().await?;
    Ok(replaced)
}

/// Takes the credential away. While an order needs it this is `Conflict("credential_in_use")`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, credential.id = %id), err(level = "debug"))]
pub async fn remove(backend: &Backend, person: &Person, id: CredentialId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    // Whoever submits an order holds the same row, so that none comes in between.
    store::credentials::lock(&mut tx, person.id, id).await?.ok_or(BackendError::NotFound)?;
    let now = find(&mut tx, person, id).await?;
    if now.needed_by > 0 {
        return Err(BackendError::Conflict("credential_in_use"));
    }
    store::credentials::remove(&mut tx, person.id, id).await?;
    let facts = [("label", now.label.as_str())];
    let happened = Happened {
        version: Some(now.version),
        ..Happened::to("credential", id.as_uuid(), "credential.removed", &facts)
    };
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(())
}

/// Auditors buy nothing, so they bring no keys.
fn keeps_credentials(person: &Person) -> Result<(), BackendError> {
    if person.may_buy() { Ok(()) } else { Err(BackendError::NotAllowed(Why::Auditor)) }
}

fn row<'a>(
    checked: &'a Checked<'_>,
    id: CredentialId,
    owner: PersonId,
    version: i32,
    fingerprint: &'a str,
    sealed: &'a Sealed,
) -> store::credentials::New<'a> {
    store::credentials::New {
        id,
        owner,
        kind: checked.kind,
        label: &checked.label,
        version,
        facts: &checked.facts,
        fingerprint,
        sealed,
    }
}

async fn tell(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    row: &store::credentials::New<'_>,
    action: &str,
) -> Result<(), BackendError> {
    let identity = row.facts.identity();
    let facts = [
        ("label", row.label),
        ("kind", row.kind.name()),
        ("identity", identity.as_str()),
        ("fingerprint", row.fingerprint),
    ];
    let happened = Happened {
        version: Some(row.version),
        ..Happened::to("credential", row.id.as_uuid(), action, &facts)
    };
    record(backend, conn, Actor::Person(person), &happened).await
}

#[cfg(test)]
mod tests;
