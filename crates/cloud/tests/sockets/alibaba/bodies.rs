//! Bodies that are none of the cloud's: nothing follows from them, and reading them takes bounded time.

use std::time::{Duration, Instant};

use cloud::{Advice, Http, Limits};
use domain::order::Verdict;

use super::{BUYS, client_over, fresh, key, sign};
use crate::cloud_at::{CloudAt, Script, answer, limits};

/// Ids of every purchase, in every place, and a listed refusal: read by whoever does not look closely.
const IDS: &str = r#""SynchronizationJobId": "x", "InstanceId": "x", "Data": {"OrderId": "x"}"#;

fn bodies() -> Vec<String> {
    let deep = 100_000;
    let texts = [
        "",
        " ",
        "\0",
        "null",
        "true",
        "200",
        "\"Success\"",
        "Throttling",
        "502 Bad Gateway",
        "<html><body>login</body></html>",
        "<html><Error><Code>Throttling</Code></Error></html>",
        "<!DOCTYPE html><title>Throttling</title>",
        "<?xml version=\"1.0\"?>",
        "<Error><Code>Throttling</Code>",
        "<Error><Code>Throttling</Code></Error><!-- ",
        "<!DOCTYPE e [<!ENTITY c \"Throttling\">]><Error><Code>&c;</Code></Error>",
        "{}",
        "[]",
        "{\"Code\": null}",
        "{\"Code\": [\"Throttling\"], \"Success\": false}",
        "{\"Code\": {\"Code\": \"Throttling\"}}",
        "{\"Code\": \"Throttling\"",
        "{\"Code\": \"Throttling\"} {}",
        "{\"Code\": \"Throttling\", }",
        "{'Code': 'Throttling'}",
        "callback({\"Code\": \"Throttling\"})",
    ];
    let flags = ["\"yes\"", "1", "null", "[true]", "{\"a\": true}"];
    let mut bodies: Vec<_> = texts.map(str::to_owned).into();
    bodies.extend(flags.map(|flag| format!("{{{IDS}, \"Success\": {flag}}}")));
    bodies.push(format!("{{{IDS}}}"));
    bodies.push(format!("[{{{IDS}, \"Success\": true}}]"));
    bodies.push(format!("{{\"Data\": {{{IDS}, \"Success\": true}}}}"));
    bodies.push(format!("{{{IDS}, \"Success\": true"));
    bodies.push(format!("{{{IDS}, \"Success\": true, \"Code\": \"Throttling\"}}"));
    bodies.push(format!("{{{IDS}, \"Success\": true, \"HttpStatusCode\": 500}}"));
    bodies.push(
        r#"{"SynchronizationJobId": ["x"], "InstanceId": {"a": "x"}, "Data": "x", "Success": true}"#
            .to_owned(),
    );
    bodies.push(format!("{}1{}", "{\"Data\":".repeat(deep), "}".repeat(deep)));
    bodies.push("[".repeat(deep));
    bodies.push(format!("<Error>{}{}</Error>", "<a>".repeat(deep), "</a>".repeat(deep)));
    bodies.push("<a ".repeat(deep));
    bodies.push(format!("<Error><Code>{}</Code>", "&amp;".repeat(deep)));
    bodies
}

#[tokio::test]
async fn a_body_that_is_none_of_the_clouds_proves_nothing_for_any_purchase() {
    let http = Http::new(Limits { total: Duration::from_secs(5), ..limits() }).expect("HTTP");
    let mut cases = 0;
    for body in bodies() {
        for status in [200, 400, 503] {
            let cloud = CloudAt::start(Script::InTurn(vec![answer(status, "", &body)])).await;
            let client = client_over(http.clone(), &cloud.origin());
            for operation in BUYS {
                let before = Instant::now();
                let told = client.purchase(sign(&client, operation)).await;

                let short = &body[..body.len().min(120)];
                assert_eq!(told.verdict, Verdict::Open, "{operation} {status} {short}");
                assert!(!told.credential_suspect && !told.alarm, "{operation} {status} {short}");
                assert!(before.elapsed() < Duration::from_secs(2), "{short}");
                cases += 1;
            }
        }
    }
    println!("{cases} bodies");
}

#[tokio::test]
async fn a_body_that_is_none_of_the_clouds_is_no_look() {
    let http = Http::new(limits()).expect("HTTP");
    for body in bodies() {
        let cloud = CloudAt::start(Script::InTurn(vec![answer(200, "", &body)])).await;
        let client = client_over(http.clone(), &cloud.origin());

        let looked = client.balance(&key(), &fresh).await;

        assert!(looked.is_err(), "{}", &body[..body.len().min(120)]);
    }
}

#[tokio::test]
async fn an_answer_that_drips_is_cut_off_in_time() {
    let cloud = CloudAt::start(Script::Drip(answer(200, "", &" ".repeat(10_000)))).await;
    let client = client_over(Http::new(limits()).expect("HTTP"), &cloud.origin());
    let before = Instant::now();

    let told = client.purchase(sign(&client, BUYS[0])).await;

    assert_eq!((told.verdict, told.advice), (Verdict::Open, Advice::NoAnswer));
    assert!(before.elapsed() < limits().total * 5);
    assert_eq!(cloud.seen().len(), 1);
}
