//! People: the list with what waits for a second admin, somebody new, and one person with their rights.

pub mod list;
pub mod new;
pub mod person;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{
    Actor, BackendError,
    people::{self, Given, NewPerson},
};
use domain::{
    ids::PersonId,
    order::can::Why,
    person::{Answer, Right, Role},
};
use http::StatusCode;
use leptos::prelude::*;
use secrecy::SecretString;

use self::{
    list::{Listed, PeoplePage},
    new::NewPage,
    person::{OnePage, Shown},
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
        .route(paths::PEOPLE, get(show).post(answer))
        .route(paths::PERSON_NEW, get(new).post(add))
        .route("/admin/people/{id}", get(show_one).post(act))
}

macro_rules! dones {
    ($($name:ident = $code:literal, $words:ident;)+) => {
        /// What was done just before, as the address carries it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Done { $($name),+ }

        impl Done {
            const fn name(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            pub fn of(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            pub const fn words(self, text: Text) -> &'static str {
                match self { $(Self::$name => text.$words()),+ }
            }
        }
    };
}

dones! {
    Added = "added", people_done_added;
    Given = "given", people_done_given;
    Proposed = "proposed", people_done_proposed;
    Confirmed = "confirmed", people_done_confirmed;
    Refused = "refused", people_done_refused;
    Withdrawn = "withdrawn", people_done_withdrawn;
    Taken = "taken", people_done_taken;
    Team = "team", people_done_team;
    Disabled = "disabled", people_done_disabled;
    Enabled = "enabled", people_done_enabled;
}

/// Why an act was not done, above the page on which it was asked for.
#[derive(Debug, Clone, Copy)]
pub enum Refused {
    SignInOld,
    Conflict(&'static str),
}

impl Refused {
    /// What the page itself can say; anything else is a page of its own.
    fn of(error: BackendError) -> Result<Self, BackendError> {
        match error {
            BackendError::NotAllowed(Why::SignInOld) => Ok(Self::SignInOld),
            BackendError::Conflict(code) => Ok(Self::Conflict(code)),
            other => Err(other),
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::SignInOld => StatusCode::FORBIDDEN,
            Self::Conflict(_) => StatusCode::CONFLICT,
        }
    }
}

fn back(to: &str, done: Done) -> Response {
    Redirect::to(&paths::with_query(to, &[("done", done.name())])).into_response()
}

async fn show(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    list(&portal, &reader, &Typed::from(asked), None).await
}

async fn list(portal: &Portal, reader: &SignedIn, asked: &Typed, refused: Option<Refused>) -> Response {
    let mut chrome = reader.chrome.clone().at(Nav::People);
    let searched = asked.get("q").to_owned();
    let people = match people::shown(&portal.backend, &reader.person, &searched).await {
        Ok(people) => people,
        Err(error) => return fault::show(&chrome, error),
    };
    if refused.is_some() {
        paths::PEOPLE.clone_into(&mut chrome.path_and_query);
    }
    let (text, times) = (chrome.text(), chrome.times());
    let done = Done::of(asked.get("done"));
    let listed = Listed { people, searched, refused, done, acts: reader.person.has(Role::Admin) };
    let page = Page::new(text.nav_people()).status(refused.map_or(StatusCode::OK, Refused::status));
    render::page(&chrome, &page, || view! { <PeoplePage text times listed/> })
}

/// Confirms, refuses or withdraws what waits, from the list.
async fn answer(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    match answered(&portal, &reader, &typed).await {
        Ok(done) => back(paths::PEOPLE, done),
        Err(error) => match Refused::of(error) {
            Ok(refused) => list(&portal, &reader, &Typed::default(), Some(refused)).await,
            Err(error) => fault::show(&reader.chrome, error),
        },
    }
}

async fn answered(portal: &Portal, reader: &SignedIn, typed: &Typed) -> Result<Done, BackendError> {
    let id = typed.get("grant").parse().map_err(|_| BackendError::NotFound)?;
    let said = Answer::of(typed.get("act")).ok_or(BackendError::NotFound)?;
    people::answer(&portal.backend, &reader.person, reader.sign_in(), id, said).await?;
    Ok(match said {
        Answer::Confirm => Done::Confirmed,
        Answer::Refuse => Done::Refused,
        Answer::Withdraw => Done::Withdrawn,
    })
}

async fn new(State(portal): State<Portal>, reader: SignedIn) -> Response {
    new_page(&portal, &reader, Typed::default(), FieldErrors::default()).await
}

async fn new_page(portal: &Portal, reader: &SignedIn, typed: Typed, errors: FieldErrors) -> Response {
    let chrome = reader.chrome.clone().at(Nav::People);
    let teams = match people::shown(&portal.backend, &reader.person, "").await {
        Ok(_) if !reader.person.has(Role::Admin) => Err(BackendError::NotAllowed(Why::Auditor)),
        Ok(people) => Ok(people.teams),
        Err(error) => Err(error),
    };
    let teams = match teams {
        Ok(teams) => teams,
        Err(error) => return fault::show(&chrome, error),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let text = chrome.text();
    render::page(&chrome, &Page::new(text.person_new_title()).status(status), || {
        view! { <NewPage text teams typed errors/> }
    })
}

async fn add(State(portal): State<Portal>, reader: SignedIn, Sent(mut typed): Sent) -> Response {
    if !reader.person.has(Role::Admin) {
        return new_page(&portal, &reader, typed, FieldErrors::default()).await;
    }
    let text = reader.chrome.text();
    let password = SecretString::from(typed.raw("password"));
    // A password is never shown again.
    typed.set("password", "");
    let new = NewPerson {
        email: typed.get("email").to_owned(),
        name: typed.get("name").to_owned(),
        roles: Vec::new(),
        team: Some(typed.get("team").to_owned()).filter(|team| !team.is_empty()),
        lead: false,
        password: Some(password),
    };
    let mut errors = FieldErrors::default();
    match people::add(&portal.backend, Actor::Person(&reader.person), new).await {
        Ok(id) => return back(&paths::person(id), Done::Added),
        Err(BackendError::Fields(refused)) => {
            for error in refused {
                errors.add(error.field.clone(), text.refusal(&error.field, &error.reason));
            }
        }
        Err(BackendError::Conflict("email_taken")) => errors.add("email", text.conflict("email_taken")),
        Err(error) => return fault::show(&reader.chrome, error),
    }
    new_page(&portal, &reader, typed, errors).await
}

async fn show_one(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Vec<(String, String)>>,
) -> Response {
    let typed = Typed::from(asked);
    let done = Done::of(typed.get("done"));
    match id.parse() {
        Ok(id) => one(&portal, &reader, id, Fresh { done, ..Fresh::default() }).await,
        Err(_) => fault::show(&reader.chrome, BackendError::NotFound),
    }
}

/// What differs from a fresh page of somebody.
#[derive(Default)]
struct Fresh {
    done: Option<Done>,
    refused: Option<Refused>,
    typed: Typed,
    errors: FieldErrors,
}

async fn one(portal: &Portal, reader: &SignedIn, id: PersonId, fresh: Fresh) -> Response {
    let mut chrome = reader.chrome.clone().at(Nav::People);
    let page = match people::show(&portal.backend, &reader.person, id).await {
        Ok(page) => page,
        Err(error) => return fault::show(&chrome, error),
    };
    let Fresh { done, refused, typed, errors } = fresh;
    let status = match refused {
        Some(refused) => refused.status(),
        None if errors.is_empty() => StatusCode::OK,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    chrome.path_and_query = paths::person(id);
    let (text, times) = (chrome.text(), chrome.times());
    let title = page.row.person.name.clone();
    let shown = Shown { page, done, refused, typed, errors, acts: reader.person.has(Role::Admin) };
    render::page(&chrome, &Page::new(title).status(status), || view! { <OnePage text times shown/> })
}

/// The buttons of somebody's page.
async fn act(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(id): Path<String>,
    Sent(typed): Sent,
) -> Response {
    let Ok(id) = id.parse() else { return fault::show(&reader.chrome, BackendError::NotFound) };
    let refused = match acted(&portal, &reader, id, &typed).await {
        Ok(done) => {
            // Whoever changed their own rights goes on under another session id.
            if id == reader.person.id
                && let Err(error) = reader.session.cycle_id().await
            {
                return fault::show(&reader.chrome, crate::visitor::session_error(error));
            }
            // Who is no admin any more sees none of these pages.
            let is_over =
                id == reader.person.id && typed.get("act") == "take" && typed.get("role") == "admin";
            return match is_over {
                true => Redirect::to(paths::OVERVIEW).into_response(),
                false => back(&paths::person(id), done),
            };
        }
        Err(error) => error,
    };
    let text = reader.chrome.text();
    match refused {
        BackendError::Fields(refused) => {
            let mut errors = FieldErrors::default();
            for error in refused {
                errors.add(error.field.clone(), text.refusal(&error.field, &error.reason));
            }
            one(&portal, &reader, id, Fresh { typed, errors, ..Fresh::default() }).await
        }
        error => match Refused::of(error) {
            Ok(refused) => {
                let fresh = Fresh { refused: Some(refused), ..Fresh::default() };
                one(&portal, &reader, id, fresh).await
            }
            Err(error) => fault::show(&reader.chrome, error),
        },
    }
}

async fn acted(
    portal: &Portal,
    reader: &SignedIn,
    id: PersonId,
    typed: &Typed,
) -> Result<Done, BackendError> {
    let (backend, person, sign_in) = (&portal.backend, &reader.person, reader.sign_in());
    let team = typed.get("team");
    let team_id = || team.parse().map_err(|_| BackendError::NotFound);
    let role = || typed.get("role").parse::<Role>().map_err(|_| BackendError::NotFound);
    let given = |given| match given {
        Given::AtOnce => Done::Given,
        Given::Waits => Done::Proposed,
    };
    Ok(match typed.get("act") {
        "give" => match role()? {
            Role::Auditor => {
                people::make_auditor(backend, person, sign_in, id).await.map(|()| Done::Given)?
            }
            Role::Approver => given(people::propose(backend, person, sign_in, id, Right::Approver).await?),
            Role::Admin => given(people::propose(backend, person, sign_in, id, Right::Admin).await?),
        },
        "lead" => given(people::propose(backend, person, sign_in, id, Right::Lead(team_id()?)).await?),
        "take" => people::take(backend, person, sign_in, id, role()?).await.map(|()| Done::Taken)?,
        "no_lead" => {
            people::step_down(backend, person, sign_in, id, team_id()?).await.map(|()| Done::Taken)?
        }
        "join" => people::join(backend, person, id, team).await.map(|()| Done::Team)?,
        "leave" => people::leave(backend, person, id, team_id()?).await.map(|()| Done::Team)?,
        "disable" => people::disable(backend, Actor::Person(person), id).await.map(|()| Done::Disabled)?,
        "enable" => people::enable(backend, person, id).await.map(|()| Done::Enabled)?,
        _ => return Err(BackendError::NotFound),
    })
}
