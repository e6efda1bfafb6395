//! DescribeDtsJobs and DescribeDtsJobDetail.

use serde_json::{Value, json};

use super::{engine, page, text_of};
use crate::{
    alibaba::{
        Call,
        dts::{job::Job, stage::Stage},
        parameters::{flag, invalid, on_page, one_of},
        reply::Refusal,
    },
    door::Scene,
    fault,
    state::State,
};

pub(in crate::alibaba::dts) fn list(state: &State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    // The vendor lists migrations where nothing is said: nobody here has any.
    let job_type = call.parameter("JobType").unwrap_or("MIGRATION");
    one_of("JobType", job_type, &["MIGRATION", "SYNC", "SUBSCRIBE"])?;
    let mut found = if job_type == "SYNC" { Job::of_account(state, &call.account) } else { Vec::new() };
    let filter = Filter::read(call)?;
    found.retain(|job| filter.takes(job, Stage::of(job, scene)));
    sort(&mut found, call)?;
    let page = page(call, "PageNumber", 20)?;
    let is_short = match call.parameter("WithoutDbList") {
        Some(text) => flag("WithoutDbList", text)?,
        None => false,
    };
    let total = found.len();
    let list: Vec<_> = on_page(found, page)
        .map(|own| {
            let mut body = job(&own, Stage::of(&own, scene).of_job(), scene);
            body["TagList"] = json!([]);
            if !is_short {
                body["DbObject"] = own.setting("SynchronizationObjects").into();
            }
            body
        })
        .collect();
    Ok(json!({
        "Success": true,
        "HttpStatusCode": 200,
        "ErrCode": "",
        "ErrMessage": "",
        "DynamicMessage": "",
        "PageNumber": page.0,
        "PageRecordCount": list.len(),
        "TotalRecordCount": total,
        "DtsJobList": list,
    }))
}

struct Filter<'a> {
    call: &'a Call,
    /// What the request looks for by `Type` and `Params`.
    sought: Option<(&'a str, &'a str)>,
}

impl<'a> Filter<'a> {
    fn read(call: &'a Call) -> Result<Self, Refusal> {
        let sought = match call.parameter("Type") {
            None => None,
            Some(kind) => {
                one_of("Type", kind, &["instance", "name", "srcRds", "rds"])?;
                let text =
                    call.parameter("Params").ok_or_else(|| invalid("Params", "must say what Type is"))?;
                Some((kind, text))
            }
        };
        if let Some(text) = call.parameter("Tags") {
            // Nothing here has tags, so what is well-formed only makes the list empty.
            serde_json::from_str::<Value>(text)
                .ok()
                .filter(|tags| tags.is_array() || tags.is_object())
                .ok_or_else(|| invalid("Tags", "must be JSON"))?;
        }
        Ok(Self { call, sought })
    }

    fn takes(&self, job: &Job, stage: Stage) -> bool {
        let is_one = |name: &str, value: &str| {
            self.call.parameter(name).is_none_or(|list| list.split(',').any(|one| one.trim() == value))
        };
        // A word that asks for a fault is no region: looks around such a change are to find their job.
        let is_here = self
            .call
            .parameter("Region")
            .is_none_or(|region| region == job.region() || fault::of_region(region).is_some());
        let is_sought = self.sought.is_none_or(|(kind, text)| match kind {
            "instance" => text == job.instance_id || text == job.job_id,
            "name" => job.setting("SynchronizationJobName").contains(text),
            "srcRds" => job.setting("SourceEndpoint.InstanceId") == text,
            _ => job.setting("DestinationEndpoint.InstanceId") == text,
        });
        let has_tags = self.call.parameter("Tags").is_none_or(|tags| ["[]", "{}"].contains(&tags));
        is_one("DtsInstanceId", &job.instance_id)
            && is_one("DtsJobId", &job.job_id)
            && is_one("Status", stage.of_job())
            && is_here
            && is_sought
            && has_tags
    }
}

/// Newest first, where nothing else is said.
fn sort(jobs: &mut [Job], call: &Call) -> Result<(), Refusal> {
    // Nothing here has finished or is measured in DU: what they would sort by is the same for all.
    let column = call.parameter("OrderColumn").unwrap_or("CreateTime");
    one_of("OrderColumn", column, &["CreateTime", "FinishTime", "duLimit"])?;
    let direction = call.parameter("OrderDirection").unwrap_or("DESC");
    one_of("OrderDirection", direction, &["ASC", "DESC"])?;
    if direction == "DESC" {
        jobs.reverse();
    }
    Ok(())
}

pub(in crate::alibaba::dts) fn detail(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Value, Refusal> {
    let job_id = call.parameter("DtsJobId");
    let instance_id = call.parameter("DtsInstanceID");
    if job_id.is_none() && instance_id.is_none() {
        return Err(Refusal::new(400, "MissingParameter", "DtsJobId or DtsInstanceID must be given."));
    }
    let found = Job::of_account(state, &call.account).into_iter().find(|job| {
        job_id.is_none_or(|id| id == job.job_id) && instance_id.is_none_or(|id| id == job.instance_id)
    });
    let Some(own) = found else {
        return Ok(json!({
            "Success": false,
            "HttpStatusCode": 200,
            "ErrCode": "InvalidJobId",
            "ErrMessage": "The Value of Input Parameter %s is not valid.",
            "DynamicMessage": "DtsJobId",
        }));
    };
    let mut body = job(&own, Stage::of(&own, scene).of_detail(), scene);
    body["Success"] = true.into();
    body["HttpStatusCode"] = 200.into();
    body["BootTime"] = own.started_at.map(text_of).unwrap_or_default().into();
    body["DbObject"] = own.setting("SynchronizationObjects").into();
    body["SubSyncJob"] = json!([]);
    Ok(body)
}

fn job(job: &Job, status: &str, scene: Scene<'_>) -> Value {
    let endpoint = |side: &str, region: &str, database: &str| {
        let setting = |field: &str| job.setting(&format!("{side}.{field}")).to_owned();
        json!({
            "Region": job.parameter(region),
            "EngineName": engine(job, side),
            "InstanceType": setting("InstanceType"),
            "InstanceID": setting("InstanceId"),
            "Ip": setting("IP"),
            "Port": setting("Port"),
            "UserName": setting("UserName"),
            "DatabaseName": setting(database),
        })
    };
    json!({
        "DtsJobId": job.job_id,
        "DtsInstanceID": job.instance_id,
        "DtsJobName": job.setting("SynchronizationJobName"),
        "DtsJobClass": job.class(scene),
        "DtsJobDirection": "Forward",
        "JobType": "sync",
        "PayType": job.pay_type.name(),
        "Status": status,
        "CreateTime": text_of(job.bought_at),
        "ExpireTime": job.expires_at.map(text_of).unwrap_or_default(),
        "Delay": 0,
        "ErrorMessage": "",
        "SourceEndpoint": endpoint("SourceEndpoint", "SourceRegion", "DatabaseName"),
        "DestinationEndpoint": endpoint("DestinationEndpoint", "DestRegion", "DataBaseName"),
    })
}
