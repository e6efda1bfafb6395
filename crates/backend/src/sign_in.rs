//! Signing in with a password, and changing it.

pub(crate) mod password;

use std::num::TryFromIntError;

use domain::{
    person::{Email, Person, check_password},
    refusal::Reason,
};
use secrecy::{ExposeSecret, SecretString};
use store::{people::Attempt, sessions::Which};
use time::OffsetDateTime;

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
    sessions::{IdHash, end_in},
};

/// So many wrong passwords an account takes,
pub const MAX_WRONG: i64 = 10;
/// in so many minutes.
pub const WINDOW_MIN: u32 = 15;

/// Whose e-mail and password these are.
///
/// Wrong in any way is `SignedOut`, after the same time; too many wrong ones are `TooMany`, whatever the
/// password. `address` is where the request came from, for the record. The caller starts the session.
#[tracing::instrument(skip_all, err(level = "debug"))]
pub async fn check(
    backend: &Backend,
    email: &str,
    password: &SecretString,
    address: &str,
) -> Result<Person, BackendError> {
    let Ok(email) = email.parse::<Email>() else {
        password::verify(None, password).await?;
        return Err(BackendError::SignedOut);
    };
    let counted = count(backend, &email, address).await?;
    let known = {
        let mut conn = backend.db.acquire().await?;
        store::people::password_hash(&mut conn, &email).await?
    };
    let is_right = password::verify(known.as_ref().map(|(_, hash)| hash.as_str()), password).await?;

    let mut tx = backend.db.begin().await?;
    let person = match known {
        Some((id, _)) if is_right => store::people::load(&mut tx, id).await?,
        Some((id, _)) => {
            let facts = [("address", address)];
            record(backend, &mut tx, Actor::Operator, &Happened::to_person(id, "sign_in.failed", &facts))
                .await?;
            None
        }
        // Nothing is written of accounts that do not exist: people type passwords into the wrong field.
        None => None,
    };
    if person.is_some() {
        store::people::forgive(&mut tx, &email, counted).await?;
    }
    tx.commit().await?;
    person.ok_or(BackendError::SignedOut)
}

/// Changes the person's own password, and ends all their sessions but `keep`.
///
/// A wrong current password counts like a wrong sign-in. Refused fields are `current` and `password`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err(level = "debug"))]
pub async fn change_password(
    backend: &Backend,
    person: &Person,
    current: &SecretString,
    new: &SecretString,
    keep: Option<IdHash>,
) -> Result<(), BackendError> {
    check_password(new.expose_secret()).map_err(|reason| BackendError::field("password", reason))?;
    let counted = count(backend, &person.email, "").await?;
    let known = {
        let mut conn = backend.db.acquire().await?;
        store::people::password_hash(&mut conn, &person.email).await?
    };
    if !password::verify(known.as_ref().map(|(_, hash)| hash.as_str()), current).await? {
        return Err(BackendError::field("current", Reason::WrongPassword));
    }
    let hash = password::hash(backend, new).await?;

    let actor = Actor::Person(person);
    let mut tx = backend.db.begin().await?;
    store::people::forgive(&mut tx, &person.email, counted).await?;
    store::people::set_password_hash(&mut tx, person.id, &hash).await?;
    record(backend, &mut tx, actor, &Happened::to_person(person.id, "password.changed", &[])).await?;
    end_in(backend, &mut tx, actor, person.id, Which::AllBut(keep)).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the password of somebody who is signed in once more: from now on their session is fresh.
///
/// A wrong one counts like a wrong sign-in. The refused field is `password`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err(level = "debug"))]
pub async fn confirm(
    backend: &Backend,
    person: &Person,
    session: Option<IdHash>,
    password: &SecretString,
) -> Result<(), BackendError> {
    let session = session.ok_or(BackendError::SignedOut)?;
    if password.expose_secret().is_empty() {
        return Err(BackendError::field("password", Reason::Required));
    }
    let counted = count(backend, &person.email, "").await?;
    let known = {
        let mut conn = backend.db.acquire().await?;
        store::people::password_hash(&mut conn, &person.email).await?
    };
    if !password::verify(known.as_ref().map(|(_, hash)| hash.as_str()), password).await? {
        return Err(BackendError::field("password", Reason::WrongPassword));
    }
    let mut tx = backend.db.begin().await?;
    store::people::forgive(&mut tx, &person.email, counted).await?;
    let confirmed = store::sessions::confirm(&mut tx, person.id, session).await?;
    let id = confirmed.ok_or(BackendError::SignedOut)?;
    let happened = Happened::to("session", id.as_uuid(), "session.confirmed", &[]);
    record(backend, &mut tx, Actor::Person(person), &happened).await?;
    tx.commit().await?;
    Ok(())
}

/// Counts the attempt as wrong before it is checked, so that many at the same time count as many.
async fn count(backend: &Backend, email: &Email, address: &str) -> Result<OffsetDateTime, BackendError> {
    let within_s = f64::from(WINDOW_MIN * 60);
    let mut tx = backend.db.begin().await?;
    let attempt = store::people::count_attempt(&mut tx, email, address, MAX_WRONG, within_s).await?;
    tx.commit().await?;
    match attempt {
        Attempt::Counted { at } => Ok(at),
        Attempt::Full { free_in_s } => Err(BackendError::TooMany { retry_after_s: whole_seconds(free_in_s) }),
    }
}

/// At least one, at most the window.
fn whole_seconds(seconds: f64) -> u32 {
    let ceiling = std::time::Duration::try_from_secs_f64(seconds.ceil()).unwrap_or_default().as_secs();
    let fits: Result<u32, TryFromIntError> = ceiling.try_into();
    fits.unwrap_or(u32::MAX).clamp(1, WINDOW_MIN * 60)
}

#[cfg(test)]
mod tests;
