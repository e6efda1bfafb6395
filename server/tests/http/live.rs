//! The event stream.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, new_order};

/// One open stream, read event by event.
struct Stream {
    response: Response,
    read: String,
    /// How often it said that its caller was told something.
    notices: usize,
}

impl Stream {
    async fn open(portal: &Portal, token: &str) -> Self {
        let request = portal.request(Method::GET, "/api/v1/events").bearer_auth(token);
        let response = request.send().await.expect("a stream");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut stream = Self { response, read: String::new(), notices: 0 };
        // The first block says that it listens: what happens from now on is told.
        stream.block().await.expect("a first block");
        stream
    }

    /// The next block, or none at the end.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                return Some(block);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(20), self.response.chunk()).await;
            let chunk = chunk.expect("news in time").expect("a chunk")?;
            self.read.push_str(std::str::from_utf8(&chunk).expect("text"));
        }
    }

    /// The next event's id and data, but those that say that anything may have changed, or that the caller was told
    /// something.
    async fn event(&mut self) -> (u64, Value) {
        loop {
            let block = self.block().await.expect("an event");
            let line = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
            let Some(data) = line("data:") else { continue };
            let data: Value = serde_json::from_str(data).expect("JSON");
            if data["subject"] == "notices" {
                self.notices += 1;
            } else if data["subject"] != "*" {
                return (line("id:").expect("an id").parse().expect("a number"), data);
            }
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_may_see_an_order_hears_of_it_and_nobody_else(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, stranger] = portal.cast().await;
    let mut for_lead = Stream::open(&portal, &lead).await;
    let mut for_stranger = Stream::open(&portal, &stranger).await;

    let id = portal.submitted(&requester, "k1").await;
    let (first, heard) = for_lead.event().await;
    assert_eq!(heard, json!({ "subject": id, "state": "pending_approval" }));
    portal.approve(&lead, &id).await.expect(200);
    let (second, heard) = for_lead.event().await;
    assert_eq!(heard["state"], "approved");
    assert!(second > first);

    // What the stranger hears first is the stranger's own.
    let mut own = new_order(&portal.credential(&stranger).await, true);
    own["team"] = "Elsewhere".into();
    let own = portal.order(&stranger, "k1", &own).await.expect(201).text("/id").to_owned();
    assert_eq!(for_stranger.event().await.1["subject"], own.as_str());
    // The lead was asked for an approval; nobody told the stranger anything.
    assert_eq!((for_lead.notices, for_stranger.notices), (1, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_instance_is_told_with_its_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let id = portal.submitted(&requester, "k1").await;
    portal.approve(&lead, &id).await.expect(200);
    let mut stream = Stream::open(&portal, &requester).await;

    portal.work().await;

    let instance = loop {
        let (_, heard) = stream.event().await;
        assert_eq!(heard["subject"], id.as_str());
        if let Some(instance) = heard["instance"].as_str() {
            break instance.to_owned();
        }
    };
    portal.get(&requester, &format!("/instances/{instance}")).await.expect(200);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn streams_end_when_the_server_stops(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let mut stream = Stream::open(&portal, &requester).await;

    portal.end.tell();

    while stream.block().await.is_some() {}
    tokio::time::timeout(Duration::from_secs(10), portal.served).await.expect("in time").expect("in order");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_that_has_ended_hears_nothing_more(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let cookie = portal.cookie("lead@example.com").await;
    let response = portal.request(Method::GET, "/api/v1/events").header("cookie", cookie).send().await;
    let mut stream = Stream { response: response.expect("a stream"), read: String::new(), notices: 0 };
    stream.block().await.expect("a first block");
    let known = backend::people::find_by_email(&portal.backend, "lead@example.com").await.expect("an answer");
    let person = known.expect("a person").person;
    backend::sessions::end_others(&portal.backend, &person, None).await.expect("ended");

    let id = portal.submitted(&requester, "k1").await;

    while let Some(block) = stream.block().await {
        assert!(!block.contains(&id), "{block}");
    }
    portal.get(&lead, &format!("/orders/{id}")).await.expect(200);
}
