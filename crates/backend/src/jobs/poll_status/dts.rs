//! Synchronisation tasks of DTS.

use cloud::{AlibabaKey, CloudError};
use domain::instance::Fulfilment;
use store::instances::Polling;

use super::Reading;
use crate::{Backend, jobs::purchase::fresh};

pub(super) async fn read(
    backend: &Backend,
    key: &AlibabaKey,
    instance: &Polling,
) -> Result<Reading, CloudError> {
    let Some(cloud_id) = instance.cloud_id.as_deref() else { return Ok(Reading::default()) };
    let fresh = || fresh(backend);
    let status = backend.clouds.alibaba.instance_status(key, &instance.region, cloud_id, &fresh).await?;
    Ok(Reading {
        fulfilment: Fulfilment::of_dts(&status.status),
        name: status.name,
        status: Some(status.status),
        expires_at: status.expires_at,
        request_id: status.request_id,
        ..Reading::default()
    })
}
