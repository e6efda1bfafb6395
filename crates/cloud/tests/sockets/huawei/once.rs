//! A purchase, a payment, a cancellation is at most one POST or PUT at the cloud, whatever the other side does.

use std::time::Duration;

use cloud::{Http, Limits};
use domain::order::Verdict;

use super::{
    cloud::{Cloud, Say, Seen, access_key, http, iam_user, limits, token},
    purchase::{CALLS, sign},
};

/// The answers that make careless clients send again, kept open and closed afterwards.
fn temptations() -> Vec<Say> {
    let answer = |status: u16, headers: &str, body: &str| {
        format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
    };
    let expired = r#"{"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information: token expires"}"#;
    let renew = r#"{"error_code": "APIGW.0307", "error_msg": "The token must be updated."}"#;
    let mut answers: Vec<_> =
        [301, 302, 303, 307, 308].map(|status| answer(status, "location: /elsewhere\r\n", "")).into();
    answers.extend([
        answer(401, "www-authenticate: Basic realm=\"x\"\r\n", ""),
        answer(401, "", expired),
        answer(401, "", renew),
        answer(401, "", r#"{"error": {"code": 401, "message": "m", "title": "Unauthorized"}}"#),
        answer(403, "", ""),
        answer(407, "proxy-authenticate: Basic realm=\"x\"\r\n", ""),
        answer(408, "connection: close\r\n", ""),
        answer(409, "", r#"{"errCode": "DBS.200019", "externalMessage": "m"}"#),
        answer(421, "", ""),
        answer(425, "retry-after: 0\r\n", ""),
        answer(429, "retry-after: 0\r\n", r#"{"error_code": "APIG.0308", "error_msg": "m"}"#),
        answer(500, "", r#"{"errCode": "DBS.200412", "externalMessage": "Server failure."}"#),
        answer(502, "", ""),
        answer(503, "retry-after: 0\r\n", ""),
        answer(504, "", r#"{"error_code": "APIGW.0201", "error_msg": "Backend timeout."}"#),
        answer(200, "refresh: 0; url=/elsewhere\r\n", "{}"),
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "HTTP/1.0 200 OK\r\n\r\n".to_owned(),
        String::new(),
        "HTTP/1.1 200".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_owned(),
    ]);
    answers.iter().cloned().map(Say::Raw).chain(answers.iter().cloned().map(Say::Hang)).collect()
}

#[tokio::test]
async fn each_is_sent_once_under_every_temptation_signed_or_with_a_token() {
    // Short, for the clouds that hang: nothing here depends on an answer being read.
    let limits = Limits { total: Duration::from_millis(150), ..limits() };
    let http = Http::new(limits).expect("HTTP");
    let mut sends = 0;
    for say in temptations() {
        let said = say.clone();
        let cloud = Cloud::over(http.clone(), move |seen, _| match seen.is_login() {
            true => token("MII-fake", "2024-11-06T08:15:30.000000Z"),
            false => said.clone(),
        })
        .await;
        for key in [access_key(), iam_user("fake-password")] {
            for call in CALLS {
                let signed = sign(&cloud.client, call, &key, &cloud.clock).await;
                let before = cloud.seen().len();

                let answer = cloud.client.purchase(signed).await;

                assert_ne!(answer.verdict, Verdict::Done, "{call} {say:?}");
                assert_eq!(cloud.seen().len(), before + 1, "{call} {say:?}");
                sends += 1;
            }
        }
        let is_send = |seen: &&Seen| !seen.is_login();
        assert_eq!(cloud.seen().iter().filter(is_send).count(), 2 * CALLS.len(), "{say:?}");
        assert_eq!(cloud.logins(), 2, "no new token: {say:?}");
    }
    println!("{sends} sends, none repeated");
}

#[tokio::test]
async fn a_connection_that_closes_before_a_byte_was_read_is_not_opened_again() {
    let cloud = Cloud::slamming(http()).await;

    for (before, call) in CALLS.into_iter().enumerate() {
        let signed = sign(&cloud.client, call, &access_key(), &cloud.clock).await;

        let answer = cloud.client.purchase(signed).await;

        assert_eq!(answer.verdict, Verdict::Open, "{call}");
        assert!(cloud.connections() <= before + 1);
    }
}

#[tokio::test]
async fn a_connection_that_is_kept_open_is_not_used_again() {
    let cloud = Cloud::start(|seen, _| match seen.path() {
        path if path.ends_with("/instances") => Say::Answer(200, r#"{"id": "a1in09"}"#.into()),
        _ => Say::Answer(204, String::new()),
    })
    .await;

    for call in CALLS.into_iter().chain(CALLS) {
        let signed = sign(&cloud.client, call, &access_key(), &cloud.clock).await;
        assert_eq!(cloud.client.purchase(signed).await.verdict, Verdict::Done);
    }

    assert_eq!((cloud.seen().len(), cloud.connections()), (6, 6));
}
