//! DescribeSynchronizationJobs and DescribeSynchronizationJobStatus: the older reads.

use serde_json::{Value, json};

use super::{engine, page, text_of};
use crate::{
    alibaba::{
        Call,
        dts::{job::Job, stage::Stage},
        parameters::{on_page, one_of, required},
        reply::Refusal,
    },
    door::Scene,
    state::State,
};

pub(in crate::alibaba::dts) fn list(state: &State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let page = page(call, "PageNum", 30)?;
    let mut found = Job::of_account(state, &call.account);
    if let Some(name) = call.parameter("SynchronizationJobName") {
        found.retain(|job| job.setting("SynchronizationJobName").contains(name));
    }
    // Nothing here has tags. A client token changes nothing about a read.
    if call.parameters.keys().any(|name| name.starts_with("Tag.")) {
        found.clear();
    }
    found.reverse();
    let total = found.len();
    let list: Vec<_> = on_page(found, page)
        .map(|job| {
            let mut body = synchronization(&job, Stage::of(&job, scene).of_list(), scene);
            body["InstanceCreateTime"] = text_of(job.bought_at).into();
            body["JobCreateTime"] =
                job.configured.as_ref().map(|(at, _)| text_of(*at)).unwrap_or_default().into();
            body["Tags"] = json!([]);
            body
        })
        .collect();
    Ok(json!({
        "PageNumber": page.0,
        "PageRecordCount": list.len(),
        "TotalRecordCount": total,
        "SynchronizationInstances": list,
    }))
}

pub(in crate::alibaba::dts) fn status(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Value, Refusal> {
    let id = required(&call.parameters, "SynchronizationJobId")?;
    let direction = call.parameter("SynchronizationDirection").unwrap_or("Forward");
    one_of("SynchronizationDirection", direction, &["Forward", "Reverse"])?;
    let found = Job::of_account(state, &call.account).into_iter().find(|job| job.instance_id == id);
    let Some(job) = found else {
        return Ok(json!({
            "Success": "false",
            "ErrCode": "InvalidSynchronizationJobId",
            "ErrMessage": "The synchronization job does not exist.",
        }));
    };
    let mut body = synchronization(&job, Stage::of(&job, scene).of_status(), scene);
    body["Success"] = "true".into();
    body["ErrCode"] = "".into();
    body["ErrMessage"] = "".into();
    body["TaskId"] = job.job_id.as_str().into();
    body["SynchronizationDirection"] = direction.into();
    body["DelayMillis"] = 0.into();
    body["Checkpoint"] = job.setting("Checkpoint").into();
    Ok(body)
}

fn synchronization(job: &Job, status: &str, scene: Scene<'_>) -> Value {
    let endpoint = |side: &str| {
        let setting = |field: &str| job.setting(&format!("{side}.{field}")).to_owned();
        json!({
            "InstanceType": setting("InstanceType"),
            "EngineName": engine(job, side),
            "InstanceId": setting("InstanceId"),
            "IP": setting("IP"),
            "Port": setting("Port"),
            "UserName": setting("UserName"),
        })
    };
    let mut body = json!({
        "SynchronizationJobId": job.instance_id,
        "SynchronizationJobName": job.setting("SynchronizationJobName"),
        "SynchronizationJobClass": job.class(scene),
        "SynchronizationDirection": "Forward",
        "Status": status,
        "PayType": job.pay_type.name(),
        "Delay": "0",
        "ErrorMessage": "",
        "DataInitialization": job.setting("DataInitialization"),
        "StructureInitialization": job.setting("StructureInitialization"),
        "SourceEndpoint": endpoint("SourceEndpoint"),
        "DestinationEndpoint": endpoint("DestinationEndpoint"),
        "Performance": {"RPS": "0", "FLOW": "0"},
        "SynchronizationObjects": [],
    });
    // Only subscriptions have the field here.
    if let Some(end) = job.expires_at {
        body["ExpireTime"] = text_of(end).into();
    }
    body
}
