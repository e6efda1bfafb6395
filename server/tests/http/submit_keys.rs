//! A submit key names one order for ever, however often it is sent and by how many at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures::future::try_join_all;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, new_order};

const KEYS: usize = 100;
const SUBMITS: usize = 10_000;
const CONNECTIONS: usize = 8;

/// What became of one submit: its key, its status, and the order that it names.
type Told = (usize, StatusCode, String);

/// Sends submits over that many connections at once, each sending one after the other, until all are sent.
async fn submit_all(portal: &Portal, token: &str, body: &Value, keys: Vec<usize>) -> Vec<Told> {
    let (keys, next) = (Arc::new(keys), Arc::new(AtomicUsize::new(0)));
    let connections = (0..CONNECTIONS).map(|_| {
        let (keys, next, body) = (keys.clone(), next.clone(), body.clone());
        let (url, token) = (format!("{}/api/v1/orders", portal.base), token.to_owned());
        tokio::spawn(async move {
            let client = Client::builder().no_proxy().pool_max_idle_per_host(1).build().expect("a client");
            let mut told = Vec::new();
            while let Some(key) = keys.get(next.fetch_add(1, Ordering::Relaxed)) {
                let request = client.post(&url).bearer_auth(&token).json(&body);
                let answer = request.header("Idempotency-Key", format!("key-{key}")).send().await;
                let answer = answer.expect("an answer");
                let status = answer.status();
                let order: Value = answer.json().await.expect("JSON");
                told.push((*key, status, order["id"].as_str().unwrap_or_default().to_owned()));
            }
            told
        })
    });
    try_join_all(connections).await.expect("connections").into_iter().flatten().collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ten_thousand_submits_of_a_hundred_keys_are_a_hundred_orders(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let body = new_order(&portal.credential(&requester).await, true);

    // First every connection fights for the same new key; then all of them repeat what is long known.
    let half = SUBMITS / 2;
    let fought = (0..half).map(|number| number * KEYS / half).collect();
    let mut told = submit_all(&portal, &requester, &body, fought).await;
    let asked = portal.sim.requests().len();
    told.extend(
        submit_all(&portal, &requester, &body, (0..half).map(|number| number % KEYS).collect()).await,
    );

    assert_eq!(told.len(), SUBMITS);
    let mut statuses = BTreeMap::new();
    let mut named: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (key, status, order) in &told {
        *statuses.entry(status.as_u16()).or_insert(0) += 1;
        named.entry(*key).or_default().insert(order);
    }
    assert_eq!(statuses, BTreeMap::from([(200, SUBMITS - KEYS), (201, KEYS)]));
    assert!(named.values().all(|orders| orders.len() == 1), "each key names one order: {named:?}");
    let stored: i64 = sqlx::query_scalar("select count(*) from purser.orders")
        .fetch_one(&portal.backend.db)
        .await
        .expect("a count");
    assert_eq!(stored, KEYS as i64);
    assert_eq!(portal.sim.requests().len(), asked, "a key that is known asks the cloud nothing");
}
