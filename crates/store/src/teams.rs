//! Teams, known by their unique names.

use domain::{
    ids::{PersonId, TeamId},
    view::Team,
};
use sqlx::PgConnection;

use crate::StoreError;

/// The team of this name; `id` becomes its id if there was none.
pub async fn find_or_insert(conn: &mut PgConnection, id: TeamId, name: &str) -> Result<Team, StoreError> {
    sqlx::query!(
        "insert into purser.teams (team_id, name) values ($1, $2) on conflict (name) do nothing",
        id.as_uuid(),
        name,
    )
    .execute(&mut *conn)
    .await?;
    find_by_name(conn, name).await?.ok_or(StoreError::Stale)
}

pub async fn find_by_name(conn: &mut PgConnection, name: &str) -> Result<Option<Team>, StoreError> {
    let team = sqlx::query_as!(
        Team,
        r#"
        select
            team_id as "id: TeamId",
            name
        from purser.teams
        where name = $1
        "#,
        name,
    )
    .fetch_optional(conn)
    .await?;
    Ok(team)
}

/// All teams, by name.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<Team>, StoreError> {
    let teams = sqlx::query_as!(
        Team,
        r#"
        select
            team_id as "id: TeamId",
            name
        from purser.teams
        order by name
        "#,
    )
    .fetch_all(conn)
    .await?;
    Ok(teams)
}

/// Takes somebody in who does not lead it. Who is in it stays as they are; says whether they were not.
pub async fn take_in(conn: &mut PgConnection, id: TeamId, person: PersonId) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "insert into purser.team_members (team_id, person_id) values ($1, $2) on conflict do nothing",
        id.as_uuid(),
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody leaves; says whether they were in it.
pub async fn leave(conn: &mut PgConnection, id: TeamId, person: PersonId) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "delete from purser.team_members where team_id = $1 and person_id = $2",
        id.as_uuid(),
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody leads it no more, and stays in it; says whether they did.
pub async fn step_down(conn: &mut PgConnection, id: TeamId, person: PersonId) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update purser.team_members set lead = false where team_id = $1 and person_id = $2 and lead",
        id.as_uuid(),
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
