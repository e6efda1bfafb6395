//! Refusals as RFC 9457 problems.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::BackendError;
use domain::refusal::{FieldError, MAX_REFUSALS, Reason};
use serde::Serialize;
use utoipa::ToSchema;

use crate::reasons;

/// Why a call did nothing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// `about:blank`: `status` and `code` say what kind it is.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    /// What programs may branch on.
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    /// Each field that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

/// Why one field was refused.
#[derive(Debug, Serialize, ToSchema)]
struct FieldProblem {
    #[schema(example = "spec.UsedTime")]
    field: String,
    #[schema(example = "out_of_range")]
    code: &'static str,
    /// For people, in English.
    message: String,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Refused"),
            status: status.as_u16(),
            code,
            detail: None,
            errors: Vec::new(),
            retry_after_s: None,
        }
    }

    fn saying(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    /// What a layer or an extractor refused.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::BAD_REQUEST => "bad_request",
            StatusCode::UNAUTHORIZED => "signed_out",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "not_json",
            StatusCode::UNPROCESSABLE_ENTITY => "refused",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            status if status.is_client_error() => "bad_request",
            _ => "internal",
        };
        Self::new(status, code)
    }

    pub(crate) fn other_site() -> Self {
        Self::new(StatusCode::FORBIDDEN, "other_site")
            .saying("A session is good for the portal's own pages only; programs send a token.")
    }

    pub(crate) fn not_found() -> Self {
        Self::of_status(StatusCode::NOT_FOUND)
    }

    /// A token that may not do this.
    pub(crate) fn scope() -> Self {
        Self::new(StatusCode::FORBIDDEN, "scope").saying("The token lacks the scope for this call.")
    }

    /// An order that may cost more than the token is good for.
    pub(crate) fn above_token_ceiling() -> Self {
        Self::new(StatusCode::FORBIDDEN, "above_token_ceiling")
            .saying("The order's ceiling is above the token's.")
    }

    /// Not JSON at all.
    pub(crate) fn not_json(status: StatusCode) -> Self {
        Self::new(status, "not_json")
            .saying("The body must be a JSON object with no name twice, sent as application/json.")
    }

    /// The first [`MAX_REFUSALS`] of them.
    pub(crate) fn fields(errors: Vec<FieldError>) -> Self {
        let errors = errors
            .into_iter()
            .take(MAX_REFUSALS)
            .map(|error| FieldProblem {
                message: reasons::sentence(&error),
                code: error.reason.code(),
                field: error.field,
            })
            .collect();
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "refused") }
    }

    /// One field, one reason.
    pub(crate) fn field(field: &str, reason: Reason) -> Self {
        Self::fields(vec![FieldError::new(field, reason)])
    }

    /// A request that is no request: a header or a part of the query.
    pub(crate) fn bad_request(field: &str, reason: Reason) -> Self {
        let errors = Self::field(field, reason).errors;
        Self { errors, ..Self::of_status(StatusCode::BAD_REQUEST) }
    }
}

impl From<BackendError> for Problem {
    fn from(error: BackendError) -> Self {
        use BackendError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Fields(errors) => Self::fields(errors),
            E::NotAllowed(why) => {
                let (code, words) = reasons::why(why);
                let status = if why.is_of_state() { StatusCode::CONFLICT } else { StatusCode::FORBIDDEN };
                Self::new(status, code).saying(words)
            }
            E::Conflict(code) => Self::new(StatusCode::CONFLICT, code).saying(reasons::conflict(code)),
            E::Stale => {
                Self::new(StatusCode::CONFLICT, "stale").saying("Somebody else was faster: read it again.")
            }
            E::SignedOut => Self::of_status(StatusCode::UNAUTHORIZED)
                .saying("Send a token in the header Authorization: Bearer …"),
            E::TooMany { retry_after_s } => {
                let retry_after_s = Some(retry_after_s);
                Self { retry_after_s, ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many") }
            }
            E::Unavailable(error) => {
                tracing::warn!(%error, "the database is away");
                let problem = Self::of_status(StatusCode::SERVICE_UNAVAILABLE);
                Self {
                    retry_after_s: Some(5),
                    ..problem.saying("Nothing was half written: try again in a moment.")
                }
            }
            E::Internal(error) => {
                tracing::error!(error = &*error, "a call failed");
                Self::of_status(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.retry_after_s.map(HeaderValue::from);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
