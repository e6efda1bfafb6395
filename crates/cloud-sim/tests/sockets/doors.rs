//! Who is let in: keys, signatures, clocks, nonces.

use cloud::{Advice, CloudErrorKind, Fresh, alibaba::sign};
use domain::{catalog::Operation, order::Verdict};
use time::Duration;

use crate::bench::{Bench, parameters, rich};

#[tokio::test]
async fn a_good_key_is_verified() {
    let bench = Bench::start().await;

    let looked = bench.client.verify(&rich(), &bench).await.expect("a look");

    assert_eq!(looked.cloud_date, bench.now());
    assert!(looked.request_id.is_some());
}

#[tokio::test]
async fn an_unknown_key_and_a_wrong_secret_are_told_apart() {
    let bench = Bench::start().await;
    let mut unknown = rich();
    unknown.access_key_id = "LTAI5tNobody".into();
    let mut wrong = rich();
    wrong.secret = "not-the-secret".into();

    for (key, status, code) in
        [(unknown, 404, "InvalidAccessKeyId.NotFound"), (wrong, 400, "SignatureDoesNotMatch")]
    {
        let error = bench.client.verify(&key, &bench).await.expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::CredentialRejected);
        assert_eq!((error.http_status, error.code.as_deref()), (Some(status), Some(code)));

        let answer = bench.buy_as(&key, "t1", &parameters(&[])).await;
        assert_eq!((answer.verdict, answer.credential_suspect), (Verdict::NotDone, true), "{code}");
    }
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn a_temporary_key_needs_its_token() {
    let bench =
        Bench::with(|config| config.accounts[0].keys[0].security_token = Some("the-sts-token".into())).await;
    let mut key = rich();

    let missing = bench.client.verify(&key, &bench).await.expect_err("a refusal");
    assert_eq!(missing.code.as_deref(), Some("MissingSecurityToken"));
    assert_eq!(missing.advice, Advice::TokenExpired);
    key.security_token = Some("another".into());
    assert!(bench.client.verify(&key, &bench).await.is_err());
    key.security_token = Some("the-sts-token".into());
    assert!(bench.client.verify(&key, &bench).await.is_ok());
}

#[tokio::test]
async fn a_nonce_is_good_once() {
    let bench = Bench::start().await;
    let sign = |token: &str| {
        let fresh = Fresh { now: bench.now(), nonce: "again".into() };
        bench.client.sign_purchase(Operation::DtsCreate, &parameters(&[]), token, &rich(), fresh)
    };
    assert_eq!(bench.client.purchase(sign("t1").expect("signed")).await.verdict, Verdict::Done);

    let copy = bench.client.purchase(sign("t1").expect("signed")).await;

    assert_eq!(copy.code.as_deref(), Some("SignatureNonceUsed"));
    assert_eq!(copy.verdict, Verdict::Open, "it says nothing about the first copy");
}

#[tokio::test]
async fn a_signature_dies_after_fifteen_minutes_and_before_its_time() {
    let bench = Bench::start().await;

    for (age, is_good) in [(0, true), (900, true), (901, false), (-900, true), (-901, false)] {
        let fresh = Fresh { now: bench.now() - Duration::seconds(age), nonce: format!("age{age}") };
        let looked = bench.client.verify(&rich(), &move || fresh.clone()).await;
        assert_eq!(looked.is_ok(), is_good, "{age} s");
        if let Err(error) = looked {
            assert_eq!(error.advice, Advice::ClockOff);
            assert_eq!(error.cloud_date, Some(bench.now()));
        }
    }
}

#[tokio::test]
async fn a_signed_purchase_is_dead_when_it_says_so() {
    let bench = Bench::start().await;
    let signed = bench.sign(&rich(), "t1", &parameters(&[]));
    assert_eq!(signed.dead_at, bench.now() + Duration::minutes(15));

    bench.pass(Duration::minutes(15) + Duration::seconds(1));
    let answer = bench.client.purchase(signed).await;

    assert_eq!(answer.code.as_deref(), Some("InvalidTimeStamp.Expired"));
    assert!(bench.sim.ledger().is_empty());
}

/// Signs by hand, lets `tamper` change what is then sent, and returns status and code.
async fn sent(bench: &Bench, tamper: impl Fn(&mut Vec<(String, String)>, &mut String)) -> (u16, String) {
    let key = rich();
    let fresh = bench.fresh();
    let hash = sign::payload_hash(b"");
    let query = [("JobType".to_owned(), "SYNC".to_owned())];
    let mut headers = [
        ("host", bench.address.as_str()),
        ("x-acs-action", "DescribeDtsJobs"),
        ("x-acs-version", "2020-01-01"),
        ("x-acs-date", "2025-03-01T10:00:00Z"),
        ("x-acs-signature-nonce", &fresh.nonce),
        ("x-acs-content-sha256", &hash),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let signature = sign::sign(
        sign::Request { method: "POST", path: "/", query: &query, headers: &headers, payload_hash: &hash },
        &key.access_key_id,
        &key.secret,
    );
    headers.push(("authorization".into(), signature.authorization));
    let mut target = "/?JobType=SYNC".to_owned();
    tamper(&mut headers, &mut target);
    let client = reqwest::Client::builder().no_proxy().build().expect("HTTP");
    let mut request = client.post(bench.url(&target)).header("accept", "application/json");
    for (name, value) in headers.into_iter().filter(|(name, _)| name != "host") {
        request = request.header(name, value);
    }
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    let body: serde_json::Value = response.json().await.expect("JSON");
    (status, body["Code"].as_str().unwrap_or("none").to_owned())
}

#[tokio::test]
async fn whatever_is_changed_after_signing_is_noticed() {
    let bench = Bench::start().await;
    let set = |headers: &mut Vec<(String, String)>, name: &str, value: &str| {
        headers.retain(|(other, _)| other != name);
        headers.push((name.to_owned(), value.to_owned()));
    };

    assert_eq!(sent(&bench, |_, _| {}).await, (200, "none".into()));

    let mismatch = (400, "SignatureDoesNotMatch".to_owned());
    let incomplete = (400, "IncompleteSignature".to_owned());
    assert_eq!(sent(&bench, |_, target| target.push_str("&PageSize=10")).await, mismatch);
    for (name, value) in [
        ("x-acs-action", "CreateSynchronizationJob"),
        ("x-acs-date", "2025-03-01T10:00:01Z"),
        ("x-acs-signature-nonce", "other"),
        ("x-acs-content-sha256", "0"),
    ] {
        assert_eq!(sent(&bench, |headers, _| set(headers, name, value)).await, mismatch, "{name}");
    }
    for name in ["authorization", "x-acs-date", "x-acs-version"] {
        assert_eq!(
            sent(&bench, |headers, _| headers.retain(|(other, _)| other != name)).await,
            incomplete,
            "{name}"
        );
    }
    // A header that ought to be signed and is not; one that is there twice.
    assert_eq!(sent(&bench, |headers, _| set(headers, "x-acs-extra", "1")).await, incomplete);
    assert_eq!(sent(&bench, |headers, _| headers.push(("x-acs-date".into(), "x".into()))).await, incomplete);
    assert_eq!(sent(&bench, |headers, _| set(headers, "authorization", "Bearer x")).await, incomplete);
}
