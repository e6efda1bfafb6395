use super::*;
use crate::{
    catalog::{
        Operation::DdmCreate as OPERATION,
        Secret, input_from_json,
        testing::{assert_refused, changed, codes, sent},
    },
    refusal::Reason,
};
use serde_json::{Value, json};

/// The page's first sample request.
fn sample_json() -> Value {
    json!({ "instance": {
        "name": "ddm-test-001",
        "flavor_id": "8f2e696c-a9c1-30bd-af90-25522bc67606",
        "node_num": 4,
        "engine_id": "2325a707-0361-8be6-dd01-13474bbac437",
        "enterprise_project_id": "0",
        "available_zones": ["az1"],
        "vpc_id": "e1d886ec-cfe7-4cd4-b748-fc55a10b4172",
        "security_group_id": "035b70ed-319b-4086-9fd7-62a2e8548b2e",
        "subnet_id": "f942f970-1a02-4eee-8927-xxxxxxxx",
        "param_group_id": "035b70ed-319b-4086-9fd7-xxxxxxxx",
    } })
}

fn sample() -> Input {
    input_from_json(&sample_json()).expect("the page's sample")
}

fn with(changes: &[(&str, &str)]) -> Input {
    changed(&sample(), changes)
}

/// The page's second sample request.
fn prepaid(changes: &[(&str, &str)]) -> Input {
    let mut json = sample_json();
    json["instance"]["name"] = "ddm-test-003".into();
    json["extend_param"] = json!({
        "charge_mode": "prePaid",
        "period_type": "month",
        "period_num": 1,
        "is_auto_renew": "true",
        "is_auto_pay": "true",
    });
    changed(&input_from_json(&json).expect("the page's sample"), changes)
}

#[test]
fn both_samples_pass_and_defaults_are_spelled_out() {
    let utc = ("instance.time_zone", "UTC");

    let by_use = with(&[utc, ("extend_param.charge_mode", "postPaid")]);
    assert_eq!(sent(OPERATION, &sample()), by_use);
    assert_eq!(sent(OPERATION, &prepaid(&[])), prepaid(&[utc]));
}

#[test]
fn every_parameter_is_sent_under_its_own_name() {
    let everything = prepaid(&[("instance.time_zone", "UTC+08:00"), ("instance.admin_user_name", "Admin_1")]);

    assert_eq!(sent(OPERATION, &everything), everything);
    assert_eq!(everything.len(), names::ALL.len());
}

#[test]
fn what_cannot_be_paid_or_renewed_is_off_unless_asked_for() {
    let spec = prepaid(&[("extend_param.is_auto_renew", ""), ("extend_param.is_auto_pay", "")]);
    let sent = sent(OPERATION, &spec);

    assert_eq!(
        (&*sent["extend_param.is_auto_renew"], &*sent["extend_param.is_auto_pay"]),
        ("false", "false")
    );
}

#[test]
fn every_required_parameter_is_asked_for() {
    let required = [
        "instance.name",
        "instance.engine_id",
        "instance.flavor_id",
        "instance.node_num",
        "instance.available_zones.1",
        "instance.vpc_id",
        "instance.subnet_id",
        "instance.security_group_id",
    ];
    let missing = required.map(|field| (field.to_owned(), "required"));

    assert_eq!(codes(OPERATION, &Input::new(), Leftovers::Refuse), missing);
    for field in required.into_iter().chain(["extend_param.period_type", "extend_param.period_num"]) {
        assert_refused(OPERATION, &prepaid(&[(field, "")]), field, "required");
    }
}

#[test]
fn each_rule_refuses_at_its_own_field() {
    let long = |length: usize| "x".repeat(length);
    let (name, id, user) = (long(MAX_NAME + 1), long(MAX_ID + 1), long(MAX_USER + 1));
    for (field, value, code) in [
        ("instance.name", "abc", "too_short"),
        ("instance.name", &name, "too_long"),
        ("instance.name", "1abc", "bad_characters"),
        ("instance.name", "ddm_test", "bad_characters"),
        ("instance.name", "订单库一号", "bad_characters"),
        ("instance.flavor_id", "a b", "bad_characters"),
        ("instance.flavor_id", &id, "too_long"),
        ("instance.engine_id", "a/b", "bad_characters"),
        ("instance.vpc_id", "?", "bad_characters"),
        ("instance.subnet_id", &id, "too_long"),
        ("instance.security_group_id", "&", "bad_characters"),
        ("instance.param_group_id", "#", "bad_characters"),
        ("instance.enterprise_project_id", "*", "bad_characters"),
        ("instance.node_num", "0", "out_of_range"),
        ("instance.node_num", "257", "out_of_range"),
        ("instance.node_num", "four", "not_a_number"),
        ("instance.available_zones.1", "az 1", "bad_characters"),
        ("instance.available_zones.2", "az1", "duplicate"),
        ("instance.available_zones", "az1", "wrong_type"),
        ("instance.time_zone", "UTC+00:00", "not_an_option"),
        ("instance.time_zone", "UTC+8", "not_an_option"),
        ("instance.admin_user_name", "1st", "bad_characters"),
        ("instance.admin_user_name", "a-b", "bad_characters"),
        ("instance.admin_user_name", &user, "too_long"),
        ("instance.admin_user_password", "Secret-word-1", "secret_not_kept"),
        ("instance.admin_user_password.1", "Secret-word-1", "secret_not_kept"),
        ("extend_param.charge_mode", "free", "not_an_option"),
        ("extend_param.period_type", "day", "not_an_option"),
        ("extend_param.period_num", "10", "out_of_range"),
        ("extend_param.is_auto_renew", "yes", "not_an_option"),
        ("extend_param.is_auto_pay", "1", "not_an_option"),
        ("project_id", "x", "unknown_field"),
        ("name", "ddm-test", "unknown_field"),
        ("instance", "x", "wrong_type"),
    ] {
        assert_refused(OPERATION, &prepaid(&[(field, value)]), field, code);
    }
    let years = [("extend_param.period_type", "year"), ("extend_param.period_num", "2")];
    assert_refused(OPERATION, &prepaid(&years), "extend_param.period_num", "out_of_range");
}

