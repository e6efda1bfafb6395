//! QueryOrders and GetOrderDetail: every sale was an order, whatever API it came through.

use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{
    instances::Instance,
    times::{self, Window},
};
use crate::{
    accounts::{Account, Provider},
    alibaba::{
        Call,
        dts::job::{Job, PayType},
        parameters::{on_page, one_of, page, required},
        reply::Refusal,
    },
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// What is listed where no time is given.
const RECENT: Duration = Duration::hours(1);

/// An order, all of it paid: nothing here is sold otherwise.
struct Order<'a> {
    entry: &'a LedgerEntry,
    order_type: &'static str,
    product_code: String,
    product_type: String,
    subscription_type: &'static str,
    region: String,
    ends_at: Option<OffsetDateTime>,
}

impl<'a> Order<'a> {
    /// All of an account's, oldest first.
    fn of_account(state: &'a State, account: &Account) -> Vec<Self> {
        let mut orders = Vec::new();
        Job::told(state, &account.name, |entry, before, after| {
            if !entry.order_id.is_empty() {
                orders.push(Self::of_dts(entry, before, after));
            }
        });
        let others = state.entries_of(Provider::Alibaba, &account.name);
        let others = others.filter(|entry| !entry.order_id.is_empty() && entry.job_id.is_empty());
        orders.extend(others.filter_map(|entry| Self::here(entry, account)));
        orders.sort_by_key(|order| order.entry.number);
        orders
    }

    fn here(entry: &'a LedgerEntry, account: &Account) -> Option<Self> {
        let instance = Instance::bought(entry, account)?;
        Some(Self {
            entry,
            order_type: "New",
            product_code: instance.product_code,
            product_type: instance.product_type,
            subscription_type: instance.subscription_type,
            region: instance.region,
            ends_at: instance.ends_at,
        })
    }

    fn of_dts(entry: &'a LedgerEntry, before: Option<&Job>, after: &Job) -> Self {
        let order_type = match (entry.effect, before) {
            (LedgerEffect::Renew, _) => "Renew",
            (_, Some(before)) if before.pay_type != after.pay_type => "Convert",
            (_, Some(before)) if before.is_weaker_than(after) => "Upgrade",
            (_, Some(_)) => "Downgrade",
            (_, None) => "New",
        };
        Self {
            entry,
            order_type,
            product_code: "dts".to_owned(),
            product_type: "dts".to_owned(),
            subscription_type: if after.pay_type == PayType::PrePaid { "Subscription" } else { "PayAsYouGo" },
            region: after.region().to_owned(),
            ends_at: after.expires_at,
        }
    }

    fn json(&self) -> Value {
        let amount = format!("{:.2}", self.entry.price);
        json!({
            "OrderId": self.entry.order_id,
            "ProductCode": self.product_code,
            "ProductType": self.product_type,
            "CommodityCode": self.product_type,
            "SubscriptionType": self.subscription_type,
            "OrderType": self.order_type,
            "PaymentStatus": "Paid",
            "CreateTime": times::text(self.entry.at),
            "PaymentTime": times::text(self.entry.at),
            "Currency": self.entry.currency,
            "PaymentCurrency": self.entry.currency,
            "PretaxGrossAmount": amount,
            "PretaxAmount": amount,
            "PretaxAmountLocal": amount,
            "Tax": "0.00",
            "AfterTaxAmount": amount,
            "RelatedOrderId": "",
        })
    }

    fn detail(&self) -> Value {
        let mut body = self.json();
        let config: Vec<_> =
            self.entry.parameters.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        body["SubOrderId"] = format!("{}0001", self.entry.order_id).into();
        // A list, as text.
        body["InstanceIDs"] = json!([self.entry.instance_id]).to_string().into();
        body["Region"] = self.region.as_str().into();
        body["Config"] = config.join(";").into();
        body["Quantity"] = "1".into();
        body["Operator"] = self.entry.account.as_str().into();
        body["OrderSubType"] = self.order_type.into();
        body["UsageStartTime"] = times::text(self.entry.at).into();
        if let Some(end) = self.ends_at {
            body["UsageEndTime"] = times::text(end).into();
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
    for (name, values) in [
        ("SubscriptionType", &["Subscription", "PayAsYouGo"][..]),
        ("PaymentStatus", &["Unpaid", "Paid", "Cancelled"]),
        (
            "OrderType",
            &[
                "New",
                "Renew",
                "Upgrade",
                "TempUpgrade",
                "Downgrade",
                "Refund",
                "Convert",
                "ResizeDisk",
                "CompensatoryRenew",
                "IncreaseUpgrade",
                "Exchange",
                "ChangeOperatingSystem",
            ],
        ),
    ] {
        if let Some(value) = call.parameter(name) {
            one_of(name, value, values)?;
        }
    }
    let given = times::window(call, "CreateTimeStart", "CreateTimeEnd")?;
    let window = match (given.from, given.to) {
        (None, to) => Window { from: Some(to.unwrap_or(scene.now) - RECENT), to },
        _ => given,
    };
    let is = |name: &str, value: &str| call.parameter(name).is_none_or(|wanted| wanted == value);
    let mut found = Order::of_account(state, account);
    found.retain(|order| {
        is("ProductCode", &order.product_code)
            && is("ProductType", &order.product_type)
            && is("SubscriptionType", order.subscription_type)
            && is("OrderType", order.order_type)
            && is("PaymentStatus", "Paid")
            && window.has(order.entry.at)
    });
    found.reverse();
    let total = found.len();
    let list: Vec<_> = on_page(found, page).map(|order| order.json()).collect();
    Ok(json!({
        "HostName": "",
        "PageNum": page.0,
        "PageSize": page.1,
        "TotalCount": total,
        "OrderList": {"Order": list},
    }))
}

pub(super) fn detail(state: &State, call: &Call, account: &Account) -> Result<Value, Refusal> {
    let id = required(&call.parameters, "OrderId")?;
    let mut found = Order::of_account(state, account);
    found.retain(|order| order.entry.order_id == id);
    let list: Vec<_> = found.iter().map(Order::detail).collect();
    Ok(json!({
        "HostName": "",
        "PageNum": 1,
        "PageSize": 20,
        "TotalCount": list.len(),
        "OrderList": {"Order": list},
    }))
}
