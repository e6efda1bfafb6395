//! DTS (API version 2020-01-01): buying a synchronisation job, and looking at jobs.

use domain::catalog::Input;
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    AlibabaKey,
    client::{Client, Rpc, invalid},
    wire::Names,
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
const LIST: &str = "DescribeDtsJobs";

/// The field of the answer that proves the purchase.
pub(super) const CREATED: Names = Names { instance: &["SynchronizationJobId"], order: &[] };

/// The vendor's rule for `ClientToken`.
const MAX_TOKEN: usize = 64;

pub(super) fn create_call<'a>(parameters: &'a Input, client_token: &str) -> Result<Rpc<'a>, CloudError> {
    if client_token.is_empty() || client_token.len() > MAX_TOKEN || !client_token.is_ascii() {
        return Err(invalid(CREATE, "the client token must be 1 to 64 ASCII characters"));
    }
    if parameters.contains_key("ClientToken") {
        return Err(invalid(CREATE, "the parameters must not bring a client token of their own"));
    }
    let Some(region) = parameters.get("RegionId").or_else(|| parameters.get("DestRegion")) else {
        return Err(invalid(CREATE, "no region"));
    };
    let mut all: Vec<_> = parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    all.push(("ClientToken".to_owned(), client_token.to_owned()));
    Ok(Rpc {
        service: Service::AlibabaDts,
        version: VERSION,
        action: CREATE,
        region: Some(region),
        parameters: all,
    })
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
        let rpc = Rpc { service: Service::AlibabaDts, version: VERSION, action: LIST, region, parameters };
        let reply = self.look(&rpc, key, fresh).await?;
        let list: JobList = reply.parse()?;
        Ok((reply, list.dts_job_list))
    }
}
