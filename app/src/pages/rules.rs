//! Approval rules: the list, the form of one, groups, and approvers that admins name.

pub mod edit;
pub mod form;
pub mod groups;
pub mod lacking;
pub mod list;
pub mod tester;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{
    BackendError,
    rules::{self, Saved, approvers},
};
use domain::{
    ids::{GroupId, OrderId, PersonId, RuleId},
    person::Role,
    refusal::Reason,
    view::rules::Replay,
};
use http::StatusCode;
use leptos::prelude::*;
use uuid::Uuid;

use self::{
    edit::{EditPage, Editing},
    list::{Done, RulesPage, Shown},
};
use crate::{
    chrome::Nav,
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
        .route(paths::RULES, get(show).post(act))
        .route(paths::RULE_NEW, get(new).post(create))
        .route(paths::RULE_GROUPS, post(group))
        .route(paths::RULE_APPROVERS, post(approver))
        .route("/admin/rules/{id}", get(edit).post(save))
}

async fn show(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    page(&portal, &reader, Typed::from(asked), FieldErrors::default()).await
}

/// The list with everything beside it. `typed` is the query, or a refused form.
async fn page(portal: &Portal, reader: &SignedIn, typed: Typed, errors: FieldErrors) -> Response {
    let mut chrome = reader.chrome.clone().at(Nav::Rules);
    let (backend, person) = (&portal.backend, &reader.person);
    let shown = async {
        let rules = rules::list(backend, person).await?;
        let lacking = approvers::lacking(backend, person).await?;
        let replay = match typed.has("replay") {
            true => Some(rules::replay(backend, person, None).await?),
            false => None,
        };
        let mut refused = FieldErrors::default();
        let trial = match tester::purchase(chrome.text(), &typed, &rules, &mut refused) {
            Some((purchase, requester)) => Some(rules::try_out(backend, person, &purchase, requester).await?),
            None => None,
        };
        let errors = if errors.is_empty() { refused } else { errors };
        Ok::<_, BackendError>(Shown { rules, lacking, replay, trial, typed, errors })
    };
    let shown = match shown.await {
        Ok(shown) => shown,
        Err(error) => return fault::show(&chrome, error),
    };
    // Forms have addresses of their own, which are nothing to lead back to.
    paths::RULES.clone_into(&mut chrome.path_and_query);
    let status = if shown.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (text, times, acts) = (chrome.text(), chrome.times(), person.has(Role::Admin));
    render::page(&chrome, &Page::new(text.nav_rules()).status(status), || {
        view! { <RulesPage text times shown acts/> }
    })
}

