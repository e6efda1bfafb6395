//! Buying through BSS: tokens, money, refusals, faults.

use cloud_sim::{
    DEMO_FORBIDDEN, DEMO_INCOMPLETE, DEMO_KEYS, Effect, Fault, LedgerEffect, SENTINELS, Site, When,
};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    ask::{Ask, BSS, Reply},
    bench::Bench,
    gate::key,
};

/// A registry for a year.
pub(crate) const YEAR: [(&str, &str); 6] = [
    ("ProductCode", "acr"),
    ("ProductType", "acr_ee_public_cn"),
    ("SubscriptionType", "Subscription"),
    ("Period", "12"),
    ("Parameter.1.Code", "InstanceType"),
    ("Parameter.1.Value", "Basic"),
];

/// Changed or extended.
pub(crate) fn wish<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = YEAR.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes.iter().copied()).collect()
}

pub(crate) async fn create(bench: &Bench, changes: &[(&str, &str)]) -> Reply {
    Ask::new(bench, BSS, "CreateInstance", &wish(changes)).send().await
}

/// What a word that asks for a fault sells.
fn faulty<'a>(word: &'a str, token: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("ProductCode", word),
        ("ProductType", ""),
        ("Parameter.1.Code", "Edition"),
        ("Parameter.1.Value", "standard"),
        ("ClientToken", token),
    ]
}

#[tokio::test]
async fn an_instance_is_bought_and_paid_at_once() {
    let bench = Bench::start().await;

    let reply = create(&bench, &[("ClientToken", "t1"), ("RegionId", "cn-beijing")]).await;

    let answer = reply.json();
    assert_eq!(reply.status, 200);
    assert_eq!((&answer["Code"], &answer["Message"]), (&json!("Success"), &json!("Successful!")));
    assert_eq!(answer["Success"], true);
    let [sale] = &bench.sim.ledger()[..] else { panic!("one sale") };
    assert_eq!(
        (&answer["Data"]["OrderId"], &answer["Data"]["InstanceId"]),
        (&json!(sale.order_id), &json!(sale.instance_id))
    );
    assert_eq!((sale.effect, sale.price), (LedgerEffect::Purchase, 9_360.into()));
    assert_eq!(
        (sale.client_token.as_deref(), &*sale.request_id),
        (Some("t1"), answer["RequestId"].as_str().expect("an id"))
    );
    assert!(sale.instance_id.starts_with("acr-cn-") && sale.order_id.len() == 15, "{sale:?}");
}

