//! DDM instances. A prepaid one is the cloud's order first: it may wait for its payment, and names what it brought only
//! when it was worked off.

use cloud::{
    CloudError, HuaweiKey,
    huawei::bss::{Order, OrderStatus},
};
use domain::instance::Fulfilment;
use store::instances::Polling;

use super::Reading;
use crate::{Backend, jobs::purchase::fresh};

pub(super) async fn read(
    backend: &Backend,
    key: &HuaweiKey,
    instance: &Polling,
) -> Result<Reading, CloudError> {
    match (&instance.cloud_id, &instance.cloud_order) {
        (Some(id), _) => status(backend, key, id).await,
        (None, Some(order)) => of_order(backend, key, order).await,
        (None, None) => Ok(Reading::default()),
    }
}

async fn status(backend: &Backend, key: &HuaweiKey, id: &str) -> Result<Reading, CloudError> {
    let status = backend.clouds.huawei.instance_status(key, id, &|| fresh(backend)).await?;
    Ok(Reading {
        fulfilment: Fulfilment::of_ddm(&status.status),
        name: status.name,
        status: Some(status.status),
        expires_at: status.expires_at,
        request_id: status.request_id,
        ..Reading::default()
    })
}

async fn of_order(backend: &Backend, key: &HuaweiKey, order_id: &str) -> Result<Reading, CloudError> {
    let (huawei, fresh) = (&backend.clouds.huawei, || fresh(backend));
    let seen = huawei.order(key, order_id, &fresh).await?;
    let Order { status: stands, amount_after_discount, pending_payment_end_time, .. } = seen.value;
    let reading = Reading { request_id: seen.request_id, ..Reading::default() };
    match stands {
        OrderStatus::PendingPayment => Ok(Reading {
            fulfilment: Some(Fulfilment::Unpaid),
            due: amount_after_discount,
            pay_until: pending_payment_end_time,
            ..reading
        }),
        OrderStatus::Processing => Ok(Reading { fulfilment: Some(Fulfilment::Creating), ..reading }),
        OrderStatus::Cancelled => Ok(Reading { fulfilment: Some(Fulfilment::Released), ..reading }),
        OrderStatus::Completed => {
            let brought = huawei.resources(key, order_id, &fresh).await?.value;
            let Some(brought) = brought.into_iter().next() else {
                return Ok(Reading { fulfilment: Some(Fulfilment::Creating), ..reading });
            };
            let shown = match status(backend, key, &brought.resource_id).await {
                Ok(shown) => shown,
                // What it is called is worth keeping, whatever its status is.
                Err(error) => {
                    tracing::warn!(%error, "an order brought what cannot be read yet");
                    Reading { fulfilment: Some(Fulfilment::Creating), ..reading }
                }
            };
            Ok(Reading {
                cloud_id: Some(brought.resource_id),
                expires_at: brought.expire_time.or(shown.expires_at),
                name: shown.name.or(brought.resource_name),
                ..shown
            })
        }
        // Nothing to conclude from.
        OrderStatus::UnderReview
        | OrderStatus::RefundPending
        | OrderStatus::ToConfirm
        | OrderStatus::Other(_) => Ok(reading),
    }
}
