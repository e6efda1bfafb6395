//! Who sends a request, and how they read: found afresh for every one.

mod asked;

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Backend, BackendError, approvals, attention, notices, orders,
    people::{self, Stored},
    sessions::{self, IdHash, SignIn},
};
use domain::{
    ids::PersonId,
    mode::Mode,
    person::{Person, Role, Theme},
};
use http::{Extensions, Method, Uri, request::Parts};
use time::OffsetDateTime;
use tower_sessions::Session;

use self::asked::Asked;
pub use self::asked::{Preference, is_zone, remember};
use crate::{
    chrome::{Chrome, ChromePerson, initials},
    fault,
    i18n::Text,
    paths,
    portal::Portal,
    site::Site,
};

/// A request's nonce of the Content-Security-Policy, as an extension.
#[derive(Debug, Clone)]
pub struct Nonce(pub String);

/// Anybody: for pages that do not ask who reads them.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub chrome: Chrome,
    pub person: Option<Person>,
    /// Holds nothing until somebody signs in.
    pub session: Session,
}

/// Somebody who is signed in and not disabled. Everybody else is led to the sign-in page.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub chrome: Chrome,
    pub person: Person,
    pub session: Session,
}

impl SignedIn {
    /// By what they are known, for what is about money.
    pub fn sign_in(&self) -> SignIn {
        SignIn::Session(self.current())
    }

    /// The session that asks, among the person's own.
    pub fn current(&self) -> Option<IdHash> {
        self.session.id().map(IdHash::of)
    }
}

impl FromRequestParts<Portal> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Response> {
        let session =
            Session::from_request_parts(parts, portal).await.map_err(IntoResponse::into_response)?;
        let asked = Asked::of(&parts.headers);
        let demo = portal.backend.mode == Mode::Sim;
        let around = (portal.site.clone(), portal.backend.clock.now(), demo);
        let mut chrome = frame(&asked, &parts.uri, &parts.extensions, around);
        match known(&portal.backend, &session).await {
            Ok(None) => Ok(Self { chrome, person: None, session }),
            Ok(Some(stored)) => {
                let person = settle(&mut chrome, &asked, stored);
                let counts = async {
                    let open = orders::count_open(&portal.backend, &person).await?;
                    let waiting = approvals::count(&portal.backend, &person).await?;
                    let unread = notices::unread(&portal.backend, &person).await?;
                    let attention = match person.has(Role::Admin) || person.has(Role::Auditor) {
                        true => Some(attention::count(&portal.backend, &person).await?),
                        false => None,
                    };
                    let grants = people::count(&portal.backend, &person).await?;
                    Ok((open, waiting, unread, attention, grants))
                };
                let counts: Result<_, BackendError> = counts.await;
                (
                    chrome.open_orders,
                    chrome.waiting_approvals,
                    chrome.unread,
                    chrome.attention,
                    chrome.grants,
                ) = counts.map_err(|error| fault::show(&chrome, error))?;
                Ok(Self { chrome, person: Some(person), session })
            }
            Err(error) => Err(fault::show(&chrome, error)),
        }
    }
}

impl FromRequestParts<Portal> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Response> {
        let Visitor { chrome, person, session } = Visitor::from_request_parts(parts, portal).await?;
        match person {
            Some(person) => Ok(Self { chrome, person, session }),
            None => {
                // What was to be posted is gone; its address may not even be one to look at.
                let is_read = matches!(parts.method, Method::GET | Method::HEAD);
                let next = if is_read { chrome.path_and_query.as_str() } else { paths::OVERVIEW };
                Err(Redirect::to(&paths::sign_in(next)).into_response())
            }
        }
    }
}

/// The frame for somebody unknown, for what goes wrong outside a handler.
pub fn anonymous(request: &Request, site: Arc<Site>, now: OffsetDateTime, demo: bool) -> Chrome {
    frame(&Asked::of(request.headers()), request.uri(), request.extensions(), (site, now, demo))
}

