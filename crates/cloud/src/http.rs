//! The two HTTP clients: one that sends a purchase exactly once, one for looks.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota};
use reqwest::{Client, ClientBuilder, Request, Response, header::HeaderMap, redirect, retry};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use crate::provider::Reach;

/// More than any real answer has; the rest is not read.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// How long calls may take, and how often looks are repeated. Tests shorten them.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Name, connection and TLS.
    pub connect: Duration,
    /// All of it, to the answer's last byte. A look waits as long for its turn before that.
    pub total: Duration,
    /// How often a look is sent at most. Purchases are sent once, whatever this says.
    pub looks: u32,
    /// Before a look's first repeat; each later one waits twice as long.
    pub pause: Duration,
    /// A cloud that asks for a longer pause gets no repeat: the caller hears of it instead.
    pub longest_pause: Duration,
    /// Looks a second with one key; more wait for their turn. The clouds count by account, and a person's
    /// pages and the worker's purchases share the vendor's patience.
    pub looks_a_second: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            total: Duration::from_secs(10),
            looks: 3,
            pause: Duration::from_millis(200),
            longest_pause: Duration::from_secs(5),
            looks_a_second: const { NonZeroU32::new(10).expect("ten is not zero") },
        }
    }
}

/// The HTTP clients could not be made, for instance because the machine trusts no certificate authority.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up HTTP")]
pub struct HttpError(#[from] reqwest::Error);

/// Both clients. Made once, by the server; clones share connections and turns.
#[derive(Debug, Clone)]
pub struct Http {
    purchase: Client,
    look: Client,
    limits: Limits,
    turns: Arc<DefaultKeyedRateLimiter<String>>,
}

impl Http {
    /// Neither follows redirects, retries, or asks the environment for a proxy.
    pub fn new(limits: Limits) -> Result<Self, HttpError> {
        // Without a pool no connection is reused, and only a reused one makes the layer below send again.
        let purchase = builder(limits).pool_max_idle_per_host(0).build()?;
        let look = builder(limits).build()?;
        let turns = Arc::new(DefaultKeyedRateLimiter::keyed(Quota::per_second(limits.looks_a_second)));
        Ok(Self { purchase, look, limits, turns })
    }

    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    pub(crate) async fn purchase(&self, request: Request) -> Exchange {
        exchange(&self.purchase, request).await
    }

    /// Waits until `account` has a look left, then sends it. `None`: its turn did not come in
    /// [`Limits::total`], and nothing was sent.
    pub(crate) async fn look(&self, account: &str, request: Request) -> Option<Exchange> {
        let account = account.to_owned();
        tokio::time::timeout(self.limits.total, self.turns.until_key_ready(&account)).await.ok()?;
        Some(exchange(&self.look, request).await)
    }
}

fn builder(limits: Limits) -> ClientBuilder {
    Client::builder()
        .connect_timeout(limits.connect)
        .timeout(limits.total)
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .referer(false)
        .user_agent(concat!("purser/", env!("CARGO_PKG_VERSION")))
}

/// What happened on the wire, before anybody judges it.
pub(crate) struct Exchange {
    pub(crate) reach: Reach,
    pub(crate) status: Option<u16>,
    pub(crate) date: Option<OffsetDateTime>,
    /// May hold a token: never printed.
    pub(crate) headers: HeaderMap,
    /// What was read of the body.
    pub(crate) body: Vec<u8>,
    /// Why there is no whole answer.
    pub(crate) broken: Option<String>,
}

async fn exchange(client: &Client, request: Request) -> Exchange {
    let mut response = match client.execute(request).await {
        Ok(response) => response,
        Err(error) => {
            // Neither a request that could not be built nor a connection that never stood carried a byte.
            // Everything later may have arrived.
            let is_early = error.is_builder() || error.is_connect();
            let reach = if is_early { Reach::NotSent } else { Reach::MayHaveArrived };
            let broken = Some(chain(error));
            return Exchange {
                reach,
                status: None,
                date: None,
                headers: HeaderMap::new(),
                body: Vec::new(),
                broken,
            };
        }
    };
    let status = Some(response.status().as_u16());
    let date = date(&response);
    let headers = response.headers().clone();
    let mut body = Vec::new();
    let broken = read(&mut response, &mut body).await.err();
    Exchange { reach: Reach::Answered, status, date, headers, body, broken }
}

async fn read(response: &mut Response, body: &mut Vec<u8>) -> Result<(), String> {
    while let Some(chunk) = response.chunk().await.map_err(chain)? {
        let room = MAX_BODY - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Err("the answer is larger than 1 MiB".to_owned());
        }
    }
    Ok(())
}

/// The request's id as the gateway names it, for answers whose body has none.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("x-request-id").or_else(|| headers.get("x-acs-request-id"))?;
    value.to_str().ok().map(str::to_owned).filter(|id| !id.is_empty())
}

fn date(response: &Response) -> Option<OffsetDateTime> {
    let text = response.headers().get("date")?.to_str().ok()?;
    OffsetDateTime::parse(text, &Rfc2822).ok()
}

/// The error and its causes in one line, without the address: its query holds what is bought.
fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use reqwest::{Method, Url};

    use super::*;

    /// The layer below takes no address above 65 534 bytes, and says so before it connects.
    #[tokio::test]
    async fn a_request_that_cannot_be_built_was_not_sent() {
        let http = Http::new(Limits::default()).expect("HTTP");
        let url = format!("http://127.0.0.1:9/?{}", "x".repeat(70_000));
        let request = Request::new(Method::POST, Url::parse(&url).expect("an address"));

        let exchange = http.purchase(request).await;

        assert_eq!(exchange.reach, Reach::NotSent);
        let broken = exchange.broken.expect("a reason");
        assert!(broken.contains("builder") && !broken.contains("xxx"), "{broken}");
    }
}
