//! The pages of `app`, with what they work with.

use std::sync::Arc;

use app::{
    portal::{Portal, Simulated},
    site::Site,
};
use axum::Router;
use backend::Backend;
use domain::mode::Mode;

use crate::{config::PublicUrl, demo};

/// Every page.
pub(crate) fn router(
    backend: Backend,
    simulated: Option<Arc<dyn Simulated>>,
    site: Arc<Site>,
    public: &PublicUrl,
) -> Router {
    let demo = (backend.mode == Mode::Sim).then(demo::info);
    app::pages::router(Portal { backend, site, demo, simulated, public_url: public.origin().into() })
}
