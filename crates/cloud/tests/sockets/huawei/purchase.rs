//! Purchases, payments and cancellations: what is sent, and what happens on the way.

use cloud::{
    Advice, Answer, Freshness, Http, HuaweiKey, Limits, Reach, SignedPurchase,
    huawei::{Client, Purchase},
    verdict::Call,
};
use domain::{
    catalog::{Input, Operation},
    order::Verdict,
};
use serde_json::json;
use time::macros::datetime;

use super::{
    cloud::{Cloud, PROJECT, Say, access_key, endpoints, http, iam_user, limits, token},
    looks::is_signed,
};

/// What this client sends once.
pub(crate) const CALLS: [Call; 3] = [Call::Buy(Operation::DdmCreate), Call::PayOrder, Call::CancelOrder];
const BUY: Call = CALLS[0];

const DONE: &str = r#"{"id": "a1in09", "job_id": "j1", "order_id": null}"#;

pub(crate) async fn sign(
    client: &Client,
    call: Call,
    key: &HuaweiKey,
    fresh: &dyn Freshness,
) -> SignedPurchase {
    let access = client.authenticate(call, key, fresh).await.expect("access");
    let parameters: Input = [
        ("instance.name", "orders"),
        ("instance.flavor_id", "f"),
        ("instance.node_num", "2"),
        ("instance.available_zones.1", "az1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let password = "Pass/word+1".into();
    let purchase = Purchase {
        operation: Operation::DdmCreate,
        parameters: &parameters,
        name: "orders-abcdef",
        admin_user_password: Some(&password),
    };
    let fresh = fresh.fresh();
    match call {
        Call::Buy(_) => client.sign_purchase(&purchase, key, &access, &fresh),
        Call::PayOrder => client.sign_pay("CS1", key, &access, &fresh),
        Call::CancelOrder => client.sign_cancel("CS1", key, &access, &fresh),
    }
    .expect("a signed call")
}

async fn send(cloud: &Cloud, call: Call, key: &HuaweiKey) -> Answer {
    let signed = sign(&cloud.client, call, key, &cloud.clock).await;
    cloud.client.purchase(signed).await
}

#[tokio::test]
async fn a_purchase_is_the_signed_request() {
    let cloud = Cloud::start(|_, _| Say::With(200, vec![("X-Request-Id", "R-1".into())], DONE.into())).await;

    let answer = send(&cloud, BUY, &access_key()).await;

    assert_eq!(
        (answer.verdict, answer.reach, answer.http_status),
        (Verdict::Done, Reach::Answered, Some(200))
    );
    assert_eq!((answer.instance_id.as_deref(), answer.order_id.as_deref()), (Some("a1in09"), None));
    assert_eq!(answer.request_id.as_deref(), Some("R-1"));
    assert_eq!(answer.advice, Advice::NothingToDo);
    assert_eq!(answer.body.as_deref(), Some(DONE));
    assert_eq!(answer.cloud_date, Some(datetime!(2024-11-05 08:15:31 UTC)));
    let seen = cloud.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.clone()),
        ("POST", format!("/v1/{PROJECT}/instances"))
    );
    assert_eq!(
        seen[0].json(),
        json!({"instance": {
            "name": "orders-abcdef",
            "flavor_id": "f",
            "node_num": 2,
            "available_zones": ["az1"],
            "admin_user_password": "Pass/word+1",
        }})
    );
    for (name, value) in [
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("x-sdk-date", "20241105T081530Z"),
        ("x-project-id", PROJECT),
        ("host", &cloud.address),
    ] {
        assert_eq!(seen[0].header(name), Some(value));
    }
    assert!(is_signed(&seen[0]));
    assert!(!format!("{seen:?}").contains("fake-secret"));
}

#[tokio::test]
async fn paying_and_cancelling_are_the_documented_requests() {
    let cloud = Cloud::start(|_, _| Say::Answer(204, String::new())).await;

    for call in [Call::PayOrder, Call::CancelOrder] {
        let answer = send(&cloud, call, &access_key()).await;

        assert_eq!((answer.verdict, answer.http_status), (Verdict::Done, Some(204)));
        assert_eq!((answer.reference(), answer.body.as_deref()), (Some("CS1"), None));
    }

    let seen = cloud.seen();
    assert_eq!(seen.len(), 2);
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.as_str()),
        ("POST", "/v3/orders/customer-orders/pay")
    );
    assert_eq!(seen[0].json(), json!({"order_id": "CS1", "use_coupon": "NO", "use_discount": "NO"}));
    assert_eq!(
        (seen[1].method.as_str(), seen[1].target.as_str()),
        ("PUT", "/v2/orders/customer-orders/cancel")
    );
    assert_eq!(seen[1].json(), json!({"order_id": "CS1"}));
    for seen in &seen {
        assert_eq!(seen.header("x-project-id"), None);
        assert!(is_signed(seen));
    }
}