fn frame(
    asked: &Asked,
    uri: &Uri,
    extensions: &Extensions,
    (site, now, demo): (Arc<Site>, OffsetDateTime, bool),
) -> Chrome {
    Chrome {
        language: asked.language(),
        theme: asked.theme.unwrap_or_default(),
        zone: asked.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        now,
        person: None,
        open_orders: 0,
        waiting_approvals: 0,
        unread: 0,
        attention: None,
        grants: 0,
        demo,
        current: None,
        path_and_query: path_and_query(uri),
        nonce: extensions.get::<Nonce>().map(|nonce| nonce.0.clone()),
        site,
    }
}

/// Who the session belongs to, if they may still act.
async fn known(backend: &Backend, session: &Session) -> Result<Option<Stored>, BackendError> {
    let id = session.get::<PersonId>(sessions::PERSON).await.map_err(session_error)?;
    match id {
        Some(id) => people::find(backend, id).await,
        None => Ok(None),
    }
}

/// The store of sessions is the database: what fails there is that it is away.
pub(crate) fn session_error(error: tower_sessions::session::Error) -> BackendError {
    match error {
        tower_sessions::session::Error::Store(error) => sessions::away(error),
        other => BackendError::internal(other),
    }
}

/// Puts the reader into the frame: what they chose counts before what the browser says.
fn settle(chrome: &mut Chrome, asked: &Asked, stored: Stored) -> Person {
    let Stored { mut person, language, zone, .. } = stored;
    person.language = language.unwrap_or(chrome.language);
    person.zone = zone.unwrap_or_else(|| chrome.zone.clone());
    // Who never chose a theme for everywhere may have chosen one for this browser.
    person.theme = match person.theme {
        Theme::Auto => asked.theme.unwrap_or_default(),
        chosen => chosen,
    };
    chrome.language = person.language;
    chrome.theme = person.theme;
    chrome.zone.clone_from(&person.zone);
    chrome.person = Some(ChromePerson {
        name: person.name.clone(),
        team_line: team_line(chrome.text(), &person),
        initials: initials(&person.name),
        email: person.email.to_string(),
        approver: person.has(Role::Approver) || person.teams.iter().any(|team| team.lead),
        auditor: person.has(Role::Auditor),
        admin: person.has(Role::Admin),
    });
    person
}

/// `Data Platform · team lead, admin`
pub(crate) fn team_line(text: Text, person: &Person) -> String {
    let teams: Vec<_> = person.teams.iter().map(|team| team.name.as_str()).collect();
    let parts = parts(text, person).join(text.list_comma());
    if teams.is_empty() { parts } else { format!("{} · {parts}", teams.join(text.list_comma())) }
}

/// What somebody is, besides being a requester; that, if nothing else.
fn parts(text: Text, person: &Person) -> Vec<&'static str> {
    let lead = person.teams.iter().any(|team| team.lead).then(|| text.role_lead());
    let mut parts: Vec<_> =
        lead.into_iter().chain(person.roles.iter().map(|role| text.role(*role))).collect();
    if parts.is_empty() {
        parts.push(text.role_requester());
    }
    parts
}

fn path_and_query(uri: &http::Uri) -> String {
    uri.path_and_query().map_or_else(|| paths::OVERVIEW.to_owned(), ToString::to_string)
}

/// `next`, if it is a path of this portal; a browser takes nothing of it for another host.
pub fn local(next: &str) -> Option<&str> {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (is_path && is_plain && next.len() <= 2_000).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_portal_are_led_on_to() {
        for path in ["/", "/orders?state=unknown&q=a%20b", "/orders/P-10001"] {
            assert_eq!(local(path), Some(path));
        }
        for other in [
            "",
            "orders",
            "//evil.example",
            "https://evil.example/",
            "/\\evil.example",
            "/ok\\no",
            "\\/x",
            "/a\nb",
            "/\t/evil.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(other), None, "{other:?}");
        }
    }
}
