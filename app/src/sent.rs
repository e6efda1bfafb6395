//! The body of a plain form, whatever it holds.

use axum::{
    extract::{FromRequest, Request},
    response::{IntoResponse, Response},
};
use http::StatusCode;

use crate::form::Typed;

/// What was sent, in the form's order. A body that is no form is refused.
///
/// It may hold secrets: it is never logged, and never shown again but by the handler's choice.
pub struct Sent(pub Typed);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes =
            axum::body::Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        serde_html_form::from_bytes::<Vec<(String, String)>>(&bytes)
            .map(|pairs| Self(Typed::from(pairs)))
            .map_err(|_| StatusCode::UNPROCESSABLE_ENTITY.into_response())
    }
}
