//! The pages of `app`, with what they work with.

use std::sync::Arc;

use app::{
    pages::error::{Problem, error},
    portal::Portal,
    site::Site,
    visitor::Visitor,
};
use axum::{Router, response::Response};
use backend::Backend;
use domain::mode::Mode;

use crate::{config::PublicUrl, demo};

/// Every page. An address that is none gets a page too, in the frame of whoever asks.
pub(crate) fn router(backend: Backend, site: Arc<Site>, public: &PublicUrl) -> Router {
    let demo = (backend.mode == Mode::Sim).then(demo::info);
    let portal = Portal { backend, site, demo, public_url: public.origin().into() };
    axum::Router::<Portal>::new().fallback(not_found).with_state(portal)
}

async fn not_found(visitor: Visitor) -> Response {
    error(&visitor.chrome, Problem::NotFound, None, None)
}
