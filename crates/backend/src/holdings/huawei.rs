//! Huawei Cloud: the customer's orders of the account with what they brought, and the project's DDM instances.
//!
//! A prepaid instance is told by its order, as its purchase is; one that is paid for its use has no order.

use std::collections::BTreeSet;

use cloud::{
    CloudError, HuaweiKey,
    huawei::bss::{Order, OrderStatus},
};
use domain::catalog::Provider;
use time::{Duration, OffsetDateTime};

use super::{CLOUD_ORDER, INSTANCE, Item};
use crate::{Backend, jobs::purchase};

/// The vendor lists at most a year at once.
const WINDOW: Duration = Duration::days(360);

/// What is read of the project itself.
const DDM: &str = "DDM";

/// The type of an order that buys; others renew, change or end something.
const PURCHASE: &str = "1";

pub(super) async fn bought(
    backend: &Backend,
    key: &HuaweiKey,
    known: &BTreeSet<String>,
    (from, to): (OffsetDateTime, OffsetDateTime),
) -> Result<Vec<Item>, CloudError> {
    let client = &backend.clouds.huawei;
    let fresh = || purchase::fresh(backend);
    let mut orders: Vec<Order> = Vec::new();
    let mut begin = from;
    while begin < to {
        let end = to.min(begin + WINDOW);
        for order in client.orders(key, (begin, end), &fresh).await?.value {
            // Windows share a second.
            if !orders.iter().any(|seen| seen.order_id == order.order_id) {
                orders.push(order);
            }
        }
        begin = end;
    }
    let instances = client.all_instances(key, &fresh).await?.value;

    let mut items = Vec::new();
    for order in orders {
        if order.order_type != PURCHASE || order.status == OrderStatus::Cancelled {
            continue;
        }
        let mut item = Item {
            provider: Provider::Huawei,
            kind: CLOUD_ORDER,
            also: Vec::new(),
            name: None,
            product: None,
            created_at: order.create_time,
            amount: order.amount_after_discount,
            reference: order.order_id,
        };
        for instance in &instances {
            if instance.order_id.as_ref() == Some(&item.reference) {
                item.also.push(instance.id.clone());
                item.product = Some(DDM.to_owned());
                item.name = Some(instance.name.clone());
            }
        }
        if item.name.is_none() && order.status == OrderStatus::Completed && !known.contains(&item.reference) {
            for resource in client.resources(key, &item.reference, &fresh).await?.value {
                item.also.push(resource.resource_id);
                item.name = item.name.or(resource.resource_name);
            }
        }
        items.push(item);
    }
    for instance in instances {
        let listed =
            instance.order_id.as_ref().is_some_and(|id| items.iter().any(|item| item.reference == *id));
        if listed || instance.created.is_some_and(|created| created < from) {
            continue;
        }
        let (kind, reference, also) = match instance.order_id {
            Some(order) => (CLOUD_ORDER, order, vec![instance.id]),
            None => (INSTANCE, instance.id, Vec::new()),
        };
        items.push(Item {
            provider: Provider::Huawei,
            kind,
            reference,
            also,
            name: Some(instance.name),
            product: Some(DDM.to_owned()),
            created_at: instance.created,
            amount: None,
        });
    }
    Ok(items)
}
