//! The catalogue's addresses.

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{BackendError, instances, orders, preflight::preflight, quotes, templates};
use domain::{
    catalog::{Leftovers, Operation, Secrets, dts_change},
    ids::{InstanceId, OrderNumber},
    order::OrderInput,
    person::Person,
    refusal::FieldError,
};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use serde::Deserialize;

use super::{CatalogPage, Notice, Purchase, PurchasePage, lists::load};
use crate::{
    chrome::{Chrome, Nav},
    fault,
    form::Typed,
    islands::purchase_form::{order_input, order_secrets},
    pages::templates::{Saving, fill, of_operation, save},
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
    /// The instance to change, or to buy another like it.
    instance: Option<String>,
    /// The template to start from.
    template: Option<String>,
    /// `removed`: a template was, just before.
    done: String,
    /// The key of a form that was refused, when it is loaded again.
    key: Option<uuid::Uuid>,
}

async fn list(
    SignedIn { chrome, person, .. }: SignedIn,
    State(portal): State<Portal>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let templates = match templates::list(&portal.backend, &person).await {
        Ok(templates) => templates,
        Err(error) => return fault::show(&chrome, error),
    };
    let (text, times) = (chrome.text(), chrome.times());
    let query = wanted.q.trim().to_owned();
    let removed = wanted.done == "removed";
    render::page(&chrome.at(Nav::Catalog), &Page::new(text.catalog_title()), || {
        view! { <CatalogPage text times query person templates removed/> }
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
    } else if let Some(id) = &wanted.template {
        fill(portal, person, &mut form, id).await?;
    } else if let Some(id) = &wanted.instance {
        of_instance(portal, person, &mut form, id).await?;
    } else {
        form.kept.is_fresh = true;
        form.templates = of_operation(portal, person, operation).await?;
    }
    Ok(Shown::Form(StatusCode::OK, Box::new(form)))
}

/// Fills the form in for something about an instance: its change, or another one like it.
async fn of_instance(
    portal: &Portal,
    person: &Person,
    form: &mut Purchase,
    id: &str,
) -> Result<(), BackendError> {
    let id: InstanceId = id.parse().map_err(|_| BackendError::NotFound)?;
    let instance = instances::show(&portal.backend, person, id).await?;
    let (of, input) = orders::clone_input(&portal.backend, person, instance.order_number).await?;
    let is_task = matches!(of, Operation::DtsCreate | Operation::DtsChange);
    if form.operation == Operation::DtsChange && is_task {
        let spec = [(dts_change::names::REGION_ID.to_owned(), instance.region)];
        let OrderInput { credential_id, team, .. } = input;
        form.input = OrderInput { spec: spec.into(), credential_id, team, ..OrderInput::default() };
        form.instance = Some(instance.cloud_id);
    } else {
        same(of, form.operation)?;
        (form.input, form.notice) = (input, Some(Notice::CopyOf(instance.order_number)));
    }
    Ok(())
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

/// What the pressed button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// The same form with the price, or with what is wrong.
    Quote,
    /// The same form with more lines; nothing is judged.
    Lines,
    /// The same form with what the cloud offers; nothing is judged.
    Options,
    /// The same form, saved under a name for a team; nothing else is judged.
    Template,
    Draft,
    Submit,
}

impl Act {
    fn of(typed: &Typed) -> Self {
        match typed.get("act") {
            "quote" => Self::Quote,
            "lines" => Self::Lines,
            "options" => Self::Options,
            "template" => Self::Template,
            "draft" => Self::Draft,
            _ => Self::Submit,
        }
    }
}

/// Does what was asked for with what was typed; shows the same form again where something is to be changed.
async fn sent(
    portal: &Portal,
    person: &Person,
    key: &str,
    wanted: &Wanted,
    typed: &Typed,
) -> Result<Shown, BackendError> {
    let operation: Operation = key.parse().map_err(|_| BackendError::NotFound)?;
    let draft = wanted.draft.as_deref().map(numbered).transpose()?;
    let act = Act::of(typed);
    let secrets = order_secrets(operation, |name| typed.raw(name).to_owned());
    let mut form = blank(portal, person, operation).await?;
    form.input = order_input(operation, |name| typed.raw(name).to_owned());
    form.secret_typed = !secrets.is_empty();
    form.instance = Some(typed.get("instance").to_owned()).filter(|id| !id.is_empty());
    form.draft = draft;
    form.saving = Saving::of(typed);
    if let Some(number) = draft {
        // Whoever may not change the draft is told so whatever they press.
        let (_, of, _) = orders::draft_input(&portal.backend, person, number).await?;
        same(of, operation)?;
    }
    let consent = orders::Consent {
        acknowledge_look_alikes: typed.has("acknowledge"),
        secrets: Some(&secrets),
        seen: typed.get("quoted").parse().ok(),
        ..orders::Consent::default()
    };
    let done = match (act, draft) {
        (Act::Quote | Act::Lines | Act::Options | Act::Template, _) => Ok(None),
        (Act::Draft | Act::Submit, Some(number)) => {
            write(portal, person, number, &form, act, consent).await.map(Some)
        }
        (Act::Draft | Act::Submit, None) => {
            create(portal, person, &form, typed, act, consent).await.map(Some)
        }
    };
    let kept_key = typed.get("submit_key").to_owned();
    let status = match done {
        Ok(Some(number)) => return Ok(Shown::Done(number)),
        Ok(None) if matches!(act, Act::Lines | Act::Options) => StatusCode::OK,
        Ok(None) if act == Act::Template => save(portal, person, &mut form).await?,
        Ok(None) => {
            // The price is for what is shown: what the lists empty or move has to be so before.
            load(portal, person, &mut form, typed, false).await?;
            ask(portal, person, &mut form, &secrets).await?
        }
        Err(BackendError::Conflict("price_stale")) => {
            load(portal, person, &mut form, typed, false).await?;
            ask(portal, person, &mut form, &secrets).await?;
            form.notice.get_or_insert(Notice::PriceStale);
            StatusCode::CONFLICT
        }
        Err(BackendError::Conflict("submit_key_reused")) => {
            form.notice = Some(Notice::SentBefore);
            // The next sending is an order of its own.
            load(portal, person, &mut form, typed, act == Act::Options).await?;
            return Ok(Shown::Form(StatusCode::CONFLICT, Box::new(form)));
        }
        Err(error) => told(&mut form, error)?,
    };
    form.submit_key = kept_key;
    let status = load(portal, person, &mut form, typed, act == Act::Options).await?.unwrap_or(status);
    Ok(Shown::Form(status, Box::new(form)))
}

/// Asks the cloud for the price of what stands in the form; what is wrong with it stands at the fields.
async fn ask(
    portal: &Portal,
    person: &Person,
    form: &mut Purchase,
    secrets: &Secrets,
) -> Result<StatusCode, BackendError> {
    let (operation, backend) = (form.operation, &portal.backend);
    let quoted = quotes::quote(backend, person, operation, &form.input, Leftovers::Drop).await;
    match quoted {
        Ok(quote) => form.quote = Some(quote),
        Err(error) => return told(form, error),
    }
    let price = form.quote.as_ref().and_then(|quote| quote.price.as_ref());
    match preflight(backend, person, operation, &form.input, price).await {
        Ok(checks) => form.checks = checks,
        Err(error) => return told(form, error),
    }
    // The price is known; what else the submit would refuse is said with it.
    let mut errors = form.input.check(operation, Leftovers::Drop).err().unwrap_or_default();
    let within = |error: FieldError| FieldError::new(format!("spec.{}", error.field), error.reason);
    errors.extend(operation.check_secrets(secrets).into_iter().map(within));
    form.errors = errors;
    Ok(if form.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY })
}

