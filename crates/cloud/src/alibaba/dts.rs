//! DTS (API version 2020-01-01): buying a synchronisation job, and looking at jobs.

use domain::catalog::{Input, Operation};
use serde::Deserialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{
    AlibabaKey,
    client::{Call, Client, invalid, scrubber},
    wire::Envelope,
};
use crate::{
    endpoint::Service,
    error::{CloudError, CloudErrorKind},
    http::Exchange,
    provider::{Fresh, InstanceStatus, Looked, Reach},
    verdict::{Advice, rows},
};

const VERSION: &str = "2020-01-01";
const CREATE: &str = "CreateSynchronizationJob";
const LIST: &str = "DescribeDtsJobs";

/// The field of the answer that proves the purchase.
pub(super) const REFERENCE: &str = "SynchronizationJobId";

/// The vendor's rule for `ClientToken`.
const MAX_TOKEN: usize = 64;

pub(super) fn create_call<'a>(parameters: &'a Input, client_token: &str) -> Result<Call<'a>, CloudError> {
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
    Ok(Call {
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
    pub async fn verify(&self, key: &AlibabaKey, fresh: Fresh) -> Result<Looked, CloudError> {
        let page = self.list(None, &[("PageSize", "10")], key, fresh).await?;
        let Some(cloud_date) = page.cloud_date else {
            return Err(page.error(
                CloudErrorKind::ProviderDown,
                Advice::Unreadable,
                "the answer has no date",
            ));
        };
        // No read of DTS shows the account's number.
        Ok(Looked { cloud_date, request_id: page.request_id, account: None })
    }

    /// One job's status. Safe to repeat. A job that this account does not have is `NotFound`.
    pub async fn instance_status(
        &self,
        key: &AlibabaKey,
        region: &str,
        instance_id: &str,
        fresh: Fresh,
    ) -> Result<InstanceStatus, CloudError> {
        let filter = [("Region", region), ("DtsInstanceId", instance_id), ("PageSize", "10")];
        let mut page = self.list(Some(region), &filter, key, fresh).await?;
        let found = page.jobs.iter().position(|job| job.dts_instance_id.as_deref() == Some(instance_id));
        let Some(at) = found else {
            return Err(page.error(CloudErrorKind::NotFound, Advice::Unknown, "not in the list of jobs"));
        };
        let job = page.jobs.swap_remove(at);
        let known = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(InstanceStatus {
            status: job.status,
            name: known(job.dts_job_name),
            job_id: known(job.dts_job_id),
            class: known(job.dts_job_class),
            pay_type: known(job.pay_type),
            expires_at: job.expire_time.and_then(|text| OffsetDateTime::parse(&text, &Rfc3339).ok()),
            request_id: page.request_id,
        })
    }

    /// One page of synchronisation jobs.
    async fn list(
        &self,
        region: Option<&str>,
        filter: &[(&str, &str)],
        key: &AlibabaKey,
        fresh: Fresh,
    ) -> Result<Page, CloudError> {
        // Without `SYNC` the vendor lists migrations.
        let parameters = [&[("JobType", "SYNC")], filter].concat();
        let parameters =
            parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let call = Call { service: Service::AlibabaDts, version: VERSION, action: LIST, region, parameters };
        let request = self.sign(&call, key, &fresh)?;
        let exchange = self.http.look(request).await;
        Page::read(exchange, key)
    }
}

/// A list that the cloud gave.
struct Page {
    cloud_date: Option<OffsetDateTime>,
    request_id: Option<String>,
    http_status: u16,
    jobs: Vec<Job>,
}

impl Page {
    fn error(&self, kind: CloudErrorKind, advice: Advice, message: &str) -> CloudError {
        CloudError {
            http_status: Some(self.http_status),
            request_id: self.request_id.clone(),
            cloud_date: self.cloud_date,
            ..CloudError::local(LIST, kind, advice, message)
        }
    }

    fn read(exchange: Exchange, key: &AlibabaKey) -> Result<Self, CloudError> {
        let Exchange { reach, status, date, body, broken } = exchange;
        let scrubber = scrubber(key);
        if let Some(broken) = broken {
            let (kind, advice) = match reach {
                Reach::NotSent => (CloudErrorKind::Unreachable, Advice::CloudUnreachable),
                Reach::MayHaveArrived | Reach::Answered => (CloudErrorKind::NoAnswer, Advice::NoAnswer),
            };
            let local = CloudError::local(LIST, kind, advice, scrubber.clean(&broken));
            return Err(CloudError { http_status: status, cloud_date: date, ..local });
        }
        let http = status.unwrap_or_default();
        let text = String::from_utf8_lossy(&body);
        let envelope = Envelope::read(&text, REFERENCE);
        let is_2xx = (200..300).contains(&http);
        if is_2xx
            && let Some(envelope) = &envelope
            && envelope.success != Some(false)
            && envelope.code.as_deref().is_none_or(|code| code == "200")
            && let Ok(list) = serde_json::from_str::<JobList>(&text)
        {
            let request_id = envelope.request_id.clone();
            return Ok(Self { cloud_date: date, request_id, http_status: http, jobs: list.dts_job_list });
        }
        let (kind, advice) = match envelope.as_ref().and_then(|envelope| envelope.code.as_deref()) {
            Some(code) => kind_of(http, code),
            None => (
                CloudErrorKind::ProviderDown,
                if http >= 500 { Advice::CloudDown } else { Advice::Unreadable },
            ),
        };
        let Envelope { code, message, request_id, .. } = envelope.unwrap_or_default();
        let clean = |text: Option<String>| text.map(|text| scrubber.clean(&text));
        Err(CloudError {
            kind,
            action: LIST,
            advice,
            http_status: status,
            code: clean(code),
            message: clean(message),
            request_id: clean(request_id),
            cloud_date: date,
        })
    }
}

/// Looks are judged by the same rows as purchases: a code means the same, there is only no money in it.
fn kind_of(http: u16, code: &str) -> (CloudErrorKind, Advice) {
    use CloudErrorKind as K;
    let Some(row) = rows::find(Operation::DtsCreate, http, code) else {
        let kind = if http >= 500 { K::ProviderDown } else { K::Refused };
        return (kind, Advice::Unknown);
    };
    let kind = match row.advice {
        Advice::KeyRefused | Advice::TokenExpired => K::CredentialRejected,
        Advice::PermissionMissing | Advice::AccountRestricted => K::PermissionDenied,
        Advice::ParametersRefused | Advice::ClockOff | Advice::PortalBug => K::InvalidRequest,
        Advice::Throttled => K::Throttled,
        Advice::CloudDown | Advice::StillRunning | Advice::NoAnswer | Advice::Unreadable => K::ProviderDown,
        Advice::CloudUnreachable => K::Unreachable,
        Advice::NothingToDo
        | Advice::NotEnoughMoney
        | Advice::NotOnSale
        | Advice::TokenConflict
        | Advice::Unknown => K::Refused,
    };
    (kind, row.advice)
}
