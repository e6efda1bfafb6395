//! Answers in the vendor's shapes.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// An error as the gateway writes it: a status with Code, Message and RequestId.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, code: code.to_owned(), message: message.into() }
    }

    pub(crate) fn json(self, request_id: &str) -> Response {
        let Self { status, code, message } = self;
        let is_throttled = code.contains("Throttling");
        let body = json!({
            "RequestId": request_id,
            "HostId": "dts.aliyuncs.com",
            "Code": code,
            "Message": message,
            "Recommend": "https://next.api.aliyun.com/troubleshoot",
        });
        let mut response = (status, Json(body)).into_response();
        if is_throttled {
            response.headers_mut().insert("x-acs-retry-after", HeaderValue::from_static("15"));
        }
        response
    }

    pub(crate) fn xml(self, request_id: &str) -> Response {
        let Self { status, code, message } = self;
        let message = message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let body = format!(
            "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>{request_id}</RequestId>\
             <HostId>dts.aliyuncs.com</HostId><Code>{code}</Code><Message>{message}</Message></Error>"
        );
        (status, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
    }
}

/// A success: the body with the request's id.
pub(crate) fn success(mut body: Value, request_id: &str) -> Response {
    body["RequestId"] = request_id.into();
    Json(body).into_response()
}
