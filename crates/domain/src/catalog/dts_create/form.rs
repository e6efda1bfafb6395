//! The form of `dts.create`.

use super::{DestinationType, JobClass, NetworkType, PayType, Period, SourceType, Topology, names};
use crate::catalog::form::{Asked, Field, Form, Group, Takes, Topic};

const SUBSCRIBED: Asked = Asked { field: names::PAY_TYPE, values: &[PayType::PrePaid.wire()] };

pub const FORM: Form = Form {
    payer_first: false,
    groups: &[
        Group {
            topic: Topic::Source,
            fields: &[
                Field::required(names::SOURCE_REGION, Takes::Region),
                Field::optional(
                    names::SOURCE_TYPE,
                    Takes::OneOf { values: SourceType::WIRES, default: SourceType::MySql.wire() },
                ),
                Field::optional(names::DB_INSTANCE_COUNT, Takes::Number { unit: None })
                    .beside(&[Asked { field: names::SOURCE_TYPE, values: &[SourceType::Drds.wire()] }]),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Destination,
            fields: &[
                Field::required(names::DEST_REGION, Takes::Region),
                Field::optional(
                    names::DESTINATION_TYPE,
                    Takes::OneOf { values: DestinationType::WIRES, default: DestinationType::MySql.wire() },
                ),
                Field::optional(names::REGION_ID, Takes::Follows(names::DEST_REGION)),
                Field::optional(names::NETWORK_TYPE, Takes::Fixed(NetworkType::Intranet.wire())),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Link,
            fields: &[
                Field::required(names::JOB_CLASS, Takes::OneOf { values: JobClass::WIRES, default: "" }),
                Field::optional(
                    names::TOPOLOGY,
                    Takes::OneOf { values: Topology::WIRES, default: Topology::OneWay.wire() },
                ),
            ],
            rare: &[],
        },
        Group {
            topic: Topic::Billing,
            fields: &[
                Field::required(names::PAY_TYPE, Takes::OneOf { values: PayType::WIRES, default: "" }),
                Field::required(
                    names::PERIOD,
                    Takes::OneOf { values: Period::WIRES, default: Period::Month.wire() },
                )
                .beside(&[SUBSCRIBED]),
                Field::required(names::USED_TIME, Takes::Number { unit: Some(names::PERIOD) })
                    .beside(&[SUBSCRIBED]),
            ],
            rare: &[],
        },
    ],
};
