//! Signing in, settings and credentials over HTTP, without a browser: what a page answers to whom.

use std::sync::Arc;

use app::{pages, portal::Portal, site::Site};
use axum::{Router, body::Body};
use backend::{
    Actor, Backend, Clock, Failpoints, Random, Settle, Vault, credentials,
    people::{self, NewPerson},
    sessions,
};
use domain::{mode::Mode, person::Person};
use http::{Method, Request, Response, StatusCode, header};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tower::ServiceExt as _;
use tower_sessions::SessionManagerLayer;

const PASSWORD: &str = "purser-demo-only";

/// The pages, and somebody who may sign in.
struct Portals {
    router: Router,
    backend: Backend,
    anna: Person,
}

async fn portal(options: PgPoolOptions, connect: PgConnectOptions) -> Portals {
    let owner = options.clone().connect_with(connect.clone()).await.expect("the owner's pool");
    sqlx::query("select purser.stamp_mode('sim')").execute(&owner).await.expect("a mode");
    let db = options
        .after_connect(|conn, _| {
            Box::pin(async move { sqlx::query("set role purser_app").execute(conn).await.map(drop) })
        })
        .connect_with(connect)
        .await
        .expect("the application's pool");
    let endpoints = cloud::Endpoints::all_at("http://127.0.0.1:9").expect("an address");
    let http = cloud::Http::new(cloud::Limits::default()).expect("a client");
    let backend = Backend {
        db,
        clock: Clock::system(),
        random: Random::system(),
        vault: Vault::parse("test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").expect("a key"),
        clouds: cloud::Clouds::new(&http, &endpoints),
        mode: Mode::Sim,
        settle: Settle::new(1, None),
        identity: backend::cluster::Identity::default(),
        outbox: backend::Outbox::default(),
        failpoints: Failpoints::default(),
    };
    let anna = somebody(&backend, "anna").await;
    let state = Portal {
        backend: backend.clone(),
        site: Arc::new(Site::unhashed()),
        demo: None,
        simulated: None,
        public_url: "http://127.0.0.1:3000".into(),
    };
    let router = pages::sign_in_handlers::routes()
        .merge(pages::settings::routes())
        .merge(pages::credentials::routes())
        .with_state(state)
        .layer(SessionManagerLayer::new(sessions::store(&backend)).with_secure(false));
    Portals { router, backend, anna }
}

async fn somebody(backend: &Backend, name: &str) -> Person {
    let new = NewPerson {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        roles: vec![],
        team: Some("Platform".to_owned()),
        lead: false,
        password: Some(PASSWORD.into()),
    };
    let id = people::add(backend, Actor::Operator, new).await.expect("a person");
    people::find(backend, id).await.expect("an answer").expect("somebody").person
}

/// An answer, read whole.
struct Answer {
    status: StatusCode,
    location: String,
    cookies: Vec<String>,
    body: String,
    retry_after: Option<String>,
}

impl Answer {
    async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let text = |value: &http::HeaderValue| value.to_str().expect("text").to_owned();
        let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        Self {
            status: parts.status,
            location: parts.headers.get(header::LOCATION).map(text).unwrap_or_default(),
            cookies: parts.headers.get_all(header::SET_COOKIE).iter().map(text).collect(),
            body: String::from_utf8(bytes.to_vec()).expect("text"),
            retry_after: parts.headers.get(header::RETRY_AFTER).map(text),
        }
    }

    /// The session's cookie, as a browser sends it back.
    fn session(&self) -> Option<String> {
        let cookie = self.cookies.iter().find(|cookie| cookie.starts_with("id="))?;
        cookie.split(';').next().map(str::to_owned)
    }
}

impl Portals {
    async fn send(&self, method: Method, path: &str, cookie: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .expect("a request");
        Answer::read(self.router.clone().oneshot(request).await.expect("an answer")).await
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(Method::GET, path, cookie, "").await
    }

    async fn post(&self, path: &str, cookie: &str, body: &str) -> Answer {
        self.send(Method::POST, path, cookie, body).await
    }

