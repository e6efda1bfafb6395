//! Turns a page's view into the response: rendered once, whole, without a stream.

use std::sync::Arc;

use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use crate::{chrome::Chrome, shell};

/// What a page says about itself.
#[derive(Debug, Clone)]
pub struct Page {
    pub title: String,
    pub status: StatusCode,
    /// Which events refresh the page: an order's number, an instance's id, or `list` for all.
    pub live: Option<String>,
    /// Without navigation: signing in, and errors outside a session.
    pub plain: bool,
}

impl Page {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), status: StatusCode::OK, live: None, plain: false }
    }

    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Keeps the page's `data-live-part` elements fresh while it is open, and not only what the frame counts. One that
    /// refuses what was typed stays as it is.
    #[must_use]
    pub fn live(mut self, subject: impl Into<String>) -> Self {
        self.live = Some(subject.into());
        self
    }

    #[must_use]
    pub fn plain(mut self) -> Self {
        self.plain = true;
        self
    }
}

/// The whole document around `body`. The body must hold no `Resource`: a handler asks before it renders.
pub fn page<V: IntoView>(chrome: &Chrome, page: &Page, body: impl FnOnce() -> V) -> Response {
    (page.status, Html(document(chrome, page, body))).into_response()
}

/// What the frame counts, alone: its elements as they stand in every page.
pub fn counts(chrome: &Chrome) -> Response {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| shell::counts(chrome).to_html());
    owner.unset_with_forced_cleanup();
    Html(html).into_response()
}

/// The document's text.
pub fn document<V: IntoView>(chrome: &Chrome, page: &Page, body: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        let body = body().into_view().to_html();
        shell::document(chrome, page, body).to_html()
    });
    owner.unset_with_forced_cleanup();
    format!("<!doctype html>{html}")
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use super::*;
    use crate::{
        chrome::sample,
        components::{
            choice::Choice,
            control::{Input, Select, Textarea},
            field::Field,
        },
        pages::components_page::ComponentsPage,
    };

    fn sheet(language: Language) -> String {
        let chrome = Chrome { language, ..sample() };
        let (text, times) = (chrome.text(), chrome.times());
        document(&chrome, &Page::new("Sheet").live("list"), || view! { <ComponentsPage text times/> })
    }

    #[test]
    fn no_page_holds_an_inline_script_or_style() {
        let html = sheet(Language::English);

        assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick="));
        assert_eq!(html.matches("<script").count(), 1);
        assert!(html.contains("<script type=\"module\" src=\"/pkg/purser.js\"></script>"));
    }

    #[test]
    fn a_page_that_refuses_what_was_typed_stays_as_it_is() {
        let of = |status| document(&sample(), &Page::new("x").live("list").status(status), || ());

        assert!(of(StatusCode::OK).contains(" data-live=\"list\""));
        for refused in [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT] {
            assert!(!of(refused).contains("data-live="), "{refused}");
        }
    }

    #[test]
    fn the_document_names_its_language() {
        assert!(sheet(Language::English).starts_with("<!doctype html><html lang=\"en\""));
        assert!(sheet(Language::Chinese).starts_with("<!doctype html><html lang=\"zh-CN\""));
    }

    #[test]
    fn only_a_page_with_an_island_asks_for_the_module() {
        let with = document(&sample(), &Page::new("x"), || view! { <leptos-island></leptos-island> });

        assert!(with.contains("data-islands=\"/pkg/app_bg.wasm\""));
        assert!(!sheet(Language::English).contains("data-islands"));
    }

    #[test]
    fn what_people_typed_is_escaped() {
        let evil = "\"></textarea><script>alert(1)</script>";
        let html = document(&sample(), &Page::new(evil), || {
            let text = sample().text();
            view! {
                <p title=evil>{evil}</p>
                <Field text name="reason" label=evil hint=evil.to_owned() errors=vec![evil.to_owned()]>
                    <Textarea value=evil/>
                    <Input value=evil/>
                    <Select choices=vec![Choice::new(evil, evil)] value=evil/>
                </Field>
            }
        });

        assert!(!html.contains("<script>"));
        assert_eq!(html.matches("</textarea>").count(), 1);
    }
}
