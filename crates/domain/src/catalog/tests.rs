//! What holds for every operation, tried with parameters that nobody thought of.

use proptest::{collection::btree_map, prelude::*, sample::select, strategy::ValueTree};
use serde_json::json;

use super::*;
use crate::refusal::{FieldError, MAX_REFUSALS, Reason};

/// A parameter's name as an input has it: with a number where it has one.
fn name(operation: Operation) -> impl Strategy<Value = String> {
    (select(operation.names()), 1_u32..4).prop_map(|(pattern, number)| numbered(pattern, number))
}

/// Values that fit somewhere.
const WORDS: &[&str] = &[
    "PrePaid",
    "PostPaid",
    "prePaid",
    "postPaid",
    "Subscription",
    "PayAsYouGo",
    "AutoRenewal",
    "ManualRenewal",
    "cn-hangzhou",
    "eu-central-1",
    "small",
    "oneway",
    "bidirectional",
    "MySQL",
    "DRDS",
    "Redis",
    "MaxCompute",
    "Month",
    "Year",
    "month",
    "year",
    "1",
    "2",
    "3",
    "5",
    "12",
    "61",
    "0",
    "true",
    "false",
    "UTC",
    "UTC+08:00",
    "ddoscoo",
    "orders-db",
    "rds",
    "az1",
    "az2",
    r#"{"phone":"1"}"#,
    "",
    " ",
    "任务",
];

fn nonsense(operation: Operation) -> impl Strategy<Value = Input> {
    let name = prop_oneof![4 => name(operation), 1 => any::<String>()];
    btree_map(name, prop_oneof![4 => select(WORDS).prop_map(str::to_owned), 1 => any::<String>()], 0..24)
}

/// What a form may send: everything that is asked for, and any of the rest.
pub(super) fn typed(operation: Operation) -> impl Strategy<Value = Input> {
    let mut strategies = Vec::new();
    for (position, pattern) in operation.names().iter().enumerate() {
        let values = values(operation, pattern);
        let numbers = if numbered(pattern, 2) == **pattern { 1..=1 } else { 1..=3 };
        for number in numbers {
            let name = numbered(pattern, number);
            // No code and no zone twice.
            let own = values.iter().map(|value| value.replace('#', &number.to_string())).collect::<Vec<_>>();
            let value = prop_oneof![9 => select(own).prop_map(Some), 1 => Just(None)];
            strategies.push((Just((position, name)), value).boxed());
        }
    }
    strategies.prop_map(|fields| {
        let given = fields.into_iter().filter_map(|((_, name), value)| Some((name, value?)));
        given.collect()
    })
}

