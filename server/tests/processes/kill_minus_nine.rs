//! The server dies between "the cloud has sold" and "the answer is written down".

use reqwest::Method;
use serde_json::{Value, json};

use crate::purser::{Place, RICH, approved_order, call, eventually, order_in_state};

/// The same for portal and cloud, or the one would wait for what the other has forgotten.
const COMPRESS: (&str, &str) = ("PURSER_SETTLE_COMPRESS", "20");

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_after_the_sale_buys_nothing_twice() {
    let clouds = Place::new().with(COMPRESS.0, COMPRESS.1);
    let cloud = clouds.start(&["sim", "--listen", "127.0.0.1:0"]);
    let control = |what: &str| format!("{}/_sim/{what}", cloud.address);
    let held = json!({ "when": "after", "kind": "delay", "ms": 3_600_000 });
    assert_eq!(call(Method::POST, &control("faults"), &[], Some(held)).await.0, 201);
    let place = Place::loopback(&cloud.address).with(COMPRESS.0, COMPRESS.1);
    let portal = place.start(&["serve"]);
    let (requester, lead) = (place.person("requester", false), place.person("lead", true));

    let id = approved_order(&portal.address, &requester, &lead, RICH).await;
    eventually("the cloud has sold", async || {
        let (_, ledger) = call(Method::GET, &control("ledger"), &[], None).await;
        (ledger.as_array().map(Vec::len) == Some(1)).then_some(())
    })
    .await;
    portal.kill();
    call(Method::DELETE, &control("faults"), &[], None).await;
    let portal = place.start(&["serve"]);
    let bought = order_in_state(&portal.address, &requester, &id, "bought").await;

    let (_, ledger) = call(Method::GET, &control("ledger"), &[], None).await;
    assert_eq!(ledger.as_array().map(Vec::len), Some(1), "{ledger}");
    assert_eq!(bought["cloud_reference"], ledger[0]["instance_id"]);
    let sends = bought["attempts"][0]["sends"].as_array().expect("sends");
    assert!(sends.len() >= 2, "the second server asked again: {sends:?}");
    let (_, requests) = call(Method::GET, &control("requests"), &[], None).await;
    let by_token = requests["by_token"].as_object().expect("tokens");
    assert_eq!(by_token.len(), 1, "all with one token: {by_token:?}");
    assert!(by_token.values().all(|times| times.as_u64() == Some(sends.len() as u64)), "{by_token:?}");
    assert_eq!(requests["repeated_nonces"], json!([]), "each freshly signed");
    let events = format!("{}/api/v1/orders/{id}/events", portal.address);
    let (_, events) =
        call(Method::GET, &events, &[&format!("Authorization: Bearer {requester}")], None).await;
    let bought = events["items"].as_array().expect("events").iter().filter(|event| event["to"] == "bought");
    assert_eq!(bought.count(), 1, "{}", Value::to_string(&events));
}
