//! The cloud's own orders: one, all of a window of time, and the resources that one brought.

use domain::money::Money;
use reqwest::Method;
use serde::{Deserialize, Deserializer};
use serde_json::json;
use time::{OffsetDateTime, UtcOffset, format_description::BorrowedFormatItem, macros::format_description};

use super::Unit;
use crate::{
    endpoint::Service,
    error::CloudError,
    huawei::{
        HuaweiKey,
        client::{Client, Rest, invalid, segment},
        pages::{Page, list},
        wire::{moment, word},
    },
    provider::{Freshness, Seen},
    value::text,
};

const SHOW: &str = "ShowCustomerOrderDetails";
const LIST: &str = "ListCustomerOrders";
const RESOURCES: &str = "ListPayPerUseCustomerResources";

/// Items on a page.
const LIMIT: usize = 100;

/// The longest window of a list, by the vendor.
const MAX_WINDOW: time::Duration = time::Duration::days(365);

/// How BSS takes times: whole seconds, UTC.
const TIME: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

macro_rules! statuses {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A number that we do not know, as it was written.
            Other(String),
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let number = word(deserializer)?;
                Ok(match number.as_str() {
                    $($number => Self::$variant,)+
                    _ => Self::Other(number),
                })
            }
        }
    };
}

statuses! {
    /// Where an order stands.
    OrderStatus {
        UnderReview = "1",
        RefundPending = "2",
        Processing = "3",
        Cancelled = "4",
        /// What it brought can be looked for now.
        Completed = "5",
        /// Nothing is bought before it is paid.
        PendingPayment = "6",
        ToConfirm = "9",
    }
}

statuses! {
    /// Where a resource stands.
    ResourceStatus {
        InUse = "2",
        Closed = "3",
        Frozen = "4",
        Expired = "5",
    }
}

/// An order of the cloud. Amounts that are not given, below zero (refunds) or of an unknown currency are `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub order_id: String,
    pub status: OrderStatus,
    /// `1` is a purchase; others renew, change or end one.
    pub order_type: String,
    /// Such as `hws.service.type.ddm`.
    pub service_type_code: Option<String>,
    /// What is paid, coupons aside.
    pub amount_after_discount: Option<Money>,
    /// Before discounts.
    pub official_amount: Option<Money>,
    pub create_time: Option<OffsetDateTime>,
    pub payment_time: Option<OffsetDateTime>,
    /// Until when it can be paid. Only [`Client::order`] shows it.
    pub pending_payment_end_time: Option<OffsetDateTime>,
}

/// What an order brought.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Resource {
    /// BSS's own id of the row.
    #[serde(default, deserialize_with = "word")]
    id: String,
    /// The id at the service: the instance's.
    pub resource_id: String,
    /// The name at the service: the instance's.
    #[serde(default, deserialize_with = "text")]
    pub resource_name: Option<String>,
    pub status: ResourceStatus,
    #[serde(default, deserialize_with = "text")]
    pub service_type_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub project_id: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    pub effective_time: Option<OffsetDateTime>,
    #[serde(default, deserialize_with = "moment")]
    pub expire_time: Option<OffsetDateTime>,
    /// `3`: it is renewed by itself.
    #[serde(default, deserialize_with = "text")]
    pub expire_policy: Option<String>,
}

#[derive(Deserialize)]
struct WireOrder {
    order_id: String,
    status: OrderStatus,
    #[serde(default, deserialize_with = "word")]
    order_type: String,
    #[serde(default, deserialize_with = "text")]
    service_type_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    amount_after_discount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    official_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "text")]
    measure_id: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    create_time: Option<OffsetDateTime>,
    #[serde(default, deserialize_with = "moment")]
    payment_time: Option<OffsetDateTime>,
    #[serde(default, deserialize_with = "moment")]
    pending_payment_end_time: Option<OffsetDateTime>,
}

impl From<WireOrder> for Order {
    fn from(order: WireOrder) -> Self {
        let unit = Unit { currency: order.currency, measure_id: order.measure_id };
        let money = |amount: Option<String>| amount.and_then(|amount| unit.money(&amount).ok());
        Self {
            order_id: order.order_id,
            status: order.status,
            order_type: order.order_type,
            service_type_code: order.service_type_code,
            amount_after_discount: money(order.amount_after_discount),
            official_amount: money(order.official_amount),
            create_time: order.create_time,
            payment_time: order.payment_time,
            pending_payment_end_time: order.pending_payment_end_time,
        }
    }
}