fn values(operation: Operation, pattern: &str) -> &'static [&'static str] {
    match (operation, pattern) {
        (_, "SourceRegion" | "DestRegion" | "RegionId") => &["cn-hangzhou", " cn-hangzhou "],
        (_, "SynchronizationJobClass" | "InstanceClass") => &["micro", "small", "medium", "LARGE"],
        (_, "PayType" | "ChargeType") => &["PrePaid", "Postpaid"],
        (Operation::BssCreate, "Period") => &["12", "24", "1200"],
        (_, "Period") => &["Month", "Year"],
        (_, "UsedTime" | "BuyCount") => &["1", "5"],
        (_, "Topology") => &["oneway", "bidirectional"],
        (_, "SourceEndpoint.InstanceType") => &["MySQL", "PolarDB", "Redis", "DRDS"],
        (_, "DestinationEndpoint.InstanceType") => &["MySQL", "PolarDB", "Redis"],
        (_, "networkType") => &["Intranet"],
        (_, "DBInstanceCount") => &["1", "1000"],
        (_, "DtsJobId") => &["o4nh3g7jg56"],
        (_, "ProductCode") => &["oss", "ddos"],
        (_, "ProductType") => &["ossbag", "ddoscoo"],
        (_, "SubscriptionType") => &["Subscription", "PayAsYouGo"],
        (_, "PricingCycle") => &["1", "2", "3"],
        (_, "RenewalStatus") => &["AutoRenewal", "ManualRenewal"],
        (_, "RenewPeriod") => &["1", "12"],
        (_, "Parameter.N.Code") => &["Code#", " Region# "],
        (_, "Parameter.N.Value") => &["cn-hangzhou", "值", "a b"],
        (_, "Logistics") => &["{}", r#"{ "phone": "1", "cityName": "杭州" }"#],
        (_, "instance.name") => &["orders", "a-1-"],
        (_, "instance.node_num") => &["1", "256"],
        (_, "instance.available_zones.N") => &["az#"],
        (_, "instance.time_zone") => &ddm_create::TIME_ZONES,
        (_, "instance.admin_user_name") => &["root_1"],
        (_, "extend_param.charge_mode") => &["prePaid", "postpaid"],
        (_, "extend_param.period_type") => &["month", "year"],
        (_, "extend_param.period_num") => &["1"],
        (_, "extend_param.is_auto_renew" | "extend_param.is_auto_pay") => &["true", "False"],
        _ => &["0", "8f2e696c-a9c1-30bd-af90-25522bc67606"],
    }
}

pub(super) fn operation() -> impl Strategy<Value = Operation> {
    select(&Operation::ALL[..])
}

proptest! {
    #[test]
    fn no_input_brings_the_rules_down(
        (operation, input) in operation().prop_flat_map(|it| (Just(it), nonsense(it))),
    ) {
        for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
            match Spec::check(operation, &input, leftovers) {
                Ok(spec) => prop_assert_eq!(spec.operation(), operation),
                Err(errors) => prop_assert!(!errors.is_empty()),
            }
        }
    }

    #[test]
    fn what_is_sent_passes_its_own_rules_and_comes_out_the_same(
        (operation, input) in operation().prop_flat_map(|it| (Just(it), typed(it))),
    ) {
        let Ok(spec) = Spec::check(operation, &input, Leftovers::Drop) else { return Ok(()) };
        let parameters = spec.parameters();

        prop_assert!(parameters.keys().all(|name| operation.names().iter().any(|known| fits(known, name))));
        prop_assert!(parameters.values().all(|value| !value.is_empty()));
        for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
            prop_assert_eq!(Spec::check(operation, &parameters, leftovers), Ok(spec.clone()));
        }
    }

    #[test]
    fn canonical_bytes_do_not_depend_on_the_order_of_what_was_given(
        (operation, pairs) in operation().prop_flat_map(|it| {
            (Just(it), typed(it).prop_map(|input| input.into_iter().collect::<Vec<_>>()).prop_shuffle())
        }),
    ) {
        let input: Input = pairs.iter().cloned().collect();
        let json = pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
        let read = input_from_json(&serde_json::Value::Object(json)).expect("flat names are taken too");
        let bytes = |input| Spec::check(operation, input, Leftovers::Drop).map(|spec| spec.canonical_bytes());

        prop_assert_eq!(bytes(&read), bytes(&input));
    }

    #[test]
    fn parameters_written_as_json_read_back_the_same(
        (operation, input) in operation().prop_flat_map(|it| (Just(it), prop_oneof![nonsense(it), typed(it)])),
        rest in btree_map("(instance|extend_param|Parameter)(\\.(available_zones|Code|[0-3]|)){0,3}", "[0-9]{0,2}", 0..12),
    ) {
        let input: Input = input.into_iter().chain(rest).collect();

        prop_assert_eq!(input_from_json(&json_from_input(operation, &input)), Ok(input));
    }
}

#[test]
fn most_of_what_the_tests_call_typed_is_accepted() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for operation in Operation::ALL {
        let accepted = (0..200)
            .filter(|_| {
                let typed = typed(operation).new_tree(&mut runner).expect("an input").current();
                Spec::check(operation, &typed, Leftovers::Drop).is_ok()
            })
            .count();
        assert!(accepted > 20, "{operation}: {accepted} of 200");
    }
}

#[test]
fn each_operation_has_its_own_json() {
    let written = |operation, json| {
        let input = input_from_json(&json).expect("parameters");
        json_from_input(operation, &input)
    };

    let dts = json!({ "PayType": "PrePaid", "UsedTime": "3", "SourceEndpoint.InstanceType": "MySQL" });
    assert_eq!(written(Operation::DtsCreate, dts.clone()), dts);
    let bss = json!({ "ProductCode": "oss", "Period": "12", "Parameter": [{ "Code": "a", "Value": "1" }, { "Code": "b" }] });
    assert_eq!(written(Operation::BssCreate, bss.clone()), bss);
    let ddm = json!({
        "instance": { "name": "orders", "node_num": 4, "available_zones": ["az1", "az2"], "time_zone": "UTC" },
        "extend_param": { "charge_mode": "prePaid", "period_num": 1, "is_auto_pay": "true" },
    });
    assert_eq!(written(Operation::DdmCreate, ddm.clone()), ddm);
    let typed = json!({ "instance": { "node_num": "04" } });
    assert_eq!(written(Operation::DdmCreate, typed.clone()), typed, "a draft keeps what was typed");
}

#[test]
fn nested_and_flat_names_are_the_same_and_one_of_them_is_enough() {
    let nested =
        json!({ "instance": { "available_zones": ["az1", null], "node_num": 4 }, "b": [{ "c": true }] });
    let flat = [("b.1.c", "true"), ("instance.available_zones.1", "az1"), ("instance.node_num", "4")];

    let input = input_from_json(&nested).expect("nested");

    assert_eq!(input, testing::input(&flat));
    for twice in [
        json!({ "instance": { "name": "a" }, "instance.name": "b" }),
        json!({ "instance": { "name": "a", "x": { "y": "1" }, "x.y": "2" } }),
    ] {
        let errors = input_from_json(&twice).expect_err("two ways");
        assert_eq!(errors.iter().map(|error| &error.reason).collect::<Vec<_>>(), [&Reason::Duplicate]);
    }
}

