//! The form of `dts.change`.

use super::{MAX_JOB_ID, names};
use crate::catalog::{
    dts_create::{JobClass, PayType, Period},
    form::{Asked, Field, Form, Group, Takes, Topic},
};

const SUBSCRIBED: Asked = Asked { field: names::CHARGE_TYPE, values: &[PayType::PrePaid.wire()] };

pub const FORM: Form = Form {
    payer_first: true,
    groups: &[
        Group {
            topic: Topic::Task,
            fields: &[
                Field::required(names::JOB_ID, Takes::Id { max: MAX_JOB_ID }),
                Field::optional(names::REGION_ID, Takes::Region),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Class,
            fields: &[Field::optional(
                names::INSTANCE_CLASS,
                Takes::OneOf { values: JobClass::WIRES, default: "" },
            )],
            rare: &[],
        },
        Group {
            topic: Topic::Billing,
            fields: &[
                Field::required(names::CHARGE_TYPE, Takes::OneOf { values: PayType::WIRES, default: "" }),
                Field::required(
                    names::PERIOD,
                    Takes::OneOf { values: Period::WIRES, default: Period::Month.wire() },
                )
                .beside(&[SUBSCRIBED]),
                Field::required(names::BUY_COUNT, Takes::Number { unit: Some(names::PERIOD) })
                    .beside(&[SUBSCRIBED]),
            ],
            rare: &[],
        },
    ],
};
