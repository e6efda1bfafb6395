use serde_json::json;

use super::*;

fn answer(problem: Problem) -> Value {
    serde_json::to_value(problem).expect("JSON")
}

#[test]
fn a_name_that_is_said_twice_is_refused_wherever_it_stands() {
    for body in [
        r#"{"reason":"a","reason":"b"}"#,
        r#"{"spec":{"PayType":"PrePaid","PayType":"PostPaid"}}"#,
        r#"{"ceiling":{"amount":"1","amount":"100","currency":"CNY"}}"#,
    ] {
        let refused = answer(Fields::parse(body.as_bytes()).err().expect(body));
        assert_eq!((&refused["status"], &refused["code"]), (&json!(400), &json!("not_json")), "{body}");
    }
}

#[test]
fn what_is_wrong_with_a_megabyte_is_said_in_a_short_answer() {
    let names = |count, value| {
        let names: Vec<_> = (0..count).map(|number| format!(r#""unknown-{number}":{value}"#)).collect();
        names.join(",")
    };
    for body in [
        format!("{{{}}}", names(60_000, "1")),
        format!(r#"{{"spec":{{{}}}}}"#, names(60_000, "1.5")),
        format!(r#"{{"spec":{{{}}},{}}}"#, names(30_000, "1.5"), names(30_000, "1")),
    ] {
        assert!(body.len() > 1_000_000);
        let mut fields = Fields::parse(body.as_bytes()).unwrap_or_else(|_| panic!("an object"));
        fields.input("spec");

        let refused = answer(fields.finish().expect_err("unknown names"));

        assert_eq!(refused["errors"].as_array().map(Vec::len), Some(MAX_REFUSALS));
        assert!(refused.to_string().len() < 64 * 1024);
    }
}
