//! What goes wrong on the way, before or after a handler: dressed as a page or as a problem.

use std::any::Any;

use app::pages::error::{Problem as PageProblem, error};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{Edge, RequestId, csrf::OtherSite};
use crate::api::problem::Problem;

/// Turns bare refusals (of extractors, the router, the layers) into what a reader or a program can use.
/// Answers that have a body of their own pass as they are.
pub(super) async fn dress(State(edge): State<Edge>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let chrome = app::visitor::anonymous(&request, edge.site.clone(), edge.clock.now(), edge.demo);

    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || is_dressed(&response) {
        return response;
    }
    let other_site = response.extensions().get::<OtherSite>().is_some();
    let mut dressed = if is_api {
        let problem = if other_site { Problem::other_site() } else { Problem::of_status(status) };
        problem.into_response()
    } else {
        let problem = match status {
            _ if other_site => PageProblem::OtherSite,
            StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED => PageProblem::Forbidden,
            StatusCode::PAYLOAD_TOO_LARGE => PageProblem::TooLarge,
            StatusCode::CONFLICT => PageProblem::Stale,
            StatusCode::SERVICE_UNAVAILABLE => PageProblem::Unavailable,
            status if status.is_server_error() => PageProblem::Internal,
            _ => PageProblem::NotFound,
        };
        error(&chrome, problem, None, id.filter(|_| status.is_server_error()))
    };
    // A page has a status of its own; what really happened is told by the first answer.
    *dressed.status_mut() = status;
    for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    dressed
}

fn is_dressed(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| !kind.starts_with(b"text/plain"))
}

/// Panics are defects: the request ends with 500, the process goes on.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no words");
    tracing::error!(panic = words, "a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
