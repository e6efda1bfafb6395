//! What is signed, with which key and for which address, and what is refused before anything leaves.

use axum::http::StatusCode;
use cloud::{Advice, AlibabaKey, CloudErrorKind, Endpoints, Http, Limits, alibaba::Client};
use domain::{catalog::Operation, credential::Site};
use time::macros::datetime;

use super::{BUYS, client, client_at, fresh, key, parameters, sign};
use crate::cloud_at::{CloudAt, Script};

const CREATE: Operation = Operation::DtsCreate;
const DONE: &str = r#"{"SynchronizationJobId": "dts1", "RequestId": "R-1", "Success": "true"}"#;

#[tokio::test]
async fn signing_sends_nothing_and_says_where_and_until_when() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, DONE.into())).await;

    let signed = sign(&client(&cloud), CREATE);

    assert_eq!(signed.endpoint, cloud.origin());
    assert_eq!(signed.signed_at, datetime!(2024-11-05 08:15:30 UTC));
    assert_eq!(signed.dead_at, datetime!(2024-11-05 08:30:30 UTC));
    assert!(!format!("{signed:?}").contains("fake-secret"));
    assert!(cloud.seen().is_empty());
}

#[tokio::test]
async fn a_temporary_key_brings_its_token_and_both_are_signed() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, DONE.into())).await;
    let client = client(&cloud);
    let key = AlibabaKey { security_token: Some("sts/token+1".into()), ..key() };

    for operation in BUYS {
        let signed = client
            .sign_purchase(operation, &parameters(operation), "t", &key, fresh())
            .expect("a signed purchase");
        client.purchase(signed).await;
    }
    client.verify(&key, &fresh).await.expect("a look");

    let seen = cloud.seen();
    assert_eq!(seen.len(), 4);
    for head in seen {
        assert!(head.contains("\r\nx-acs-accesskey-id: LTAI-fake\r\n"), "{head}");
        assert!(head.contains("\r\nx-acs-security-token: sts/token+1\r\n"), "{head}");
        assert!(
            head.contains(
                "SignedHeaders=host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;"
            ),
            "{head}"
        );
        assert!(head.contains(";x-acs-security-token;x-acs-signature-nonce;x-acs-version,"), "{head}");
    }
}

#[tokio::test]
async fn the_temporary_keys_token_is_in_no_evidence() {
    let body =
        r#"{"Code": "InvalidSecurityToken.Expired", "Message": "token sts\/token+1 or sts%2Ftoken%2B1"}"#;
    let cloud = CloudAt::start(Script::Answer(StatusCode::BAD_REQUEST, body.into())).await;
    let client = client(&cloud);
    let key = AlibabaKey { security_token: Some("sts/token+1".into()), ..key() };

    let signed = client.sign_purchase(CREATE, &parameters(CREATE), "t", &key, fresh()).expect("signed");
    let answer = client.purchase(signed).await;
    let error = client.verify(&key, &fresh).await.expect_err("refused");

    assert_eq!((answer.advice, error.advice), (Advice::TokenExpired, Advice::TokenExpired));
    assert!(!format!("{answer:?} {error:?}").contains("token+1"));
}

#[tokio::test]
async fn what_cannot_be_bought_is_refused_before_anything_is_signed() {
    let client = client(&CloudAt::closed().await);
    let refused = |operation, token: &str, change: &[(&str, &str)]| {
        let mut parameters = parameters(operation);
        for (name, value) in change {
            match *value {
                "-" => drop(parameters.remove(*name)),
                value => drop(parameters.insert((*name).into(), value.into())),
            }
        }
        client.sign_purchase(operation, &parameters, token, &key(), fresh()).map(drop)
    };

    let long = "x".repeat(65);
    for (operation, token, change) in [
        (Operation::DdmCreate, "t", &[][..]),
        (CREATE, "", &[]),
        (CREATE, &long, &[]),
        (CREATE, "订", &[]),
        (CREATE, "t", &[("RegionId", "evil.example/")]),
        (CREATE, "t", &[("RegionId", "-"), ("DestRegion", "-")]),
        (CREATE, "t", &[("ClientToken", "mine")]),
        (Operation::DtsChange, "t", &[("RegionId", "evil.example/")]),
        (Operation::DtsChange, "t", &[("DtsJobId", "-")]),
        (Operation::DtsChange, "t", &[("DtsJobId", "")]),
        (Operation::DtsChange, "t", &[("ChargeType", "-")]),
        (Operation::BssCreate, "", &[]),
        (Operation::BssCreate, &long, &[]),
        (Operation::BssCreate, "t", &[("ClientToken", "mine")]),
        (Operation::BssCreate, "t", &[("ProductCode", "-")]),
    ] {
        let error = refused(operation, token, change).expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid, "{operation} {change:?}");
    }
    for operation in BUYS {
        assert!(refused(operation, &"x".repeat(64), &[]).is_ok());
    }
    assert!(refused(Operation::DtsChange, "", &[("RegionId", "-")]).is_ok(), "no token, no region");
}

#[test]
fn a_key_with_a_line_break_signs_nothing() {
    let client = client_at("http://127.0.0.1:1", Limits::default());
    for key in [
        AlibabaKey { access_key_id: "LTAI\r\nx: y".into(), ..key() },
        AlibabaKey { security_token: Some("a\nb".into()), ..key() },
    ] {
        let signed = client.sign_purchase(CREATE, &parameters(CREATE), "t", &key, fresh());
        assert_eq!(signed.map(drop).expect_err("a refusal").kind, CloudErrorKind::Invalid);
    }
}

#[test]
fn each_purchase_goes_to_the_address_of_its_region_or_site() {
    let client = Client::new(Http::new(Limits::default()).expect("HTTP"), &Endpoints::vendor());
    for (operation, site, region, endpoint) in [
        (CREATE, Site::China, "cn-hangzhou", "https://dts.aliyuncs.com"),
        (CREATE, Site::China, "ap-northeast-1", "https://dts.ap-northeast-1.aliyuncs.com"),
        (Operation::DtsChange, Site::China, "ap-northeast-1", "https://dts.ap-northeast-1.aliyuncs.com"),
        (Operation::DtsChange, Site::International, "", "https://dts.aliyuncs.com"),
        (Operation::BssCreate, Site::China, "ap-southeast-1", "https://business.aliyuncs.com"),
        (
            Operation::BssCreate,
            Site::International,
            "cn-hangzhou",
            "https://business.ap-southeast-1.aliyuncs.com",
        ),
    ] {
        let mut parameters = parameters(operation);
        match region {
            "" => drop(parameters.remove("RegionId")),
            region => drop(parameters.insert("RegionId".into(), region.into())),
        }
        let key = AlibabaKey { site, ..key() };

        let signed = client.sign_purchase(operation, &parameters, "t", &key, fresh()).expect("signed");

        assert_eq!(signed.endpoint, endpoint, "{operation}");
    }
}
