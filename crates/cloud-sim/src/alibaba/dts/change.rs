//! TransferPayType: from pay-as-you-go to a subscription, or to another class. It has no client token.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::{
    job::{Job, PayType},
    poor, price,
    rules::{self, CLASSES},
};
use crate::{
    accounts::Provider,
    alibaba::{
        Call, book, money,
        parameters::{Parameters, flag, one_of, only_known, optional, region, required},
        reply::Refusal,
    },
    config::RepeatOnPrepaid,
    door::Scene,
    ledger::LedgerEffect,
    state::State,
};

/// The page's parameters, and what the SDKs know beside them.
const KNOWN: [&str; 11] = [
    "AutoPay",
    "BuyCount",
    "ChargeType",
    "DtsJobId",
    "InstanceClass",
    "MaxDu",
    "MinDu",
    "OwnerId",
    "Period",
    "RegionId",
    "ResourceGroupId",
];

/// What is asked for, if the rules allow it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) to: PayType,
    /// For a subscription.
    pub(super) months: Option<u32>,
    pub(super) class: Option<String>,
}

/// A value that is refused. The vendor says so in a 200, with a template and its word apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    Gateway(Refusal),
    Value(&'static str),
}

impl From<Refusal> for Broken {
    fn from(refusal: Refusal) -> Self {
        Self::Gateway(refusal)
    }
}

/// The first rule that is broken, or what is to be changed.
pub(super) fn check(parameters: &Parameters) -> Result<Wish, Broken> {
    only_known(parameters, &KNOWN)?;
    required(parameters, "DtsJobId")?;
    let charge_type = required(parameters, "ChargeType")?;
    let value = |name: &'static str| move |_: Refusal| Broken::Value(name);
    let to = match charge_type {
        "PrePaid" => PayType::PrePaid,
        "PostPaid" => PayType::PostPaid,
        _ => return Err(Broken::Value("ChargeType")),
    };
    if let Some(id) = optional(parameters, "RegionId") {
        region("RegionId", id).map_err(value("RegionId"))?;
    }
    let class = optional(parameters, "InstanceClass").map(str::to_owned);
    if let Some(class) = &class {
        one_of("InstanceClass", class, &CLASSES).map_err(value("InstanceClass"))?;
    }
    // Sizes of serverless instances, which nobody here has.
    for name in ["MinDu", "MaxDu"] {
        if parameters.contains_key(name) {
            return Err(Broken::Value(if name == "MinDu" { "MinDu" } else { "MaxDu" }));
        }
    }
    // Orders that somebody pays later do not exist here.
    if let Some(text) = optional(parameters, "AutoPay")
        && !flag("AutoPay", text).map_err(value("AutoPay"))?
    {
        return Err(Broken::Value("AutoPay"));
    }
    // Beside pay-as-you-go, Period and BuyCount say nothing: the page's own sample sends them.
    let months = match to {
        PayType::PostPaid => None,
        PayType::PrePaid => {
            let period = required(parameters, "Period")?;
            required(parameters, "BuyCount")?;
            let name = if ["Year", "Month"].contains(&period) { "BuyCount" } else { "Period" };
            Some(rules::months(parameters, "BuyCount").map_err(value(name))?)
        }
    };
    Ok(Wish { to, months, class })
}

/// What a change does.
struct Plan {
    effect: LedgerEffect,
    price: Decimal,
}

