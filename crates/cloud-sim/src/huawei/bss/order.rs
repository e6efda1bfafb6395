//! An order, read from the ledger.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{SERVICE_NAME, SERVICE_TYPE, YUAN, parameter_error};
use crate::{
    accounts::{Account, Provider},
    door::Scene,
    huawei::{
        Call,
        ddm::{catalog, instance::WORKED_OFF},
        moment, price,
        reply::{self, Refusal},
    },
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// How long an order waits for its payment, at real speed. Then the cloud gives it up.
const PAYABLE: Duration = Duration::days(7);

/// As the vendor numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Processing,
    Cancelled,
    Completed,
    PendingPayment,
}

impl Status {
    pub(super) const fn number(self) -> i64 {
        match self {
            Self::Processing => 3,
            Self::Cancelled => 4,
            Self::Completed => 5,
            Self::PendingPayment => 6,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
    /// What was asked for.
    pub(super) wish: &'a LedgerEntry,
    paid: Option<&'a LedgerEntry>,
    cancelled: Option<&'a LedgerEntry>,
}

/// Every order of an account, oldest first.
pub(super) fn all<'a>(state: &'a State, account: &'a str) -> Vec<Order<'a>> {
    let mut orders: Vec<Order<'a>> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for entry in state.entries_of(Provider::Huawei, account).filter(|entry| !entry.order_id.is_empty()) {
        match (entry.effect, places.get(&entry.order_id)) {
            (LedgerEffect::Purchase | LedgerEffect::Order, None) => {
                let paid = (entry.effect == LedgerEffect::Purchase).then_some(entry);
                places.insert(&entry.order_id, orders.len());
                orders.push(Order { wish: entry, paid, cancelled: None });
            }
            (LedgerEffect::Pay, Some(at)) => orders[*at].paid = Some(entry),
            (LedgerEffect::Cancel, Some(at)) => orders[*at].cancelled = Some(entry),
            _ => {}
        }
    }
    orders
}

/// An order by its id, in capitals or small letters.
pub(super) fn find<'a>(state: &'a State, account: &'a str, id: &str) -> Option<Order<'a>> {
    all(state, account).into_iter().find(|order| order.wish.order_id.eq_ignore_ascii_case(id))
}

/// The order that a body names. Of an id that the account does not have, the page says a parameter is wrong.
pub(super) fn named<'a>(
    state: &'a State,
    call: &'a Call,
    id: &str,
    unknown: fn() -> Refusal,
) -> Result<Order<'a>, Refusal> {
    if id.len() > 64 {
        return Err(parameter_error("order_id"));
    }
    find(state, &call.account, id).ok_or_else(unknown)
}

impl Order<'_> {
    pub(super) fn status(&self, scene: Scene<'_>) -> Status {
        match (self.paid, self.cancelled) {
            (Some(paid), _) if scene.now < paid.at + scene.config.compressed(WORKED_OFF) => {
                Status::Processing
            }
            (Some(_), _) => Status::Completed,
            (None, Some(_)) => Status::Cancelled,
            (None, None) if self.is_overdue(scene) => Status::Cancelled,
            (None, None) => Status::PendingPayment,
        }
    }

    /// Nobody paid or cancelled it in time.
    pub(super) fn is_overdue(&self, scene: Scene<'_>) -> bool {
        self.paid.is_none() && self.cancelled.is_none() && scene.now >= self.payable_until(scene)
    }

    /// In whole seconds, as it is written and asked for.
    pub(super) fn created_at(&self) -> OffsetDateTime {
        self.wish.at.replace_nanosecond(0).unwrap_or(self.wish.at)
    }

    fn payable_until(&self, scene: Scene<'_>) -> OffsetDateTime {
        self.wish.at + scene.config.compressed(PAYABLE)
    }

    fn paid_at(&self) -> Option<String> {
        self.paid.map(|paid| moment::of_bss(paid.at))
    }

    fn parameter(&self, name: &str) -> &str {
        self.wish.parameters.get(name).map_or("", String::as_str)
    }

    fn flavor(&self) -> Option<&'static catalog::Flavor> {
        catalog::flavor(self.parameter("instance.flavor_id"))
    }

    fn nodes(&self) -> u32 {
        self.parameter("instance.node_num").parse().unwrap_or_default()
    }

    /// What it is listed at.
    fn official(&self) -> Decimal {
        let listed = self.flavor().zip(self.term());
        listed.map_or(self.wish.price, |(flavor, term)| price::official(flavor, self.nodes(), term))
    }

    fn term(&self) -> Option<price::Term> {
        let number = self.parameter("extend_param.period_num").parse().ok()?;
        price::Term::of(self.parameter("extend_param.period_type"), number)
    }

    /// As lists show it.
    pub(super) fn brief(&self, scene: Scene<'_>, account: &Account) -> Value {
        json!({
            "order_id": self.wish.order_id,
            "customer_id": account.owner_id,
            "service_type_code": SERVICE_TYPE,
            "service_type_name": SERVICE_NAME,
            "source_type": 1,
            "status": self.status(scene).number(),
            "order_type": 1,
            "amount_after_discount": reply::money(self.wish.price),
            "official_amount": reply::money(self.official()),
            "measure_id": YUAN,
            "create_time": moment::of_bss(self.wish.at),
            "payment_time": self.paid_at(),
            "currency": self.wish.currency,
            "contract_id": null,
            "amount_info": null,
        })
    }

    /// As its own page shows it.
    pub(super) fn whole(&self, scene: Scene<'_>, account: &Account) -> Value {
        let mut body = self.brief(scene, account);
        body["user_name"] = account.users.first().map(|user| user.name.as_str()).into();
        body["pending_payment_end_time"] = moment::of_bss(self.payable_until(scene)).into();
        body
    }

    /// Its one line.
    pub(super) fn line(&self, scene: Scene<'_>) -> Value {
        let flavor = self.flavor();
        let (period_type, period_num) = match self.term() {
            Some(price::Term::Months(months)) => (Some(2), Some(months)),
            Some(price::Term::Years(years)) => (Some(3), Some(years)),
            None => (None, None),
        };
        let is_done = self.status(scene) == Status::Completed;
        let from = self.paid.filter(|_| is_done).map(|paid| paid.at);
        let until = from.zip(self.term()).map(|(from, term)| price::add_months(from, term.months()));
        json!({
            "order_line_item_id": format!("{}-000001", self.wish.order_id),
            "order_id": self.wish.order_id,
            "service_type_code": SERVICE_TYPE,
            "service_type_name": SERVICE_NAME,
            "product_id": flavor.map(|flavor| product_id(flavor.code)),
            "product_spec_desc": flavor.map(|flavor| flavor.code),
            "period_type": period_type,
            "period_num": period_num,
            "effective_time": from.map(moment::of_bss),
            "expire_time": until.map(moment::of_bss),
            "subscription_num": self.nodes(),
            "amount_after_discount": reply::money(self.wish.price),
            "official_amount": reply::money(self.official()),
            "currency": self.wish.currency,
            "product_owner_service": SERVICE_TYPE,
            "commercial_resource": catalog::RESOURCE_TYPE,
        })
    }
}

/// What BSS calls a flavor among its products.
pub(super) fn product_id(code: &str) -> String {
    let hash = cloud::huawei::sign::payload_hash(code.as_bytes(), None);
    format!("OFFI{}", &hash[..15].to_ascii_uppercase())
}
