//! Instances of any product of Alibaba Cloud. Where only the order is known, it names its instance first.

use cloud::{AlibabaKey, CloudError, alibaba::bss::BssInstanceFilter};
use domain::instance::Fulfilment;
use store::instances::Polling;

use super::Reading;
use crate::{Backend, jobs::purchase::fresh};

pub(super) async fn read(
    backend: &Backend,
    key: &AlibabaKey,
    instance: &Polling,
) -> Result<Reading, CloudError> {
    let (alibaba, fresh) = (&backend.clouds.alibaba, || fresh(backend));
    let cloud_id = match (&instance.cloud_id, &instance.cloud_order) {
        (Some(id), _) => id.clone(),
        (None, Some(order)) => {
            let parts = alibaba.order(key, order, &fresh).await?.value;
            match parts.into_iter().flat_map(|part| part.instance_ids).next() {
                Some(id) => id,
                // The vendor still makes it.
                None => return Ok(Reading::default()),
            }
        }
        (None, None) => return Ok(Reading::default()),
    };
    let ids = [cloud_id.as_str()];
    let filter = BssInstanceFilter { instance_ids: &ids, ..BssInstanceFilter::default() };
    let seen = alibaba.instances(key, &filter, &fresh).await?;
    let listed =
        seen.value.into_iter().find(|listed| listed.instance_id.as_deref() == Some(cloud_id.as_str()));
    let reading = Reading { cloud_id: Some(cloud_id), request_id: seen.request_id, ..Reading::default() };
    // The list shows an instance a little later than the answer to its purchase.
    let Some(listed) = listed else { return Ok(reading) };
    Ok(Reading {
        fulfilment: listed.status.as_deref().and_then(Fulfilment::of_bss),
        status: listed.status,
        expires_at: listed.end_time,
        ..reading
    })
}
