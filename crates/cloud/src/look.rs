//! Looks: reads that cost nothing and may be repeated.

use std::time::Duration;

use domain::catalog::Provider;
use reqwest::header::HeaderMap;
use time::OffsetDateTime;

use crate::{
    error::{CloudError, CloudErrorKind},
    http::{self, Exchange, Http},
    provider::{Fresh, Freshness, Reach, Seen},
    scrub::Scrubber,
    verdict::{Advice, Said, rows},
};

/// A look that the cloud answered with success.
pub(crate) struct Reply {
    /// The vendor's name of the call.
    pub(crate) action: &'static str,
    pub(crate) http_status: u16,
    pub(crate) cloud_date: Option<OffsetDateTime>,
    pub(crate) request_id: Option<String>,
    pub(crate) headers: HeaderMap,
    /// Whole; what is in it beyond the success is the caller's to read.
    pub(crate) body: String,
}

impl Reply {
    /// Reads the body as `T`; an answer of another shape is none.
    pub(crate) fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, CloudError> {
        serde_json::from_str(&self.body).map_err(|_| self.unreadable(&"the answer has another shape"))
    }

    /// What the answer showed.
    pub(crate) fn seen<T>(self, value: T) -> Seen<T> {
        Seen { value, cloud_date: self.cloud_date, request_id: self.request_id }
    }

    /// A failure that shows only in what the answer says.
    pub(crate) fn error(&self, kind: CloudErrorKind, advice: Advice, message: &str) -> CloudError {
        CloudError {
            http_status: Some(self.http_status),
            request_id: self.request_id.clone(),
            cloud_date: self.cloud_date,
            ..CloudError::local(self.action, kind, advice, message)
        }
    }

    /// An answer that means nothing: why.
    pub(crate) fn unreadable(&self, why: &dyn std::fmt::Display) -> CloudError {
        self.error(CloudErrorKind::ProviderDown, Advice::Unreadable, &why.to_string())
    }

    /// The cloud's clock; an answer without one is none.
    pub(crate) fn date(&self) -> Result<OffsetDateTime, CloudError> {
        self.cloud_date.ok_or_else(|| self.unreadable(&"the answer has no date"))
    }
}

/// How one vendor's looks are read.
pub(crate) struct Manner<'a> {
    pub(crate) provider: Provider,
    /// The vendor's name of the call.
    pub(crate) action: &'static str,
    /// Whose patience is used: the access key id or the user.
    pub(crate) account: &'a str,
    pub(crate) scrubber: &'a Scrubber,
    /// Reads a whole answer, by its HTTP status and body. `None`: not an answer of the cloud.
    pub(crate) read: &'a (dyn Fn(u16, &str) -> Option<Said> + Send + Sync),
}

