//! Rights that admins give: proposals, their answers, and what they lead to.

use domain::{
    ids::{GrantId, PersonId, TeamId},
    person::{Answer, Right},
    view::Who,
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// A right that waits for a second admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub id: GrantId,
    pub receiver: Who,
    pub right: Right,
    pub team: Option<String>,
    pub proposed_by: Who,
    pub proposed_at: OffsetDateTime,
}

/// Until the transaction ends nobody else changes who is an admin, and nobody else gives a right.
pub async fn in_turn(conn: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!(r#"select purser.admins_in_turn() as "locked!: ()""#).fetch_one(conn).await?;
    Ok(())
}

/// The admins who may act, by id.
pub async fn admins(conn: &mut PgConnection) -> Result<Vec<PersonId>, StoreError> {
    let ids = sqlx::query_scalar!(
        r#"
        select p.person_id as "id: PersonId"
        from purser.people p
        join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
        where p.disabled_at is null
        order by p.person_id
        "#,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids)
}

/// Writes that `by` wants to give a right. Says whether it waits for a second admin: the database decides that. `Stale`:
/// they have it, or it is proposed already.
pub async fn propose(
    conn: &mut PgConnection,
    id: GrantId,
    receiver: PersonId,
    right: Right,
    by: PersonId,
) -> Result<bool, StoreError> {
    let takes_second = sqlx::query_scalar!(
        r#"
        insert into purser.grants (grant_id, person_id, what, team_id, proposed_by)
        values ($1, $2, $3, $4, $5)
        returning takes_second
        "#,
        id.as_uuid(),
        receiver.as_uuid(),
        right.name(),
        right.team().map(TeamId::as_uuid),
        by.as_uuid(),
    )
    .fetch_one(conn)
    .await?;
    Ok(takes_second)
}

/// Writes the one answer. The database refuses a confirmation by who proposed or who receives it; `Stale`: it waits for
/// nobody any more.
pub async fn answer(
    conn: &mut PgConnection,
    grant: &Open,
    answer: Answer,
    by: PersonId,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.grant_answers (grant_id, person_id, proposed_by, answer, answered_by)
        values ($1, $2, $3, $4, $5)
        "#,
        grant.id.as_uuid(),
        grant.receiver.id.as_uuid(),
        grant.proposed_by.id.as_uuid(),
        answer.name(),
        by.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Gives what the grant says, once. The database refuses one that a second admin has not confirmed where there is one;
/// `Stale`: who was to lead a team is not in it.
pub async fn give(
    conn: &mut PgConnection,
    id: GrantId,
    receiver: PersonId,
    right: Right,
) -> Result<(), StoreError> {
    let done = match right.team() {
        None => {
            sqlx::query!(
                "insert into purser.person_roles (person_id, role, grant_id) values ($1, $2, $3)",
                receiver.as_uuid(),
                right.name(),
                id.as_uuid(),
            )
            .execute(conn)
            .await?
        }
        Some(team) => {
            sqlx::query!(
                r#"
                update purser.team_members
                set lead = true, grant_id = $3
                where team_id = $1 and person_id = $2 and not lead
                "#,
                team.as_uuid(),
                receiver.as_uuid(),
                id.as_uuid(),
            )
            .execute(conn)
            .await?
        }
    };
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// How much waits for the one who reads, if they are an admin: it is neither their proposal nor for them.
pub async fn count_for(conn: &mut PgConnection, admin: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from purser.open_grants
        where proposed_by <> $1 and person_id <> $1
        "#,
        admin.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// What waits for a second admin, oldest first: all of it, or one person's.
pub async fn open(conn: &mut PgConnection, receiver: Option<PersonId>) -> Result<Vec<Open>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            g.grant_id as "id!: GrantId",
            g.person_id as "receiver!: PersonId",
            r.name as receiver_name,
            g.what as "what!",
            g.team_id as "team: TeamId",
            t.name as "team_name?",
            g.proposed_by as "proposed_by!: PersonId",
            p.name as proposer_name,
            g.proposed_at as "proposed_at!"
        from purser.open_grants g
        join purser.people r on r.person_id = g.person_id
        join purser.people p on p.person_id = g.proposed_by
        left join purser.teams t on t.team_id = g.team_id
        where $1::uuid is null or g.person_id = $1
        order by g.proposed_at, g.grant_id
        "#,
        receiver.map(PersonId::as_uuid),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Open {
                id: row.id,
                receiver: Who { id: row.receiver, name: row.receiver_name },
                right: Right::of(&row.what, row.team).ok_or(StoreError::unreadable("right"))?,
                team: row.team_name,
                proposed_by: Who { id: row.proposed_by, name: row.proposer_name },
                proposed_at: row.proposed_at,
            })
        })
        .collect()
}
