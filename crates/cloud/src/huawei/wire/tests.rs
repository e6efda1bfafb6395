//! All shapes of errors in their order, and the signs of success of each call.

use time::macros::datetime;

use super::*;

fn code_and_message(body: &str) -> Option<(Option<String>, Option<String>)> {
    look(400, body).map(|said| (said.code, said.message))
}

#[test]
fn an_error_is_read_in_every_shape() {
    for body in [
        r#"{"errCode": "X.1", "externalMessage": "m"}"#,
        r#"{"externalMessage": " m ", "errCode": "X.1", "error_code": "Y.2", "error_msg": "n"}"#,
        r#"{"error_code": "X.1", "error_msg": "m", "request_id": "R"}"#,
        r#"{"errCode": null, "error_code": "X.1", "error_msg": "m"}"#,
        r#"{"error": {"code": "X.1", "message": "m", "title": "t"}}"#,
        r#"{"error": {"code": "X.1", "message": "m"}, "code": "Y.2", "message": "n"}"#,
        r#"{"code": "X.1", "message": "m"}"#,
        r#"{"code": "X.1", "message": "m", "request_id": "R"}"#,
        r#"{"NeutronError": {"code": "X.1", "message": "m"}}"#,
        r#"{"other": 1, "badRequest": {"code": "X.1", "message": "m"}}"#,
    ] {
        let read = code_and_message(body).expect("an answer");
        assert_eq!(read, (Some("X.1".to_owned()), Some("m".to_owned())), "{body}");
    }
}

