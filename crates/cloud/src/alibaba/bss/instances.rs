//! What the account has bought: QueryAvailableInstances.

use serde::Deserialize;
use time::OffsetDateTime;

use super::{Answered, Window};
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given, invalid},
        pages::{Page, Whole},
        wire::value,
    },
    error::CloudError,
    provider::{Freshness, Seen},
};

const LIST: &str = "QueryAvailableInstances";

/// The vendor's maximum.
const PAGE_SIZE: u32 = 300;

/// The vendor's limit for one question.
const MAX_IDS: usize = 100;

/// Which instances are listed: those that everything given here is true of.
#[derive(Debug, Clone, Copy, Default)]
pub struct BssInstanceFilter<'a> {
    /// Asks for a product code as well.
    pub region: Option<&'a str>,
    pub product_code: Option<&'a str>,
    pub product_type: Option<&'a str>,
    /// `Subscription` or `PayAsYouGo`.
    pub subscription_type: Option<&'a str>,
    /// At most 100.
    pub instance_ids: &'a [&'a str],
    pub created: Option<Window>,
    pub ends: Option<Window>,
    /// `AutoRenewal`, `ManualRenewal` or `NotRenewal`.
    pub renew_status: Option<&'a str>,
}

/// An instance of any product, in the vendor's words; what the vendor left out is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct BssInstance {
    #[serde(rename = "InstanceID", alias = "InstanceId", deserialize_with = "value::text")]
    pub instance_id: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub product_code: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub product_type: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub subscription_type: Option<String>,
    /// The vendor gives no list of its values.
    #[serde(deserialize_with = "value::text")]
    pub status: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub sub_status: Option<String>,
    #[serde(deserialize_with = "value::time")]
    pub create_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    pub end_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::time")]
    pub release_time: Option<OffsetDateTime>,
    #[serde(deserialize_with = "value::text")]
    pub renew_status: Option<String>,
    /// In `renewal_duration_unit`.
    #[serde(deserialize_with = "value::integer")]
    pub renewal_duration: Option<i64>,
    /// `M` or `Y`.
    #[serde(deserialize_with = "value::text")]
    pub renewal_duration_unit: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub region: Option<String>,
    /// The account's number.
    #[serde(deserialize_with = "value::text")]
    pub owner_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    // A plain list: the only one of BSS that is not wrapped.
    #[serde(default, deserialize_with = "value::or_default")]
    instance_list: Vec<BssInstance>,
    #[serde(default, deserialize_with = "value::integer")]
    page_num: Option<i64>,
    #[serde(default, deserialize_with = "value::integer")]
    total_count: Option<i64>,
}

impl Client {
    /// Every instance of the account that the filter lets through: all pages of QueryAvailableInstances, or an
    /// error. Safe to repeat.
    ///
    /// An error also where the list changed while it was read, or has more than 200 pages of 300.
    pub async fn instances(
        &self,
        key: &AlibabaKey,
        filter: &BssInstanceFilter<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<BssInstance>>, CloudError> {
        let filter = filter.parameters()?;
        let mut whole = Whole::new();
        while let Some(page) = whole.next() {
            let mut parameters = filter.clone();
            parameters.extend(given([
                ("PageNum", Some(page.to_string())),
                ("PageSize", Some(PAGE_SIZE.to_string())),
            ]));
            let reply = self.look(&Rpc { parameters, ..Rpc::bss(LIST) }, key, fresh).await?;
            let Answered::<Listed> { data: Listed { instance_list, page_num, total_count } } =
                reply.parse()?;
            let page = Page { reply, items: instance_list, number: page_num, total: total_count };
            whole.add(page, |instance| {
                let BssInstance { instance_id, product_code, product_type, .. } = instance;
                format!("{product_code:?} {product_type:?} {instance_id:?}")
            })?;
        }
        Ok(whole.seen())
    }
}

impl BssInstanceFilter<'_> {
    fn parameters(&self) -> Result<Vec<(String, String)>, CloudError> {
        if self.region.is_some() && self.product_code.is_none() {
            return Err(invalid(LIST, "a region asks for a product code"));
        }
        if self.instance_ids.len() > MAX_IDS {
            return Err(invalid(LIST, "at most 100 instances can be asked for"));
        }
        let text = |text: Option<&str>| text.map(str::to_owned);
        let mut parameters = given([
            ("Region", text(self.region)),
            ("ProductCode", text(self.product_code)),
            ("ProductType", text(self.product_type)),
            ("SubscriptionType", text(self.subscription_type)),
            ("InstanceIDs", (!self.instance_ids.is_empty()).then(|| self.instance_ids.join(","))),
            ("RenewStatus", text(self.renew_status)),
        ]);
        if let Some(created) = self.created {
            parameters.extend(created.parameters(LIST, ["CreateTimeStart", "CreateTimeEnd"])?);
        }
        if let Some(ends) = self.ends {
            parameters.extend(ends.parameters(LIST, ["EndTimeStart", "EndTimeEnd"])?);
        }
        Ok(parameters)
    }
}
