//! Answers in the vendor's shapes: JSON, or XML where nobody asked for JSON.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{Call, Service};

/// What the sender reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Xml,
}

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

    pub(crate) fn answer(self, service: Service, format: Format, request_id: &str) -> Response {
        let Self { status, code, message } = self;
        let is_throttled = code.contains("Throttling");
        let host = match service {
            Service::Bss => "business.aliyuncs.com",
            Service::Dts | Service::Unknown => "dts.aliyuncs.com",
        };
        let body = json!({
            "RequestId": request_id,
            "HostId": host,
            "Code": code,
            "Message": message,
            "Recommend": "https://next.api.aliyun.com/troubleshoot",
        });
        let mut response = written("Error", body, format);
        *response.status_mut() = status;
        if is_throttled {
            response.headers_mut().insert("x-acs-retry-after", HeaderValue::from_static("15"));
        }
        response
    }
}

/// A success: the body with the request's id.
pub(crate) fn success(call: &Call, mut body: Value, request_id: &str) -> Response {
    body["RequestId"] = request_id.into();
    written(&format!("{}Response", call.action), body, call.format)
}

fn written(root: &str, body: Value, format: Format) -> Response {
    match format {
        Format::Json => Json(body).into_response(),
        Format::Xml => {
            let mut text = "<?xml version='1.0' encoding='UTF-8'?>".to_owned();
            element(root, &body, &mut text);
            ([(header::CONTENT_TYPE, "text/xml;charset=utf-8")], text).into_response()
        }
    }
}

/// A list is its element, repeated; there is no other form of a list.
fn element(name: &str, value: &Value, text: &mut String) {
    if let Value::Array(items) = value {
        for item in items {
            element(name, item, text);
        }
        return;
    }
    text.push_str(&format!("<{name}>"));
    match value {
        Value::Null | Value::Array(_) => {}
        Value::Object(fields) => {
            for (name, value) in fields {
                element(name, value, text);
            }
        }
        Value::String(content) => text.push_str(&escaped(content)),
        Value::Bool(_) | Value::Number(_) => text.push_str(&value.to_string()),
    }
    text.push_str(&format!("</{name}>"));
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
