use domain::catalog::{Input, Leftovers, Spec, input_from_json, json_from_input};
use jsonschema::Validator;
use proptest::{prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::{Map, json};

use super::*;

fn validator(operation: Operation) -> Validator {
    jsonschema::draft202012::new(&spec(operation)).expect("a schema")
}

/// The wire names that a schema has, in no order.
fn named(schema: &Value, path: &str, names: &mut Vec<String>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match property["type"].as_str() {
            Some("object") => named(property, &path, names),
            Some("array") if property["items"]["type"] == "object" => {
                named(&property["items"], &format!("{path}.N"), names);
            }
            Some("array") => names.push(format!("{path}.N")),
            _ => names.push(path),
        }
    }
}

#[test]
fn each_schema_names_every_parameter_and_no_other() {
    for operation in Operation::ALL {
        let mut names = Vec::new();
        named(&spec(operation), "", &mut names);
        let mut known: Vec<&str> = [operation.names(), operation.secret_names()].concat();
        names.sort_unstable();
        known.sort_unstable();

        assert_eq!(names, known, "{operation}");
    }
}

#[test]
fn each_schema_is_one() {
    for operation in Operation::ALL {
        assert!(jsonschema::meta::is_valid(&spec(operation)), "{operation}");
    }
}

/// Any value of a property, as its schema has it, and sometimes another; an object leaves some of its own out.
fn any_of(name: &str, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(values) = schema["enum"].as_array() {
        return select(values.clone()).boxed();
    }
    if let Some(properties) = schema["properties"].as_object() {
        return any_object(schema, properties);
    }
    if schema["type"] == "array" {
        return proptest::collection::vec(any_of(name, &schema["items"]), 1..4).prop_map(Value::from).boxed();
    }
    if let Some(max) = schema["maximum"].as_u64() {
        let number = select(vec![1, 1, 5, 7, 12, 24, max, max + 1]);
        return prop_oneof![4 => number.clone().prop_map(Value::from), 1 => number.prop_map(|it| it.to_string().into())]
            .boxed();
    }
    let texts: &[&str] = match name {
        "SourceRegion" | "DestRegion" | "RegionId" => &["cn-hangzhou", "cn-hangzhou", "eu-central-1"],
        "ProductType" => &["ossbag", "ddoscoo", "ddosDip"],
        "Logistics" => &["{}", r#"{"phone":"1"}"#],
        _ => &["orders", "a-b-c", "a_b.c", "Zone1", "0"],
    };
    select(texts).prop_map(Value::from).boxed()
}

fn any_object(schema: &Value, properties: &Map<String, Value>) -> BoxedStrategy<Value> {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let mut strategies = Vec::new();
    for (name, property) in properties.iter().filter(|(name, _)| *name != "admin_user_password") {
        let present = if required.contains(&name.as_str().into()) { 0.98 } else { 0.4 };
        let property = proptest::option::weighted(present, any_of(name, property));
        strategies.push((Just(name.clone()), property));
    }
    let given = |fields: Vec<(String, Option<Value>)>| {
        fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect::<Map<_, _>>().into()
    };
    strategies.prop_map(given).boxed()
}

fn judged(operation: Operation, json: &Value) -> Option<Input> {
    let input = input_from_json(json).ok()?;
    Spec::check(operation, &input, Leftovers::Refuse).ok().map(|spec| spec.parameters())
}

#[test]
fn what_the_rules_take_the_schema_takes_and_so_it_does_with_what_is_answered() {
    let mut runner = TestRunner::deterministic();
    for operation in Operation::ALL {
        let (validator, specs) = (validator(operation), any_of("", &spec(operation)));
        let mut taken = 0;
        for _ in 0..1_000 {
            let json = specs.new_tree(&mut runner).expect("a spec").current();
            let Some(parameters) = judged(operation, &json) else { continue };
            taken += 1;
            for json in [json, json_from_input(operation, &parameters)] {
                let judged = validator.validate(&json).map_err(|error| error.to_string());
                assert_eq!(judged, Ok(()), "{operation}: {json}");
            }
        }
        assert!(taken > 25, "{operation}: the rules took {taken} of 1000");
    }
}

#[test]
fn what_a_schema_can_say_it_refuses_as_the_rules_do() {
    let samples = [
        (
            Operation::DtsCreate,
            json!({
                "SourceRegion": "cn-hangzhou", "DestRegion": "cn-hangzhou", "SynchronizationJobClass": "small",
                "PayType": "Postpaid",
            }),
            json!([
                { "Period": "Month" }, { "UsedTime": 1 }, { "PayType": "PrePaid" }, { "DBInstanceCount": 1 },
                { "PayType": "PrePaid", "Period": "Year", "UsedTime": 6 }, { "AccountId": "1" },
                { "PayType": "PrePaid", "Period": "Month", "UsedTime": 61 }, { "DestRegion": "Hangzhou" },
                { "Topology": "bidirectional", "SourceEndpoint.InstanceType": "DRDS" },
                { "Topology": "bidirectional", "DestinationEndpoint.InstanceType": "MaxCompute" },
                { "SourceRegion": null }, { "SynchronizationJobClass": "huge" },
            ]),
        ),
        (
            Operation::DtsChange,
            json!({ "ChargeType": "PrePaid", "DtsJobId": "o4nh3g7jg56", "Period": "Year", "BuyCount": "5" }),
            json!([
                { "ChargeType": "PostPaid" }, { "Period": null }, { "BuyCount": null }, { "BuyCount": 6 },
                { "BuyCount": "many" }, { "DtsJobId": "o4nh3g7jg56****" }, { "DtsJobId": null }, { "AutoPay": true },
                { "InstanceClass": "huge" }, { "ChargeType": "sync_serverless" },
            ]),
        ),
        (
            Operation::BssCreate,
            json!({
                "ProductCode": "oss", "SubscriptionType": "Subscription", "Period": 12,
                "Parameter": [{ "Code": "a", "Value": "b" }],
            }),
            json!([
                { "ProductCode": "rds" }, { "ProductCode": null }, { "Period": null }, { "Period": 13 },
                { "Period": 1201 }, { "Period": 1212 }, { "PricingCycle": "1" }, { "ProductType": "ossbag", "PricingCycle": 1 },
                { "RenewPeriod": 1 }, { "RenewalStatus": "AutoRenewal" }, { "SubscriptionType": "PayAsYouGo" },
                { "Parameter": [{ "Code": "a" }] }, { "Parameter": [{ "Code": "a", "Value": "b", "More": "c" }] },
                { "Parameter": vec![json!({ "Code": "a", "Value": "b" }); 101] }, { "OwnerId": 1 },
            ]),
        ),
        (
            Operation::DdmCreate,
            json!({
                "instance": {
                    "name": "ddm-test-003", "flavor_id": "8f2e", "node_num": 4, "engine_id": "2325",
                    "available_zones": ["az1"], "vpc_id": "e1d8", "security_group_id": "035b", "subnet_id": "f942",
                },
                "extend_param": { "charge_mode": "prePaid", "period_type": "month", "period_num": 1 },
            }),
            json!([
                { "instance": { "name": "ddm_test" } }, { "instance": { "name": "abc" } },
                { "instance": { "node_num": 0 } }, { "instance": { "available_zones": [] } },
                { "instance": { "available_zones": ["az1", "az1"] } }, { "instance": { "vpc_id": null } },
                { "instance": { "time_zone": "UTC+00:00" } }, { "instance": { "more": "x" } },
                { "extend_param": { "period_num": 10 } }, { "extend_param": { "period_type": "year", "period_num": 2 } },
                { "extend_param": { "charge_mode": "postPaid" } }, { "extend_param": { "period_num": null } },
                { "extend_param": { "is_auto_pay": "perhaps" } }, { "more": "x" },
            ]),
        ),
    ];
    for (operation, sample, changes) in samples {
        let validator = validator(operation);
        assert!(judged(operation, &sample).is_some() && validator.is_valid(&sample), "{operation}: {sample}");
        for change in changes.as_array().expect("changes") {
            let mut json = sample.clone();
            merge(&mut json, change);
            assert!(judged(operation, &json).is_none(), "{operation}: the rules take {change}");
            assert!(!validator.is_valid(&json), "{operation}: the schema takes {change}");
        }
    }
}

/// Puts the changes in; `null` takes out.
fn merge(json: &mut Value, change: &Value) {
    for (name, value) in change.as_object().expect("an object") {
        match value {
            Value::Object(_) => merge(&mut json[name], value),
            Value::Null => drop(json.as_object_mut().expect("an object").remove(name)),
            _ => json[name] = value.clone(),
        }
    }
}

#[test]
fn a_period_is_described_in_each_unit_as_it_is_judged() {
    let validator = validator(Operation::BssCreate);
    for cycle in [json!(1), json!("1"), json!(2), json!("2"), json!(3), json!("3"), Value::Null] {
        for period in [1, 12, 100, 101, 108, 1_200, 1_212, 36_500, 36_501] {
            let mut json = json!({
                "ProductCode": "ddos", "ProductType": "ddoscoo", "SubscriptionType": "Subscription",
                "Period": period,
            });
            merge(&mut json, &json!({ "PricingCycle": cycle }));
            let is_taken = judged(Operation::BssCreate, &json).is_some();
            assert_eq!(validator.is_valid(&json), is_taken, "{cycle} {period}");
        }
    }
}

#[test]
fn a_password_is_described_as_it_is_judged() {
    let validator = jsonschema::validator_for(
        &spec(Operation::DdmCreate)["properties"]["instance"]["properties"]["admin_user_password"],
    )
    .expect("a schema");
    for text in [
        "Abcdef1~",
        "Abcdef1^",
        "Abcdef1-",
        "Abcdef1=",
        "Abcdefg1",
        "abcdef1~",
        "ABCDEF1~",
        "Abcdef~~",
        "Ab1~",
        "Abcdef1 ~",
    ] {
        let mut input: Input = [("instance.admin_user_password".to_owned(), text.to_owned())].into();
        let secrets = Operation::DdmCreate.take_secrets(&mut input);

        let refused = Operation::DdmCreate.check_secrets(&secrets);

        assert_eq!(validator.is_valid(&text.into()), refused.is_empty(), "{text}");
    }
}
