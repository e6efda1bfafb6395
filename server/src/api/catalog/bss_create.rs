//! `bss.create`.

use domain::catalog::{
    MAX_TEXT,
    bss_create::{
        CYCLE_TYPES, LOGISTICS_KEYS, MAX_CODE, MAX_MODULES, MAX_PRODUCT, MAX_RENEW_PERIOD, MAX_VALUE, MONTHS,
        PricingCycle, RenewalStatus, SOLD_ELSEWHERE, SubscriptionType, names,
    },
};
use serde_json::{Map, Value, json};

use super::schema::{anything, described, is, needs, object, options, plain, spec, when, whole, without};

pub(super) fn schema() -> Value {
    let mut code = plain(MAX_PRODUCT, "_.-");
    code["not"] = json!({ "enum": SOLD_ELSEWHERE });
    let cycles = PricingCycle::ALL.iter().map(|cycle| Value::from(cycle.wire()));
    let cycles: Vec<Value> = cycles.chain((1..=PricingCycle::ALL.len()).map(Value::from)).collect();
    let module = object(json!({
        "required": ["Code", "Value"],
        "properties": {
            "Code": { "type": "string", "minLength": 1, "maxLength": MAX_CODE },
            "Value": { "type": "string", "minLength": 1, "maxLength": MAX_VALUE },
        },
    }));
    let address: Map<String, Value> =
        LOGISTICS_KEYS.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" }))).collect();
    let of_subscriptions = [names::PERIOD, names::PRICING_CYCLE, names::RENEWAL_STATUS, names::RENEW_PERIOD];
    spec(json!({
        "required": [names::PRODUCT_CODE, names::SUBSCRIPTION_TYPE],
        "properties": {
            names::PRODUCT_CODE: described(code, "ECS and RDS are not sold by this call."),
            names::PRODUCT_TYPE: plain(MAX_PRODUCT, "_.-"),
            names::SUBSCRIPTION_TYPE: options(SubscriptionType::ALL.iter().map(|value| value.wire())),
            names::PERIOD: described(whole(PricingCycle::Day.longest()), "Needed with Subscription: 12 to 1200 months, a whole multiple of 12; with PricingCycle 1 to 100 years or 1 to 36500 days."),
            names::PRICING_CYCLE: { "enum": cycles, "description": "1 years, 2 months, 3 days; months unless given; for some product types only." },
            names::RENEWAL_STATUS: described(options(RenewalStatus::ALL.iter().map(|value| value.wire())), "ManualRenewal unless given."),
            names::RENEW_PERIOD: described(whole(MAX_RENEW_PERIOD), "Months; needed with AutoRenewal."),
            "Parameter": {
                "type": "array", "maxItems": MAX_MODULES, "items": module,
                "description": "The product's own attributes, in their order; no code twice.",
            },
            names::LOGISTICS: {
                "type": "string", "maxLength": MAX_TEXT, "contentMediaType": "application/json",
                "contentSchema": object(json!({ "properties": address })),
                "description": "For physical goods.",
            },
        },
        "allOf": [
            when(
                is(names::SUBSCRIPTION_TYPE, &[SubscriptionType::Subscription.wire()]),
                needs(&[names::PERIOD]),
                without(&of_subscriptions),
            ),
            when(
                is(names::RENEWAL_STATUS, &[RenewalStatus::Auto.wire()]),
                needs(&[names::RENEW_PERIOD]),
                without(&[names::RENEW_PERIOD]),
            ),
            when(is(names::PRODUCT_TYPE, &CYCLE_TYPES), anything(), without(&[names::PRICING_CYCLE])),
            when(
                cycle(PricingCycle::Year),
                json!({ "properties": { names::PERIOD: { "maximum": PricingCycle::Year.longest() } } }),
                anything(),
            ),
            when(
                json!({ "anyOf": [cycle(PricingCycle::Year), cycle(PricingCycle::Day)] }),
                anything(),
                json!({ "properties": {
                    names::PERIOD: { "maximum": PricingCycle::Month.longest(), "multipleOf": MONTHS },
                } }),
            ),
        ],
    }))
}

/// That this cycle is given, as a text or a number.
fn cycle(cycle: PricingCycle) -> Value {
    let number =
        PricingCycle::ALL.iter().zip(1..).find(|(known, _)| **known == cycle).map(|(_, number)| number);
    let values = json!([cycle.wire(), number]);
    json!({ "required": [names::PRICING_CYCLE], "properties": { names::PRICING_CYCLE: { "enum": values } } })
}
