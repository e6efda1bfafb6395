//! Alibaba Cloud: BSS knows the prices of all products, by module.
//!
//! DTS has no price query of its own. Which modules a product's price is made of, and which attributes each needs, is
//! what DescribePricingModule says to this account; an attribute is asked for by the name that the purchase has for
//! it, and where the description has no such name, the price is unknown.

mod change;
mod modules;

use cloud::{
    AlibabaKey, CloudError,
    alibaba::bss::{
        OrderType, PayAsYouGoModule, PayAsYouGoQuote, PeriodUnit, ProductRef, SubscriptionModule,
        SubscriptionQuote,
    },
};
use domain::{
    catalog::{
        Input, Operation, bss_create,
        bss_create::{PricingCycle, SubscriptionType},
        dts_create,
        dts_create::{PayType, Period},
        numbered,
    },
    quote::{Per, Price},
};

use self::modules::Part;
use super::{Failed, fresh, sum, unreadable};
use crate::Backend;

const PAY_AS_YOU_GO: &str = "GetPayAsYouGoPrice";
const SUBSCRIPTION: &str = "GetSubscriptionPrice";

/// What BSS calls DTS.
const DTS: &str = "dts";

/// What a module's price is for where it is paid by the hour.
const HOUR: &str = "Hour";

/// What is asked, before anybody knows which modules that is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    product_code: String,
    product_type: Option<String>,
    region: Option<String>,
    way: Way,
    /// Each must be described, or the price is unknown.
    attributes: Input,
    /// What else holds where a module asks for it.
    defaults: Input,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    PayAsYouGo,
    Subscription {
        order: OrderType,
        term: Option<(u32, PeriodUnit)>,
        /// What is upgraded.
        instance: Option<String>,
    },
}

pub(super) async fn ask(
    backend: &Backend,
    operation: Operation,
    parameters: &Input,
    key: &AlibabaKey,
) -> Result<Option<Price>, Failed> {
    let question = match operation {
        Operation::DtsCreate => dts(parameters),
        Operation::DtsChange => change::question(backend, parameters, key).await?,
        Operation::BssCreate => any_product(parameters),
        Operation::DdmCreate => None,
    };
    match question {
        Some(question) => Ok(question.ask(backend, key).await?),
        None => Ok(None),
    }
}

/// A new synchronisation instance. What its purchase leaves out has the value that the vendor's page gives it.
fn dts(parameters: &Input) -> Option<Question> {
    use dts_create::names;
    let value = |name: &str| parameters.get(name).map(String::as_str);
    let way = match PayType::parse(value(names::PAY_TYPE)?).ok()? {
        PayType::PostPaid => Way::PayAsYouGo,
        PayType::PrePaid => Way::new_order(dts_term(value(names::PERIOD)?, value(names::USED_TIME)?)?),
    };
    let attributes = [names::JOB_CLASS, names::TOPOLOGY, names::DB_INSTANCE_COUNT];
    let attributes =
        attributes.iter().filter_map(|name| Some(((*name).to_owned(), parameters.get(*name)?.clone())));
    Some(Question {
        product_code: DTS.to_owned(),
        product_type: None,
        region: value(names::DEST_REGION).map(str::to_owned),
        way,
        attributes: attributes.collect(),
        defaults: dts_defaults(),
    })
}

/// One private RDS instance below the source, unless more are named.
fn dts_defaults() -> Input {
    [(dts_create::names::DB_INSTANCE_COUNT.to_owned(), "1".to_owned())].into()
}

fn dts_term(period: &str, count: &str) -> Option<(u32, PeriodUnit)> {
    let unit = match Period::parse(period).ok()? {
        Period::Month => PeriodUnit::Month,
        Period::Year => PeriodUnit::Year,
    };
    Some((count.parse().ok()?, unit))
}

