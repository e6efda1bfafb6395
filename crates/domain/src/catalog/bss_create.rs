//! `bss.create`: Alibaba Cloud BSS CreateInstance, every parameter and rule of the vendor's page.
//!
//! Source: the vendor's page on CreateInstance (API version 2017-12-14). It forbids ECS and ApsaraDB RDS and yet
//! has `rds` as its sample: the rule holds. It wants whole years of `Period` and yet counts it in years, months
//! or days by `PricingCycle`: months are multiples of twelve, whether they were chosen or not; years and days are
//! any. The SDK's `OwnerId` is for resellers and not offered. `ClientToken`, `Action` and the common parameters
//! belong to the client.

mod form;
mod logistics;
mod modules;

use self::logistics::logistics;
pub use self::{
    form::FORM,
    logistics::LOGISTICS_KEYS,
    modules::{MAX_CODE, MAX_MODULES, MAX_VALUE, Module},
};
use super::{
    Billing, Input, Leftovers,
    fields::{Fields, plain, whole_number},
    numbered::numbered,
    wire::wire_enum,
};
use crate::refusal::{FieldError, Reason};

wire_enum! {
    /// `SubscriptionType`.
    SubscriptionType { Subscription = "Subscription", PayAsYouGo = "PayAsYouGo" }
}
wire_enum! {
    /// `RenewalStatus`: what happens when a subscription ends.
    RenewalStatus { Manual = "ManualRenewal", Auto = "AutoRenewal" }
}
wire_enum! {
    /// `PricingCycle`: the unit of `Period`.
    PricingCycle { Year = "1", Month = "2", Day = "3" }
}

impl PricingCycle {
    /// The longest `Period` in this unit that we believe: a hundred years. The vendor states none.
    pub const fn longest(self) -> u32 {
        match self {
            Self::Year => 100,
            Self::Month => 1_200,
            Self::Day => 36_500,
        }
    }
}

/// The wire names of the parameters.
pub mod names {
    pub const PRODUCT_CODE: &str = "ProductCode";
    pub const PRODUCT_TYPE: &str = "ProductType";
    pub const SUBSCRIPTION_TYPE: &str = "SubscriptionType";
    pub const PERIOD: &str = "Period";
    pub const PRICING_CYCLE: &str = "PricingCycle";
    pub const RENEWAL_STATUS: &str = "RenewalStatus";
    pub const RENEW_PERIOD: &str = "RenewPeriod";
    pub const PARAMETER_CODE: &str = "Parameter.N.Code";
    pub const PARAMETER_VALUE: &str = "Parameter.N.Value";
    pub const LOGISTICS: &str = "Logistics";

    /// All of them, in the order in which a person decides: what `spec` may hold.
    pub const ALL: [&str; 10] = [
        PRODUCT_CODE,
        PRODUCT_TYPE,
        PARAMETER_CODE,
        PARAMETER_VALUE,
        SUBSCRIPTION_TYPE,
        PERIOD,
        PRICING_CYCLE,
        RENEWAL_STATUS,
        RENEW_PERIOD,
        LOGISTICS,
    ];
}

/// The product types that let `PricingCycle` be chosen.
pub const CYCLE_TYPES: [&str; 6] = [
    "ddos_originpre_public_cn",
    "ddosDip",
    "ddoscoo",
    "ddos_originpre_public_intl",
    "ddosDip_intl",
    "ddoscoo_intl",
];

/// The products that the vendor does not sell through this call.
pub const SOLD_ELSEWHERE: [&str; 2] = ["ecs", "rds"];

/// The longest `RenewPeriod` that we believe, in months. The vendor states none.
pub const MAX_RENEW_PERIOD: u32 = PricingCycle::Month.longest();

/// The months of which `Period` is a whole multiple where it is counted in months.
pub const MONTHS: u32 = 12;

/// The longest product code or type that we believe; the vendor states no limit.
pub const MAX_PRODUCT: usize = 64;

/// What a subscription is bought for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    /// In months, or in units of `cycle`: 1 to [`PricingCycle::longest`].
    pub period: u32,
    /// `Some` exactly for the product types that have one.
    pub cycle: Option<PricingCycle>,
    /// The months that each renewal adds; `None` renews by hand.
    pub renew_period: Option<u32>,
}

/// A purchase that the vendor's rules allow. Defaults are filled in: what is approved is explicit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BssCreate {
    product_code: String,
    product_type: Option<String>,
    /// `None` is paid by use.
    subscription: Option<Subscription>,
    modules: Vec<Module>,
    /// Canonical JSON: sorted names, no white space.
    logistics: Option<String>,
}

impl BssCreate {
    /// Applies every rule; all refusals come at once, by wire name.
    pub fn check(input: &Input, leftovers: Leftovers) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::new(input, leftovers, &names::ALL);

        let product_code = fields.required(names::PRODUCT_CODE, product_code);
        let product_type = fields.optional(names::PRODUCT_TYPE, product);
        let modules = modules::read(&mut fields);
        let kind = fields.required(names::SUBSCRIPTION_TYPE, SubscriptionType::parse);
        let subscription = subscription(&mut fields, kind, product_type.as_deref());
        let logistics = fields.optional(names::LOGISTICS, logistics);

