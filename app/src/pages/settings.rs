//! Settings: how one reads, one's password, sessions and API tokens. Each form has an address of its own.

mod access;
mod deputies;
mod notices;
pub mod view;
mod zones;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{
    BackendError, notices as notice_cases,
    people::{self, Preferences},
    sessions, sign_in,
    tokens::{self, Scope},
};
use domain::{
    money::{Currency, Money},
    refusal::{FieldError, Reason},
};
use http::{HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use self::view::{Done, Settings, SettingsPage};
use super::sign_in_handlers::keep;
use crate::{
    chrome::Nav,
    fault,
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::{SignedIn, is_zone},
};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::SETTINGS, get(show))
        .route(&paths::settings_part("reading"), post(save_reading))
        .route(&paths::settings_part("password"), post(change_password))
        .route(&paths::settings_part("notices"), post(save_notices))
        .route(&paths::settings_part("sessions/others/end"), post(end_others))
        .route(&paths::settings_part("sessions/{id}/end"), post(end_session))
        .route(&paths::settings_part("deputies"), post(deputies::name))
        .route(&paths::settings_part("deputies/{id}/end"), post(deputies::end))
        .route(&paths::settings_part("tokens"), post(create_token))
        .route(&paths::settings_part("tokens/{id}/revoke"), post(revoke_token))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outcome {
    done: String,
}

fn back(done: Done) -> Response {
    Redirect::to(&paths::with_query(paths::SETTINGS, &[("done", done.name())])).into_response()
}

/// What differs from a fresh page: a refused form, or a token to copy.
#[derive(Default)]
struct Fresh {
    done: Option<Done>,
    typed: Typed,
    errors: FieldErrors,
    status: StatusCode,
    token: Option<SecretString>,
}

impl Fresh {
    fn refused(typed: Typed, errors: FieldErrors) -> Self {
        Self { typed, errors, status: StatusCode::UNPROCESSABLE_ENTITY, ..Self::default() }
    }
}

async fn show(State(portal): State<Portal>, reader: SignedIn, Query(outcome): Query<Outcome>) -> Response {
    page(&portal, &reader, Fresh { done: Done::of(&outcome.done), ..Fresh::default() }).await
}

async fn page(portal: &Portal, reader: &SignedIn, fresh: Fresh) -> Response {
    let SignedIn { chrome, person, .. } = reader;
    let lists = async {
        let sessions = sessions::list(&portal.backend, person, reader.current()).await?;
        let deputies = backend::deputies::list(&portal.backend, person).await?;
        let switches = notice_cases::switches(&portal.backend, person).await?;
        Ok((sessions, tokens::list(&portal.backend, person).await?, deputies, switches))
    };
    let (sessions, tokens, deputies, switches) = match lists.await {
        Ok(lists) => lists,
        Err(error) => return fault::show(chrome, error),
    };
    let text = chrome.text();
    let settings = Settings {
        person: person.clone(),
        sessions,
        tokens,
        deputies,
        switches,
        mails: portal.backend.outbox.mail.is_some(),
        done: fresh.done,
        typed: fresh.typed,
        errors: fresh.errors,
        fresh_token: fresh.token.map(|token| token.expose_secret().to_owned()),
        times: chrome.times(),
    };
    let page = Page::new(text.nav_settings()).status(fresh.status);
    let mut chrome = chrome.clone().at(Nav::Settings);
    // Forms have addresses of their own, which are nothing to lead back to.
    paths::SETTINGS.clone_into(&mut chrome.path_and_query);
    render::page(&chrome, &page, || leptos::view! { <SettingsPage text settings/> })
}