/// Any product that BSS itself sells: its attributes are what the purchase names.
fn any_product(parameters: &Input) -> Option<Question> {
    use bss_create::names;
    let value = |name: &str| parameters.get(name).map(String::as_str);
    let way = match SubscriptionType::parse(value(names::SUBSCRIPTION_TYPE)?).ok()? {
        SubscriptionType::PayAsYouGo => Way::PayAsYouGo,
        SubscriptionType::Subscription => {
            let cycle =
                value(names::PRICING_CYCLE).map_or(Ok(PricingCycle::Month), PricingCycle::parse).ok()?;
            let unit = match cycle {
                PricingCycle::Year => PeriodUnit::Year,
                PricingCycle::Month => PeriodUnit::Month,
                // Prices are asked for months and years alone.
                PricingCycle::Day => return None,
            };
            Way::new_order((value(names::PERIOD)?.parse().ok()?, unit))
        }
    };
    let attribute = |number| {
        let code = parameters.get(&numbered(names::PARAMETER_CODE, number))?;
        Some((code.clone(), parameters.get(&numbered(names::PARAMETER_VALUE, number))?.clone()))
    };
    Some(Question {
        product_code: value(names::PRODUCT_CODE)?.to_owned(),
        product_type: value(names::PRODUCT_TYPE).map(str::to_owned),
        region: None,
        way,
        attributes: (1..).map_while(attribute).collect(),
        defaults: Input::new(),
    })
}

impl Way {
    const fn new_order(term: (u32, PeriodUnit)) -> Self {
        Self::Subscription { order: OrderType::NewOrder, term: Some(term), instance: None }
    }

    const fn subscription_type(&self) -> &'static str {
        match self {
            Self::PayAsYouGo => SubscriptionType::PayAsYouGo.wire(),
            Self::Subscription { .. } => SubscriptionType::Subscription.wire(),
        }
    }
}

impl Question {
    /// Asks what the price depends on, and then for the price.
    async fn ask(&self, backend: &Backend, key: &AlibabaKey) -> Result<Option<Price>, CloudError> {
        let (client, fresh) = (&backend.clouds.alibaba, || fresh(backend));
        let product =
            ProductRef { product_code: &self.product_code, product_type: self.product_type.as_deref() };
        let described =
            client.pricing_modules(key, product, self.way.subscription_type(), &fresh).await?.value;
        let Some(parts) = modules::parts(&described, &self.attributes, &self.defaults) else {
            return Ok(None);
        };
        match &self.way {
            Way::PayAsYouGo => self.by_the_hour(backend, key, product, &parts).await,
            Way::Subscription { order, term, instance } => {
                let modules: Vec<_> = parts
                    .iter()
                    .map(|part| SubscriptionModule { module_code: &part.module_code, config: &part.config })
                    .collect();
                let quote = SubscriptionQuote {
                    product,
                    order_type: *order,
                    region: self.region.as_deref(),
                    quantity: None,
                    period: *term,
                    instance_id: instance.as_deref(),
                    modules: &modules,
                };
                let told = client.subscription_price(key, &quote, &fresh).await?.value;
                let price = Price::new(told.original_price, told.discount_price, told.trade_price, Per::Once);
                price.map(Some).map_err(|why| unreadable(SUBSCRIPTION, why))
            }
        }
    }

    /// Modules that are paid by anything but the hour have no common price.
    async fn by_the_hour(
        &self,
        backend: &Backend,
        key: &AlibabaKey,
        product: ProductRef<'_>,
        parts: &[Part],
    ) -> Result<Option<Price>, CloudError> {
        if parts.iter().any(|part| part.price_type.as_deref() != Some(HOUR)) {
            return Ok(None);
        }
        let modules: Vec<_> = parts
            .iter()
            .map(|part| PayAsYouGoModule {
                module_code: &part.module_code,
                config: &part.config,
                price_type: HOUR,
            })
            .collect();
        let quote = PayAsYouGoQuote { product, region: self.region.as_deref(), modules: &modules };
        let told = backend.clouds.alibaba.pay_as_you_go_price(key, &quote, &|| fresh(backend)).await?.value;
        let is_answered = |part: &Part| {
            let of_part =
                told.modules.iter().filter(|line| line.module_code.as_ref() == Some(&part.module_code));
            of_part.count() == 1
        };
        if told.modules.len() != parts.len() || !parts.iter().all(is_answered) {
            // A sum of some of its parts is not the price.
            return Ok(None);
        }
        let price = || {
            let pay = sum(told.modules.iter().map(|line| line.cost_after_discount))?;
            let list =
                sum(told.modules.iter().map(|line| line.original_cost.unwrap_or(line.cost_after_discount)))?;
            let discounts: Option<Vec<_>> = told.modules.iter().map(|line| line.invoice_discount).collect();
            Price::new(list, discounts.map(sum).transpose()?, pay, Per::Hour)
        };
        price().map(Some).map_err(|why| unreadable(PAY_AS_YOU_GO, why))
    }
}
