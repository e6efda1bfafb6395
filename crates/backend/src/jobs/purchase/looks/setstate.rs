//! Class `setstate`: a change of a DTS task is found by comparing the task with how it was.

use cloud::{
    AlibabaKey, CloudError,
    alibaba::{
        bss::{BssOrderFilter, Window},
        dts::{DtsJob, DtsJobId},
    },
};
use domain::{
    catalog::{Input, Leftovers, dts_change::DtsChange},
    order::{
        setstate::{self, Reached, Task},
        settling::Sight,
    },
};
use store::purchases::Attempt;
use time::{Duration, OffsetDateTime};

use super::{Depth, Sale, Seen};
use crate::{Backend, BackendError, jobs::purchase::prepare::fresh};

/// How long before a request an order of it is looked for: two clocks may disagree a little.
const BEFORE: Duration = Duration::minutes(5);

/// Kinds of orders that change a task.
const CHANGES: [&str; 2] = ["Convert", "Upgrade"];

/// The change that the business bytes ask for.
pub(in super::super) fn change_of(parameters: &Input) -> Result<DtsChange, BackendError> {
    DtsChange::check(parameters, Leftovers::Refuse)
        .map_err(|_| BackendError::internal("stored parameters break the rules"))
}

/// The task as it is now; an error also where the cloud does not say when that is.
pub(in super::super) async fn task(
    backend: &Backend,
    key: &AlibabaKey,
    change: &DtsChange,
) -> Result<Option<Task>, CloudError> {
    let fresh = || fresh(backend);
    let id = DtsJobId::Job(change.job_id());
    let seen = backend.clouds.alibaba.dts_job(key, change.region(), id, &fresh).await?;
    let DtsJob { dts_instance_id, pay_type, dts_job_class, status, expire_time, .. } = seen.value;
    Ok(seen.cloud_date.map(|read_at| Task {
        instance_id: dts_instance_id,
        pay_type,
        class: dts_job_class,
        status,
        ends_at: expire_time,
        read_at,
        orders: Vec::new(),
    }))
}

/// The account's orders of the last minutes that change tasks: whatever they are about, none of them is of a request
/// that is still to be made. One of them is read closely, because settling needs that too.
pub(in super::super) async fn orders_before(
    backend: &Backend,
    key: &AlibabaKey,
) -> Result<Vec<String>, CloudError> {
    let now = backend.clock.now();
    let orders = orders(backend, key, (now - BEFORE, now)).await?;
    if let Some(order) = orders.first() {
        backend.clouds.alibaba.order(key, order, &|| fresh(backend)).await?;
    }
    Ok(orders)
}

/// Every order in the window that changes a task.
async fn orders(
    backend: &Backend,
    key: &AlibabaKey,
    (from, to): (OffsetDateTime, OffsetDateTime),
) -> Result<Vec<String>, CloudError> {
    let mut found = Vec::new();
    for order_type in CHANGES {
        let filter = BssOrderFilter {
            product_code: Some("dts"),
            order_type: Some(order_type),
            ..BssOrderFilter::default()
        };
        let window = Window { from, to };
        let seen = backend.clouds.alibaba.orders(key, &window, &filter, &|| fresh(backend)).await?;
        found.extend(seen.value.into_iter().map(|order| order.order_id));
    }
    Ok(found)
}

/// The account's orders that change this task, or may, and were not there before the request was made.
async fn changing_orders(
    backend: &Backend,
    key: &AlibabaKey,
    before: &Task,
    asked: &Asked,
) -> Result<Vec<String>, CloudError> {
    let soon = backend.clock.now() + Duration::minutes(1);
    // A later order is of another request. Without an end the list would change while it is read.
    let to = asked.believed_from.map_or(soon, |believed| believed.min(soon));
    let mut found = Vec::new();
    for order in orders(backend, key, (asked.sent_at - BEFORE, to)).await? {
        if before.orders.contains(&order) {
            continue;
        }
        let parts = backend.clouds.alibaba.order(key, &order, &|| fresh(backend)).await?.value;
        let mut ids = parts.iter().flat_map(|part| &part.instance_ids).peekable();
        // An order that names other instances alone is another's.
        let wanted = before.instance_id.as_ref();
        let is_others = ids.peek().is_some() && wanted.is_some_and(|wanted| ids.all(|id| id != wanted));
        if !is_others {
            found.push(order);
        }
    }
    Ok(found)
}

/// The request that a look is about.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Asked {
    pub(in super::super) sent_at: OffsetDateTime,
    /// From when on absence counts, by the cloud's clock.
    pub(in super::super) believed_from: Option<OffsetDateTime>,
    pub(in super::super) depth: Depth,
}

/// Compares the task with how it was.
pub(in super::super) async fn look(
    backend: &Backend,
    key: &AlibabaKey,
    attempt: &Attempt,
    (dts_job_id, before): (&str, &Task),
    asked: &Asked,
) -> Result<Seen, BackendError> {
    let parameters = serde_json::from_slice(&attempt.business).map_err(BackendError::internal)?;
    let change = change_of(&parameters)?;
    let unreadable = |note: &str| Seen {
        sight: Sight::Unreadable,
        sales: Vec::new(),
        at: None,
        request_id: None,
        note: Some(note.to_owned()),
    };
    let now = match task(backend, key, &change).await {
        Ok(Some(now)) => now,
        Ok(None) => return Ok(unreadable("an answer without the cloud's time")),
        Err(error) => return Ok(Seen::unreadable(&error)),
    };
    let seen = |sight, sales, note| Seen { sight, sales, at: Some(now.read_at), request_id: None, note };
    match setstate::reached(&change, before, &now) {
        Reached::All => {
            let reference = now.instance_id.clone().unwrap_or_else(|| dts_job_id.to_owned());
            return Ok(seen(Sight::Found, vec![Sale { reference, cloud_order: None }], None));
        }
        Reached::Some if !now.is_busy() => {
            let note = serde_json::to_string(&now).map_err(BackendError::internal)?;
            return Ok(seen(Sight::Partial, Vec::new(), Some(note)));
        }
        Reached::Some | Reached::None => {}
    }
    if now.is_busy() {
        return Ok(seen(Sight::Busy, Vec::new(), now.status.clone()));
    }
    let counts = asked.believed_from.is_none_or(|believed| now.read_at >= believed);
    if !counts && asked.depth == Depth::Needed {
        return Ok(seen(Sight::Absent, Vec::new(), None));
    }
    Ok(match changing_orders(backend, key, before, asked).await {
        Ok(orders) if orders.is_empty() => seen(Sight::Absent, Vec::new(), None),
        Ok(orders) => seen(Sight::Busy, Vec::new(), Some(orders.join(", "))),
        Err(error) => Seen::unreadable(&error),
    })
}
