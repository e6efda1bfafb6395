//! DTS (API version 2020-01-01): buying a synchronisation job, changing how one is billed, setting it up, and
//! looking at jobs.

mod configure;
mod jobs;
mod sync_jobs;

use domain::catalog::{Input, dts_change, dts_create};

pub use self::{
    configure::{SyncConfiguration, SyncEndpoint},
    jobs::{DtsEndpoint, DtsJob, DtsJobFilter, DtsJobId, DtsJobPage, JobType},
    sync_jobs::{Direction, SyncJob, SyncJobFilter, SyncJobPage},
};
use super::{
    client::{Rpc, invalid, named, with_token},
    wire::Shape,
};
use crate::{endpoint::Service, error::CloudError};

const VERSION: &str = "2020-01-01";
const CREATE: &str = "CreateSynchronizationJob";
const CHANGE: &str = "TransferPayType";

/// CreateSynchronizationJob: buys a synchronisation job.
pub(super) fn create<'a>(parameters: &'a Input, client_token: &str) -> Result<(Rpc<'a>, Shape), CloudError> {
    let Some(region) = parameters
        .get(dts_create::names::REGION_ID)
        .or_else(|| parameters.get(dts_create::names::DEST_REGION))
    else {
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
        region: parameters.get(dts_change::names::REGION_ID).map(String::as_str),
        parameters: parameters.clone().into_iter().collect(),
        ..Rpc::dts(CHANGE)
    };
    let shape = Shape {
        instance: &["InstanceId"],
        echoes: vec![echo(dts_change::names::JOB_ID)?, echo(dts_change::names::CHARGE_TYPE)?],
        parameters: named(&dts_change::names::ALL, parameters),
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