/// Moving, switching, confirming and withdrawing, from the list.
async fn act(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let (backend, person) = (&portal.backend, &reader.person);
    let version = typed.get("version").parse().unwrap_or(0);
    let done = match (typed.get("rule").parse::<RuleId>(), typed.get("act")) {
        (Ok(id), "up") => rules::move_by_one(backend, person, id, version, true).await.map(Done::of_move),
        (Ok(id), "down") => rules::move_by_one(backend, person, id, version, false).await.map(Done::of_move),
        (Ok(id), "on") => rules::switch(backend, person, id, version, true).await.map(Done::of_save),
        (Ok(id), "off") => rules::switch(backend, person, id, version, false).await.map(Done::of_save),
        (Ok(id), "confirm") => {
            rules::confirm(backend, person, id, version).await.map(|()| Some(Done::Confirmed))
        }
        (Ok(id), "withdraw") => {
            rules::withdraw(backend, person, id, version).await.map(|_| Some(Done::Withdrawn))
        }
        _ => Err(BackendError::NotFound),
    };
    match done {
        // Where the button was.
        Ok(done) => Redirect::to(&format!("{}#rule-{}", list_after(done), typed.get("rule"))).into_response(),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

fn back(done: Option<Done>) -> Response {
    Redirect::to(&list_after(done)).into_response()
}

fn list_after(done: Option<Done>) -> String {
    let query: Vec<_> = done.iter().map(|done| ("done", done.name())).collect();
    paths::with_query(paths::RULES, &query)
}

async fn new(State(portal): State<Portal>, reader: SignedIn) -> Response {
    let editing = Editing { id: None, typed: form::fresh(), errors: FieldErrors::default(), replay: None };
    edit_page(&portal, &reader, editing).await
}

async fn edit(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let known = rules::list(&portal.backend, &reader.person).await;
    let rule = known.and_then(|rules| {
        let id: RuleId = id.parse().map_err(|_| BackendError::NotFound)?;
        let row = rules.rules.into_iter().find(|row| row.rule.id == id);
        row.map(|row| row.rule).ok_or(BackendError::NotFound)
    });
    match rule {
        Ok(rule) => {
            let typed = form::typed_of(&rule);
            let editing = Editing { id: Some(rule.id), typed, errors: FieldErrors::default(), replay: None };
            edit_page(&portal, &reader, editing).await
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn create(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    write(&portal, &reader, None, typed).await
}

async fn save(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Response {
    match id.parse() {
        Ok(id) => write(&portal, &reader, Some(id), typed).await,
        Err(_) => fault::show(&reader.chrome, BackendError::NotFound),
    }
}

/// The form's buttons: steps come and go, past orders are tried, or the rule is saved.
async fn write(portal: &Portal, reader: &SignedIn, id: Option<RuleId>, mut typed: Typed) -> Response {
    let act = typed.get("act").to_owned();
    let mut errors = FieldErrors::default();
    let mut replay = None;
    if act == "add_step" {
        form::add_step(&mut typed);
    } else if let Some(number) = act.strip_prefix("remove_step.") {
        form::remove_step(&mut typed, number.parse().unwrap_or(0));
    } else {
        match written(portal, reader, id, &typed, act == "replay").await {
            Ok(Written::Saved(saved)) => return back(Done::of_save(saved)),
            Ok(Written::Replayed(found)) => replay = Some(found),
            Err(BackendError::Fields(refused)) => {
                let text = reader.chrome.text();
                for error in refused {
                    // Both ends stand for the amount.
                    let field =
                        if error.field == "conditions.amount" { "conditions.from" } else { &error.field };
                    errors.add(field, text.rule_refusal(field, &error.reason));
                }
            }
            Err(error) => return fault::show(&reader.chrome, error),
        }
    }
    edit_page(portal, reader, Editing { id, typed, errors, replay }).await
}

enum Written {
    Saved(Saved),
    Replayed(Replay),
}

async fn written(
    portal: &Portal,
    reader: &SignedIn,
    id: Option<RuleId>,
    typed: &Typed,
    only_replay: bool,
) -> Result<Written, BackendError> {
    let (backend, person) = (&portal.backend, &reader.person);
    let known = rules::list(backend, person).await?.rules.into_iter();
    let before = id.and_then(|id| known.map(|row| row.rule).find(|rule| rule.id == id));
    if !person.has(Role::Admin) {
        return Err(BackendError::NotAllowed(domain::order::can::Why::Auditor));
    }
    let draft = form::draft_of(typed, before.as_ref()).map_err(BackendError::Fields)?;
    if only_replay {
        return Ok(Written::Replayed(rules::replay(backend, person, Some((id, draft))).await?));
    }
    let version = typed.get("version").parse().unwrap_or(0);
    Ok(Written::Saved(match id {
        Some(id) => rules::save(backend, person, id, version, draft).await?,
        None => rules::create(backend, person, draft).await?,
    }))
}

async fn edit_page(portal: &Portal, reader: &SignedIn, editing: Editing) -> Response {
    let mut chrome = reader.chrome.clone().at(Nav::Rules);
    let rules = match rules::list(&portal.backend, &reader.person).await {
        Ok(rules) => rules,
        Err(error) => return fault::show(&chrome, error),
    };
    let acts = reader.person.has(Role::Admin);
    if editing.id.is_none() && !acts {
        let refused = BackendError::NotAllowed(domain::order::can::Why::Auditor);
        return fault::show(&chrome, refused);
    }
    chrome.path_and_query = editing.id.map_or_else(|| paths::RULE_NEW.to_owned(), paths::rule);
    let status = if editing.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let (text, times) = (chrome.text(), chrome.times());
    let title = title(text, &editing);
    render::page(&chrome, &Page::new(title.clone()).status(status), || {
        view! { <EditPage text times title editing rules acts/> }
    })
}

fn title(text: Text, editing: &Editing) -> String {
    let name = editing.typed.get("name");
    if editing.id.is_none() || name.is_empty() { text.edit_new().to_owned() } else { name.to_owned() }
}

async fn group(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let (backend, person) = (&portal.backend, &reader.person);
    let name = typed.get("name");
    let members: Result<Vec<PersonId>, _> = typed.all("members").map(str::parse).collect();
    let saved = match (typed.get("group"), members) {
        (_, Err(_)) => Err(BackendError::NotFound),
        ("", Ok(members)) => rules::groups::create(backend, person, name, &members).await.map(drop),
        (id, Ok(members)) => match id.parse::<GroupId>() {
            Ok(id) => {
                let version = typed.get("version").parse().unwrap_or(0);
                rules::groups::save(backend, person, id, version, name, &members).await
            }
            Err(_) => Err(BackendError::NotFound),
        },
    };
    let prefix = groups::prefix(typed.get("group"));
    answer(&portal, &reader, typed, saved, Done::Group, |field| format!("{prefix}{field}")).await
}

async fn approver(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    // What is no id is nobody's.
    let order = typed.get("order").parse().unwrap_or(OrderId::from_uuid(Uuid::nil()));
    let named = typed.get("person").parse().unwrap_or(PersonId::from_uuid(Uuid::nil()));
    let step = typed.get("step").parse().unwrap_or(0);
    let (backend, person) = (&portal.backend, &reader.person);
    let prefix = lacking::prefix(typed.get("order"), step);
    // Both at once: what was not chosen is told beside what was not written.
    if person.has(Role::Admin) && typed.get("person").is_empty() {
        let text = reader.chrome.text();
        let mut errors = FieldErrors::default();
        for name in ["person", "reason"].into_iter().filter(|name| typed.get(name).trim().is_empty()) {
            errors.add(format!("{prefix}{name}"), text.refusal(name, &Reason::Required));
        }
        return page(&portal, &reader, typed, errors).await;
    }
    let done = approvers::name(backend, person, order, step, named, typed.get("reason")).await;
    answer(&portal, &reader, typed, done, Done::Named, |field| format!("{prefix}{field}")).await
}

/// Back to the list, or the list with what was refused at its field. `at` names the field, of which the page has several.
async fn answer(
    portal: &Portal,
    reader: &SignedIn,
    typed: Typed,
    result: Result<(), BackendError>,
    done: Done,
    at: impl Fn(&str) -> String,
) -> Response {
    let text = reader.chrome.text();
    let mut errors = FieldErrors::default();
    match result {
        Ok(()) => return back(Some(done)),
        Err(BackendError::Fields(refused)) => {
            for error in refused {
                errors.add(at(&error.field), text.refusal(&error.field, &error.reason));
            }
        }
        Err(BackendError::Conflict(code @ ("group_name_taken" | "joins_alone"))) => {
            let field = if code == "joins_alone" { "members" } else { "name" };
            errors.add(at(field), text.conflict(code));
        }
        Err(error) => return fault::show(&reader.chrome, error),
    }
    page(portal, reader, typed, errors).await
}
