//! Sessions, as their person sees them: listing and ending.

use domain::{
    ids::{PersonId, SessionId},
    order::can::Why,
    person::Person,
    view,
};
use sqlx::PgConnection;
use store::{StoreError, migrate, sessions::Which};
use time::Duration;

pub use store::sessions::{IDLE_MIN, IdHash, LIFE_H, PERSON, Store, UNATTENDED, USER_AGENT};

use crate::{
    Actor, Backend, BackendError,
    log::{Happened, record},
};

/// Where the session layer keeps its records. It writes `session.started` and `session.ended` by itself.
pub fn store(backend: &Backend) -> Store {
    let (random, clock) = (backend.random.clone(), backend.clock.clone());
    Store::new(backend.db.clone(), move || random.uuid(&clock))
}

/// How long a sign-in vouches for what is above the limit `confirm_above`. Never compressed: it is about people.
pub const FRESH_FOR: Duration = Duration::minutes(10);

/// By what somebody is known who decides about money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// A token of the API.
    Token,
    /// A session; none when the browser has no session id any more.
    Session(Option<IdHash>),
}

impl SignIn {
    /// Refuses a token, and a session whose password was shown too long ago.
    pub(crate) async fn vouches(self, conn: &mut PgConnection) -> Result<(), BackendError> {
        self.is_a_persons()?;
        let Self::Session(Some(id)) = self else { return Err(BackendError::SignedOut) };
        let now = migrate::now(conn).await?;
        let confirmed = store::sessions::confirmed_at(conn, id).await?;
        if confirmed.is_some_and(|at| now - at <= FRESH_FOR) {
            Ok(())
        } else {
            Err(BackendError::NotAllowed(Why::SignInOld))
        }
    }

    /// Refuses a token.
    pub(crate) fn is_a_persons(self) -> Result<(), BackendError> {
        match self {
            Self::Token => Err(BackendError::NotAllowed(Why::Token)),
            Self::Session(_) => Ok(()),
        }
    }
}

/// What the session layer's failure means: it reads the same database.
pub fn away(error: impl ToString) -> BackendError {
    BackendError::Unavailable(StoreError::Unavailable(sqlx::Error::Protocol(error.to_string())))
}

/// The person's live sessions, the last used first; `current` is the one that asks.
pub async fn list(
    backend: &Backend,
    person: &Person,
    current: Option<IdHash>,
) -> Result<Vec<view::Session>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::sessions::list(&mut conn, person.id, current).await?)
}

/// Ends one of the person's own sessions; another's is not found.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, session.id = %id), err)]
pub async fn end(backend: &Backend, person: &Person, id: SessionId) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let ended = end_in(backend, &mut tx, Actor::Person(person), person.id, Which::Only(id)).await?;
    if ended == 0 {
        return Err(BackendError::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Ends all of the person's sessions but `current`; says how many.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn end_others(
    backend: &Backend,
    person: &Person,
    current: Option<IdHash>,
) -> Result<usize, BackendError> {
    let mut tx = backend.db.begin().await?;
    let ended = end_in(backend, &mut tx, Actor::Person(person), person.id, Which::AllBut(current)).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends sessions in the caller's transaction, with an event for each.
pub(crate) async fn end_in(
    backend: &Backend,
    conn: &mut PgConnection,
    actor: Actor<'_>,
    person: PersonId,
    which: Which,
) -> Result<usize, BackendError> {
    let ended = store::sessions::end(conn, person, which).await?;
    for session in &ended {
        let happened = Happened::to("session", session.as_uuid(), "session.ended", &[]);
        record(backend, conn, actor, &happened).await?;
    }
    Ok(ended.len())
}
