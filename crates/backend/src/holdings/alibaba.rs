//! Alibaba Cloud: new orders and instances of the whole account from BSS, and DTS's tasks beside them.
//!
//! One sale is in up to three lists. The instance speaks for it; an order speaks for itself only while it has made
//! none.

use std::collections::{BTreeMap, BTreeSet};

use cloud::{
    AlibabaKey, CloudError,
    alibaba::{
        bss::{BssInstanceFilter, BssOrderFilter, Window},
        dts::{DtsJobFilter, JobType},
    },
};
use domain::{catalog::Provider, money::Money};
use time::OffsetDateTime;

use super::{CLOUD_ORDER, INSTANCE, Item};
use crate::{Backend, jobs::purchase};

/// BSS's code of DTS.
const DTS: &str = "dts";

pub(super) async fn bought(
    backend: &Backend,
    key: &AlibabaKey,
    regions: &[String],
    known: &BTreeSet<String>,
    (from, to): (OffsetDateTime, OffsetDateTime),
) -> Result<Vec<Item>, CloudError> {
    let client = &backend.clouds.alibaba;
    let fresh = || purchase::fresh(backend);
    let window = Window { from, to };
    let item = |kind, reference: String, created_at| Item {
        provider: Provider::Alibaba,
        kind,
        reference,
        also: Vec::new(),
        name: None,
        product: None,
        created_at,
        amount: None,
    };

    let filter = BssInstanceFilter { created: Some(window), ..BssInstanceFilter::default() };
    let mut instances = BTreeMap::new();
    for instance in client.instances(key, &filter, &fresh).await?.value {
        let Some(id) = instance.instance_id else { continue };
        let told = item(INSTANCE, id.clone(), instance.create_time);
        instances.insert(id, Item { product: instance.product_code, ..told });
    }
    // Of no region is of all, by the vendor's words; where orders were to buy is asked for itself.
    for region in [None].into_iter().chain(regions.iter().map(|region| Some(region.as_str()))) {
        let filter = DtsJobFilter { job_type: JobType::Sync, region, ..DtsJobFilter::default() };
        for job in client.all_dts_jobs(key, &filter, &fresh).await?.value {
            let Some(id) = job.dts_instance_id else { continue };
            if job.create_time.is_some_and(|created| created < from) {
                continue;
            }
            let known = instances.entry(id.clone()).or_insert_with(|| item(INSTANCE, id, job.create_time));
            known.name = known.name.take().or(job.dts_job_name);
            known.product.get_or_insert_with(|| DTS.to_owned());
        }
    }

    let filter = BssOrderFilter { order_type: Some("New"), ..BssOrderFilter::default() };
    let mut orders = Vec::new();
    for order in client.orders(key, &window, &filter, &fresh).await?.value {
        if order.payment_status.as_deref() == Some("Cancelled") || known.contains(&order.order_id) {
            continue;
        }
        let amount: Option<Money> = order
            .after_tax_amount
            .or(order.pretax_amount)
            .filter(|paid| !paid.is_negative)
            .map(|paid| paid.amount);
        let parts = client.order(key, &order.order_id, &fresh).await?.value;
        let made: Vec<String> = parts.into_iter().flat_map(|part| part.instance_ids).collect();
        if made.is_empty() {
            let told = item(CLOUD_ORDER, order.order_id.clone(), order.create_time);
            orders.push(Item { amount, product: order.product_code.clone(), ..told });
        }
        for id in made {
            let instance =
                instances.entry(id.clone()).or_insert_with(|| item(INSTANCE, id, order.create_time));
            instance.also.push(order.order_id.clone());
            instance.amount = amount;
            instance.product = instance.product.take().or_else(|| order.product_code.clone());
        }
    }
    Ok(instances.into_values().chain(orders).collect())
}
