//! Everything that is served, in one router.

use std::sync::{Arc, atomic::AtomicBool};

use app::portal::Simulated;
use axum::{Router, middleware::from_fn};
use backend::{Backend, sessions};
use domain::mode::Mode;

use crate::{
    api::{self, Api},
    changes::Changes,
    config::{Config, PublicUrl},
    health::{self, Health},
    layers::{self, Edge},
    pages,
    shutdown::Ending,
    site,
};

/// The parts that pages and API share with the rest of the process.
pub struct Parts {
    pub backend: Backend,
    pub changes: Changes,
    pub ending: Ending,
    /// The simulated clouds, in a process that runs them.
    pub simulated: Option<Arc<dyn Simulated>>,
    /// Whether the worker runs, in a process that has one.
    pub worker: Option<Arc<AtomicBool>>,
}

/// Pages, API, event stream, health and files, inside all layers.
pub fn router(config: &Config, public: &PublicUrl, parts: Parts) -> Router {
    let Parts { backend, changes, ending, simulated, worker } = parts;
    let site = site::read(&config.site_dir);
    let edge = Edge {
        public: public.clone(),
        clock: backend.clock.clone(),
        random: backend.random.clone(),
        site: site.clone(),
        demo: config.mode() == Mode::Sim,
    };
    let health = Health { db: backend.db.clone(), worker };
    let signed_in = pages::router(backend.clone(), simulated, site, public)
        .merge(api::router(Api { backend: backend.clone(), changes, ending }))
        .layer(layers::sessions(sessions::store(&backend), public))
        .layer(from_fn(layers::mark));
    let router =
        Router::new().merge(signed_in).merge(health::router(health)).merge(site::router(&config.site_dir));
    layers::around(router, &edge)
}
