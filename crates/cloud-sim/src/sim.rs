//! The simulator: one call after the other through gate, fault and action.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration as Wait,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Extension, State as AxumState},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::any,
};
use time::{Duration, OffsetDateTime, UtcOffset, macros::format_description};

use crate::{
    config::SimConfig,
    control, dts,
    fault::{self, Effect, Fault, When},
    gate::{self, Incoming},
    ledger::{LedgerEntry, LedgerError},
    serve::Peer,
    state::{Arrival, State},
};

/// A simulated cloud. Clones are the same cloud.
#[derive(Debug, Clone)]
pub struct Sim {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    config: SimConfig,
    state: Mutex<State>,
}

impl Sim {
    /// Starts with what the ledger file remembers.
    pub fn new(config: SimConfig) -> Result<Self, LedgerError> {
        let state = Mutex::new(State::new(&config)?);
        Ok(Self { inner: Arc::new(Inner { config, state }) })
    }

    /// The cloud and its control calls. [`crate::serve`] serves it; without that, no connection can be dropped
    /// and the control calls refuse everybody.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", any(call))
            .with_state(self.clone())
            .nest("/_sim", control::router(self.clone()))
    }

    /// Everything that was sold, oldest first.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.state().ledger.entries().to_vec()
    }

    /// Every request that reached the cloud's door, oldest first.
    pub fn requests(&self) -> Vec<Arrival> {
        self.state().arrivals.iter().cloned().collect()
    }

    /// Moves the simulator's time.
    pub fn advance(&self, by: Duration) {
        self.state().offset += by;
    }

    /// Puts a fault at the end of the queue.
    pub fn fault(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// The faults that still wait for their call.
    pub fn faults(&self) -> Vec<Fault> {
        self.state().faults.clone()
    }

    /// Forgets the faults that wait.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// The simulator's time.
    pub fn now(&self) -> OffsetDateTime {
        self.state().now(&self.inner.config)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere left no half-done change: sales are one push.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(self, request: Incoming, peer: Option<Peer>) -> Response {
        let config = &self.inner.config;
        let (verified, fault, request_id) = {
            let mut state = self.state();
            let now = state.now(config);
            state.note_arrival(arrival(&request, now));
            let request_id = state.next_request_id(now);
            let verified = gate::verify(config, now, &request)
                .and_then(|verified| state.use_nonce(&verified, now, config).map(|()| verified));
            match verified {
                Ok(verified) => {
                    let fault = state.take_fault(&verified);
                    (verified, fault, request_id)
                }
                Err(refusal) => return refusal.json(&request_id),
            }
        };
        let (before, after) = match fault {
            Some((When::Before, effect)) => (Some(effect), None),
            Some((When::After, effect)) => (None, Some(effect)),
            None => (None, None),
        };
        if let Some(effect) = before
            && let Some(response) = met(effect, &request_id, peer.as_ref()).await
        {
            return response;
        }
        let response = {
            let mut state = self.state();
            let now = state.now(config);
            dts::act(&mut state, config, now, &verified, &request_id)
                .unwrap_or_else(|refusal| refusal.json(&request_id))
        };
        match after {
            Some(effect) => met(effect, &request_id, peer.as_ref()).await.unwrap_or(response),
            None => response,
        }
    }
}

/// Every request to the cloud itself.
async fn call(
    AxumState(sim): AxumState<Sim>,
    peer: Option<Extension<axum::extract::ConnectInfo<Peer>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let query = gate::pairs(uri.query().unwrap_or_default());
    let request = Incoming { method, query, headers, body };
    let peer = peer.map(|Extension(axum::extract::ConnectInfo(peer))| peer);
    // A task of its own: a cloud goes on with what it began when the caller hangs up.
    let answered = tokio::spawn(sim.clone().answer(request, peer)).await;
    let mut response = answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    if let Some(date) = http_date(sim.now()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

fn arrival(request: &Incoming, at: OffsetDateTime) -> Arrival {
    let token = request.query.iter().find(|(name, _)| name == "ClientToken");
    Arrival {
        at,
        method: request.method.to_string(),
        action: request.header("x-acs-action").unwrap_or_default().to_owned(),
        client_token: token.map(|(_, value)| value.clone()),
        nonce: request.header("x-acs-signature-nonce").map(str::to_owned),
    }
}

/// Plays a fault. `None`: it only took time.
async fn met(effect: Effect, request_id: &str, peer: Option<&Peer>) -> Option<Response> {
    Some(match effect {
        Effect::Delay { ms } => {
            tokio::time::sleep(Wait::from_millis(ms)).await;
            return None;
        }
        Effect::Drop => {
            if let Some(peer) = peer {
                peer.cut();
            }
            // Nobody reads this: the connection is cut before its first byte.
            StatusCode::BAD_GATEWAY.into_response()
        }
        Effect::Status { status } => {
            StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
        }
        Effect::Html => Html("<html><body><h1>Gateway</h1></body></html>").into_response(),
        Effect::Refuse { status, code, xml: true } => fault::refusal(status, &code).xml(request_id),
        Effect::Refuse { status, code, xml: false } => fault::refusal(status, &code).json(request_id),
    })
}

/// The `Date` header. Set here, or the HTTP library would write the machine's own time.
fn http_date(at: OffsetDateTime) -> Option<HeaderValue> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let text = at.to_offset(UtcOffset::UTC).format(format).ok()?;
    HeaderValue::from_str(&text).ok()
}
