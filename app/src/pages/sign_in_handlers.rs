//! Signing in and out, and the preferences that work for everybody.

use std::net::SocketAddr;

use axum::{
    Extension, Router,
    extract::{ConnectInfo, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{
    BackendError,
    people::{self, Preferences},
    sessions, sign_in,
};
use domain::person::{Language, Theme};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use secrecy::SecretString;
use serde::Deserialize;

use super::signin::{DemoPerson, Notice, SignIn, SignInPage};
use crate::{
    chrome::{Chrome, initials},
    fault,
    form::FieldErrors,
    i18n::Text,
    paths,
    portal::{Part, Portal},
    render::{self, Page},
    sent::Sent,
    visitor::{Preference, Visitor, is_zone, local, remember, session_error},
};

/// So much of what a browser says of itself is kept.
const MAX_USER_AGENT: usize = 160;

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::SIGN_IN, get(show).post(sign_in))
        .route(paths::SIGN_OUT, post(sign_out))
        .route(paths::PREFERENCES, post(preferences))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
    /// Present after signing out.
    out: Option<String>,
}

async fn show(State(portal): State<Portal>, visitor: Visitor, Query(asked): Query<Asked>) -> Response {
    let next = local(&asked.next).unwrap_or(paths::OVERVIEW);
    if visitor.person.is_some() {
        return Redirect::to(next).into_response();
    }
    let notice = asked.out.is_some().then_some(Notice::SignedOut);
    form(
        &portal,
        &visitor.chrome,
        StatusCode::OK,
        SignIn { next: next.to_owned(), notice, ..SignIn::default() },
    )
}

async fn sign_in(
    State(portal): State<Portal>,
    visitor: Visitor,
    connection: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Sent(typed): Sent,
) -> Response {
    let Visitor { chrome, session, .. } = visitor;
    let text = chrome.text();
    let next = local(typed.get("next")).unwrap_or(paths::OVERVIEW).to_owned();
    let email = typed.get("email").to_owned();
    let password = SecretString::from(typed.raw("password"));

    let mut errors = FieldErrors::default();
    if email.is_empty() {
        errors.add("email", text.signin_enter_email());
    }
    if typed.raw("password").is_empty() {
        errors.add("password", text.signin_enter_password());
    }
    let again = SignIn { email: email.clone(), next: next.clone(), ..SignIn::default() };
    if !errors.is_empty() {
        return form(&portal, &chrome, StatusCode::UNPROCESSABLE_ENTITY, SignIn { errors, ..again });
    }

    let address = connection.map(|Extension(ConnectInfo(peer))| peer.ip().to_string()).unwrap_or_default();
    let person = match sign_in::check(&portal.backend, &email, &password, &address).await {
        Ok(person) => person,
        Err(BackendError::SignedOut) => {
            let refused = SignIn { notice: Some(Notice::Refused), ..again };
            return form(&portal, &chrome, StatusCode::UNPROCESSABLE_ENTITY, refused);
        }
        Err(BackendError::TooMany { retry_after_s }) => {
            let notice = Some(Notice::Locked { minutes: fault::minutes(retry_after_s) });
            let locked = SignIn { notice, ..again };
            let mut page = form(&portal, &chrome, StatusCode::TOO_MANY_REQUESTS, locked);
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            return page;
        }
        Err(error) => return fault::show(&chrome, error),
    };

    if let Err(error) = people::signed_in_reading(&portal.backend, &person, chrome.language).await {
        return fault::show(&chrome, error);
    }

    // Whatever the browser held before ends here: who signs in gets an id that nobody has seen.
    let browser = user_agent(&headers);
    session.clear().await;
    let started = async {
        session.cycle_id().await?;
        session.insert(sessions::PERSON, person.id).await?;
        session.insert(sessions::USER_AGENT, browser).await
    };
    match started.await {
        Ok(()) => Redirect::to(&next).into_response(),
        Err(error) => fault::show(&chrome, session_error(error)),
    }
}

/// What the browser says of itself, in one printable line.
fn user_agent(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.chars().take(MAX_USER_AGENT).collect()
}

async fn sign_out(visitor: Visitor) -> Response {
    match visitor.session.flush().await {
        Ok(()) => Redirect::to(&paths::with_query(paths::SIGN_IN, &[("out", "1")])).into_response(),
        Err(error) => fault::show(&visitor.chrome, session_error(error)),
    }
}

/// Takes any of language, theme and zone; what makes no sense is passed over. Leads back to where the form was.
async fn preferences(State(portal): State<Portal>, visitor: Visitor, Sent(typed): Sent) -> Response {
    let wanted = Preferences {
        language: typed.get("language").parse().ok(),
        theme: typed.get("theme").parse().ok(),
        zone: Some(typed.get("zone").to_owned()).filter(|zone| is_zone(zone)),
    };
    if let Some(person) = &visitor.person
        && let Err(error) = people::set_preferences(&portal.backend, person, &wanted).await
    {
        return fault::show(&visitor.chrome, error);
    }
    let next = local(typed.get("next")).unwrap_or(paths::OVERVIEW);
    let mut response = Redirect::to(next).into_response();
    keep(&mut response, &wanted, portal.is_https());
    response
}

/// Makes the browser remember the preferences, for when nobody is signed in.
pub(super) fn keep(response: &mut Response, wanted: &Preferences, https: bool) {
    let kept: [Option<Preference<'_>>; 3] = [
        wanted.language.map(|language: Language| Preference::Language(language)),
        wanted.theme.map(|theme: Theme| Preference::Theme(theme)),
        wanted.zone.as_deref().map(Preference::Zone),
    ];
    for cookie in kept.iter().flatten().filter_map(|preference| remember(preference, https)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn form(portal: &Portal, chrome: &Chrome, status: StatusCode, form: SignIn) -> Response {
    let text = chrome.text();
    // The form may have been answered to a POST; the language switch leads to its GET.
    let here = paths::sign_in(&form.next);
    let form = SignIn { here, demo: demo(portal, text), ..form };
    let page = Page::new(text.signin_title()).status(status).plain();
    render::page(chrome, &page, || leptos::view! { <SignInPage text form/> })
}

fn demo(portal: &Portal, text: Text) -> Vec<DemoPerson> {
    let Some(demo) = &portal.demo else { return Vec::new() };
    let people = demo.people.iter().map(|person| {
        let (role, note) = match person.part {
            Part::Requester => (text.role_requester(), text.demo_requester()),
            Part::Lead => (text.role_lead(), text.demo_lead()),
            Part::Approver => (text.role_approver(), text.demo_approver()),
            Part::Auditor => (text.role_auditor(), text.demo_auditor()),
            Part::Admin => (text.role_admin(), text.demo_admin()),
        };
        let role = match person.team.as_str() {
            "" => role.to_owned(),
            team => format!("{role} · {team}"),
        };
        DemoPerson {
            name: person.name.clone(),
            email: person.email.clone(),
            password: demo.password,
            initials: initials(&person.name),
            role,
            note: note.to_owned(),
        }
    });
    people.collect()
}
