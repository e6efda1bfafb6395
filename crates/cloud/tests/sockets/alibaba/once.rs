//! One purchase is at most one POST at the cloud, whatever the other side does and the environment says.

use std::{process::Stdio, time::Duration};

use cloud::{Http, Limits};
use domain::order::Verdict;
use tokio::process::Command;

use super::{BUYS, client, client_over, sign};
use crate::cloud_at::{CloudAt, Script, answer, limits};

/// The answers that make careless clients send again.
fn temptations() -> Vec<Script> {
    let redirect = |status| answer(status, "location: /elsewhere\r\n", "");
    let head = |status, headers: &str| answer(status, headers, "");
    let mut answers: Vec<_> = [301, 302, 303, 307, 308].map(redirect).into();
    answers.extend([
        head(401, "www-authenticate: Basic realm=\"x\"\r\n"),
        head(401, "www-authenticate: Negotiate\r\n"),
        head(407, "proxy-authenticate: Basic realm=\"x\"\r\n"),
        head(408, "connection: close\r\n"),
        head(421, ""),
        head(425, "retry-after: 0\r\n"),
        head(429, "retry-after: 0\r\nx-acs-retry-after: 1\r\n"),
        head(500, ""),
        head(502, ""),
        head(503, "retry-after: 0\r\n"),
        head(504, ""),
        head(200, "refresh: 0; url=/elsewhere\r\n"),
        head(200, "alt-svc: h2=\":443\"\r\n"),
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n".to_owned(),
        "HTTP/1.0 200 OK\r\n\r\n".to_owned(),
    ]);
    let closed_afterwards = answers.clone().into_iter().map(Script::Raw);
    let broken = ["", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"];
    let kept_alive = answers.into_iter().map(|bytes| Script::InTurn(vec![bytes]));
    kept_alive
        .chain(closed_afterwards)
        .chain(broken.map(|bytes| Script::Raw(bytes.into())))
        .chain(broken.map(|bytes| Script::RawThenHang(bytes.into())))
        .chain([Script::CloseAtOnce])
        .collect()
}

#[tokio::test]
async fn a_purchase_is_one_post_under_every_temptation() {
    // Short, for the clouds that hang: nothing here depends on an answer being read.
    let limits = Limits { total: Duration::from_millis(150), ..limits() };
    let http = Http::new(limits).expect("HTTP");
    let mut purchases = 0;
    for script in temptations() {
        let cloud = CloudAt::start(script.clone()).await;
        let client = client_over(http.clone(), &cloud.origin());
        for (before, operation) in BUYS.into_iter().enumerate() {
            let answer = client.purchase(sign(&client, operation)).await;

            assert_ne!(answer.verdict, Verdict::Done, "{script:?}");
            assert!(cloud.seen().len() <= before + 1, "{operation} {script:?}");
            assert!(cloud.connections() <= before + 1, "{operation} {script:?}");
            purchases += 1;
        }
        assert!(cloud.seen().iter().all(|head| head.starts_with("POST /?")), "{script:?}");
    }
    println!("{purchases} purchases, none sent twice");
}

#[tokio::test]
async fn a_connection_that_is_kept_open_is_not_used_again() {
    let done =
        r#"{"SynchronizationJobId": "x", "InstanceId": "x", "Data": {"OrderId": "x"}, "Success": true}"#;
    // The cloud keeps the first connection open, and answers a second request on it with a close.
    let answers = vec![answer(200, "connection: keep-alive\r\nkeep-alive: timeout=60\r\n", done)];
    let cloud = CloudAt::start(Script::InTurn(answers)).await;
    let client = client(&cloud);

    for operation in BUYS.into_iter().chain(BUYS) {
        assert_eq!(client.purchase(sign(&client, operation)).await.verdict, Verdict::Done);
    }

    assert_eq!((cloud.seen().len(), cloud.connections()), (6, 6));
}

/// The test above, again, in a process whose environment names a proxy for everything.
#[tokio::test]
async fn a_proxy_of_the_environment_is_not_asked() {
    let proxy = CloudAt::start(Script::Raw(answer(502, "", ""))).await;
    let mut again = Command::new(std::env::current_exe().expect("this binary"));
    again.args(["--exact", "alibaba::once::a_connection_that_is_kept_open_is_not_used_again"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        again.env(name, proxy.origin());
    }
    again.env_remove("NO_PROXY").env_remove("no_proxy").stdin(Stdio::null());

    let output = again.output().await.expect("a second process");

    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
    assert_eq!(proxy.connections(), 0);
}
