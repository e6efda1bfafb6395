//! When a look is repeated, how, and how often one key may look.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use cloud::{AlibabaKey, CloudErrorKind, Fresh, Limits};

use super::{client_at, key, ok};
use crate::cloud_at::{CloudAt, NOW, Script, answer, limits};

const JOBS: &str = r#"{"Success": true, "DtsJobList": []}"#;

fn patient() -> Limits {
    Limits { looks: 3, pause: Duration::from_millis(1), longest_pause: Duration::from_secs(2), ..limits() }
}

/// A new nonce and a later time for each request, as the server makes them.
fn counting() -> impl Fn() -> Fresh + Send + Sync {
    let count = AtomicU32::new(0);
    move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        Fresh { now: NOW + Duration::from_secs(number.into()), nonce: format!("nonce-{number}") }
    }
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let line = head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name}"))
}

#[tokio::test]
async fn a_look_is_repeated_with_a_new_nonce_time_and_signature() {
    let busy = answer(503, "", r#"{"Code": "ServiceUnavailable"}"#);
    let throttled = answer(400, "", r#"{"Code": "Throttling.User"}"#);
    let cloud = CloudAt::start(Script::InTurn(vec![busy, throttled, ok(JOBS)])).await;

    client_at(&cloud.origin(), patient()).verify(&key(), &counting()).await.expect("the third look");

    let seen = cloud.seen();
    assert_eq!(seen.len(), 3);
    for (number, head) in seen.iter().enumerate() {
        assert_eq!(header(head, "x-acs-signature-nonce"), format!("nonce-{number}"));
        assert_eq!(header(head, "x-acs-date"), format!("2024-11-05T08:15:{}Z", 30 + number));
    }
    let [first, second, third] = [0, 1, 2].map(|at: usize| header(&seen[at], "authorization"));
    assert!(first != second && second != third);
}

#[tokio::test]
async fn a_look_is_sent_so_often_and_no_more() {
    for script in [
        Script::InTurn(vec![answer(502, "", "<html>")]),
        Script::InTurn(vec![answer(429, "", "")]),
        Script::InTurn(vec![answer(500, "", r#"{"Code": "InternalError"}"#)]),
        Script::InTurn(vec![ok("half a pa")]),
        Script::Raw(String::new()),
    ] {
        let cloud = CloudAt::start(script.clone()).await;

        client_at(&cloud.origin(), patient()).verify(&key(), &counting()).await.expect_err("a failure");

        assert_eq!(cloud.seen().len(), 3, "{script:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_not_repeated() {
    for (status, body) in [
        (400, r#"{"Code": "InvalidParameter.PageSize"}"#),
        (400, r#"{"Code": "SignatureDoesNotMatch"}"#),
        (404, r#"{"Code": "InvalidAccessKeyId.NotFound"}"#),
        (403, r#"{"Code": "Forbidden.RAM"}"#),
        (400, r#"{"Code": "InvalidTimeStamp.Expired"}"#),
        (404, r#"{"Code": "InvalidApi.NotFound"}"#),
        (400, r#"{"Code": "Teapot"}"#),
        (200, r#"{"Success": false, "ErrCode": "Teapot"}"#),
    ] {
        let cloud = CloudAt::start(Script::InTurn(vec![answer(status, "", body)])).await;

        client_at(&cloud.origin(), patient()).verify(&key(), &counting()).await.expect_err("a refusal");

        assert_eq!(cloud.seen().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_pause_that_the_cloud_asks_for_is_kept() {
    let wait = answer(400, "x-acs-retry-after: 1\r\n", r#"{"Code": "Throttling"}"#);
    let cloud = CloudAt::start(Script::InTurn(vec![wait, ok(JOBS)])).await;
    let client = client_at(&cloud.origin(), patient());

    let before = Instant::now();
    client.verify(&key(), &counting()).await.expect("the second look");

    assert!(before.elapsed() >= Duration::from_secs(1));
    assert_eq!(cloud.seen().len(), 2);
}

#[tokio::test]
async fn a_pause_that_is_too_long_is_told_instead() {
    for (headers, seconds) in [
        ("x-acs-retry-after: 30\r\n", 30),
        ("retry-after: 40\r\n", 40),
        ("x-acs-retry-after: 50\r\nretry-after: 1\r\n", 50),
    ] {
        let wait = answer(429, headers, r#"{"Code": "Throttling"}"#);
        let cloud = CloudAt::start(Script::InTurn(vec![wait])).await;

        let error =
            client_at(&cloud.origin(), patient()).verify(&key(), &counting()).await.expect_err("throttled");

        assert_eq!(error.kind, CloudErrorKind::Throttled);
        assert_eq!(error.retry_after, Some(Duration::from_secs(seconds)));
        assert_eq!(cloud.seen().len(), 1, "{headers}");
    }
}

#[tokio::test]
async fn a_pause_that_is_no_whole_positive_number_is_none() {
    for pause in ["0", "-1", "1.5", "soon", ""] {
        let wait = answer(429, &format!("x-acs-retry-after: {pause}\r\n"), r#"{"Code": "Throttling"}"#);
        let cloud = CloudAt::start(Script::InTurn(vec![wait])).await;

        let error =
            client_at(&cloud.origin(), patient()).verify(&key(), &counting()).await.expect_err("throttled");

        assert_eq!((error.retry_after, cloud.seen().len()), (None, 3), "{pause}");
    }
}

#[tokio::test]
async fn one_key_takes_turns_and_another_does_not_wait_for_it() {
    let cloud = CloudAt::start(Script::InTurn(vec![ok(JOBS)])).await;
    let limits = Limits { looks_a_second: NonZeroU32::MIN, total: Duration::from_secs(5), ..patient() };
    let client = client_at(&cloud.origin(), limits);
    let (key, other) = (key(), AlibabaKey { access_key_id: "LTAI-other".into(), ..key() });
    let fresh = counting();

    let before = Instant::now();
    client.verify(&key, &fresh).await.expect("a look");
    let mut second = std::pin::pin!(client.verify(&key, &fresh));
    tokio::select! {
        biased;
        _ = &mut second => panic!("the same key looked twice in a second"),
        looked = client.verify(&other, &fresh) => drop(looked.expect("a look")),
    }
    second.await.expect("a look");

    assert!(before.elapsed() >= Duration::from_millis(950), "{:?}", before.elapsed());
    assert_eq!(cloud.seen().len(), 3);
}

#[tokio::test]
async fn a_look_whose_turn_does_not_come_is_throttled_and_not_sent() {
    let cloud = CloudAt::start(Script::InTurn(vec![ok(JOBS)])).await;
    let client = client_at(&cloud.origin(), Limits { looks_a_second: NonZeroU32::MIN, ..patient() });
    let fresh = counting();
    client.verify(&key(), &fresh).await.expect("a look");

    let error = client.verify(&key(), &fresh).await.expect_err("no turn");

    assert_eq!((error.kind, error.http_status), (CloudErrorKind::Throttled, None));
    assert_eq!(cloud.seen().len(), 1);
}
