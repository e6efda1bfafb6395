//! Tasks of every kind: DescribeDtsJobs and DescribeDtsJobDetail.

use serde::Deserialize;
use time::OffsetDateTime;

use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given},
        pages::{Page, Whole},
        wire::value,
    },
    error::{CloudError, CloudErrorKind},
    provider::{Freshness, InstanceStatus, Looked, Seen},
    verdict::Advice,
};

const LIST: &str = "DescribeDtsJobs";
const DETAIL: &str = "DescribeDtsJobDetail";

/// The one page size that every edition of the vendor's page allows.
const PAGE_SIZE: u32 = 30;

/// What a task does. The vendor lists migrations where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JobType {
    #[default]
    Sync,
    Migration,
    Subscribe,
}

impl JobType {
    /// The value on the wire.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Sync => "SYNC",
            Self::Migration => "MIGRATION",
            Self::Subscribe => "SUBSCRIBE",
        }
    }
}

/// Which tasks are listed: those that everything given here is true of.
#[derive(Debug, Clone, Copy, Default)]
pub struct DtsJobFilter<'a> {
    pub job_type: JobType,
    /// The instance's region, which also decides the address that is asked.
    pub region: Option<&'a str>,
    pub dts_job_id: Option<&'a str>,
    pub dts_instance_id: Option<&'a str>,
    /// In the spelling of this list, such as `NotConfigured`.
    pub status: Option<&'a str>,
}

/// One of the two names of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DtsJobId<'a> {
    /// The task's own, which TransferPayType asks for.
    Job(&'a str),
    /// Its instance's, which starts with `dts`.
    Instance(&'a str),
}

/// A task, in the vendor's words; what the vendor left out is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DtsJob {
    #[serde(deserialize_with = "value::text")]
    pub dts_job_id: Option<String>,
    #[serde(rename = "DtsInstanceID", deserialize_with = "value::text")]
    pub dts_instance_id: Option<String>,
    /// None before the task is configured.
    #[serde(deserialize_with = "value::text")]
    pub dts_job_name: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub dts_job_class: Option<String>,
    /// `online`, `sync` or `subscribe`.
    #[serde(deserialize_with = "value::text")]
    pub job_type: Option<String>,
    /// `PrePaid` or `PostPaid`.
    #[serde(deserialize_with = "value::text")]
    pub pay_type: Option<String>,
    /// Spelled otherwise than in the lists of synchronisation jobs; compare without case.
    #[serde(deserialize_with = "value::text")]
    pub status: Option<String>,
    #[serde(deserialize_with = "value::time")]
    pub create_time: Option<OffsetDateTime>,
    /// The end of the subscription.
    #[serde(deserialize_with = "value::time")]
    pub expire_time: Option<OffsetDateTime>,
    /// Seconds behind the source.
    #[serde(deserialize_with = "value::integer")]
    pub delay: Option<i64>,
    #[serde(deserialize_with = "value::text")]
    pub error_message: Option<String>,
    #[serde(deserialize_with = "value::or_default")]
    pub source_endpoint: DtsEndpoint,
    #[serde(deserialize_with = "value::or_default")]
    pub destination_endpoint: DtsEndpoint,
    /// When it was first started. Only in details, as the next two.
    #[serde(deserialize_with = "value::time")]
    pub boot_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    pub finish_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    pub last_update_time: Option<OffsetDateTime>,
}

/// One end of a task.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DtsEndpoint {
    #[serde(deserialize_with = "value::text")]
    pub region: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub engine_name: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub instance_type: Option<String>,
    #[serde(rename = "InstanceID", alias = "InstanceId", deserialize_with = "value::text")]
    pub instance_id: Option<String>,
    #[serde(alias = "IP", deserialize_with = "value::text")]
    pub ip: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub port: Option<String>,
}

/// One page of tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DtsJobPage {
    /// At most 30.
    pub jobs: Vec<DtsJob>,
    /// On all pages.
    pub total: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default, deserialize_with = "value::or_default")]
    dts_job_list: Vec<DtsJob>,
    #[serde(default, deserialize_with = "value::integer")]
    page_number: Option<i64>,
    #[serde(default, deserialize_with = "value::integer")]
    total_record_count: Option<i64>,
}

impl Client {
    /// One page of the tasks of one kind, oldest first; pages count from 1. DescribeDtsJobs. Safe to repeat.
    ///
    /// The vendor allows 20 a second for each account and region.
    pub async fn dts_jobs(
        &self,
        key: &AlibabaKey,
        filter: &DtsJobFilter<'_>,
        page: u32,
        fresh: &dyn Freshness,
    ) -> Result<Seen<DtsJobPage>, CloudError> {
        let Page { reply, items, total, .. } = self.dts_job_page(key, filter, page, fresh).await?;
        Ok(reply.seen(DtsJobPage { jobs: items, total }))
    }

