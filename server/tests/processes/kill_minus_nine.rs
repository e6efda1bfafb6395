//! `kill -9`: while an answer is under way, and at every place of the protocol for an operation of each class.

use std::{sync::Arc, time::Instant};

use backend::failpoint::Place as FailPlace;
use cloud_sim::LedgerEntry;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    clusters::{Cluster, Clusters},
    purser::{Place, RICH, Server, approved_order, call, client, eventually, order_in_state},
    wares,
};

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

/// A lease is three seconds then, a token is remembered for a minute, and absence is believed after forty seconds.
const QUICK: (&str, &str) = ("PURSER_SETTLE_COMPRESS", "30");

/// How many rows are tried at the same time: most of their time they wait for leases and clocks.
const AT_ONCE: usize = 8;

/// One of each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ware {
    /// Deduplicated by a token.
    Dts,
    /// Found by its name.
    Ddm,
    /// Found by the state of what it changes.
    Change,
}

/// One order, and where the process that buys it is killed.
struct Row {
    ware: Ware,
    place: FailPlace,
    spec: Value,
    order: Value,
}

impl Row {
    /// The places at which one process after the other dies.
    fn deaths(&self) -> Vec<FailPlace> {
        match (self.place, self.ware) {
            // Nothing is settled before an outcome is open.
            (FailPlace::Settling, _) | (FailPlace::Looked, Ware::Ddm | Ware::Change) => {
                vec![FailPlace::Answered, self.place]
            }
            // No worker looks for what has a token: a person does, while its outcome is known to be open.
            (FailPlace::Looked, Ware::Dts) => vec![FailPlace::Settling, self.place],
            (place, _) => vec![place],
        }
    }

    /// Whether the process dies while a person has the cloud looked at.
    fn is_look_of_a_person(&self) -> bool {
        (self.place, self.ware) == (FailPlace::Looked, Ware::Dts)
    }

    /// How it ends, and with how many requests.
    fn end(&self) -> (&'static str, usize) {
        use FailPlace::{Answered, BeforeSend, IntentCommitted, Looked, Settling};
        match (self.ware, self.place) {
            (Ware::Dts, IntentCommitted | BeforeSend | Answered | Settling | Looked) => ("bought", 2),
            // The one request that there may be died with the process.
            (Ware::Ddm | Ware::Change, IntentCommitted | BeforeSend) => ("not_bought", 1),
            _ => ("bought", 1),
        }
    }

    fn is_sale(&self, entry: &LedgerEntry) -> bool {
        let (spec, parameters) = (&self.spec, &entry.parameters);
        let same = |name: &str| parameters.get(name).map(String::as_str) == spec[name].as_str();
        match self.ware {
            Ware::Dts => same("DestRegion"),
            Ware::Ddm => {
                let name = spec["instance.name"].as_str().expect("a name");
                entry.name.as_ref().is_some_and(|sold| sold.starts_with(&format!("{name}-")))
            }
            Ware::Change => entry.action == "TransferPayType" && same("DtsJobId"),
        }
    }
}

/// What all rows share: the clouds, the cluster, and a database with an order for each row, which is copied for it.
struct Stage {
    cloud: Server,
    primary: Cluster,
    /// The cluster's folder.
    _clusters: Clusters,
    place: Place,
    requester: String,
    lead: String,
}

impl Stage {
    async fn set() -> (Self, Vec<Row>) {
        let cloud = Place::new().with(QUICK.0, QUICK.1).start(&["sim", "--listen", "127.0.0.1:0"]);
        let behaviour = format!("{}/_sim/behaviour", cloud.address);
        // What is changed twice is charged twice.
        call(Method::POST, &behaviour, &[], Some(json!({ "repeat_on_prepaid": "renew" }))).await;
        let clusters = Clusters::new();
        let primary = clusters.primary();
        let place = Place::loopback(&cloud.address).with(QUICK.0, QUICK.1);
        let place = in_database(&primary, place, "purser");
        let portal = place.start(&["serve", "--role", "web"]);
        let (requester, lead) = (place.person("requester", false), place.person("lead", true));
        let stage = Self { cloud, primary, _clusters: clusters, place, requester, lead };
        let rows = stage.orders(&portal.address).await;
        portal.stop();
        (stage, rows)
    }

    async fn orders(&self, portal: &str) -> Vec<Row> {
        let (cloud, bearer) = (&self.cloud.address, format!("Authorization: Bearer {}", self.requester));
        let mut keys = Vec::new();
        for key in wares::credentials() {
            let (_, stored) =
                call(Method::POST, &format!("{portal}/api/v1/credentials"), &[&bearer], Some(key)).await;
            keys.push(stored["id"].as_str().expect("an id").to_owned());
        }
        let mut rows = Vec::new();
        for place in FailPlace::ALL {
            for ware in [Ware::Dts, Ware::Ddm, Ware::Change] {
                let number = rows.len();
                let source = if place == FailPlace::Looked { "cn-x-drop-after" } else { "cn-hangzhou" };
                let (operation, key, spec) = match ware {
                    Ware::Dts => ("dts.create", 0, wares::dts(source, &format!("cn-lot-{number}"))),
                    Ware::Ddm => ("ddm.create", 1, wares::ddm(cloud, &format!("lot-{number}"), false).await),
                    Ware::Change => ("dts.change", 0, wares::change(cloud).await),
                };
                let order = json!({
                    "operation": operation, "credential_id": keys[key], "reason": "To be killed.",
                    "spec": &spec, "ceiling": { "amount": "90000", "currency": "CNY" }, "submit": true,
                });
                let headers = [bearer.as_str(), &format!("Idempotency-Key: {number}")];
                let url = format!("{portal}/api/v1/orders");
                let (status, order) = call(Method::POST, &url, &headers, Some(order)).await;
                assert_eq!(status, 201, "{order}");
                rows.push(Row { ware, place, spec, order });
            }
        }
        // Who waits longest begins first.
        rows.sort_by_key(|row| row.end().0 == "bought");
        rows
    }

