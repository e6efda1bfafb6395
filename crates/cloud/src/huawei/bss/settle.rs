//! Paying and cancelling an order that the cloud holds unpaid.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    endpoint::Service,
    error::CloudError,
    huawei::{
        Access, HuaweiKey,
        client::{Client, Rest, invalid},
        wire,
    },
    provider::Fresh,
    purchase::SignedPurchase,
    verdict::Call,
};

const PAY: &str = "PayOrders";
const CANCEL: &str = "CancelCustomerOrder";

/// The vendor's rule for an order's id.
const MAX_ORDER_ID: usize = 64;

impl Client {
    /// Pays an order from the account's balance, without coupons and discounts of our choice: builds and signs
    /// the request in memory, nothing leaves. `access` is what [`Client::authenticate`] gave for [`Call::PayOrder`].
    ///
    /// The amount is the order's own: look at it before. The cloud has no memory of it: it must be sent once.
    pub fn sign_pay(
        &self,
        order_id: &str,
        key: &HuaweiKey,
        access: &Access,
        fresh: &Fresh,
    ) -> Result<SignedPurchase, CloudError> {
        let body = json!({"order_id": order_id, "use_coupon": "NO", "use_discount": "NO"});
        let rest = Rest {
            method: Method::POST,
            ..Rest::get(Service::HuaweiBss, PAY, "/v3/orders/customer-orders/pay".to_owned())
        };
        self.settle(Call::PayOrder, order_id, (rest, &body), (key, access), fresh)
    }

    /// Cancels an order that was not paid: as [`Client::sign_pay`], for [`Call::CancelOrder`].
    pub fn sign_cancel(
        &self,
        order_id: &str,
        key: &HuaweiKey,
        access: &Access,
        fresh: &Fresh,
    ) -> Result<SignedPurchase, CloudError> {
        let body = json!({"order_id": order_id});
        let rest = Rest {
            method: Method::PUT,
            ..Rest::get(Service::HuaweiBss, CANCEL, "/v2/orders/customer-orders/cancel".to_owned())
        };
        self.settle(Call::CancelOrder, order_id, (rest, &body), (key, access), fresh)
    }

    fn settle(
        &self,
        call: Call,
        order_id: &str,
        (rest, body): (Rest, &Value),
        who: (&HuaweiKey, &Access),
        fresh: &Fresh,
    ) -> Result<SignedPurchase, CloudError> {
        if !wire::is_id(order_id) || order_id.len() > MAX_ORDER_ID {
            return Err(invalid(rest.action, "not the id of an order"));
        }
        let rest = Rest { body: Some(body.to_string().into_bytes()), ..rest };
        let order_id = order_id.to_owned();
        let read = Box::new(move |http, body: &str| wire::settled(http, body, &order_id));
        self.sign_once(call, &rest, who, fresh, None, read)
    }
}
