//! The wire: builds and signs a request in memory, sends it once, reads what came back.

use std::fmt;

use domain::catalog::{Input, Operation, Provider};
use reqwest::{
    Method, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use time::{
    Duration, OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description,
};

use super::{
    AlibabaKey, bss, dts, sign,
    wire::{self, Shape},
};
use crate::{
    endpoint::{Endpoints, Service},
    error::{CloudError, CloudErrorKind},
    http::Http,
    look::{self, Manner, Reply},
    provider::{Answer, Fresh, Freshness},
    purchase::SignedPurchase,
    scrub::Scrubber,
    verdict::{Advice, Call, Said},
};

/// How long the vendor takes a signature after its date.
pub const SIGNATURE_LIFE: Duration = Duration::minutes(15);

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// Alibaba Cloud, for any number of keys.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) http: Http,
    pub(super) endpoints: Endpoints,
}

/// One RPC call before it is signed.
pub(super) struct Rpc<'a> {
    pub(super) service: Service,
    pub(super) version: &'static str,
    pub(super) action: &'static str,
    pub(super) region: Option<&'a str>,
    pub(super) parameters: Vec<(String, String)>,
}

impl Rpc<'_> {
    /// How the answer is read where nothing is bought.
    fn shape(&self) -> Shape {
        let parameters = self.parameters.iter().map(|(name, _)| name.clone()).collect();
        Shape { parameters, ..Shape::default() }
    }

    fn manner<'a>(
        &self,
        key: &'a AlibabaKey,
        scrubber: &'a Scrubber,
        read: &'a (dyn Fn(u16, &str) -> Option<Said> + Send + Sync),
    ) -> Manner<'a> {
        Manner {
            provider: Provider::Alibaba,
            action: self.action,
            account: &key.access_key_id,
            scrubber,
            read,
        }
    }
}

impl Client {
    pub fn new(http: Http, endpoints: &Endpoints) -> Self {
        Self { http, endpoints: endpoints.clone() }
    }

    /// Builds and signs the purchase in memory: nothing leaves.
    ///
    /// `client_token` is the cloud's memory of this purchase; TransferPayType has none and ignores it.
    pub fn sign_purchase(
        &self,
        operation: Operation,
        parameters: &Input,
        client_token: &str,
        key: &AlibabaKey,
        fresh: Fresh,
    ) -> Result<SignedPurchase, CloudError> {
        let (rpc, shape) = purchase(operation, parameters, client_token)?;
        let request = self.sign(&rpc, key, &fresh)?;
        // The signature carries whole seconds.
        let signed_at = fresh.now.replace_nanosecond(0).unwrap_or(fresh.now);
        Ok(SignedPurchase {
            endpoint: request.url().origin().ascii_serialization(),
            signed_at,
            dead_at: signed_at + SIGNATURE_LIFE,
            call: Call::Buy(operation),
            request,
            scrubber: scrubber(key),
            read: Box::new(move |_, body| wire::read(body, &shape)),
        })
    }

    /// Where a purchase goes: its parameters and the key's site decide.
    pub(crate) fn endpoint(
        &self,
        operation: Operation,
        parameters: &Input,
        key: &AlibabaKey,
    ) -> Result<String, CloudError> {
        let (rpc, _) = purchase(operation, parameters, "no-token")?;
        let located = self.endpoints.locate(rpc.service, key.site, rpc.region);
        let url = located.map_err(|error| invalid(rpc.action, &error.to_string()))?;
        Ok(url.origin().ascii_serialization())
    }

    /// Spends money. Sends the request once; there is no second attempt inside, whatever comes back.
    pub async fn purchase(&self, signed: SignedPurchase) -> Answer {
        self.http.buy(signed).await
    }

    /// Sends a look. It may be repeated, each time signed anew.
    pub(super) async fn look(
        &self,
        rpc: &Rpc<'_>,
        key: &AlibabaKey,
        fresh: &dyn Freshness,
    ) -> Result<Reply, CloudError> {
        let shape = rpc.shape();
        let read = |_, body: &str| wire::read(body, &shape);
        let scrubber = scrubber(key);
        let manner = rpc.manner(key, &scrubber, &read);
        look::look(&self.http, &manner, fresh, |fresh| self.sign(rpc, key, &fresh)).await
    }

    /// Sends what changes something and costs nothing: once, and it must say that it succeeded. `scrubber` knows
    /// the key's secrets and those among the parameters.
    pub(super) async fn once(
        &self,
        rpc: &Rpc<'_>,
        key: &AlibabaKey,
        scrubber: &Scrubber,
        fresh: &Fresh,
    ) -> Result<Reply, CloudError> {
        let shape = rpc.shape();
        let read = |_, body: &str| wire::read(body, &shape);
        let request = self.sign(rpc, key, fresh)?;
        let reply = look::once(&self.http, &rpc.manner(key, scrubber, &read), request).await?;
        let said = wire::read(&reply.body, &shape).unwrap_or_default();
        if said.success != Some(true) {
            return Err(reply.unreadable(&"the answer does not say that it succeeded"));
        }
        Ok(reply)
    }

