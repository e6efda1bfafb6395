//! Purchases over a real socket: what happens on the way decides the verdict, and one purchase is one request.

use std::time::Duration;

use axum::http::StatusCode;
use cloud::{Advice, Answer, Limits, Reach};
use domain::{catalog::Operation, order::Verdict};

use super::{client, client_at, sign};
use crate::cloud_at::{CloudAt, Script};

const CREATE: Operation = Operation::DtsCreate;
const DONE: &str = r#"{"SynchronizationJobId": "dts1", "RequestId": "R-1", "Success": "true"}"#;

async fn buy(script: Script) -> (Answer, CloudAt) {
    buy_any(CREATE, script).await
}

async fn buy_any(operation: Operation, script: Script) -> (Answer, CloudAt) {
    let cloud = CloudAt::start(script).await;
    let client = client(&cloud);
    let answer = client.purchase(sign(&client, operation)).await;
    (answer, cloud)
}

#[tokio::test]
async fn a_whole_success_is_done_and_the_request_is_the_signed_one() {
    let (answer, cloud) = buy(Script::Answer(StatusCode::OK, DONE.into())).await;

    assert_eq!(answer.verdict, Verdict::Done);
    assert_eq!(answer.reach, Reach::Answered);
    assert_eq!(answer.http_status, Some(200));
    assert_eq!(answer.reference(), Some("dts1"));
    assert_eq!(answer.request_id.as_deref(), Some("R-1"));
    assert_eq!(answer.advice, Advice::NothingToDo);
    assert_eq!(answer.body.as_deref(), Some(DONE));
    assert!(answer.cloud_date.is_some());

    let seen = cloud.seen();
    assert_eq!(seen.len(), 1);
    assert!(seen[0].starts_with("POST /?ClientToken=ord1-token&DestRegion=cn-hangzhou&"), "{}", seen[0]);
    for expected in [
        "networkType=Intranet",
        "\r\nx-acs-action: CreateSynchronizationJob\r\n",
        "\r\nx-acs-version: 2020-01-01\r\n",
        "\r\nx-acs-date: 2024-11-05T08:15:30Z\r\n",
        "\r\nx-acs-signature-nonce: nonce-1\r\n",
        "\r\naccept: application/json\r\n",
        "\r\ncontent-length: 0\r\n",
        &format!("\r\nhost: {}\r\n", cloud.host()),
        "\r\nauthorization: ACS3-HMAC-SHA256 Credential=LTAI-fake,SignedHeaders=host;x-acs-action;",
    ] {
        assert!(seen[0].contains(expected), "{expected} in {}", seen[0]);
    }
    assert!(!seen[0].contains("fake-secret"));
}

