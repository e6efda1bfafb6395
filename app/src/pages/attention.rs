//! What people have to look after: orders in doubt or not moving, alarms, and the hold.

pub mod view;

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{Actor, BackendError, attention, holds};
use domain::{person::Role, refusal::Reason};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use self::view::{AttentionPage, Done};
use crate::{
    chrome::Nav,
    fault,
    form::{FieldErrors, Typed},
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::ATTENTION, get(show))
        .route(paths::ATTENTION_HOLD, post(hold))
        .route(paths::ATTENTION_RELEASE, post(release))
        .route(paths::ATTENTION_ALARM, post(clear_alarm))
        .route(paths::ATTENTION_UNOWNED, post(clear_unowned))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outcome {
    done: String,
}

async fn show(State(portal): State<Portal>, reader: SignedIn, Query(outcome): Query<Outcome>) -> Response {
    page(&portal, &reader, Done::of(&outcome.done), Typed::default(), FieldErrors::default()).await
}

async fn page(
    portal: &Portal,
    reader: &SignedIn,
    done: Option<Done>,
    typed: Typed,
    errors: FieldErrors,
) -> Response {
    let mut chrome = reader.chrome.clone().at(Nav::Attention);
    let attention = match attention::attention(&portal.backend, &reader.person).await {
        Ok(attention) => attention,
        Err(error) => return fault::show(&chrome, error),
    };
    // Forms have addresses of their own, which are nothing to lead back to.
    paths::ATTENTION.clone_into(&mut chrome.path_and_query);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (text, times, acts) = (chrome.text(), chrome.times(), reader.person.has(Role::Admin));
    render::page(&chrome, &Page::new(text.nav_attention()).status(status).live("list"), || {
        view! { <AttentionPage text times attention acts done typed errors/> }
    })
}

async fn hold(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let held = holds::set(&portal.backend, Actor::Person(&reader.person), typed.get("reason")).await;
    answer(&portal, &reader, typed, held.map(drop), Done::Held).await
}

async fn release(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let lifted = holds::lift(&portal.backend, Actor::Person(&reader.person), typed.get("reason")).await;
    answer(&portal, &reader, typed, lifted.map(drop), Done::Released).await
}

async fn clear_alarm(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    // What is no number names no alarm.
    let id = typed.get("alarm").parse().unwrap_or(0);
    let cleared = attention::clear_alarm(&portal.backend, &reader.person, id, typed.get("reason")).await;
    answer(&portal, &reader, typed, cleared, Done::Cleared).await
}

async fn clear_unowned(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    // What is no number names no purchase.
    let number = typed.get("unowned").parse().unwrap_or(0);
    let (backend, person) = (&portal.backend, &reader.person);
    let cleared = attention::clear_unowned(backend, person, number, typed.get("reason")).await;
    answer(&portal, &reader, typed, cleared, Done::Unowned).await
}

async fn answer(
    portal: &Portal,
    reader: &SignedIn,
    typed: Typed,
    result: Result<(), BackendError>,
    done: Done,
) -> Response {
    match result {
        Ok(()) => {
            let to = paths::with_query(paths::ATTENTION, &[("done", done.name())]);
            Redirect::to(&to).into_response()
        }
        Err(BackendError::Fields(refused)) => {
            let text = reader.chrome.text();
            let mut errors = FieldErrors::default();
            for error in refused {
                let message = match error.reason {
                    Reason::Required => text.attention_reason_required().to_owned(),
                    reason => text.refusal(&error.field, &reason),
                };
                errors.add(done.field(&typed), message);
            }
            page(portal, reader, None, typed, errors).await
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}
