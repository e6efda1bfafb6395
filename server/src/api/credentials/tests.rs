use serde_json::{Value, json};

use super::*;

fn refused(body: &Value, kept: Option<Kind>) -> Vec<String> {
    let body = Fields::parse(body.to_string().as_bytes()).unwrap_or_else(|_| panic!("an object"));
    let problem = read(body, kept).err().map(|problem| serde_json::to_value(problem).expect("JSON"));
    let errors = problem.iter().flat_map(|problem| problem["errors"].as_array()).flatten();
    errors.map(|error| format!("{} {}", error["field"], error["code"]).replace('"', "")).collect()
}

#[test]
fn a_wrong_kind_hides_nothing_else_that_is_wrong() {
    for (body, expected) in [
        (json!({ "kind": 5, "label": "Mine" }), vec!["kind wrong_type"]),
        (json!({ "kind": 5, "more": 1 }), vec!["kind wrong_type", "more unknown_field"]),
        (
            json!({ "kind": "moon", "site": "china", "more": 1 }),
            vec!["kind not_an_option", "more unknown_field"],
        ),
        (json!({ "kind": "moon", "password": 1 }), vec!["password wrong_type", "kind not_an_option"]),
        (json!({ "user": "x", "more": 1 }), vec!["kind required", "more unknown_field"]),
        (json!({ "kind": " huawei_iam_user ", "site": "china" }), vec!["site unknown_field"]),
    ] {
        let mut said = refused(&body, None);
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        said.sort_unstable();
        expected.sort_unstable();
        assert_eq!(said, expected, "{body}");
    }
    let replaced = refused(&json!({ "kind": 5, "more": 1 }), Some(Kind::AlibabaAccessKey));
    assert_eq!(replaced, ["kind wrong_type", "more unknown_field"]);
}

#[test]
fn blanks_around_a_kind_do_not_make_it_another() {
    let body = json!({ "kind": " huawei_iam_user\n", "label": "Mine", "user": "buyer", "password": "short" });
    let body = Fields::parse(body.to_string().as_bytes()).unwrap_or_else(|_| panic!("an object"));

    let new = read(body, None).unwrap_or_else(|_| panic!("all are fields of the kind"));

    assert_eq!(new.kind, "huawei_iam_user");
    assert_eq!(new.texts["user"], "buyer");
}