        let read = product_code.map(|product_code| Self {
            product_code,
            product_type,
            subscription,
            modules,
            logistics,
        });
        fields.finish(read)
    }

    /// Everything that is sent but action, token and signature, defaults spelled out.
    pub fn parameters(&self) -> Input {
        let mut parameters = Input::new();
        let mut put = |name: &str, value: String| drop(parameters.insert(name.to_owned(), value));
        put(names::PRODUCT_CODE, self.product_code.clone());
        if let Some(product_type) = &self.product_type {
            put(names::PRODUCT_TYPE, product_type.clone());
        }
        for (number, module) in (1..).zip(&self.modules) {
            put(&numbered(names::PARAMETER_CODE, number), module.code.clone());
            put(&numbered(names::PARAMETER_VALUE, number), module.value.clone());
        }
        match self.subscription {
            None => put(names::SUBSCRIPTION_TYPE, SubscriptionType::PayAsYouGo.wire().into()),
            Some(Subscription { period, cycle, renew_period }) => {
                put(names::SUBSCRIPTION_TYPE, SubscriptionType::Subscription.wire().into());
                put(names::PERIOD, period.to_string());
                if let Some(cycle) = cycle {
                    put(names::PRICING_CYCLE, cycle.wire().into());
                }
                let renewal =
                    if renew_period.is_some() { RenewalStatus::Auto } else { RenewalStatus::Manual };
                put(names::RENEWAL_STATUS, renewal.wire().into());
                if let Some(months) = renew_period {
                    put(names::RENEW_PERIOD, months.to_string());
                }
            }
        }
        if let Some(logistics) = &self.logistics {
            put(names::LOGISTICS, logistics.clone());
        }
        parameters
    }

    /// How it is paid.
    pub const fn billing(&self) -> Billing {
        match self.subscription {
            Some(_) => Billing::Prepaid,
            None => Billing::Postpaid,
        }
    }

    /// Which product.
    pub fn product_code(&self) -> &str {
        &self.product_code
    }

    /// Which kind of it, where it has kinds.
    pub fn product_type(&self) -> Option<&str> {
        self.product_type.as_deref()
    }

    /// What it is bought for, where it is a subscription.
    pub const fn subscription(&self) -> Option<Subscription> {
        self.subscription
    }

    /// The product's own attributes, in the order in which they are sent.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// Where physical goods go, as canonical JSON.
    pub fn logistics(&self) -> Option<&str> {
        self.logistics.as_deref()
    }
}

fn product(text: &str) -> Result<String, Reason> {
    plain(text, MAX_PRODUCT, "_-.")
}

fn product_code(text: &str) -> Result<String, Reason> {
    let code = product(text)?;
    let elsewhere = SOLD_ELSEWHERE.iter().any(|product| product.eq_ignore_ascii_case(&code));
    if elsewhere { Err(Reason::SoldElsewhere) } else { Ok(code) }
}

/// Checks ranges even where a field does not apply, so that nonsense is never silently dropped.
fn subscription(
    fields: &mut Fields<'_>,
    kind: Option<SubscriptionType>,
    product_type: Option<&str>,
) -> Option<Subscription> {
    let subscribed = kind.map(|kind| kind == SubscriptionType::Subscription);
    if subscribed == Some(true) {
        fields.ask_for(names::PERIOD);
    }
    let Unit { cycle, unit } = unit(fields, product_type);
    // Of an unknown unit, what is too long in each.
    let longest = unit.unwrap_or(PricingCycle::Day).longest();
    let period = fields.optional(names::PERIOD, |text| whole_number(text, longest));
    let is_whole_years = period.is_none_or(|months| months.is_multiple_of(MONTHS));
    if subscribed == Some(true) && unit == Some(PricingCycle::Month) && !is_whole_years {
        fields.refuse(names::PERIOD, Reason::NotAMultiple { of: MONTHS });
    }

    let renewal = fields.or_default(names::RENEWAL_STATUS, RenewalStatus::parse, RenewalStatus::Manual);
    if subscribed == Some(true) && renewal == Some(RenewalStatus::Auto) {
        fields.ask_for(names::RENEW_PERIOD);
    }
    let renew_period = fields.optional(names::RENEW_PERIOD, |text| whole_number(text, MAX_RENEW_PERIOD));
    if renewal == Some(RenewalStatus::Manual) {
        fields.not_applicable(names::RENEW_PERIOD);
    }
    if subscribed == Some(false) {
        for field in [names::PERIOD, names::PRICING_CYCLE, names::RENEWAL_STATUS, names::RENEW_PERIOD] {
            fields.not_applicable(field);
        }
    }
    let renew_period = renew_period.filter(|_| renewal == Some(RenewalStatus::Auto));
    period.filter(|_| subscribed == Some(true)).map(|period| Subscription { period, cycle, renew_period })
}

/// What `Period` is counted in.
struct Unit {
    /// What is sent: for the product types that have one.
    cycle: Option<PricingCycle>,
    /// `None` where what decides about it was refused.
    unit: Option<PricingCycle>,
}

/// Months unless chosen, which some product types allow.
fn unit(fields: &mut Fields<'_>, product_type: Option<&str>) -> Unit {
    let chosen = fields.or_default(names::PRICING_CYCLE, PricingCycle::parse, PricingCycle::Month);
    if product_type.is_some_and(|product_type| CYCLE_TYPES.contains(&product_type)) {
        return Unit { cycle: chosen, unit: chosen };
    }
    // What became of a product type that was refused itself is not judged.
    if product_type.is_none() && fields.is_given(names::PRODUCT_TYPE) {
        return Unit { cycle: None, unit: None };
    }
    fields.not_applicable(names::PRICING_CYCLE);
    Unit { cycle: None, unit: Some(PricingCycle::Month) }
}

#[cfg(test)]
mod tests;
