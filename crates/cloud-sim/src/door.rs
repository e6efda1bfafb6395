//! What comes in, and what every provider does with it.

use std::collections::HashSet;

use axum::{
    body::Bytes,
    http::{HeaderMap, Method},
    response::Response,
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use time::OffsetDateTime;

use crate::{
    accounts::Provider,
    config::SimConfig,
    fault::{Counter, Sentinel},
    state::State,
};

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    /// As sent, still encoded.
    pub(crate) path: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// Decoded, in the order of the wire.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Incoming {
    /// The value of a header that occurs exactly once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() { None } else { value.to_str().ok() }
    }
}

/// Reads `a=b&c=d`, percent-encoded, `+` being a space.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// How a request says whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Auth {
    #[serde(rename = "acs3")]
    Acs3,
    #[serde(rename = "hmac-sha1")]
    HmacSha1,
    #[serde(rename = "sdk-hmac")]
    SdkHmac,
    #[serde(rename = "token")]
    Token,
    #[serde(rename = "none")]
    None,
}

/// A request that reached the simulator, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrival {
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub provider: Provider,
    /// `dts`, `bss`, `iam`, `ddm`, `vpc`; empty where the request names none.
    pub service: String,
    /// The vendor's name of the call; empty where the request names none.
    pub action: String,
    pub method: String,
    pub path: String,
    pub client_token: Option<String>,
    pub nonce: Option<String>,
    pub auth: Auth,
    /// Whose key the request names, right or wrong.
    pub account: Option<String>,
}

/// Where and when a request is answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) config: &'a SimConfig,
    pub(crate) now: OffsetDateTime,
    /// New for every request; the vendor's shape is upper case.
    pub(crate) request_id: &'a str,
}

/// What faults and the memory of tokens look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) account: &'a str,
    pub(crate) action: &'a str,
    /// The client token, or the name where the caller names what he buys: what tells a resend from a first call.
    pub(crate) handle: Option<&'a str>,
    pub(crate) sentinel: Option<(&'static Sentinel, Counter)>,
}

/// One provider's side of the port. The core calls it in this order: `arrival`, `admit`, then (unless a fault comes
/// between) `act`, each under the lock of the state.
pub(crate) trait Cloud: Send + Sync + 'static {
    const PROVIDER: Provider;

    /// A request whose sender and purpose are known.
    type Call: Send + Sync;

    /// The request, for the list of arrivals.
    fn arrival(config: &SimConfig, request: &Incoming, at: OffsetDateTime) -> Arrival;

    /// Lets a request in: signature, date, key, replay; or refuses it.
    fn admit(state: &mut State, scene: Scene<'_>, request: &Incoming) -> Result<Self::Call, Response>;

    fn subject(call: &Self::Call) -> Subject<'_>;

    /// Does what is asked, or refuses it.
    fn act(state: &mut State, scene: Scene<'_>, call: &Self::Call) -> Response;

    /// A refusal on purpose, in the provider's shape.
    fn refuse(call: &Self::Call, scene: Scene<'_>, status: u16, code: &str, xml: bool) -> Response;
}

/// A provider, an account, an action and a token or name.
pub(crate) type Handle = (Provider, String, String, String);

impl Subject<'_> {
    pub(crate) fn handle(&self, provider: Provider) -> Option<Handle> {
        Some((provider, self.account.to_owned(), self.action.to_owned(), self.handle?.to_owned()))
    }
}

/// Calls with a handle that a fault holds before anything was done.
pub(crate) type Held = HashSet<Handle>;
