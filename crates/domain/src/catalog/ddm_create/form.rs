//! The form of `ddm.create`.

use super::{
    ChargeMode, MAX_ID, MAX_NAME, MAX_USER, MAX_ZONES, PASSWORD_LENGTH, PeriodType, TIME_ZONES, YesNo, names,
};
use crate::catalog::form::{Asked, Field, Form, Group, Takes, Topic};

const SUBSCRIBED: Asked = Asked { field: names::CHARGE_MODE, values: &[ChargeMode::PrePaid.wire()] };
const ID: Takes = Takes::Id { max: MAX_ID };
const TYPED: Takes = Takes::Text { max: MAX_ID };

pub const FORM: Form = Form {
    payer_first: true,
    groups: &[
        Group {
            topic: Topic::Instance,
            fields: &[
                Field::required(names::NAME, Takes::Text { max: MAX_NAME }),
                Field::required(names::ENGINE_ID, ID),
                Field::required(names::FLAVOR_ID, ID),
                Field::required(names::NODE_NUM, Takes::Number { unit: None }),
                Field::required(names::AVAILABLE_ZONE, Takes::List { max: MAX_ZONES, longest: MAX_ID }),
            ],
            rare: &[
                Field::optional(names::PARAM_GROUP_ID, TYPED),
                Field::optional(
                    names::TIME_ZONE,
                    Takes::OneOf { values: &TIME_ZONES, default: TIME_ZONES[0] },
                ),
                Field::optional(names::ENTERPRISE_PROJECT_ID, TYPED),
            ],
        },
        Group {
            topic: Topic::Network,
            fields: &[
                Field::required(names::VPC_ID, ID),
                Field::required(names::SUBNET_ID, ID),
                Field::required(names::SECURITY_GROUP_ID, ID),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Access,
            fields: &[
                Field::optional(names::ADMIN_USER, Takes::Text { max: MAX_USER }),
                Field::optional(names::ADMIN_PASSWORD, Takes::Secret { max: *PASSWORD_LENGTH.end() }),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Billing,
            fields: &[
                Field::optional(
                    names::CHARGE_MODE,
                    Takes::OneOf { values: ChargeMode::WIRES, default: ChargeMode::PostPaid.wire() },
                ),
                Field::required(
                    names::PERIOD_TYPE,
                    Takes::OneOf { values: PeriodType::WIRES, default: PeriodType::Month.wire() },
                )
                .beside(&[SUBSCRIBED]),
                Field::required(names::PERIOD_NUM, Takes::Number { unit: Some(names::PERIOD_TYPE) })
                    .beside(&[SUBSCRIBED]),
                Field::optional(
                    names::IS_AUTO_PAY,
                    Takes::OneOf { values: YesNo::WIRES, default: YesNo::No.wire() },
                )
                .beside(&[SUBSCRIBED]),
                Field::optional(
                    names::IS_AUTO_RENEW,
                    Takes::OneOf { values: YesNo::WIRES, default: YesNo::No.wire() },
                )
                .beside(&[SUBSCRIBED]),
            ],
            rare: &[],
        },
    ],
};
