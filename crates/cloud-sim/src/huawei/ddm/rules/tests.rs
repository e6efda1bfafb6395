use serde_json::{Value, json};

use super::check;

const PREPAID: &str = r#"{"charge_mode": "prePaid", "period_type": "month", "period_num": 9}"#;

/// A good body with one place changed. Null takes a place away; a place in `extend_param` makes it prepaid.
fn with(place: &str, value: Value) -> Value {
    let mut body = json!({
        "instance": {
            "name": "ddm-test-001",
            "flavor_id": "8f2e696c-a9c1-30bd-af90-25522bc67606",
            "node_num": 4,
            "engine_id": "2325a707-0361-8be6-dd01-13474bbac437",
            "enterprise_project_id": "0",
            "available_zones": ["cn-north-4a"],
            "vpc_id": "e1d886ec-cfe7-4cd4-b748-fc55a10b4172",
            "security_group_id": "035b70ed-319b-4086-9fd7-62a2e8548b2e",
            "subnet_id": "f942f970-1a02-4eee-8927-xxxxxxxx",
            "param_group_id": "035b70ed-319b-4086-9fd7-xxxxxxxx",
            "time_zone": "UTC+08:00",
            "admin_user_name": "root_1",
            "admin_user_password": "Fake-Pass_2024",
        },
    });
    if place.starts_with("extend_param.") {
        body["extend_param"] = serde_json::from_str(PREPAID).expect("JSON");
    }
    match place.split_once('.') {
        Some((object, field)) => body[object][field] = value,
        None => body[place] = value,
    }
    body
}

fn refused(place: &str, value: Value) -> Option<(String, String)> {
    check(&with(place, value)).err().map(|refusal| (refusal.code, refusal.message))
}

#[test]
fn what_the_page_allows_is_sold() {
    let of = |letter: &str, times: usize| Value::from(letter.repeat(times));
    let zones = (1..=12).flat_map(|hour| [format!("UTC+{hour:02}:00"), format!("UTC-{hour:02}:00")]);
    let mut cases: Vec<(&str, Value)> =
        zones.chain(["UTC".into()]).map(|zone| ("instance.time_zone", Value::from(zone))).collect();
    assert_eq!(cases.len(), 25);
    cases.extend([
        ("instance.name", of("a", 4)),
        ("instance.name", of("Z", 64)),
        ("instance.name", "d-_9".into()),
        ("instance.node_num", 1.into()),
        ("instance.enterprise_project_id", Value::Null),
        ("instance.enterprise_project_id", "b261c5e6-54cc-4574-8103-68f078ab80bb".into()),
        ("instance.param_group_id", Value::Null),
        ("instance.time_zone", Value::Null),
        ("instance.admin_user_name", Value::Null),
        ("instance.admin_user_name", "a".into()),
        ("instance.admin_user_name", of("b", 32)),
        ("instance.admin_user_password", Value::Null),
        ("instance.admin_user_password", "aA1~!@#%^*-_+?".into()),
        ("instance.admin_user_password", format!("A1?{}", "a".repeat(29)).into()),
        ("extend_param", json!({})),
        ("extend_param", json!({"charge_mode": "postPaid"})),
        ("extend_param", json!({"period_type": "month", "period_num": 60})),
        ("extend_param.period_num", 1.into()),
        ("extend_param.is_auto_renew", "true".into()),
        ("extend_param.is_auto_pay", "false".into()),
    ]);
    for (place, value) in cases {
        assert_eq!(refused(place, value.clone()), None, "{place} {value}");
    }
    let year = json!({"charge_mode": "prePaid", "period_type": "year", "period_num": 1});
    assert_eq!(refused("extend_param", year), None);
}

