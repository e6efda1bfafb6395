//! Cloud credentials: the list with its form, and a page each for replacing and removing one.

mod demo;
pub mod fields;
pub mod list;
pub mod one;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{
    BackendError,
    credentials::{self, NewCredential},
};
use domain::{
    credential::{Kind, State as CredentialState},
    ids::CredentialId,
    refusal::FieldError,
    view,
};
use http::StatusCode;
use serde::Deserialize;

use self::{
    list::{Credentials, CredentialsPage, Said},
    one::{RemovePage, ReplacePage},
};
use crate::{
    chrome::{Chrome, Nav},
    fault,
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::CREDENTIALS, get(show).post(add))
        .route(&paths::credential("demo"), post(add_demo))
        .route(&paths::credential("{id}"), get(one))
        .route(&paths::credential_verify("{id}"), post(verify))
        .route(&paths::credential_replace("{id}"), get(show_replace).post(replace))
        .route(&paths::credential_remove("{id}"), get(show_remove).post(remove))
}

/// What was done just before, as the address carries it after a form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outcome {
    /// `saved`, `replaced`, `checked`, `removed`.
    done: String,
    id: String,
    /// Why the cloud said nothing: a code.
    silent: String,
    /// Which kind the form is for.
    kind: String,
}

fn back(done: &str, id: Option<CredentialId>, silent: &str) -> Response {
    let id = id.map(|id| id.to_string()).unwrap_or_default();
    let query = [("done", done), ("id", id.as_str()), ("silent", silent)];
    Redirect::to(&paths::with_query(paths::CREDENTIALS, &query)).into_response()
}

/// What the page says of the outcome; nothing if the address was made up.
fn said(text: Text, outcome: &Outcome, credentials: &[view::Credential]) -> Option<Said> {
    if outcome.done == "removed" {
        return Some(Said::Done(text.credentials_was_removed().to_owned()));
    }
    let credential = credentials.iter().find(|credential| credential.id.to_string() == outcome.id)?;
    let (verified, unverified) = match outcome.done.as_str() {
        "saved" => (text.credentials_saved_verified(), text.credentials_saved()),
        "replaced" => (text.credentials_replaced_verified(), text.credentials_replaced()),
        "checked" => (text.credentials_is_verified(), text.credentials_saved()),
        _ => return None,
    };
    if let Some(words) = text.cloud_said_nothing(&outcome.silent) {
        return Some(Said::Silent(words.to_owned()));
    }
    Some(match credential.state {
        CredentialState::Verified => Said::Done(verified.to_owned()),
        CredentialState::Suspect => Said::Refused {
            label: credential.label.clone(),
            code: credential.suspect_code.clone().unwrap_or_default(),
        },
        CredentialState::Unverified | CredentialState::Removed => Said::Done(unverified.to_owned()),
    })
}

async fn show(State(portal): State<Portal>, reader: SignedIn, Query(outcome): Query<Outcome>) -> Response {
    page(&portal, &reader, Some(&outcome), Typed::default(), FieldErrors::default()).await
}

/// The list and its form, fresh or with what was typed.
async fn page(
    portal: &Portal,
    reader: &SignedIn,
    outcome: Option<&Outcome>,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let SignedIn { chrome, person, .. } = reader;
    let credentials = match credentials::list(&portal.backend, person).await {
        Ok(credentials) => credentials,
        Err(error) => return fault::show(chrome, error),
    };
    let text = chrome.text();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let asked_for = outcome.map_or_else(|| typed.get("kind"), |outcome| outcome.kind.as_str());
    let form = Credentials {
        kind: asked_for.parse().unwrap_or(Kind::AlibabaAccessKey),
        said: outcome.and_then(|outcome| said(text, outcome, &credentials)),
        credentials,
        may_add: person.may_buy(),
        demo: portal
            .demo
            .iter()
            .flat_map(|demo| &demo.keys)
            .map(|key| (key.id(), demo::button(text, key)))
            .collect(),
        typed,
        errors,
        times: chrome.times(),
    };
    let page = Page::new(text.nav_credentials()).status(status);
    render::page(&at(chrome), &page, || leptos::view! { <CredentialsPage text form/> })
}

fn at(chrome: &Chrome) -> Chrome {
    chrome.clone().at(Nav::Credentials)
}

