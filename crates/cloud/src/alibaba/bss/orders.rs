//! What the account has ordered: QueryOrders and GetOrderDetail.

use domain::money::{Currency, MoneyError};
use serde::Deserialize;
use time::OffsetDateTime;

use super::{Answered, Window};
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given},
        pages::{Page, Whole},
        wire::value::{self, SignedMoney},
    },
    error::{CloudError, CloudErrorKind},
    provider::{Freshness, Seen},
    verdict::Advice,
};

const LIST: &str = "QueryOrders";
const DETAIL: &str = "GetOrderDetail";

/// The vendor warns that larger pages may time out.
const PAGE_SIZE: u32 = 20;

/// Which orders are listed: those that everything given here is true of.
#[derive(Debug, Clone, Copy, Default)]
pub struct BssOrderFilter<'a> {
    pub product_code: Option<&'a str>,
    pub product_type: Option<&'a str>,
    /// `Subscription` or `PayAsYouGo`.
    pub subscription_type: Option<&'a str>,
    /// `New`, `Renew`, `Upgrade`, `Convert` and more.
    pub order_type: Option<&'a str>,
    /// `Unpaid`, `Paid` or `Cancelled`.
    pub payment_status: Option<&'a str>,
}

/// An order of any product, in the vendor's words; what the vendor left out is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BssOrder {
    pub order_id: String,
    pub product_code: Option<String>,
    pub product_type: Option<String>,
    pub subscription_type: Option<String>,
    pub order_type: Option<String>,
    pub payment_status: Option<String>,
    pub create_time: Option<OffsetDateTime>,
    pub payment_time: Option<OffsetDateTime>,
    pub related_order_id: Option<String>,
    /// Before discounts and tax.
    pub pretax_gross_amount: Option<SignedMoney>,
    /// After discounts, before tax.
    pub pretax_amount: Option<SignedMoney>,
    /// What was paid; below zero where it was given back.
    pub after_tax_amount: Option<SignedMoney>,
}

/// An order with what it bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BssOrderDetail {
    pub order: BssOrder,
    /// Empty while the vendor still makes them.
    pub instance_ids: Vec<String>,
    pub region: Option<String>,
    /// The chosen modules, in the vendor's own notation.
    pub config: Option<String>,
    pub quantity: Option<i64>,
    pub usage_start_time: Option<OffsetDateTime>,
    pub usage_end_time: Option<OffsetDateTime>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default, deserialize_with = "value::wrapped")]
    order_list: Vec<Told>,
    #[serde(default, deserialize_with = "value::integer")]
    page_num: Option<i64>,
    #[serde(default, deserialize_with = "value::integer")]
    total_count: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Told {
    #[serde(deserialize_with = "value::text")]
    order_id: Option<String>,
    #[serde(deserialize_with = "value::text")]
    product_code: Option<String>,
    #[serde(deserialize_with = "value::text")]
    product_type: Option<String>,
    #[serde(deserialize_with = "value::text")]
    subscription_type: Option<String>,
    #[serde(deserialize_with = "value::text")]
    order_type: Option<String>,
    #[serde(deserialize_with = "value::text")]
    payment_status: Option<String>,
    #[serde(deserialize_with = "value::time")]
    create_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    payment_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::text")]
    related_order_id: Option<String>,
    #[serde(deserialize_with = "value::currency")]
    currency: Option<Currency>,
    #[serde(deserialize_with = "value::text")]
    pretax_gross_amount: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pretax_amount: Option<String>,
    #[serde(deserialize_with = "value::text")]
    after_tax_amount: Option<String>,
    // The rest only in details.
    #[serde(rename = "InstanceIDs", deserialize_with = "value::text")]
    instance_ids: Option<String>,
    #[serde(deserialize_with = "value::text")]
    region: Option<String>,
    #[serde(deserialize_with = "value::text")]
    config: Option<String>,
    #[serde(deserialize_with = "value::integer")]
    quantity: Option<i64>,
    #[serde(deserialize_with = "value::time")]
    usage_start_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    usage_end_time: Option<OffsetDateTime>,
}