async fn save_reading(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let text = reader.chrome.text();
    let wanted = Preferences {
        language: typed.get("language").parse().ok(),
        theme: typed.get("theme").parse().ok(),
        zone: Some(typed.get("zone").to_owned()).filter(|zone| is_zone(zone)),
    };
    let mut errors = FieldErrors::default();
    if wanted.language.is_none() {
        errors.add("language", text.refusal_required_choice());
    }
    if wanted.theme.is_none() {
        errors.add("theme", text.refusal_required_choice());
    }
    if wanted.zone.is_none() {
        errors.add("zone", text.settings_zone_unknown());
    }
    if !errors.is_empty() {
        return page(&portal, &reader, Fresh::refused(typed, errors)).await;
    }
    match people::set_preferences(&portal.backend, &reader.person, &wanted).await {
        Ok(()) => {
            let mut response = back(Done::Reading);
            keep(&mut response, &wanted, portal.is_https());
            response
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn save_notices(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let channels = notices::channels(portal.backend.outbox.mail.is_some());
    let wanted = notices::ticked(&channels, &typed);
    match notice_cases::switch(&portal.backend, &reader.person, &channels, &wanted).await {
        Ok(()) => back(Done::Notices),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn change_password(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let text = reader.chrome.text();
    let (current, new) = (typed.raw("current"), typed.raw("password"));
    if current.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("current", text.refusal_required());
        return page(&portal, &reader, Fresh::refused(Typed::default(), errors)).await;
    }
    let (current, new) = (SecretString::from(current), SecretString::from(new));
    let changed =
        sign_in::change_password(&portal.backend, &reader.person, &current, &new, reader.current()).await;
    match changed {
        Ok(()) => back(Done::Password),
        Err(BackendError::Fields(errors)) => {
            let errors = field_errors(text, &errors);
            page(&portal, &reader, Fresh::refused(Typed::default(), errors)).await
        }
        Err(BackendError::TooMany { retry_after_s }) => {
            let mut errors = FieldErrors::default();
            errors.add("current", text.settings_password_locked(fault::minutes(retry_after_s)));
            let status = StatusCode::TOO_MANY_REQUESTS;
            let fresh = Fresh { status, ..Fresh::refused(Typed::default(), errors) };
            let mut page = page(&portal, &reader, fresh).await;
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            page
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn end_session(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let ended = match id.parse() {
        Ok(id) => sessions::end(&portal.backend, &reader.person, id).await,
        Err(_) => Err(BackendError::NotFound),
    };
    match ended {
        Ok(()) => back(Done::Session),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn end_others(State(portal): State<Portal>, reader: SignedIn) -> Response {
    match sessions::end_others(&portal.backend, &reader.person, reader.current()).await {
        Ok(_) => back(Done::Sessions),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// The answer holds the token, this once; a redirect could not.
async fn create_token(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let text = reader.chrome.text();
    let person = &reader.person;
    let scopes: Vec<Scope> = typed.all("scopes").filter_map(|scope| scope.parse().ok()).collect();
    let ceiling = match ceiling(&typed) {
        Ok(ceiling) => ceiling,
        Err(error) => {
            let errors = field_errors(text, &[error]);
            return page(&portal, &reader, Fresh::refused(typed, errors)).await;
        }
    };
    let (email, label) = (person.email.as_str(), typed.get("label"));
    let actor = backend::Actor::Person(person);
    match tokens::create(&portal.backend, actor, email, &scopes, ceiling, label).await {
        Ok(token) => page(&portal, &reader, Fresh { token: Some(token), ..Fresh::default() }).await,
        Err(BackendError::Fields(errors)) => {
            let errors = field_errors(text, &errors);
            page(&portal, &reader, Fresh::refused(typed, errors)).await
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

fn ceiling(typed: &Typed) -> Result<Option<Money>, FieldError> {
    let amount = typed.get("ceiling");
    if amount.is_empty() {
        return Ok(None);
    }
    let options = || Currency::ALL.map(|currency| currency.code().to_owned()).to_vec();
    let currency = typed
        .get("currency")
        .parse()
        .map_err(|_| FieldError::new("currency", Reason::NotAnOption { options: options() }))?;
    Money::parse(amount, currency).map(Some).map_err(|_| FieldError::new("ceiling", Reason::NotAnAmount))
}

async fn revoke_token(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let revoked = match id.parse() {
        Ok(id) => tokens::revoke(&portal.backend, &reader.person, id).await,
        Err(_) => Err(BackendError::NotFound),
    };
    match revoked {
        Ok(()) => back(Done::Revoked),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

fn field_errors(text: Text, refused: &[FieldError]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for FieldError { field, reason } in refused {
        let message = match field.as_str() {
            "scopes" => text.settings_token_scopes_wrong().to_owned(),
            field => text.refusal(field, reason),
        };
        errors.add(field.as_str(), message);
    }
    errors
}
