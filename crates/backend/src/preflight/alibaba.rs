//! Alibaba Cloud: the account's balance, and the task that is changed.

use cloud::{
    AlibabaKey, CloudError,
    alibaba::dts::{DtsJob, DtsJobFilter, JobType},
};
use domain::{
    catalog::{
        Billing,
        dts_change::DtsChange,
        dts_create::{JobClass, PayType},
    },
    preflight::{Found, Obstacle, Warning},
    quote::{Per, Price},
};

use crate::{Backend, jobs::purchase::fresh};

/// What the vendor calls a migration.
const MIGRATION: &str = "online";

/// What is paid by the hour needs no more than an account that is not in debt.
pub(super) async fn balance(
    backend: &Backend,
    key: &AlibabaKey,
    price: Option<&Price>,
) -> Result<Found, CloudError> {
    let balance = backend.clouds.alibaba.balance(key, &|| fresh(backend)).await?.value;
    let available = balance.available;
    if available.is_negative && !available.amount.amount().is_zero() {
        return Ok(Found::Warns(Warning::BalanceShort));
    }
    let Some(price) = price.filter(|price| price.per() != Per::Hour) else { return Ok(Found::Fine) };
    Ok(match price.pay().exceeds(&available.amount) {
        Ok(false) => Found::Fine,
        Ok(true) => Found::Warns(Warning::BalanceShort),
        Err(_) => Found::Warns(Warning::BalanceOther),
    })
}

/// No document names the code of a task that the account does not have, so that whole lists are looked through.
pub(super) async fn task(backend: &Backend, key: &AlibabaKey, spec: &DtsChange) -> Result<Found, CloudError> {
    let client = &backend.clouds.alibaba;
    for job_type in [JobType::Sync, JobType::Subscribe, JobType::Migration] {
        let dts_job_id = Some(spec.job_id());
        let filter = DtsJobFilter { job_type, region: spec.region(), dts_job_id, ..DtsJobFilter::default() };
        let jobs = client.all_dts_jobs(key, &filter, &|| fresh(backend)).await?.value;
        if let Some(job) = jobs.iter().find(|job| job.dts_job_id.as_deref() == dts_job_id) {
            return Ok(if job_type == JobType::Migration {
                Found::Blocks(Obstacle::TaskMigration)
            } else {
                may_change(spec, job)
            });
        }
    }
    Ok(Found::Blocks(Obstacle::TaskMissing))
}

fn may_change(spec: &DtsChange, job: &DtsJob) -> Found {
    if job.job_type.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(MIGRATION)) {
        return Found::Blocks(Obstacle::TaskMigration);
    }
    let now = job.pay_type.as_deref().and_then(|text| PayType::parse(text).ok());
    let class = job.dts_job_class.as_deref().and_then(|text| JobClass::parse(text).ok());
    let keeps_class = spec.instance_class().is_none_or(|wanted| class == Some(wanted));
    match (now, spec.billing()) {
        (Some(PayType::PrePaid), Billing::Postpaid) => Found::Blocks(Obstacle::TaskSubscribed),
        (Some(PayType::PostPaid), Billing::Postpaid) if keeps_class => Found::Warns(Warning::TaskUnchanged),
        _ => Found::Fine,
    }
}

#[cfg(test)]
mod tests {
    use domain::catalog::{Input, Leftovers};

    use super::*;

    fn job(job_type: &str, pay_type: &str, class: &str) -> DtsJob {
        let text = |text: &str| Some(text.to_owned());
        DtsJob {
            job_type: text(job_type),
            pay_type: text(pay_type),
            dts_job_class: text(class),
            ..DtsJob::default()
        }
    }

    fn wish(pairs: &[(&str, &str)]) -> DtsChange {
        let all = [("DtsJobId", "o4nh3g7jg56")].iter().chain(pairs);
        let input: Input = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        DtsChange::check(&input, Leftovers::Refuse).expect("a change")
    }

    #[test]
    fn a_task_says_whether_it_may_become_what_is_wished() {
        let subscribe: &[_] = &[("ChargeType", "PrePaid"), ("Period", "Month"), ("BuyCount", "1")];
        let by_use: &[_] = &[("ChargeType", "PostPaid")];
        let larger: &[_] = &[("ChargeType", "PostPaid"), ("InstanceClass", "large")];
        for (wished, task, expected) in [
            (subscribe, job("sync", "PostPaid", "small"), Found::Fine),
            (subscribe, job("online", "PostPaid", "small"), Found::Blocks(Obstacle::TaskMigration)),
            (by_use, job("sync", "PrePaid", "small"), Found::Blocks(Obstacle::TaskSubscribed)),
            (larger, job("sync", "PrePaid", "small"), Found::Blocks(Obstacle::TaskSubscribed)),
            (by_use, job("sync", "PostPaid", "small"), Found::Warns(Warning::TaskUnchanged)),
            (larger, job("sync", "PostPaid", "LARGE"), Found::Warns(Warning::TaskUnchanged)),
            (larger, job("sync", "PostPaid", "small"), Found::Fine),
            // What the cloud leaves open is no obstacle.
            (by_use, DtsJob::default(), Found::Fine),
        ] {
            assert_eq!(may_change(&wish(wished), &task), expected, "{wished:?} {task:?}");
        }
    }
}
