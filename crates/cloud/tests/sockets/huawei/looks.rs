//! What a look sends, and what its answers mean.

use cloud::{Advice, CloudErrorKind, huawei::sign};
use serde_json::json;
use time::macros::datetime;

use super::cloud::{Cloud, PROJECT, Say, Seen, access_key, http, json as answer};

fn projects() -> Say {
    let project = |id: &str, name: &str| json!({"id": id, "name": name, "domain_id": "domain1", "enabled": true, "parent_id": "domain1"});
    answer(json!({"links": {}, "projects": [project("other", "cn-east-3"), project(PROJECT, "cn-north-4")]}))
}

/// Computes the signature again from what arrived.
pub(crate) fn is_signed(seen: &Seen) -> bool {
    let authorization = sign::Authorization::parse(seen.header("authorization").expect("a signature"))
        .expect("an authorization");
    let headers: Vec<_> = authorization
        .signed_headers
        .iter()
        .map(|name| (name.clone(), seen.header(name).expect("a signed header").to_owned()))
        .collect();
    let url = reqwest::Url::parse(&format!("http://cloud{}", seen.target)).expect("an address");
    let query: Vec<_> = url.query_pairs().into_owned().collect();
    let signature = sign::sign(
        sign::Request {
            method: &seen.method,
            path: seen.path(),
            query: &query,
            headers: &headers,
            payload_hash: &sign::payload_hash(seen.body.as_bytes(), None),
        },
        "HWFAKE",
        &"fake-secret/1+2".into(),
        seen.header("x-sdk-date").expect("a date"),
    );
    signature.signature == authorization.signature
}

#[tokio::test]
async fn a_verify_shows_the_account_and_the_clouds_clock() {
    let cloud = Cloud::start(|_, _| projects()).await;

    let looked = cloud.client.verify(&access_key(), &cloud.clock).await.expect("a look");

    assert_eq!(looked.account.as_deref(), Some("domain1"));
    assert_eq!(looked.cloud_date, datetime!(2024-11-05 08:15:31 UTC));
    let seen = cloud.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].method.as_str(), seen[0].target.as_str()), ("GET", "/v3/auth/projects"));
    assert_eq!(seen[0].header("x-sdk-date"), Some("20241105T081530Z"));
    assert_eq!(seen[0].header("x-project-id"), Some(PROJECT));
    assert_eq!(seen[0].header("host"), Some(cloud.address.as_str()));
    assert!(is_signed(&seen[0]));
    assert!(!format!("{seen:?}").contains("fake-secret"));
}

#[tokio::test]
async fn a_project_that_the_key_does_not_open_is_a_missing_permission() {
    let cloud = Cloud::start(|_, _| answer(json!({"projects": []}))).await;

    let error = cloud.client.verify(&access_key(), &cloud.clock).await.expect_err("a refusal");

    assert_eq!((error.kind, error.advice), (CloudErrorKind::PermissionDenied, Advice::PermissionMissing));
}

#[tokio::test]
async fn a_status_is_read_in_the_vendors_words() {
    let cloud = Cloud::start(|_, _| {
        let body = json!({
            "id": "abcin09", "name": "orders-x", "status": "CREATEFAILED", "created": "2024-11-05T08:00:00+0000",
            "flavor_ref": "ddm.4xlarge.2", "order_id": "", "error_msg": "no capacity", "node_count": 2,
        });
        Say::With(200, vec![("X-Request-Id", "R-1".into())], body.to_string())
    })
    .await;

    let status =
        cloud.client.instance_status(&access_key(), "abcin09", &cloud.clock).await.expect("a status");

    assert_eq!(status.status, "CREATEFAILED");
    assert_eq!(status.name.as_deref(), Some("orders-x"));
    assert_eq!(status.class.as_deref(), Some("ddm.4xlarge.2"));
    assert_eq!(status.pay_type, None);
    assert_eq!(status.request_id.as_deref(), Some("R-1"));
    let seen = cloud.seen();
    assert_eq!(seen[0].target, format!("/v1/{PROJECT}/instances/abcin09"));
    assert!(is_signed(&seen[0]));
}

#[tokio::test]
async fn an_answer_about_another_instance_is_none() {
    let cloud = Cloud::start(|_, _| answer(json!({"id": "other", "name": "n", "status": "RUNNING"}))).await;

    let error =
        cloud.client.instance_status(&access_key(), "abcin09", &cloud.clock).await.expect_err("a failure");

    assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable));
}

#[tokio::test]
async fn an_id_that_could_leave_its_place_is_never_sent() {
    let cloud = Cloud::start(|_, _| projects()).await;

    for id in ["", ".", "..", "a b", "订", &"x".repeat(129)] {
        let error =
            cloud.client.instance_status(&access_key(), id, &cloud.clock).await.expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid, "{id}");
    }
    assert!(cloud.seen().is_empty());

    let _ = cloud.client.instance_status(&access_key(), "../../x?y#z", &cloud.clock).await;
    assert_eq!(cloud.seen()[0].target, format!("/v1/{PROJECT}/instances/..%2F..%2Fx%3Fy%23z"));
}

