//! Giving the rights to approve and to administer: proposed by one admin, confirmed by a second one where there is one.

use domain::{
    ids::{GrantId, PersonId},
    person::{Answer, Person, Right, Role, may_answer},
};
use sqlx::PgConnection;
use store::{grants, people};

use super::roles::ends_sessions;
use crate::{
    Actor, Backend, BackendError,
    attention::acts,
    log::{Happened, record},
    rules::active,
    sessions::SignIn,
};

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// They have the right: there is no second admin to ask.
    AtOnce,
    /// It holds once a second admin confirms it.
    Waits,
}

/// Gives a right, or proposes it where there is a second admin. Asks for a fresh sign-in. `Conflict("has_right")`: they
/// have it, or it is proposed; `Conflict("audits")`: an auditor holds nothing else; `Conflict("is_disabled")`;
/// `Conflict("not_a_member")`: who leads a team is in it.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %to), err)]
pub async fn propose(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    to: PersonId,
    right: Right,
) -> Result<Given, BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    sign_in.vouches(&mut tx).await?;
    grants::in_turn(&mut tx).await?;
    let receiver = receives(&mut tx, to, right).await?;
    let waiting = grants::open(&mut tx, Some(to)).await?;
    if right.is_held_by(&receiver) || waiting.iter().any(|open| open.right == right) {
        return Err(BackendError::Conflict("has_right"));
    }
    let id = GrantId::from_uuid(backend.random.uuid(&backend.clock));
    let given = if grants::propose(&mut tx, id, to, right, person.id).await? {
        let confirm = confirmers(&mut tx, person.id, to).await?;
        log(backend, &mut tx, person, "grant.proposed", (id, to, right), &confirm).await?;
        Given::Waits
    } else {
        grants::give(&mut tx, id, to, right).await?;
        log(backend, &mut tx, person, "grant.given", (id, to, right), &[to]).await?;
        ends_sessions(backend, &mut tx, person, sign_in, to).await?;
        Given::AtOnce
    };
    tx.commit().await?;
    Ok(given)
}

/// Confirms, refuses or withdraws what waits. A confirmation asks for a fresh sign-in, and the right holds with it.
/// `Stale`: somebody answered before; `Conflict("own_grant")`: this is not theirs to answer so;
/// `Conflict("proposer_gone")`: who proposed it is no admin any more.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, grant.id = %id), err)]
pub async fn answer(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    id: GrantId,
    answer: Answer,
) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    grants::in_turn(&mut tx).await?;
    let open = grants::open(&mut tx, None).await?;
    let grant = open.into_iter().find(|grant| grant.id == id).ok_or(BackendError::Stale)?;
    let (to, right) = (grant.receiver.id, grant.right);
    if !may_answer(answer, person, grant.proposed_by.id, to) {
        return Err(BackendError::Conflict("own_grant"));
    }
    if answer == Answer::Confirm {
        sign_in.vouches(&mut tx).await?;
        receives(&mut tx, to, right).await?;
        if !grants::admins(&mut tx).await?.contains(&grant.proposed_by.id) {
            return Err(BackendError::Conflict("proposer_gone"));
        }
    }
    grants::answer(&mut tx, &grant, answer, person.id).await?;
    let action = match answer {
        Answer::Confirm => "grant.confirmed",
        Answer::Refuse => "grant.refused",
        Answer::Withdraw => "grant.withdrawn",
    };
    if answer == Answer::Confirm {
        grants::give(&mut tx, id, to, right).await?;
        ends_sessions(backend, &mut tx, person, sign_in, to).await?;
    }
    let proposer = grant.proposed_by.id;
    let told: &[_] = if answer == Answer::Confirm { &[proposer, to] } else { &[proposer] };
    log(backend, &mut tx, person, action, (id, to, right), told).await?;
    tx.commit().await?;
    Ok(())
}

/// How many rights wait that the person may confirm; nothing for who is no admin.
pub async fn count(backend: &Backend, person: &Person) -> Result<u32, BackendError> {
    if !person.has(Role::Admin) {
        return Ok(0);
    }
    let mut conn = backend.db.acquire().await?;
    let count = grants::count_for(&mut conn, person.id).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Who may confirm what was proposed.
async fn confirmers(
    conn: &mut PgConnection,
    proposed_by: PersonId,
    to: PersonId,
) -> Result<Vec<PersonId>, BackendError> {
    let may = |person: &Person| may_answer(Answer::Confirm, person, proposed_by, to);
    Ok(active(conn).await?.into_iter().filter(may).map(|person| person.id).collect())
}

/// Somebody who can use the right.
async fn receives(conn: &mut PgConnection, to: PersonId, right: Right) -> Result<Person, BackendError> {
    let found = people::find(conn, to).await?.ok_or(BackendError::NotFound)?;
    if found.disabled_at.is_some() {
        return Err(BackendError::Conflict("is_disabled"));
    }
    if found.person.has(Role::Auditor) {
        return Err(BackendError::Conflict("audits"));
    }
    if right.team().is_some_and(|team| !found.person.is_in(team)) {
        return Err(BackendError::Conflict("not_a_member"));
    }
    Ok(found.person)
}

async fn log(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    action: &str,
    (id, to, right): (GrantId, PersonId, Right),
    addressed: &[PersonId],
) -> Result<(), BackendError> {
    let id = id.to_string();
    let team = right.team().map(|team| team.to_string()).unwrap_or_default();
    let mut facts = vec![("grant", id.as_str()), ("right", right.name())];
    if !team.is_empty() {
        facts.push(("team", &team));
    }
    let happened = Happened { addressed, ..Happened::to_person(to, action, &facts) };
    record(backend, conn, Actor::Person(person), &happened).await
}

#[cfg(test)]
mod tests;
