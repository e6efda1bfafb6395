//! Teams, known by their unique names.

use domain::{ids::TeamId, view::Team};
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