    /// Kills the row's processes, lets another one go on, and looks at everything that must be true then.
    async fn survives(&self, row: &Row) {
        let what = format!("{:?} killed at {}", row.ware, row.place.name());
        let id = row.order["id"].as_str().expect("an id");
        let name = format!("{:?}_{}", row.ware, row.place.name()).to_lowercase();
        self.primary.duplicate(&name);
        let place = in_database(&self.primary, self.place.beside(), &name);

        for (number, at) in row.deaths().into_iter().enumerate() {
            let role = if number == 1 && row.is_look_of_a_person() { "web" } else { "all" };
            let place = place.clone().with("PURSER_FAILPOINT", at.name());
            let mut doomed = place.start(&["serve", "--role", role]);
            // It may die before it answers.
            if number == 0 {
                let url = format!("{}/api/v1/orders/{id}/approve", doomed.address);
                let body = json!({ "hash": row.order["hash"] });
                let _ = client().post(url).bearer_auth(&self.lead).json(&body).send().await;
            } else if role == "web" {
                self.look(&doomed.address, &row.order).await;
            }
            assert_eq!(doomed.died(&what).await, Some(9), "{what}: died of something else at {}", at.name());
        }
        let portal = place.start(&["serve"]);
        let ended = order_ended(&portal.address, &self.requester, id).await;

        let (state, sent) = row.end();
        assert_eq!(ended["state"], state, "{what}: {ended}");
        let sends = ended["attempts"][0]["sends"].as_array().expect("sends");
        assert_eq!((ended["attempts"].as_array().map(Vec::len), sends.len()), (Some(1), sent), "{what}");
        let mut sales = wares::ledger(&self.cloud.address).await;
        sales.retain(|entry| row.is_sale(entry));
        assert_eq!(sales.len(), usize::from(state == "bought"), "{what}: {sales:?}");
        if let Some(sale) = sales.first() {
            assert_eq!(ended["cloud_reference"], sale.instance_id.as_str(), "{what}");
        }
        // The newest events wait for the sealer.
        eventually(&format!("{what}: the log is whole"), async || {
            let verified = place.try_run(&["audit", "verify"], "");
            if !verified.status.success() {
                println!("{what}: {}", String::from_utf8_lossy(&verified.stderr));
            }
            verified.status.success().then_some(())
        })
        .await;
        portal.stop();
    }

    /// The requester has the cloud looked at, and hears nothing of it.
    async fn look(&self, portal: &str, order: &Value) {
        let sign_in = client()
            .post(format!("{portal}/signin"))
            .header("origin", portal)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("email=requester%40example.com&password=a+password+of+some+length&next=%2Forders");
        let signed_in = sign_in.send().await.expect("an answer");
        let cookie = signed_in.headers().get("set-cookie").expect("a cookie").to_str().expect("text");
        let cookie = cookie.split(';').next().expect("a pair");
        let url = format!("{portal}/orders/{}/look", order["number"].as_str().expect("a number"));
        let _ = client().post(url).header("origin", portal).header("cookie", cookie).send().await;
    }
}

fn in_database(cluster: &Cluster, place: Place, name: &str) -> Place {
    place
        .with("DATABASE_URL", &cluster.url("purser_app", name))
        .with("PURSER_OWNER_URL", &cluster.url("purser_owner", name))
}

async fn order_ended(portal: &str, token: &str, id: &str) -> Value {
    let (url, bearer) = (format!("{portal}/api/v1/orders/{id}"), format!("Authorization: Bearer {token}"));
    eventually("the order ends", async || {
        let (_, order) = call(Method::GET, &url, &[&bearer], None).await;
        let open = ["approved", "executing", "unknown"];
        (!open.iter().any(|state| order["state"] == *state)).then_some(order)
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn killed_anywhere_a_process_leaves_an_order_that_the_next_one_buys_once_or_not_at_all() {
    let began = Instant::now();
    let (stage, rows) = Stage::set().await;
    let stage = Arc::new(stage);
    let (room, mut trying) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    let (all, kills) = (rows.len(), rows.iter().map(|row| row.deaths().len()).sum::<usize>());

    for row in rows {
        let (stage, room) = (stage.clone(), room.clone());
        trying.spawn(async move {
            let _turn = room.acquire().await.expect("room");
            stage.survives(&row).await;
        });
    }
    while let Some(tried) = trying.join_next().await {
        tried.expect("a row");
    }

    let requests = format!("{}/_sim/requests", stage.cloud.address);
    let (_, requests) = call(Method::GET, &requests, &[], None).await;
    assert_eq!(requests["repeated_nonces"], json!([]), "nothing was copied");
    println!("{all} orders, {kills} kills, {} s", began.elapsed().as_secs());
}
