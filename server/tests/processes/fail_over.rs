//! The database dies under running servers: a standby takes over, or a backup is restored. Whatever was lost with it,
//! nothing is bought twice, and every sale is an order's or on the list of what nobody owns.

use std::{collections::BTreeMap, time::Instant};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    clusters::{Cluster, Clusters, Front},
    purser::{Place, Server, call, eventually},
    wares,
};

/// Everything but the clusters.
struct World {
    cloud: Server,
    place: Place,
    servers: Vec<Server>,
    front: Front,
    requester: String,
    lead: String,
    /// By kind.
    credentials: BTreeMap<&'static str, String>,
    orders: Vec<(String, String)>,
}

impl World {
    /// Two servers over the cluster; portal and cloud in the same quick motion.
    async fn over(cluster: &Cluster, compress: u32) -> Self {
        let compress = ("PURSER_SETTLE_COMPRESS", compress.to_string());
        let clouds = Place::new().with(compress.0, &compress.1);
        let cloud = clouds.start(&["sim", "--listen", "127.0.0.1:0"]);
        let front = Front::of(cluster).await;
        let place = Place::loopback(&cloud.address)
            .with(compress.0, &compress.1)
            .with("DATABASE_URL", &front.url("purser_app"))
            .with("PURSER_OWNER_URL", &front.url("purser_owner"));
        let servers = vec![place.start(&["serve"]), place.start(&["serve"])];
        let (requester, lead) = (place.person("requester", false), place.person("lead", true));
        let mut world = Self {
            cloud,
            place,
            servers,
            front,
            requester,
            lead,
            credentials: BTreeMap::new(),
            orders: Vec::new(),
        };
        for (name, credential) in ["alibaba", "huawei"].into_iter().zip(wares::credentials()) {
            let made = world.ask(Method::POST, "credentials", &world.requester, &[], Some(credential)).await;
            world.credentials.insert(name, text(&made["id"]));
        }
        world
    }

    async fn ask(
        &self,
        method: Method,
        what: &str,
        token: &str,
        headers: &[&str],
        body: Option<Value>,
    ) -> Value {
        let bearer = format!("Authorization: Bearer {token}");
        let headers = [&[bearer.as_str()], headers].concat();
        let url = format!("{}/api/v1/{what}", self.servers[0].address);
        let (status, answer) = call(method, &url, &headers, body).await;
        assert!(status.is_success(), "{what}: {status} {answer}");
        answer
    }

    async fn control(&self, method: Method, what: &str, body: Option<Value>) -> Value {
        call(method, &format!("{}/_sim/{what}", self.cloud.address), &[], body).await.1
    }

    async fn submit(&mut self, number: usize, operation: &str, spec: Value) {
        let provider = if operation == "ddm.create" { "huawei" } else { "alibaba" };
        let order = json!({
            "operation": operation, "credential_id": self.credentials[provider], "reason": "To be lost.",
            "spec": spec, "ceiling": { "amount": "90000", "currency": "CNY" }, "submit": true,
        });
        let key = format!("Idempotency-Key: {number}");
        let order = self.ask(Method::POST, "orders", &self.requester, &[&key], Some(order)).await;
        self.orders.push((text(&order["id"]), text(&order["hash"])));
    }

    /// No two alike, so that none waits for another.
    async fn submit_dts(&mut self, number: usize) {
        const REGIONS: [&str; 6] =
            ["cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-qingdao", "cn-zhangjiakou", "cn-hongkong"];
        const CLASSES: [&str; 4] = ["micro", "small", "medium", "large"];
        let spec = json!({
            "SourceRegion": "cn-hangzhou", "DestRegion": REGIONS[number % 6],
            "SynchronizationJobClass": CLASSES[number / 6 % 4], "PayType": "PostPaid",
        });
        self.submit(number, "dts.create", spec).await;
    }

    async fn submit_ddm(&mut self, number: usize, prepaid: bool) {
        let spec = wares::ddm(&self.cloud.address, &format!("mart-{number}"), prepaid).await;
        self.submit(number, "ddm.create", spec).await;
    }

    async fn approve(&self, from: usize) {
        for (id, hash) in &self.orders[from..] {
            let what = format!("orders/{id}/approve");
            self.ask(Method::POST, &what, &self.lead, &[], Some(json!({ "hash": hash }))).await;
        }
    }

    /// How many orders there are in each state.
    fn states(&self, cluster: &Cluster) -> BTreeMap<String, usize> {
        let rows = cluster.sql("select state || ' ' || count(*) from purser.orders group by state");
        rows.lines()
            .map(|row| row.split_once(' ').expect("two words"))
            .map(|(state, count)| (state.to_owned(), count.parse().expect("a number")))
            .collect()
    }

    /// What was sold: the references of each sale.
    async fn sales(&self) -> Vec<(String, String)> {
        let ledger = self.control(Method::GET, "ledger", None).await;
        let entries = ledger.as_array().expect("a ledger").iter();
        let sold = entries.filter(|entry| entry["effect"] == "purchase" || entry["effect"] == "order");
        sold.map(|entry| (text(&entry["instance_id"]), text(&entry["order_id"]))).collect()
    }

