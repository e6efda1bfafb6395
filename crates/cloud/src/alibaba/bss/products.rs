//! What is for sale: QueryProductList and DescribePricingModule.

use domain::money::Currency;
use serde::Deserialize;

use super::Answered;
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given},
        pages::{Page, Whole},
        wire::value,
    },
    error::CloudError,
    provider::{Freshness, Seen},
};

const LIST: &str = "QueryProductList";
const MODULES: &str = "DescribePricingModule";

/// The vendor's maximum.
const PAGE_SIZE: u32 = 300;

/// A product in one of its billing methods, in the vendor's words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BssProduct {
    #[serde(deserialize_with = "value::text")]
    pub product_code: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub product_name: Option<String>,
    /// Several products have one, and then every later call asks for it exactly so.
    #[serde(deserialize_with = "value::text")]
    pub product_type: Option<String>,
    /// `Subscription` or `PayAsYouGo`.
    #[serde(deserialize_with = "value::text")]
    pub subscription_type: Option<String>,
}

/// Which product a price or its modules are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProductRef<'a> {
    pub product_code: &'a str,
    /// As the list of products spells it.
    pub product_type: Option<&'a str>,
}

/// What a product's price depends on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PricingModules {
    #[serde(rename = "ModuleList", deserialize_with = "value::wrapped")]
    pub modules: Vec<PricingModule>,
    #[serde(rename = "AttributeList", deserialize_with = "value::wrapped")]
    pub attributes: Vec<PricingAttribute>,
}

/// A part of a product that has a price of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PricingModule {
    #[serde(deserialize_with = "value::text")]
    pub module_code: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub module_name: Option<String>,
    /// Such as `Hour` or `Month`: what a price by use is asked for.
    #[serde(deserialize_with = "value::text")]
    pub price_type: Option<String>,
    #[serde(deserialize_with = "value::currency")]
    pub currency: Option<Currency>,
    /// The attributes that decide its price, by code: all of them must be given when a price is asked for.
    #[serde(deserialize_with = "value::wrapped")]
    pub config_list: Vec<String>,
}

/// An attribute and what it may be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct PricingAttribute {
    #[serde(deserialize_with = "value::text")]
    pub code: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub name: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub unit: Option<String>,
    #[serde(deserialize_with = "value::wrapped")]
    pub values: Vec<AttributeValue>,
}

/// One value of an attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AttributeValue {
    #[serde(deserialize_with = "value::text")]
    pub name: Option<String>,
    /// What is sent.
    #[serde(deserialize_with = "value::text")]
    pub value: Option<String>,
    /// `single_float`, `range` and others: whether `value` is one or a range.
    #[serde(rename = "Type", deserialize_with = "value::text")]
    pub kind: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub remark: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    #[serde(default, deserialize_with = "value::wrapped")]
    product_list: Vec<BssProduct>,
    #[serde(default, deserialize_with = "value::integer")]
    page_num: Option<i64>,
    #[serde(default, deserialize_with = "value::integer")]
    total_count: Option<i64>,
}

impl Client {
    /// Every product that the account's site sells: all pages of QueryProductList, or an error. Safe to repeat.
    ///
    /// The two sites differ in codes and types.
    pub async fn products(
        &self,
        key: &AlibabaKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<BssProduct>>, CloudError> {
        let mut whole = Whole::new();
        while let Some(page) = whole.next() {
            let parameters = given([
                ("PageNum", Some(page.to_string())),
                ("PageSize", Some(PAGE_SIZE.to_string())),
                // Without it there is no total, and no telling whether the list is whole.
                ("QueryTotalCount", Some("true".to_owned())),
            ]);
            let reply = self.look(&Rpc { parameters, ..Rpc::bss(LIST) }, key, fresh).await?;
            let Answered::<Listed> { data: Listed { product_list, page_num, total_count } } =
                reply.parse()?;
            let page = Page { reply, items: product_list, number: page_num, total: total_count };
            whole.add(page, |product| {
                let BssProduct { product_code, product_type, subscription_type, .. } = product;
                format!("{product_code:?} {product_type:?} {subscription_type:?}")
            })?;
        }
        Ok(whole.seen())
    }

    /// What a product's price depends on. DescribePricingModule. Safe to repeat.
    ///
    /// `subscription_type` is `Subscription` or `PayAsYouGo`.
    pub async fn pricing_modules(
        &self,
        key: &AlibabaKey,
        product: ProductRef<'_>,
        subscription_type: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<PricingModules>, CloudError> {
        let parameters = given([
            ("ProductCode", Some(product.product_code.to_owned())),
            ("ProductType", product.product_type.map(str::to_owned)),
            ("SubscriptionType", Some(subscription_type.to_owned())),
        ]);
        let reply = self.look(&Rpc { parameters, ..Rpc::bss(MODULES) }, key, fresh).await?;
        let Answered { data } = reply.parse()?;
        Ok(reply.seen(data))
    }
}
