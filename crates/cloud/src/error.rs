//! Why a look at a cloud, or the signing of a purchase, failed.

use std::time::Duration;

use time::OffsetDateTime;

use crate::verdict::Advice;

/// What the reader may do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloudErrorKind {
    /// The request cannot be built: nothing was sent.
    Invalid,
    /// No connection: nothing was sent.
    Unreachable,
    /// A connection, but no whole answer in time.
    NoAnswer,
    /// The cloud answered that it is in trouble, or with something that is no answer.
    ProviderDown,
    /// The cloud does not take the key.
    CredentialRejected,
    /// The key is good, its rights do not suffice.
    PermissionDenied,
    /// The cloud does not take the parameters.
    InvalidRequest,
    /// There is no such thing in this account.
    NotFound,
    /// Asked too often; later it works.
    Throttled,
    /// Refused for a reason that is not on our list.
    Refused,
}

/// A failed look. Repeating one is always safe.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{action} failed: {kind:?}{}{}", part(" ", .code), part(", request ", .request_id))]
pub struct CloudError {
    pub kind: CloudErrorKind,
    /// The vendor's name of the call.
    pub action: &'static str,
    /// Who can do what about it.
    pub advice: Advice,
    pub http_status: Option<u16>,
    pub code: Option<String>,
    /// For the log and for people who look; free of the key's secret.
    pub message: Option<String>,
    /// The parameter that the cloud refused, by its wire name, where the cloud names one.
    pub field: Option<String>,
    pub request_id: Option<String>,
    /// How long the cloud asks to wait before the next call.
    pub retry_after: Option<Duration>,
    /// The cloud's clock, where it answered.
    pub cloud_date: Option<OffsetDateTime>,
}

fn part(before: &str, text: &Option<String>) -> String {
    text.as_ref().map(|text| format!("{before}{text}")).unwrap_or_default()
}

impl CloudErrorKind {
    /// Whether the same look may go well a moment later.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Unreachable | Self::NoAnswer | Self::ProviderDown | Self::Throttled)
    }
}

impl CloudError {
    /// A failure without an answer.
    pub(crate) fn local(
        action: &'static str,
        kind: CloudErrorKind,
        advice: Advice,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            action,
            advice,
            http_status: None,
            code: None,
            message: Some(message.into()),
            field: None,
            request_id: None,
            retry_after: None,
            cloud_date: None,
        }
    }
}
