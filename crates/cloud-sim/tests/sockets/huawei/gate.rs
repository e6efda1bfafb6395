//! Who is let in: keys, signatures, clocks, copies, projects, rights.

use cloud::huawei::sign;
use cloud_sim::DEMO_HUAWEI;
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use super::desk::{Desk, POOR, RICH, Request, instances_of};

const WRONG: (u16, &str, &str) =
    (401, "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail");

fn list() -> Request {
    Request::get(&instances_of(&RICH))
}

#[tokio::test]
async fn a_signed_look_is_answered_and_named() {
    let desk = Desk::open().await;

    let reply = desk.ask(&RICH, list()).await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let id = reply.headers["x-request-id"].to_str().expect("text");
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit() && !b.is_ascii_uppercase()), "{id}");
    let [arrival] = &desk.bench.sim.requests()[..] else { panic!("one arrival") };
    assert_eq!((arrival.service.as_str(), arrival.action.as_str()), ("ddm", "ListInstances"));
    assert_eq!(arrival.account.as_deref(), Some("rich"));
}

#[tokio::test]
async fn what_the_sdk_signs_is_taken() {
    let desk = Desk::open().await;
    let request = list()
        .with("user-agent", "huaweicloud-usdk-python/3.0; app/random")
        .with("content-type", "application/json;charset=utf-8")
        .with("x-project-id", RICH.projects[0].1);
    assert_eq!(desk.ask(&RICH, request).await.status, 200);

    let unsigned = Request::post(&instances_of(&RICH), &json!({}))
        .with("x-sdk-content-sha256", sign::UNSIGNED_PAYLOAD)
        .with("content-type", "text/plain");
    let mut unsigned = desk.signed(&RICH, unsigned);
    unsigned.body = "{\"other\": 1}".to_owned();
    assert_eq!(desk.send(&unsigned).await.code(), (400, "DBS.280001"), "the body is not covered");
}

