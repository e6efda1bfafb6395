use domain::{catalog::Operation, order::Verdict};
use proptest::prelude::*;

use super::*;
use crate::verdict::{Call, judge};

fn shape() -> Shape {
    Shape { instance: &["SynchronizationJobId"], ..Shape::default() }
}

#[test]
fn success_is_understood_as_boolean_and_as_text_in_json_and_xml() {
    for body in [
        r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": true}"#,
        r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": "true", "ErrCode": ""}"#,
        r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": "True", "ErrCode": null}"#,
        r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": true, "Code": "200", "HttpStatusCode": 200}"#,
        r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": true, "Code": 200, "HttpStatusCode": "200"}"#,
        r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": true, "Code": "Success"}"#,
        "<?xml version='1.0'?>\n<CreateSynchronizationJobResponse>
           <SynchronizationJobId>dts1</SynchronizationJobId>
           <RequestId>R</RequestId><Success>true</Success></CreateSynchronizationJobResponse>",
    ] {
        let said = read(body, &shape()).expect("an answer");
        assert_eq!(said.success, Some(true), "{body}");
        assert_eq!(said.instance_id.as_deref(), Some("dts1"));
        assert_eq!(said.request_id.as_deref(), Some("R"));
        assert_eq!(said.code, None);
        assert_eq!(said.field, None);
    }
}

#[test]
fn errors_are_understood_in_every_spelling() {
    for body in [
        r#"{"Code": "X.Y", "Message": "a < b", "RequestId": "R", "HostId": "h"}"#,
        r#"{"code": "X.Y", "message": "a < b", "requestId": "R"}"#,
        r#"{"Success": "false", "ErrCode": "X.Y", "ErrMessage": "a < b", "RequestId": "R", "Code": "200"}"#,
        r#"{"Success": false, "Code": "X.Y", "Message": "a < b", "RequestId": "R", "ErrCode": "200"}"#,
        r#"{"Error": {"Code": "X.Y", "Message": "a < b", "RequestId": "R"}}"#,
        r#"{"error": {"code": "X.Y", "message": "a < b"}, "requestId": "R"}"#,
        "<Error><RequestId>R</RequestId><HostId>h</HostId><Code>X.Y</Code><Message>a &lt; b</Message></Error>",
    ] {
        let said = read(body, &shape()).expect("an answer");
        assert_eq!(said.code.as_deref(), Some("X.Y"), "{body}");
        assert_eq!(said.message.as_deref(), Some("a < b"));
        assert_eq!(said.request_id.as_deref(), Some("R"));
        assert_ne!(said.success, Some(true));
    }
}

#[test]
fn a_code_in_any_other_place_is_none() {
    for body in [
        r#"{"Data": {"Code": "Throttling", "ErrCode": "Throttling"}}"#,
        r#"{"Error": {"Error": {"Code": "Throttling"}}}"#,
        r#"{"Error": "Throttling"}"#,
        r#"{"Errors": [{"Code": "Throttling"}]}"#,
        r#"{"Code": {"Code": "Throttling"}}"#,
        r#"{"Code": ["Throttling"]}"#,
        r#"{"CODE": "Throttling"}"#,
        "<Error><Data><Code>Throttling</Code></Data></Error>",
        "<Error><Code><Code>Throttling</Code></Code></Error>",
    ] {
        assert_eq!(read(body, &shape()).expect("an answer").code, None, "{body}");
    }
}

#[test]
fn what_is_no_answer_of_the_cloud_is_not_read() {
    let deep = format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
    for body in [
        "",
        "null",
        "[]",
        "[{\"Code\": \"Throttling\"}]",
        "\"true\"",
        "{\"Success\": true, \"Synchro",
        "<html><body><Code>Throttling</Code></body></html>",
        "<Error><Code>Throttling</Code>",
        "502 Bad Gateway",
        &deep,
    ] {
        assert_eq!(read(body, &shape()), None, "{}", &body[..body.len().min(80)]);
    }
}

