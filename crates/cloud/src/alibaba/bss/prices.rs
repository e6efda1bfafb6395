//! What something costs: GetSubscriptionPrice and GetPayAsYouGoPrice. Prices are before tax.

use domain::money::{Currency, Money, MoneyError};
use serde::Deserialize;

use super::{Answered, ProductRef};
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc, given, invalid},
        wire::value,
    },
    error::CloudError,
    provider::{Freshness, Seen},
};

const SUBSCRIPTION: &str = "GetSubscriptionPrice";
const PAY_AS_YOU_GO: &str = "GetPayAsYouGoPrice";

/// The vendor's limit.
const MAX_MODULES: usize = 50;

/// What a subscription's price is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderType {
    NewOrder,
    Renewal,
    Upgrade,
}

impl OrderType {
    /// The value on the wire.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::NewOrder => "NewOrder",
            Self::Renewal => "Renewal",
            Self::Upgrade => "Upgrade",
        }
    }
}

/// The unit of a subscription's term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodUnit {
    Year,
    Month,
}

impl PeriodUnit {
    /// The value on the wire.
    pub const fn wire(self) -> &'static str {
        match self {
            Self::Year => "Year",
            Self::Month => "Month",
        }
    }
}

/// A question for the price of a subscription.
#[derive(Debug, Clone, Copy)]
pub struct SubscriptionQuote<'a> {
    pub product: ProductRef<'a>,
    pub order_type: OrderType,
    pub region: Option<&'a str>,
    /// How many.
    pub quantity: Option<u32>,
    /// For how long.
    pub period: Option<(u32, PeriodUnit)>,
    /// Asked for with [`OrderType::Upgrade`].
    pub instance_id: Option<&'a str>,
    /// 1 to 50.
    pub modules: &'a [SubscriptionModule<'a>],
}

/// A module with its attributes.
#[derive(Debug, Clone, Copy)]
pub struct SubscriptionModule<'a> {
    pub module_code: &'a str,
    /// Every attribute of the module, as `AA:aa,BB:bb`.
    pub config: &'a str,
}

/// A question for the price of what is paid by use.
#[derive(Debug, Clone, Copy)]
pub struct PayAsYouGoQuote<'a> {
    pub product: ProductRef<'a>,
    pub region: Option<&'a str>,
    /// 1 to 50.
    pub modules: &'a [PayAsYouGoModule<'a>],
}

/// A module with its attributes and the unit that its price is for.
#[derive(Debug, Clone, Copy)]
pub struct PayAsYouGoModule<'a> {
    pub module_code: &'a str,
    /// Every attribute of the module, as `AA:aa,BB:bb`.
    pub config: &'a str,
    /// `Hour`, `Usage`, `Month` or `Year`, as the module's own `PriceType` has it.
    pub price_type: &'a str,
}

/// The price of a subscription for its whole term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionPrice {
    /// Before discounts.
    pub original_price: Money,
    /// What is taken off.
    pub discount_price: Option<Money>,
    /// What is paid.
    pub trade_price: Money,
    pub quantity: Option<i64>,
    pub modules: Vec<ModulePrice>,
    pub promotions: Vec<Promotion>,
}

/// The prices of what is paid by use: each module's for one of its units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayAsYouGoPrice {
    pub currency: Currency,
    pub modules: Vec<ModulePrice>,
    pub promotions: Vec<Promotion>,
}

/// A module's price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModulePrice {
    pub module_code: Option<String>,
    /// Before discounts.
    pub original_cost: Option<Money>,
    /// What is paid.
    pub cost_after_discount: Money,
    /// What is taken off.
    pub invoice_discount: Option<Money>,
}

/// A discount that was applied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Promotion {
    #[serde(deserialize_with = "value::text")]
    pub promotion_id: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub promotion_name: Option<String>,
    #[serde(deserialize_with = "value::text")]
    pub promotion_desc: Option<String>,
}

/// Both answers.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Told {
    #[serde(deserialize_with = "value::currency")]
    currency: Option<Currency>,
    #[serde(deserialize_with = "value::text")]
    original_price: Option<String>,
    #[serde(deserialize_with = "value::text")]
    discount_price: Option<String>,
    #[serde(deserialize_with = "value::text")]
    trade_price: Option<String>,
    #[serde(deserialize_with = "value::integer")]
    quantity: Option<i64>,
    #[serde(deserialize_with = "value::wrapped")]
    module_details: Vec<ToldModule>,
    #[serde(deserialize_with = "value::wrapped")]
    promotion_details: Vec<Promotion>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct ToldModule {
    #[serde(deserialize_with = "value::text")]
    module_code: Option<String>,
    #[serde(deserialize_with = "value::text")]
    original_cost: Option<String>,
    #[serde(deserialize_with = "value::text")]
    cost_after_discount: Option<String>,
    #[serde(deserialize_with = "value::text")]
    invoice_discount: Option<String>,
}

