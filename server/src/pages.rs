//! The pages of `app`, with what they work with.

use std::sync::Arc;

use app::{portal::Portal, site::Site};
use axum::Router;
use backend::Backend;
use domain::mode::Mode;

use crate::{config::PublicUrl, demo};

/// Every page.
pub(crate) fn router(backend: Backend, site: Arc<Site>, public: &PublicUrl) -> Router {
    let demo = (backend.mode == Mode::Sim).then(demo::info);
    app::pages::router(Portal { backend, site, demo, public_url: public.origin().into() })
}
