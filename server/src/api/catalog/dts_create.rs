//! `dts.create`.

use domain::catalog::dts_create::{
    DestinationType, JobClass, MAX_DB_INSTANCES, NetworkType, Period, SourceType, Topology, names,
};
use serde_json::{Value, json};

use super::schema::{anything, described, is, needs, options, region, spec, when, whole, without};

/// The vendor's pages spell the way of paying in two ways.
pub(super) const PREPAID: [&str; 2] = ["PrePaid", "Prepaid"];
pub(super) const POSTPAID: [&str; 2] = ["PostPaid", "Postpaid"];

pub(super) fn schema() -> Value {
    let sources = SourceType::ALL.iter().filter(|it| !it.may_be_bidirectional());
    let sources: Vec<_> = sources.map(|it| it.wire()).collect();
    let destinations = DestinationType::ALL.iter().filter(|it| !it.may_be_bidirectional());
    let destinations: Vec<_> = destinations.map(|it| it.wire()).collect();
    let one_way = json!({ "properties": { names::TOPOLOGY: { "const": Topology::OneWay.wire() } } });
    spec(json!({
        "required": [names::SOURCE_REGION, names::DEST_REGION, names::JOB_CLASS, names::PAY_TYPE],
        "properties": {
            names::SOURCE_REGION: described(region(), "Region of the source."),
            names::DEST_REGION: described(region(), "Region of the destination; that of the source where it is Hong Kong or abroad."),
            names::REGION_ID: described(region(), "Region of the instance: that of the destination."),
            names::JOB_CLASS: options(JobClass::ALL.iter().map(|value| value.wire())),
            names::PAY_TYPE: options(PREPAID.into_iter().chain(POSTPAID)),
            names::PERIOD: described(options(Period::ALL.iter().map(|value| value.wire())), "Needed with PrePaid."),
            names::USED_TIME: described(whole(Period::Month.longest()), "Needed with PrePaid: 1 to 60 months, or 1 to 5 years."),
            names::TOPOLOGY: described(options(Topology::ALL.iter().map(|value| value.wire())), "oneway unless given; both ways not from DRDS and not to MaxCompute."),
            names::SOURCE_TYPE: described(options(SourceType::ALL.iter().map(|value| value.wire())), "MySQL unless given."),
            names::DESTINATION_TYPE: described(options(DestinationType::ALL.iter().map(|value| value.wire())), "MySQL unless given."),
            names::NETWORK_TYPE: options(NetworkType::ALL.iter().map(|value| value.wire())),
            names::DB_INSTANCE_COUNT: described(whole(MAX_DB_INSTANCES), "Only with DRDS as source; 1 unless given."),
        },
        "allOf": [
            when(is(names::PAY_TYPE, &PREPAID), needs(&[names::PERIOD, names::USED_TIME]), without(&[names::PERIOD, names::USED_TIME])),
            when(
                is(names::PERIOD, &[Period::Year.wire()]),
                json!({ "properties": { names::USED_TIME: { "maximum": Period::Year.longest() } } }),
                anything(),
            ),
            when(is(names::SOURCE_TYPE, &[SourceType::Drds.wire()]), anything(), without(&[names::DB_INSTANCE_COUNT])),
            when(is(names::SOURCE_TYPE, &sources), one_way.clone(), anything()),
            when(is(names::DESTINATION_TYPE, &destinations), one_way, anything()),
        ],
    }))
}
