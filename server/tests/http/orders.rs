//! An order's life, by programs of two people.

use backend::tokens::Scope;
use cloud_sim::DEMO_KEYS;
use domain::{
    money::{Currency, Money},
    person::Role,
};
use reqwest::Method;
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, new_order};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_approved_order_is_bought_and_its_instance_appears(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let id = portal.submitted(&requester, "k1").await;
    let path = format!("/orders/{id}");

    let pending = portal.get(&lead, &path).await.expect(200);
    assert_eq!(pending.text("/state"), "pending_approval");
    assert_eq!(pending.text("/ceiling/amount"), "5000.00");
    assert_eq!(pending.json["spec"]["UsedTime"], "3");
    assert_eq!(pending.json["chain"][0]["needs"], 1);
    let inbox = portal.get(&lead, "/approvals").await.expect(200);
    assert_eq!(inbox.text("/items/0/order/id"), id);
    assert_eq!(inbox.text("/items/0/hash"), pending.text("/hash"));

    let approved = portal.approve(&lead, &id).await.expect(200);
    assert_eq!(approved.text("/state"), "approved");
    assert_eq!(approved.text("/chain/0/answers/0/decision"), "approve");
    portal.work().await;

    let bought = portal.get(&requester, &path).await.expect(200);
    assert_eq!(bought.text("/state"), "bought");
    let ledger = portal.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(bought.text("/cloud_reference"), ledger[0].instance_id);
    assert_eq!(bought.text("/request_ids/0"), ledger[0].request_id);
    assert_eq!(bought.text("/attempts/0/sends/0/verdict"), "done");
    let instances = portal.get(&requester, "/instances").await.expect(200);
    assert_eq!(instances.text("/items/0/cloud_id"), ledger[0].instance_id);
    assert_eq!(instances.text("/items/0/order_id"), id);
    assert_eq!(instances.text("/items/0/billing"), "prepaid");
    let instance = format!("/instances/{}", instances.text("/items/0/id"));
    portal.get(&lead, &instance).await.expect(200);
    let events = portal.get(&requester, &format!("{path}/events")).await.expect(200);
    let actions: Vec<_> = events.json["items"]
        .as_array()
        .expect("items")
        .iter()
        .filter_map(|event| event["action"].as_str())
        .collect();
    for action in ["order.submitted", "order.approved", "order.started", "order.bought"] {
        assert!(actions.contains(&action), "{action} in {actions:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_key_that_is_sent_again_is_the_same_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let body = new_order(&portal.credential(&requester).await, true);

    let first = portal.order(&requester, "k1", &body).await.expect(201);
    let again = portal.order(&requester, "k1", &body).await.expect(200);
    let mut other = body.clone();
    other["reason"] = "Something else.".into();
    let refused = portal.order(&requester, "k1", &other).await.expect(409);

    assert_eq!(first.text("/id"), again.text("/id"));
    assert_eq!(first.headers["location"], format!("/api/v1/orders/{}", first.text("/id")));
    assert_eq!(refused.text("/code"), "submit_key_reused");
    let listed = portal.get(&requester, "/orders").await.expect(200);
    assert_eq!(listed.json["items"].as_array().map(Vec::len), Some(1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_not_shown_is_not_approved(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let id = portal.submitted(&requester, "k1").await;
    let approve = format!("/orders/{id}/approve");

    let other = portal.post(&lead, &approve, &json!({ "hash": "00".repeat(32) })).await.expect(409);
    let none = portal.post(&lead, &approve, &json!({})).await.expect(422);
    let garbage = portal.post(&lead, &approve, &json!({ "hash": "x" })).await.expect(422);
    let own = portal.approve(&requester, &id).await.expect(403);
    let shown = portal.get(&lead, &format!("/orders/{id}")).await.expect(200);
    let reject = format!("/orders/{id}/reject");
    let silent = portal.post(&lead, &reject, &json!({ "hash": shown.text("/hash") })).await.expect(422);

    assert_eq!(other.text("/code"), "changed_meanwhile");
    assert_eq!(none.refused(), [("hash", "required")]);
    assert_eq!(garbage.refused(), [("hash", "bad_characters")]);
    assert_eq!(own.text("/code"), "own_order");
    assert_eq!(silent.refused(), [("comment", "required")]);
    assert_eq!(shown.text("/state"), "pending_approval");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_is_submitted_withdrawn_and_cloned(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let body = new_order(&portal.credential(&requester).await, false);
    let draft = portal.order(&requester, "k1", &body).await.expect(201);
    let path = format!("/orders/{}", draft.text("/id"));
    assert_eq!(draft.text("/state"), "draft");

    let submitted = portal.post(&requester, &format!("{path}/submit"), &json!({})).await.expect(200);
    let withdrawn = portal.post(&requester, &format!("{path}/withdraw"), &json!({})).await.expect(200);
    let twice = portal.post(&requester, &format!("{path}/withdraw"), &json!({})).await.expect(409);
    let clone = portal.post(&requester, &format!("{path}/clone"), &json!({})).await.expect(201);

    assert_eq!(submitted.text("/state"), "pending_approval");
    assert_eq!(withdrawn.text("/state"), "cancelled");
    assert_eq!(twice.text("/code"), "ended");
    assert_eq!(clone.text("/state"), "draft");
    assert_ne!(clone.text("/id"), draft.text("/id"));
    assert_eq!(clone.json["spec"], withdrawn.json["spec"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_does_no_more_than_its_scopes_and_its_ceiling(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let id = portal.submitted(&requester, "k1").await;
    let body = new_order(&portal.credential(&requester).await, true);
    let reader = portal.token("requester@example.com", &[Scope::Read], None).await;
    let ceiling = |text, currency| Some(Money::parse(text, currency).expect("money"));
    let poor = portal.token("requester@example.com", &Scope::ALL, ceiling("4999.99", Currency::Cny)).await;
    let foreign = portal.token("requester@example.com", &Scope::ALL, ceiling("9000", Currency::Usd)).await;
    let enough = portal.token("requester@example.com", &Scope::ALL, ceiling("5000", Currency::Cny)).await;

    portal.get(&reader, &format!("/orders/{id}")).await.expect(200);
    for (path, body) in
        [(format!("/orders/{id}/withdraw"), json!({})), ("/credentials".to_owned(), json!({}))]
    {
        assert_eq!(portal.post(&reader, &path, &body).await.expect(403).text("/code"), "scope");
    }
    assert_eq!(portal.order(&reader, "k2", &body).await.expect(403).text("/code"), "scope");
    assert_eq!(portal.order(&poor, "k2", &body).await.expect(403).text("/code"), "above_token_ceiling");
    assert_eq!(
        portal.order(&foreign, "k2", &body).await.expect(422).refused(),
        [("ceiling", "other_currency")]
    );
    portal.order(&enough, "k2", &body).await.expect(201);
    let draft =
        portal.order(&requester, "k3", &new_order(body["credential_id"].as_str().expect("id"), false)).await;
    let submit = format!("/orders/{}/submit", draft.expect(201).text("/id"));
    portal.post(&poor, &submit, &json!({})).await.expect(403);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn auditors_read_and_change_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let auditor = portal.person("auditor", &[Role::Auditor], Some("Platform"), true).await;
    let id = portal.submitted(&requester, "k1").await;

    portal.get(&auditor, &format!("/orders/{id}")).await.expect(200);
    assert_eq!(portal.approve(&auditor, &id).await.expect(403).text("/code"), "auditor");
    let body = new_order(&portal.credential(&requester).await, true);
    assert_eq!(portal.order(&auditor, "k1", &body).await.expect(403).text("/code"), "auditor");
    let key = json!({ "kind": "alibaba_access_key" });
    assert_eq!(portal.post(&auditor, "/credentials", &key).await.expect(403).text("/code"), "auditor");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_credential_goes_in_and_never_out(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let id = portal.credential(&requester).await;
    let path = format!("/credentials/{id}");

    let verified = portal.post(&requester, &format!("{path}/verify"), &json!({})).await.expect(200);
    let wrong = json!({ "access_key_id": DEMO_KEYS[0].access_key_id, "access_key_secret": "not-the-right-secret", "site": "china" });
    let replaced = portal.send(&requester, Method::PUT, &path, &wrong).await.expect(200);
    let refused = portal.post(&requester, &format!("{path}/verify"), &json!({})).await.expect(200);
    let listed = portal.get(&requester, "/credentials").await.expect(200);

    assert_eq!(verified.text("/state"), "verified");
    assert_eq!(replaced.text("/state"), "unverified");
    assert_ne!(replaced.text("/fingerprint"), verified.text("/fingerprint"));
    assert_eq!(refused.text("/state"), "suspect");
    for answer in [&verified, &replaced, &refused, &listed] {
        let text = answer.json.to_string();
        assert!(!text.contains(DEMO_KEYS[0].secret) && !text.contains("not-the-right-secret"), "{text}");
    }
    portal.send(&requester, Method::DELETE, &path, &json!({})).await.expect(204);
    portal.send(&requester, Method::DELETE, &path, &json!({})).await.expect(404);
}
