//! ConfigureSynchronizationJob and StartSynchronizationJob: what follows a purchase.

use serde_json::{Value, json};

use super::{job::Job, stage};
use crate::{
    alibaba::{
        Call, book,
        parameters::{Parameters, flag, invalid, number, one_of, only_known, optional, region, required},
        reply::Refusal,
    },
    door::Scene,
    ledger::LedgerEffect,
    state::State,
};

const KNOWN: [&str; 33] = [
    "AccountId",
    "Checkpoint",
    "DataInitialization",
    // Not spelled as the source's.
    "DestinationEndpoint.DataBaseName",
    "DestinationEndpoint.IP",
    "DestinationEndpoint.InstanceId",
    "DestinationEndpoint.InstanceType",
    "DestinationEndpoint.Password",
    "DestinationEndpoint.Port",
    "DestinationEndpoint.UserName",
    "MigrationReserved",
    "OwnerId",
    "PartitionKey.ModifyTime_Day",
    "PartitionKey.ModifyTime_Hour",
    "PartitionKey.ModifyTime_Minute",
    "PartitionKey.ModifyTime_Month",
    "PartitionKey.ModifyTime_Year",
    "RegionId",
    "ResourceGroupId",
    "SourceEndpoint.DatabaseName",
    "SourceEndpoint.IP",
    "SourceEndpoint.InstanceId",
    "SourceEndpoint.InstanceType",
    "SourceEndpoint.OwnerID",
    "SourceEndpoint.Password",
    "SourceEndpoint.Port",
    "SourceEndpoint.Role",
    "SourceEndpoint.UserName",
    "StructureInitialization",
    "SynchronizationDirection",
    "SynchronizationJobId",
    "SynchronizationJobName",
    "SynchronizationObjects",
];

/// Databases that the vendor does not run himself: only an address leads to them.
const ADDRESSED: [&str; 4] = ["ECS", "Express", "dg", "cen"];

const SOURCES: [&str; 7] = ["RDS", "Redis", "PolarDB", "ECS", "Express", "dg", "cen"];

const DESTINATIONS: [&str; 9] =
    ["RDS", "Redis", "PolarDB", "ECS", "Express", "DataHub", "MaxCompute", "AnalyticDB", "Greenplum"];

/// The first rule that is broken.
pub(super) fn check(parameters: &Parameters) -> Result<(), Refusal> {
    only_known(parameters, &KNOWN)?;
    required(parameters, "SynchronizationJobId")?;
    for name in ["DataInitialization", "StructureInitialization"] {
        flag(name, required(parameters, name)?)?;
    }
    objects(required(parameters, "SynchronizationObjects")?)?;
    endpoint(parameters, "SourceEndpoint", &SOURCES)?;
    let destination = endpoint(parameters, "DestinationEndpoint", &DESTINATIONS)?;
    if let Some(id) = optional(parameters, "RegionId") {
        region("RegionId", id)?;
    }
    if let Some(text) = optional(parameters, "SynchronizationDirection") {
        one_of("SynchronizationDirection", text, &["Forward", "Reverse"])?;
    }
    if let Some(text) = optional(parameters, "MigrationReserved")
        && !matches!(serde_json::from_str(text), Ok(Value::Object(_)))
    {
        return Err(invalid("MigrationReserved", "must be a JSON object"));
    }
    for (name, text) in parameters.iter().filter(|(name, _)| name.starts_with("PartitionKey.")) {
        if flag(name, text)? && destination != "MaxCompute" {
            return Err(invalid(name, "is for a MaxCompute destination alone"));
        }
    }
    Ok(())
}

/// A list of databases, each with its name.
fn objects(text: &str) -> Result<(), Refusal> {
    let is_named = |object: &Value| {
        ["DBName", "SchemaName"].iter().any(|name| object[name].as_str().is_some_and(|name| !name.is_empty()))
    };
    match serde_json::from_str(text) {
        Ok(Value::Array(list)) if !list.is_empty() && list.iter().all(is_named) => Ok(()),
        _ => Err(invalid("SynchronizationObjects", "must be a JSON array of named databases")),
    }
}

fn endpoint<'a>(parameters: &'a Parameters, side: &str, kinds: &[&str]) -> Result<&'a str, Refusal> {
    let name = |field: &str| format!("{side}.{field}");
    let kind = optional(parameters, &name("InstanceType")).unwrap_or("RDS");
    one_of(&name("InstanceType"), kind, kinds)?;
    if ADDRESSED.contains(&kind) {
        for field in ["IP", "UserName", "Password"] {
            required(parameters, &name(field))?;
        }
        number(&name("Port"), required(parameters, &name("Port"))?, 1..=65_535)?;
    } else {
        required(parameters, &name("InstanceId"))?;
    }
    Ok(kind)
}

pub(super) fn configure(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    check(&call.parameters)?;
    let Some(job) = find(state, call) else {
        return Ok(json!({
            "Success": "false",
            "ErrCode": "InvalidSynchronizationJobId",
            "ErrMessage": "The synchronization job does not exist.",
        }));
    };
    if call.parameter("SynchronizationDirection") == Some("Reverse") && !job.wish.is_bidirectional {
        return Err(invalid("SynchronizationDirection", "can be Reverse for a bidirectional job alone"));
    }
    if stage::is_configured(&job, scene) {
        return Err(Refusal::new(
            400,
            "DTS.Msg.UpdateJob.OperationDenied.InitStatus",
            "The job is configured already.",
        ));
    }
    keep(state, scene, call, &job, LedgerEffect::Configure)
}

pub(super) fn start(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    only_known(
        &call.parameters,
        &[
            "AccountId",
            "OwnerId",
            "RegionId",
            "ResourceGroupId",
            "SynchronizationDirection",
            "SynchronizationJobId",
        ],
    )?;
    required(&call.parameters, "SynchronizationJobId")?;
    let Some(job) = find(state, call) else {
        return Err(Refusal::new(
            400,
            "DTS.Msg.OperationDenied.NotPurchased",
            "The instance was not purchased.",
        ));
    };
    if job.resizing(scene).is_some() {
        return Err(Refusal::new(
            400,
            "DTS.Msg.OperationDenied.JobStatusModifying",
            "The instance is being modified. Try again later.",
        ));
    }
    // Not documented: what is asked for has happened.
    if stage::is_started(&job, scene) {
        return Ok(json!({"Success": "true", "ErrCode": "", "ErrMessage": ""}));
    }
    if !stage::is_configured(&job, scene) {
        return Err(Refusal::new(
            400,
            "DTS.Msg.OperationDenied.NotConfigured",
            "The job must be configured before it is started.",
        ));
    }
    keep(state, scene, call, &job, LedgerEffect::Start)
}

fn find(state: &State, call: &Call) -> Option<Job> {
    let id = call.parameter("SynchronizationJobId");
    Job::of_account(state, &call.account).into_iter().find(|job| Some(&*job.instance_id) == id)
}

fn keep(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
    job: &Job,
    effect: LedgerEffect,
) -> Result<Value, Refusal> {
    let mut entry = book::entry(state, scene, call, effect);
    entry.instance_id = job.instance_id.clone();
    entry.job_id = job.job_id.clone();
    book::add(state, entry)?;
    Ok(json!({"Success": "true", "ErrCode": "", "ErrMessage": ""}))
}

#[cfg(test)]
mod tests;
