//! Bearer tokens of IAM users: how few are fetched, and who sees them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use cloud::{Advice, CloudErrorKind, verdict::Call};
use domain::catalog::Operation;
use serde_json::json;
use time::{Duration, macros::datetime};

use super::cloud::{Cloud, PROJECT, Say, Seen, http, iam_user, json as answer, token};

const BUY: Call = Call::Buy(Operation::DdmCreate);
const TOMORROW: &str = "2024-11-06T08:15:30.123456Z";

fn projects() -> Say {
    answer(json!({"projects": [{"id": PROJECT, "name": "cn-north-4", "domain_id": "domain1"}]}))
}

/// Issues `MII-1`, `MII-2` and on; takes any.
async fn kind() -> Cloud {
    Cloud::start(
        |seen, before| if seen.is_login() { token(&format!("MII-{before}"), TOMORROW) } else { projects() },
    )
    .await
}

#[tokio::test]
async fn a_user_logs_in_once_and_its_looks_carry_the_token() {
    let cloud = kind().await;
    let key = iam_user("fake-password");

    for _ in 0..3 {
        let looked = cloud.client.verify(&key, &cloud.clock).await.expect("a look");
        assert_eq!(looked.account.as_deref(), Some("domain1"));
    }

    let seen = cloud.seen();
    assert_eq!(cloud.logins(), 1);
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.as_str()),
        ("POST", "/v3/auth/tokens?nocatalog=true")
    );
    assert_eq!(
        seen[0].json(),
        json!({"auth": {
            "identity": {
                "methods": ["password"],
                "password": {"user": {"name": "buyer", "password": "fake-password", "domain": {"name": "acme"}}},
            },
            "scope": {"project": {"id": PROJECT}},
        }})
    );
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    for look in &seen[1..] {
        assert_eq!(look.header("x-auth-token"), Some("MII-0"));
        assert_eq!(look.header("authorization"), None);
    }
}

#[tokio::test]
async fn a_token_is_renewed_when_less_than_ten_minutes_are_left() {
    let cloud = kind().await;
    let key = iam_user("fake-password");
    let access = cloud.client.authenticate(BUY, &key, &cloud.clock).await.expect("access");
    assert_eq!(access.expires_at(), Some(datetime!(2024-11-06 08:15:30.123456 UTC)));

    cloud.clock.advance(Duration::minutes(24 * 60 - 10));
    cloud.client.authenticate(BUY, &key, &cloud.clock).await.expect("access");
    assert_eq!(cloud.logins(), 2, "half a second less than ten minutes");
}

#[tokio::test]
async fn a_token_with_ten_minutes_left_is_used() {
    let cloud = kind().await;
    let key = iam_user("fake-password");
    cloud.client.authenticate(BUY, &key, &cloud.clock).await.expect("access");

    cloud.clock.advance(Duration::minutes(24 * 60 - 10) - Duration::seconds(1));
    cloud.client.authenticate(BUY, &key, &cloud.clock).await.expect("access");

    assert_eq!(cloud.logins(), 1);
}

#[tokio::test]
async fn many_at_once_log_in_once() {
    let cloud = Arc::new(kind().await);
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let cloud = cloud.clone();
            tokio::spawn(async move {
                cloud.client.authenticate(BUY, &iam_user("fake-password"), &cloud.clock).await.map(drop)
            })
        })
        .collect();

    for task in tasks {
        task.await.expect("a task").expect("access");
    }

    assert_eq!(cloud.logins(), 1);
}