    /// Signs a call. POST with everything in the query, as the vendor's SDK sends it.
    pub(super) fn sign(
        &self,
        call: &Rpc<'_>,
        key: &AlibabaKey,
        fresh: &Fresh,
    ) -> Result<reqwest::Request, CloudError> {
        let refuse = |error: &dyn fmt::Display| invalid(call.action, &error.to_string());

        let mut url =
            self.endpoints.locate(call.service, key.site, call.region).map_err(|error| refuse(&error))?;
        let date = utc(fresh.now, call.action)?;
        let payload_hash = sign::payload_hash(b"");
        let mut headers = vec![
            ("host", host(&url)),
            ("x-acs-action", call.action.to_owned()),
            ("x-acs-version", call.version.to_owned()),
            ("x-acs-date", date),
            ("x-acs-signature-nonce", fresh.nonce.clone()),
            ("x-acs-content-sha256", payload_hash.clone()),
        ];
        if let Some(token) = &key.security_token {
            headers.push(("x-acs-accesskey-id", key.access_key_id.clone()));
            headers.push(("x-acs-security-token", token.expose_secret().to_owned()));
        }
        let headers: Vec<_> = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();

        let signature = sign::sign(
            sign::Request {
                method: "POST",
                path: "/",
                query: &call.parameters,
                headers: &headers,
                payload_hash: &payload_hash,
            },
            &key.access_key_id,
            &key.secret,
        );

        let query = sign::canonical_query(&call.parameters);
        if query.len() > MAX_QUERY {
            return Err(refuse(&"the parameters are longer than 32 KiB"));
        }
        url.set_query(Some(&query).filter(|query| !query.is_empty()).map(String::as_str));
        let mut request = reqwest::Request::new(Method::POST, url);
        let sent = request.headers_mut();
        sent.insert(ACCEPT, HeaderValue::from_static("application/json"));
        // The HTTP library leaves it out of an empty POST, and there are gateways that answer 411 then.
        sent.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        for (name, value) in headers {
            // The connection writes `host` itself, from the same URL.
            if name != "host" {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| refuse(&error))?;
                sent.insert(name, secret_header(&value).map_err(|error| refuse(&error))?);
            }
        }
        sent.insert(AUTHORIZATION, secret_header(&signature.authorization).map_err(|error| refuse(&error))?);
        Ok(request)
    }
}

/// Escaped. No purchase comes near it; gateways and the HTTP library refuse what is much longer.
const MAX_QUERY: usize = 32 * 1024;

/// The vendor's rule for `ClientToken` at DTS. BSS states none.
const MAX_TOKEN: usize = 64;

/// The call that buys, and how its answer is read.
fn purchase<'a>(
    operation: Operation,
    parameters: &'a Input,
    client_token: &str,
) -> Result<(Rpc<'a>, Shape), CloudError> {
    match operation {
        Operation::DtsCreate => dts::create(parameters, client_token),
        Operation::DtsChange => dts::change(parameters),
        Operation::BssCreate => bss::create(parameters, client_token),
        Operation::DdmCreate => Err(invalid(operation.key(), "another cloud sells this")),
    }
}

/// The parameters and the token, which only the caller of a purchase has.
pub(super) fn with_token(
    action: &'static str,
    parameters: &Input,
    client_token: &str,
) -> Result<Vec<(String, String)>, CloudError> {
    if client_token.is_empty() || client_token.len() > MAX_TOKEN || !client_token.is_ascii() {
        return Err(invalid(action, "the client token must be 1 to 64 ASCII characters"));
    }
    if parameters.contains_key("ClientToken") {
        return Err(invalid(action, "the parameters must not bring a client token of their own"));
    }
    let token = ("ClientToken".to_owned(), client_token.to_owned());
    Ok(parameters.clone().into_iter().chain([token]).collect())
}

/// As every parameter and header has it: UTC, whole seconds; parts of one are cut off.
pub(super) fn utc(time: OffsetDateTime, action: &'static str) -> Result<String, CloudError> {
    time.to_offset(UtcOffset::UTC).format(DATE).map_err(|error| invalid(action, &error.to_string()))
}

/// The parameters that were given.
pub(super) fn given<const N: usize>(pairs: [(&str, Option<String>); N]) -> Vec<(String, String)> {
    pairs.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Every name that a refusal of this call can be about: the documented ones, and what else was sent.
pub(super) fn named(documented: &[&str], sent: &Input) -> Vec<String> {
    let others = sent.keys().filter(|name| !documented.contains(&name.as_str())).cloned();
    documented.iter().map(|name| (*name).to_owned()).chain(others).collect()
}

/// Signing failed: a matter of what was passed in.
pub(super) fn invalid(action: &'static str, message: &str) -> CloudError {
    CloudError::local(action, CloudErrorKind::Invalid, Advice::PortalBug, message)
}

fn scrubber(key: &AlibabaKey) -> Scrubber {
    scrubber_with(key, [])
}

/// Takes the key's secrets out of an answer, and those that went out beside it.
pub(super) fn scrubber_with<'a>(
    key: &'a AlibabaKey,
    others: impl IntoIterator<Item = &'a SecretString>,
) -> Scrubber {
    Scrubber::new([Some(&key.secret), key.security_token.as_ref()].into_iter().flatten().chain(others))
}

fn secret_header(value: &str) -> Result<HeaderValue, reqwest::header::InvalidHeaderValue> {
    let mut value = HeaderValue::from_str(value)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The `Host` header that HTTP/1.1 will carry.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests;