#[test]
fn each_rule_broken_alone_names_its_parameter() {
    let year = json!({"charge_mode": "prePaid", "period_type": "year", "period_num": 2});
    for (place, values) in [
        (
            "instance.name",
            vec![Value::Null, json!("abc"), json!("a".repeat(65)), json!("1abc"), json!("-abc")],
        ),
        ("instance.name", vec![json!("ab cd"), json!("数据库实例"), json!("abc."), json!(1234), json!("")]),
        ("instance.flavor_id", vec![Value::Null, json!(""), json!("no-such-flavor"), json!(1)]),
        ("instance.flavor_id", vec![json!("a1f0c6d4-7b1e-3d55-9c0e-8e5d5c7b9e10")]),
        ("instance.engine_id", vec![Value::Null, json!("no-such-engine")]),
        ("instance.node_num", vec![Value::Null, json!("4"), json!(0), json!(-1), json!(1.5), json!(33)]),
        ("instance.available_zones", vec![Value::Null, json!([]), json!("cn-north-4a"), json!([1])]),
        ("instance.available_zones", vec![json!(["cn-north-4a", "cn-north-4a"])]),
        ("instance.vpc_id", vec![Value::Null, json!(""), json!(["x"])]),
        ("instance.subnet_id", vec![Value::Null, json!("")]),
        ("instance.security_group_id", vec![Value::Null, json!("")]),
        ("instance.enterprise_project_id", vec![json!(""), json!(0), json!("a b")]),
        ("instance.param_group_id", vec![json!(""), json!(true)]),
        ("instance.surprise", vec![json!("x")]),
        ("extend_param.charge_mode", vec![json!("prepaid"), json!("PostPaid"), json!(1)]),
        ("extend_param.period_type", vec![Value::Null, json!("day"), json!("Month")]),
        ("extend_param.period_num", vec![Value::Null, json!("1"), json!(0), json!(10), json!(1.5)]),
        ("extend_param.is_auto_renew", vec![json!(true), json!("yes"), json!("True")]),
        ("extend_param.is_auto_pay", vec![json!(true), json!("")]),
        ("extend_param.surprise", vec![json!("x")]),
        ("instance", vec![Value::Null, json!("x")]),
        ("surprise", vec![json!("x")]),
    ] {
        for value in values {
            let (code, message) = refused(place, value.clone()).unwrap_or_default();
            assert_eq!(code, "DBS.280001", "{place} {value}");
            assert_eq!(message, format!("Parameter error. {place} is not valid."), "{value}");
        }
    }
    let (code, message) = refused("extend_param", year).expect("a refusal");
    assert_eq!((code.as_str(), message.contains("extend_param.period_num")), ("DBS.280001", true));
    assert_eq!(check(&Value::Null).err().map(|refusal| refusal.message).as_deref(), Some("Parameter error."));
}

#[test]
fn zone_account_and_password_have_codes_of_their_own() {
    for (place, wanted, values) in [
        (
            "instance.time_zone",
            "DBS.300376",
            &["UTC+00:00", "UTC+13:00", "UTC+8:00", "UTC+08:30", "GMT", ""][..],
        ),
        ("instance.time_zone", "DBS.300376", &["UTC++1:00", "utc"]),
        ("instance.admin_user_name", "DBS.300305", &["", "1a", "_a", "a-b", "a b"]),
        ("instance.admin_user_password", "DBS.300306", &["", "Aa1~567", "aa1~5678", "AA1~5678", "AAa~~~~~"]),
        ("instance.admin_user_password", "DBS.300306", &["AAaa1122", "Aa1~567=", "Aa1~567 ", "Aa1~567é"]),
    ] {
        for value in values {
            let code = refused(place, (*value).into()).map(|(code, _)| code);
            assert_eq!(code.as_deref(), Some(wanted), "{place} {value}");
        }
    }
    let long = |text: String| refused("instance.admin_user_password", text.into()).map(|(code, _)| code);
    assert_eq!(long(format!("A1?{}", "a".repeat(30))).as_deref(), Some("DBS.300306"));
    let long = refused("instance.admin_user_name", "a".repeat(33).into()).map(|(code, _)| code);
    assert_eq!(long.as_deref(), Some("DBS.300305"));
}
