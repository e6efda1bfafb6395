//! What one may not see does not exist.

use reqwest::Method;
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, answer, new_order};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_teams_order_does_not_exist(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, stranger] = portal.cast().await;
    let id = portal.submitted(&requester, "k1").await;
    let hash = portal.get(&lead, &format!("/orders/{id}")).await.expect(200).text("/hash").to_owned();

    for path in [format!("/orders/{id}"), format!("/orders/{id}/events")] {
        portal.get(&stranger, &path).await.expect(404);
    }
    for action in ["submit", "withdraw", "revise", "clone"] {
        portal.post(&stranger, &format!("/orders/{id}/{action}"), &json!({})).await.expect(404);
    }
    for action in ["approve", "reject"] {
        let body = json!({ "hash": hash, "comment": "Not mine." });
        portal.post(&stranger, &format!("/orders/{id}/{action}"), &body).await.expect(404);
    }
    let listed = portal.get(&stranger, "/orders").await.expect(200);
    assert_eq!(listed.json["items"], json!([]));
    portal.approve(&lead, &id).await.expect(200);
    portal.work().await;
    let instance = portal.get(&requester, "/instances").await.expect(200).text("/items/0/id").to_owned();
    portal.get(&stranger, &format!("/instances/{instance}")).await.expect(404);
    assert_eq!(portal.get(&stranger, "/instances").await.expect(200).json["items"], json!([]));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_its_requesters_alone(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let body = new_order(&portal.credential(&requester).await, false);
    let id = portal.order(&requester, "k1", &body).await.expect(201).text("/id").to_owned();

    portal.get(&lead, &format!("/orders/{id}")).await.expect(404);
    portal.post(&lead, &format!("/orders/{id}/submit"), &json!({})).await.expect(404);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_persons_credential_can_be_neither_seen_nor_used(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let id = portal.credential(&requester).await;
    let path = format!("/credentials/{id}");
    let key = json!({ "access_key_id": "LTAI-another-key", "access_key_secret": "another-secret", "site": "china" });

    assert_eq!(portal.get(&lead, "/credentials").await.expect(200).json["items"], json!([]));
    portal.post(&lead, &format!("{path}/verify"), &json!({})).await.expect(404);
    portal.send(&lead, Method::PUT, &path, &key).await.expect(404);
    portal.send(&lead, Method::DELETE, &path, &json!({})).await.expect(404);
    let used = portal.order(&lead, "k1", &new_order(&id, true)).await.expect(422);
    assert_eq!(used.refused(), [("credential_id", "not_found")]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_told_anything_without_a_key(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let id = portal.submitted(&requester, "k1").await;

    for path in [
        "/catalog",
        "/orders",
        "/approvals",
        "/credentials",
        "/instances",
        "/events",
        &format!("/orders/{id}"),
    ] {
        let path = format!("/api/v1{path}");
        let anonymous = answer(portal.request(Method::GET, &path)).await.expect(401);
        assert_eq!(anonymous.headers["www-authenticate"], "Bearer");
        assert_eq!(anonymous.text("/code"), "signed_out");
        for key in ["pur_wrong", "", "x"] {
            answer(portal.request(Method::GET, &path).bearer_auth(key)).await.expect(401);
        }
        answer(portal.request(Method::GET, &path).header("authorization", "Basic eDp5")).await.expect(401);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_disabled_persons_keys_are_dead(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let cookie = portal.cookie("requester@example.com").await;
    let by_session = || answer(portal.request(Method::GET, "/api/v1/orders").header("cookie", &cookie));
    portal.get(&requester, "/orders").await.expect(200);
    by_session().await.expect(200);

    let known =
        backend::people::find_by_email(&portal.backend, "requester@example.com").await.expect("an answer");
    let id = known.expect("a person").person.id;
    backend::people::disable(&portal.backend, backend::Actor::Operator, id).await.expect("disabled");

    portal.get(&requester, "/orders").await.expect(401);
    by_session().await.expect(401);
}
