//! A process whose clock and the cloud's are an hour apart.

use reqwest::Method;
use serde_json::json;

use crate::purser::{Control, Place, RICH, approve, call, credential, eventually, order_in_state, submitted};

#[tokio::test(flavor = "multi_thread")]
async fn a_process_whose_clock_is_an_hour_off_sends_nothing_until_it_is_right() {
    const COMPRESS: (&str, &str) = ("PURSER_SETTLE_COMPRESS", "20");
    let clouds = Place::new();
    let cloud = clouds.start(&["sim", "--listen", "127.0.0.1:0"]);
    let control = Control(cloud.address.clone());
    let turn = async |by: i64| {
        control.ask(Method::POST, "clock", Some(json!({ "advance_seconds": by }))).await;
    };
    let place = Place::loopback(&cloud.address).with(COMPRESS.0, COMPRESS.1);
    let portal = place.start(&["serve"]);
    let (requester, lead) = (place.person("requester", false), place.person("lead", true));
    let key = credential(&portal.address, &requester, RICH).await;
    let bearer = format!("Authorization: Bearer {requester}");

    for (bought, off) in [3_600, -3_600].into_iter().enumerate() {
        let region = format!("cn-lot-{bought}");
        let order = submitted(&portal.address, &requester, &key, &region).await;
        turn(off).await;
        let id = approve(&portal.address, &lead, &order).await;
        let url = format!("{}/api/v1/orders/{id}", portal.address);
        eventually("it says what it waits for", async || {
            let (_, order) = call(Method::GET, &url, &[&bearer], None).await;
            (order["state"] == "approved" && order["waiting"] == "clock_off").then_some(())
        })
        .await;
        assert_eq!(control.arrivals().await.len(), bought, "{off}: nothing is sent");

        turn(-off).await;
        order_in_state(&portal.address, &requester, &id, "bought").await;
        assert_eq!(control.sales().await.len(), bought + 1);
    }
}
