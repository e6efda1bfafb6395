//! Roles that one admin decides about: reading everything, and taking a role away. Taking is no grant.

use domain::{
    ids::PersonId,
    person::{Person, Role},
};
use sqlx::PgConnection;
use store::{grants, people, sessions::Which};

use super::away::goes;
use crate::{
    Actor, Backend, BackendError,
    attention::acts,
    log::{Happened, record},
    sessions::{self, SignIn},
};

/// Lets somebody read everything. Who audits buys, approves and administers nothing: `Conflict("has_rights")` where they
/// hold something that this would not go with, or where it waits.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %id), err)]
pub async fn make_auditor(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    id: PersonId,
) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    sign_in.vouches(&mut tx).await?;
    grants::in_turn(&mut tx).await?;
    let found = people::find(&mut tx, id).await?.ok_or(BackendError::NotFound)?;
    if found.disabled_at.is_some() {
        return Err(BackendError::Conflict("is_disabled"));
    }
    if found.person.has(Role::Auditor) {
        return Err(BackendError::Conflict("has_right"));
    }
    let leads = found.person.teams.iter().any(|team| team.lead);
    let waits = !grants::open(&mut tx, Some(id)).await?.is_empty();
    if leads || waits || !found.person.roles.is_empty() || !found.person.groups.is_empty() {
        return Err(BackendError::Conflict("has_rights"));
    }
    people::grant(&mut tx, id, Role::Auditor).await?;
    log(backend, &mut tx, person, "grant.given", (id, Role::Auditor)).await?;
    ends_sessions(backend, &mut tx, person, sign_in, id).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a role away, at once. The last admin keeps theirs (`Conflict("last_admin")`), and of two admins each gives up
/// their own (`Conflict("only_other_admin")`). What somebody does not have is not found.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %id), err)]
pub async fn take(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    id: PersonId,
    role: Role,
) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    if role == Role::Admin {
        goes(&mut tx, id, person.id).await?;
    }
    if !people::take(&mut tx, id, role).await? {
        return Err(BackendError::NotFound);
    }
    log(backend, &mut tx, person, "role.taken", (id, role)).await?;
    ends_sessions(backend, &mut tx, person, sign_in, id).await?;
    tx.commit().await?;
    Ok(())
}

/// What somebody may do changed: they sign in anew. Only the session that changes its own person's rights goes on.
pub(super) async fn ends_sessions(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    sign_in: SignIn,
    of: PersonId,
) -> Result<(), BackendError> {
    let kept = match sign_in {
        SignIn::Session(current) if of == person.id => current,
        SignIn::Session(_) | SignIn::Token => None,
    };
    sessions::end_in(backend, conn, Actor::Person(person), of, Which::AllBut(kept)).await?;
    Ok(())
}

async fn log(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    action: &str,
    (id, role): (PersonId, Role),
) -> Result<(), BackendError> {
    let facts = [("right", role.name())];
    let happened = Happened { addressed: &[id], ..Happened::to_person(id, action, &facts) };
    record(backend, conn, Actor::Person(person), &happened).await
}