#[tokio::test]
async fn a_user_buys_with_the_token_of_the_project_and_pays_with_that_of_the_account() {
    let cloud = Cloud::start(|seen, before| match seen.path() {
        "/v3/auth/tokens" => token(&format!("MII-{before}"), "2024-11-06T08:15:30.000000Z"),
        path if path.ends_with("/instances") => Say::Answer(200, DONE.into()),
        _ => Say::Answer(204, String::new()),
    })
    .await;
    let key = iam_user("fake-password");

    for call in CALLS {
        let signed = sign(&cloud.client, call, &key, &cloud.clock).await;
        assert_eq!(signed.dead_at, datetime!(2024-11-06 08:15:30 UTC));
        assert_eq!(cloud.client.purchase(signed).await.verdict, Verdict::Done);
    }

    let tokens: Vec<_> = cloud
        .seen()
        .iter()
        .filter(|seen| !seen.is_login())
        .map(|seen| seen.header("x-auth-token").map(str::to_owned).expect("a token"))
        .collect();
    assert_eq!(tokens, ["MII-0", "MII-2", "MII-2"]);
}

#[tokio::test]
async fn signing_sends_nothing_and_says_where_and_until_when() {
    let cloud = Cloud::start(|_, _| Say::Answer(200, DONE.into())).await;

    let signed = sign(&cloud.client, BUY, &access_key(), &cloud.clock).await;

    assert_eq!(signed.endpoint, format!("http://{}", cloud.address));
    assert_eq!(signed.signed_at, datetime!(2024-11-05 08:15:30 UTC));
    assert_eq!(signed.dead_at, datetime!(2024-11-05 08:30:30 UTC));
    assert!(cloud.seen().is_empty());
}

#[tokio::test]
async fn no_secret_is_in_the_evidence() {
    let cloud = Cloud::start(|seen, _| {
        if seen.is_login() {
            return token("MII/secret+1", "2024-11-06T08:15:30.000000Z");
        }
        let token = seen.header("x-auth-token").unwrap_or_default();
        let message = format!("{} {token} {}", seen.body, seen.header("authorization").unwrap_or_default());
        let secret = seen.header("authorization").map_or("fake-password", |_| "fake-secret/1+2");
        let body = json!({"errCode": "DBS.280001", "externalMessage": message, "key": secret});
        Say::Answer(400, body.to_string())
    })
    .await;

    for key in [access_key(), iam_user("fake-password")] {
        let answer = send(&cloud, BUY, &key).await;

        assert_eq!(answer.verdict, Verdict::NotDone);
        let printed = format!("{answer:?}");
        for secret in ["word+1", "fake-secret", "fake-password", "MII"] {
            assert!(!printed.contains(secret), "{secret} in {printed}");
        }
        assert!(printed.contains("[removed]"));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_never_comes_is_open() {
    let http = Http::new(Limits { total: std::time::Duration::from_millis(300), ..limits() });
    let http = http.expect("HTTP");
    let half = format!("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{DONE}");
    for (say, reach) in [
        (Say::Raw(String::new()), Reach::MayHaveArrived),
        (Say::Raw("HTTP/1.1 200".into()), Reach::MayHaveArrived),
        (Say::Raw(half.clone()), Reach::Answered),
        (Say::Hang(String::new()), Reach::MayHaveArrived),
        (Say::Hang(half), Reach::Answered),
    ] {
        for call in CALLS {
            let said = say.clone();
            let cloud = Cloud::over(http.clone(), move |_, _| said.clone()).await;

            let answer = send(&cloud, call, &access_key()).await;

            assert_eq!((answer.verdict, answer.reach), (Verdict::Open, reach), "{call} {say:?}");
            assert_eq!(answer.reference(), None, "half an answer names nothing");
            assert_eq!(cloud.seen().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_refused_connection_and_an_unknown_name_are_not_done() {
    let closed = Cloud::closed().await;
    let nowhere = Client::new(http(), &endpoints("https://ddm.invalid"));
    for client in [&closed.client, &nowhere] {
        for call in CALLS {
            let signed = sign(client, call, &access_key(), &closed.clock).await;

            let answer = client.purchase(signed).await;

            assert_eq!((answer.verdict, answer.reach), (Verdict::NotDone, Reach::NotSent));
            assert_eq!(answer.advice, Advice::CloudUnreachable);
        }
    }
}