    /// The cookie of a fresh sign-in.
    async fn signed_in(&self, email: &str) -> String {
        let body = format!("email={email}&password={PASSWORD}");
        self.post("/signin", "", &body).await.session().expect("a session")
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_not_signed_in_is_led_to_the_sign_in_page(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;

    let read = portal.get("/settings?done=x", "").await;
    let written = portal.post("/settings/password", "", "current=x&password=y").await;

    assert_eq!(
        (read.status, read.location.as_str()),
        (StatusCode::SEE_OTHER, "/signin?next=%2Fsettings%3Fdone%3Dx")
    );
    assert_eq!((written.status, written.location.as_str()), (StatusCode::SEE_OTHER, "/signin"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn signing_in_leads_on_within_the_portal_and_nowhere_else(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;

    for (next, location) in [
        ("/settings", "/settings"),
        ("https%3A%2F%2Fevil.example%2F", "/"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("", "/"),
    ] {
        let body = format!("email=anna%40example.com&password={PASSWORD}&next={next}");
        let answer = portal.post("/signin", "", &body).await;
        assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, location), "{next}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_session_id_changes_at_sign_in_and_dies_at_sign_out(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    let first = portal.signed_in("anna@example.com").await;

    let body = format!("email=anna%40example.com&password={PASSWORD}");
    let second = portal.post("/signin", &first, &body).await.session().expect("a session");
    assert_ne!(first, second);
    assert_eq!(portal.get("/settings", &first).await.status, StatusCode::SEE_OTHER);
    assert_eq!(portal.get("/settings", &second).await.status, StatusCode::OK);

    let out = portal.post("/signout", &second, "").await;
    assert_eq!((out.status, out.location.as_str()), (StatusCode::SEE_OTHER, "/signin?out=1"));
    assert_eq!(portal.get("/settings", &second).await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refused_sign_in_keeps_the_address_and_not_the_password(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;

    let wrong = portal.post("/signin", "", "email=anna%40example.com&password=canary-password").await;
    let unknown = portal.post("/signin", "", "email=nobody%40example.com&password=canary-password").await;

    assert_eq!((wrong.status, wrong.session()), (StatusCode::UNPROCESSABLE_ENTITY, None));
    assert!(wrong.body.contains("anna@example.com") && !wrong.body.contains("canary-password"));
    assert_eq!(
        wrong.body.replace("anna@", "nobody@"),
        unknown.body,
        "which of the two was wrong is not told"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn too_many_wrong_passwords_are_answered_with_when_to_come_back(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    for _ in 0..10 {
        portal.post("/signin", "", "email=anna%40example.com&password=something+else+1").await;
    }

    let body = format!("email=anna%40example.com&password={PASSWORD}");
    let locked = portal.post("/signin", "", &body).await;

    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    let seconds: u32 = locked.retry_after.expect("a time").parse().expect("seconds");
    assert!((600..=900).contains(&seconds));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_disabled_person_is_signed_out_at_once(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    let cookie = portal.signed_in("anna@example.com").await;
    assert_eq!(portal.get("/settings", &cookie).await.status, StatusCode::OK);

    people::disable(&portal.backend, Actor::Operator, portal.anna.id).await.expect("disabled");

    assert_eq!(portal.get("/settings", &cookie).await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn preferences_hold_with_and_without_a_session(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;

    let chosen = portal.post("/preferences", "", "language=zh-CN&next=%2Fsignin").await;
    assert_eq!((chosen.status, chosen.location.as_str()), (StatusCode::SEE_OTHER, "/signin"));
    let page = portal.get("/signin", "language=zh-CN; theme=dark").await;
    assert!(page.body.contains(r#"<html lang="zh-CN" data-theme="dark""#), "{}", &page.body[..200]);
    let foreign = portal.post("/preferences", "", "theme=dark&next=%2F%2Fevil.example").await;
    assert_eq!(foreign.location, "/");

    let cookie = portal.signed_in("anna@example.com").await;
    portal.post("/settings/reading", &cookie, "language=zh-CN&theme=light&zone=Asia%2FShanghai").await;
    let page = portal.get("/settings", &cookie).await;
    assert!(page.body.contains(r#"<html lang="zh-CN" data-theme="light""#));
    let refused = portal.post("/settings/reading", &cookie, "language=en&theme=light&zone=Mars").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_language_of_who_signs_in_is_noted(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;

    let body = format!("email=anna%40example.com&password={PASSWORD}");
    let signed_in = portal.post("/signin", "language=zh-CN", &body).await;

    assert_eq!(signed_in.status, StatusCode::SEE_OTHER);
    let noted: Vec<Option<String>> = sqlx::query_scalar("select signed_in_language from purser.people")
        .fetch_all(&portal.backend.db)
        .await
        .expect("an answer");
    assert_eq!(noted, [Some("zh-CN".to_owned())]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn changing_the_password_ends_the_other_sessions(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    let here = portal.signed_in("anna@example.com").await;
    let there = portal.signed_in("anna@example.com").await;

    let wrong = portal.post("/settings/password", &here, "current=canary-current&password=short").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.body.contains("canary-current"));
    let body = format!("current={PASSWORD}&password=a+quite+different+one");
    let changed = portal.post("/settings/password", &here, &body).await;

    assert_eq!(changed.location, "/settings?done=password");
    assert_eq!(portal.get("/settings", &here).await.status, StatusCode::OK);
    assert_eq!(portal.get("/settings", &there).await.status, StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_is_shown_once(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    let cookie = portal.signed_in("anna@example.com").await;

    let none = portal.post("/settings/tokens", &cookie, "label=ci&ceiling=&currency=CNY").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = portal
        .post("/settings/tokens", &cookie, "label=ci&scopes=read&scopes=buy&ceiling=100000&currency=CNY")
        .await;

    assert_eq!(made.status, StatusCode::OK);
    assert!(made.body.contains("pur_"));
    let later = portal.get("/settings", &cookie).await;
    assert!(!later.body.contains("pur_") && later.body.contains("100,000.00"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refused_credential_keeps_what_was_typed_but_no_secret(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    let cookie = portal.signed_in("anna@example.com").await;

    let body = "kind=alibaba_access_key&label=&site=china&access_key_id=LTAI5tExample&access_key_secret=canary-secret-1";
    let refused = portal.post("/credentials", &cookie, body).await;

    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("LTAI5tExample") && !refused.body.contains("canary-secret-1"));
    assert!(credentials::list(&portal.backend, &portal.anna).await.expect("a list").is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_credential_is_its_owners_alone(o: PgPoolOptions, c: PgConnectOptions) {
    let portal = portal(o, c).await;
    somebody(&portal.backend, "bea").await;
    let (anna, bea) = (portal.signed_in("anna@example.com").await, portal.signed_in("bea@example.com").await);

    let body = "kind=alibaba_access_key&label=Main&site=china&access_key_id=LTAI5tExample&access_key_secret=canary-secret-1";
    let added = portal.post("/credentials", &anna, body).await;
    assert!(added.location.starts_with("/credentials?done=saved&id="), "{}", added.location);
    assert!(added.location.ends_with("&silent=cloud_unreachable"), "{}", added.location);
    let list = portal.get(&added.location, &anna).await;
    assert!(list.body.contains("Main") && !list.body.contains("canary-secret-1"));

    let id = credentials::list(&portal.backend, &portal.anna).await.expect("a list")[0].id;
    for path in ["", "/replace", "/remove"] {
        let page = format!("/credentials/{id}{path}");
        assert_eq!(portal.get(&page, &bea).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["verify", "replace", "remove"] {
        let page = format!("/credentials/{id}/{path}");
        assert_eq!(portal.post(&page, &bea, body).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(portal.get("/credentials/nothing", &anna).await.status, StatusCode::NOT_FOUND);

    assert_eq!(portal.get(&format!("/credentials/{id}/remove"), &anna).await.status, StatusCode::OK);
    let removed = portal.post(&format!("/credentials/{id}/remove"), &anna, "").await;
    assert_eq!(removed.location, "/credentials?done=removed");
    assert!(credentials::list(&portal.backend, &portal.anna).await.expect("a list").is_empty());
}
