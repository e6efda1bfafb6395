//! Keeps other sites from sending forms in somebody's name.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Edge;

/// Marks a refusal, so that the page says what happened.
#[derive(Debug, Clone, Copy)]
pub(super) struct OtherSite;

/// Refuses what changes something unless a page of the portal sent it. A program that shows a token of its
/// own needs no such proof: browsers add no token by themselves.
pub(super) async fn refuse_other_sites(
    State(edge): State<Edge>,
    mut request: Request,
    next: Next,
) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_program(&request) || is_own(request.headers(), edge.public.origin()) {
        // Nothing may lead back to wherever a form came from.
        request.headers_mut().remove(header::REFERER);
        return next.run(request).await;
    }
    let mut refusal = StatusCode::FORBIDDEN.into_response();
    refusal.extensions_mut().insert(OtherSite);
    refusal
}

fn is_program(request: &Request) -> bool {
    let bearer = |value: &str| value.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer "));
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    request.uri().path().starts_with("/api/") && authorization.is_some_and(bearer)
}

/// What browsers say about where a request comes from has to be there, and all of it has to fit.
fn is_own(headers: &HeaderMap, public: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let origin = text("origin");
    match text("sec-fetch-site") {
        Some("same-origin" | "none") => {
            // The portal may be reached by another name than its public one: localhost for 127.0.0.1.
            let host = text("host").unwrap_or_default();
            origin.is_none_or(|origin| origin == public || authority(origin).is_some_and(|at| at == host))
        }
        Some(_) => false,
        None => origin == Some(public),
    }
}

fn authority(origin: &str) -> Option<Authority> {
    let (scheme, rest) = origin.split_once("://")?;
    if matches!(scheme, "http" | "https") { rest.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "http://127.0.0.1:3000";

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| {
                (header::HeaderName::from_static(name), header::HeaderValue::from_static(value))
            })
            .collect();
        is_own(&headers, PUBLIC)
    }

    #[test]
    fn the_portals_own_pages_may_send_forms() {
        assert!(own(&[("origin", PUBLIC)]));
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", PUBLIC)]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://localhost:3000"),
            ("host", "localhost:3000")
        ]));
    }

    #[test]
    fn nobody_else_may() {
        for pairs in [
            &[][..],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "http://127.0.0.1:3000.evil.example")],
            &[("sec-fetch-site", "cross-site"), ("origin", PUBLIC)],
            &[("sec-fetch-site", "same-site")],
            &[
                ("sec-fetch-site", "same-origin"),
                ("origin", "https://evil.example"),
                ("host", "127.0.0.1:3000"),
            ],
            &[("host", "localhost:3000"), ("origin", "http://localhost:3000")],
        ] {
            assert!(!own(pairs), "{pairs:?}");
        }
    }
}