#[test]
fn an_id_that_is_empty_or_strange_is_no_id() {
    for id in ["", "  ", "dts 1", "dts\\u0000", "订单", &"x".repeat(129)] {
        let body = format!(r#"{{"SynchronizationJobId": "{id}", "Success": true}}"#);
        assert_eq!(read(&body, &shape()).expect("an answer").instance_id, None, "{id}");
    }
    for value in ["null", "[\"dts1\"]", "{\"a\": 1}"] {
        let body = format!(r#"{{"SynchronizationJobId": {value}, "Success": true}}"#);
        assert_eq!(read(&body, &shape()).expect("an answer").instance_id, None, "{value}");
    }
}

#[test]
fn a_success_flag_of_another_kind_is_no_success() {
    for flag in ["1", "\"yes\"", "\"no\"", "[true]", "{\"true\": true}", "true, \"success\": false"] {
        let body = format!(r#"{{"SynchronizationJobId": "dts1", "Success": {flag}}}"#);
        assert_eq!(read(&body, &shape()).expect("an answer").success, Some(false), "{flag}");
    }
    for flag in ["null", "\"\""] {
        let body = format!(r#"{{"SynchronizationJobId": "dts1", "Success": {flag}}}"#);
        assert_eq!(read(&body, &shape()).expect("an answer").success, None, "{flag}");
    }
}

#[test]
fn an_answer_that_says_something_twice_is_not_read() {
    for body in [
        r#"{"SynchronizationJobId": "", "SynchronizationJobId": "dts1", "Success": true}"#,
        r#"{"Success": true, "SynchronizationJobId": "dts1", "Success": true}"#,
        r#"{"Code": "Throttling", "\u0043ode": "InsufficientBalance"}"#,
        r#"{"Code": "Throttling", "Data": [{"OrderId": 1, "OrderId": null}]}"#,
        "<Error><Code>Throttling</Code><Code>InternalError</Code></Error>",
        "<XResponse><Success>false</Success><Success>true</Success></XResponse>",
        "<XResponse><SynchronizationJobId>dts1</SynchronizationJobId><Success>true</Success>\
         <SynchronizationJobId>dts2</SynchronizationJobId></XResponse>",
    ] {
        assert_eq!(read(body, &shape()), None, "{body}");
    }
}

fn verdict(body: &str, shape: &Shape) -> Verdict {
    judge(Call::Buy(Operation::DtsCreate), 200, read(body, shape).as_ref()).verdict
}

#[test]
fn a_refusal_that_something_beside_it_contradicts_is_open() {
    const REFUSED: &str = r#"{"Success": false, "ErrCode": "InsufficientBalance"}"#;
    assert_eq!(verdict(REFUSED, &shape()), Verdict::NotDone);
    for (beside, expected) in [
        (r#""Code": "200""#, Verdict::NotDone),
        (r#""Code": "Success""#, Verdict::NotDone),
        (r#""Code": "InsufficientBalance""#, Verdict::NotDone),
        (r#""Code": "400""#, Verdict::NotDone),
        (r#""Code": "500""#, Verdict::Open),
        (r#""HttpStatusCode": 400"#, Verdict::NotDone),
        (r#""SynchronizationJobId": null"#, Verdict::NotDone),
        (r#""SynchronizationJobId": " ""#, Verdict::NotDone),
        (r#""Code": "InvalidParameter""#, Verdict::Open),
        (r#""Code": "Teapot""#, Verdict::Open),
        (r#""Error": {"Code": "InternalError"}"#, Verdict::Open),
        (r#""HttpStatusCode": 500"#, Verdict::Open),
        (r#""HttpStatusCode": "503""#, Verdict::Open),
        (r#""success": true"#, Verdict::Open),
        (r#""success": "maybe""#, Verdict::Open),
        (r#""success": true, "HttpStatusCode": 400"#, Verdict::Open),
        (r#""SynchronizationJobId": "dts1""#, Verdict::Open),
        (r#""SynchronizationJobId": "dts 1""#, Verdict::Open),
        (r#""SynchronizationJobId": "null""#, Verdict::Open),
        (r#""SynchronizationJobId": 0"#, Verdict::Open),
        (r#""SynchronizationJobId": false"#, Verdict::Open),
        (r#""SynchronizationJobId": -1"#, Verdict::Open),
        (r#""SynchronizationJobId": 1.5"#, Verdict::Open),
        (r#""SynchronizationJobId": ["dts1"]"#, Verdict::Open),
        (r#""SynchronizationJobId": {"Id": "dts1"}"#, Verdict::Open),
    ] {
        let body = REFUSED.replace('}', &format!(", {beside}}}"));
        assert_eq!(verdict(&body, &shape()), expected, "{body}");
    }
    for (at, expected) in [
        ("null", Verdict::NotDone),
        ("\"\"", Verdict::NotDone),
        ("{}", Verdict::NotDone),
        (r#"{"OrderId": null}"#, Verdict::NotDone),
        (r#"{"OrderId": false}"#, Verdict::Open),
        (r#"[{"OrderId": 1}]"#, Verdict::Open),
        ("\"dts1\"", Verdict::Open),
    ] {
        let body = REFUSED.replace('}', &format!(r#", "Data": {at}}}"#));
        let nested = Shape { order: &["Data", "OrderId"], ..Shape::default() };
        assert_eq!(verdict(&body, &nested), expected, "{body}");
    }
}

#[test]
fn two_codes_are_both_told() {
    let body = r#"{"ErrCode": "InsufficientBalance", "Code": "Teapot", "Message": "m"}"#;

    let said = read(body, &shape()).expect("an answer");

    assert_eq!(said.code.as_deref(), Some("InsufficientBalance"));
    assert_eq!(said.message.as_deref(), Some("also Teapot: m"));
}

#[test]
fn an_id_is_a_text_or_a_whole_number_above_zero() {
    for (id, expected) in [
        ("\"dts1\"", Some("dts1")),
        ("7", Some("7")),
        ("123456789012345678901234567890", Some("123456789012345678901234567890")),
        ("0", None),
        ("\"0\"", None),
        ("-7", None),
        ("7.0", None),
        ("7e3", None),
        ("false", None),
        ("true", None),
        ("\"null\"", None),
        ("\"NULL\"", None),
    ] {
        let body = format!(r#"{{"SynchronizationJobId": {id}, "Success": true}}"#);
        let said = read(&body, &shape()).expect("an answer");
        assert_eq!(said.instance_id.as_deref(), expected, "{id}");
        let expected = if expected.is_some() { Verdict::Done } else { Verdict::Open };
        assert_eq!(verdict(&body, &shape()), expected, "{id}");
    }
}

#[test]
fn a_success_beside_another_status_in_the_body_is_no_success() {
    for status in ["500", "\"400\"", "0", "2", "2000"] {
        let body =
            format!(r#"{{"SynchronizationJobId": "dts1", "Success": true, "HttpStatusCode": {status}}}"#);
        assert_eq!(read(&body, &shape()).expect("an answer").success, Some(false), "{status}");
        let body = body.replace("true", "false");
        assert_eq!(read(&body, &shape()).expect("an answer").success, Some(false), "{status}");
    }
}

#[test]
fn an_answer_that_repeats_something_else_than_was_sent_is_foreign() {
    let shape = Shape {
        echoes: vec![("DtsJobId", "job1".to_owned()), ("ChargeType", "PrePaid".to_owned())],
        ..Shape::default()
    };
    for (body, is_foreign) in [
        (r#"{"Success": true}"#, false),
        (r#"{"DtsJobId": "", "ChargeType": null}"#, false),
        (r#"{"DtsJobId": "job1", "ChargeType": "Prepaid"}"#, false),
        (r#"{"DtsJobId": "job2", "ChargeType": "PrePaid"}"#, true),
        (r#"{"DtsJobId": "job1", "ChargeType": "PostPaid"}"#, true),
    ] {
        let said = read(body, &shape).expect("an answer");
        assert_eq!(said.is_foreign, is_foreign, "{body}");
        assert_eq!(said.message.is_some(), is_foreign);
    }
}

const WHOLE: [&str; 2] = [
    r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": true, "ErrCode": ""}"#,
    "<CreateSynchronizationJobResponse><SynchronizationJobId>dts1</SynchronizationJobId>\
     <Success>true</Success></CreateSynchronizationJobResponse>",
];

#[test]
fn an_answer_that_is_cut_off_anywhere_is_not_read() {
    for body in WHOLE {
        assert!(read(body, &shape()).is_some());
        for end in 0..body.len() {
            assert_eq!(read(&body[..end], &shape()), None, "{}", &body[..end]);
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(body in any::<String>()) {
        prop_assert_ne!(read(&body, &shape()).and_then(|said| said.success), Some(true));
    }

    #[test]
    fn anything_like_xml_is_read_without_harm(body in r"(<Error>)?[<>/!\[\]CDATA&;a \-?]{0,60}(</Error>)?") {
        let _ = read(&body, &shape());
    }

    /// One wrong character makes a success unreadable or leaves a success or none; never a refusal.
    #[test]
    fn a_damaged_success_is_no_refusal(at in any::<prop::sample::Index>(), with in any::<char>(), whole in 0..2_usize) {
        let mut damaged: Vec<char> = WHOLE[whole].chars().collect();
        let at = at.index(damaged.len());
        damaged[at] = with;

        if let Some(said) = read(&damaged.into_iter().collect::<String>(), &shape()) {
            let judgement = judge(Call::Buy(Operation::DtsCreate), 200, Some(&said));
            prop_assert_ne!(judgement.verdict, Verdict::NotDone);
            prop_assert_eq!(said.field, None);
        }
    }
}
