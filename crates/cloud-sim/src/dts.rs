//! DTS (API version 2020-01-01): the purchase, and the reads around it.

mod price;
mod reads;
mod rules;
mod stage;

use axum::response::Response;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{
    config::SimConfig,
    gate::Verified,
    reply::{Refusal, success},
    state::State,
};

const VERSION: &str = "2020-01-01";

/// Does what a verified request asks for.
pub(crate) fn act(
    state: &mut State,
    config: &SimConfig,
    now: OffsetDateTime,
    request: &Verified,
    request_id: &str,
) -> Result<Response, Refusal> {
    if request.version != VERSION {
        return Err(Refusal::new(400, "NoSuchVersion", "Specified version does not exist."));
    }
    let body = match request.action.as_str() {
        "CreateSynchronizationJob" => create(state, config, now, request, request_id)?,
        "DescribeDtsJobs" => reads::jobs(state, config, now, request)?,
        "DescribeDtsJobDetail" => reads::detail(state, config, now, request)?,
        "DescribeSynchronizationJobs" => reads::synchronization_jobs(state, config, now, request)?,
        "DescribeSynchronizationJobStatus" => reads::synchronization_status(state, config, now, request)?,
        _ => return Err(Refusal::new(404, "InvalidApi.NotFound", "Specified api is not found.")),
    };
    Ok(success(body, request_id))
}

fn create(
    state: &mut State,
    config: &SimConfig,
    now: OffsetDateTime,
    request: &Verified,
    request_id: &str,
) -> Result<Value, Refusal> {
    let wish = rules::check(&request.parameters)?;
    let entry = state.sell(request, price::of(&wish), request_id, now, config)?;
    // The document says text, its sample shows a boolean: callers must take both, so they get both.
    let flag = if entry.number % 2 == 1 { json!(true) } else { json!("true") };
    Ok(json!({"SynchronizationJobId": entry.instance_id, "Success": flag}))
}
