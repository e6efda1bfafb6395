//! Synchronisation jobs: DescribeSynchronizationJobs and DescribeSynchronizationJobStatus.

use serde::Deserialize;
use time::OffsetDateTime;

use super::DtsEndpoint;
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given},
        pages::{Page, Whole},
        wire::value,
    },
    error::CloudError,
    provider::{Freshness, Seen},
};

const LIST: &str = "DescribeSynchronizationJobs";
const STATUS: &str = "DescribeSynchronizationJobStatus";

const PAGE_SIZE: u32 = 30;

/// Which of a two-way job's directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    #[default]
    Forward,
    /// Only where the topology is `bidirectional`.
    Reverse,
}

impl Direction {
    /// The value on the wire.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Forward => "Forward",
            Self::Reverse => "Reverse",
        }
    }
}

/// Which jobs are listed: those that everything given here is true of.
#[derive(Debug, Clone, Copy, Default)]
pub struct SyncJobFilter<'a> {
    /// The instance's region, which also decides the address that is asked.
    pub region: Option<&'a str>,
    /// A part of the name.
    pub name: Option<&'a str>,
}

/// A synchronisation job, in the vendor's words; what the vendor left out is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct SyncJob {
    /// The instance's id, which starts with `dts`.
    #[serde(deserialize_with = "value::text")]
    pub synchronization_job_id: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub synchronization_job_name: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub synchronization_job_class: Option<String>,
    /// `Initializating` in the list, `initializating` in the status; compare without case.
    #[serde(deserialize_with = "value::text")]
    pub status: Option<String>,
    /// `PrePaid` or `PostPaid`.
    #[serde(deserialize_with = "value::text")]
    pub pay_type: Option<String>,
    /// The end of the subscription.
    #[serde(deserialize_with = "value::time")]
    pub expire_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    pub instance_create_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    pub job_create_time: Option<OffsetDateTime>,
    /// Seconds behind the source.
    #[serde(deserialize_with = "value::integer")]
    pub delay: Option<i64>,
    #[serde(deserialize_with = "value::text")]
    pub error_message: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub synchronization_direction: Option<String>,
    #[serde(deserialize_with = "value::or_default")]
    pub source_endpoint: DtsEndpoint,
    #[serde(deserialize_with = "value::or_default")]
    pub destination_endpoint: DtsEndpoint,
    /// The task's id. Only in the status.
    #[serde(deserialize_with = "value::text")]
    pub task_id: Option<String>,
}

/// One page of synchronisation jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncJobPage {
    /// At most 30.
    pub jobs: Vec<SyncJob>,
    /// On all pages.
    pub total: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default, deserialize_with = "value::or_default")]
    synchronization_instances: Vec<SyncJob>,
    #[serde(default, deserialize_with = "value::integer")]
    page_number: Option<i64>,
    #[serde(default, deserialize_with = "value::integer")]
    total_record_count: Option<i64>,
}

impl Client {
    /// One page of the synchronisation jobs; pages count from 1. DescribeSynchronizationJobs. Safe to repeat.
    pub async fn synchronization_jobs(
        &self,
        key: &AlibabaKey,
        filter: &SyncJobFilter<'_>,
        page: u32,
        fresh: &dyn Freshness,
    ) -> Result<Seen<SyncJobPage>, CloudError> {
        let Page { reply, items, total, .. } = self.sync_job_page(key, filter, page, fresh).await?;
        Ok(reply.seen(SyncJobPage { jobs: items, total }))
    }

    /// Every synchronisation job: all pages of DescribeSynchronizationJobs, or an error. Safe to repeat.
    ///
    /// An error also where the list changed while it was read, or has more than 200 pages of 30.
    pub async fn all_synchronization_jobs(
        &self,
        key: &AlibabaKey,
        filter: &SyncJobFilter<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<SyncJob>>, CloudError> {
        let mut whole = Whole::new();
        while let Some(page) = whole.next() {
            let page = self.sync_job_page(key, filter, page, fresh).await?;
            // A two-way job is listed once for each direction.
            whole.add(page, |job| {
                format!("{:?} {:?}", job.synchronization_job_id, job.synchronization_direction)
            })?;
        }
        Ok(whole.seen())
    }

    /// One synchronisation job. DescribeSynchronizationJobStatus. Safe to repeat.
    ///
    /// The vendor documents no code for a job that this account does not have: that is some refusal.
    pub async fn synchronization_job(
        &self,
        key: &AlibabaKey,
        region: Option<&str>,
        synchronization_job_id: &str,
        direction: Direction,
        fresh: &dyn Freshness,
    ) -> Result<Seen<SyncJob>, CloudError> {
        let parameters = given([
            ("SynchronizationJobId", Some(synchronization_job_id.to_owned())),
            ("SynchronizationDirection", Some(direction.wire().to_owned())),
            ("RegionId", region.map(str::to_owned)),
        ]);
        let reply = self.look(&Rpc { region, parameters, ..Rpc::dts(STATUS) }, key, fresh).await?;
        let job: SyncJob = reply.parse()?;
        if job.synchronization_job_id.as_deref() != Some(synchronization_job_id) {
            return Err(reply.unreadable(&"the answer is about another job"));
        }
        Ok(reply.seen(job))
    }

    async fn sync_job_page(
        &self,
        key: &AlibabaKey,
        filter: &SyncJobFilter<'_>,
        page: u32,
        fresh: &dyn Freshness,
    ) -> Result<Page<SyncJob>, CloudError> {
        let parameters = given([
            ("RegionId", filter.region.map(str::to_owned)),
            ("SynchronizationJobName", filter.name.map(str::to_owned)),
            ("PageNum", Some(page.to_string())),
            ("PageSize", Some(PAGE_SIZE.to_string())),
        ]);
        let rpc = Rpc { region: filter.region, parameters, ..Rpc::dts(LIST) };
        let reply = self.look(&rpc, key, fresh).await?;
        let Listed { synchronization_instances, page_number, total_record_count } = reply.parse()?;
        Ok(Page { reply, items: synchronization_instances, number: page_number, total: total_record_count })
    }
}