#[tokio::test]
async fn every_answer_that_is_no_answer_is_open_and_never_repeated() {
    for (status, body) in [
        (StatusCode::OK, "<html>gateway</html>"),
        (StatusCode::OK, ""),
        (StatusCode::OK, r#"{"RequestId": "R", "Success": true}"#),
        (StatusCode::OK, r#"{"SynchronizationJobId": "dts1", "Success": "fal"#),
        (StatusCode::UNAUTHORIZED, ""),
        (StatusCode::FORBIDDEN, "<html>no</html>"),
        (StatusCode::TOO_MANY_REQUESTS, ""),
        (StatusCode::REQUEST_TIMEOUT, ""),
        (StatusCode::INTERNAL_SERVER_ERROR, r#"{"Code": "InternalError", "Message": "m"}"#),
        (StatusCode::BAD_GATEWAY, "<html>bad</html>"),
        (StatusCode::SERVICE_UNAVAILABLE, ""),
        (StatusCode::GATEWAY_TIMEOUT, ""),
    ] {
        let (answer, cloud) = buy(Script::Answer(status, body.into())).await;

        assert_eq!(answer.verdict, Verdict::Open, "{status} {body}");
        assert_eq!(answer.reach, Reach::Answered);
        assert_eq!(answer.http_status, Some(status.as_u16()));
        assert!(!answer.credential_suspect);
        assert_eq!(cloud.seen().len(), 1, "{status} {body}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_never_comes_is_open_and_not_repeated() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Success\": true, \"SynchronizationJobId\": \"dts1\"}";
    for (script, reach) in [
        (Script::Raw(String::new()), Reach::MayHaveArrived),
        (Script::Raw("HTTP/1.1 200".into()), Reach::MayHaveArrived),
        (Script::Raw("garbage\r\n\r\n".into()), Reach::MayHaveArrived),
        (Script::Raw(head.into()), Reach::Answered),
        (Script::RawThenHang(String::new()), Reach::MayHaveArrived),
        (Script::RawThenHang(head.into()), Reach::Answered),
    ] {
        let (answer, cloud) = buy(script.clone()).await;

        assert_eq!((answer.verdict, answer.reach), (Verdict::Open, reach), "{script:?}");
        assert!(answer.message.is_some());
        assert_eq!(answer.reference(), None, "half an answer names nothing");
        assert_eq!(cloud.seen().len(), 1, "{script:?}");
    }
}

#[tokio::test]
async fn an_answer_of_more_than_a_mebibyte_is_open_and_kept_in_part() {
    let (answer, _) = buy(Script::Answer(StatusCode::OK, "x".repeat(2 * 1024 * 1024))).await;

    assert_eq!((answer.verdict, answer.advice), (Verdict::Open, Advice::Unreadable));
    assert_eq!(answer.body.expect("a part").len(), 64 * 1024);
}

#[tokio::test]
async fn a_refused_connection_is_not_done() {
    let cloud = CloudAt::closed().await;
    let client = client(&cloud);

    let answer = client.purchase(sign(&client, CREATE)).await;

    assert_eq!((answer.verdict, answer.reach), (Verdict::NotDone, Reach::NotSent));
    assert_eq!(answer.advice, Advice::CloudUnreachable);
    assert_eq!(answer.http_status, None);
    assert!(answer.message.is_some());
}

#[tokio::test]
async fn a_name_that_does_not_resolve_and_a_failed_handshake_are_not_done() {
    // A listener that speaks no TLS, and a name that cannot exist (RFC 2606).
    let plain = CloudAt::start(Script::Raw(String::new())).await;
    let limits =
        Limits { connect: Duration::from_millis(200), total: Duration::from_secs(5), ..Limits::default() };
    for address in [format!("https://{}", plain.host()), "https://dts.invalid".to_owned()] {
        let client = client_at(&address, limits);

        let answer = client.purchase(sign(&client, CREATE)).await;

        assert_eq!((answer.verdict, answer.reach), (Verdict::NotDone, Reach::NotSent), "{address}");
    }
}

#[tokio::test]
async fn a_listed_refusal_is_not_done_in_every_shape() {
    for (status, body) in [
        (400, r#"{"Code": "DTS.Msg.LXPayOrder.InsufficientBalance", "Message": "m", "RequestId": "R"}"#),
        (400, r#"{"code": "DTS.Msg.LXPayOrder.InsufficientBalance", "message": "m", "requestId": "R"}"#),
        (
            200,
            r#"{"Success": "false", "ErrCode": "DTS.Msg.LXPayOrder.InsufficientBalance", "ErrMessage": "m", "RequestId": "R"}"#,
        ),
        (
            200,
            r#"{"Success": false, "ErrCode": "DTS.Msg.LXPayOrder.InsufficientBalance", "ErrMessage": "m", "RequestId": "R"}"#,
        ),
        (
            400,
            "<Error><RequestId>R</RequestId><Code>DTS.Msg.LXPayOrder.InsufficientBalance</Code><Message>m</Message></Error>",
        ),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let (answer, cloud) = buy(Script::Answer(status, body.into())).await;

        assert_eq!(answer.verdict, Verdict::NotDone, "{body}");
        assert_eq!(answer.advice, Advice::NotEnoughMoney);
        assert_eq!(answer.code.as_deref(), Some("DTS.Msg.LXPayOrder.InsufficientBalance"));
        assert_eq!(answer.message.as_deref(), Some("m"));
        assert_eq!(answer.request_id.as_deref(), Some("R"));
        assert_eq!(cloud.seen().len(), 1);
    }
}

#[tokio::test]
async fn a_mismatch_of_the_token_is_open_and_an_alarm() {
    let body = r#"{"Code": "IdempotentParameterMismatch", "Message": "m", "RequestId": "R"}"#;
    let (answer, _) = buy(Script::Answer(StatusCode::BAD_REQUEST, body.into())).await;

    assert_eq!((answer.verdict, answer.alarm), (Verdict::Open, true));
}

#[tokio::test]
async fn the_secret_is_in_no_evidence() {
    let body =
        r#"{"Code": "SignatureDoesNotMatch", "Message": "key fake-secret\/1+2 or fake-secret%2F1%2B2"}"#;
    let (answer, _) = buy(Script::Answer(StatusCode::BAD_REQUEST, body.into())).await;

    assert!(answer.credential_suspect);
    assert_eq!(answer.message.as_deref(), Some("key [removed] or [removed]"));
    assert!(!format!("{answer:?}").contains("fake-secret"));
}

#[tokio::test]
async fn a_change_is_sent_without_a_token_and_proved_by_the_instance() {
    let body = r#"{"DtsJobId": "job1", "RequestId": "R-1", "InstanceId": "dtsjob1", "ChargeType": "PrePaid",
        "EndTime": "1762300800", "HttpStatusCode": 200, "ErrCode": "", "Success": true}"#;
    let (answer, cloud) = buy_any(Operation::DtsChange, Script::Answer(StatusCode::OK, body.into())).await;

    assert_eq!(answer.verdict, Verdict::Done);
    assert_eq!((answer.instance_id.as_deref(), answer.order_id.as_deref()), (Some("dtsjob1"), None));
    let seen = &cloud.seen()[0];
    let query =
        "POST /?BuyCount=1&ChargeType=PrePaid&DtsJobId=job1&Period=Year&RegionId=cn-hangzhou HTTP/1.1\r\n";
    assert!(seen.starts_with(query), "{seen}");
    assert!(seen.contains("\r\nx-acs-action: TransferPayType\r\nx-acs-version: 2020-01-01\r\n"), "{seen}");
}

#[tokio::test]
async fn an_instance_of_any_product_is_proved_by_order_and_instance() {
    let body = r#"{"Code": "Success", "Message": "Successful!", "RequestId": "R-1", "Success": true,
        "Data": {"OrderId": "2024", "InstanceId": "x-1"}}"#;
    let (answer, cloud) = buy_any(Operation::BssCreate, Script::Answer(StatusCode::OK, body.into())).await;

    assert_eq!(answer.verdict, Verdict::Done);
    assert_eq!((answer.instance_id.as_deref(), answer.order_id.as_deref()), (Some("x-1"), Some("2024")));
    let seen = &cloud.seen()[0];
    let query = "POST /?ClientToken=ord1-token&Parameter.1.Code=Region&Parameter.1.Value=cn-hangzhou&\
        Parameter.10.Code=Size&Parameter.10.Value=1%20%2B%201&Parameter.2.Code=Engine&Parameter.2.Value=mysql%208.0&\
        Period=12&ProductCode=ons&SubscriptionType=Subscription HTTP/1.1\r\n";
    assert!(seen.starts_with(query), "{seen}");
    assert!(seen.contains("\r\nx-acs-action: CreateInstance\r\nx-acs-version: 2017-12-14\r\n"), "{seen}");
}

#[tokio::test]
async fn an_order_without_its_instance_is_a_sale_and_no_id_at_all_is_open() {
    for (ids, verdict) in [
        (r#"{"OrderId": "2024"}"#, Verdict::Done),
        (r#"{"OrderId": "2024", "InstanceId": null}"#, Verdict::Done),
        (r#"{"OrderId": null, "InstanceId": ""}"#, Verdict::Open),
        ("{}", Verdict::Open),
        ("null", Verdict::Open),
        (r#""2024""#, Verdict::Open),
        (r#"[{"OrderId": "2024"}]"#, Verdict::Open),
    ] {
        let body = format!(r#"{{"Code": "Success", "Success": true, "Data": {ids}}}"#);
        let (answer, _) = buy_any(Operation::BssCreate, Script::Answer(StatusCode::OK, body)).await;

        assert_eq!(answer.verdict, verdict, "{ids}");
    }
}

#[tokio::test]
async fn too_little_money_is_a_refusal_although_it_comes_with_200() {
    let body = r#"{"Code": "INSUFFICIENT.AVAILABLE.QUOTA", "RequestId": "R-1", "Success": false,
        "Message": "The account balance is negative. Add funds to the account and try again."}"#;
    let (answer, _) = buy_any(Operation::BssCreate, Script::Answer(StatusCode::OK, body.into())).await;

    assert_eq!((answer.verdict, answer.advice), (Verdict::NotDone, Advice::NotEnoughMoney));
    assert!(!answer.credential_suspect);

    let contradiction =
        body.replace("\"Success\": false", "\"Success\": true, \"Data\": {\"OrderId\": \"1\"}");
    let (answer, _) = buy_any(Operation::BssCreate, Script::Answer(StatusCode::OK, contradiction)).await;

    assert_eq!((answer.verdict, answer.order_id.as_deref()), (Verdict::Open, Some("1")));
}

#[tokio::test]
async fn a_refusal_names_the_field_where_the_vendor_names_it() {
    for (operation, body, field) in [
        (CREATE, r#"{"Code": "MissingDestRegion", "Message": "m"}"#, Some("DestRegion")),
        (CREATE, r#"{"Code": "InvalidParameter.UsedTime", "Message": "m"}"#, Some("UsedTime")),
        (
            CREATE,
            r#"{"Code": "InvalidParameter", "Message": "The DBInstanceCount is wrong."}"#,
            Some("DBInstanceCount"),
        ),
        (
            Operation::DtsChange,
            r#"{"Success": false, "ErrCode": "InvalidParameter", "DynamicMessage": "DtsJobId",
                "ErrMessage": "The Value of Input Parameter %s is not valid."}"#,
            Some("DtsJobId"),
        ),
        (Operation::DtsChange, r#"{"Code": "InvalidParameter.UsedTime", "Message": "m"}"#, None),
        (
            Operation::BssCreate,
            r#"{"Code": "400", "Message": "Parameter.2.Value is wrong"}"#,
            Some("Parameter.2.Value"),
        ),
        (
            Operation::BssCreate,
            r#"{"Code": "400", "Message": "Failure to check order before create instance."}"#,
            None,
        ),
    ] {
        let (answer, _) = buy_any(operation, Script::Answer(StatusCode::BAD_REQUEST, body.into())).await;

        assert_eq!(answer.verdict, Verdict::NotDone, "{body}");
        assert_eq!(answer.field.as_deref(), field, "{body}");
    }
}

#[test]
fn the_defaults_are_three_and_ten_seconds() {
    let limits = Limits::default();

    assert_eq!((limits.connect, limits.total), (Duration::from_secs(3), Duration::from_secs(10)));
}
