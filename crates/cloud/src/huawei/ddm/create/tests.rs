//! The nested body out of flat parameters.

use serde_json::{Value, json};

use super::*;

fn input(pairs: &[(&str, &str)]) -> Input {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn built(parameters: &Input, name: &str, password: Option<&SecretString>) -> Result<Value, CloudError> {
    let purchase =
        Purchase { operation: Operation::DdmCreate, parameters, name, admin_user_password: password };
    body(&purchase).map(|bytes| serde_json::from_slice(&bytes).expect("JSON"))
}

#[test]
fn every_parameter_has_its_place_and_its_type() {
    let parameters = input(&[
        ("instance.name", "orders"),
        ("instance.flavor_id", "f"),
        ("instance.node_num", "4"),
        ("instance.engine_id", "e"),
        ("instance.enterprise_project_id", "0"),
        ("instance.available_zones.1", "az1"),
        ("instance.available_zones.2", "az2"),
        ("instance.available_zones.10", "az10"),
        ("instance.vpc_id", "v"),
        ("instance.security_group_id", "s"),
        ("instance.subnet_id", "n"),
        ("instance.param_group_id", "p"),
        ("instance.time_zone", "UTC+08:00"),
        ("instance.admin_user_name", "root"),
        ("extend_param.charge_mode", "prePaid"),
        ("extend_param.period_type", "month"),
        ("extend_param.period_num", "9"),
        ("extend_param.is_auto_renew", "false"),
        ("extend_param.is_auto_pay", "true"),
    ]);
    assert_eq!(parameters.len(), names::ALL.len() + 2, "every one, and two zones more");

    let body = built(&parameters, "orders-abc", Some(&"Secret-1".into())).expect("a body");

    assert_eq!(
        body,
        json!({
            "instance": {
                "name": "orders-abc",
                "flavor_id": "f",
                "node_num": 4,
                "engine_id": "e",
                "enterprise_project_id": "0",
                "available_zones": ["az1", "az2", "az10"],
                "vpc_id": "v",
                "security_group_id": "s",
                "subnet_id": "n",
                "param_group_id": "p",
                "time_zone": "UTC+08:00",
                "admin_user_name": "root",
                "admin_user_password": "Secret-1",
            },
            "extend_param": {
                "charge_mode": "prePaid",
                "period_type": "month",
                "period_num": 9,
                "is_auto_renew": "false",
                "is_auto_pay": "true",
            },
        })
    );
}

#[test]
fn what_is_not_given_is_left_out() {
    let parameters = input(&[("instance.flavor_id", "f"), ("instance.available_zones.1", "az1")]);

    let body = built(&parameters, "orders-abc", None).expect("a body");

    assert_eq!(
        body,
        json!({"instance": {"name": "orders-abc", "flavor_id": "f", "available_zones": ["az1"]}})
    );
}

#[test]
fn equal_parameters_give_equal_bytes() {
    let parameters =
        input(&[("instance.vpc_id", "v"), ("instance.flavor_id", "f"), ("extend_param.period_num", "1")]);
    let purchase = Purchase {
        operation: Operation::DdmCreate,
        parameters: &parameters,
        name: "orders-abc",
        admin_user_password: None,
    };

    assert_eq!(body(&purchase).expect("a body"), body(&purchase).expect("a body"));
}

#[test]
fn what_does_not_belong_there_is_refused() {
    for (name, value) in [
        ("instance.admin_user_password", "Secret-1"),
        ("instance.nodes", "4"),
        ("instance.available_zones", "az1"),
        ("instance.available_zones.0", "az1"),
        ("instance.available_zones.x", "az1"),
        ("instance.available_zones.N", "az1"),
        ("extend_param.flavor_id", "f"),
        ("flavor_id", "f"),
        ("", ""),
        ("instance.node_num", "four"),
        ("instance.node_num", "-1"),
        ("extend_param.period_num", "1.5"),
    ] {
        let error = built(&input(&[(name, value)]), "orders-abc", None).expect_err("a refusal");

        assert_eq!(error.kind, crate::CloudErrorKind::Invalid, "{name}");
        assert!(!error.message.unwrap_or_default().contains("Secret"));
    }
}

#[test]
fn a_name_that_the_cloud_might_not_take_is_refused() {
    for name in ["abc", "1abc", "-abc", "ab_c", "ab c", "订订订订", "", &"x".repeat(65)] {
        assert!(built(&Input::new(), name, None).is_err(), "{name}");
    }
    for name in ["abcd", "A-1-", &"x".repeat(64)] {
        assert!(built(&Input::new(), name, None).is_ok(), "{name}");
    }
}
