//! The form of `bss.create`.

use super::{
    CYCLE_TYPES, LOGISTICS_KEYS, MAX_CODE, MAX_MODULES, MAX_PRODUCT, MAX_VALUE, PricingCycle, RenewalStatus,
    SubscriptionType, names,
};
use crate::catalog::form::{Asked, Field, Form, Group, Takes, Topic};

const SUBSCRIBED: Asked =
    Asked { field: names::SUBSCRIPTION_TYPE, values: &[SubscriptionType::Subscription.wire()] };

pub const FORM: Form = Form {
    payer_first: true,
    groups: &[
        Group {
            topic: Topic::Product,
            fields: &[
                Field::required(names::PRODUCT_CODE, Takes::Id { max: MAX_PRODUCT }),
                Field::optional(names::PRODUCT_TYPE, Takes::Id { max: MAX_PRODUCT }),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Attributes,
            fields: &[Field::optional(
                names::PARAMETER_CODE,
                Takes::Pairs {
                    value: names::PARAMETER_VALUE,
                    max: MAX_MODULES,
                    longest: (MAX_CODE, MAX_VALUE),
                },
            )],
            rare: &[],
        },
        Group {
            topic: Topic::Billing,
            fields: &[
                Field::required(
                    names::SUBSCRIPTION_TYPE,
                    Takes::OneOf { values: SubscriptionType::WIRES, default: "" },
                ),
                Field::optional(
                    names::PRICING_CYCLE,
                    Takes::OneOf { values: PricingCycle::WIRES, default: PricingCycle::Month.wire() },
                )
                .beside(&[Asked { field: names::PRODUCT_TYPE, values: &CYCLE_TYPES }, SUBSCRIBED]),
                Field::required(names::PERIOD, Takes::Number { unit: Some(names::PRICING_CYCLE) })
                    .beside(&[SUBSCRIBED]),
                Field::optional(
                    names::RENEWAL_STATUS,
                    Takes::OneOf { values: RenewalStatus::WIRES, default: RenewalStatus::Manual.wire() },
                )
                .beside(&[SUBSCRIBED]),
                Field::required(names::RENEW_PERIOD, Takes::Number { unit: None })
                    .beside(&[Asked { field: names::RENEWAL_STATUS, values: &[RenewalStatus::Auto.wire()] }]),
            ],
            rare: &[Field::optional(names::LOGISTICS, Takes::Parts { names: &LOGISTICS_KEYS })],
        },
    ],
};
