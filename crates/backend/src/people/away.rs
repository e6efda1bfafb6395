//! Taking people away, and letting them come back.

use domain::{
    ids::PersonId,
    person::{Person, Stays, may_go},
};
use sqlx::PgConnection;
use store::{deputies, grants, people, sessions::Which, tokens};

use super::administers;
use crate::{
    Actor, Backend, BackendError,
    attention::acts,
    log::{Happened, record},
    sessions,
};

/// Takes a person away: no sign-in, no session, no token, nobody's deputy, and nobody theirs. What they ordered stays
/// theirs. Disabling somebody twice is disabling them once.
///
/// The operator may disable anybody; an admin neither the last admin (`Conflict("last_admin")`) nor the only other one
/// (`Conflict("only_other_admin")`).
#[tracing::instrument(skip_all, fields(person.id = %id), err)]
pub async fn disable(backend: &Backend, actor: Actor<'_>, id: PersonId) -> Result<(), BackendError> {
    administers(actor)?;
    let mut tx = backend.db.begin().await?;
    people::find(&mut tx, id).await?.ok_or(BackendError::NotFound)?;
    if let Actor::Person(person) = actor {
        goes(&mut tx, id, person.id).await?;
    }
    if people::disable(&mut tx, id).await? {
        sessions::end_in(backend, &mut tx, actor, id, Which::AllBut(None)).await?;
        let tokens = tokens::revoke_all(&mut tx, id).await?.to_string();
        let periods = deputies::end_all(&mut tx, id).await?.to_string();
        let facts = [("tokens_revoked", tokens.as_str()), ("deputy_periods_ended", periods.as_str())];
        record(backend, &mut tx, actor, &Happened::to_person(id, "person.disabled", &facts)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Lets somebody come back: as a member of their teams, but without roles, leads, groups and deputies, which are given
/// anew. Who is not disabled stays as they are.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, person.id = %id), err)]
pub async fn enable(backend: &Backend, person: &Person, id: PersonId) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    let before = people::find(&mut tx, id).await?.ok_or(BackendError::NotFound)?;
    if before.disabled_at.is_some() && people::enable(&mut tx, id).await? {
        let roles = before.person.roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(",");
        let facts = [("roles_lost", roles.as_str())];
        let happened = Happened::to_person(id, "person.enabled", &facts);
        record(backend, &mut tx, Actor::Person(person), &happened).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Refuses to end that `who` is an admin where nobody, or only the one who does it, would be left. Until the transaction
/// ends nobody else changes who is one.
pub(super) async fn goes(
    conn: &mut PgConnection,
    who: PersonId,
    actor: PersonId,
) -> Result<(), BackendError> {
    grants::in_turn(&mut *conn).await?;
    may_go(who, actor, &grants::admins(conn).await?).map_err(|stays| {
        BackendError::Conflict(match stays {
            Stays::Last => "last_admin",
            Stays::OnlyOther => "only_other_admin",
        })
    })
}
