//! One span and one line for each request. Neither holds a query, a header or a body.

use std::time::Instant;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;

use super::Edge;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request in the log, in the answer's header and on error pages.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub(crate) String);

pub(super) async fn trace(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let id = edge.hex::<12>();
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!(
        "request",
        request.id = %id,
        http.method = %request.method(),
        http.path = request.uri().path(),
    );
    async move {
        let began = Instant::now();
        let mut response = next.run(request).await;
        let status = response.status();
        let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        if status.is_server_error() {
            tracing::warn!(http.status = status.as_u16(), took_ms, "answered");
        } else {
            tracing::debug!(http.status = status.as_u16(), took_ms, "answered");
        }
        if let Ok(id) = HeaderValue::try_from(id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}