impl Client {
    /// Every order that was made in the window and that the filter lets through: all pages of QueryOrders, or an
    /// error. Safe to repeat.
    ///
    /// The window is always said: the vendor's own is the last hour. An error also where the list changed while
    /// it was read, or has more than 200 pages of 20.
    pub async fn orders(
        &self,
        key: &AlibabaKey,
        window: &Window,
        filter: &BssOrderFilter<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<BssOrder>>, CloudError> {
        let created = window.parameters(LIST, ["CreateTimeStart", "CreateTimeEnd"])?;
        let mut whole = Whole::new();
        while let Some(page) = whole.next() {
            let text = |text: Option<&str>| text.map(str::to_owned);
            let mut parameters = given([
                ("ProductCode", text(filter.product_code)),
                ("ProductType", text(filter.product_type)),
                ("SubscriptionType", text(filter.subscription_type)),
                ("OrderType", text(filter.order_type)),
                ("PaymentStatus", text(filter.payment_status)),
                ("PageNum", Some(page.to_string())),
                ("PageSize", Some(PAGE_SIZE.to_string())),
            ]);
            parameters.extend(created.clone());
            let reply = self.look(&Rpc { parameters, ..Rpc::bss(LIST) }, key, fresh).await?;
            let Answered::<Listed> { data: Listed { order_list, page_num, total_count } } = reply.parse()?;
            let orders: Result<Vec<_>, _> = order_list.into_iter().map(Told::order).collect();
            let items = orders.map_err(|error| reply.unreadable(&error))?;
            whole.add(Page { reply, items, number: page_num, total: total_count }, |order| {
                order.order_id.clone()
            })?;
        }
        Ok(whole.seen())
    }

    /// One order with the instances that it made: one part for each product in it. GetOrderDetail. Safe to
    /// repeat. An order that this account does not have is `NotFound`.
    pub async fn order(
        &self,
        key: &AlibabaKey,
        order_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<BssOrderDetail>>, CloudError> {
        let parameters = given([("OrderId", Some(order_id.to_owned()))]);
        let reply = self.look(&Rpc { parameters, ..Rpc::bss(DETAIL) }, key, fresh).await?;
        let Answered::<Listed> { data } = reply.parse()?;
        let parts: Result<Vec<_>, _> = data.order_list.into_iter().map(Told::detail).collect();
        let parts = parts.map_err(|error| reply.unreadable(&error))?;
        if data.total_count.is_some_and(|total| i64::try_from(parts.len()) != Ok(total)) {
            return Err(reply.unreadable(&"not every part of the order was told"));
        }
        if parts.is_empty() {
            return Err(reply.error(CloudErrorKind::NotFound, Advice::Unknown, "no such order"));
        }
        if parts.iter().any(|part| part.order.order_id != order_id) {
            return Err(reply.unreadable(&"the answer is about another order"));
        }
        Ok(reply.seen(parts))
    }
}

/// Why an order cannot be read.
#[derive(Debug, thiserror::Error)]
enum OrderError {
    #[error("an order without its id")]
    NoId,
    #[error("the instances of an order cannot be read")]
    Instances,
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Told {
    fn order(self) -> Result<BssOrder, OrderError> {
        let amount = |text: &Option<String>| -> Result<Option<SignedMoney>, MoneyError> {
            let Some(text) = text else { return Ok(None) };
            SignedMoney::parse(text, self.currency.ok_or(MoneyError::UnknownCurrency)?).map(Some)
        };
        Ok(BssOrder {
            pretax_gross_amount: amount(&self.pretax_gross_amount)?,
            pretax_amount: amount(&self.pretax_amount)?,
            after_tax_amount: amount(&self.after_tax_amount)?,
            order_id: self.order_id.ok_or(OrderError::NoId)?,
            product_code: self.product_code,
            product_type: self.product_type,
            subscription_type: self.subscription_type,
            order_type: self.order_type,
            payment_status: self.payment_status,
            create_time: self.create_time,
            payment_time: self.payment_time,
            related_order_id: self.related_order_id,
        })
    }

    fn detail(mut self) -> Result<BssOrderDetail, OrderError> {
        Ok(BssOrderDetail {
            instance_ids: instance_ids(self.instance_ids.as_deref().unwrap_or_default())?,
            region: self.region.take(),
            config: self.config.take(),
            quantity: self.quantity,
            usage_start_time: self.usage_start_time,
            usage_end_time: self.usage_end_time,
            order: self.order()?,
        })
    }
}

/// JSON text with a list, or plain text with commas: the vendor documents neither and has both.
fn instance_ids(text: &str) -> Result<Vec<String>, OrderError> {
    let ids: Vec<String> = if text.starts_with('[') {
        serde_json::from_str(text).map_err(|_| OrderError::Instances)?
    } else {
        text.split(',').map(str::to_owned).collect()
    };
    Ok(ids.into_iter().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instances_of_an_order_are_read_in_both_notations() {
        for (text, ids) in [
            ("", vec![]),
            ("[]", vec![]),
            ("[\"x-1\"]", vec!["x-1"]),
            ("[\"x-1\", \"x-2\"]", vec!["x-1", "x-2"]),
            ("x-1", vec!["x-1"]),
            ("x-1, x-2,", vec!["x-1", "x-2"]),
        ] {
            assert_eq!(instance_ids(text).expect(text), ids);
        }
        for text in ["[", "[1]", "[\"x-1\"", "[{}]"] {
            assert!(instance_ids(text).is_err(), "{text}");
        }
    }
}