#[tokio::test]
async fn a_failed_look_says_what_one_can_do() {
    let http = http();
    use CloudErrorKind as K;
    for (status, body, kind, advice) in [
        (
            401,
            r#"{"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information: verify aksk signature fail", "request_id": "R"}"#,
            K::CredentialRejected,
            Advice::KeyRefused,
        ),
        (
            401,
            r#"{"error": {"code": 401, "message": "m", "title": "Unauthorized"}}"#,
            K::CredentialRejected,
            Advice::KeyRefused,
        ),
        (
            403,
            r#"{"error": {"code": 403, "message": "m", "title": "Forbidden"}}"#,
            K::PermissionDenied,
            Advice::PermissionMissing,
        ),
        (
            403,
            r#"{"error_code": "APIG.0302", "error_msg": "m"}"#,
            K::PermissionDenied,
            Advice::PermissionMissing,
        ),
        (
            403,
            r#"{"error_code": "CBC.0151", "error_msg": "Access denied."}"#,
            K::PermissionDenied,
            Advice::PermissionMissing,
        ),
        (
            403,
            r#"{"error_code": "CBC.0154", "error_msg": "Invalid token."}"#,
            K::CredentialRejected,
            Advice::KeyRefused,
        ),
        // An account of the other site.
        (
            403,
            r#"{"error_code": "CBC.0156", "error_msg": "m"}"#,
            K::PermissionDenied,
            Advice::AccountRestricted,
        ),
        (404, r#"{"code": "VPC.0101", "message": "m"}"#, K::NotFound, Advice::Unknown),
        (404, r#"{"errCode": "DBS.300400", "externalMessage": "m"}"#, K::NotFound, Advice::Unknown),
        (404, r#"{"error_code": "APIGW.0101", "error_msg": "m"}"#, K::InvalidRequest, Advice::PortalBug),
        (
            429,
            r#"{"error_code": "APIG.0308", "error_msg": "over ratelimit"}"#,
            K::Throttled,
            Advice::Throttled,
        ),
        (429, "", K::Throttled, Advice::Throttled),
        (
            400,
            r#"{"errCode": "DBS.280001", "externalMessage": "Parameter error."}"#,
            K::InvalidRequest,
            Advice::ParametersRefused,
        ),
        (
            500,
            r#"{"errCode": "DBS.200412", "externalMessage": "Server failure."}"#,
            K::ProviderDown,
            Advice::CloudDown,
        ),
        (
            504,
            r#"{"error_code": "APIGW.0201", "error_msg": "Backend timeout."}"#,
            K::ProviderDown,
            Advice::CloudDown,
        ),
        (200, r#"{"error_code": "CBC.3006", "error_msg": "m"}"#, K::Refused, Advice::Unknown),
        (502, "<html>bad gateway</html>", K::ProviderDown, Advice::CloudDown),
        (200, "<html>login</html>", K::ProviderDown, Advice::Unreadable),
        (200, "[]", K::ProviderDown, Advice::Unreadable),
        (200, r#"{"projects": "none"}"#, K::ProviderDown, Advice::Unreadable),
    ] {
        let cloud = Cloud::over(http.clone(), move |_, _| Say::Answer(status, body.to_owned())).await;

        let error = cloud.client.verify(&access_key(), &cloud.clock).await.expect_err("a failure");

        assert_eq!((error.kind, error.advice), (kind, advice), "{body}");
        assert_eq!(error.http_status, Some(status));
        assert_eq!(cloud.seen().len(), 1);
    }
}

#[tokio::test]
async fn temporary_keys_send_and_sign_their_token_and_it_is_scrubbed() {
    let cloud = Cloud::start(|seen, _| {
        let token = seen.header("x-security-token").unwrap_or_default();
        Say::Answer(400, json!({"error_code": "X.1", "error_msg": format!("bad token {token}")}).to_string())
    })
    .await;
    let mut key = access_key();
    if let cloud::huawei::Login::AccessKey { security_token, .. } = &mut key.login {
        *security_token = Some("fake/token+1==".into());
    }

    let error = cloud.client.verify(&key, &cloud.clock).await.expect_err("a failure");

    assert_eq!(error.message.as_deref(), Some("bad token [removed]"));
    let seen = cloud.seen();
    assert_eq!(seen[0].header("x-security-token"), Some("fake/token+1=="));
    assert!(seen[0].header("authorization").is_some_and(|value| value.contains(";x-security-token")));
    assert!(is_signed(&seen[0]));
}

#[tokio::test]
async fn the_project_of_a_region_is_found_by_its_name() {
    let cloud = Cloud::start(|_, _| projects()).await;
    let mut key = access_key();
    key.project_id.clear();

    let found = cloud.client.project_of("cn-north-4", &key, &cloud.clock).await.expect("a look");
    let none = cloud.client.project_of("cn-north-1", &key, &cloud.clock).await.expect("a look");

    assert_eq!(found.map(|project| project.id).as_deref(), Some(PROJECT));
    assert_eq!(none, None);
    let seen = cloud.seen();
    assert_eq!(seen[0].target, "/v3/projects?name=cn-north-4");
    assert_eq!(seen[0].header("x-project-id"), None);
    assert!(is_signed(&seen[0]));
}

#[tokio::test]
async fn the_account_is_named_to_global_services_once_it_is_known() {
    let cloud = Cloud::start(|_, _| projects()).await;
    let mut key = access_key();
    cloud.client.verify(&key, &cloud.clock).await.expect("a look");
    key.project_id.clear();

    cloud.client.projects(&key, &cloud.clock).await.expect("a look");

    let seen = cloud.seen();
    assert_eq!(seen[0].header("x-domain-id"), None);
    assert_eq!(seen[1].header("x-domain-id"), Some("domain1"));
    assert!(is_signed(&seen[1]));
}
