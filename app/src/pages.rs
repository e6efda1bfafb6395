//! The pages, one file per noun: the handlers, and the view that they show.

pub mod approvals;
pub mod attention;
pub mod catalog;
pub mod components_page;
pub mod confirm;
pub mod credentials;
pub mod error;
pub mod instances;
pub mod limits;
pub mod notices;
pub mod orders;
pub mod overview;
pub mod people;
pub mod rules;
pub mod settings;
pub mod sign_in_handlers;
pub mod signin;
pub mod simulator;
pub mod templates;

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use leptos::view;

use self::components_page::ComponentsPage;
use crate::{
    paths,
    portal::Portal,
    render,
    visitor::{SignedIn, Visitor},
};

/// Every page and every form's address. An address that is none gets a page too, in the frame of whoever
/// asks.
pub fn router(portal: Portal) -> Router {
    let sheet = portal.demo.is_some();
    let mut router = Router::new()
        .merge(approvals::routes())
        .merge(attention::routes())
        .merge(catalog::routes())
        .merge(confirm::routes())
        .merge(credentials::routes())
        .merge(instances::routes())
        .merge(limits::routes())
        .merge(notices::routes())
        .merge(orders::routes())
        .merge(overview::routes())
        .merge(rules::routes())
        .merge(people::routes())
        .merge(settings::routes())
        .merge(sign_in_handlers::routes())
        .merge(templates::routes())
        .route(paths::COUNTS, get(counts));
    if sheet {
        router = router.route(paths::COMPONENTS, get(components)).merge(simulator::routes());
    }
    router.fallback(not_found).with_state(portal)
}

/// All components with sample data, in demo mode.
async fn components(visitor: Visitor) -> Response {
    let (text, times) = (visitor.chrome.text(), visitor.chrome.times());
    let page = render::Page::new(text.gallery_title());
    render::page(&visitor.chrome, &page, move || view! { <ComponentsPage text times/> }).into_response()
}

/// What waits for the reader, for the script of a page that is open: any page, however long it stands.
async fn counts(reader: SignedIn) -> Response {
    render::counts(&reader.chrome)
}

async fn not_found(visitor: Visitor) -> Response {
    error::error(&visitor.chrome, error::Problem::NotFound, None, None)
}