#[test]
fn the_longest_terms_are_nine_months_or_one_year() {
    for (period_type, period_num) in [("month", "9"), ("year", "1")] {
        let spec =
            prepaid(&[("extend_param.period_type", period_type), ("extend_param.period_num", period_num)]);
        assert_eq!(sent(OPERATION, &spec)["extend_param.period_num"], period_num);
    }
}

#[test]
fn zones_are_at_most_ten_and_a_forms_empty_rows_are_closed_up() {
    let zones: Vec<(String, String)> =
        (1..=11).map(|n| (numbered(names::AVAILABLE_ZONE, n), format!("az{n}"))).collect();
    let zones: Vec<(&str, &str)> = zones.iter().map(|(name, zone)| (&**name, &**zone)).collect();

    assert_eq!(sent(OPERATION, &with(&zones[..10]))["instance.available_zones.10"], "az10");
    assert_refused(OPERATION, &with(&zones), "instance.available_zones.11", "too_many");
    let gap = with(&[("instance.available_zones.1", ""), ("instance.available_zones.3", "az3")]);
    assert_refused(OPERATION, &gap, "instance.available_zones.1", "required");
    let closed = DdmCreate::check(&gap, Leftovers::Drop).expect("a form");
    assert_eq!(closed.instance().zones, ["az3"]);
}

#[test]
fn what_belongs_to_a_subscription_is_refused_for_programs_and_dropped_for_forms() {
    let leftovers = [
        ("extend_param.period_type", "month"),
        ("extend_param.period_num", "1"),
        ("extend_param.is_auto_renew", "false"),
        ("extend_param.is_auto_pay", "true"),
    ];
    for change in leftovers {
        assert_refused(OPERATION, &with(&[change]), change.0, "not_applicable");
    }
    let dropped = DdmCreate::check(&with(&leftovers), Leftovers::Drop).expect("a form");
    assert_eq!(dropped, DdmCreate::check(&sample(), Leftovers::Refuse).expect("by use"));
    for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
        let nonsense = with(&[("extend_param.period_num", "10")]);
        let refused = codes(OPERATION, &nonsense, leftovers);
        assert_eq!(refused, [("extend_param.period_num".to_owned(), "out_of_range")]);
    }
}

#[test]
fn flags_may_be_booleans_and_are_sent_as_texts() {
    let mut json = sample_json();
    json["extend_param"] = json!({
        "charge_mode": "prePaid", "period_type": "year", "period_num": "1", "is_auto_renew": true, "is_auto_pay": false,
    });

    let sent = sent(OPERATION, &input_from_json(&json).expect("flat"));

    assert_eq!((&*sent["extend_param.is_auto_renew"], &*sent["extend_param.is_auto_pay"]), ("true", "false"));
}

#[test]
fn a_password_has_all_four_kinds_and_only_signs_that_both_texts_take() {
    let judged = |text: &str| check_password(&Secret::new(text.to_owned())).map_err(|reason| reason.code());

    for good in ["Abcdef1~", "~!@#%^*-_+?aA1", &format!("aA1{}", "?".repeat(29))] {
        assert_eq!(judged(good), Ok(()), "{good}");
    }
    for (bad, code) in [
        ("Abcde1~", "too_short"),
        (&*format!("aA1{}", "?".repeat(30)), "too_long"),
        ("abcdef1~", "too_plain"),
        ("ABCDEF1~", "too_plain"),
        ("Abcdefg~", "too_plain"),
        ("Abcdefg1", "too_plain"),
        ("Abcdef1=", "bad_characters"),
        ("Abcdef1$", "bad_characters"),
        ("Abcdef1 ~", "bad_characters"),
        ("Äbcdef1~", "bad_characters"),
    ] {
        assert_eq!(judged(bad), Err(code), "{bad}");
    }
    let secrets = [(names::ADMIN_PASSWORD, Secret::new("short".into()))].into();
    let refused = OPERATION.check_secrets(&secrets);
    assert_eq!(refused[0].field, "instance.admin_user_password");
    assert_eq!(refused[0].reason, Reason::TooShort { min: 8 });
}