#[derive(Deserialize)]
struct Shown {
    order_info: WireOrder,
}

#[derive(Deserialize)]
struct Orders {
    order_infos: Option<Vec<WireOrder>>,
    total_count: Option<usize>,
}

#[derive(Deserialize)]
struct Resources {
    data: Option<Vec<Resource>>,
    total_count: Option<usize>,
}

impl Page for Orders {
    type Item = Order;

    fn id(item: &Order) -> &str {
        &item.order_id
    }

    fn open(self) -> Option<(Vec<Order>, Option<usize>)> {
        let orders = self.order_infos.map(|orders| orders.into_iter().map(Order::from).collect());
        list(orders, self.total_count)
    }
}

impl Page for Resources {
    type Item = Resource;

    fn id(item: &Resource) -> &str {
        if item.id.is_empty() { &item.resource_id } else { &item.id }
    }

    fn open(self) -> Option<(Vec<Resource>, Option<usize>)> {
        list(self.data, self.total_count)
    }
}

impl Client {
    /// One order. Safe to repeat.
    pub async fn order(
        &self,
        key: &HuaweiKey,
        order_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Order>, CloudError> {
        let path = format!("/v2/orders/customer-orders/details/{}", segment(SHOW, order_id)?);
        // The items of the order come in pages too; none is read.
        let rest = Rest::get(Service::HuaweiBss, SHOW, path).with("limit", 1).with("offset", 0);
        let reply = self.look(&rest, key, fresh).await?;
        let Shown { order_info } = reply.parse()?;
        if order_info.order_id != order_id {
            return Err(reply.unreadable(&"the answer is about another order"));
        }
        Ok(reply.seen(order_info.into()))
    }

    /// Every order of the account that was made from `begin` to `end`, of all services, oldest first: all pages,
    /// or an error. At most a year, counted in whole seconds around it. Safe to repeat.
    pub async fn orders(
        &self,
        key: &HuaweiKey,
        (begin, end): (OffsetDateTime, OffsetDateTime),
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Order>>, CloudError> {
        // The cloud takes whole seconds: none of the window is cut off.
        let begin = begin.replace_nanosecond(0).unwrap_or(begin);
        let end = match end.replace_nanosecond(0) {
            Ok(whole) if whole < end => whole.saturating_add(time::Duration::SECOND),
            Ok(whole) => whole,
            Err(_) => end,
        };
        if end < begin || end - begin > MAX_WINDOW {
            return Err(invalid(LIST, "not a window of at most a year"));
        }
        let time = |at: OffsetDateTime| {
            at.to_offset(UtcOffset::UTC).format(TIME).map_err(|error| invalid(LIST, &error.to_string()))
        };
        let rest = Rest::get(Service::HuaweiBss, LIST, "/v2/orders/customer-orders".to_owned())
            .with("create_time_begin", time(begin)?)
            .with("create_time_end", time(end)?)
            // What is ordered meanwhile comes last, and moves nothing.
            .with("order_by", "createTime")
            .with("limit", LIMIT);
        self.by_offset::<Orders>(|offset| rest.clone().with("offset", offset), key, fresh).await
    }

    /// Every main resource that an order brought: all pages, or an error. An order brings nothing before it is
    /// [`OrderStatus::Completed`]. Safe to repeat.
    pub async fn resources(
        &self,
        key: &HuaweiKey,
        order_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Resource>>, CloudError> {
        // The path really is spelled so.
        let path = "/v2/orders/suscriptions/resources/query".to_owned();
        let rest = Rest { method: Method::POST, ..Rest::get(Service::HuaweiBss, RESOURCES, path) };
        let at = |offset| {
            let body =
                json!({"order_id": order_id, "only_main_resource": 1, "limit": LIMIT, "offset": offset});
            Rest { body: Some(body.to_string().into_bytes()), ..rest.clone() }
        };
        self.by_offset::<Resources>(at, key, fresh).await
    }
}
