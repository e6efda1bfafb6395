//! The simulator: one call after the other through door, fault and action.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{Extension, State as AxumState},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::any,
};
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime, UtcOffset, macros::format_description};

use crate::{
    accounts::{Provider, Standing},
    alibaba::Alibaba,
    config::{RepeatOnPrepaid, SimConfig},
    control,
    door::{self, Arrival, Cloud, Incoming, Scene},
    fault::{self, Effect, Fault, Target, When, Wire},
    huawei::Huawei,
    ledger::{LedgerEntry, LedgerError},
    prices::Prices,
    serve::Peer,
    state::State,
};

/// How far the simulator's time may be moved, in all.
const FARTHEST: Duration = Duration::days(36_500);

/// Faults that wait at most.
const MOST_FAULTS: usize = 1_000;

/// Simulated clouds. Clones are the same clouds.
#[derive(Debug, Clone)]
pub struct Sim {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    config: SimConfig,
    state: Mutex<State>,
}

/// What is left on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    pub provider: Provider,
    /// The account's name.
    pub account: String,
    pub standing: Standing,
    /// May be below zero.
    pub left: Decimal,
    pub currency: String,
}

impl Sim {
    /// Starts with what the ledger file remembers.
    pub fn new(config: SimConfig) -> Result<Self, LedgerError> {
        let state = Mutex::new(State::new(&config)?);
        Ok(Self { inner: Arc::new(Inner { config, state }) })
    }

    /// The clouds and their control calls: `/` is Alibaba's, what else there is is Huawei's. [`crate::serve`] serves
    /// it; without that, no connection can be dropped and the control calls refuse everybody.
    pub fn router(&self) -> Router {
        Router::new()
            .route("/", any(call::<Alibaba>))
            .fallback(call::<Huawei>)
            .with_state(self.clone())
            .nest("/_sim", control::router(self.clone()))
    }

    /// Everything that happened for good, oldest first.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.state().ledger.entries().to_vec()
    }

    /// What is left on every account.
    pub fn balances(&self) -> Vec<Balance> {
        let (config, state) = (&self.inner.config, self.state());
        config
            .accounts
            .iter()
            .map(|account| Balance {
                provider: account.provider,
                account: account.name.clone(),
                standing: account.standing,
                left: state.balance(config, account.provider, &account.name),
                currency: account.currency.clone(),
            })
            .collect()
    }

    /// Every request that reached a cloud's door, oldest first.
    pub fn requests(&self) -> Vec<Arrival> {
        self.state().arrivals.iter().cloned().collect()
    }

    /// Moves the simulator's time. `false`: that far away it is nobody's time, and it stays.
    pub fn advance(&self, by: Duration) -> bool {
        let mut state = self.state();
        match state.offset.checked_add(by).filter(|offset| offset.abs() <= FARTHEST) {
            Some(offset) => {
                state.offset = offset;
                true
            }
            None => false,
        }
    }

    /// Puts a fault at the end of the queue, if there is room.
    pub fn fault(&self, fault: Fault) {
        let mut state = self.state();
        if state.faults.len() < MOST_FAULTS {
            state.faults.push(fault);
        }
    }

    /// The faults that still wait for their call.
    pub fn faults(&self) -> Vec<Fault> {
        self.state().faults.clone()
    }

    /// Forgets the faults that wait.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Changes what a second TransferPayType to PrePaid does.
    pub fn repeat_on_prepaid(&self, what: RepeatOnPrepaid) {
        self.state().repeat_on_prepaid = what;
    }

    /// Changes the prices of everything, told and charged.
    pub fn set_prices(&self, prices: Prices) {
        self.state().prices = prices;
    }

    /// Huawei: kills every bearer token that was issued so far.
    pub fn revoke_tokens(&self) {
        self.state().huawei.revoke_tokens();
    }

    /// The simulator's time.
    pub fn now(&self) -> OffsetDateTime {
        self.state().now(&self.inner.config)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic elsewhere left no half-done change: what happens is one push to the ledger.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer<C: Cloud>(self, request: Incoming, peer: Option<Peer>) -> Response {
        let config = &self.inner.config;
        let (call, fault, request_id, held) = {
            let mut state = self.state();
            let now = state.now(config);
            state.note_arrival(C::arrival(config, &request, now));
            let request_id = state.next_request_id(now);
            let scene = Scene { config, now, request_id: &request_id };
            let call = match C::admit(&mut state, scene, &request) {
                Ok(call) => call,
                Err(refusal) => return refusal,
            };
            let subject = C::subject(&call);
            let handle = subject.handle(C::PROVIDER);
            let is_first = handle.clone().is_none_or(|handle| state.seen.insert(handle));
            let target = Target {
                provider: C::PROVIDER,
                action: subject.action,
                is_first,
                sentinel: subject.sentinel,
            };
            let fault = fault::take(&mut state.faults, target);
            // Only a call that will go on is under way: the others were never heard of.
            let held = handle.filter(|_| matches!(fault, Some((When::Before, Effect::Delay { .. }))));
            let held = held.filter(|handle| state.held.insert(handle.clone()));
            (call, fault, request_id, held)
        };
        let wire = Wire { request: &request, peer: peer.as_ref(), request_id: &request_id };
        let refuse = |status, code: &str, xml| {
            let scene = Scene { config, now: self.now(), request_id: &request_id };
            C::refuse(&call, scene, status, code, xml)
        };
        let (before, after) = match fault {
            Some((When::Before, effect)) => (Some(effect), None),
            Some((When::After, effect)) => (None, Some(effect)),
            None => (None, None),
        };
        if let Some(effect) = before
            && let Some(response) = fault::play(effect, None, &wire, refuse).await
        {
            return response;
        }
        let response = {
            let mut state = self.state();
            if let Some(handle) = held {
                state.held.remove(&handle);
            }
            let now = state.now(config);
            C::act(&mut state, Scene { config, now, request_id: &request_id }, &call)
        };
        match after {
            // Faults that play on an answer always leave one.
            Some(effect) => fault::play(effect, Some(response), &wire, refuse).await.unwrap_or_default(),
            None => response,
        }
    }
}

/// Every request to a cloud itself.
async fn call<C: Cloud>(
    AxumState(sim): AxumState<Sim>,
    peer: Option<Extension<axum::extract::ConnectInfo<Peer>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Incoming {
        method,
        path: uri.path().to_owned(),
        target: uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
        query: door::pairs(uri.query().unwrap_or_default()),
        headers,
        body,
    };
    let peer = peer.map(|Extension(axum::extract::ConnectInfo(peer))| peer);
    // A task of its own: a cloud goes on with what it began when the caller hangs up.
    let answered = tokio::spawn(sim.clone().answer::<C>(request, peer)).await;
    let mut response = answered.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    if let Some(date) = http_date(sim.now()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// The `Date` header. Set here, or the HTTP library would write the machine's own time.
fn http_date(at: OffsetDateTime) -> Option<HeaderValue> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let text = at.to_offset(UtcOffset::UTC).format(format).ok()?;
    HeaderValue::from_str(&text).ok()
}