/// Sends a look until it succeeds, fails for good, or was sent [`crate::Limits::looks`] times. Each time it is
/// signed anew.
pub(crate) async fn look(
    http: &Http,
    manner: &Manner<'_>,
    fresh: &dyn Freshness,
    sign: impl Fn(Fresh) -> Result<reqwest::Request, CloudError>,
) -> Result<Reply, CloudError> {
    let limits = http.limits();
    let mut sent = 0;
    loop {
        let request = sign(fresh.fresh())?;
        sent += 1;
        let Some(exchange) = http.look(manner.account, request).await else {
            let message = "too many looks wait for their turn";
            let (kind, advice) = (CloudErrorKind::Throttled, Advice::Throttled);
            return Err(CloudError::local(manner.action, kind, advice, message));
        };
        let error = match judge(manner, exchange) {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let pause = error.retry_after.unwrap_or_else(|| backoff(limits.pause, sent));
        if !error.kind.may_pass() || sent >= limits.looks || pause > limits.longest_pause {
            return Err(error);
        }
        tracing::debug!(%error, ?pause, "a look is repeated");
        tokio::time::sleep(pause).await;
    }
}

/// Sends what changes something and costs nothing: once, on a connection of its own, as a purchase is sent.
///
/// After [`CloudErrorKind::NoAnswer`] and [`CloudErrorKind::ProviderDown`] it may have happened all the same.
pub(crate) async fn once(
    http: &Http,
    manner: &Manner<'_>,
    request: reqwest::Request,
) -> Result<Reply, CloudError> {
    judge(manner, http.purchase(request).await)
}

fn backoff(first: Duration, sent: u32) -> Duration {
    first.saturating_mul(1_u32.checked_shl(sent.saturating_sub(1)).unwrap_or(u32::MAX))
}

fn judge(manner: &Manner<'_>, exchange: Exchange) -> Result<Reply, CloudError> {
    let Manner { provider, action, scrubber, read, .. } = *manner;
    let Exchange { reach, status, date, headers, body, broken } = exchange;
    if let Some(broken) = broken {
        let (kind, advice) = match reach {
            Reach::NotSent => (CloudErrorKind::Unreachable, Advice::CloudUnreachable),
            Reach::MayHaveArrived | Reach::Answered => (CloudErrorKind::NoAnswer, Advice::NoAnswer),
        };
        let local = CloudError::local(action, kind, advice, scrubber.clean(&broken));
        return Err(CloudError { http_status: status, cloud_date: date, ..local });
    }
    let http_status = status.unwrap_or_default();
    let body = String::from_utf8_lossy(&body).into_owned();
    let said = read(http_status, &body);
    if (200..300).contains(&http_status)
        && let Some(Said { success, code: None, is_contradictory: false, request_id, .. }) = &said
        && *success != Some(false)
    {
        let request_id = request_id.clone().or_else(|| http::request_id(&headers));
        return Ok(Reply { action, http_status, cloud_date: date, request_id, headers, body });
    }
    let told = match said.as_ref().and_then(|said| said.code.as_deref()) {
        Some(code) => kind_of(provider, http_status, code),
        None if http_status == 429 => (CloudErrorKind::Throttled, Advice::Throttled, None),
        None if http_status >= 500 => (CloudErrorKind::ProviderDown, Advice::CloudDown, None),
        None => (CloudErrorKind::ProviderDown, Advice::Unreadable, None),
    };
    let is_clear = said.as_ref().is_none_or(|said| !said.is_contradictory);
    let (kind, advice, listed) = if is_clear || told.0.may_pass() {
        told
    } else {
        (CloudErrorKind::ProviderDown, Advice::Unreadable, None)
    };
    let Said { code, message, field, request_id, .. } = said.unwrap_or_default();
    let clean = |text: Option<String>| text.map(|text| scrubber.clean(&text));
    Err(CloudError {
        kind,
        action,
        advice,
        http_status: status,
        code: clean(code),
        message: clean(message),
        field: clean(field.or(listed.map(str::to_owned))),
        request_id: clean(request_id.or_else(|| http::request_id(&headers))),
        retry_after: retry_after(&headers),
        cloud_date: date,
    })
}

/// What the cloud asks for: Alibaba's own header, or HTTP's. Whole seconds, as both count.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get("x-acs-retry-after").or_else(|| headers.get("retry-after"))?.to_str().ok()?;
    text.trim().parse().ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

/// Looks are judged by the same rows as purchases: a code means the same, there is only no money in it.
fn kind_of(provider: Provider, http: u16, code: &str) -> (CloudErrorKind, Advice, Option<&'static str>) {
    use CloudErrorKind as K;
    let Some(row) = rows::find_any(provider, http, code) else {
        let kind = match http {
            429 => K::Throttled,
            404 => K::NotFound,
            500.. => K::ProviderDown,
            _ => K::Refused,
        };
        return (kind, Advice::Unknown, None);
    };
    let kind = match row.advice {
        Advice::KeyRefused | Advice::TokenExpired => K::CredentialRejected,
        Advice::PermissionMissing | Advice::AccountRestricted => K::PermissionDenied,
        Advice::ParametersRefused | Advice::ClockOff | Advice::PortalBug => K::InvalidRequest,
        Advice::Throttled => K::Throttled,
        Advice::CloudDown | Advice::StillRunning | Advice::NoAnswer | Advice::Unreadable => K::ProviderDown,
        Advice::CloudUnreachable => K::Unreachable,
        Advice::NothingToDo
        | Advice::NotEnoughMoney
        | Advice::NotOnSale
        | Advice::TokenConflict
        | Advice::Unknown => K::Refused,
    };
    (kind, row.advice, row.field)
}
