//! Groups that rules ask: being in one is a right to approve.

use domain::{
    ids::{GroupId, PersonId},
    person::{Person, Role},
    refusal::{Reason, line},
    view::Group,
};
use sqlx::PgConnection;
use store::{StoreError, groups};

use crate::{
    Actor, Backend, BackendError,
    attention::acts,
    log::{Happened, record},
    people::MAX_NAME,
};

/// Makes a group with these members. A name that is taken is `Conflict("group_name_taken")`; an admin who puts in
/// themselves while there is another one `Conflict("joins_alone")`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn create(
    backend: &Backend,
    person: &Person,
    name: &str,
    members: &[PersonId],
) -> Result<GroupId, BackendError> {
    acts(person)?;
    let name = line(name, MAX_NAME).map_err(|reason| BackendError::field("name", reason))?;
    let id = GroupId::from_uuid(backend.random.uuid(&backend.clock));
    let mut tx = backend.db.begin().await?;
    groups::insert(&mut tx, id, &name).await.map_err(taken)?;
    let changed = fill(&mut tx, person, id, &[], members).await?;
    log(backend, &mut tx, person, (id, 1, &name), "group.created", &changed).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes name and members, if nobody wrote since `version` was read: else `Stale`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, group.id = %id), err)]
pub async fn save(
    backend: &Backend,
    person: &Person,
    id: GroupId,
    version: i32,
    name: &str,
    members: &[PersonId],
) -> Result<(), BackendError> {
    acts(person)?;
    let name = line(name, MAX_NAME).map_err(|reason| BackendError::field("name", reason))?;
    let mut tx = backend.db.begin().await?;
    let before = find(&mut tx, id).await?;
    groups::rename(&mut tx, id, version, &name).await.map_err(taken)?;
    let old: Vec<_> = before.members.iter().map(|who| who.id).collect();
    let changed = fill(&mut tx, person, id, &old, members).await?;
    log(backend, &mut tx, person, (id, version + 1, &name), "group.changed", &changed).await?;
    tx.commit().await?;
    Ok(())
}

async fn find(conn: &mut PgConnection, id: GroupId) -> Result<Group, BackendError> {
    let all = groups::list(conn).await?;
    all.into_iter().find(|group| group.id == id).ok_or(BackendError::NotFound)
}

/// Who came and who went, by id.
type Changed = (Vec<PersonId>, Vec<PersonId>);

async fn fill(
    conn: &mut PgConnection,
    person: &Person,
    id: GroupId,
    old: &[PersonId],
    new: &[PersonId],
) -> Result<Changed, BackendError> {
    let people = super::active(conn).await?;
    let came: Vec<_> = new.iter().filter(|member| !old.contains(member)).copied().collect();
    let went: Vec<_> = old.iter().filter(|member| !new.contains(member)).copied().collect();
    if came.iter().any(|member| !people.iter().any(|known| known.id == *member)) {
        return Err(BackendError::field("members", Reason::NotFound));
    }
    let other_admin = people.iter().any(|other| other.id != person.id && other.has(Role::Admin));
    if came.contains(&person.id) && other_admin {
        return Err(BackendError::Conflict("joins_alone"));
    }
    for member in &came {
        groups::join(conn, id, *member, person.id).await?;
    }
    for member in &went {
        groups::leave(conn, id, *member).await?;
    }
    Ok((came, went))
}

fn taken(error: StoreError) -> BackendError {
    if error.is_constraint(groups::NAME_TAKEN) {
        BackendError::Conflict("group_name_taken")
    } else {
        error.into()
    }
}

async fn log(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    (id, version, name): (GroupId, i32, &str),
    action: &str,
    (came, went): &Changed,
) -> Result<(), BackendError> {
    let ids = |people: &[PersonId]| people.iter().map(PersonId::to_string).collect::<Vec<_>>().join(",");
    let (came, went) = (ids(came), ids(went));
    let facts = [("name", name), ("joined", &came), ("left", &went)];
    let happened = Happened { version: Some(version), ..Happened::to("group", id.as_uuid(), action, &facts) };
    record(backend, conn, Actor::Person(person), &happened).await?;
    Ok(())
}
