//! The catalogue's addresses.

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{BackendError, orders};
use domain::{
    catalog::{Leftovers, Operation},
    ids::OrderNumber,
    person::Person,
};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use serde::Deserialize;

use super::{CatalogPage, LaterPage, Notice, Purchase, PurchasePage};
use crate::{
    chrome::{Chrome, Nav},
    fault,
    form::Typed,
    islands::purchase_form::order_input,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::CATALOG, get(list))
        .route(&paths::catalog_item("{key}"), get(show).post(send))
        .route(&paths::order_edit("{number}"), get(edit))
}

/// What the address may say beside the operation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    q: String,
    /// The number of the draft to go on with.
    draft: Option<String>,
    /// The number of the order to start from.
    from: Option<String>,
    /// The key of a form that was refused, when it is loaded again.
    key: Option<uuid::Uuid>,
}

async fn list(SignedIn { chrome, .. }: SignedIn, Query(wanted): Query<Wanted>) -> Response {
    let text = chrome.text();
    let query = wanted.q.trim().to_owned();
    render::page(&chrome.at(Nav::Catalog), &Page::new(text.catalog_title()), || {
        view! { <CatalogPage text query/> }
    })
}

async fn show(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let SignedIn { chrome, person, .. } = signed_in;
    answer(&chrome, first_view(&portal, &person, &key, &wanted).await)
}

/// The form before anything was typed into it.
async fn first_view(
    portal: &Portal,
    person: &Person,
    key: &str,
    wanted: &Wanted,
) -> Result<Shown, BackendError> {
    let operation = key.parse().map_err(|_| BackendError::NotFound)?;
    if !Operation::has_form(operation) {
        return Ok(Shown::Later(operation));
    }
    let mut form = blank(portal, person, operation).await?;
    if let Some(key) = wanted.key {
        form.submit_key = key.to_string();
    }
    if let Some(number) = &wanted.draft {
        let number = numbered(number)?;
        let (_, of, input) = orders::draft_input(&portal.backend, person, number).await?;
        same(of, operation)?;
        (form.input, form.draft) = (input, Some(number));
    } else if let Some(number) = &wanted.from {
        let number = numbered(number)?;
        let (of, input) = orders::clone_input(&portal.backend, person, number).await?;
        same(of, operation)?;
        (form.input, form.notice) = (input, Some(Notice::CopyOf(number)));
    }
    Ok(Shown::Form(StatusCode::OK, Box::new(form)))
}

async fn send(
    signed_in: SignedIn,
    State(portal): State<Portal>,
    Path(key): Path<String>,
    Query(wanted): Query<Wanted>,
    Sent(typed): Sent,
) -> Response {
    let SignedIn { chrome, person, .. } = signed_in;
    answer(&chrome, sent(&portal, &person, &key, &wanted, &typed).await)
}

