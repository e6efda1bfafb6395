//! Several servers in the try-out mode on one data folder: there is one ledger, so there is one cloud.

use std::fs;

use reqwest::Method;

use crate::purser::{Place, call};

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_uses_the_simulated_clouds_of_the_first() {
    let place = Place::new();
    let _first = place.start(&["serve"]);
    let address = || fs::read_to_string(place.path("data").join("sim-address")).expect("an address");
    let before = address();

    let second = place.start(&["serve", "--role", "web"]);

    assert_eq!(address(), before, "the second server has not put clouds of its own in their place");
    assert_eq!(call(Method::GET, &format!("{}/readyz", second.address), &[], None).await.0, 200);
    assert_eq!(second.stop().1, Some(0));
    let ledger = format!("http://{before}/_sim/ledger");
    assert_eq!(call(Method::GET, &ledger, &[], None).await.0, 200, "they outlive the second server");
}
