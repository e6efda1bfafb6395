//! Alibaba Cloud: the tasks of DTS that can be changed, the products of BSS and what each of them asks for.

use std::collections::BTreeSet;

use cloud::{
    AlibabaKey,
    alibaba::{
        bss::{BssProduct, PricingAttribute, PricingModules, ProductRef},
        dts::{DtsJob, DtsJobFilter, JobType},
    },
};
use domain::{
    catalog::{Input, bss_create, bss_create::SubscriptionType, dts_change},
    options::{Attribute, Attributes, Offer},
};

use super::{Asked, given};
use crate::{Backend, jobs::purchase::fresh};

/// What marks a value as a range: `1-1000`.
const RANGE: &str = "range";

/// Migrations are not listed: they are always paid by use.
pub(super) async fn tasks(backend: &Backend, key: &AlibabaKey, spec: &Input, asked: &mut Asked) {
    use dts_change::names;
    let (client, fresh) = (&backend.clouds.alibaba, || fresh(backend));
    let region = given(spec, names::REGION_ID);
    let filter = |job_type| DtsJobFilter { job_type, region, ..DtsJobFilter::default() };
    let (sync, tracking) = (filter(JobType::Sync), filter(JobType::Subscribe));
    let (sync, tracking) =
        tokio::join!(client.all_dts_jobs(key, &sync, &fresh), client.all_dts_jobs(key, &tracking, &fresh));
    let tasks = sync.and_then(|sync| {
        let jobs = sync.value.into_iter().chain(tracking?.value);
        Ok(jobs.filter_map(|job| task(&job)).collect())
    });
    asked.keep(names::JOB_ID, tasks);
}

fn task(job: &DtsJob) -> Option<Offer> {
    let id = job.dts_job_id.clone()?;
    let name = job.dts_job_name.clone().or_else(|| job.dts_instance_id.clone()).unwrap_or_default();
    let facts = [&job.dts_job_class, &job.pay_type, &job.status];
    let note: Vec<_> =
        facts.into_iter().flatten().map(String::as_str).filter(|text| !text.is_empty()).collect();
    Some(Offer::new(id, name, note.join(" · ")).instance(job.dts_instance_id.clone()))
}

pub(super) async fn products(backend: &Backend, key: &AlibabaKey, spec: &Input, asked: &mut Asked) {
    use bss_create::names;
    let (client, fresh) = (&backend.clouds.alibaba, || fresh(backend));
    let (code, kind) = (given(spec, names::PRODUCT_CODE), given(spec, names::PRODUCT_TYPE));
    let billing = given(spec, names::SUBSCRIPTION_TYPE).and_then(|text| SubscriptionType::parse(text).ok());
    let described = async {
        let (code, billing) = code.zip(billing)?;
        let product = ProductRef { product_code: code, product_type: kind };
        Some(client.pricing_modules(key, product, billing.wire(), &fresh).await)
    };
    let (products, described) = tokio::join!(client.products(key, &fresh), described);
    match code {
        None => asked.waits(names::PRODUCT_TYPE, names::PRODUCT_CODE),
        Some(code) => {
            let kinds = products.as_ref().map(|seen| kinds(&seen.value, code)).unwrap_or_default();
            asked.keep(names::PRODUCT_TYPE, Ok(kinds));
        }
    }
    asked.keep(names::PRODUCT_CODE, products.map(|seen| codes(&seen.value)));
    let attributes = match described {
        None if code.is_none() => Attributes::WaitFor(names::PRODUCT_CODE),
        None => Attributes::WaitFor(names::SUBSCRIPTION_TYPE),
        Some(Ok(seen)) => Attributes::Known(attributes(&seen.value)),
        Some(Err(error)) => Attributes::Failed(asked.failed(error)),
    };
    asked.options.attributes = Some(attributes);
}

/// Each product once, whichever ways it is paid, but what this call does not sell.
fn codes(products: &[BssProduct]) -> Vec<Offer> {
    let mut seen = BTreeSet::new();
    let offers = products.iter().filter_map(|product| {
        let code = product.product_code.as_deref()?;
        let elsewhere = bss_create::SOLD_ELSEWHERE.iter().any(|other| other.eq_ignore_ascii_case(code));
        let is_new = !elsewhere && seen.insert(code);
        is_new.then(|| Offer::new(code, product.product_name.clone().unwrap_or_default(), ""))
    });
    offers.collect()
}

/// The types of a product, with the ways of paying that each has.
fn kinds(products: &[BssProduct], code: &str) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for product in products.iter().filter(|product| product.product_code.as_deref() == Some(code)) {
        let Some(kind) = product.product_type.as_deref().filter(|kind| !kind.is_empty()) else { continue };
        let way = product.subscription_type.clone().unwrap_or_default();
        match offers.iter_mut().find(|offer| offer.value == kind) {
            Some(offer) => offer.note = format!("{}, {way}", offer.note),
            None => offers.push(Offer::new(kind, product.product_name.clone().unwrap_or_default(), way)),
        }
    }
    offers
}

fn attributes(described: &PricingModules) -> Vec<Attribute> {
    described.attributes.iter().filter_map(attribute).collect()
}

fn attribute(attribute: &PricingAttribute) -> Option<Attribute> {
    let code = attribute.code.clone()?;
    let is_range = |kind: Option<&str>| kind.is_some_and(|kind| kind.to_ascii_lowercase().contains(RANGE));
    let (ranges, values): (Vec<_>, Vec<_>) =
        attribute.values.iter().partition(|value| is_range(value.kind.as_deref()));
    let offer = |value: &&cloud::alibaba::bss::AttributeValue| {
        Some(Offer::new(value.value.clone()?, value.name.clone().unwrap_or_default(), ""))
    };
    Some(Attribute {
        name: attribute.name.clone().unwrap_or_default(),
        unit: attribute.unit.clone().unwrap_or_default(),
        values: values.iter().filter_map(offer).collect(),
        ranges: ranges.iter().filter_map(|value| value.value.clone()).collect(),
        code,
    })
}
