//! Purchases over a real socket: what happens on the way decides the verdict, and one purchase is one request.

use std::time::Duration;

use crate::cloud_at::{CloudAt, Script};
use axum::http::StatusCode;
use cloud::{
    Advice, Answer, CloudErrorKind, Endpoints, Fresh, Http, Limits, Reach, Service, alibaba::Client,
};
use domain::{catalog::Operation, order::Verdict};
use time::macros::datetime;

const DONE: &str = r#"{"SynchronizationJobId": "dts1", "RequestId": "R-1", "Success": "true"}"#;

async fn buy(script: Script) -> (Answer, CloudAt) {
    let cloud = CloudAt::start(script).await;
    let signed = cloud.sign();
    let answer = cloud.client.purchase(signed).await;
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
async fn signing_sends_nothing_and_says_where_and_until_when() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, DONE.into())).await;

    let signed = cloud.sign();

    assert_eq!(signed.endpoint, format!("http://{}", cloud.host()));
    assert_eq!(signed.signed_at, datetime!(2024-11-05 08:15:30 UTC));
    assert_eq!(signed.dead_at, datetime!(2024-11-05 08:30:30 UTC));
    assert!(!format!("{signed:?}").contains("fake-secret"));
    assert!(cloud.seen().is_empty());
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
async fn a_redirect_is_open_and_not_followed() {
    let (answer, cloud) = buy(Script::Redirect).await;

    assert_eq!((answer.verdict, answer.http_status), (Verdict::Open, Some(302)));
    assert_eq!(cloud.seen().len(), 1);
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

    let answer = cloud.client.purchase(cloud.sign()).await;

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
        let endpoints = Endpoints::vendor().with(Service::AlibabaDts, &address).expect("an address");
        let client = Client::new(Http::new(limits).expect("HTTP"), &endpoints);

        let answer = client.purchase(crate::cloud_at::sign(&client)).await;

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
async fn two_purchases_use_two_connections() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, DONE.into())).await;

    for _ in 0..2 {
        assert_eq!(cloud.client.purchase(cloud.sign()).await.verdict, Verdict::Done);
    }

    assert_eq!(cloud.connections(), 2);
}

#[tokio::test]
async fn what_cannot_be_bought_is_refused_before_anything_is_signed() {
    let cloud = CloudAt::closed().await;
    let refused = |operation, token: &str, region: &str| {
        let mut parameters = crate::cloud_at::parameters();
        parameters.insert("RegionId".into(), region.into());
        let fresh = Fresh { now: crate::cloud_at::NOW, nonce: "n".into() };
        cloud.client.sign_purchase(operation, &parameters, token, &crate::cloud_at::key(), fresh).map(drop)
    };

    let long = "x".repeat(65);
    for (operation, token, region) in [
        (Operation::DdmCreate, "t", "cn-hangzhou"),
        (Operation::DtsCreate, "", "cn-hangzhou"),
        (Operation::DtsCreate, &long, "cn-hangzhou"),
        (Operation::DtsCreate, "订", "cn-hangzhou"),
        (Operation::DtsCreate, "t", "evil.example/"),
    ] {
        let error = refused(operation, token, region).expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid);
    }
    assert!(refused(Operation::DtsCreate, "t", "cn-hangzhou").is_ok());
}

#[test]
fn the_defaults_are_three_and_ten_seconds() {
    let limits = Limits::default();

    assert_eq!((limits.connect, limits.total), (Duration::from_secs(3), Duration::from_secs(10)));
}
