//! What something costs this account, its discounts included: by use, and for a term.

use domain::money::{Money, MoneyError};
use reqwest::Method;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::Unit;
use crate::{
    endpoint::Service,
    error::CloudError,
    huawei::{
        HuaweiKey,
        client::{Client, Rest},
    },
    provider::{Freshness, Seen},
    value::text,
};

const BY_USE: &str = "ListOnDemandResourceRatings";
const FOR_A_TERM: &str = "ListRateOnPeriodDetail";

/// Up to six digits after the point, which is what we keep; `1` would be ten.
const PRECISION: u8 = 0;

/// Something that is paid by use. The codes are the vendor's: of a service, a kind of resource and its size.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct OnDemandProduct<'a> {
    /// The caller's own; no two products of a question share one.
    pub id: &'a str,
    /// Such as `hws.service.type.ddm`.
    pub cloud_service_type: &'a str,
    pub resource_type: &'a str,
    pub resource_spec: &'a str,
    pub region: &'a str,
    /// What is counted, such as `Duration`.
    pub usage_factor: &'a str,
    /// How much of it: the price is for that.
    pub usage_value: u32,
    /// Its unit; `4` is an hour.
    pub usage_measure_id: u32,
    /// How many.
    pub subscription_num: u32,
}

/// Something that is paid for a term.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PeriodProduct<'a> {
    /// The caller's own; no two products of a question share one.
    pub id: &'a str,
    pub cloud_service_type: &'a str,
    pub resource_type: &'a str,
    pub resource_spec: &'a str,
    pub region: &'a str,
    /// `2` months, `3` years.
    pub period_type: u8,
    pub period_num: u32,
    /// How many.
    pub subscription_num: u32,
}

/// The price of all products of a question together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Before discounts.
    pub official_website_amount: Money,
    /// What is taken off.
    pub discount_amount: Option<Money>,
    /// What is paid.
    pub amount: Money,
}

#[derive(Deserialize)]
struct ByUse {
    #[serde(default, deserialize_with = "text")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    discount_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    official_website_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "text")]
    measure_id: Option<String>,
}

#[derive(Deserialize)]
struct ForATerm {
    official_website_rating_result: Official,
    #[serde(default)]
    optional_discount_rating_results: Option<Vec<Discounted>>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
}

#[derive(Deserialize)]
struct Official {
    #[serde(default, deserialize_with = "text")]
    official_website_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    measure_id: Option<String>,
}

#[derive(Deserialize)]
struct Discounted {
    #[serde(default, deserialize_with = "text")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    discount_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    best_offer: Option<String>,
}

impl TryFrom<ByUse> for Price {
    type Error = MoneyError;

    fn try_from(wire: ByUse) -> Result<Self, MoneyError> {
        let unit = Unit { currency: wire.currency, measure_id: wire.measure_id };
        Ok(Self {
            official_website_amount: unit.money(&wire.official_website_amount.unwrap_or_default())?,
            discount_amount: wire.discount_amount.map(|amount| unit.money(&amount)).transpose()?,
            amount: unit.money(&wire.amount.unwrap_or_default())?,
        })
    }
}

impl TryFrom<ForATerm> for Price {
    type Error = MoneyError;

    /// Without a discount that the cloud calls its best offer, the official price is paid.
    fn try_from(wire: ForATerm) -> Result<Self, MoneyError> {
        let official = wire.official_website_rating_result;
        let unit = Unit { currency: wire.currency, measure_id: official.measure_id };
        let official_website_amount = unit.money(&official.official_website_amount.unwrap_or_default())?;
        let discounts = wire.optional_discount_rating_results.unwrap_or_default();
        let best = discounts.into_iter().find(|discount| discount.best_offer.as_deref() == Some("1"));
        let Some(Discounted { amount, discount_amount, .. }) = best else {
            return Ok(Self {
                official_website_amount,
                discount_amount: None,
                amount: official_website_amount,
            });
        };
        Ok(Self {
            official_website_amount,
            discount_amount: discount_amount.map(|amount| unit.money(&amount)).transpose()?,
            amount: unit.money(&amount.unwrap_or_default())?,
        })
    }
}

impl Client {
    /// The price of what is paid by use, for the use that the products state. Safe to repeat.
    pub async fn on_demand_price(
        &self,
        key: &HuaweiKey,
        products: &[OnDemandProduct<'_>],
        fresh: &dyn Freshness,
    ) -> Result<Seen<Price>, CloudError> {
        let body = json!({
            "project_id": key.project_id,
            "inquiry_precision": PRECISION,
            "product_infos": products,
        });
        self.price::<ByUse>(BY_USE, "/v2/bills/ratings/on-demand-resources", &body, key, fresh).await
    }

    /// The price of products for their whole term. Safe to repeat.
    pub async fn period_price(
        &self,
        key: &HuaweiKey,
        products: &[PeriodProduct<'_>],
        fresh: &dyn Freshness,
    ) -> Result<Seen<Price>, CloudError> {
        let body = json!({"project_id": key.project_id, "product_infos": products});
        let path = "/v2/bills/ratings/period-resources/subscribe-rate";
        self.price::<ForATerm>(FOR_A_TERM, path, &body, key, fresh).await
    }

    /// A price that cannot be read to the last digit is none.
    async fn price<W>(
        &self,
        action: &'static str,
        path: &str,
        body: &Value,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Price>, CloudError>
    where
        W: DeserializeOwned,
        Price: TryFrom<W, Error = MoneyError>,
    {
        let rest = Rest {
            method: Method::POST,
            body: Some(body.to_string().into_bytes()),
            ..Rest::get(Service::HuaweiBss, action, path.to_owned())
        };
        let reply = self.look(&rest, key, fresh).await?;
        let price = Price::try_from(reply.parse::<W>()?).map_err(|error| reply.unreadable(&error))?;
        Ok(reply.seen(price))
    }
}
