//! Huawei Cloud: every path but `/`. Nothing is published yet.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::json;
use time::OffsetDateTime;

use crate::{
    accounts::Provider,
    config::SimConfig,
    door::{Arrival, Auth, Cloud, Incoming, Scene, Subject},
    state::State,
};

/// What Huawei's side remembers beside the ledger.
#[derive(Debug, Default)]
pub(crate) struct Memory {}

#[derive(Debug)]
pub(crate) struct Huawei;

/// A call whose sender is known.
#[derive(Debug)]
pub(crate) struct Call;

impl Cloud for Huawei {
    const PROVIDER: Provider = Provider::Huawei;
    type Call = Call;

    fn arrival(_: &SimConfig, request: &Incoming, at: OffsetDateTime) -> Arrival {
        Arrival {
            at,
            provider: Provider::Huawei,
            service: String::new(),
            action: String::new(),
            method: request.method.to_string(),
            path: request.path.clone(),
            client_token: None,
            nonce: None,
            auth: Auth::None,
            account: None,
        }
    }

    fn admit(_: &mut State, scene: Scene<'_>, _: &Incoming) -> Result<Call, Response> {
        Err(unpublished(scene))
    }

    fn subject(_: &Call) -> Subject<'_> {
        Subject { account: "", action: "", handle: None, sentinel: None }
    }

    fn act(_: &mut State, scene: Scene<'_>, _: &Call) -> Response {
        unpublished(scene)
    }

    fn refuse(_: &Call, scene: Scene<'_>, status: u16, code: &str, _: bool) -> Response {
        refusal(scene, status, code, "Refused on purpose by the simulator.")
    }
}

fn unpublished(scene: Scene<'_>) -> Response {
    refusal(scene, 404, "APIGW.0101", "The API does not exist or has not been published in the environment")
}

fn refusal(scene: Scene<'_>, status: u16, code: &str, message: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let request_id = scene.request_id.replace('-', "").to_ascii_lowercase();
    let body = json!({"error_code": code, "error_msg": message, "request_id": request_id});
    (status, Json(body)).into_response()
}
