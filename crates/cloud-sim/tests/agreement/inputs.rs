//! Inputs around what a vendor's page allows: a good one, and up to three things about it changed.

use domain::catalog::{Input, Operation};
use proptest::{prelude::*, sample::select};

use crate::clouds::Clouds;

/// A name, its good value (empty: absent), and values to put in its place.
type Field = (&'static str, String, &'static [&'static str]);

const REGIONS: &[&str] =
    &["cn-hangzhou", "cn-beijing", "cn-hongkong", "eu-west-1", "hangzhou", "cn-", "CN-Hangzhou"];
const NUMBERS: &[&str] =
    &["0", "1", "5", "6", "9", "10", "12", "24", "60", "61", "-1", "x", "1.5", "+3", "١"];
const CLASSES: &[&str] = &["micro", "small", "medium", "large", "huge"];
const IDS: &[&str] = &["a b", "a/b", "订单"];

fn field(name: &'static str, good: impl Into<String>, others: &'static [&'static str]) -> Field {
    (name, good.into(), others)
}

fn fields(operation: Operation, clouds: &Clouds) -> Vec<Field> {
    match operation {
        Operation::DtsCreate => vec![
            field("SourceRegion", "cn-hangzhou", REGIONS),
            field("DestRegion", "cn-hangzhou", REGIONS),
            field("RegionId", "", REGIONS),
            field("SynchronizationJobClass", "small", CLASSES),
            field("PayType", "PrePaid", &["PostPaid", "Prepaid", "Postpaid", "Free"]),
            field("Period", "Month", &["Year", "Day"]),
            field("UsedTime", "3", NUMBERS),
            field("Topology", "", &["oneway", "bidirectional", "both"]),
            field("SourceEndpoint.InstanceType", "", &["MySQL", "PolarDB", "Redis", "DRDS", "MaxCompute"]),
            field(
                "DestinationEndpoint.InstanceType",
                "",
                &["MySQL", "PolarDB", "Redis", "MaxCompute", "DRDS"],
            ),
            field("networkType", "", &["Intranet", "Internet"]),
            field("DBInstanceCount", "", &["0", "1", "3", "x"]),
            field("Surprise", "", &["1"]),
        ],
        Operation::DtsChange => vec![
            field("ChargeType", "PrePaid", &["PostPaid", "Free"]),
            field("DtsJobId", clouds.job.clone(), IDS),
            field("Period", "Month", &["Year", "Day"]),
            field("BuyCount", "3", NUMBERS),
            field("RegionId", "", &["cn-hangzhou", "hangzhou", "cn-"]),
            field("InstanceClass", "", CLASSES),
            field("Surprise", "", &["1"]),
        ],
        Operation::BssCreate => vec![
            field("ProductCode", "waf", &["ecs", "rds", "a b", "订单"]),
            field("ProductType", "waf", &["a b"]),
            field("SubscriptionType", "Subscription", &["PayAsYouGo", "Forever"]),
            field("Period", "12", NUMBERS),
            field("RenewalStatus", "", &["ManualRenewal", "AutoRenewal", "NotRenewal"]),
            field("RenewPeriod", "", NUMBERS),
            field("Logistics", "", &[r#"{"cityCode":"330100"}"#, "[]", "{", r#"{"planet":"Mars"}"#]),
            field("PricingCycle", "", &["1", "2", "3", "4"]),
            field("Parameter.1.Code", "PackageCode", &["Nothing"]),
            field("Parameter.1.Value", "version_3", &["version_9"]),
            field("Parameter.2.Code", "", &["ExtBandwidth", "PackageCode"]),
            field("Parameter.2.Value", "", &["50"]),
            field("Surprise", "", &["1"]),
        ],
        Operation::DdmCreate => {
            let at = &clouds.place;
            vec![
                field(
                    "instance.name",
                    "ddm-test-001",
                    &["d-1", "1abc", "ddm_test", "a b c d", "ddm-a-name-of-more-than-thirty-letters"],
                ),
                field("instance.flavor_id", at.flavor_id.clone(), IDS),
                field("instance.node_num", "4", &["1", "0", "-1", "x", "1.5", "100000"]),
                field("instance.engine_id", at.engine_id.clone(), IDS),
                field("instance.enterprise_project_id", "", &["0", "a/b"]),
                field("instance.available_zones.1", at.zone.clone(), &["订单"]),
                field("instance.available_zones.2", "", &[]),
                field("instance.vpc_id", at.vpc_id.clone(), IDS),
                field("instance.subnet_id", at.subnet_id.clone(), IDS),
                field("instance.security_group_id", at.security_group_id.clone(), IDS),
                field("instance.param_group_id", "", &["a/b"]),
                field(
                    "instance.time_zone",
                    "",
                    &["UTC", "UTC+08:00", "UTC-12:00", "UTC+00:00", "UTC+13:00", "UTC+05:30"],
                ),
                field("instance.admin_user_name", "", &["root", "r_1", "1root", "r-1"]),
                field("extend_param.charge_mode", "prePaid", &["postPaid", "free"]),
                field("extend_param.period_type", "month", &["year", "day"]),
                field("extend_param.period_num", "1", NUMBERS),
                field("extend_param.is_auto_renew", "", &["true", "false", "yes"]),
                field("extend_param.is_auto_pay", "true", &["false", "yes"]),
                field("instance.surprise", "", &["1"]),
            ]
        }
    }
}

/// Good inputs with up to three fields changed or left out.
pub(crate) fn of(operation: Operation, clouds: &Clouds) -> impl Strategy<Value = Input> + use<> {
    let fields = fields(operation, clouds);
    let good: Input = fields
        .iter()
        .filter(|(_, value, _)| !value.is_empty())
        .map(|(name, value, _)| ((*name).to_owned(), value.clone()))
        .collect();
    let changes: Vec<(&str, Option<&str>)> = fields
        .iter()
        .flat_map(|(name, _, others)| others.iter().map(|other| (*name, Some(*other))).chain([(*name, None)]))
        .collect();
    prop::collection::vec(select(changes), 0..=3).prop_map(move |changes| {
        let mut input = good.clone();
        for (name, value) in changes {
            match value {
                Some(value) => drop(input.insert(name.to_owned(), value.to_owned())),
                None => drop(input.remove(name)),
            }
        }
        input
    })
}
