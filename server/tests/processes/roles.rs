//! Pages in one process, buying in others, one database.

use std::{collections::BTreeSet, time::Duration};

use reqwest::Method;
use serde_json::json;

use crate::purser::{Control, Place, RICH, approved, credential, eventually, states};

const ORDERS: usize = 12;

/// The same for portal and cloud, or the one would wait for what the other has forgotten.
const COMPRESS: (&str, &str) = ("PURSER_SETTLE_COMPRESS", "20");

#[tokio::test(flavor = "multi_thread")]
async fn what_the_web_takes_several_workers_buy_once_also_when_one_of_them_is_killed() {
    let clouds = Place::new().with(COMPRESS.0, COMPRESS.1);
    let cloud = clouds.start(&["sim", "--listen", "127.0.0.1:0"]);
    let control = Control(cloud.address.clone());
    let place = Place::loopback(&cloud.address).with(COMPRESS.0, COMPRESS.1);
    let web = place.start(&["serve", "--role", "web"]);
    let (requester, lead) = (place.person("requester", false), place.person("lead", true));
    let key = credential(&web.address, &requester, RICH).await;
    for number in 0..ORDERS {
        approved(&web.address, &requester, &lead, &key, &format!("cn-lot-{number}")).await;
    }
    assert_eq!(control.arrivals().await.len(), 0, "who serves pages buys nothing");

    // The first worker is killed with its hands full: sold, and not answered.
    let held = json!({ "when": "after", "kind": "delay", "ms": 3_600_000, "times": 4 });
    control.ask(Method::POST, "faults", Some(held)).await;
    let killed = place.spawn(&["serve", "--role", "worker"]);
    eventually("four are sold", async || (control.sales().await.len() == 4).then_some(())).await;
    let others = [0, 1].map(|_| place.spawn(&["serve", "--role", "worker"]));
    killed.kill();

    eventually("every order is bought", async || {
        (states(&web.address, &requester).await.get("bought") == Some(&ORDERS)).then_some(())
    })
    .await;
    let sales = control.sales().await;
    assert_eq!((sales.len(), sales.iter().collect::<BTreeSet<_>>().len()), (ORDERS, ORDERS), "{sales:?}");
    for worker in others {
        let (took, code) = worker.stop();
        assert_eq!(code, Some(0));
        assert!(took < Duration::from_secs(15), "{took:?}");
    }
}
