//! Templates: what stands in a purchase form, kept for everybody in a team.

use domain::{
    catalog::{Input, Operation},
    ids::{TeamId, TemplateId},
    person::Person,
    refusal::{Reason, line},
    template::{self, MAX_NAME, MAX_OF_TEAM, Template},
};
use sqlx::PgConnection;
use store::templates;

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
    orders::{chosen_team, spec_not_to_keep},
    people::keep,
};

/// What stands in a form, to be kept under a name.
#[derive(Debug, Clone, Copy)]
pub struct NewTemplate<'a> {
    pub operation: Operation,
    /// One of the person's own teams; may be empty for who has only one.
    pub team: &'a str,
    pub name: &'a str,
    /// By wire name. It need not be valid, but is bounded as a draft is.
    pub spec: &'a Input,
}

/// Keeps a template. Refused fields are `team`, `name` and `spec.<wire name>`; a secret is refused, not dropped.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, operation = %new.operation), err(level = "debug"))]
pub async fn add(
    backend: &Backend,
    person: &Person,
    new: &NewTemplate<'_>,
) -> Result<Template, BackendError> {
    template::add(person).map_err(BackendError::NotAllowed)?;
    let (team, error) = chosen_team(person, new.team);
    let mut errors: Vec<_> = error.into_iter().collect();
    let name = keep(&mut errors, "name", line(new.name, MAX_NAME));
    errors.extend(spec_not_to_keep(new.spec));
    let (Some(team), Some(name), true) = (team, name, errors.is_empty()) else {
        return Err(BackendError::Fields(errors));
    };

    let id = TemplateId::from_uuid(backend.random.uuid(&backend.clock));
    let mut tx = backend.db.begin().await?;
    if usize::try_from(templates::count(&mut tx, team).await?).unwrap_or(0) >= MAX_OF_TEAM {
        return Err(BackendError::field("name", Reason::TooMany { max: MAX_OF_TEAM }));
    }
    let NewTemplate { operation, spec, .. } = *new;
    let row = templates::New { id, team, operation, name: &name, spec, made_by: person.id };
    if !templates::insert(&mut tx, &row).await? {
        return Err(BackendError::field("name", Reason::Taken));
    }
    let added = find(&mut tx, person, id).await?;
    tell(backend, &mut tx, person, &added, "template.added").await?;
    tx.commit().await?;
    Ok(added)
}

/// The templates of the person's teams, by operation and name.
pub async fn list(backend: &Backend, person: &Person) -> Result<Vec<Template>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(templates::list(&mut conn, &teams(person), None).await?)
}

/// Takes a template away; what was bought from it stays. Its name is free again.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, template.id = %id), err(level = "debug"))]
pub async fn remove(backend: &Backend, person: &Person, id: TemplateId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let template = find(&mut tx, person, id).await?;
    template::remove(person, &template).map_err(BackendError::NotAllowed)?;
    templates::remove(&mut tx, id).await?;
    tell(backend, &mut tx, person, &template, "template.removed").await?;
    tx.commit().await?;
    Ok(())
}

fn teams(person: &Person) -> Vec<TeamId> {
    person.teams.iter().map(|membership| membership.team).collect()
}

async fn find(conn: &mut PgConnection, person: &Person, id: TemplateId) -> Result<Template, BackendError> {
    let found = templates::list(conn, &teams(person), Some(id)).await?.pop();
    found.filter(|template| template::see(person, template.team.id)).ok_or(BackendError::NotFound)
}

async fn tell(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    template: &Template,
    action: &str,
) -> Result<(), BackendError> {
    let facts = [
        ("name", template.name.as_str()),
        ("team", template.team.name.as_str()),
        ("operation", template.operation.key()),
    ];
    let happened = Happened::to("template", template.id.as_uuid(), action, &facts);
    record(backend, conn, Actor::Person(person), &happened).await
}

#[cfg(test)]
mod tests;
