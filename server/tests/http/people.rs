//! A right that waits for a second admin, wherever that admin looks.

use domain::person::Role;
use reqwest::Method;
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::Portal;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_right_that_waits_is_counted_listed_and_told_to_the_second_admin(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let first = portal.person("first", &[Role::Admin], None, false).await;
    let second = portal.person("second", &[Role::Admin], None, false).await;
    portal.person("anna", &[], Some("Platform"), false).await;
    let anna = portal.get(&first, "/people?limit=1").await.expect(200);
    assert_eq!((anna.text("/items/0/name"), anna.text("/items/0/teams/0/name")), ("anna", "Platform"));
    let id = anna.text("/items/0/id").to_owned();

    let cookie = portal.cookie("first@example.com").await;
    let given = portal
        .request(Method::POST, &format!("/admin/people/{id}"))
        .header("cookie", &cookie)
        .header("origin", &portal.base)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("act=give&role=approver");
    assert_eq!(given.send().await.expect("an answer").status(), 303);

    let listed = portal.get(&second, "/people?limit=1").await.expect(200);
    let anna = &listed.json["items"][0];
    assert_eq!((&anna["id"], &anna["roles"], &anna["disabled_at"]), (&json!(id), &json!([]), &json!(null)));
    let grant = &anna["waiting_grants"][0];
    assert_eq!((&grant["right"], &grant["team"]), (&json!("approver"), &json!(null)), "{anna}");
    let next = portal.get(&second, &format!("/people?limit=1&cursor={}", listed.text("/next"))).await;
    assert_eq!(
        next.expect(200).json["items"][0]["id"],
        portal.get(&first, "/people").await.json["items"][1]["id"]
    );

    for (email, token, counted, told) in
        [("first@example.com", &first, false, 0), ("second@example.com", &second, true, 1)]
    {
        let request = portal.request(Method::GET, "/counts").header("cookie", portal.cookie(email).await);
        let counts = request.send().await.expect("an answer").text().await.expect("text");
        assert_eq!(counts.contains("1 right waits for you to confirm"), counted, "{email}: {counts}");
        let notices = portal.get(token, "/notifications").await.expect(200).json["items"].clone();
        assert_eq!(notices.as_array().map(Vec::len), Some(told), "{email}: {notices}");
        if told == 1 {
            assert_eq!(notices[0]["path"], "/admin/people");
            assert_eq!(notices[0]["title"], "first proposes a right for anna: approver");
        }
    }
}