async fn add(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    match credentials::add(&portal.backend, &reader.person, &taken(&typed)).await {
        Ok(id) => ask_the_cloud(&portal, &reader, id, "saved").await,
        Err(BackendError::Fields(errors)) => {
            let errors = field_errors(reader.chrome.text(), &errors);
            page(&portal, &reader, None, without_secrets(typed), errors).await
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// Stores one of the simulated clouds' keys, where there are any.
async fn add_demo(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let text = reader.chrome.text();
    let wanted = typed.get("account");
    let chosen = portal.demo.as_ref().and_then(|demo| demo.keys.iter().find(|key| key.id() == wanted));
    let Some(key) = chosen else { return fault::show(&reader.chrome, BackendError::NotFound) };
    let new = NewCredential { label: demo::label(text, key), ..key.new.clone() };
    match credentials::add(&portal.backend, &reader.person, &new).await {
        Ok(id) => ask_the_cloud(&portal, &reader, id, "saved").await,
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// Verifies and leads back to the list, which says what came of it.
async fn ask_the_cloud(portal: &Portal, reader: &SignedIn, id: CredentialId, done: &str) -> Response {
    match credentials::verify(&portal.backend, &reader.person, id).await {
        Ok(_) => back(done, Some(id), ""),
        Err(BackendError::Conflict(code)) => back(done, Some(id), code),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// The reader's credential of an address, or the page that there is none.
async fn find(portal: &Portal, reader: &SignedIn, id: &str) -> Result<view::Credential, Response> {
    let found = match id.parse() {
        Ok(id) => credentials::show(&portal.backend, &reader.person, id).await,
        Err(_) => Err(BackendError::NotFound),
    };
    found.map_err(|error| fault::show(&reader.chrome, error))
}

async fn one(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    match find(&portal, &reader, &id).await {
        Ok(credential) => Redirect::to(&paths::credential_replace(credential.id)).into_response(),
        Err(page) => page,
    }
}

async fn verify(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    match find(&portal, &reader, &id).await {
        Ok(credential) => ask_the_cloud(&portal, &reader, credential.id, "checked").await,
        Err(page) => page,
    }
}

async fn show_replace(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    match find(&portal, &reader, &id).await {
        Ok(credential) => {
            let mut typed = Typed::default();
            typed.set("label", credential.label.clone());
            let facts = &credential.facts;
            typed.set("site", facts.site.unwrap_or_default().name());
            for (name, fact) in [
                ("project_id", &facts.project_id),
                ("region", &facts.region),
                ("domain", &facts.domain),
                ("user", &facts.user),
            ] {
                typed.set(name, fact.clone().unwrap_or_default());
            }
            replace_page(&reader, credential, typed, FieldErrors::default())
        }
        Err(page) => page,
    }
}

fn replace_page(
    reader: &SignedIn,
    credential: view::Credential,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let text = reader.chrome.text();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(text.credentials_replace_title(&credential.label)).status(status);
    render::page(&at(&reader.chrome), &page, || {
        leptos::view! { <ReplacePage text credential typed errors/> }
    })
}

async fn replace(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(id): Path<String>,
    Sent(mut typed): Sent,
) -> Response {
    let credential = match find(&portal, &reader, &id).await {
        Ok(credential) => credential,
        Err(page) => return page,
    };
    typed.set("kind", credential.kind.name());
    match credentials::replace(&portal.backend, &reader.person, credential.id, &taken(&typed)).await {
        Ok(_) => ask_the_cloud(&portal, &reader, credential.id, "replaced").await,
        Err(BackendError::Fields(errors)) => {
            let errors = field_errors(reader.chrome.text(), &errors);
            replace_page(&reader, credential, without_secrets(typed), errors)
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn show_remove(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    match find(&portal, &reader, &id).await {
        Ok(credential) => remove_page(&reader, credential, StatusCode::OK),
        Err(page) => page,
    }
}

fn remove_page(reader: &SignedIn, credential: view::Credential, status: StatusCode) -> Response {
    let text = reader.chrome.text();
    let page = Page::new(text.credentials_remove_title(&credential.label)).status(status);
    render::page(&at(&reader.chrome), &page, || leptos::view! { <RemovePage text credential/> })
}

async fn remove(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let credential = match find(&portal, &reader, &id).await {
        Ok(credential) => credential,
        Err(page) => return page,
    };
    match credentials::remove(&portal.backend, &reader.person, credential.id).await {
        Ok(()) => back("removed", None, ""),
        // An order came in between: the page says so under its button.
        Err(BackendError::Conflict("credential_in_use")) => match find(&portal, &reader, &id).await {
            Ok(credential) => remove_page(&reader, credential, StatusCode::CONFLICT),
            Err(page) => page,
        },
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// White space around a pasted secret is the clipboard's.
fn taken(typed: &Typed) -> NewCredential {
    let kind: Option<Kind> = typed.get("kind").parse().ok();
    let mut new = NewCredential {
        kind: typed.get("kind").to_owned(),
        label: typed.get("label").to_owned(),
        ..NewCredential::default()
    };
    for field in kind.map(Kind::fields).unwrap_or_default() {
        let text = typed.get(field.name);
        new = if field.is_secret { new.secret(field.name, text) } else { new.text(field.name, text) };
    }
    new
}

/// What may be shown again.
fn without_secrets(mut typed: Typed) -> Typed {
    for field in Kind::ALL.iter().flat_map(|kind| kind.fields()).filter(|field| field.is_secret) {
        typed.set(field.name, "");
    }
    typed
}

fn field_errors(text: Text, refused: &[FieldError]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for FieldError { field, reason } in refused {
        let message = text.refusal(field, reason);
        errors.add(field.as_str(), message);
    }
    errors
}

#[cfg(test)]
mod tests {
    use domain::{credential::Facts, person::Language};
    use time::OffsetDateTime;
    use uuid::Uuid;

    use super::*;

    fn credential(state: CredentialState) -> view::Credential {
        view::Credential {
            id: CredentialId::from_uuid(Uuid::nil()),
            kind: Kind::AlibabaAccessKey,
            label: "Mine".into(),
            version: 2,
            facts: Facts::default(),
            fingerprint: String::new(),
            state,
            last_verified_at: None,
            missing: Vec::new(),
            suspect_code: None,
            suspect_since: None,
            last_used_at: None,
            created_at: OffsetDateTime::UNIX_EPOCH,
            needed_by: 0,
        }
    }

    #[test]
    fn each_outcome_is_said_in_its_own_words() {
        let text = Text::new(Language::English);
        for (done, state, words) in [
            ("saved", CredentialState::Verified, text.credentials_saved_verified()),
            ("saved", CredentialState::Unverified, text.credentials_saved()),
            ("replaced", CredentialState::Verified, text.credentials_replaced_verified()),
            ("replaced", CredentialState::Unverified, text.credentials_replaced()),
            ("checked", CredentialState::Verified, text.credentials_is_verified()),
        ] {
            let credential = credential(state);
            let outcome = Outcome { done: done.into(), id: credential.id.to_string(), ..Outcome::default() };
            let said = said(text, &outcome, &[credential]);
            assert!(matches!(said, Some(Said::Done(said)) if said == words), "{done} {state:?}");
        }
    }
}
