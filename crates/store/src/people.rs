//! People, their roles and how they sign in.

mod attempts;

use domain::{
    ids::{GroupId, PersonId, TeamId},
    person::{Email, Language, Membership, Person, Role, Theme},
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

pub use self::attempts::{Attempt, count_attempt, forgive};
use crate::{StoreError, orders::Cursor};

/// Somebody as stored, disabled or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// With defaults where nothing was chosen: English, UTC.
    pub person: Person,
    /// Absent: as the browser asks.
    pub language: Option<Language>,
    /// Absent: none was chosen.
    pub zone: Option<String>,
    pub has_password: bool,
    pub created_at: OffsetDateTime,
    pub disabled_at: Option<OffsetDateTime>,
    /// Whose deputy they are now.
    pub stands_for: Vec<PersonId>,
}

/// Somebody new.
#[derive(Debug)]
pub struct New<'a> {
    pub id: PersonId,
    pub email: &'a Email,
    pub name: &'a str,
    pub password_hash: Option<&'a str>,
}

/// The constraint that [`insert`] hits when the address is taken.
pub const EMAIL_TAKEN: &str = "people_email_key";

pub async fn insert(conn: &mut PgConnection, person: &New<'_>) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.people (person_id, email, name, password_hash)
        values ($1, $2, $3, $4)
        "#,
        person.id.as_uuid(),
        person.email.as_str(),
        person.name,
        person.password_hash,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Granting a role twice is granting it once.
pub async fn grant(conn: &mut PgConnection, id: PersonId, role: Role) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into purser.person_roles (person_id, role) values ($1, $2) on conflict do nothing",
        id.as_uuid(),
        role.name(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes a role away; says whether they had it.
pub async fn take(conn: &mut PgConnection, id: PersonId, role: Role) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "delete from purser.person_roles where person_id = $1 and role = $2",
        id.as_uuid(),
        role.name(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Joins a team; who is in it already becomes its lead, or stops being one.
pub async fn join(conn: &mut PgConnection, id: PersonId, team: TeamId, lead: bool) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.team_members (team_id, person_id, lead)
        values ($1, $2, $3)
        on conflict (team_id, person_id) do update set lead = excluded.lead
        "#,
        team.as_uuid(),
        id.as_uuid(),
        lead,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which people [`read`] gives.
#[derive(Debug, Clone, Copy, Default)]
struct Which<'a> {
    id: Option<PersonId>,
    email: Option<&'a str>,
    /// At most so many, those who were added last first.
    newest: Option<i64>,
    after: Option<Cursor>,
}

async fn read(conn: &mut PgConnection, which: Which<'_>) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            p.person_id as "id: PersonId",
            p.email as "email: Email",
            p.name,
            p.password_hash is not null as "has_password!",
            p.language as "language: Language",
            p.theme as "theme: Theme",
            p.time_zone,
            p.created_at,
            p.disabled_at,
            array(
                select r.role
                from purser.person_roles r
                where r.person_id = p.person_id
                order by r.role
            ) as "roles!: Vec<String>",
            coalesce((
                select jsonb_agg(jsonb_build_object('team', t.team_id, 'name', t.name, 'lead', m.lead) order by t.name)
                from purser.team_members m
                join purser.teams t on t.team_id = m.team_id
                where m.person_id = p.person_id
            ), '[]') as "teams!: Json<Vec<Membership>>",
            array(
                select d.principal_id
                from purser.deputies d
                where d.deputy_id = p.person_id and purser.stands_for(d.deputy_id, d.principal_id)
                order by d.principal_id
            ) as "stands_for!: Vec<PersonId>",
            array(
                select g.group_id
                from purser.group_members g
                where g.person_id = p.person_id
                order by g.group_id
            ) as "groups!: Vec<GroupId>"
        from purser.people p
        where ($1::uuid is null or p.person_id = $1) and ($2::text is null or p.email = $2)
          and ($4::timestamptz is null or (p.created_at, p.person_id) < ($4, $5::uuid))
        order by
            case when $3::bigint is not null then p.created_at end desc,
            case when $3::bigint is not null then p.person_id end desc,
            p.email
        limit $3
        "#,
        which.id.map(PersonId::as_uuid),
        which.email,
        which.newest,
        which.after.map(|cursor| cursor.at),
        which.after.map(|cursor| cursor.id),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let roles = row.roles.iter().map(|role| role.parse()).collect::<Result<Vec<Role>, _>>();
            Ok(Stored {
                person: Person {
                    id: row.id,
                    email: row.email,
                    name: row.name,
                    language: row.language.unwrap_or_default(),
                    theme: row.theme,
                    zone: row.time_zone.clone().unwrap_or_else(|| "UTC".to_owned()),
                    roles: roles.map_err(|_| StoreError::unreadable("role"))?,
                    teams: row.teams.0,
                    groups: row.groups,
                    stands_for: Vec::new(),
                },
                language: row.language,
                zone: row.time_zone,
                has_password: row.has_password,
                created_at: row.created_at,
                disabled_at: row.disabled_at,
                stands_for: row.stands_for,
            })
        })
        .collect()
}