pub(super) fn act(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let wish = match check(&call.parameters) {
        Ok(wish) => wish,
        Err(Broken::Gateway(refusal)) => return Err(refusal),
        Err(Broken::Value(name)) => return Ok(not_valid(name)),
    };
    let wanted = call.parameter("DtsJobId");
    let found = Job::of_account(state, &call.account).into_iter().find(|job| Some(&*job.job_id) == wanted);
    let Some(job) = found else { return Ok(not_valid("DtsJobId")) };
    if job.resizing(scene).is_some() {
        return Err(Refusal::new(
            400,
            "DTS.Msg.OperationDenied.JobStatusModifying",
            "The instance is being modified. Try again later.",
        ));
    }
    let Some(plan) = plan(&job, &wish, state.repeat_on_prepaid, scene.now)? else {
        return Ok(done(&job));
    };
    let mut entry = book::entry(state, scene, call, plan.effect);
    entry.price = state.prices.of(money::in_currency(plan.price, &entry.currency));
    if state.balance(scene.config, Provider::Alibaba, &call.account) < entry.price {
        return Err(poor());
    }
    entry.instance_id = job.instance_id.clone();
    entry.job_id = job.job_id.clone();
    if plan.effect != LedgerEffect::RepeatOnPrepaid {
        entry.order_id = book::order_id(state, scene, call);
    }
    book::add(state, entry)?;
    let job = Job::of_account(state, &call.account).into_iter().find(|other| other.job_id == job.job_id);
    Ok(job.map_or(Value::Null, |job| done(&job)))
}

/// `None`: the job is what is asked for, and pay-as-you-go.
fn plan(
    job: &Job,
    wish: &Wish,
    repeat: RepeatOnPrepaid,
    now: OffsetDateTime,
) -> Result<Option<Plan>, Refusal> {
    let month = |class: &str| price::month(class, job.wish.is_bidirectional, job.wish.databases);
    let old = job.last_class();
    let new = wish.class.as_deref().unwrap_or(old);
    let term = Decimal::from(wish.months.unwrap_or_default());
    let plan = match (job.pay_type, wish.to) {
        (PayType::PrePaid, PayType::PostPaid) => {
            return Err(Refusal::new(
                400,
                "InvalidParameter.ChargeType",
                "The billing method of a subscription instance cannot be changed to pay-as-you-go.",
            ));
        }
        (PayType::PostPaid, PayType::PostPaid) if new == old => return Ok(None),
        (PayType::PostPaid, PayType::PostPaid) => Plan { effect: LedgerEffect::Change, price: 0.into() },
        (PayType::PostPaid, PayType::PrePaid) => {
            Plan { effect: LedgerEffect::Change, price: month(new) * term }
        }
        (PayType::PrePaid, PayType::PrePaid) => match repeat {
            RepeatOnPrepaid::Renew => Plan { effect: LedgerEffect::Renew, price: month(new) * term },
            _ if new != old => Plan { effect: LedgerEffect::Change, price: upgrade_of(job, new, now) },
            RepeatOnPrepaid::Nothing => Plan { effect: LedgerEffect::RepeatOnPrepaid, price: 0.into() },
            RepeatOnPrepaid::Refuse => {
                return Err(Refusal::new(
                    400,
                    "InvalidParameter.ChargeType",
                    "The instance is a subscription instance already.",
                ));
            }
        },
    };
    Ok(Some(plan))
}

/// What a job costs more for the rest of its term with another class, in CNY.
pub(in crate::alibaba) fn upgrade_of(job: &Job, class: &str, now: OffsetDateTime) -> Decimal {
    let month = |class: &str| price::month(class, job.wish.is_bidirectional, job.wish.databases);
    price::upgrade(month(job.last_class()), month(class), now, job.expires_at.unwrap_or(now))
}

fn done(job: &Job) -> Value {
    let end = job.expires_at.map(|end| end.unix_timestamp().to_string());
    json!({
        "Success": true,
        "HttpStatusCode": 200,
        "Code": "200",
        "ErrCode": "",
        "ErrMessage": "",
        "DynamicMessage": "",
        "ChargeType": job.pay_type.name(),
        "DtsJobId": job.job_id,
        "InstanceId": job.instance_id,
        "EndTime": end.unwrap_or_default(),
    })
}

/// The page's own example of a refusal: the parameter's name stands apart.
fn not_valid(name: &str) -> Value {
    json!({
        "Success": false,
        "HttpStatusCode": 200,
        "Code": "400",
        "ErrCode": "InvalidParameter",
        "ErrMessage": "The Value of Input Parameter %s is not valid.",
        "DynamicMessage": name,
    })
}

#[cfg(test)]
mod tests;
