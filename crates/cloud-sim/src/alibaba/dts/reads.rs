//! The four reads of DTS, each with its own spelling of the same state.

use serde_json::{Value, json};
use time::{OffsetDateTime, UtcOffset, macros::format_description};

use super::{rules, stage};
use crate::{
    accounts::Provider,
    alibaba::{Call, reply::Refusal},
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

use stage::Stage;

/// DescribeDtsJobs.
pub(super) fn jobs(state: &State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    // The vendor lists migrations where nothing is said: nobody here has any.
    let job_type = parameter(call, "JobType").unwrap_or("MIGRATION");
    if !["MIGRATION", "SYNC", "SUBSCRIBE"].contains(&job_type) {
        return Err(Refusal::new(400, "InvalidParameter", "JobType is not valid."));
    }
    let is_wanted = |name: &str, value: &str| {
        parameter(call, name).is_none_or(|wanted| wanted.split(',').any(|wanted| wanted == value))
    };
    let mut found: Vec<_> = sales_of(state, call)
        .filter(|_| job_type == "SYNC")
        .filter(|entry| {
            is_wanted("DtsInstanceId", &entry.instance_id) && is_wanted("DtsJobId", &entry.job_id)
        })
        .filter(|entry| is_wanted("Region", of(entry, "DestRegion")))
        .filter(|entry| is_wanted("Status", Stage::of(entry, scene).of_job()))
        .collect();
    if parameter(call, "OrderDirection") != Some("ASC") {
        found.reverse();
    }
    let (page, size) = page(call, "PageNumber", 20)?;
    let total = found.len();
    let list: Vec<_> = found
        .into_iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|entry| job(entry, Stage::of(entry, scene).of_job()))
        .collect();
    Ok(json!({
        "Success": true,
        "HttpStatusCode": 200,
        "ErrCode": "",
        "ErrMessage": "",
        "DynamicMessage": "",
        "PageNumber": page,
        "PageRecordCount": list.len(),
        "TotalRecordCount": total,
        "DtsJobList": list,
    }))
}

/// DescribeDtsJobDetail.
pub(super) fn detail(state: &State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let job_id = parameter(call, "DtsJobId");
    let instance_id = parameter(call, "DtsInstanceID");
    if job_id.is_none() && instance_id.is_none() {
        return Err(Refusal::new(400, "MissingParameter", "DtsJobId or DtsInstanceID must be given."));
    }
    let found = sales_of(state, call).find(|entry| {
        job_id.is_none_or(|id| id == entry.job_id) && instance_id.is_none_or(|id| id == entry.instance_id)
    });
    let Some(entry) = found else {
        return Ok(json!({
            "Success": false,
            "HttpStatusCode": 200,
            "ErrCode": "InvalidJobId",
            "ErrMessage": "The Value of Input Parameter %s is not valid.",
            "DynamicMessage": "DtsJobId",
        }));
    };
    let mut body = job(entry, Stage::of(entry, scene).of_detail());
    body["Success"] = true.into();
    body["HttpStatusCode"] = 200.into();
    body["BootTime"] = text_of(entry.at).into();
    Ok(body)
}

/// DescribeSynchronizationJobs.
pub(super) fn synchronization_jobs(state: &State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let (page, size) = page(call, "PageNum", 30)?;
    let mut found: Vec<_> = sales_of(state, call).collect();
    found.reverse();
    let total = found.len();
    let list: Vec<_> = found
        .into_iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|entry| synchronization(entry, Stage::of(entry, scene).of_list()))
        .collect();
    Ok(json!({
        "Success": "true",
        "PageNumber": page,
        "PageRecordCount": list.len(),
        "TotalRecordCount": total,
        "SynchronizationInstances": list,
    }))
}