    /// Which sales neither belong to an order nor are on the list.
    async fn astray(&self, cluster: &Cluster) -> Vec<(String, String)> {
        let known = cluster.sql(
            "select reference from purser.purchases union select cloud_order from purser.purchases
             union select reference from purser.evidence where sale union select reference from purser.unowned_purchases",
        );
        let known: Vec<&str> = known.lines().filter(|reference| !reference.is_empty()).collect();
        let mut sales = self.sales().await;
        sales.retain(|(instance, order)| {
            !known.contains(&instance.as_str()) && !known.contains(&order.as_str())
        });
        sales
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// The reason of the hold, once one stands.
async fn held(cluster: &Cluster) -> String {
    eventually("the workers notice by themselves", async || {
        let reason = cluster.sql("select reason from purser.holds where lifted_at is null");
        (!reason.is_empty()).then_some(reason)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_synchronous_standby_that_takes_over_loses_nothing_and_buys_nothing_twice() {
    const ORDERS: usize = 16;
    let clusters = Clusters::new();
    let primary = clusters.primary();
    let standby = clusters.copy("standby", &primary, true);
    standby.start();
    primary.sql("alter system set synchronous_standby_names = '*'");
    primary.sql("select pg_reload_conf()");
    let mut world = World::over(&primary, 30).await;
    let slow = json!({ "when": "after", "kind": "delay", "ms": 400, "times": 1000 });
    world.control(Method::POST, "faults", Some(slow)).await;
    for number in 0..ORDERS {
        world.submit_dts(number).await;
    }
    world.approve(0).await;
    eventually("it is in the middle of buying", async || (world.sales().await.len() >= 3).then_some(()))
        .await;

    primary.kill();
    world.front.lead_to(None);
    standby.promote();
    world.front.lead_to(Some(&standby));

    assert_eq!(held(&standby).await, "failed_over");
    world.control(Method::DELETE, "faults", None).await;
    world.place.run(&["release", "--reason", "the standby was synchronous"], "");
    eventually("every order ends", async || {
        (world.states(&standby) == BTreeMap::from([("bought".to_owned(), ORDERS)])).then_some(())
    })
    .await;
    assert_eq!(world.sales().await.len(), ORDERS);
    assert_eq!(world.astray(&standby).await, []);
}

/// What takes the dead database's place.
#[derive(Clone, Copy, PartialEq)]
enum Heir {
    /// A standby that did not get the last changes.
    Standby,
    /// A backup, under servers that go on.
    Backup,
    /// A backup, before servers that start anew.
    BackupAndServers,
}

/// The cloud forgets tokens in nine seconds here.
const COMPRESS: u32 = 200;
const FORGOTTEN_S: u64 = 10;

async fn loses_what_it_bought(heir: Heir) {
    let clusters = Clusters::new();
    let primary = clusters.primary();
    let mut world = World::over(&primary, COMPRESS).await;
    world.submit_dts(0).await;
    world.submit_dts(1).await;
    world.approve(0).await;
    let bought = |count: usize| BTreeMap::from([("bought".to_owned(), count)]);
    eventually("what is not lost", async || (world.states(&primary) == bought(2)).then_some(())).await;
    for number in 2..6 {
        world.submit_dts(number).await;
    }
    world.submit_ddm(6, false).await;
    world.submit_ddm(7, true).await;
    let away = json!({ "action": "*", "kind": "status", "status": 503, "times": 1_000_000 });
    world.control(Method::POST, "faults", Some(away)).await;
    world.approve(2).await;
    let copy = clusters.copy("heir", &primary, heir == Heir::Standby);
    // Gone from here on: purchases, intents, and every event of them.
    world.control(Method::DELETE, "faults", None).await;
    eventually("what will be lost", async || (world.states(&primary) == bought(8)).then_some(())).await;
    let last_sale = Instant::now();
    // Every worker knows a head of the log that the heir does not.
    let sealed =
        "select count(*) = 0 from purser.events e left join purser.seals s using (event_id) where s is null";
    eventually("the log is sealed", async || (primary.sql(sealed) == "t").then_some(())).await;
    if heir == Heir::BackupAndServers {
        for server in world.servers.drain(..) {
            server.stop();
        }
    }

    world.front.lead_to(None);
    primary.kill();
    copy.start();
    if heir == Heir::Standby {
        copy.promote();
    }
    world.front.lead_to(Some(&copy));
    if heir == Heir::BackupAndServers {
        world.servers = vec![world.place.start(&["serve"]), world.place.start(&["serve"])];
    }

    let reason = if heir == Heir::Standby { "failed_over" } else { "log_behind_anchor" };
    assert_eq!(held(&copy).await, reason);
    eventually("the cloud has forgotten the tokens", async || {
        (last_sale.elapsed().as_secs() > FORGOTTEN_S).then_some(())
    })
    .await;
    assert_eq!(world.sales().await.len(), 8, "nothing is bought while the hold stands");
    assert_eq!(world.states(&copy), BTreeMap::from([("approved".to_owned(), 6), ("bought".to_owned(), 2)]));
    world.place.run(&["release", "--reason", "looked"], "");
    // By name what was lost is found again, prepaid or not.
    let ended = BTreeMap::from([("needs_person".to_owned(), 4), ("bought".to_owned(), 4)]);
    eventually("every order ends", async || (world.states(&copy) == ended).then_some(())).await;
    let told = "select distinct person_reason from purser.orders where state = 'needs_person'";
    assert_eq!(copy.sql(told), "unowned_after_failover");
    assert_eq!(world.sales().await.len(), 8, "nothing was bought twice");
    assert_eq!(world.astray(&copy).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_standby_lost_is_not_bought_again() {
    loses_what_it_bought(Heir::Standby).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_backup_does_not_know_is_not_bought_again_by_servers_that_went_on() {
    loses_what_it_bought(Heir::Backup).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_backup_does_not_know_is_not_bought_again_by_servers_that_start() {
    loses_what_it_bought(Heir::BackupAndServers).await;
}