    /// Every task of one kind, oldest first: all pages of DescribeDtsJobs, or an error. Safe to repeat.
    ///
    /// An error also where the list changed while it was read, or has more than 200 pages of 30.
    pub async fn all_dts_jobs(
        &self,
        key: &AlibabaKey,
        filter: &DtsJobFilter<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<DtsJob>>, CloudError> {
        let mut whole = Whole::new();
        while let Some(page) = whole.next() {
            let page = self.dts_job_page(key, filter, page, fresh).await?;
            whole.add(page, |job| format!("{:?} {:?}", job.dts_job_id, job.dts_instance_id))?;
        }
        Ok(whole.seen())
    }

    /// One task. DescribeDtsJobDetail. Safe to repeat.
    ///
    /// The vendor documents no code for a task that this account does not have: that is some refusal.
    pub async fn dts_job(
        &self,
        key: &AlibabaKey,
        region: Option<&str>,
        id: DtsJobId<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<DtsJob>, CloudError> {
        let (name, asked) = match id {
            DtsJobId::Job(id) => ("DtsJobId", id),
            DtsJobId::Instance(id) => ("DtsInstanceID", id),
        };
        let parameters = given([(name, Some(asked.to_owned())), ("RegionId", region.map(str::to_owned))]);
        let reply = self.look(&Rpc { region, parameters, ..Rpc::dts(DETAIL) }, key, fresh).await?;
        let job: DtsJob = reply.parse()?;
        let told = match id {
            DtsJobId::Job(_) => &job.dts_job_id,
            DtsJobId::Instance(_) => &job.dts_instance_id,
        };
        if told.as_deref() != Some(asked) {
            return Err(reply.unreadable(&"the answer is about another task"));
        }
        Ok(reply.seen(job))
    }

    /// A harmless read that shows that the key works. Safe to repeat.
    pub async fn verify(&self, key: &AlibabaKey, fresh: &dyn Freshness) -> Result<Looked, CloudError> {
        let Page { reply, .. } = self.dts_job_page(key, &DtsJobFilter::default(), 1, fresh).await?;
        // No read of DTS shows the account's number.
        Ok(Looked { cloud_date: reply.date()?, request_id: reply.request_id, account: None })
    }

    /// One synchronisation job's status. Safe to repeat. A job that this account does not have is `NotFound`.
    pub async fn instance_status(
        &self,
        key: &AlibabaKey,
        region: &str,
        instance_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<InstanceStatus, CloudError> {
        let filter = DtsJobFilter {
            region: Some(region),
            dts_instance_id: Some(instance_id),
            ..DtsJobFilter::default()
        };
        let Page { reply, items, .. } = self.dts_job_page(key, &filter, 1, fresh).await?;
        let found = items.into_iter().find(|job| job.dts_instance_id.as_deref() == Some(instance_id));
        let Some(job) = found else {
            return Err(reply.error(CloudErrorKind::NotFound, Advice::Unknown, "not in the list of jobs"));
        };
        Ok(InstanceStatus {
            status: job.status.unwrap_or_default(),
            name: job.dts_job_name,
            job_id: job.dts_job_id,
            class: job.dts_job_class,
            pay_type: job.pay_type,
            expires_at: job.expire_time,
            request_id: reply.request_id,
        })
    }

    async fn dts_job_page(
        &self,
        key: &AlibabaKey,
        filter: &DtsJobFilter<'_>,
        page: u32,
        fresh: &dyn Freshness,
    ) -> Result<Page<DtsJob>, CloudError> {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let parameters = given([
            ("JobType", text(Some(filter.job_type.wire()))),
            ("Region", text(filter.region)),
            ("DtsJobId", text(filter.dts_job_id)),
            ("DtsInstanceId", text(filter.dts_instance_id)),
            ("Status", text(filter.status)),
            // Oldest first: what is bought meanwhile does not move the others.
            ("OrderColumn", text(Some("CreateTime"))),
            ("OrderDirection", text(Some("ASC"))),
            ("PageNumber", Some(page.to_string())),
            ("PageSize", Some(PAGE_SIZE.to_string())),
        ]);
        let rpc = Rpc { region: filter.region, parameters, ..Rpc::dts(LIST) };
        let reply = self.look(&rpc, key, fresh).await?;
        let Listed { dts_job_list, page_number, total_record_count } = reply.parse()?;
        Ok(Page { reply, items: dts_job_list, number: page_number, total: total_record_count })
    }
}
