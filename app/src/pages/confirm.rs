//! Showing one's password once more, for what needs a fresh sign-in.

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{BackendError, sign_in};
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;
use secrecy::SecretString;
use serde::Deserialize;

use crate::{
    components::{
        banner::ErrorSummary,
        button::{Button, Kind},
        control::Input,
        field::Field,
        page_head::PageHead,
        panel::Panel,
    },
    fault,
    form::FieldErrors,
    i18n::Text,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::{SignedIn, local},
};

pub fn routes() -> Router<Portal> {
    Router::new().route(paths::CONFIRM, get(show).post(confirm))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    next: String,
}

async fn show(reader: SignedIn, Query(asked): Query<Asked>) -> Response {
    page(&reader, &asked.next, StatusCode::OK, FieldErrors::default())
}

async fn confirm(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let text = reader.chrome.text();
    let next = typed.get("next");
    let password = SecretString::from(typed.raw("password"));
    let mut errors = FieldErrors::default();
    match sign_in::confirm(&portal.backend, &reader.person, reader.current(), &password).await {
        Ok(()) => Redirect::to(local(next).unwrap_or(paths::OVERVIEW)).into_response(),
        Err(BackendError::Fields(refused)) => {
            for error in refused {
                errors.add(error.field.clone(), text.refusal(&error.field, &error.reason));
            }
            page(&reader, next, StatusCode::UNPROCESSABLE_ENTITY, errors)
        }
        Err(BackendError::TooMany { retry_after_s }) => {
            errors.add("password", text.settings_password_locked(fault::minutes(retry_after_s)));
            let mut page = page(&reader, next, StatusCode::TOO_MANY_REQUESTS, errors);
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            page
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

fn page(reader: &SignedIn, next: &str, status: StatusCode, errors: FieldErrors) -> Response {
    let chrome = &reader.chrome;
    let text = chrome.text();
    let next = local(next).unwrap_or(paths::OVERVIEW).to_owned();
    let email = reader.person.email.to_string();
    render::page(chrome, &Page::new(text.confirm_title()).status(status), || {
        view! { <ConfirmPage text next email errors/> }
    })
}

#[component]
pub fn ConfirmPage(text: Text, next: String, email: String, errors: FieldErrors) -> impl IntoView {
    let refused = errors.of("password");
    let label = move |_: &str| text.confirm_password().to_owned();
    view! {
        <PageHead text title=text.confirm_title()/>
        <ErrorSummary text errors label/>
        <Panel title=text.confirm_panel()>
            <p class="sm">{text.confirm_text()}</p>
            <form method="post" action=paths::CONFIRM novalidate=true>
                <input type="hidden" name="next" value=next/>
                // For password managers, which keep a password beside its name.
                <input class="vh" type="email" name="email" value=email autocomplete="username" readonly tabindex="-1" aria-hidden="true"/>
                <Field text name="password" label=text.confirm_password() errors=refused>
                    <Input kind="password" autocomplete="current-password" maxlength=1024/>
                </Field>
                <div class="field">
                    <div class="name"></div>
                    <div class="body"><div class="actions"><Button kind=Kind::Primary>{text.confirm_act()}</Button></div></div>
                </div>
            </form>
        </Panel>
    }
}
