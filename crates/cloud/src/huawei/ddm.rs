//! DDM: buying an instance, and looking at instances and at what can be bought.

mod create;
mod instances;
mod offers;

pub use self::{
    create::Purchase,
    instances::{Instance, Job, Node},
    offers::{Engine, Flavor, Zone},
};
use super::{
    HuaweiKey,
    client::{Client, Rest, segment},
};
use crate::{
    endpoint::Service,
    error::CloudError,
    provider::{Freshness, InstanceStatus},
};

/// What a page may hold at most.
const LIMIT: usize = 128;

/// A look at DDM; `version` and `path` stand around the project.
fn get(key: &HuaweiKey, action: &'static str, version: &str, path: &str) -> Result<Rest, CloudError> {
    let project = segment(action, &key.project_id)?;
    Ok(Rest::get(Service::HuaweiDdm, action, format!("/{version}/{project}/{path}")))
}

/// The page of `rest` that starts at `offset`.
fn paged(rest: &Rest, offset: usize) -> Rest {
    rest.clone().with("offset", offset).with("limit", LIMIT)
}

impl Client {
    /// One instance's status. Safe to repeat. An instance that this project does not have is `NotFound`.
    pub async fn instance_status(
        &self,
        key: &HuaweiKey,
        instance_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<InstanceStatus, CloudError> {
        let (request_id, instance) = self.read_instance(key, instance_id, fresh).await?;
        Ok(InstanceStatus {
            status: instance.status,
            name: Some(instance.name).filter(|name| !name.is_empty()),
            job_id: None,
            class: instance.flavor_ref,
            // The page names only prepaid instances' orders.
            pay_type: instance.order_id.map(|_| "prePaid".to_owned()),
            expires_at: None,
            request_id,
        })
    }
}
