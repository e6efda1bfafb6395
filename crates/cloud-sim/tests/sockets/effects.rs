//! What a broken answer looks like on the wire.

use std::time::{Duration as Wait, Instant};

use cloud_sim::{Effect, Fault, When};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    ask::{Ask, DTS},
    bench::Bench,
};

/// Everything that comes back before the connection closes or the patience ends.
async fn raw(bench: &Bench, action: &str, patience: Wait) -> Vec<u8> {
    let signed = Ask { method: "GET", ..Ask::new(bench, DTS, action, &[("JobType", "SYNC")]) }.signed();
    let mut head = "GET /?JobType=SYNC HTTP/1.1\r\nconnection: close\r\n".to_owned();
    for (name, value) in &signed.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let mut stream = TcpStream::connect(&bench.address).await.expect("a connection");
    stream.write_all(format!("{head}\r\n").as_bytes()).await.expect("a request");
    let mut bytes = Vec::new();
    let mut chunk = [0; 65_536];
    while let Ok(Ok(read @ 1..)) = tokio::time::timeout(patience, stream.read(&mut chunk)).await {
        bytes.extend_from_slice(&chunk[..read]);
    }
    bytes
}

async fn broken(effect: Effect, when: When) -> (String, String) {
    let bench = Bench::start().await;
    bench.sim.fault(Fault::next("DescribeDtsJobs", when, effect));
    let text = String::from_utf8(raw(&bench, "DescribeDtsJobs", Wait::from_millis(400)).await).expect("text");
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    (head.to_ascii_lowercase(), body.to_owned())
}

#[tokio::test]
async fn half_a_body_ends_before_its_length() {
    for when in [When::Before, When::After] {
        let (head, body) = broken(Effect::Truncate, when).await;

        let length = head.split("content-length: ").nth(1).expect("a length");
        let length: usize = length.lines().next().expect("a line").parse().expect("a number");
        assert_eq!(body.len(), length / 2);
        assert!(serde_json::from_str::<serde_json::Value>(&body).is_err());
    }
}

#[tokio::test]
async fn an_oversized_body_is_more_than_a_mebibyte() {
    for when in [When::Before, When::After] {
        let (head, body) = broken(Effect::Oversized, when).await;
        assert!(head.starts_with("http/1.1 200"));
        assert!(body.len() > 1024 * 1024, "{}", body.len());
    }
}

#[tokio::test]
async fn an_empty_answer_and_a_redirect_have_no_body() {
    for when in [When::Before, When::After] {
        let (head, body) = broken(Effect::Empty, when).await;
        assert!(head.starts_with("http/1.1 200") && body.is_empty(), "{head}");
        let (head, body) = broken(Effect::Redirect, when).await;
        assert!(head.starts_with("http/1.1 307") && body.is_empty(), "{head}");
        assert!(head.contains("location: http://127.0.0.1:") && head.contains("/?jobtype=sync"), "{head}");
    }
}

#[tokio::test]
async fn a_trickle_comes_byte_by_byte() {
    let bench = Bench::start().await;
    bench.sim.fault(Fault::next("DescribeDtsJobs", When::After, Effect::Trickle { ms: 5 }));
    let begin = Instant::now();

    let whole = raw(&bench, "DescribeDtsJobs", Wait::from_secs(2)).await;

    let text = String::from_utf8(whole).expect("text");
    let (_, body) = text.split_once("\r\n\r\n").expect("a body");
    assert!(serde_json::from_str::<serde_json::Value>(body).is_ok(), "{body}");
    assert!(begin.elapsed() > Wait::from_millis(5) * u32::try_from(body.len()).expect("a length"));
}

#[tokio::test]
async fn who_hangs_hears_nothing_and_others_are_served() {
    let bench = Bench::start().await;
    bench.sim.fault(Fault::next("DescribeDtsJobs", When::Before, Effect::Hang));

    assert!(raw(&bench, "DescribeDtsJobs", Wait::from_millis(200)).await.is_empty());
    assert!(!raw(&bench, "DescribeDtsJobs", Wait::from_millis(500)).await.is_empty());
}