#[tokio::test]
async fn a_token_buys_once_while_it_is_remembered() {
    let bench = Bench::start().await;
    let first = create(&bench, &[("ClientToken", "t1")]).await.json();

    bench.pass(Duration::minutes(30));
    let again = create(&bench, &[("ClientToken", "t1")]).await.json();
    assert_eq!(again["Data"], first["Data"]);
    assert_ne!(again["RequestId"], first["RequestId"]);
    let other = create(&bench, &[("ClientToken", "t1"), ("Period", "24")]).await;
    assert_eq!(other.refusal(), (400, "IdempotentParameterMismatch".to_owned()));
    assert_eq!(bench.sim.ledger().len(), 1);

    bench.pass(Duration::seconds(1));
    let late = create(&bench, &[("ClientToken", "t1")]).await.json();
    assert_ne!(late["Data"], first["Data"]);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn a_token_whose_first_call_is_held_is_still_being_processed() {
    let bench = Bench::start().await;
    bench.sim.fault(Fault::next("CreateInstance", When::Before, Effect::Delay { ms: 600 }));
    let token = [("ClientToken", "t1")];

    let second = async {
        while !bench.sim.faults().is_empty() {
            tokio::task::yield_now().await;
        }
        create(&bench, &token).await.refusal()
    };
    let (first, second) = tokio::join!(create(&bench, &token), second);

    assert_eq!(second, (403, "LastTokenProcessing".to_owned()));
    assert_eq!(create(&bench, &token).await.json()["Data"], first.json()["Data"]);
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn who_cannot_pay_hears_it_with_status_200() {
    let bench = Bench::start().await;
    for changes in [
        &[][..],
        &[
            ("ProductCode", "alikafka"),
            ("ProductType", "alikafka_post"),
            ("SubscriptionType", "PayAsYouGo"),
            ("Period", ""),
            ("Parameter.1.Code", "IoMax"),
            ("Parameter.1.Value", "20"),
        ],
    ] {
        let parameters = wish(changes);
        let ask = Ask { key: key(&DEMO_KEYS[1]), ..Ask::new(&bench, BSS, "CreateInstance", &parameters) };

        let reply = ask.send().await;

        assert_eq!(reply.refusal(), (200, "INSUFFICIENT.AVAILABLE.QUOTA".to_owned()));
        assert_eq!(reply.json()["Success"], false);
        assert!(reply.json()["Data"].get("OrderId").is_none());
    }
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_the_account_is_said_with_its_code() {
    let bench = Bench::start().await;
    let by_use = [
        ("ProductCode", "alikafka"),
        ("ProductType", "alikafka_post"),
        ("SubscriptionType", "PayAsYouGo"),
        ("Parameter.1.Code", "IoMax"),
        ("Parameter.1.Value", "20"),
    ];
    for (demo, changes, status, code) in [
        (DEMO_INCOMPLETE, &[][..], 400, "ORDER.ACCOUNT_INFORMATION_INCOMPLETE"),
        (DEMO_INCOMPLETE, &by_use, 400, "ORDER.ACCOUNT_STATUS_ILLEGAL"),
        (DEMO_FORBIDDEN, &[], 403, "Forbidden.RAM"),
        (DEMO_KEYS[0], &[("OwnerId", "1")], 400, "InvalidOwner"),
        (DEMO_KEYS[0], &[("ProductCode", "rds"), ("ProductType", "rds")], 400, "400"),
        (DEMO_KEYS[0], &[("Period", "-1")], 400, "InvalidParameter"),
        (DEMO_KEYS[0], &[("Period", "")], 400, "MissingPeriod"),
    ] {
        let parameters = wish(changes);
        let ask = Ask { key: key(&demo), ..Ask::new(&bench, BSS, "CreateInstance", &parameters) };
        assert_eq!(ask.send().await.refusal(), (status, code.to_owned()), "{changes:?}");
    }
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn the_other_sites_endpoint_and_products_are_not_applicable() {
    let bench = Bench::with(|config| config.billing_site = Some(Site::International)).await;
    assert_eq!(create(&bench, &[]).await.refusal(), (400, "NotApplicable".to_owned()));
    let looked = bench.bss("QueryAccountBalance", &[]).await;
    assert_eq!(looked["Code"], "NotApplicable");

    let bench = Bench::with(|config| {
        config.accounts[0].site = Site::International;
        config.accounts[0].currency = "USD".to_owned();
    })
    .await;
    assert_eq!(create(&bench, &[]).await.refusal(), (400, "NotApplicable".to_owned()));
    let bought = create(&bench, &[("ProductType", "acr_ee_public_intl"), ("Period", "1")]).await;
    assert_eq!(bought.json()["Success"], true);
    let [sale] = &bench.sim.ledger()[..] else { panic!("one sale") };
    assert_eq!((sale.price, &*sale.currency), ("111.43".parse().expect("a price"), "USD"));
}

#[tokio::test]
async fn product_codes_reach_every_fault() {
    let bench = Bench::start().await;
    for (word, answer, sold) in [
        ("x-drop-before", None, 0),
        ("x-drop-after", None, 1),
        ("x-lost", None, 1),
        ("x-500", Some((500, "")), 0),
        ("x-500-after", Some((500, "")), 1),
        ("x-html", Some((200, "html")), 1),
        ("x-refuse", Some((400, "\"400\"")), 0),
        ("x-throttle", Some((400, "Throttling.User")), 0),
        ("x-odd", Some((400, "SIMULATED.UNHEARD")), 0),
    ] {
        let before = bench.sim.ledger().len();
        let parameters = wish(&faulty(word, word));
        let ask = Ask::new(&bench, BSS, "CreateInstance", &parameters);
        match answer {
            None => assert!(ask.try_send().await.is_none(), "{word}"),
            Some((status, text)) => {
                let reply = ask.send().await;
                assert_eq!(
                    (reply.status, reply.text.contains(text)),
                    (status, true),
                    "{word}: {}",
                    reply.text
                );
            }
        }
        assert_eq!(bench.sim.ledger().len() - before, sold, "{word}");
        let sentinel = SENTINELS.iter().find(|sentinel| sentinel.word == word).expect("a word");
        if sentinel.only_first {
            assert_eq!(ask.send().await.json()["Success"], true, "{word}: a resend goes well");
        }
    }
}

#[tokio::test]
async fn a_restarted_cloud_knows_its_instances_its_tokens_and_its_money() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let start = || {
        Bench::with(|config| {
            config.ledger_file = Some(file.clone());
            config.accounts[0].balance = 10_000.into();
        })
    };
    let before = start().await;
    let first = create(&before, &[("ClientToken", "t1")]).await.json();

    let after = start().await;

    assert_eq!(create(&after, &[("ClientToken", "t1")]).await.json()["Data"], first["Data"]);
    assert_eq!(create(&after, &[("ClientToken", "t2")]).await.refusal().1, "INSUFFICIENT.AVAILABLE.QUOTA");
    for action in ["QueryOrders", "QueryAvailableInstances", "QueryAccountBalance"] {
        let (then, now) = (before.bss(action, &[]).await, after.bss(action, &[]).await);
        assert_eq!(then["Data"], now["Data"], "{action}");
        assert_ne!(now["Data"], Value::Null);
    }
    assert_eq!(after.sim.ledger(), before.sim.ledger());
}
