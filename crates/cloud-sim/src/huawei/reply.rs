//! Answers in the vendor's shapes. Each part of the cloud writes its errors its own way.

use axum::{
    Json,
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use rust_decimal::Decimal;
use serde_json::{Number, Value, json};

use super::routes::Service;
use crate::door::Scene;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// `error_code`, `error_msg`, `request_id`.
    Gateway,
    /// `error_code`, `error_msg`.
    Bss,
    /// `errCode`, `externalMessage`.
    Ddm,
    /// `error` with `code`, `message`, `title`.
    Iam,
    /// `code`, `message`.
    Vpc,
}

/// An error as one part of the cloud writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    status: StatusCode,
    shape: Shape,
    pub(super) code: String,
    pub(super) message: String,
}

impl Refusal {
    fn new(shape: Shape, status: u16, code: &str, message: impl Into<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Self { status, shape, code: code.to_owned(), message: message.into() }
    }

    pub(super) fn gateway(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Gateway, status, code, message)
    }

    pub(super) fn bss(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Bss, status, code, message)
    }

    pub(super) fn ddm(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Ddm, status, code, message)
    }

    /// The code is the status, as a number.
    pub(super) fn iam(status: u16, message: impl Into<String>) -> Self {
        Self::new(Shape::Iam, status, "", message)
    }

    pub(super) fn vpc(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self::new(Shape::Vpc, status, code, message)
    }

    /// A refusal that a fault asks for. The gateway's codes come from the gateway, all others from the service.
    pub(super) fn on_purpose(service: Service, status: u16, code: &str) -> Self {
        let shape = match service {
            _ if code.starts_with("APIG") => Shape::Gateway,
            _ if code.starts_with("DBS.") => Shape::Ddm,
            Service::Iam => Shape::Iam,
            Service::Ddm => Shape::Ddm,
            Service::Vpc => Shape::Vpc,
            Service::Bss => Shape::Bss,
        };
        let message = match code {
            "APIGW.0201" | "APIG.0201" => "Backend timeout",
            "APIGW.0308" | "APIG.0308" => "The throttling threshold has been reached",
            "DBS.280001" => "Parameter error.",
            "DBS.200412" | "DBS.300002" => "Server failure.",
            _ => "Refused on purpose by the simulator.",
        };
        Self::new(shape, status, code, message)
    }

    pub(super) fn answer(self, scene: Scene<'_>) -> Response {
        let Self { status, shape, code, message } = self;
        let body = match shape {
            Shape::Gateway => {
                json!({"error_msg": message, "error_code": code, "request_id": request_id(scene)})
            }
            Shape::Bss => json!({"error_code": code, "error_msg": message}),
            Shape::Ddm => json!({"externalMessage": message, "errCode": code}),
            Shape::Iam => {
                let title = status.canonical_reason().unwrap_or_default();
                json!({"error": {"code": status.as_u16(), "message": message, "title": title}})
            }
            Shape::Vpc => json!({"code": code, "message": message}),
        };
        with_request_id((status, Json(body)).into_response(), scene)
    }
}

/// A success.
pub(super) fn ok(body: Value) -> Result<Response, Refusal> {
    Ok(Json(body).into_response())
}

/// What this part of the vendor's cloud calls a request: 32 small hex digits.
pub(super) fn request_id(scene: Scene<'_>) -> String {
    scene.request_id.replace('-', "").to_ascii_lowercase()
}

pub(super) fn with_request_id(mut response: Response, scene: Scene<'_>) -> Response {
    if let Ok(id) = HeaderValue::from_str(&request_id(scene)) {
        response.headers_mut().insert("x-request-id", id);
    }
    response
}

/// Money as a JSON number, to the last digit.
pub(super) fn money(amount: Decimal) -> Value {
    // The shortest text of the nearest double is the decimal itself, up to fifteen digits.
    let number = amount.to_string().parse().ok().and_then(Number::from_f64);
    number.map_or(Value::Null, Value::Number)
}

/// Hex digits in the shape of a UUID.
pub(super) fn uuid(hash: &str) -> String {
    [&hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32]].join("-")
}
