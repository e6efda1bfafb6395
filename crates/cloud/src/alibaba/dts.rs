//! DTS (API version 2020-01-01): buying a synchronisation job, changing how one is billed, and looking at jobs.

use domain::catalog::{Input, dts_create};
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    AlibabaKey,
    client::{Client, Rpc, invalid, named, with_token},
    wire::Shape,
};
use crate::{
    endpoint::Service,
    error::{CloudError, CloudErrorKind},
    look::Reply,
    provider::{Freshness, InstanceStatus, Looked},
    verdict::Advice,
};

const VERSION: &str = "2020-01-01";
const CREATE: &str = "CreateSynchronizationJob";
const CHANGE: &str = "TransferPayType";
const LIST: &str = "DescribeDtsJobs";

const JOB_ID: &str = "DtsJobId";
const CHARGE_TYPE: &str = "ChargeType";
/// What [`CHANGE`] knows.
const CHANGE_NAMES: [&str; 6] = [JOB_ID, "RegionId", "InstanceClass", CHARGE_TYPE, "Period", "BuyCount"];

/// CreateSynchronizationJob: buys a synchronisation job.
pub(super) fn create<'a>(parameters: &'a Input, client_token: &str) -> Result<(Rpc<'a>, Shape), CloudError> {
    let Some(region) = parameters.get("RegionId").or_else(|| parameters.get("DestRegion")) else {
        return Err(invalid(CREATE, "no region"));
    };
    let rpc = Rpc {
        region: Some(region),
        parameters: with_token(CREATE, parameters, client_token)?,
        ..Rpc::dts(CREATE)
    };
    let shape = Shape {
        instance: &["SynchronizationJobId"],
        parameters: named(&dts_create::names::ALL, parameters),
        ..Shape::default()
    };
    Ok((rpc, shape))
}

/// TransferPayType: changes how a job is billed, or its class. The cloud has no memory of it: there is no token.
pub(super) fn change(parameters: &Input) -> Result<(Rpc<'_>, Shape), CloudError> {
    // The answer repeats them; one that repeats others is not about this change.
    let echo = |name: &'static str| {
        let sent = parameters.get(name).filter(|sent| !sent.is_empty());
        sent.map(|sent| (name, sent.clone())).ok_or_else(|| invalid(CHANGE, "no task, or no charge type"))
    };
    let rpc = Rpc {
        region: parameters.get("RegionId").map(String::as_str),
        parameters: parameters.clone().into_iter().collect(),
        ..Rpc::dts(CHANGE)
    };
    let shape = Shape {
        instance: &["InstanceId"],
        echoes: vec![echo(JOB_ID)?, echo(CHARGE_TYPE)?],
        parameters: named(&CHANGE_NAMES, parameters),
        ..Shape::default()
    };
    Ok((rpc, shape))
}

impl Rpc<'_> {
    /// A call of DTS without parameters, at its central address.
    fn dts(action: &'static str) -> Self {
        Self { service: Service::AlibabaDts, version: VERSION, action, region: None, parameters: Vec::new() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct JobList {
    #[serde(default)]
    dts_job_list: Vec<Job>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Job {
    #[serde(rename = "DtsInstanceID")]
    dts_instance_id: Option<String>,
    dts_job_id: Option<String>,
    dts_job_name: Option<String>,
    dts_job_class: Option<String>,
    #[serde(default)]
    status: String,
    pay_type: Option<String>,
    expire_time: Option<String>,
}

impl Client {
    /// A harmless read that shows that the key works. Safe to repeat.
    pub async fn verify(&self, key: &AlibabaKey, fresh: &dyn Freshness) -> Result<Looked, CloudError> {
        let (reply, _) = self.list(None, &[("PageSize", "10")], key, fresh).await?;
        // No read of DTS shows the account's number.
        Ok(Looked { cloud_date: reply.date()?, request_id: reply.request_id, account: None })
    }

    /// One job's status. Safe to repeat. A job that this account does not have is `NotFound`.
    pub async fn instance_status(
        &self,
        key: &AlibabaKey,
        region: &str,
        instance_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<InstanceStatus, CloudError> {
        let filter = [("Region", region), ("DtsInstanceId", instance_id), ("PageSize", "10")];
        let (reply, mut jobs) = self.list(Some(region), &filter, key, fresh).await?;
        let found = jobs.iter().position(|job| job.dts_instance_id.as_deref() == Some(instance_id));
        let Some(at) = found else {
            return Err(reply.error(CloudErrorKind::NotFound, Advice::Unknown, "not in the list of jobs"));
        };
        let job = jobs.swap_remove(at);
        let known = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(InstanceStatus {
            status: job.status,
            name: known(job.dts_job_name),
            job_id: known(job.dts_job_id),
            class: known(job.dts_job_class),
            pay_type: known(job.pay_type),
            expires_at: job.expire_time.and_then(|text| OffsetDateTime::parse(&text, &Rfc3339).ok()),
            request_id: reply.request_id,
        })
    }

    /// One page of synchronisation jobs.
    async fn list(
        &self,
        region: Option<&str>,
        filter: &[(&str, &str)],
        key: &AlibabaKey,
        fresh: &dyn Freshness,
    ) -> Result<(Reply, Vec<Job>), CloudError> {
        // Without `SYNC` the vendor lists migrations.
        let parameters = [&[("JobType", "SYNC")], filter].concat();
        let parameters =
            parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let rpc = Rpc { region, parameters, ..Rpc::dts(LIST) };
        let reply = self.look(&rpc, key, fresh).await?;
        let list: JobList = reply.parse()?;
        Ok((reply, list.dts_job_list))
    }
}
