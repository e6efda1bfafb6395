//! The HTTP API, `/api/v1`: translates requests into use cases and their answers into JSON.
//!
//! Every call is registered in [`routes`], and the OpenAPI document is made from the same registration.

mod approvals;
mod body;
mod caller;
mod catalog;
mod credentials;
mod events;
mod instances;
mod list;
mod notices;
mod orders;
mod people;
pub(crate) mod problem;
mod quotes;
mod rules;
mod shapes;
mod templates;

use axum::{Json, Router, extract::State, routing::get};
use backend::Backend;
use std::sync::Arc;
use utoipa::openapi::{
    Info, OpenApi, PathItem,
    path::Operation,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use self::problem::Problem;
use crate::{changes::Changes, shutdown::Ending};

/// What the calls work with.
#[derive(Clone)]
pub(crate) struct Api {
    pub(crate) backend: Backend,
    pub(crate) changes: Changes,
    pub(crate) ending: Ending,
}

/// Every call with its path and method, below `/api/v1`.
fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(catalog::list))
        .routes(routes!(catalog::show))
        .routes(routes!(quotes::create))
        .routes(routes!(orders::list, orders::create))
        .routes(routes!(orders::show))
        .routes(routes!(orders::events))
        .routes(routes!(orders::submit))
        .routes(routes!(orders::withdraw))
        .routes(routes!(orders::revise))
        .routes(routes!(orders::clone))
        .routes(routes!(orders::outcome::pay))
        .routes(routes!(orders::outcome::cancel_unpaid))
        .routes(routes!(orders::outcome::resolve))
        .routes(routes!(templates::list, templates::add))
        .routes(routes!(templates::remove))
        .routes(routes!(rules::list, rules::create))
        .routes(routes!(rules::save))
        .routes(routes!(people::list))
        .routes(routes!(approvals::approve))
        .routes(routes!(approvals::hand_over))
        .routes(routes!(orders::comment))
        .routes(routes!(approvals::reject))
        .routes(routes!(approvals::list))
        .routes(routes!(credentials::list, credentials::add))
        .routes(routes!(credentials::verify))
        .routes(routes!(credentials::replace, credentials::remove))
        .routes(routes!(instances::list))
        .routes(routes!(instances::show))
        .routes(routes!(notices::list))
        .routes(routes!(notices::read))
        .routes(routes!(events::stream))
}

/// The API, to be merged into the portal.
pub(crate) fn router(api: Api) -> Router {
    let (router, document) = routes().split_for_parts();
    let document = Arc::new(describe(document));
    let v1 = router
        .route(
            "/openapi.json",
            get(|State(document): State<Arc<OpenApi>>| async move { Json((*document).clone()) })
                .with_state(document),
        )
        .fallback(async || Problem::not_found())
        .with_state(api);
    Router::new().nest("/api/v1", v1)
}

fn describe(mut document: OpenApi) -> OpenApi {
    document.info = Info::new("Purser", env!("CARGO_PKG_VERSION"));
    document.info.description =
        Some("Self-service purchasing of cloud services: an approved order buys exactly what was approved, at most once.".to_owned());
    document.servers = Some(vec![utoipa::openapi::Server::new("/api/v1")]);
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("purser")));
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("token".to_owned(), bearer.into());
    components.security_schemes.insert("session".to_owned(), cookie.into());
    for operation in document.paths.paths.values_mut().flat_map(operations) {
        // Handlers are called alike in several files; programs need one name for each call.
        let noun = operation.tags.as_ref().and_then(|tags| tags.first()).cloned().unwrap_or_default();
        operation.operation_id = operation.operation_id.take().map(|verb| format!("{noun}_{verb}"));
    }
    let either = |name: &str| utoipa::openapi::SecurityRequirement::new(name, Vec::<String>::new());
    document.security = Some(vec![either("token"), either("session")]);
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
}
