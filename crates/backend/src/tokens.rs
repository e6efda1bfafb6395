//! API tokens: shown once, kept as a hash, never able to do more than their owner.

use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use domain::{
    digest::Digest,
    ids::TokenId,
    money::Money,
    person::{Email, Person, UnknownName},
    refusal::{FieldError, Reason, optional_line},
    view,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
    people::{MAX_NAME, keep},
};

/// What every token begins with, so that leaked ones can be found.
const PREFIX: &str = "pur_";

/// What a token may do, where its owner may do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Look at everything that its owner sees.
    Read,
    /// Quote, draft, submit, withdraw, clone.
    Buy,
    /// Decide what waits for its owner.
    Approve,
    /// Keep its owner's cloud credentials.
    Credentials,
    /// What its owner may do as an admin.
    Admin,
}

impl Scope {
    pub const ALL: [Self; 5] = [Self::Read, Self::Buy, Self::Approve, Self::Credentials, Self::Admin];

    /// The name in database, API and command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Buy => "buy",
            Self::Approve => "approve",
            Self::Credentials => "credentials",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or(UnknownName)
    }
}

/// The limits that a token puts on its owner's rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRights {
    pub scopes: Vec<Scope>,
    /// The most that an order may spend that is submitted with it.
    pub ceiling: Option<Money>,
}

impl TokenRights {
    pub fn allow(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// Makes a token for the person of an address, who is the caller unless an operator asks. The secret is
/// given here and never again. Refused fields are `scopes` and `label`.
#[tracing::instrument(skip_all, err(level = "debug"))]
pub async fn create(
    backend: &Backend,
    actor: Actor<'_>,
    email: &str,
    scopes: &[Scope],
    ceiling: Option<Money>,
    label: &str,
) -> Result<SecretString, BackendError> {
    let mut errors = Vec::new();
    let label = keep(&mut errors, "label", optional_line(label, MAX_NAME));
    if scopes.is_empty() {
        errors.push(FieldError::new("scopes", Reason::Required));
    }
    let (Some(label), true) = (label, errors.is_empty()) else { return Err(BackendError::Fields(errors)) };
    let email: Email = email.parse().map_err(|_| BackendError::NotFound)?;

    let mut tx = backend.db.begin().await?;
    let owner = store::people::find_by_email(&mut tx, &email)
        .await?
        .filter(|found| found.disabled_at.is_none())
        .filter(|found| match actor {
            Actor::Operator => true,
            Actor::Person(person) => person.id == found.person.id,
            Actor::Worker => false,
        })
        .ok_or(BackendError::NotFound)?;
    let secret = format!("{PREFIX}{}", BASE32_NOPAD.encode(&backend.random.bytes::<32>()).to_lowercase());
    let names: Vec<String> = Scope::ALL
        .iter()
        .filter(|scope| scopes.contains(scope))
        .map(|scope| scope.name().to_owned())
        .collect();
    let new = store::tokens::New {
        id: TokenId::from_uuid(backend.random.uuid(&backend.clock)),
        person: owner.person.id,
        label: &label,
        secret_hash: *Digest::of(secret.as_bytes()).as_bytes(),
        scopes: &names,
        ceiling,
    };
    store::tokens::insert(&mut tx, &new).await?;
    let scopes = names.join(",");
    let facts = [("label", label.as_str()), ("scopes", &scopes)];
    record(backend, &mut tx, actor, &Happened::to("token", new.id.as_uuid(), "token.created", &facts))
        .await?;
    tx.commit().await?;
    Ok(secret.into())
}

/// Whose token this is and what it may do; nobody's if it is revoked, unknown, or its owner disabled.
pub async fn person_of(
    backend: &Backend,
    presented: &SecretString,
) -> Result<Option<(Person, TokenRights)>, BackendError> {
    let presented = presented.expose_secret();
    if !presented.starts_with(PREFIX) {
        return Ok(None);
    }
    let mut conn = backend.db.acquire().await?;
    let hash = Digest::of(presented.as_bytes());
    let Some(found) = store::tokens::find(&mut conn, hash.as_bytes()).await? else { return Ok(None) };
    let Some(person) = store::people::load(&mut conn, found.person).await? else { return Ok(None) };
    store::tokens::touch(&mut conn, found.id).await?;
    // A scope of a later release means nothing here.
    let scopes = found.scopes.iter().filter_map(|scope| scope.parse().ok()).collect();
    Ok(Some((person, TokenRights { scopes, ceiling: found.ceiling })))
}

/// The person's own tokens, newest first.
pub async fn list(backend: &Backend, person: &Person) -> Result<Vec<view::Token>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::tokens::list(&mut conn, person.id).await?)
}

/// Revokes one of the person's own tokens; another's is not found.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, token.id = %id), err(level = "debug"))]
pub async fn revoke(backend: &Backend, person: &Person, id: TokenId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    if !store::tokens::revoke(&mut tx, person.id, id).await? {
        return Err(BackendError::NotFound);
    }
    let happened = Happened::to("token", id.as_uuid(), "token.revoked", &[]);
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