/// Saves or submits what was typed; the same form again where something is to be changed.
async fn sent(
    portal: &Portal,
    person: &Person,
    key: &str,
    wanted: &Wanted,
    typed: &Typed,
) -> Result<Shown, BackendError> {
    let operation = key.parse().map_err(|_| BackendError::NotFound)?;
    let draft = wanted.draft.as_deref().map(numbered).transpose()?;
    let mut form = blank(portal, person, operation).await?;
    form.input = order_input(|name| typed.raw(name).to_owned());
    let done = match draft {
        Some(number) => write(portal, person, number, &form, typed).await,
        None => create(portal, person, &form, typed).await,
    };
    form.draft = draft;
    let kept_key = typed.get("submit_key").to_owned();
    let status = match done {
        Ok(number) => return Ok(Shown::Done(number)),
        Err(BackendError::Fields(errors)) => {
            form.errors = errors;
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(BackendError::Conflict("look_alike")) => {
            form.notice = Some(Notice::LookAlike);
            StatusCode::CONFLICT
        }
        Err(BackendError::Conflict("credential_suspect")) => {
            form.notice = Some(Notice::CredentialSuspect);
            StatusCode::CONFLICT
        }
        Err(BackendError::Conflict("submit_key_reused")) => {
            form.notice = Some(Notice::SentBefore);
            // The next sending is an order of its own.
            return Ok(Shown::Form(StatusCode::CONFLICT, Box::new(form)));
        }
        // The cloud could not be asked for the price: what was typed stays.
        Err(BackendError::Conflict(code)) => {
            form.notice = Some(Notice::NotNow(code));
            StatusCode::CONFLICT
        }
        Err(other) => return Err(other),
    };
    form.submit_key = kept_key;
    Ok(Shown::Form(status, Box::new(form)))
}

async fn create(
    portal: &Portal,
    person: &Person,
    form: &Purchase,
    typed: &Typed,
) -> Result<OrderNumber, BackendError> {
    orders::create(
        &portal.backend,
        person,
        form.operation,
        &form.input,
        Leftovers::Drop,
        typed.get("submit_key"),
        wants_submit(typed),
        typed.has("acknowledge"),
    )
    .await
    .map(|created| created.number)
}

async fn write(
    portal: &Portal,
    person: &Person,
    number: OrderNumber,
    form: &Purchase,
    typed: &Typed,
) -> Result<OrderNumber, BackendError> {
    let (backend, input) = (&portal.backend, &form.input);
    let (id, of, _) = orders::draft_input(backend, person, number).await?;
    same(of, form.operation)?;
    match (wants_submit(typed), typed.has("acknowledge")) {
        (true, false) => orders::resubmit(backend, person, id, input, Leftovers::Drop, false).await?,
        (true, true) => {
            orders::save_draft(backend, person, id, input).await?;
            orders::submit(backend, person, id, Leftovers::Drop, true).await?;
        }
        (false, _) => orders::save_draft(backend, person, id, input).await?,
    }
    Ok(number)
}

/// The address of a draft by its number alone.
async fn edit(
    SignedIn { chrome, person, .. }: SignedIn,
    State(portal): State<Portal>,
    Path(number): Path<String>,
) -> Response {
    let found = async {
        let number = numbered(&number)?;
        let (_, operation, _) = orders::draft_input(&portal.backend, &person, number).await?;
        Ok::<_, BackendError>(paths::draft(operation, number))
    };
    match found.await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(error) => fault::show(&chrome, error),
    }
}

/// What an address leads to.
enum Shown {
    Form(StatusCode, Box<Purchase>),
    Later(Operation),
    Done(OrderNumber),
}

fn answer(chrome: &Chrome, shown: Result<Shown, BackendError>) -> Response {
    let text = chrome.text();
    let chrome = chrome.clone().at(Nav::Catalog);
    match shown {
        Ok(Shown::Done(number)) => Redirect::to(&paths::order(number)).into_response(),
        Ok(Shown::Later(operation)) => render::page(&chrome, &Page::new(text.product(operation)), || {
            view! { <LaterPage text operation/> }
        }),
        Ok(Shown::Form(status, form)) => {
            let page = Page::new(text.purchase_title()).status(status);
            let mut response = render::page(&chrome, &page, || view! { <PurchasePage text form=*form/> });
            // Going back shows the very form that was sent, so that sending it again is the same order.
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            response
        }
        Err(error) => fault::show(&chrome, error),
    }
}

async fn blank(portal: &Portal, person: &Person, operation: Operation) -> Result<Purchase, BackendError> {
    let backend = &portal.backend;
    let mut credentials = backend::credentials::list(backend, person).await?;
    credentials.retain(|credential| credential.kind.provider() == operation.provider());
    let submit_key = backend.random.uuid(&backend.clock).to_string();
    Ok(Purchase::new(operation, person, credentials, submit_key))
}

fn wants_submit(typed: &Typed) -> bool {
    typed.get("act") != "draft"
}

fn numbered(text: &str) -> Result<OrderNumber, BackendError> {
    text.parse().map_err(|_| BackendError::NotFound)
}

fn same(of: Operation, operation: Operation) -> Result<(), BackendError> {
    if of == operation { Ok(()) } else { Err(BackendError::NotFound) }
}
