//! What admins and auditors see of people.

use domain::{
    ids::PersonId,
    person::{Answer, Person, may_answer},
    view::{
        Listed,
        people::{GrantRow, People, PersonGrants, PersonPage, PersonRow},
    },
};
use store::{
    grants::{self, Open},
    orders::Cursor,
    people::{self, Stored},
    teams,
};

use crate::{
    Backend, BackendError,
    attention::reads,
    orders::{MAX_LIMIT, page},
};

/// The most people that are listed at once.
const MOST: usize = 200;

/// Those whose name or address holds what is searched for, disabled ones last, and every right that waits for a second
/// admin. For admins and auditors; for everybody else there is nothing.
pub async fn shown(backend: &Backend, person: &Person, searched: &str) -> Result<People, BackendError> {
    reads(person)?;
    let searched = searched.trim().to_lowercase();
    let mut conn = backend.db.acquire().await?;
    let mut found = people::list(&mut conn).await?;
    found.retain(|stored| {
        let Person { name, email, .. } = &stored.person;
        name.to_lowercase().contains(&searched) || email.as_str().contains(&searched)
    });
    found.sort_by_key(|stored| stored.disabled_at.is_some());
    let more = found.len().saturating_sub(MOST);
    found.truncate(MOST);
    Ok(People {
        people: found.into_iter().map(row).collect(),
        more,
        grants: open(grants::open(&mut conn, None).await?, person),
        teams: teams::list(&mut conn).await?,
    })
}

/// Everybody, those who were added last first, each with what waits for them. For admins and auditors; for everybody else
/// there is nothing. A cursor that is none starts from the top.
pub async fn listed(
    backend: &Backend,
    person: &Person,
    cursor: Option<&str>,
    limit: u32,
) -> Result<Listed<PersonGrants>, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let after = cursor.and_then(|text| text.parse().ok());
    let limit = i64::from(limit.clamp(1, MAX_LIMIT));
    let found = people::newest(&mut conn, after, limit + 1).await?;
    let waiting = open(grants::open(&mut conn, None).await?, person);
    let with_grants = |stored: Stored| {
        let row = row(stored);
        let own = waiting.iter().filter(|grant| grant.receiver.id == row.person.id);
        PersonGrants { grants: own.cloned().collect(), row }
    };
    let items = found.into_iter().map(with_grants).collect();
    Ok(page(items, limit, |item| Cursor { at: item.row.created_at, id: item.row.person.id.as_uuid() }))
}

/// One person, disabled or not, with what waits for them. For admins and auditors; for everybody else there is nothing.
pub async fn show(backend: &Backend, person: &Person, id: PersonId) -> Result<PersonPage, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let found = people::find(&mut conn, id).await?.ok_or(BackendError::NotFound)?;
    let admins = grants::admins(&mut conn).await?;
    Ok(PersonPage {
        row: row(found),
        grants: open(grants::open(&mut conn, Some(id)).await?, person),
        takes_second: admins.iter().any(|admin| *admin != person.id && *admin != id),
        teams: teams::list(&mut conn).await?,
        is_self: id == person.id,
    })
}

fn row(stored: Stored) -> PersonRow {
    let Stored { person, has_password, created_at, disabled_at, .. } = stored;
    PersonRow { person, has_password, created_at, disabled_at }
}

fn open(waiting: Vec<Open>, reader: &Person) -> Vec<GrantRow> {
    let rows = waiting.into_iter().map(|grant| {
        let may = |answer: &Answer| may_answer(*answer, reader, grant.proposed_by.id, grant.receiver.id);
        GrantRow {
            answers: Answer::ALL.into_iter().filter(may).collect(),
            id: grant.id,
            receiver: grant.receiver,
            right: grant.right,
            team: grant.team,
            proposed_by: grant.proposed_by,
            proposed_at: grant.proposed_at,
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests;
