//! Who calls: a token's owner or a session's person, read afresh for each call.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use backend::{
    Backend, BackendError,
    orders::Consent,
    people,
    sessions::{self, IdHash, SignIn},
    tokens::{self, TokenRights},
};
use domain::{catalog::Secrets, ids::PersonId, money::Money, person::Person, refusal::Reason};
use secrecy::SecretString;
use tower_sessions::Session;

pub(super) use backend::tokens::Scope;

use super::{Api, problem::Problem};

/// The caller, and by what they are known.
pub(super) struct Caller {
    pub(super) person: Person,
    key: Key,
}

enum Key {
    Token {
        presented: SecretString,
        rights: TokenRights,
    },
    /// Nothing when the browser has no session id any more.
    Session(Option<IdHash>),
}

impl FromRequestParts<Api> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        // Whoever shows a token is judged by it alone, also where the browser adds a session.
        match parts.headers.get(header::AUTHORIZATION) {
            Some(header) => {
                let presented = header.to_str().ok().and_then(|text| text.split_once(' '));
                let (scheme, token) = presented.ok_or(BackendError::SignedOut)?;
                if !scheme.eq_ignore_ascii_case("bearer") {
                    return Err(BackendError::SignedOut.into());
                }
                Ok(Self::of_token(&api.backend, token.trim().into()).await?)
            }
            None => {
                let session = Session::from_request_parts(parts, api).await;
                let session = session.map_err(|(status, _)| Problem::of_status(status))?;
                Ok(Self::of_session(&api.backend, &session).await?)
            }
        }
    }
}

impl Caller {
    async fn of_token(backend: &Backend, presented: SecretString) -> Result<Self, BackendError> {
        let (person, rights) =
            tokens::person_of(backend, &presented).await?.ok_or(BackendError::SignedOut)?;
        Ok(Self { person, key: Key::Token { presented, rights } })
    }

    async fn of_session(backend: &Backend, session: &Session) -> Result<Self, BackendError> {
        let id = session.get::<PersonId>(sessions::PERSON).await.map_err(session_error)?;
        let known = people::find(backend, id.ok_or(BackendError::SignedOut)?).await?;
        let person = known.ok_or(BackendError::SignedOut)?.person;
        Ok(Self { person, key: Key::Session(session.id().map(IdHash::of)) })
    }

    /// The caller as they are now, without counting as a use of the session; `SignedOut` when it has ended.
    pub(super) async fn again(&self, backend: &Backend) -> Result<Self, BackendError> {
        match &self.key {
            Key::Token { presented, .. } => Self::of_token(backend, presented.clone()).await,
            Key::Session(current) => {
                let live = sessions::list(backend, &self.person, *current).await?;
                let known = people::find(backend, self.person.id).await?;
                match known {
                    Some(known) if live.iter().any(|session| session.current) => {
                        Ok(Self { person: known.person, key: Key::Session(*current) })
                    }
                    Some(_) | None => Err(BackendError::SignedOut),
                }
            }
        }
    }

    /// Whether the call is within a token's scopes. A session has all that its person may do.
    pub(super) fn may(&self, scope: Scope) -> Result<(), Problem> {
        match &self.key {
            Key::Token { rights, .. } if !rights.allow(scope) => Err(Problem::scope()),
            Key::Token { .. } | Key::Session(_) => Ok(()),
        }
    }

    /// What the caller says beside an order that is submitted.
    pub(super) fn consent<'a>(&self, acknowledge_look_alikes: bool, secrets: &'a Secrets) -> Consent<'a> {
        let at_most = match &self.key {
            Key::Token { rights, .. } => rights.ceiling,
            Key::Session(_) => None,
        };
        Consent { acknowledge_look_alikes, at_most, secrets: Some(secrets), seen: None }
    }

    /// By what the caller is known, for what a token may not do.
    pub(super) fn sign_in(&self) -> SignIn {
        match &self.key {
            Key::Token { .. } => SignIn::Token,
            Key::Session(id) => SignIn::Session(*id),
        }
    }

    /// Whether an order of this ceiling is within the token's own.
    pub(super) fn may_spend(&self, ceiling: &Money) -> Result<(), Problem> {
        let Key::Token { rights: TokenRights { ceiling: Some(most), .. }, .. } = &self.key else {
            return Ok(());
        };
        match ceiling.exceeds(most) {
            Ok(false) => Ok(()),
            Ok(true) => Err(Problem::above_token_ceiling()),
            Err(_) => {
                let expected = most.currency().code().to_owned();
                Err(Problem::field("ceiling", Reason::OtherCurrency { expected }))
            }
        }
    }
}

/// The store of sessions is the database: what fails there is that it is away.
fn session_error(error: tower_sessions::session::Error) -> BackendError {
    match error {
        tower_sessions::session::Error::Store(error) => sessions::away(error),
        other => BackendError::internal(other),
    }
}