#[tokio::test]
async fn whatever_is_changed_after_signing_is_noticed() {
    let post =
        || Request::post(&instances_of(&RICH), &json!({"a": 1})).with("x-project-id", RICH.projects[0].1);
    type Change = fn(Request) -> Request;
    let changes: [(&str, Change); 9] = [
        ("method", |request| Request { method: Method::GET, ..request }),
        ("path", |request| Request { target: instances_of(&POOR), ..request }),
        ("query", |request| Request { target: format!("{}?limit=1", request.target), ..request }),
        ("body", |request| Request { body: "{\"a\":2}".into(), ..request }),
        ("date", |request| request.with("x-sdk-date", "20250301T100001Z")),
        ("project", |request| request.with("x-project-id", RICH.projects[1].1)),
        ("no date", |request| request.without("x-sdk-date")),
        ("hash", |request| request.with("x-sdk-content-sha256", "00")),
        ("signature", |request| {
            request.with(
                "authorization",
                "SDK-HMAC-SHA256 Access=HPUADEMORICHFAKE0001, SignedHeaders=host, Signature=00",
            )
        }),
    ];
    for (what, change) in changes {
        let desk = Desk::open().await;
        let request = change(desk.signed(&RICH, post()));
        assert_eq!(desk.send(&request).await.refusal(), WRONG, "{what}");
    }
    let desk = Desk::open().await;
    assert_eq!(desk.send(&post().with("authorization", "Bearer x")).await.refusal(), WRONG);
    assert_eq!(desk.send(&post()).await.code(), (401, "APIGW.0301"), "neither signature nor token");
    assert!(desk.bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn host_and_date_must_be_covered() {
    let desk = Desk::open().await;
    let date = sign::date(desk.bench.now()).expect("a date");
    for names in [&["host"][..], &["x-sdk-date"]] {
        let headers: Vec<_> = [("host", desk.bench.address.as_str()), ("x-sdk-date", &date)]
            .into_iter()
            .filter(|(name, _)| names.contains(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let path = instances_of(&RICH);
        let request = sign::Request {
            method: "GET",
            path: &path,
            query: &[],
            headers: &headers,
            payload_hash: &sign::payload_hash(b"", None),
        };
        let signature = sign::sign(request, RICH.access_key_id, &RICH.secret.into(), &date);
        let request = list().with("x-sdk-date", &date).with("authorization", &signature.authorization);
        assert_eq!(desk.send(&request).await.refusal(), WRONG, "{names:?}");
    }
}

#[tokio::test]
async fn an_unknown_key_does_not_exist() {
    let desk = Desk::open().await;

    let reply = desk.send(&desk.sign(list(), "HPUANOBODY", RICH.secret)).await;

    assert_eq!(reply.code(), (401, "APIGW.0301"));
    assert!(reply.refusal().2.ends_with("Get secretKey failed,ak:HPUANOBODY,err:ak not exist"));
}

#[tokio::test]
async fn more_than_five_wrong_signatures_lock_the_key_for_five_minutes() {
    let desk = Desk::open().await;
    let wrong = async || desk.send(&desk.sign(list(), RICH.access_key_id, "wrong")).await;
    let locked = "Incorrect IAM authentication information: AK access failed to reach the limit,forbidden";
    for _ in 0..5 {
        assert_eq!(wrong().await.refusal(), WRONG);
    }
    assert_eq!(desk.ask(&RICH, list()).await.status, 200, "five are allowed, and forgotten");
    for _ in 0..6 {
        assert_eq!(wrong().await.refusal(), WRONG);
    }

    assert_eq!(wrong().await.refusal(), (401, "APIGW.0301", locked));
    assert_eq!(desk.ask(&RICH, list()).await.refusal(), (401, "APIGW.0301", locked), "a right one too");
    assert_eq!(
        desk.ask(&POOR, Request::get(&instances_of(&POOR))).await.status,
        200,
        "other keys are not locked"
    );
    desk.pass(299);
    assert_eq!(desk.ask(&RICH, list()).await.status, 401);
    desk.pass(1);
    assert_eq!(desk.ask(&RICH, list()).await.status, 200);
}

#[tokio::test]
async fn a_date_is_good_for_fifteen_minutes_and_compressed_for_less() {
    for (compress, life) in [(1, 900), (60, 15)] {
        let desk = Desk::with(|config| config.compress = compress).await;
        for (seconds, is_good) in [(life, true), (life + 1, false), (-life, true), (-life - 1, false)] {
            let request = desk.signed(&RICH, list());
            desk.bench.sim.advance(Duration::seconds(seconds));
            let reply = desk.send(&request).await;
            desk.bench.sim.advance(Duration::seconds(-seconds));

            assert_eq!(reply.status == 200, is_good, "{seconds} of {compress}");
            if !is_good {
                assert_eq!(reply.code(), (401, "APIGW.0301"));
                assert!(reply.refusal().2.contains("signature expired"), "{}", reply.text);
            }
        }
    }
}

#[tokio::test]
async fn a_copy_of_a_signed_purchase_buys_again_until_its_date_is_old() {
    let desk = Desk::open().await;
    let wish = desk.wish(&RICH, "twice").await;
    let purchase = desk.signed(&RICH, Request::post(&instances_of(&RICH), &wish));
    let first = desk.send(&purchase).await;
    desk.pass(900);

    let copy = desk.send(&purchase).await;
    desk.pass(1);
    let late = desk.send(&purchase).await;

    assert_eq!((first.status, copy.status), (200, 200));
    assert_ne!(first.body["id"], copy.body["id"]);
    assert_eq!(late.code(), (401, "APIGW.0301"));
    assert_eq!(desk.bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_temporary_key_needs_its_token_and_lives_as_long() {
    let desk = Desk::with(|config| {
        let rich = config.accounts.iter_mut().find(|account| account.domain_name == RICH.domain_name);
        rich.expect("the account").keys[1].expires_at = Some((config.clock)() + Duration::hours(1));
    })
    .await;
    let with = |token: &str| list().with("x-security-token", token);
    let send = async |request| {
        desk.send(&desk.sign(request, RICH.temporary_access_key_id, RICH.temporary_secret)).await
    };

    assert_eq!(send(with(RICH.security_token)).await.status, 200);
    assert_eq!(send(list()).await.code(), (401, "APIGW.0301"));
    assert_eq!(send(with("another")).await.code(), (401, "APIGW.0301"));
    assert_eq!(desk.ask(&RICH, with(RICH.security_token)).await.status, 401, "a lasting key has none");
    let uncovered = desk.sign(list(), RICH.temporary_access_key_id, RICH.temporary_secret);
    let uncovered = uncovered.with("x-security-token", RICH.security_token);
    assert_eq!(desk.send(&uncovered).await.refusal(), WRONG);
    desk.pass(3600);
    assert_eq!(send(with(RICH.security_token)).await.code(), (401, "APIGW.0301"));
}

#[tokio::test]
async fn only_the_accounts_own_projects_are_entered() {
    let desk = Desk::open().await;
    let forbidden = (403, "APIGW.0302");

    assert_eq!(desk.ask(&POOR, list()).await.code(), forbidden);
    assert_eq!(desk.get("/v1/no-such-project/instances").await.code(), forbidden);
    assert_eq!(desk.get(&format!("/v1/{}/vpcs", POOR.projects[0].1)).await.code(), forbidden);
    let elsewhere = list().with("x-project-id", RICH.projects[1].1);
    assert_eq!(desk.ask(&RICH, elsewhere).await.code(), forbidden);
    let another = Request::get("/v3/auth/projects").with("x-domain-id", POOR.domain_id);
    assert_eq!(desk.ask(&RICH, another).await.code(), forbidden);
    let own = Request::get("/v3/auth/projects").with("x-domain-id", RICH.domain_id);
    assert_eq!(desk.ask(&RICH, own).await.status, 200);
}

#[tokio::test]
async fn what_is_not_published_is_not_found_even_unsigned() {
    let desk = Desk::open().await;
    for (method, target) in [("GET", "/v9/x"), ("PATCH", "/v3/projects"), ("GET", "/v2/p/instances")] {
        let method = method.parse().expect("a method");
        let reply = desk.send(&Request::new(method, target, &Value::Null)).await;
        assert_eq!(reply.code(), (404, "APIGW.0101"), "{target}");
    }
}

#[tokio::test]
async fn who_has_no_permission_looks_and_changes_nothing() {
    let desk = Desk::open().await;
    for (who, may_cancel) in [(DEMO_HUAWEI[2], true), (DEMO_HUAWEI[3], false)] {
        let wish = desk.wish(&who, "forbidden").await;
        let refused = desk.buy_as(&who, &wish).await;
        assert_eq!(refused.code(), (403, "APIGW.0302"), "{}", refused.text);
        let bss = async |method, target: &str| {
            let body = json!({"order_id": "CS1", "use_coupon": "NO", "use_discount": "NO"});
            let body = if method == Method::POST { body } else { json!({"order_id": "CS1"}) };
            desk.ask(&who, Request::new(method, target, &body)).await
        };
        let paid = bss(Method::POST, "/v3/orders/customer-orders/pay").await;
        assert_eq!(paid.code(), (403, "CBC.0151"));
        let cancelled = bss(Method::PUT, "/v2/orders/customer-orders/cancel").await;
        // Who may cancel is told that there is no such order.
        assert_eq!(cancelled.code(), if may_cancel { (400, "CBC.0100") } else { (403, "CBC.0151") });
    }
    assert!(desk.bench.sim.ledger().is_empty());
}
