//! Tasks: every instance has the one that made it.

use axum::response::Response;
use serde_json::{Value, json};

use super::{
    Page,
    instance::{self, FAILED_AFTER, Instance, RUNNING_AFTER, Stage},
    parameter_error,
};
use crate::{
    door::Scene,
    huawei::{
        Call, moment,
        reply::{self, Refusal},
    },
    state::State,
};

/// `GET /v3/{project}/jobs/{id}`.
pub(in crate::huawei) fn job(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let instances = instance::existing(state, scene, &call.account, call.project());
    let found = instances
        .iter()
        .find(|instance| instance.sold.job_id == call.id())
        .ok_or_else(|| Refusal::ddm(400, "DBS.300400", "The task does not exist."))?;
    let mut body = brief(found, scene);
    body["instance"] = json!({"id": found.id(), "name": found.name()});
    reply::ok(json!({"job": body}))
}

/// `GET /v3/{project}/jobs`: newest first, of the time between two moments in milliseconds.
pub(in crate::huawei) fn jobs(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let page = Page::of(call, 10)?;
    let moment = |name: &str, default: f64| match call.query(name) {
        Some(text) => text.parse().map_err(|_| parameter_error(name)),
        None => Ok(default),
    };
    let (from, to) = (moment("start_time", f64::MIN)?, moment("end_time", f64::MAX)?);
    let mut instances = instance::existing(state, scene, &call.account, call.project());
    instances.retain(|instance| {
        let begun = instance.sold.at.unix_timestamp() as f64 * 1_000.0;
        from <= begun && begun <= to
    });
    instances.reverse();
    let list = page.cut(instances.iter().map(|instance| {
        let mut body = brief(instance, scene);
        body["instance_id"] = instance.id().into();
        body["instance_name"] = instance.name().into();
        body
    }));
    reply::ok(json!({
        "jobs": list, "offset": page.offset, "limit": page.limit, "total": instances.len()
    }))
}

fn brief(instance: &Instance<'_>, scene: Scene<'_>) -> Value {
    let stage = instance.stage(scene);
    let (share, whole) =
        (instance.age(scene).whole_seconds(), RUNNING_AFTER.max(FAILED_AFTER).whole_seconds());
    let process = if stage == Stage::Creating { format!("{}%", 100 * share / whole) } else { String::new() };
    json!({
        "id": instance.sold.job_id,
        "name": "CreateInstance",
        "status": stage.of_job(),
        "created_time": moment::of_ddm(instance.sold.at),
        "end_time": instance.made_at(scene).map(moment::of_ddm),
        "process": process,
    })
}
