//! The wire: builds and signs a request in memory, sends it once, reads what came back.

use std::fmt;

use domain::{
    catalog::{Input, Operation},
    order::Verdict,
};
use reqwest::{
    Method, Url,
    header::{ACCEPT, AUTHORIZATION, CONTENT_LENGTH, HeaderName, HeaderValue},
};
use secrecy::ExposeSecret;
use time::{Duration, OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

use super::{AlibabaKey, dts, sign, wire::Envelope};
use crate::{
    endpoint::{Endpoints, Service},
    error::{CloudError, CloudErrorKind},
    http::{Exchange, Http},
    provider::{Answer, Fresh, Reach},
    scrub::Scrubber,
    verdict::{self, Advice, Judgement},
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

/// A purchase that could be sent at any moment, and once: it is neither copied nor printed.
pub struct SignedPurchase {
    /// Where it goes, such as `https://dts.aliyuncs.com`.
    pub endpoint: String,
    pub signed_at: OffsetDateTime,
    /// From now on the cloud refuses it.
    pub dead_at: OffsetDateTime,
    operation: Operation,
    request: reqwest::Request,
    scrubber: Scrubber,
}

impl fmt::Debug for SignedPurchase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedPurchase")
            .field("operation", &self.operation)
            .field("endpoint", &self.endpoint)
            .field("dead_at", &self.dead_at)
            .finish_non_exhaustive()
    }
}

/// One RPC call before it is signed.
pub(super) struct Call<'a> {
    pub(super) service: Service,
    pub(super) version: &'static str,
    pub(super) action: &'static str,
    pub(super) region: Option<&'a str>,
    pub(super) parameters: Vec<(String, String)>,
}

impl Client {
    pub fn new(http: Http, endpoints: &Endpoints) -> Self {
        Self { http, endpoints: endpoints.clone() }
    }

    /// Builds and signs the purchase in memory: nothing leaves.
    pub fn sign_purchase(
        &self,
        operation: Operation,
        parameters: &Input,
        client_token: &str,
        key: &AlibabaKey,
        fresh: Fresh,
    ) -> Result<SignedPurchase, CloudError> {
        let call = match operation {
            Operation::DtsCreate => dts::create_call(parameters, client_token)?,
            Operation::DtsChange | Operation::BssCreate | Operation::DdmCreate => {
                return Err(invalid(operation.key(), "this operation cannot be bought here"));
            }
        };
        let request = self.sign(&call, key, &fresh)?;
        // The signature carries whole seconds.
        let signed_at = fresh.now.replace_nanosecond(0).unwrap_or(fresh.now);
        Ok(SignedPurchase {
            endpoint: request.url().origin().ascii_serialization(),
            signed_at,
            dead_at: signed_at + SIGNATURE_LIFE,
            operation,
            request,
            scrubber: scrubber(key),
        })
    }

    /// Spends money. Sends the request once; there is no second attempt inside, whatever comes back.
    #[tracing::instrument(skip_all, fields(operation = %signed.operation, cloud.endpoint = %signed.endpoint))]
    pub async fn purchase(&self, signed: SignedPurchase) -> Answer {
        let SignedPurchase { operation, request, scrubber, .. } = signed;
        let exchange = self.http.purchase(request).await;
        let answer = answer(operation, exchange, &scrubber);
        tracing::info!(
            verdict = answer.verdict.name(),
            reach = answer.reach.name(),
            http.status = answer.http_status,
            cloud.code = answer.code,
            cloud.request_id = answer.request_id,
            "the cloud answered a purchase"
        );
        answer
    }

    /// Signs a call. POST with everything in the query, as the vendor's SDK sends it.
    pub(super) fn sign(
        &self,
        call: &Call<'_>,
        key: &AlibabaKey,
        fresh: &Fresh,
    ) -> Result<reqwest::Request, CloudError> {
        let refuse = |error: &dyn fmt::Display| invalid(call.action, &error.to_string());

        let mut url =
            self.endpoints.locate(call.service, key.site, call.region).map_err(|error| refuse(&error))?;
        let date = fresh.now.to_offset(time::UtcOffset::UTC).format(DATE).map_err(|error| refuse(&error))?;
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

        url.set_query(Some(&sign::canonical_query(&call.parameters)));
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

/// Signing failed: a matter of what was passed in.
pub(super) fn invalid(action: &'static str, message: &str) -> CloudError {
    CloudError::local(action, CloudErrorKind::Invalid, Advice::PortalBug, message)
}

pub(super) fn scrubber(key: &AlibabaKey) -> Scrubber {
    Scrubber::new([Some(&key.secret), key.security_token.as_ref()].into_iter().flatten())
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

fn answer(operation: Operation, exchange: Exchange, scrubber: &Scrubber) -> Answer {
    let Exchange { reach, status, date, body, broken } = exchange;
    let text = String::from_utf8_lossy(&body);
    let whole = broken.is_none().then(|| Envelope::read(&text, dts::REFERENCE)).flatten();
    let judgement = match (reach, status) {
        (Reach::NotSent, _) => {
            Judgement { verdict: Verdict::NotDone, ..Judgement::open(Advice::CloudUnreachable) }
        }
        (Reach::MayHaveArrived, _) | (Reach::Answered, None) => Judgement::open(Advice::NoAnswer),
        (Reach::Answered, Some(http)) => {
            verdict::judge(operation, http, whole.as_ref().map(Envelope::said).as_ref())
        }
    };
    let Judgement { verdict, credential_suspect, alarm, advice } = judgement;
    let Envelope { code, message, request_id, reference, .. } = whole.unwrap_or_default();
    let clean = |text: Option<String>| text.map(|text| scrubber.clean(&text));
    Answer {
        verdict,
        reach,
        http_status: status,
        code: clean(code),
        message: clean(message.or(broken)),
        request_id: clean(request_id),
        cloud_date: date,
        // Not scrubbed: an id with a hole in it would be worth nothing.
        reference,
        body: (!body.is_empty()).then(|| scrubber.clean(&text)),
        credential_suspect,
        alarm,
        advice,
    }
}

#[cfg(test)]
mod tests;
