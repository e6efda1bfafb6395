//! What a bearer token is good for, and for how long.

use cloud_sim::DemoHuawei;
use serde_json::{Value, json};

use super::desk::{Desk, POOR, RICH, Request, instances_of};

pub(crate) fn by_project(who: &DemoHuawei) -> Value {
    json!({"project": {"id": who.projects[0].1}})
}

fn by_account(who: &DemoHuawei) -> Value {
    json!({"domain": {"name": who.domain_name}})
}

pub(crate) fn sign_in_body(who: &DemoHuawei, scope: Value) -> Value {
    let user = json!({"name": who.user, "password": who.password, "domain": {"name": who.domain_name}});
    json!({"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}})
}

async fn token(desk: &Desk, who: &DemoHuawei, scope: Value) -> String {
    let reply = desk.send(&Request::post("/v3/auth/tokens", &sign_in_body(who, scope))).await;
    reply.headers["x-subject-token"].to_str().expect("text").to_owned()
}

async fn look(desk: &Desk, token: &str) -> (u16, String) {
    let reply = desk.send(&Request::get(&instances_of(&RICH)).token(token)).await;
    let (status, code, message) = reply.refusal();
    (status, format!("{code} {message}"))
}

const DEAD: &str = "APIGW.0301 Incorrect IAM authentication information: decrypt token fail";

fn dead() -> (u16, String) {
    (401, DEAD.to_owned())
}

#[tokio::test]
async fn a_project_token_buys_in_its_project_alone() {
    let desk = Desk::open().await;
    let ours = token(&desk, &RICH, by_project(&RICH)).await;
    let theirs = token(&desk, &POOR, by_project(&POOR)).await;
    let wish = desk.wish(&RICH, "by-token").await;
    let send = async |target: &str, token: &str| desk.send(&Request::post(target, &wish).token(token)).await;

    assert_eq!(send(&instances_of(&RICH), &theirs).await.code(), (403, "APIGW.0302"));
    let elsewhere = format!("/v1/{}/instances", RICH.projects[1].1);
    assert_eq!(send(&elsewhere, &ours).await.code(), (403, "APIGW.0302"));
    assert_eq!(send(&instances_of(&RICH), &ours).await.status, 200);

    let [sale] = &desk.bench.sim.ledger()[..] else { panic!("one sale") };
    assert_eq!((sale.account.as_str(), sale.name.as_deref()), ("rich", Some("by-token")));
    let arrival = desk.bench.sim.requests().pop().expect("an arrival");
    assert_eq!(serde_json::to_value(arrival.auth).expect("JSON"), "token");
    assert_eq!(arrival.account.as_deref(), Some("rich"));
}

#[tokio::test]
async fn an_account_token_is_for_billing_and_a_project_token_is_not() {
    let desk = Desk::open().await;
    let account = token(&desk, &RICH, by_account(&RICH)).await;
    let project = token(&desk, &RICH, by_project(&RICH)).await;
    let send = async |target: &str, token: &str| desk.send(&Request::get(target).token(token)).await.code().0;
    let balance = "/v2/accounts/customer-accounts/balances";
    let vpcs = format!("/v1/{}/vpcs", RICH.projects[0].1);
    for (target, by_account, by_project) in [
        (balance, 200, 403),
        (&instances_of(&RICH), 403, 200),
        (&vpcs, 403, 200),
        ("/v3/auth/projects", 200, 200),
    ] {
        assert_eq!(
            (send(target, &account).await, send(target, &project).await),
            (by_account, by_project),
            "{target}"
        );
    }
}

#[tokio::test]
async fn a_token_dies_after_a_day_and_compressed_sooner() {
    for (compress, life) in [(1, 86_400), (60, 1_440)] {
        let desk = Desk::with(|config| config.compress = compress).await;
        let token = token(&desk, &RICH, by_project(&RICH)).await;
        desk.pass(life - 1);
        assert_eq!(look(&desk, &token).await.0, 200);
        desk.pass(1);
        assert_eq!(look(&desk, &token).await, dead());
    }
}

#[tokio::test]
async fn a_new_token_leaves_the_old_one_alive_and_revoking_kills_both() {
    let desk = Desk::open().await;
    let old = token(&desk, &RICH, by_project(&RICH)).await;
    let new = token(&desk, &RICH, by_project(&RICH)).await;
    assert_ne!(old, new);
    assert_eq!((look(&desk, &old).await.0, look(&desk, &new).await.0), (200, 200));

    let http = reqwest::Client::builder().no_proxy().build().expect("HTTP");
    let revoked = http.delete(desk.bench.url("/_sim/tokens")).send().await.expect("an answer");

    assert_eq!(revoked.status(), 204);
    assert_eq!((look(&desk, &old).await, look(&desk, &new).await), (dead(), dead()));
    let newest = token(&desk, &RICH, by_project(&RICH)).await;
    assert_eq!(look(&desk, &newest).await.0, 200);
}

#[tokio::test]
async fn a_token_that_nobody_issued_is_refused() {
    let desk = Desk::open().await;
    let real = token(&desk, &RICH, by_project(&RICH)).await;
    let seal = real.split('-').nth(1).expect("a seal");
    let other = if seal.starts_with('0') { "1" } else { "0" };
    let forged = real.replace(seal, &format!("{other}{}", &seal[1..]));
    for text in [format!("MII{}", "x".repeat(2_000)), "x".to_owned(), forged, real[3..].to_owned()] {
        assert_eq!(look(&desk, &text).await, dead());
    }
}

#[tokio::test]
async fn a_restart_kills_no_token_and_a_new_password_does() {
    let before = Desk::open().await;
    let old = token(&before, &RICH, by_project(&RICH)).await;

    let same = Desk::open().await;
    let changed = Desk::with(|config| {
        let rich = config.accounts.iter_mut().find(|account| account.domain_name == RICH.domain_name);
        rich.expect("the account").users[0].password = "new".into();
    })
    .await;

    assert_eq!(look(&same, &old).await.0, 200);
    assert_eq!(look(&changed, &old).await, dead());
}
