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

use super::{Sale, Seen};
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
    }))
}

/// The account's orders since `from` that change this task, or may.
pub(in super::super) async fn changing_orders(
    backend: &Backend,
    key: &AlibabaKey,
    instance: Option<&str>,
    from: OffsetDateTime,
) -> Result<Vec<String>, CloudError> {
    let fresh = || fresh(backend);
    let alibaba = &backend.clouds.alibaba;
    let window = Window { from: from - BEFORE, to: fresh().now + Duration::minutes(1) };
    let mut found = Vec::new();
    for order_type in CHANGES {
        let filter = BssOrderFilter {
            product_code: Some("dts"),
            order_type: Some(order_type),
            ..BssOrderFilter::default()
        };
        for order in alibaba.orders(key, &window, &filter, &fresh).await?.value {
            let parts = alibaba.order(key, &order.order_id, &fresh).await?.value;
            let mut ids = parts.iter().flat_map(|part| &part.instance_ids).peekable();
            // An order that names other instances alone is another's.
            let is_others = ids.peek().is_some() && instance.is_some_and(|wanted| ids.all(|id| id != wanted));
            if !is_others {
                found.push(order.order_id);
            }
        }
    }
    Ok(found)
}

/// Compares the task with how it was.
pub(in super::super) async fn look(
    backend: &Backend,
    key: &AlibabaKey,
    attempt: &Attempt,
    (dts_job_id, before): (&str, &Task),
    sent_at: OffsetDateTime,
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
    Ok(match changing_orders(backend, key, before.instance_id.as_deref(), sent_at).await {
        Ok(orders) if orders.is_empty() => seen(Sight::Absent, Vec::new(), None),
        Ok(orders) => seen(Sight::Busy, Vec::new(), Some(orders.join(", "))),
        Err(error) => Seen::unreadable(&error),
    })
}
