//! People: adding them, their passwords, preferences, roles and teams, and taking them away.

mod away;
mod grants;
mod membership;
mod roles;
mod shown;

use domain::{
    ids::{PersonId, TeamId},
    person::{Email, Language, Person, Role, Theme, check_password},
    refusal::{FieldError, line},
};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;
use store::sessions::Which;

pub use self::{
    away::{disable, enable},
    grants::{Given, answer, count, propose},
    membership::{join, leave, step_down},
    roles::{make_auditor, take},
    shown::{listed, show, shown},
};
pub use store::people::Stored;

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
    sign_in::password,
};

/// The most characters of a name: of a person, a team, a credential, a token.
pub const MAX_NAME: usize = 100;

/// Somebody new. Everybody is a requester; `roles` come on top.
pub struct NewPerson {
    pub email: String,
    pub name: String,
    pub roles: Vec<Role>,
    /// Made if there is none of this name.
    pub team: Option<String>,
    pub lead: bool,
    /// Without one they cannot sign in.
    pub password: Option<SecretString>,
}

/// Adds a person. An address that is taken is `Conflict("email_taken")`. An admin gives roles and leads by [`propose`], so
/// that here they are the operator's alone.
#[tracing::instrument(skip_all, err)]
pub async fn add(backend: &Backend, actor: Actor<'_>, new: NewPerson) -> Result<PersonId, BackendError> {
    administers(actor)?;
    let is_operator = matches!(actor, Actor::Operator);
    if !is_operator && (new.lead || !new.roles.is_empty()) {
        return Err(BackendError::Conflict("right_takes_grant"));
    }
    let mut errors = Vec::new();
    let email = keep(&mut errors, "email", new.email.parse::<Email>());
    let name = keep(&mut errors, "name", line(&new.name, MAX_NAME));
    let team = new.team.as_deref().map(|team| keep(&mut errors, "team", line(team, MAX_NAME)));
    if let Some(password) = &new.password {
        keep(&mut errors, "password", check_password(password.expose_secret()));
    }
    let (Some(email), Some(name), true) = (email, name, errors.is_empty()) else {
        return Err(BackendError::Fields(errors));
    };
    let password_hash = match &new.password {
        Some(password) => Some(password::hash(backend, password).await?),
        None => None,
    };

    let id = PersonId::from_uuid(backend.random.uuid(&backend.clock));
    let mut tx = backend.db.begin().await?;
    let row = store::people::New { id, email: &email, name: &name, password_hash: password_hash.as_deref() };
    store::people::insert(&mut tx, &row).await.map_err(|error| {
        if error.is_constraint(store::people::EMAIL_TAKEN) {
            BackendError::Conflict("email_taken")
        } else {
            error.into()
        }
    })?;
    for role in &new.roles {
        store::people::grant(&mut tx, id, *role).await?;
    }
    if let Some(team) = team.flatten() {
        let team_id = TeamId::from_uuid(backend.random.uuid(&backend.clock));
        let team = store::teams::find_or_insert(&mut tx, team_id, &team).await?;
        store::people::join(&mut tx, id, team.id, new.lead).await?;
    }
    let roles = new.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(",");
    let facts = [("email", email.as_str()), ("roles", &roles)];
    record(backend, &mut tx, actor, &Happened::to_person(id, "person.added", &facts)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Everybody, disabled or not, by address. For operators and admins; the caller has checked that.
pub async fn list(backend: &Backend) -> Result<Vec<Stored>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::people::list(&mut conn).await?)
}

/// The person of an address, disabled or not. A text that is no address belongs to nobody.
pub async fn find_by_email(backend: &Backend, email: &str) -> Result<Option<Stored>, BackendError> {
    let Ok(email) = email.parse::<Email>() else { return Ok(None) };
    let mut conn = backend.db.acquire().await?;
    Ok(store::people::find_by_email(&mut conn, &email).await?)
}

/// Somebody who may act, with what they chose and what they did not. A disabled person is not found.
pub async fn find(backend: &Backend, id: PersonId) -> Result<Option<Stored>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::people::find(&mut conn, id).await?.filter(|found| found.disabled_at.is_none()))
}

/// Somebody who may act, read in the caller's transaction. A disabled person is not found.
pub async fn load(conn: &mut PgConnection, id: PersonId) -> Result<Option<Person>, BackendError> {
    Ok(store::people::load(conn, id).await?)
}

/// Sets a fresh password and ends the person's sessions. The operator's alone: an admin who could do it would sign in as
/// the second one.
#[tracing::instrument(skip_all, fields(person.id = %id), err)]
pub async fn set_password(
    backend: &Backend,
    actor: Actor<'_>,
    id: PersonId,
    password: &SecretString,
) -> Result<(), BackendError> {
    if !matches!(actor, Actor::Operator) {
        return Err(BackendError::NotFound);
    }
    check_password(password.expose_secret()).map_err(|reason| BackendError::field("password", reason))?;
    let hash = password::hash(backend, password).await?;
    let mut tx = backend.db.begin().await?;
    store::people::find(&mut tx, id).await?.ok_or(BackendError::NotFound)?;
    store::people::set_password_hash(&mut tx, id, &hash).await?;
    record(backend, &mut tx, actor, &Happened::to_person(id, "password.set", &[])).await?;
    crate::sessions::end_in(backend, &mut tx, actor, id, Which::AllBut(None)).await?;
    tx.commit().await?;
    Ok(())
}

/// How somebody reads. What is absent stays as it is; the edge has checked that the zone exists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    pub language: Option<Language>,
    pub theme: Option<Theme>,
    pub zone: Option<String>,
}

pub async fn set_preferences(
    backend: &Backend,
    person: &Person,
    preferences: &Preferences,
) -> Result<(), BackendError> {
    let Preferences { language, theme, zone } = preferences;
    let mut conn = backend.db.acquire().await?;
    Ok(store::people::set_preferences(&mut conn, person.id, *language, *theme, zone.as_deref()).await?)
}

/// Notes in which language somebody reads the pages who signs in now: mails speak it to who never chose one.
pub async fn signed_in_reading(
    backend: &Backend,
    person: &Person,
    language: Language,
) -> Result<(), BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::people::set_signed_in_language(&mut conn, person.id, language).await?)
}

/// Operators and admins keep people; for everybody else there is nothing here.
fn administers(actor: Actor<'_>) -> Result<(), BackendError> {
    match actor {
        Actor::Operator => Ok(()),
        Actor::Person(person) if person.has(Role::Admin) => Ok(()),
        Actor::Person(_) | Actor::Worker => Err(BackendError::NotFound),
    }
}

/// The value, or its reason among the errors.
pub(crate) fn keep<T>(
    errors: &mut Vec<FieldError>,
    field: &str,
    checked: Result<T, domain::refusal::Reason>,
) -> Option<T> {
    checked.map_err(|reason| errors.push(FieldError::new(field, reason))).ok()
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
