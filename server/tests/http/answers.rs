//! Bad input is refused field by field, never with a 500.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, answer, new_order};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everything_that_is_wrong_with_an_order_is_said_at_once(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let mut body = new_order("", true);
    body["spec"]["UsedTime"] = json!(61);
    body["spec"]["SynchronizationJobClass"] = json!("huge");
    body["spec"]["Bogus"] = json!("x");
    body["ceiling"]["amount"] = json!("1e5");
    body["reason"] = json!("  ");

    let refused = portal.order(&requester, "k1", &body).await.expect(422);

    assert_eq!(refused.headers["content-type"], "application/problem+json");
    for expected in [
        ("spec.UsedTime", "out_of_range"),
        ("spec.SynchronizationJobClass", "not_an_option"),
        ("spec.Bogus", "unknown_field"),
        ("ceiling", "not_an_amount"),
        ("reason", "required"),
        ("credential_id", "required"),
    ] {
        assert!(refused.refused().contains(&expected), "{expected:?} in {refused:?}");
    }
    assert!(!refused.text("/errors/0/message").is_empty());
    assert_eq!(
        portal.get(&requester, "/orders").await.expect(200).json["items"],
        json!([]),
        "nothing is stored"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_does_not_apply_or_does_not_exist_is_refused(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let credential = portal.credential(&requester).await;
    let mut postpaid = new_order(&credential, true);
    postpaid["spec"]["PayType"] = json!("postpaid");
    let mut unknown = new_order(&credential, true);
    unknown["operation"] = json!("moon.buy");

    let postpaid = portal.order(&requester, "k1", &postpaid).await.expect(422);
    let unknown = portal.order(&requester, "k3", &unknown).await.expect(422);

    assert_eq!(postpaid.refused(), [("spec.Period", "not_applicable"), ("spec.UsedTime", "not_applicable")]);
    assert_eq!(unknown.refused(), [("operation", "not_an_option")]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn broken_bodies_and_headers_are_refused(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let post = |body: &'static str, kind: &'static str| {
        let request = portal.request(Method::POST, "/api/v1/orders").bearer_auth(&requester);
        answer(request.header("Idempotency-Key", "k").header("content-type", kind).body(body))
    };

    assert_eq!(post("{", "application/json").await.expect(400).text("/code"), "not_json");
    post("[]", "application/json").await.expect(400);
    post("\u{fffd}{}", "application/json").await.expect(400);
    post("{}", "text/plain").await.expect(415);
    post("operation=dts.create", "application/x-www-form-urlencoded").await.expect(415);
    let typed =
        post(r#"{"operation": 1, "spec": [], "ceiling": 5, "submit": "yes", "more": 1}"#, "application/json");
    let typed = typed.await.expect(422);
    for (field, code) in [
        ("operation", "wrong_type"),
        ("spec", "wrong_type"),
        ("ceiling", "wrong_type"),
        ("submit", "wrong_type"),
        ("more", "unknown_field"),
    ] {
        assert!(typed.refused().contains(&(field, code)), "{field} in {typed:?}");
    }
    let nul = post(
        r#"{"operation": "dts.create", "reason": "a\u0000b", "spec": {"a\u0000": "x"}}"#,
        "application/json",
    );
    assert!(nul.await.expect(422).refused().contains(&("reason", "bad_characters")));
    let body = new_order("x", false);
    let keyless = portal.post(&requester, "/orders", &body).await.expect(400);
    assert_eq!(keyless.refused(), [("Idempotency-Key", "required")]);
    for key in ["k".repeat(201), "a b".to_owned(), " ".to_owned()] {
        let refused = portal.order(&requester, &key, &body).await;
        assert!(matches!(refused.status.as_u16(), 400 | 422), "{refused:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn lists_take_a_limit_a_cursor_and_filters(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let body = new_order(&portal.credential(&requester).await, false);
    for key in ["a", "b", "c"] {
        portal.order(&requester, key, &body).await.expect(201);
    }
    portal.submitted(&requester, "d").await;

    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let page = portal.get(&requester, &format!("/orders?limit=3{next}")).await.expect(200);
        seen.extend(page.json["items"].as_array().expect("items").iter().map(|order| order["id"].clone()));
        match &page.json["next"] {
            Value::String(cursor) => next = format!("&cursor={cursor}"),
            _ => break,
        }
    }
    let drafts = portal.get(&requester, "/orders?state=draft&requester=me").await.expect(200);
    let open = portal.get(&requester, "/orders?state=draft,pending_approval").await.expect(200);

    seen.dedup();
    assert_eq!(seen.len(), 4);
    assert_eq!(drafts.json["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(open.json["items"].as_array().map(Vec::len), Some(4));
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("state=bogus", "state"),
        ("operation=x", "operation"),
        ("q=%00", "q"),
    ] {
        let refused = portal.get(&requester, &format!("/orders?{query}")).await.expect(400);
        assert_eq!(refused.refused()[0].0, field, "{query}");
    }
    portal.get(&requester, "/orders?cursor=nonsense&unheard=of").await.expect(200);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn wrong_addresses_and_methods_are_told_as_problems(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;

    for path in [
        "/nothing",
        "/orders/x",
        "/orders/00000000-0000-7000-8000-000000000000",
        "/catalog/x",
        "/instances/%FF",
    ] {
        let missing = portal.get(&requester, path).await;
        assert!(matches!(missing.status.as_u16(), 400 | 404), "{path}: {missing:?}");
        assert_eq!(missing.headers["content-type"], "application/problem+json", "{path}");
    }
    let wrong = portal.send(&requester, Method::PATCH, "/orders", &json!({})).await.expect(405);
    assert_eq!(wrong.text("/code"), "method_not_allowed");
    assert!(wrong.headers["allow"].to_str().expect("text").contains("POST"), "{wrong:?}");
}
