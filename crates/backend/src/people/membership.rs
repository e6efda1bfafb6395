//! Who is in which team. Leading one is a right to approve, and given as such.

use domain::{
    ids::{PersonId, TeamId},
    person::Person,
    refusal::line,
};
use sqlx::PgConnection;
use store::{people, teams};

use super::{MAX_NAME, roles::ends_sessions};
use crate::{
    Actor, Backend, BackendError,
    attention::acts,
    log::{Happened, record},
    sessions::SignIn,
};

/// Takes somebody into the team of this name, which is made if there is none. Who is in it stays as they are.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %id), err)]
pub async fn join(backend: &Backend, person: &Person, id: PersonId, team: &str) -> Result<(), BackendError> {
    acts(person)?;
    let name = line(team, MAX_NAME).map_err(|reason| BackendError::field("team", reason))?;
    let mut tx = backend.db.begin().await?;
    people::find(&mut tx, id).await?.ok_or(BackendError::NotFound)?;
    let fresh = TeamId::from_uuid(backend.random.uuid(&backend.clock));
    let team = teams::find_or_insert(&mut tx, fresh, &name).await?;
    if teams::take_in(&mut tx, team.id, id).await? {
        log(backend, &mut tx, person, "team.joined", (id, team.id)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Somebody leaves a team, and leads it no more if they did. Who is not in it is not found.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %id), err)]
pub async fn leave(
    backend: &Backend,
    person: &Person,
    id: PersonId,
    team: TeamId,
) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    if !teams::leave(&mut tx, team, id).await? {
        return Err(BackendError::NotFound);
    }
    log(backend, &mut tx, person, "team.left", (id, team)).await?;
    tx.commit().await?;
    Ok(())
}

/// Somebody leads a team no more, and stays in it. Who does not lead it is not found.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %id), err)]
pub async fn step_down(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    id: PersonId,
    team: TeamId,
) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    if !teams::step_down(&mut tx, team, id).await? {
        return Err(BackendError::NotFound);
    }
    log(backend, &mut tx, person, "lead.taken", (id, team)).await?;
    ends_sessions(backend, &mut tx, person, sign_in, id).await?;
    tx.commit().await?;
    Ok(())
}

async fn log(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    action: &str,
    (id, team): (PersonId, TeamId),
) -> Result<(), BackendError> {
    let team = team.to_string();
    let facts = [("team", team.as_str())];
    record(backend, conn, Actor::Person(person), &Happened::to_person(id, action, &facts)).await
}
