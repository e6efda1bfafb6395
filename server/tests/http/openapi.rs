//! The document says what the API does.

use reqwest::Method;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, answer};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_document_names_every_call_once(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;

    let document = answer(portal.request(Method::GET, "/api/v1/openapi.json")).await.expect(200);

    assert!(document.text("/openapi").starts_with("3.1"), "{:?}", document.json["openapi"]);
    let paths = document.json["paths"].as_object().expect("paths");
    for (path, method) in [
        ("/catalog", "get"),
        ("/catalog/{key}", "get"),
        ("/orders", "get"),
        ("/orders", "post"),
        ("/orders/{id}", "get"),
        ("/orders/{id}/events", "get"),
        ("/orders/{id}/submit", "post"),
        ("/orders/{id}/withdraw", "post"),
        ("/orders/{id}/approve", "post"),
        ("/orders/{id}/reject", "post"),
        ("/orders/{id}/clone", "post"),
        ("/approvals", "get"),
        ("/credentials", "get"),
        ("/credentials", "post"),
        ("/credentials/{id}", "put"),
        ("/credentials/{id}", "delete"),
        ("/credentials/{id}/verify", "post"),
        ("/instances", "get"),
        ("/instances/{id}", "get"),
        ("/templates", "get"),
        ("/templates", "post"),
        ("/templates/{id}", "delete"),
        ("/notifications", "get"),
        ("/notifications/read", "post"),
        ("/rules", "get"),
        ("/rules", "post"),
        ("/rules/{id}", "put"),
        ("/people", "get"),
        ("/events", "get"),
    ] {
        assert!(paths[path].get(method).is_some(), "{method} {path}");
    }
    let mut names: Vec<_> = paths
        .values()
        .flat_map(|item| item.as_object().expect("an item").values())
        .filter_map(|operation| operation["operationId"].as_str())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