/// One person, disabled or not, with those whose deputy they are.
pub async fn find(conn: &mut PgConnection, id: PersonId) -> Result<Option<Stored>, StoreError> {
    let Some(mut found) = alone(&mut *conn, id).await? else { return Ok(None) };
    for principal in found.stands_for.clone() {
        found.person.stands_for.extend(alone(&mut *conn, principal).await?.map(|found| found.person));
    }
    Ok(Some(found))
}

async fn alone(conn: &mut PgConnection, id: PersonId) -> Result<Option<Stored>, StoreError> {
    Ok(read(conn, Which { id: Some(id), ..Which::default() }).await?.pop())
}

/// The person of an address, disabled or not.
pub async fn find_by_email(conn: &mut PgConnection, email: &Email) -> Result<Option<Stored>, StoreError> {
    Ok(read(conn, Which { email: Some(email.as_str()), ..Which::default() }).await?.pop())
}

/// Everybody, by address.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<Stored>, StoreError> {
    let mut everybody = read(conn, Which::default()).await?;
    let alone = everybody.clone();
    for stored in &mut everybody {
        let places = alone.iter().filter(|other| stored.stands_for.contains(&other.person.id));
        stored.person.stands_for = places.map(|other| other.person.clone()).collect();
    }
    Ok(everybody)
}

/// At most `limit` people, those who were added last first; for whom they stand is not read.
pub async fn newest(
    conn: &mut PgConnection,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Stored>, StoreError> {
    read(conn, Which { newest: Some(limit), after, ..Which::default() }).await
}

/// Somebody who may act, with those whose deputy they are: a disabled person is not found.
pub async fn load(conn: &mut PgConnection, id: PersonId) -> Result<Option<Person>, StoreError> {
    Ok(find(conn, id).await?.filter(|found| found.disabled_at.is_none()).map(|found| found.person))
}

/// The hash to check a password against; none for people who are disabled or have no password.
pub async fn password_hash(
    conn: &mut PgConnection,
    email: &Email,
) -> Result<Option<(PersonId, String)>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            person_id as "id: PersonId",
            password_hash as "password_hash!"
        from purser.people
        where email = $1 and disabled_at is null and password_hash is not null
        "#,
        email.as_str(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.password_hash)))
}

pub async fn set_password_hash(conn: &mut PgConnection, id: PersonId, hash: &str) -> Result<(), StoreError> {
    let done =
        sqlx::query!("update purser.people set password_hash = $2 where person_id = $1", id.as_uuid(), hash)
            .execute(conn)
            .await?;
    one(done.rows_affected())
}

/// Writes what is given and leaves the rest.
pub async fn set_preferences(
    conn: &mut PgConnection,
    id: PersonId,
    language: Option<Language>,
    theme: Option<Theme>,
    zone: Option<&str>,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.people
        set language = coalesce($2, language),
            theme = coalesce($3, theme),
            time_zone = coalesce($4, time_zone)
        where person_id = $1
        "#,
        id.as_uuid(),
        language.map(Language::tag),
        theme.map(Theme::name),
        zone,
    )
    .execute(conn)
    .await?;
    one(done.rows_affected())
}

/// Notes in which language somebody reads the pages who signs in now: what is sent to them speaks it, unless they chose
/// one for good.
pub async fn set_signed_in_language(
    conn: &mut PgConnection,
    id: PersonId,
    language: Language,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update purser.people set signed_in_language = $2 where person_id = $1",
        id.as_uuid(),
        language.tag(),
    )
    .execute(conn)
    .await?;
    one(done.rows_affected())
}

/// Lets somebody act again, without the rights that are given: no roles, leading no team, in no group, nobody's deputy,
/// and nobody theirs. Says whether they were disabled until now.
pub async fn enable(conn: &mut PgConnection, id: PersonId) -> Result<bool, StoreError> {
    let uuid = id.as_uuid();
    sqlx::query!("delete from purser.person_roles where person_id = $1", uuid).execute(&mut *conn).await?;
    sqlx::query!("update purser.team_members set lead = false where person_id = $1 and lead", uuid)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        r#"
        with gone as (delete from purser.group_members where person_id = $1 returning group_id)
        update purser.groups g set version = g.version + 1 from gone where g.group_id = gone.group_id
        "#,
        uuid,
    )
    .execute(&mut *conn)
    .await?;
    crate::deputies::end_all(&mut *conn, id).await?;
    let done = sqlx::query!(
        "update purser.people set disabled_at = null where person_id = $1 and disabled_at is not null",
        uuid,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether the person was active until now.
pub async fn disable(conn: &mut PgConnection, id: PersonId) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update purser.people set disabled_at = purser.now() where person_id = $1 and disabled_at is null",
        id.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

#[cfg(test)]
mod tests;
