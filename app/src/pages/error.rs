//! Error pages: what happened, and what the reader may do.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use leptos::prelude::*;

use crate::{
    chrome::Chrome,
    components::{
        button::{ButtonLink, Kind},
        icon::Glyph,
        identifier::Identifier,
    },
    i18n::Text,
    paths,
    render::{self, Page},
};

/// Why there is no page to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    NotFound,
    Forbidden,
    /// A form from another site.
    OtherSite,
    TooLarge,
    Stale,
    Internal,
    /// The database is away; the page asks again by itself.
    Unavailable,
}

impl Problem {
    pub const ALL: [Self; 7] = [
        Self::NotFound,
        Self::Forbidden,
        Self::OtherSite,
        Self::TooLarge,
        Self::Stale,
        Self::Internal,
        Self::Unavailable,
    ];

    pub const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::OtherSite => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Stale => StatusCode::CONFLICT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn words(self, text: Text) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => (text.error_not_found(), text.error_not_found_text()),
            Self::Forbidden => (text.error_forbidden(), text.error_forbidden_text()),
            Self::OtherSite => (text.error_other_site(), text.error_other_site_text()),
            Self::TooLarge => (text.error_too_large(), text.error_too_large_text()),
            Self::Stale => (text.error_stale(), text.error_stale_text()),
            Self::Internal => (text.error_internal(), text.error_internal_text()),
            Self::Unavailable => (text.error_unavailable(), text.error_unavailable_text()),
        }
    }
}

/// The page of a problem, in the frame where the reader is known. `reason` takes the place of the usual
/// explanation; `request_id` leads to the log.
pub fn error(
    chrome: &Chrome,
    problem: Problem,
    reason: Option<String>,
    request_id: Option<String>,
) -> Response {
    let text = chrome.text();
    let page = Page::new(problem.words(text).0).status(problem.status());
    let known = chrome.person.is_some();
    let here = chrome.path_and_query.clone();
    let mut response =
        render::page(chrome, &page, || view! { <ErrorPage text problem reason request_id known here/> });
    if problem == Problem::Unavailable {
        response.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from_static("5"));
    }
    response.into_response()
}

#[component]
pub fn ErrorPage(
    text: Text,
    problem: Problem,
    #[prop(optional_no_strip)] reason: Option<String>,
    #[prop(optional_no_strip)] request_id: Option<String>,
    /// Whether the reader is signed in.
    known: bool,
    /// The address that failed.
    here: String,
) -> impl IntoView {
    let (title, explanation) = problem.words(text);
    let explanation = reason.unwrap_or_else(|| explanation.to_owned());
    let again = problem == Problem::Unavailable;
    view! {
        <section class="error-page" data-retry=again.then_some("")>
            <p class="code">{text.error_code(problem.status().as_u16())}</p>
            <h1>{title}</h1>
            <p>{explanation}</p>
            {request_id
                .map(|id| {
                    view! {
                        <p class="sm">
                            {text.error_request_id()}" "
                            <Identifier text value=id what=text.error_request_id()/>
                        </p>
                    }
                })}
            <div class="actions">
                {again.then(|| view! { <ButtonLink href=here kind=Kind::Primary icon=Glyph::Again>{text.error_try_again()}</ButtonLink> })}
                <ButtonLink href=paths::OVERVIEW>{text.error_to_overview()}</ButtonLink>
                {known.then(|| view! { <ButtonLink href=paths::ORDERS kind=Kind::Quiet>{text.error_to_orders()}</ButtonLink> })}
            </div>
        </section>
    }
}
