//! Templates of purchase forms, each a team's.

use domain::{
    catalog::{Input, Operation},
    ids::{PersonId, TeamId, TemplateId},
    template::Template,
    view::{Team, Who},
};
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// A new template.
#[derive(Debug)]
pub struct New<'a> {
    pub id: TemplateId,
    pub team: TeamId,
    pub operation: Operation,
    pub name: &'a str,
    pub spec: &'a Input,
    pub made_by: PersonId,
}

/// Stores a template; false if the team has one of this name for the operation.
pub async fn insert(conn: &mut PgConnection, new: &New<'_>) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        r#"
        insert into purser.templates (template_id, team_id, operation, name, spec, made_by)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (team_id, operation, name) where removed_at is null do nothing
        "#,
        new.id.as_uuid(),
        new.team.as_uuid(),
        new.operation.key(),
        new.name,
        Json(new.spec) as _,
        new.made_by.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The templates of these teams that are not removed, by operation and name; with `only`, that one.
pub async fn list(
    conn: &mut PgConnection,
    teams: &[TeamId],
    only: Option<TemplateId>,
) -> Result<Vec<Template>, StoreError> {
    let teams: Vec<_> = teams.iter().map(|team| team.as_uuid()).collect();
    let rows = sqlx::query!(
        r#"
        select
            t.template_id as "id: TemplateId",
            t.team_id as "team_id: TeamId",
            m.name as team_name,
            t.operation as "operation: Operation",
            t.name,
            t.spec as "spec: Json<Input>",
            t.made_by as "made_by: PersonId",
            p.name as maker_name,
            t.made_at
        from purser.templates t
        join purser.teams m using (team_id)
        join purser.people p on p.person_id = t.made_by
        where t.team_id = any($1)
            and t.removed_at is null
            and ($2::uuid is null or t.template_id = $2)
        order by t.operation, lower(t.name), m.name, t.template_id
        "#,
        &teams,
        only.map(TemplateId::as_uuid),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Template {
            id: row.id,
            team: Team { id: row.team_id, name: row.team_name },
            operation: row.operation,
            name: row.name,
            spec: row.spec.0,
            made_by: Who { id: row.made_by, name: row.maker_name },
            made_at: row.made_at,
        })
        .collect())
}

/// How many the team has.
pub async fn count(conn: &mut PgConnection, team: TeamId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"select count(*) as "count!" from purser.templates where team_id = $1 and removed_at is null"#,
        team.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// Takes it away; its name is free again. Stale if somebody did so before.
pub async fn remove(conn: &mut PgConnection, id: TemplateId) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update purser.templates set removed_at = purser.now() where template_id = $1 and removed_at is null",
        id.as_uuid(),
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
