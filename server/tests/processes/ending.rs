//! SIGTERM while requests are under way.

use std::{collections::BTreeMap, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::purser::{Control, Place, RICH, approved, credential, eventually, states};

/// As many as one process sends at a time.
const UNDER_WAY: usize = 4;
const WAITING: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_end_hears_the_answers_that_are_under_way_and_begins_nothing() {
    let clouds = Place::new();
    let cloud = clouds.start(&["sim", "--listen", "127.0.0.1:0"]);
    let control = Control(cloud.address.clone());
    // Late, but within the ten seconds that a request has.
    let late = json!({ "when": "before", "kind": "delay", "ms": 7_500, "times": UNDER_WAY });
    control.ask(Method::POST, "faults", Some(late)).await;
    let place = Place::loopback(&cloud.address);
    let portal = place.start(&["serve"]);
    let (requester, lead) = (place.person("requester", false), place.person("lead", true));
    let key = credential(&portal.address, &requester, RICH).await;

    for number in 0..UNDER_WAY + WAITING {
        approved(&portal.address, &requester, &lead, &key, &format!("cn-lot-{number}")).await;
    }
    eventually("the requests are under way", async || {
        (control.arrivals().await.len() == UNDER_WAY).then_some(())
    })
    .await;
    let (took, code) = portal.stop();

    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert_eq!(control.sales().await.len(), UNDER_WAY);
    let web = place.start(&["serve", "--role", "web"]);
    let expected = [("approved".to_owned(), WAITING), ("bought".to_owned(), UNDER_WAY)];
    assert_eq!(states(&web.address, &requester).await, BTreeMap::from(expected), "none is unknown");

    let _worker = place.spawn(&["serve", "--role", "worker"]);
    eventually("the others are bought by the next one", async || {
        (states(&web.address, &requester).await.get("bought") == Some(&(UNDER_WAY + WAITING))).then_some(())
    })
    .await;
    assert_eq!(control.sales().await.len(), UNDER_WAY + WAITING);
    let arrivals = control.arrivals().await;
    assert!(arrivals.values().all(|times| *times == 1), "each was sent once: {arrivals:?}");
}
