//! What every request passes on its way in, and every answer on its way out.

mod csrf;
mod errors;
mod headers;
mod limit;
mod trace;
mod unattended;

use std::sync::Arc;

use app::site::Site;
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
};
use backend::{Clock, Random};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer,
    limit::RequestBodyLimitLayer,
};
use tower_sessions::{SessionManagerLayer, cookie::SameSite, service::PlaintextCookie};

pub(crate) use self::{trace::RequestId, unattended::mark};
use crate::config::PublicUrl;

/// What the layers have to know of the portal.
#[derive(Clone)]
pub(crate) struct Edge {
    pub(crate) public: PublicUrl,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) site: Arc<Site>,
    /// Simulated clouds: error pages say so too.
    pub(crate) demo: bool,
}

impl Edge {
    fn hex<const N: usize>(&self) -> String {
        self.random.bytes::<N>().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Who a browser is, by a cookie that scripts cannot read and other sites cannot use.
pub(crate) fn sessions<S: tower_sessions::SessionStore + Clone>(
    store: S,
    public: &PublicUrl,
) -> SessionManagerLayer<S, PlaintextCookie> {
    let https = public.is_https();
    // The prefix makes browsers refuse the cookie unless it is for this host alone.
    SessionManagerLayer::new(store)
        .with_name(if https { "__Host-purser" } else { "purser" })
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
}

/// The layers around `router`, outermost last.
pub(crate) fn around(router: Router, edge: &Edge) -> Router {
    router
        .layer(RequestBodyLimitLayer::new(limit::MAX_BODY))
        .layer(from_fn(limit::limit))
        .layer(from_fn_with_state(edge.clone(), csrf::refuse_other_sites))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(from_fn_with_state(edge.clone(), errors::dress))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(edge.clone(), headers::secure))
        .layer(from_fn_with_state(edge.clone(), trace::trace))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request, routing::get};
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(path: &str) -> axum::response::Response {
        let edge = Edge {
            public: "https://purser.example.com".parse().expect("an address"),
            clock: Clock::system(),
            random: Random::system(),
            site: Arc::new(Site::unhashed()),
            demo: false,
        };
        let panics = get(async || -> &'static str { panic!("a defect") });
        let router = Router::new().route("/page", panics.clone()).route("/api/v1/call", panics);
        let request = Request::get(path).body(Body::empty()).expect("a request");
        around(router, &edge).oneshot(request).await.expect("an answer")
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_and_not_the_end() {
        for (path, kind) in
            [("/page", "text/html; charset=utf-8"), ("/api/v1/call", "application/problem+json")]
        {
            let answer = ask(path).await;

            assert_eq!(answer.status(), 500);
            assert_eq!(answer.headers()["content-type"], kind);
        }
    }

    #[tokio::test]
    async fn https_is_for_ever() {
        let answer = ask("/nothing").await;

        assert_eq!(answer.status(), 404);
        assert_eq!(answer.headers()["strict-transport-security"], "max-age=63072000");
        let policy = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
        assert!(policy.contains("upgrade-insecure-requests"), "{policy}");
    }
}
