//! Which requests come from a page that stands open, and not from its reader.

use axum::{extract::Request, middleware::Next, response::Response};
use backend::sessions::UNATTENDED;

/// What the portal's script sends along when it refreshes a page.
const REFRESH: &str = "purser-refresh";

/// Tells the sessions, which do not count these as use. A browser that leaves the mark out only stays signed in as long
/// as with any other request.
pub(crate) async fn mark(request: Request, next: Next) -> Response {
    if request.headers().contains_key(REFRESH) || request.uri().path() == app::paths::EVENTS {
        UNATTENDED.scope((), next.run(request)).await
    } else {
        next.run(request).await
    }
}