/// DescribeSynchronizationJobStatus.
pub(super) fn synchronization_status(state: &State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let id = parameter(call, "SynchronizationJobId")
        .ok_or_else(|| Refusal::new(400, "MissingParameter", "SynchronizationJobId must be given."))?;
    let found = sales_of(state, call).find(|entry| entry.instance_id == id);
    let Some(entry) = found else {
        return Ok(json!({
            "Success": "false",
            "ErrCode": "InvalidSynchronizationJobId",
            "ErrMessage": "The synchronization job does not exist.",
        }));
    };
    let mut body = synchronization(entry, Stage::of(entry, scene).of_status());
    body["Success"] = "true".into();
    body["TaskId"] = entry.job_id.as_str().into();
    body["SynchronizationDirection"] = "Forward".into();
    Ok(body)
}

fn job(entry: &LedgerEntry, status: &str) -> Value {
    let endpoint = |region: &str, kind: &str| json!({"Region": of(entry, region), "EngineName": of(entry, kind), "InstanceType": "", "InstanceID": ""});
    json!({
        "DtsJobId": entry.job_id,
        "DtsInstanceID": entry.instance_id,
        "DtsJobName": "",
        "DtsJobClass": of(entry, "SynchronizationJobClass"),
        "JobType": "sync",
        "PayType": pay_type(entry),
        "Status": status,
        "CreateTime": text_of(entry.at),
        "ExpireTime": expires(entry),
        "Delay": 0,
        "ErrorMessage": "",
        "SourceEndpoint": endpoint("SourceRegion", "SourceEndpoint.InstanceType"),
        "DestinationEndpoint": endpoint("DestRegion", "DestinationEndpoint.InstanceType"),
        "TagList": [],
    })
}

fn synchronization(entry: &LedgerEntry, status: &str) -> Value {
    let mut body = json!({
        "SynchronizationJobId": entry.instance_id,
        "SynchronizationJobName": "",
        "SynchronizationJobClass": of(entry, "SynchronizationJobClass"),
        "Status": status,
        "PayType": pay_type(entry),
        "InstanceCreateTime": text_of(entry.at),
        "JobCreateTime": text_of(entry.at),
        "Delay": "0",
        "ErrorMessage": "",
    });
    // Only subscriptions have the field here.
    let expires = expires(entry);
    if !expires.is_empty() {
        body["ExpireTime"] = expires.into();
    }
    body
}

fn sales_of<'a>(state: &'a State, call: &Call) -> impl DoubleEndedIterator<Item = &'a LedgerEntry> {
    state
        .entries_of(Provider::Alibaba, &call.account)
        .filter(|entry| entry.effect == LedgerEffect::Purchase && entry.action == "CreateSynchronizationJob")
}

fn parameter<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.parameters.get(name).map(String::as_str).filter(|text| !text.is_empty())
}

fn of<'a>(entry: &'a LedgerEntry, name: &str) -> &'a str {
    entry.parameters.get(name).map_or("", String::as_str)
}

fn pay_type(entry: &LedgerEntry) -> &'static str {
    if of(entry, "PayType").eq_ignore_ascii_case("prepaid") { "PrePaid" } else { "PostPaid" }
}

fn expires(entry: &LedgerEntry) -> String {
    // What is in the ledger passed the rules when it was sold.
    let months = rules::check(&entry.parameters).ok().and_then(|wish| wish.months);
    months.map(|months| text_of(stage::add_months(entry.at, months))).unwrap_or_default()
}

fn text_of(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
}

/// Page number from 1 on, and its size, which is 10, 20 or 30.
fn page(call: &Call, number: &str, default: usize) -> Result<(usize, usize), Refusal> {
    let read = |name: &str, default: usize| match parameter(call, name) {
        Some(text) => text.parse().ok().filter(|number| *number > 0),
        None => Some(default),
    };
    match (read(number, 1), read("PageSize", default)) {
        (Some(page), Some(size @ (10 | 20 | 30))) => Ok((page, size)),
        _ => Err(Refusal::new(400, "InvalidParameter", "The page number or page size is not valid.")),
    }
}
