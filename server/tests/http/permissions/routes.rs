//! What is registered, asked of the very router that is served.

use std::collections::BTreeSet;

use reqwest::Method;
use server::{
    changes::Changes,
    config::{Config, Settings},
    shutdown,
    web::{self, Parts},
};

use crate::portal::Portal;

/// How axum calls what follows the path of a nested service.
const TAIL: &str = "/{*__private__axum_nest_tail_param}";

/// Every path with each of its methods.
pub(super) async fn registered(portal: &Portal) -> BTreeSet<(String, String)> {
    let mut registered = BTreeSet::new();
    for path in paths(portal) {
        let filled = path.replace(['{', '}'], "");
        let asked = portal.request(Method::OPTIONS, &filled).send().await.expect("an answer");
        let allowed = asked.headers().get("allow").and_then(|value| value.to_str().ok());
        let allowed =
            allowed.unwrap_or_else(|| panic!("{path} does not say which methods it takes: {asked:?}"));
        let methods = allowed.split(',').map(str::trim).filter(|method| !matches!(*method, "HEAD" | ""));
        registered.extend(methods.map(|method| (path.clone(), method.to_owned())));
    }
    registered
}

/// axum lists its routes nowhere but in what it prints for debugging. Were that to change, nothing would be
/// found here, and every row would be one without a route.
fn paths(portal: &Portal) -> BTreeSet<String> {
    let settings = Settings { site_dir: Some("nowhere".into()), ..Settings::default() };
    let config = Config::try_from(settings).expect("a configuration");
    let public = portal.base.parse().expect("an address");
    let backend = portal.backend.clone();
    let changes = Changes::new(&backend.clock);
    let (_end, ending) = shutdown::channel();
    let router =
        web::router(&config, &public, Parts { backend, changes, ending, simulated: None, worker: None });

    let printed = format!("{router:?}");
    // What has no route of its own falls back to others, which come second.
    let (printed, _) = printed.split_once("fallback_router: ").expect("a router");
    let (_, printed) = printed.rsplit_once("Node { paths: {").expect("paths");
    let all: BTreeSet<_> =
        printed.split("RouteId(").filter_map(|entry| entry.split('"').nth(1)).map(str::to_owned).collect();
    let nested: Vec<_> = all.iter().filter_map(|path| path.strip_suffix(TAIL)).map(str::to_owned).collect();
    let own = |path: &&String| !nested.contains(&path.trim_end_matches('/').to_owned());
    all.iter().filter(own).map(|path| path.replace(TAIL, "/{file}")).collect()
}