#[tokio::test]
async fn many_at_once_with_a_wrong_password_try_once() {
    let refusal = json!({"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}});
    let cloud = Arc::new(Cloud::start(move |_, _| Say::Answer(401, refusal.to_string())).await);
    let key = iam_user("fake-password");
    // All of them are polled up to the lock before the first answer is read.
    let tries = (0..20).map(|_| cloud.client.authenticate(BUY, &key, &cloud.clock));

    let results = join(tries).await;

    for result in results {
        let error = result.map(drop).expect_err("a refusal");
        assert_eq!((error.kind, error.advice), (CloudErrorKind::CredentialRejected, Advice::KeyRefused));
    }
    assert_eq!(cloud.logins(), 1);
}

#[tokio::test]
async fn a_wrong_password_is_not_tried_again_for_five_minutes() {
    let refusal = json!({"error": {"code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"}});
    let cloud = Cloud::start(move |seen, before| {
        if seen.is_login() && seen.body.contains("right") {
            token(&format!("MII-{before}"), TOMORROW)
        } else {
            Say::Answer(401, refusal.to_string())
        }
    })
    .await;
    let key = iam_user("wrong-password");
    let elsewhere = cloud::HuaweiKey { project_id: "another".into(), ..iam_user("wrong-password") };
    let mut logins = Vec::new();

    for advance in [Duration::ZERO, Duration::seconds(299), Duration::seconds(1), Duration::hours(-1)] {
        cloud.clock.advance(advance);
        for (call, key) in [(BUY, &key), (Call::PayOrder, &key), (BUY, &elsewhere)] {
            let error = cloud.client.authenticate(call, key, &cloud.clock).await.map(drop).expect_err("none");
            assert_eq!((error.kind, error.advice), (CloudErrorKind::CredentialRejected, Advice::KeyRefused));
        }
        let right = cloud.client.authenticate(BUY, &iam_user("right-password"), &cloud.clock).await;
        assert!(right.is_ok(), "another password is another try");
        logins.push(cloud.seen().iter().filter(|seen| seen.body.contains("wrong")).count());
    }

    assert_eq!(logins, [1, 1, 2, 3], "one try for all scopes; a clock that was set back keeps nobody out");
}

#[tokio::test]
async fn a_login_that_failed_for_another_reason_is_tried_again() {
    let cloud = Cloud::start(|_, before| match before {
        0 => Say::Answer(503, String::new()),
        _ => token("MII", TOMORROW),
    })
    .await;
    let key = iam_user("fake-password");

    let failed = cloud.client.authenticate(BUY, &key, &cloud.clock).await.map(drop);
    assert_eq!(failed.expect_err("a failure").kind, CloudErrorKind::ProviderDown);
    cloud.client.authenticate(BUY, &key, &cloud.clock).await.expect("access");
}

/// Runs them side by side, on this task.
async fn join<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(move |context| {
        for (future, output) in &mut running {
            if output.is_none()
                && let std::task::Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if running.iter().any(|(_, output)| output.is_none()) {
            return std::task::Poll::Pending;
        }
        std::task::Poll::Ready(running.iter_mut().filter_map(|(_, output)| output.take()).collect())
    })
    .await
}

#[tokio::test]
async fn the_project_and_the_account_have_a_token_each() {
    let cloud = kind().await;
    let key = iam_user("fake-password");

    for call in [BUY, Call::PayOrder, BUY, Call::CancelOrder] {
        cloud.client.authenticate(call, &key, &cloud.clock).await.expect("access");
    }

    let scopes: Vec<_> =
        cloud.seen().iter().map(|seen: &Seen| seen.json()["auth"]["scope"].clone()).collect();
    assert_eq!(scopes, [json!({"project": {"id": PROJECT}}), json!({"domain": {"name": "acme"}})]);
}

#[tokio::test]
async fn another_password_project_or_user_is_another_token() {
    let cloud = kind().await;
    let mut elsewhere = iam_user("fake-password");
    elsewhere.project_id = "another".into();
    let mut other = iam_user("fake-password");
    if let cloud::huawei::Login::IamUser { user, .. } = &mut other.login {
        *user = "other".into();
    }

    for key in [iam_user("fake-password"), iam_user("new-password"), elsewhere, other] {
        cloud.client.authenticate(BUY, &key, &cloud.clock).await.expect("access");
        cloud.client.clone().authenticate(BUY, &key, &cloud.clock).await.expect("access");
    }

    assert_eq!(cloud.logins(), 4);
}

#[tokio::test]
async fn a_look_renews_a_refused_token_once_and_then_gives_up() {
    let is_strict = Arc::new(AtomicBool::new(false));
    let strict = is_strict.clone();
    let cloud = Cloud::start(move |seen, before| {
        let refusal = r#"{"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information: decrypt token fail"}"#;
        match seen.header("x-auth-token") {
            None => token(&format!("MII-{before}"), TOMORROW),
            Some("MII-0") => Say::Answer(401, refusal.into()),
            Some(_) if strict.load(Ordering::SeqCst) => Say::Answer(401, refusal.into()),
            Some(_) => projects(),
        }
    })
    .await;
    let key = iam_user("fake-password");

    cloud.client.verify(&key, &cloud.clock).await.expect("a look with the second token");
    assert_eq!((cloud.logins(), cloud.seen().len()), (2, 4));

    is_strict.store(true, Ordering::SeqCst);
    let error = cloud.client.verify(&key, &cloud.clock).await.expect_err("a refusal");

    assert_eq!(error.kind, CloudErrorKind::CredentialRejected);
    assert_eq!((cloud.logins(), cloud.seen().len()), (3, 7));
}

#[tokio::test]
async fn a_token_that_bss_refuses_is_renewed_at_401_and_403_and_other_refusals_renew_nothing() {
    let http = http();
    for (status, code, logins) in [
        (401, "CBC.0154", 2),
        (403, "CBC.0154", 2),
        (401, "X.1", 2),
        (403, "CBC.0151", 1),
        (400, "CBC.0154", 1),
    ] {
        let body = json!({"error_code": code, "error_msg": "m"});
        let cloud = Cloud::over(http.clone(), move |seen, before| match seen.header("x-auth-token") {
            None => token(&format!("MII-{before}"), TOMORROW),
            Some("MII-0") => Say::Answer(status, body.to_string()),
            Some(_) => answer(json!({"order_info": {"order_id": "CS1", "status": 5}})),
        })
        .await;

        let shown = cloud.client.order(&iam_user("fake-password"), "CS1", &cloud.clock).await;

        assert_eq!((shown.is_ok(), cloud.logins()), (logins == 2, logins), "{status} {code}");
    }
}

#[tokio::test]
async fn an_answer_without_a_token_or_its_end_is_none() {
    let http = http();
    for say in [token("", TOMORROW), token("MII", "soon"), Say::Answer(201, "{}".into()), projects()] {
        let cloud = Cloud::over(http.clone(), move |_, _| say.clone()).await;

        let error =
            cloud.client.authenticate(BUY, &iam_user("p"), &cloud.clock).await.map(drop).expect_err("none");

        assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable));
    }
}

