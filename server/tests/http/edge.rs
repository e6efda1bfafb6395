//! What stands around every handler: origin, size, headers, and a database that goes away.

use reqwest::{Method, RequestBuilder};
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, answer, new_order};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_acts_from_the_portals_own_pages_alone(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let body = new_order(&portal.credential(&requester).await, false);
    let cookie = portal.cookie("requester@example.com").await;
    let by_session = |key: &str| {
        let request = portal.request(Method::POST, "/api/v1/orders").header("cookie", &cookie);
        request.header("Idempotency-Key", key).json(&body)
    };
    let foreign: [fn(RequestBuilder) -> RequestBuilder; 5] = [
        |request| request,
        |request| request.header("origin", "https://evil.example"),
        |request| request.header("origin", "null"),
        |request| request.header("sec-fetch-site", "cross-site"),
        |request| request.header("sec-fetch-site", "same-site"),
    ];

    for (number, from) in foreign.iter().enumerate() {
        let refused = answer(from(by_session(&format!("k{number}")))).await.expect(403);
        assert_eq!(refused.text("/code"), "other_site");
    }
    assert_eq!(portal.get(&requester, "/orders").await.expect(200).json["items"], json!([]));

    answer(by_session("a").header("origin", &portal.base)).await.expect(201);
    answer(by_session("b").header("sec-fetch-site", "same-origin")).await.expect(201);
    let token = portal.request(Method::POST, "/api/v1/orders").bearer_auth(&requester).json(&body);
    answer(token.header("Idempotency-Key", "c").header("origin", "https://evil.example")).await.expect(201);
    // A token that is none is not helped by the session beside it.
    answer(by_session("d").bearer_auth("pur_wrong")).await.expect(401);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_body_above_one_mebibyte_is_refused(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let large = json!({ "reason": "x".repeat(1 << 20) });

    let refused = portal.order(&requester, "k", &large).await.expect(413);
    let page =
        portal.request(Method::POST, "/signin").header("origin", &portal.base).body(vec![b'x'; 3 << 20]);
    let page = page.send().await.expect("an answer");

    assert_eq!(refused.text("/code"), "too_large");
    assert_eq!(page.status(), 413);
    assert!(page.text().await.expect("text").contains("<html"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_answer_carries_the_headers_that_protect_it(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;

    let mut nonces = Vec::new();
    for path in ["/nothing", "/api/v1/orders", "/api/v1/nothing", "/healthz", "/pkg/nothing.css"] {
        let got = portal.request(Method::GET, path).send().await.expect("an answer");
        let header =
            |name: &str| got.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let policy = header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert!(!header("x-request-id").is_empty(), "{path}");
        assert!(got.headers().get("strict-transport-security").is_none(), "{path}: this is plain http");
        nonces.push(policy.split("'nonce-").nth(1).expect("a nonce").chars().take(32).collect::<String>());
    }

    nonces.sort_unstable();
    nonces.dedup();
    assert_eq!(nonces.len(), 5, "no nonce is used twice");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_unknown_address_is_a_page(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;

    let missing = portal.request(Method::GET, "/nothing").send().await.expect("an answer");

    assert_eq!(missing.status(), 404);
    assert!(missing.headers()["content-type"].to_str().expect("text").starts_with("text/html"));
    assert!(missing.text().await.expect("text").contains("<html lang=\"en\""));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_database_that_is_away_is_told_as_such(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    answer(portal.request(Method::GET, "/readyz")).await.expect(200);

    portal.backend.db.close().await;

    let away = portal.get(&requester, "/orders").await.expect(503);
    assert_eq!(away.text("/code"), "unavailable");
    assert_eq!(away.headers["retry-after"], "5");
    let ready = answer(portal.request(Method::GET, "/readyz")).await.expect(503);
    assert_eq!(ready.json["database"], "down");
    answer(portal.request(Method::GET, "/healthz")).await.expect(200);
}
