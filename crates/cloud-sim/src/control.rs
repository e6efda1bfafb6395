//! Steering and looking behind the scenes, for callers on the same machine.

use std::collections::BTreeMap;

use axum::{
    Json, Router,
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    config::RepeatOnPrepaid,
    door::Arrival,
    fault::{Fault, SENTINELS},
    ledger::LedgerEntry,
    prices::Prices,
    serve::Peer,
    sim::Sim,
};

pub(crate) fn router(sim: Sim) -> Router {
    Router::new()
        .route("/ledger", get(ledger))
        .route("/requests", get(requests))
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/clock", post(advance))
        .route("/behaviour", post(behave))
        .route("/prices", post(set_prices))
        .route("/tokens", delete(revoke_tokens))
        .layer(middleware::from_fn(only_from_here))
        .with_state(sim)
}

async fn only_from_here(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    if peer.is_some_and(|ConnectInfo(peer)| peer.address.ip().to_canonical().is_loopback()) {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn ledger(State(sim): State<Sim>) -> Json<Vec<LedgerEntry>> {
    Json(sim.ledger())
}

#[derive(Serialize)]
struct Requests {
    total: usize,
    /// How many requests came with each client token.
    by_token: BTreeMap<String, usize>,
    /// The nonces that came more than once: copies of one signed request.
    repeated_nonces: Vec<String>,
    requests: Vec<Arrival>,
}

async fn requests(State(sim): State<Sim>) -> Json<Requests> {
    let requests = sim.requests();
    let count = |of: &dyn Fn(&Arrival) -> Option<String>| {
        let mut counts = BTreeMap::new();
        for text in requests.iter().filter_map(of) {
            *counts.entry(text).or_insert(0) += 1;
        }
        counts
    };
    let by_token = count(&|arrival| arrival.client_token.clone());
    let by_nonce: BTreeMap<String, usize> = count(&|arrival| arrival.nonce.clone());
    let repeated_nonces =
        by_nonce.into_iter().filter(|(_, times)| *times > 1).map(|(nonce, _)| nonce).collect();
    Json(Requests { total: requests.len(), by_token, repeated_nonces, requests })
}

async fn faults(State(sim): State<Sim>) -> Json<Value> {
    let regions = SENTINELS.map(|sentinel| sentinel.region());
    Json(json!({"queued": sim.faults(), "sentinels": SENTINELS, "regions": regions}))
}

async fn add_fault(State(sim): State<Sim>, Json(fault): Json<Fault>) -> StatusCode {
    sim.fault(fault);
    StatusCode::CREATED
}

async fn clear_faults(State(sim): State<Sim>) -> StatusCode {
    sim.clear_faults();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Advance {
    advance_seconds: i64,
}

async fn advance(State(sim): State<Sim>, Json(by): Json<Advance>) -> Response {
    if !sim.advance(Duration::seconds(by.advance_seconds)) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    Json(json!({"now_unix": sim.now().unix_timestamp()})).into_response()
}

#[derive(Deserialize)]
struct Behaviour {
    repeat_on_prepaid: RepeatOnPrepaid,
}

async fn behave(State(sim): State<Sim>, Json(wanted): Json<Behaviour>) -> StatusCode {
    sim.repeat_on_prepaid(wanted.repeat_on_prepaid);
    StatusCode::NO_CONTENT
}

async fn set_prices(State(sim): State<Sim>, Json(prices): Json<Prices>) -> StatusCode {
    sim.set_prices(prices);
    StatusCode::NO_CONTENT
}

async fn revoke_tokens(State(sim): State<Sim>) -> StatusCode {
    sim.revoke_tokens();
    StatusCode::NO_CONTENT
}
