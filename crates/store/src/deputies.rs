//! Who stands in for whom, and when.

use domain::{
    ids::{DeputyPeriodId, PersonId},
    view::{DeputyView, Who},
};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// A while in which somebody stands in for somebody.
#[derive(Debug, Clone, Copy)]
pub struct New {
    pub id: DeputyPeriodId,
    pub principal: PersonId,
    pub deputy: PersonId,
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
}

pub async fn insert(conn: &mut PgConnection, new: New) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.deputies (deputy_period_id, principal_id, deputy_id, starts_at, ends_at)
        values ($1, $2, $3, $4, $5)
        "#,
        new.id.as_uuid(),
        new.principal.as_uuid(),
        new.deputy.as_uuid(),
        new.from,
        new.until,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a period of the principal's before its time; says whose it was, or `None` where there is none to end.
pub async fn end(
    conn: &mut PgConnection,
    id: DeputyPeriodId,
    principal: PersonId,
) -> Result<Option<PersonId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        update purser.deputies
        set ended_at = purser.now()
        where deputy_period_id = $1 and principal_id = $2 and ended_at is null and ends_at > purser.now()
        returning deputy_id as "deputy: PersonId"
        "#,
        id.as_uuid(),
        principal.as_uuid(),
    )
    .fetch_optional(conn)
    .await?)
}

/// Ends every period of a person that is not over, on either side of them; says how many.
pub async fn end_all(conn: &mut PgConnection, person: PersonId) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.deputies
        set ended_at = purser.now()
        where $1 in (principal_id, deputy_id) and ended_at is null and ends_at > purser.now()
        "#,
        person.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// The periods of a person that are not over, on either side of them: the next to begin first.
pub async fn of_person(conn: &mut PgConnection, person: PersonId) -> Result<Vec<DeputyView>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            d.deputy_period_id as "id: DeputyPeriodId",
            d.principal_id as "principal: PersonId",
            p.name as principal_name,
            d.deputy_id as "deputy: PersonId",
            q.name as deputy_name,
            d.starts_at,
            d.ends_at
        from purser.deputies d
        join purser.people p on p.person_id = d.principal_id
        join purser.people q on q.person_id = d.deputy_id
        where (d.principal_id = $1 or d.deputy_id = $1) and d.ended_at is null and d.ends_at > purser.now()
        order by d.starts_at, d.deputy_period_id
        "#,
        person.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DeputyView {
            id: row.id,
            principal: Who { id: row.principal, name: row.principal_name },
            deputy: Who { id: row.deputy, name: row.deputy_name },
            from: row.starts_at,
            until: row.ends_at,
        })
        .collect())
}
