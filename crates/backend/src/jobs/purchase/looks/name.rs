//! Class `name`: a DDM instance is found by its unique name, and a prepaid one also by its order.

use std::collections::HashSet;

use cloud::{
    CloudError, HuaweiKey,
    huawei::bss::{Order, OrderStatus},
};
use domain::{catalog::Provider, order::settling::Sight};
use store::purchases;
use time::{Duration, OffsetDateTime};

use super::{Sale, Seen};
use crate::{Backend, BackendError, jobs::purchase::prepare::fresh};

/// How long before a request an order of it is looked for: two clocks may disagree a little.
const BEFORE: Duration = Duration::minutes(5);

/// An order that buys something; others renew, change or end it.
const PURCHASE: &str = "1";

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Wanted<'a> {
    pub(in super::super) name: &'a str,
    pub(in super::super) prepaid: bool,
    pub(in super::super) sent_at: OffsetDateTime,
}

/// Looks through every list that can show it. What cannot be read whole shows nothing.
pub(in super::super) async fn look(
    backend: &Backend,
    key: &HuaweiKey,
    wanted: &Wanted<'_>,
) -> Result<Seen, BackendError> {
    let read = match read(backend, key, wanted).await {
        Ok(read) => read,
        Err(error) => {
            tracing::warn!(%error, "a look by name failed");
            return Ok(Seen::unreadable(&error));
        }
    };
    let Some(at) = read.at else {
        let note = Some("a list without the cloud's time".to_owned());
        return Ok(Seen {
            sight: Sight::Unreadable,
            sales: Vec::new(),
            at: None,
            request_id: read.request_id,
            note,
        });
    };
    let seen =
        |sight, sales, note| Seen { sight, sales, at: Some(at), request_id: read.request_id.clone(), note };
    if !read.sales.is_empty() {
        return Ok(seen(Sight::Found, read.sales, None));
    }
    let mut conn = backend.db.acquire().await?;
    let owned = purchases::owned(&mut conn, Provider::Huawei, &read.unmapped).await?;
    let owned: HashSet<_> = owned.into_iter().collect();
    let unmapped: Vec<_> = read.unmapped.into_iter().filter(|order| !owned.contains(order)).collect();
    Ok(if unmapped.is_empty() {
        seen(Sight::Absent, Vec::new(), None)
    } else {
        seen(Sight::Unmapped, Vec::new(), Some(unmapped.join(", ")))
    })
}

struct Read {
    sales: Vec<Sale>,
    /// Orders that brought nothing with another name: each may be the one.
    unmapped: Vec<String>,
    at: Option<OffsetDateTime>,
    request_id: Option<String>,
}

async fn read(backend: &Backend, key: &HuaweiKey, wanted: &Wanted<'_>) -> Result<Read, CloudError> {
    let huawei = &backend.clouds.huawei;
    let fresh = || fresh(backend);
    // The orders first: what an order brings is in the list of instances afterwards.
    let orders = if wanted.prepaid {
        let window = (wanted.sent_at - BEFORE, fresh().now + Duration::minutes(1));
        Some(huawei.orders(key, window, &fresh).await?)
    } else {
        None
    };
    let instances = huawei.all_instances(key, &fresh).await?;
    let mut sales: Vec<_> = instances
        .value
        .iter()
        .filter(|instance| instance.name == wanted.name)
        .filter_map(|instance| match (wanted.prepaid, &instance.order_id) {
            (false, order) => Some(Sale { reference: instance.id.clone(), cloud_order: order.clone() }),
            // A prepaid purchase is known by its order; where the list does not say it, the orders do.
            (true, Some(order)) => Some(Sale { reference: order.clone(), cloud_order: Some(order.clone()) }),
            (true, None) => None,
        })
        .collect();
    let mut unmapped = Vec::new();
    let mut at = instances.cloud_date;
    if let Some(orders) = orders {
        at = at.zip(orders.cloud_date).map(|(one, other)| one.min(other));
        for order in orders.value.iter().filter(|order| may_be(order)) {
            let resources = huawei.resources(key, &order.order_id, &fresh).await?.value;
            if resources.iter().any(|resource| resource.resource_name.as_deref() == Some(wanted.name)) {
                let sale =
                    Sale { reference: order.order_id.clone(), cloud_order: Some(order.order_id.clone()) };
                if !sales.contains(&sale) {
                    sales.push(sale);
                }
            } else if resources.is_empty()
                || resources.iter().any(|resource| resource.resource_name.is_none())
            {
                unmapped.push(order.order_id.clone());
            }
        }
    }
    Ok(Read { sales, unmapped, at, request_id: instances.request_id })
}

/// Whether the order may have bought it. One that was cancelled before it was paid bought nothing.
fn may_be(order: &Order) -> bool {
    order.order_type == PURCHASE && order.status != OrderStatus::Cancelled
}
