//! Steering a simulator that runs in another process.

use axum::http::StatusCode;
use domain::order::Verdict;
use serde_json::{Value, json};

use crate::bench::{Bench, client_at, rich};

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("HTTP")
}

async fn shown(bench: &Bench, path: &str) -> Value {
    http().get(bench.url(path)).send().await.expect("an answer").json().await.expect("JSON")
}

#[tokio::test]
async fn faults_are_queued_listed_and_cleared() {
    let bench = Bench::start().await;
    for fault in [
        json!({"kind": "drop"}),
        json!({"kind": "delay", "ms": 5, "when": "after", "times": 3}),
        json!({"kind": "status", "status": 502, "action": "*"}),
        json!({"kind": "html", "when": "after"}),
        json!({"kind": "refuse", "status": 400, "code": "Throttling", "xml": true}),
    ] {
        let response = http().post(bench.url("/_sim/faults")).json(&fault).send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), 201, "{fault}");
    }

    let listed = shown(&bench, "/_sim/faults").await;
    assert_eq!(listed["queued"].as_array().map(Vec::len), Some(5));
    assert_eq!(listed["queued"][0]["action"], "CreateSynchronizationJob");
    assert_eq!(listed["regions"][0], "cn-x-drop-before");
    assert_eq!(bench.buy("t1").await.verdict, Verdict::Open);

    http().delete(bench.url("/_sim/faults")).send().await.expect("an answer");
    assert_eq!(bench.buy("t1").await.verdict, Verdict::Done);
}

#[tokio::test]
async fn ledger_and_requests_can_be_read() {
    let bench = Bench::start().await;
    bench.buy("t1").await;
    bench.buy("t1").await;

    let ledger = shown(&bench, "/_sim/ledger").await;
    assert_eq!(ledger.as_array().map(Vec::len), Some(1));
    assert_eq!((&ledger[0]["number"], &ledger[0]["client_token"]), (&json!(1), &json!("t1")));
    let requests = shown(&bench, "/_sim/requests").await;
    assert_eq!(requests["by_token"], json!({"t1": 2}));
    assert_eq!(requests["repeated_nonces"], json!([]));
    assert_eq!(requests["total"], 2);
}

#[tokio::test]
async fn the_clock_is_moved() {
    let bench = Bench::start().await;
    let body = json!({"advance_seconds": 1_000});
    http().post(bench.url("/_sim/clock")).json(&body).send().await.expect("an answer");

    let error = bench.client.verify(&rich(), &bench).await.expect_err("too old");

    assert_eq!(error.code.as_deref(), Some("InvalidTimeStamp.Expired"));
    assert_eq!(error.cloud_date, Some(bench.now() + time::Duration::seconds(1_000)));
}

#[tokio::test]
async fn prices_are_changed_for_whoever_asks_and_for_whoever_buys() {
    let bench = Bench::start().await;
    let question = [
        ("ProductCode", "dts"),
        ("SubscriptionType", "PayAsYouGo"),
        ("ModuleList.1.ModuleCode", "SynchronizationJobClass"),
        ("ModuleList.1.Config", "SynchronizationJobClass:small"),
        ("ModuleList.1.PriceType", "Hour"),
    ];
    let told = async || bench.bss("GetPayAsYouGoPrice", &question).await;
    let line = "/Data/ModuleDetails/ModuleDetail/0/CostAfterDiscount";
    let steer = async |prices: Value| {
        http().post(bench.url("/_sim/prices")).json(&prices).send().await.expect("an answer").status()
    };
    assert_eq!(told().await.pointer(line), Some(&json!(0.83)));

    assert_eq!(steer(json!({"percent": 200, "currency": "USD"})).await.as_u16(), 204);
    let dear = told().await;
    bench.buy("t1").await;
    assert_eq!((dear.pointer(line), &dear["Data"]["Currency"]), (Some(&json!(1.66)), &json!("USD")));
    assert_eq!(bench.sim.ledger()[0].price.to_string(), "1.66");

    assert_eq!(steer(json!({"are_told": false})).await.as_u16(), 204);
    assert_eq!(told().await["Code"], "InvalidParameter");
    assert_eq!(bench.buy("t2").await.verdict, Verdict::Done, "it sells all the same");

    assert_eq!(steer(json!({})).await.as_u16(), 204);
    assert_eq!(told().await.pointer(line), Some(&json!(0.83)));
    assert_eq!(steer(json!({"percents": 1})).await.as_u16(), 422);
}

#[tokio::test]
async fn a_fault_that_holds_an_answer_does_not_hold_the_end() {
    use cloud_sim::{Effect, Fault, When};
    use tokio::{net::TcpListener, sync::oneshot};

    let bench = Bench::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(cloud_sim::serve(listener, bench.sim.clone(), async {
        stopped.await.ok();
    }));
    bench.sim.fault(Fault {
        action: "*".into(),
        ..Fault::next_purchase(When::Before, Effect::Delay { ms: 60_000 })
    });
    let (client, fresh) = (client_at(&address.to_string()), bench.fresh());
    let hanging = tokio::spawn(async move { client.verify(&rich(), &move || fresh.clone()).await });
    while !bench.sim.faults().is_empty() {
        tokio::task::yield_now().await;
    }

    stop.send(()).expect("somebody serves");

    tokio::time::timeout(std::time::Duration::from_secs(1), serving)
        .await
        .expect("in time")
        .expect("no panic")
        .expect("no error");
    assert!(hanging.await.expect("no panic").is_err());
}

#[tokio::test]
async fn whoever_is_not_known_to_be_on_this_machine_finds_no_control() {
    let bench = Bench::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    // Served without addresses: nobody is known.
    tokio::spawn(axum::serve(listener, bench.sim.router()).into_future());

    let response = http().get(format!("http://{address}/_sim/ledger")).send().await.expect("an answer");

    assert_eq!(response.status().as_u16(), StatusCode::NOT_FOUND.as_u16());
}
