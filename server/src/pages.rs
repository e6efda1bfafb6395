//! The pages of `app`, with what they work with.

use std::sync::Arc;

use app::{pages, portal::Portal, site::Site};
use axum::Router;
use backend::Backend;
use domain::mode::Mode;

use crate::{config::PublicUrl, demo};

/// Every page, in demo mode with what its sign-in page and its forms offer.
pub(crate) fn router(backend: Backend, site: Arc<Site>, public: &PublicUrl) -> Router {
    let demo = (backend.mode == Mode::Sim).then(demo::info);
    pages::router(Portal { backend, site, demo, public_url: public.origin().into() })
}