#[test]
fn numbers_are_codes_and_a_code_needs_no_message_where_it_is_unmistakable() {
    for (body, code) in [
        (r#"{"error": {"code": 401, "message": "m", "title": "Unauthorized"}}"#, "401"),
        (r#"{"code": 400, "message": "m"}"#, "400"),
        (r#"{"errCode": "DBS.280001"}"#, "DBS.280001"),
        (r#"{"error_code": "APIGW.0301"}"#, "APIGW.0301"),
        (r#"{"error": {"code": 503}}"#, "503"),
    ] {
        assert_eq!(code_and_message(body).expect("an answer").0.as_deref(), Some(code), "{body}");
    }
}

#[test]
fn what_looks_like_an_error_and_is_none() {
    for body in [
        "{}",
        r#"{"errCode": "", "error_code": null, "error": null}"#,
        r#"{"error": "text"}"#,
        r#"{"error": {"message": "m"}}"#,
        r#"{"id": "abcin09", "status": "CREATEFAILED", "error_msg": "no capacity"}"#,
        r#"{"code": "ddm.c6.large"}"#,
        r#"{"group": {"code": "ddm.c6.large"}}"#,
        r#"{"message": "m"}"#,
        r#"{"error_code": "CBC.0000", "error_msg": "success"}"#,
    ] {
        assert_eq!(code_and_message(body), Some((None, None)), "{body}");
    }
}

#[test]
fn what_is_no_answer_of_the_cloud_is_not_read() {
    for body in [
        "",
        "null",
        "[]",
        "\"APIGW.0301\"",
        "{\"error_code\": \"APIGW.03",
        "<html><body>APIGW.0301</body></html>",
        "<Error><Code>APIGW.0301</Code></Error>",
        "504 Gateway Time-out",
    ] {
        assert_eq!(look(200, body), None, "{body}");
        assert_eq!(created(200, body), None, "{body}");
        assert_eq!(settled(200, body, "CS1"), None, "{body}");
    }
}

#[test]
fn the_request_id_is_read_from_the_body() {
    for body in [r#"{"error_code": "X.1", "request_id": "R"}"#, r#"{"id": "a", "requestId": "R"}"#] {
        assert_eq!(look(200, body).expect("an answer").request_id.as_deref(), Some("R"));
    }
}

#[test]
fn an_instance_or_an_order_is_the_sign_of_a_sale() {
    for (body, instance, order) in [
        (r#"{"id": "e90in09", "job_id": "j", "order_id": null}"#, Some("e90in09"), None),
        (r#"{"id": "e90in09"}"#, Some("e90in09"), None),
        (r#"{"id": null, "job_id": null, "order_id": "CS1"}"#, None, Some("CS1")),
        (r#"{"order_id": "CS1"}"#, None, Some("CS1")),
        (r#"{"id": "e90in09", "order_id": "CS1"}"#, Some("e90in09"), Some("CS1")),
        (r#"{"order_id": 7}"#, None, Some("7")),
    ] {
        let said = created(200, body).expect("an answer");
        assert_eq!(said.success, Some(true), "{body}");
        assert_eq!((said.instance_id.as_deref(), said.order_id.as_deref()), (instance, order));
    }
    for body in [
        "{}",
        r#"{"id": null, "job_id": null, "order_id": null}"#,
        r#"{"job_id": "j"}"#,
        r#"{"id": "", "order_id": " "}"#,
        r#"{"id": ["e90in09"]}"#,
        r#"{"id": 0, "order_id": false}"#,
        r#"{"id": -1, "order_id": 1.5}"#,
        r#"{"id": true, "order_id": {}}"#,
        r#"{"id": "null", "order_id": []}"#,
        r#"{"id": "e90 in09"}"#,
        r#"{"id": "e90\u0000in09"}"#,
        r#"{"instance": {"id": "e90in09"}}"#,
    ] {
        let said = created(200, body).expect("an answer");
        assert_eq!((said.success, said.names_a_sale()), (None, false), "{body}");
    }
    let long = format!(r#"{{"id": "{}"}}"#, "x".repeat(129));
    assert!(!created(200, &long).expect("an answer").names_a_sale());
}

#[test]
fn an_id_beside_an_error_is_kept_and_is_no_success() {
    let said = created(200, r#"{"errCode": "DBS.280001", "externalMessage": "m", "id": "e90in09"}"#)
        .expect("an answer");

    assert_eq!((said.success, said.instance_id.as_deref()), (None, Some("e90in09")));
}

#[test]
fn an_id_that_is_not_understood_beside_an_error_makes_it_no_refusal() {
    for (id, is_foreign) in [
        (r#""order_id": "", "id": null"#, false),
        (r#""id": " ", "job_id": null"#, false),
        (r#""instance": {"id": 1}"#, false),
        (r#""id": 0"#, true),
        (r#""order_id": false"#, true),
        (r#""order_id": ["CS1"]"#, true),
        (r#""id": {}"#, true),
        (r#""id": "null", "order_id": null"#, true),
        (r#""id": "e90 in09""#, true),
        (r#""order_id": 1.5"#, true),
        // A job that runs makes something.
        (r#""job_id": "j""#, true),
        (r#""job_id": 0"#, true),
    ] {
        let body = format!(r#"{{"errCode": "DBS.280001", "externalMessage": "m", {id}}}"#);
        let said = created(400, &body).expect("an answer");
        assert_eq!((said.is_foreign, said.names_a_sale()), (is_foreign, false), "{body}");
    }
}

#[test]
fn a_name_that_stands_twice_makes_an_answer_about_money_unreadable() {
    for body in [
        r#"{"errCode": "DBS.280001", "errCode": "DBS.200019"}"#,
        r#"{"id": null, "id": "e90in09", "errCode": "DBS.280001"}"#,
        r#"{"errCode": "DBS.280001", "errCode": "DBS.280001"}"#,
        r#"{"error": {"code": "X.1", "code": "Y.2", "message": "m"}}"#,
        r#"{"error_code": "X.1", "list": [{"a": 1, "\u0061": 2}]}"#,
    ] {
        assert_eq!(created(400, body), None, "{body}");
        assert_eq!(settled(400, body, "CS1"), None, "{body}");
    }
    let body = r#"{"a": {"b": [1, -2, 1.5, true, null, "t"]}, "b": {"b": 1}}"#;
    let Distinct(value) = serde_json::from_str(body).expect("JSON");
    assert_eq!(value, serde_json::from_str::<Value>(body).expect("JSON"));
}

#[test]
fn only_the_documented_answers_settle_an_order() {
    for (http, body) in
        [(204, ""), (204, "\r\n"), (200, r#"{"error_code": "CBC.0000", "error_msg": "Success."}"#)]
    {
        let said = settled(http, body, "CS1").expect("an answer");
        assert_eq!(
            (said.success, said.order_id.as_deref(), said.code),
            (Some(true), Some("CS1"), None),
            "{http} {body}"
        );
    }
    assert_eq!(settled(200, "", "CS1"), None);
    assert_eq!(settled(500, "", "CS1"), None);
    for (http, body) in [
        (200, "{}"),
        (200, r#"{"order_id": "CS1"}"#),
        (500, r#"{"error_code": "CBC.0000", "error_msg": "Success."}"#),
        (200, r#"{"error_code": "CBC.99005003", "error_msg": "m"}"#),
        (204, r#"{"error_code": "CBC.99005003", "error_msg": "m"}"#),
    ] {
        let said = settled(http, body, "CS1").expect("an answer");
        assert_eq!((said.success, said.order_id), (None, None), "{http} {body}");
    }
}

#[test]
fn a_time_is_read_in_all_of_the_vendors_forms() {
    let expected = datetime!(2024-11-05 08:15:30 UTC);
    for text in [
        "2024-11-05T08:15:30Z",
        "2024-11-05T08:15:30.000000Z",
        "2024-11-05T08:15:30+0000",
        "2024-11-05T16:15:30+0800",
        "2024-11-05T16:15:30+08:00",
    ] {
        assert_eq!(time(text), Some(expected), "{text}");
    }
    for text in ["", "2024-11-05", "2024-11-05T08:15:30", "1730794530"] {
        assert_eq!(time(text), None, "{text}");
    }
}
