//! DDM instances, their nodes, and the tasks that make them.

use serde::Deserialize;
use time::OffsetDateTime;

use super::{get, paged};
use crate::{
    error::CloudError,
    huawei::{
        HuaweiKey,
        client::{Client, segment},
        pages::{Page, list},
        wire::{moment, word},
    },
    provider::{Freshness, Seen},
    value::text,
};

const LIST: &str = "ListInstances";
const SHOW: &str = "ShowInstance";
const NODES: &str = "ListNodes";
const JOB: &str = "ShowJob";

/// A DDM instance, in the vendor's words. Texts that the cloud leaves empty are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Instance {
    pub id: String,
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    /// Such as `RUNNING`; `domain::instance` knows what it means.
    #[serde(default, deserialize_with = "word")]
    pub status: String,
    #[serde(default, deserialize_with = "moment")]
    pub created: Option<OffsetDateTime>,
    /// Only of prepaid instances.
    #[serde(default, deserialize_with = "text")]
    pub order_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub flavor_ref: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub engine_version: Option<String>,
    pub node_count: Option<u32>,
    #[serde(default, deserialize_with = "text")]
    pub available_zone: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub enterprise_project_id: Option<String>,
    /// Where applications connect.
    #[serde(default, deserialize_with = "text")]
    pub access_ip: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub access_port: Option<String>,
    /// Why it failed, where it did.
    #[serde(default, deserialize_with = "text")]
    pub error_msg: Option<String>,
}

/// A node of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Node {
    pub node_id: String,
    /// Such as `normal`.
    #[serde(default, deserialize_with = "word")]
    pub status: String,
    #[serde(default, deserialize_with = "text")]
    pub ip: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub port: Option<String>,
}

/// A task, such as the creation of an instance.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Job {
    pub id: String,
    /// Such as `CreateInstance`.
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    /// `Running`, `Completed` or `Failed`.
    #[serde(default, deserialize_with = "word")]
    pub status: String,
    /// Such as `60%`, while it runs.
    #[serde(default, deserialize_with = "text")]
    pub process: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub end_time: Option<OffsetDateTime>,
}

#[derive(Deserialize)]
struct Instances {
    instances: Option<Vec<Instance>>,
    total_record: Option<usize>,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Option<Vec<Node>>,
    total: Option<usize>,
}

#[derive(Deserialize)]
struct Tasked {
    job: Job,
}

impl Page for Instances {
    type Item = Instance;

    fn id(item: &Instance) -> &str {
        &item.id
    }

    fn open(self) -> Option<(Vec<Instance>, Option<usize>)> {
        list(self.instances, self.total_record)
    }
}

impl Page for Nodes {
    type Item = Node;

    fn id(item: &Node) -> &str {
        &item.node_id
    }

    fn open(self) -> Option<(Vec<Node>, Option<usize>)> {
        list(self.nodes, self.total)
    }
}

impl Client {
    /// Every instance of the project, of every enterprise project: all pages, or an error. Safe to repeat.
    ///
    /// What is missing from it was missing at its `cloud_date`. The cloud has no filter by name.
    pub async fn all_instances(
        &self,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Instance>>, CloudError> {
        let rest = get(key, LIST, "v1", "instances")?;
        self.by_offset::<Instances>(|offset| paged(&rest, offset), key, fresh).await
    }

    /// One instance. Safe to repeat. One that this project does not have is `NotFound`.
    pub async fn instance(
        &self,
        key: &HuaweiKey,
        instance_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Instance, CloudError> {
        Ok(self.read_instance(key, instance_id, fresh).await?.1)
    }

    pub(super) async fn read_instance(
        &self,
        key: &HuaweiKey,
        instance_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<(Option<String>, Instance), CloudError> {
        let rest = get(key, SHOW, "v1", &format!("instances/{}", segment(SHOW, instance_id)?))?;
        let reply = self.look(&rest, key, fresh).await?;
        let instance: Instance = reply.parse()?;
        if instance.id != instance_id {
            return Err(reply.unreadable(&"the answer is about another instance"));
        }
        Ok((reply.request_id, instance))
    }

    /// The nodes of an instance, all of them. Safe to repeat.
    pub async fn nodes(
        &self,
        key: &HuaweiKey,
        instance_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Node>>, CloudError> {
        let rest = get(key, NODES, "v1", &format!("instances/{}/nodes", segment(NODES, instance_id)?))?;
        self.by_offset::<Nodes>(|offset| paged(&rest, offset), key, fresh).await
    }

    /// How far a task is; creating an instance takes minutes. Safe to repeat.
    pub async fn job(&self, key: &HuaweiKey, job_id: &str, fresh: &dyn Freshness) -> Result<Job, CloudError> {
        let rest = get(key, JOB, "v3", &format!("jobs/{}", segment(JOB, job_id)?))?;
        let Tasked { job } = self.look(&rest, key, fresh).await?.parse()?;
        Ok(job)
    }
}
