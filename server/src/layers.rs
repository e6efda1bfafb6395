//! What every request passes on its way in, and every answer on its way out.

mod csrf;
mod errors;
mod headers;
mod limit;
mod trace;

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

pub(crate) use self::trace::RequestId;
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
