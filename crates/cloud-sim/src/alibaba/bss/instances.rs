//! QueryAvailableInstances: what the account has, bought here or by an API of its own.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{price::Term, rules, times};
use crate::{
    accounts::{Account, Provider},
    alibaba::{
        Call,
        dts::{
            job::{Job, PayType},
            stage::add_months,
        },
        parameters::{invalid, on_page, one_of, page, required},
        reply::Refusal,
    },
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// How long an instance is being made.
const CREATION: Duration = Duration::seconds(60);

/// How long before its end a subscription is said to wait for it.
const NOTICE: Duration = Duration::days(15);

/// An instance of any product.
#[derive(Debug, Clone)]
pub(super) struct Instance {
    pub(super) id: String,
    pub(super) product_code: String,
    pub(super) product_type: String,
    pub(super) subscription_type: &'static str,
    pub(super) created_at: OffsetDateTime,
    pub(super) ends_at: Option<OffsetDateTime>,
    pub(super) region: String,
    renewal: String,
    renew_period: Option<u32>,
}

impl Instance {
    /// All of an account's, oldest first.
    pub(super) fn of_account(state: &State, account: &Account) -> Vec<Self> {
        let jobs = Job::of_account(state, &account.name).into_iter().map(Self::of_job);
        let bought = state
            .entries_of(Provider::Alibaba, &account.name)
            .filter(|entry| entry.effect == LedgerEffect::Purchase && entry.action == "CreateInstance")
            .filter_map(|entry| Self::bought(entry, account));
        let mut all: Vec<_> = jobs.chain(bought).collect();
        all.sort_by_key(|instance| instance.created_at);
        all
    }

    fn of_job(job: Job) -> Self {
        let is_subscription = job.pay_type == PayType::PrePaid;
        Self {
            region: job.region().to_owned(),
            id: job.instance_id,
            product_code: "dts".to_owned(),
            product_type: "dts".to_owned(),
            subscription_type: if is_subscription { "Subscription" } else { "PayAsYouGo" },
            created_at: job.bought_at,
            ends_at: job.expires_at,
            renewal: "ManualRenewal".to_owned(),
            renew_period: None,
        }
    }

    pub(super) fn bought(entry: &LedgerEntry, account: &Account) -> Option<Self> {
        let mut parameters = entry.parameters.clone();
        // What is in the ledger passed the rules when it was sold.
        let wish = rules::check(&entry.parameters, account).ok()?;
        let chosen = |code: &str| wish.chosen.get(code).map(|value| (*value).to_owned());
        let default = wish.product.attribute("Region").and_then(|region| region.default).map(str::to_owned);
        let (subscription_type, ends_at) = match wish.term {
            Term::Months(months) => ("Subscription", Some(add_months(entry.at, months))),
            Term::Days(days) => ("Subscription", Some(entry.at + Duration::days(days.into()))),
            Term::Hour => ("PayAsYouGo", None),
        };
        let region = chosen("Region").or(default).unwrap_or_default();
        Some(Self {
            id: entry.instance_id.clone(),
            product_code: wish.product.code.to_owned(),
            product_type: wish.product.product_type.to_owned(),
            subscription_type,
            created_at: entry.at,
            ends_at,
            region,
            renewal: parameters.remove("RenewalStatus").unwrap_or_else(|| "ManualRenewal".to_owned()),
            renew_period: parameters.remove("RenewPeriod").and_then(|text| text.parse().ok()),
        })
    }

    fn status(&self, scene: Scene<'_>) -> &'static str {
        match self.ends_at {
            Some(end) if end <= scene.now => "Released",
            Some(end) if end - scene.now < NOTICE && end - self.created_at > NOTICE => "WaitForExpire",
            _ if scene.config.stretched(scene.now - self.created_at) < CREATION => "Creating",
            _ => "Normal",
        }
    }

    fn json(&self, scene: Scene<'_>, account: &Account) -> Value {
        let mut body = json!({
            "InstanceID": self.id,
            "ProductCode": self.product_code,
            "ProductType": self.product_type,
            "SubscriptionType": self.subscription_type,
            "Status": self.status(scene),
            "SubStatus": "Normal",
            "CreateTime": times::text(self.created_at),
            "RenewStatus": self.renewal,
            "Region": self.region,
            "OwnerId": account.owner_id.parse::<u64>().unwrap_or_default(),
            "Seller": "26842",
            "SellerId": 26_842,
        });
        if let Some(end) = self.ends_at {
            body["EndTime"] = times::text(end).into();
            body["ExpectedReleaseTime"] = times::text(end + NOTICE).into();
        }
        if let Some(months) = self.renew_period.filter(|_| self.renewal == "AutoRenewal") {
            let (count, unit) = if months.is_multiple_of(12) { (months / 12, "Y") } else { (months, "M") };
            body["RenewalDuration"] = count.into();
            body["RenewalDurationUnit"] = unit.into();
        }
        body
    }
}

pub(super) fn query(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
    account: &Account,
) -> Result<Value, Refusal> {
    let page = page(&call.parameters, "PageNum", 20, |size| size <= 300)?;
    if call.parameter("Region").is_some() {
        required(&call.parameters, "ProductCode")?;
    }
    if let Some(way) = call.parameter("SubscriptionType") {
        one_of("SubscriptionType", way, &["Subscription", "PayAsYouGo"])?;
    }
    if let Some(renewal) = call.parameter("RenewStatus") {
        one_of("RenewStatus", renewal, &["AutoRenewal", "ManualRenewal", "NotRenewal"])?;
    }
    let ids: Option<Vec<_>> =
        call.parameter("InstanceIDs").map(|ids| ids.split(',').map(str::trim).collect());
    if ids.as_ref().is_some_and(|ids| ids.len() > 100) {
        return Err(invalid("InstanceIDs", "must be at most 100"));
    }
    let created = times::window(call, "CreateTimeStart", "CreateTimeEnd")?;
    let ends = times::window(call, "EndTimeStart", "EndTimeEnd")?;
    let is = |name: &str, value: &str| call.parameter(name).is_none_or(|wanted| wanted == value);
    let mut found = Instance::of_account(state, account);
    found.retain(|instance| {
        is("ProductCode", &instance.product_code)
            && is("ProductType", &instance.product_type)
            && is("SubscriptionType", instance.subscription_type)
            && is("Region", &instance.region)
            && is("RenewStatus", &instance.renewal)
            && ids.as_ref().is_none_or(|ids| ids.contains(&instance.id.as_str()))
            && created.has(instance.created_at)
            && instance.ends_at.map_or(ends.is_open(), |end| ends.has(end))
    });
    found.reverse();
    let total = found.len();
    let list: Vec<_> = on_page(found, page).map(|instance| instance.json(scene, account)).collect();
    Ok(json!({"PageNum": page.0, "PageSize": page.1, "TotalCount": total, "InstanceList": list}))
}