/// Puts what was refused into the form; an error is what the form cannot say.
pub(in crate::pages) fn told(form: &mut Purchase, error: BackendError) -> Result<StatusCode, BackendError> {
    let notice = match error {
        BackendError::Fields(errors) => {
            form.errors = errors;
            return Ok(StatusCode::UNPROCESSABLE_ENTITY);
        }
        BackendError::Conflict("look_alike") => Notice::LookAlike,
        BackendError::Conflict("credential_suspect") => Notice::CredentialSuspect,
        // The cloud could not be asked for the price: what was typed stays.
        BackendError::Conflict(code) => Notice::NotNow(code),
        other => return Err(other),
    };
    form.notice = Some(notice);
    Ok(StatusCode::CONFLICT)
}

async fn create(
    portal: &Portal,
    person: &Person,
    form: &Purchase,
    typed: &Typed,
    act: Act,
    consent: orders::Consent<'_>,
) -> Result<OrderNumber, BackendError> {
    let submits = act == Act::Submit;
    // A draft keeps no secret: what was typed of it goes.
    let consent = if submits { consent } else { orders::Consent { secrets: None, ..consent } };
    orders::create(
        &portal.backend,
        person,
        form.operation,
        &form.input,
        Leftovers::Drop,
        typed.get("submit_key"),
        submits,
        consent,
    )
    .await
    .map(|created| created.number)
}

async fn write(
    portal: &Portal,
    person: &Person,
    number: OrderNumber,
    form: &Purchase,
    act: Act,
    consent: orders::Consent<'_>,
) -> Result<OrderNumber, BackendError> {
    let (backend, input) = (&portal.backend, &form.input);
    let (id, _, _) = orders::draft_input(backend, person, number).await?;
    match act {
        Act::Submit => orders::resubmit(backend, person, id, input, Leftovers::Drop, consent).await?,
        Act::Quote | Act::Lines | Act::Options | Act::Template | Act::Draft => {
            orders::save_draft(backend, person, id, input).await?
        }
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
    Done(OrderNumber),
}

fn answer(chrome: &Chrome, shown: Result<Shown, BackendError>) -> Response {
    let text = chrome.text();
    let chrome = chrome.clone().at(Nav::Catalog);
    match shown {
        Ok(Shown::Done(number)) => Redirect::to(&paths::order(number)).into_response(),
        Ok(Shown::Form(status, form)) => {
            let page = Page::new(text.purchase_title(form.operation)).status(status);
            let times = chrome.times();
            let mut response =
                render::page(&chrome, &page, || view! { <PurchasePage text times form=*form/> });
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

fn numbered(text: &str) -> Result<OrderNumber, BackendError> {
    text.parse().map_err(|_| BackendError::NotFound)
}

fn same(of: Operation, operation: Operation) -> Result<(), BackendError> {
    if of == operation { Ok(()) } else { Err(BackendError::NotFound) }
}
