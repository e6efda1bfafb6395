//! The price of changing how a task of DTS is paid, or its class.
//!
//! The cloud shows a task's class and billing, and not which ways it synchronises; a task that the portal bought itself
//! is known by its order.

use cloud::{
    AlibabaKey,
    alibaba::{
        bss::OrderType,
        dts::{DtsJob, DtsJobId},
    },
};
use domain::catalog::{Input, Provider, dts_change::names, dts_create, dts_create::PayType};

use super::{DTS, Question, Way, dts_defaults, dts_term};
use crate::{
    Backend, BackendError,
    prices::{Failed, fresh},
};

/// What to ask, or `None` where the task and the wish leave it open.
pub(super) async fn question(
    backend: &Backend,
    parameters: &Input,
    key: &AlibabaKey,
) -> Result<Option<Question>, Failed> {
    let value = |name: &str| parameters.get(name).map(String::as_str);
    let Some(id) = value(names::JOB_ID) else { return Ok(None) };
    let asked = DtsJobId::Job(id);
    let job = backend.clouds.alibaba.dts_job(key, value(names::REGION_ID), asked, &|| fresh(backend)).await?;
    let job = job.value;
    let Some((way, class)) = wish(parameters, &job) else { return Ok(None) };
    let bought_as = bought_as(backend, &job).await?;
    let mut attributes: Input = [(dts_create::names::JOB_CLASS.to_owned(), class)].into();
    for name in [dts_create::names::TOPOLOGY, dts_create::names::DB_INSTANCE_COUNT] {
        let Some(value) = bought_as.get(name) else { continue };
        attributes.insert(name.to_owned(), value.clone());
    }
    // Of a task that somebody else bought nothing is known by default.
    let defaults = if bought_as.is_empty() { Input::new() } else { dts_defaults() };
    Ok(Some(Question {
        product_code: DTS.to_owned(),
        product_type: None,
        region: value(names::REGION_ID).map(str::to_owned),
        way,
        attributes,
        defaults,
    }))
}

/// How the task will be paid, and its class then.
fn wish(parameters: &Input, job: &DtsJob) -> Option<(Way, String)> {
    let value = |name: &str| parameters.get(name).map(String::as_str);
    let now = PayType::parse(job.pay_type.as_deref()?).ok()?;
    let class = job.dts_job_class.as_deref()?;
    let wanted = value(names::INSTANCE_CLASS).unwrap_or(class);
    let way = match (now, PayType::parse(value(names::CHARGE_TYPE)?).ok()?) {
        (PayType::PostPaid, PayType::PostPaid) => Way::PayAsYouGo,
        (PayType::PostPaid, PayType::PrePaid) => {
            Way::new_order(dts_term(value(names::PERIOD)?, value(names::BUY_COUNT)?)?)
        }
        // A subscription that stays as it is: no document says what its term then costs.
        (PayType::PrePaid, PayType::PrePaid) if wanted.eq_ignore_ascii_case(class) => return None,
        (PayType::PrePaid, PayType::PrePaid) => Way::Subscription {
            order: OrderType::Upgrade,
            term: None,
            instance: Some(job.dts_instance_id.clone()?),
        },
        // The vendor refuses it.
        (PayType::PrePaid, PayType::PostPaid) => return None,
    };
    Some((way, wanted.to_owned()))
}

/// The parameters with which the portal bought the task; none where it did not.
async fn bought_as(backend: &Backend, job: &DtsJob) -> Result<Input, Failed> {
    let Some(instance) = &job.dts_instance_id else { return Ok(Input::new()) };
    let mut conn = backend.db.acquire().await.map_err(BackendError::from)?;
    let bought = store::purchases::parameters_of(&mut conn, Provider::Alibaba, instance).await;
    Ok(bought.map_err(BackendError::from)?.unwrap_or_default())
}