impl Client {
    /// What a subscription costs. GetSubscriptionPrice. Safe to repeat.
    ///
    /// An answer without a price, with an unknown currency or with more than six digits after the point is an
    /// error: no price is guessed or rounded.
    pub async fn subscription_price(
        &self,
        key: &AlibabaKey,
        quote: &SubscriptionQuote<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<SubscriptionPrice>, CloudError> {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let mut parameters = given([
            ("ProductCode", text(Some(quote.product.product_code))),
            ("ProductType", text(quote.product.product_type)),
            ("SubscriptionType", text(Some("Subscription"))),
            ("OrderType", text(Some(quote.order_type.wire()))),
            ("Region", text(quote.region)),
            ("Quantity", quote.quantity.map(|quantity| quantity.to_string())),
            ("ServicePeriodQuantity", quote.period.map(|(count, _)| count.to_string())),
            ("ServicePeriodUnit", text(quote.period.map(|(_, unit)| unit.wire()))),
            ("InstanceId", text(quote.instance_id)),
        ]);
        let modules = quote.modules.iter().map(|module| (module.module_code, module.config, None));
        parameters.extend(module_list(SUBSCRIPTION, modules)?);
        let reply = self.look(&Rpc { parameters, ..Rpc::bss(SUBSCRIPTION) }, key, fresh).await?;
        let Answered::<Told> { data } = reply.parse()?;
        let price = data.subscription().map_err(|error| reply.unreadable(&error))?;
        Ok(reply.seen(price))
    }

    /// What use costs. GetPayAsYouGoPrice. Safe to repeat. Errors as [`Client::subscription_price`].
    pub async fn pay_as_you_go_price(
        &self,
        key: &AlibabaKey,
        quote: &PayAsYouGoQuote<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Seen<PayAsYouGoPrice>, CloudError> {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let mut parameters = given([
            ("ProductCode", text(Some(quote.product.product_code))),
            ("ProductType", text(quote.product.product_type)),
            ("SubscriptionType", text(Some("PayAsYouGo"))),
            ("Region", text(quote.region)),
        ]);
        let modules =
            quote.modules.iter().map(|module| (module.module_code, module.config, Some(module.price_type)));
        parameters.extend(module_list(PAY_AS_YOU_GO, modules)?);
        let reply = self.look(&Rpc { parameters, ..Rpc::bss(PAY_AS_YOU_GO) }, key, fresh).await?;
        let Answered::<Told> { data } = reply.parse()?;
        let price = data.pay_as_you_go().map_err(|error| reply.unreadable(&error))?;
        Ok(reply.seen(price))
    }
}

/// `ModuleList.1.ModuleCode` and so on.
fn module_list<'a>(
    action: &'static str,
    modules: impl ExactSizeIterator<Item = (&'a str, &'a str, Option<&'a str>)>,
) -> Result<Vec<(String, String)>, CloudError> {
    if !(1..=MAX_MODULES).contains(&modules.len()) {
        return Err(invalid(action, "a price is asked for 1 to 50 modules"));
    }
    let mut parameters = Vec::new();
    for (number, (code, config, price_type)) in (1..).zip(modules) {
        let named = given([
            ("ModuleCode", Some(code.to_owned())),
            ("Config", Some(config.to_owned())),
            ("PriceType", price_type.map(str::to_owned)),
        ]);
        parameters
            .extend(named.into_iter().map(|(name, value)| (format!("ModuleList.{number}.{name}"), value)));
    }
    Ok(parameters)
}

impl Told {
    fn subscription(self) -> Result<SubscriptionPrice, MoneyError> {
        let currency = self.currency.ok_or(MoneyError::UnknownCurrency)?;
        Ok(SubscriptionPrice {
            original_price: required(&self.original_price, currency)?,
            discount_price: optional(&self.discount_price, currency)?,
            trade_price: required(&self.trade_price, currency)?,
            quantity: self.quantity,
            modules: modules(self.module_details, currency)?,
            promotions: self.promotion_details,
        })
    }

    fn pay_as_you_go(self) -> Result<PayAsYouGoPrice, MoneyError> {
        let currency = self.currency.ok_or(MoneyError::UnknownCurrency)?;
        // No module is no price.
        if self.module_details.is_empty() {
            return Err(MoneyError::NotANumber);
        }
        Ok(PayAsYouGoPrice {
            currency,
            modules: modules(self.module_details, currency)?,
            promotions: self.promotion_details,
        })
    }
}

fn modules(told: Vec<ToldModule>, currency: Currency) -> Result<Vec<ModulePrice>, MoneyError> {
    let module = |told: ToldModule| {
        Ok(ModulePrice {
            original_cost: optional(&told.original_cost, currency)?,
            cost_after_discount: required(&told.cost_after_discount, currency)?,
            invoice_discount: optional(&told.invoice_discount, currency)?,
            module_code: told.module_code,
        })
    };
    told.into_iter().map(module).collect()
}

fn optional(text: &Option<String>, currency: Currency) -> Result<Option<Money>, MoneyError> {
    text.as_deref().map(|text| value::money(text, currency)).transpose()
}

fn required(text: &Option<String>, currency: Currency) -> Result<Money, MoneyError> {
    optional(text, currency)?.ok_or(MoneyError::NotANumber)
}