#[tokio::test]
async fn a_project_that_a_user_may_not_open_is_a_missing_permission() {
    let body = json!({"error": {"code": 404, "message": "Could not find project", "title": "Not Found"}});
    let cloud = Cloud::start(move |_, _| Say::Answer(404, body.to_string())).await;

    let error = cloud.client.verify(&iam_user("fake-password"), &cloud.clock).await.expect_err("a refusal");

    assert_eq!((error.kind, error.advice), (CloudErrorKind::PermissionDenied, Advice::PermissionMissing));
    assert_eq!((error.code.as_deref(), cloud.seen().len()), (Some("404"), 1));
}

#[tokio::test]
async fn neither_password_nor_token_is_in_a_refusal_or_printed() {
    let cloud = Cloud::start(|seen, _| match seen.header("x-auth-token") {
        Some(token) => {
            Say::Answer(400, json!({"error_code": "X.1", "error_msg": format!("{token}!")}).to_string())
        }
        None if seen.body.contains("wrong") => {
            Say::Answer(400, json!({"error": {"code": 400, "message": seen.body}}).to_string())
        }
        None => token("MIIsecret", TOMORROW),
    })
    .await;

    let with_token =
        cloud.client.verify(&iam_user("fake-password"), &cloud.clock).await.expect_err("a refusal");
    let with_password =
        cloud.client.verify(&iam_user("wrong\"password"), &cloud.clock).await.expect_err("a refusal");

    assert_eq!(with_token.message.as_deref(), Some("[removed]!"));
    assert!(
        with_password
            .message
            .as_deref()
            .is_some_and(|text| text.contains("[removed]") && !text.contains("wrong"))
    );
    assert!(!format!("{:?}", cloud.client).contains("MIIsecret"));
}

#[tokio::test]
async fn an_access_key_asks_for_nothing() {
    let cloud = kind().await;

    let access =
        cloud.client.authenticate(BUY, &super::cloud::access_key(), &cloud.clock).await.expect("access");

    assert_eq!(access.expires_at(), None);
    assert!(cloud.seen().is_empty());
}