#[test]
fn a_spec_has_limits() {
    let many: serde_json::Map<_, _> = (0..500).map(|n| (format!("n{n}"), json!("x"))).collect();
    let refused = |json: serde_json::Value| {
        let errors = input_from_json(&json).expect_err("too much");
        errors.into_iter().map(|error| (error.field, error.reason.code())).collect::<Vec<_>>()
    };

    assert_eq!(refused(json!([])), [("spec".to_owned(), "wrong_type")]);
    assert_eq!(refused(json!({ "a": [[[["deep"]]]] })), [("a.1.1.1".to_owned(), "wrong_type")]);
    assert_eq!(refused(json!({ "a": "x".repeat(MAX_TEXT + 1) })), [("a".to_owned(), "too_long")]);
    let name = "n".repeat(MAX_NAME + 1);
    assert_eq!(refused(json!({ name: "x" })), [("n".repeat(MAX_NAME), "too_long")]);
    assert_eq!(refused(many.into()), [("spec".to_owned(), "too_many")]);
    assert!(input_from_json(&json!({ "a": [[["x".repeat(MAX_TEXT)]]] })).is_ok());
}

#[test]
fn a_megabyte_of_nonsense_is_refused_in_few_words() {
    const MEGABYTE: usize = 1 << 20;
    let long = || "n".repeat(MEGABYTE / 2);
    let names = |count: usize, value: serde_json::Value| {
        let named = (0..count).map(|number| (format!("n{number}"), value.clone()));
        serde_json::Value::Object(named.collect())
    };
    let texts = |value| serde_json::Value::Array(vec![value; MEGABYTE / 8]);
    for (kind, spec) in [
        ("a long name of a list", json!({ long(): texts(json!("x")) })),
        ("a long name of empty lists", json!({ long(): texts(json!([])) })),
        ("a long name within", json!({ "a": { long(): { "b": texts(json!("x")) } } })),
        ("many long names", json!({ "a": vec![json!({ "n".repeat(1_000): "x" }); 1_000] })),
        ("too deep lists", json!({ "a": [[texts(json!([]))]] })),
        ("too deep objects", json!({ "a": { "b": { "c": names(MEGABYTE / 16, json!({})) } } })),
        ("too many", names(MEGABYTE / 16, json!("x"))),
        ("too many in a list", json!({ "a": texts(json!("x")) })),
        (
            "too long",
            json!({ "a": vec![json!("x".repeat(MAX_TEXT + 1)); 100], "b": "x".repeat(MAX_TEXT + 1) }),
        ),
        ("no whole numbers", json!({ "a": texts(json!(1.5)) })),
    ] {
        let errors = input_from_json(&spec).expect_err(kind);

        assert!((1..=MAX_REFUSALS).contains(&errors.len()), "{kind}: {}", errors.len());
        assert!(errors.iter().all(|error| error.field.chars().count() <= MAX_NAME), "{kind}");
    }
    // Nothing is said of what was not given.
    assert_eq!(
        input_from_json(&json!({ long(): texts(json!(null)), "a": texts(json!(null)) }))
            .map_err(|errors| errors.len()),
        Err(1)
    );
    assert_eq!(input_from_json(&json!({ long(): null, "a": texts(json!(null)) })), Ok(Input::new()));
}

#[test]
fn whole_numbers_keep_every_digit_and_others_are_refused() {
    for number in ["0", "-1", "18446744073709551615", "-9223372036854775808"] {
        let spec = serde_json::from_str(&format!(r#"{{"a":{number}}}"#)).expect("JSON");
        assert_eq!(input_from_json(&spec), Ok(testing::input(&[("a", number)])));
    }
    for number in ["1.10", "1.0", "1e3", "-0", "18446744073709551616", "12345678901234567890123"] {
        let spec = serde_json::from_str(&format!(r#"{{"a":{number}}}"#)).expect("JSON");
        let refused = vec![FieldError::new("a", Reason::WrongType)];
        assert_eq!(input_from_json(&spec), Err(refused), "{number}");
    }
}

#[test]
fn an_operation_refuses_in_few_words_too() {
    let unknown: Input = (0..1_000).map(|number| (format!("n{number}"), "x".to_owned())).collect();
    for operation in Operation::ALL {
        let errors = Spec::check(operation, &unknown, Leftovers::Refuse).expect_err("unknown");
        assert_eq!(errors.len(), MAX_REFUSALS, "{operation}");
    }
}

#[test]
fn no_name_of_a_parameter_is_that_of_a_secret() {
    for operation in Operation::ALL {
        assert!(!operation.names().iter().any(|name| is_secret(name)));
        assert!(operation.secret_names().iter().all(|name| is_secret(name)));
    }
}
