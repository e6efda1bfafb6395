//! Groups: people whom a rule's step asks together.

use domain::{
    ids::{GroupId, PersonId},
    view::{Group, Who},
};
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// The constraint that is hit where another group has the name.
pub const NAME_TAKEN: &str = "group_name_taken";

/// All groups by name, with those of their members who may sign in.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<Group>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            g.group_id as "id: GroupId",
            g.name,
            g.version,
            coalesce((
                select jsonb_agg(jsonb_build_object('id', p.person_id, 'name', p.name) order by p.name, p.person_id)
                from purser.group_members m
                join purser.people p on p.person_id = m.person_id and p.disabled_at is null
                where m.group_id = g.group_id
            ), '[]') as "members!: Json<Vec<Who>>"
        from purser.groups g
        order by g.name
        "#,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Group { id: row.id, name: row.name, version: row.version, members: row.members.0 })
        .collect())
}

/// A new group without members.
pub async fn insert(conn: &mut PgConnection, id: GroupId, name: &str) -> Result<(), StoreError> {
    sqlx::query!("insert into purser.groups (group_id, name) values ($1, $2)", id.as_uuid(), name)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the name, if nobody wrote since `version` was read: else `Stale`. Until the transaction ends nobody else
/// changes the group.
pub async fn rename(
    conn: &mut PgConnection,
    id: GroupId,
    version: i32,
    name: &str,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update purser.groups set name = $3, version = version + 1 where group_id = $1 and version = $2",
        id.as_uuid(),
        version,
        name,
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Takes somebody in. The database refuses an admin who takes in themselves while there is another one.
pub async fn join(
    conn: &mut PgConnection,
    id: GroupId,
    person: PersonId,
    by: PersonId,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.group_members (group_id, person_id, added_by)
        values ($1, $2, $3)
        on conflict do nothing
        "#,
        id.as_uuid(),
        person.as_uuid(),
        by.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody leaves; who is not in it stays out.
pub async fn leave(conn: &mut PgConnection, id: GroupId, person: PersonId) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from purser.group_members where group_id = $1 and person_id = $2",
        id.as_uuid(),
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}
