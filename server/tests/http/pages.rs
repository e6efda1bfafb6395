//! The pages, as a browser without JavaScript meets them.

use domain::catalog::Provider;
use reqwest::{Method, Response};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use store::holdings;

use crate::portal::Portal;

const PAGES: [&str; 7] =
    ["/", "/catalog", "/orders", "/approvals", "/instances", "/credentials", "/settings"];

async fn sign_in(portal: &Portal, email: &str, password: &str, cookie: Option<&str>) -> Response {
    let form = format!("email={email}&password={password}&next=%2Forders");
    let mut request = portal.request(Method::POST, "/signin").header("origin", &portal.base);
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    request.send().await.expect("an answer")
}

/// The cookie that the answer sets, without its attributes.
fn cookie(response: &Response) -> Option<String> {
    let header = response.headers().get("set-cookie")?.to_str().ok()?;
    header.split(';').next().map(str::to_owned)
}

async fn get(portal: &Portal, path: &str, cookie: &str) -> Response {
    portal.request(Method::GET, path).header("cookie", cookie).send().await.expect("an answer")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn signing_in_starts_a_session_and_signing_out_ends_it(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    server::demo::add_people(&portal.backend).await.expect("demo people");

    let wrong = sign_in(&portal, "requester%40demo.local", "not-the-password", None).await;
    assert!(wrong.status().is_client_error(), "{wrong:?}");
    let right = sign_in(&portal, "requester%40demo.local", "purser-demo-only", None).await;
    assert_eq!(right.status(), 303);
    assert_eq!(right.headers()["location"], "/orders");
    let attributes = right.headers()["set-cookie"].to_str().expect("text").to_owned();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(attribute), "{attributes}");
    }
    let session = cookie(&right).expect("a cookie");
    for page in PAGES {
        let shown = get(&portal, page, &session).await;
        assert_eq!(shown.status(), 200, "{page}");
        assert!(shown.text().await.expect("text").contains("<html lang=\"en\""), "{page}");
    }

    let again = sign_in(&portal, "lead%40demo.local", "purser-demo-only", Some(&session)).await;
    let other = cookie(&again).expect("a cookie");
    assert_ne!(other, session, "the id changes at every sign-in");
    let out =
        portal.request(Method::POST, "/signout").header("cookie", &other).header("origin", &portal.base);
    assert_eq!(out.send().await.expect("an answer").status(), 303);
    assert_eq!(get(&portal, "/orders", &other).await.status(), 303, "dead at the server too");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_not_signed_in_is_led_to_the_sign_in_page_and_back(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;

    for page in PAGES {
        let led = get(&portal, page, "purser=AAAAAAAAAAAAAAAAAAAAAA").await;
        assert_eq!(led.status(), 303, "{page}");
        assert!(led.headers()["location"].to_str().expect("text").starts_with("/signin"), "{page}");
    }
    let led = get(&portal, "/orders?state=unknown", "").await;
    assert_eq!(led.headers()["location"], "/signin?next=%2Forders%3Fstate%3Dunknown");
    assert_eq!(get(&portal, "/signin", "").await.status(), 200);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_of_another_site_is_refused_with_a_page(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;

    for (header, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("x-nothing", "")]
    {
        let request = portal.request(Method::POST, "/signin").header(header, value);
        let refused = request.header("referer", "https://evil.example/x").body("email=a").send().await;
        let refused = refused.expect("an answer");
        assert_eq!(refused.status(), 403, "{header}");
        assert!(refused.headers().get("location").is_none());
        assert!(refused.text().await.expect("text").contains("<html"), "{header}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_without_its_database_says_so_and_asks_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    server::demo::add_people(&portal.backend).await.expect("demo people");
    let session = portal.cookie("requester@demo.local").await;
    assert_eq!(get(&portal, "/orders", &session).await.status(), 200);

    portal.backend.db.close().await;

    let away = get(&portal, "/orders", &session).await;
    assert_eq!(away.status(), 503);
    assert_eq!(away.headers()["retry-after"], "5");
    assert!(away.text().await.expect("text").contains("data-retry"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_purchase_that_no_order_owns_is_put_away_with_a_reason_on_the_page_that_shows_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    server::demo::add_people(&portal.backend).await.expect("demo people");
    let mut conn = portal.backend.db.acquire().await.expect("a connection");
    let found = holdings::New {
        provider: Provider::Alibaba,
        account: "1234567890",
        kind: "instance",
        reference: "dtsunowned1",
        name: Some("mart"),
        product: Some("dts"),
        created_at: None,
        amount: None,
        order: None,
    };
    assert!(holdings::insert_unowned(&mut conn, &found).await.expect("written"));
    let told = "alibaba 1234567890 dtsunowned1";
    holdings::raise_alarm(&mut conn, None, "unowned_purchase", told).await.expect("an alarm");
    let number = holdings::open(&mut conn).await.expect("the list")[0].number;
    drop(conn);
    let admin = portal.cookie("admin@demo.local").await;
    let text = async || get(&portal, "/admin/attention", &admin).await.text().await.expect("a page");
    let put_away = async |reason: &str| {
        let form = format!("unowned={number}&reason={reason}");
        let request = portal.request(Method::POST, "/admin/attention/unowned").header("cookie", &admin);
        let request = request.header("origin", &portal.base);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        request.send().await.expect("an answer")
    };

    let shown = text().await;
    for words in ["dtsunowned1", "1234567890", "mart", "Alibaba Cloud, instance, dts"] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(!shown.contains(told), "its alarm is not shown beside it");
    let silent = put_away("").await;
    assert_eq!(silent.status(), 422);
    assert!(silent.text().await.expect("text").contains("Say why"));
    assert_eq!(put_away("Bought+in+the+console.").await.status(), 303);
    assert!(!text().await.contains("dtsunowned1"));
}
