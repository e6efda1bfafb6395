//! Buying: money, tokens, and what a restarted cloud still knows.

use cloud::{Advice, Reach};
use domain::order::Verdict;
use time::Duration;

use crate::bench::{Bench, parameters, poor, rich};

#[tokio::test]
async fn a_purchase_is_sold_once_and_booked() {
    let bench = Bench::start().await;

    let answer = bench.buy("t1").await;

    assert_eq!(answer.verdict, Verdict::Done);
    assert_eq!(answer.cloud_date, Some(bench.now()));
    let ledger = bench.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(answer.reference(), Some(ledger[0].instance_id.as_str()));
    assert_eq!(answer.request_id.as_deref(), Some(ledger[0].request_id.as_str()));
    assert!(ledger[0].instance_id.starts_with("dts"));
    assert!(!ledger[0].instance_id.contains(&ledger[0].job_id));
    assert_eq!(ledger[0].price, "0.83".parse().expect("a price"));
    assert_eq!(ledger[0].client_token.as_deref(), Some("t1"));
}

#[tokio::test]
async fn success_comes_as_boolean_and_as_text() {
    let bench = Bench::start().await;

    let bodies = [bench.buy("t1").await, bench.buy("t2").await].map(|answer| answer.body.expect("a body"));

    assert!(bodies[0].contains(r#""Success":true"#), "{}", bodies[0]);
    assert!(bodies[1].contains(r#""Success":"true""#), "{}", bodies[1]);
}

#[tokio::test]
async fn the_same_token_buys_once_and_answers_with_another_request_id() {
    let bench = Bench::start().await;

    let first = bench.buy("t1").await;
    bench.pass(Duration::minutes(30));
    let second = bench.buy("t1").await;

    assert_eq!(second.verdict, Verdict::Done);
    assert_eq!(first.instance_id, second.instance_id);
    assert_ne!(first.request_id, second.request_id);
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn the_same_token_at_the_same_moment_buys_once() {
    let bench = Bench::start().await;

    let signed = (0..8).map(|_| bench.sign(&rich(), "t1", &parameters(&[])));
    let purchases: Vec<_> = signed
        .map(|signed| {
            let client = bench.client.clone();
            tokio::spawn(async move { client.purchase(signed).await })
        })
        .collect();

    let first = bench.buy("t1").await.instance_id;
    for purchase in purchases {
        assert_eq!(purchase.await.expect("an answer").instance_id, first);
    }
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn the_same_token_with_other_parameters_is_a_mismatch() {
    let bench = Bench::start().await;
    bench.buy("t1").await;

    let answer = bench.buy_as(&rich(), "t1", &parameters(&[("SynchronizationJobClass", "large")])).await;

    assert_eq!(answer.code.as_deref(), Some("IdempotentParameterMismatch"));
    assert_eq!((answer.verdict, answer.alarm), (Verdict::Open, true));
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn a_forgotten_token_buys_again() {
    let bench = Bench::start().await;
    let first = bench.buy("t1").await;

    bench.pass(Duration::minutes(31));
    let second = bench.buy("t1").await;

    assert_ne!(first.instance_id, second.instance_id);
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn compressed_time_forgets_sooner() {
    let bench = Bench::with(|config| config.compress = 60).await;
    bench.buy("t1").await;

    bench.pass(Duration::seconds(30));
    bench.buy("t1").await;
    assert_eq!(bench.sim.ledger().len(), 1);
    bench.pass(Duration::seconds(1));
    bench.buy("t1").await;
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn the_poor_account_is_refused_and_its_token_stays_unused() {
    let bench = Bench::start().await;

    let refused = bench.buy_as(&poor(), "t1", &parameters(&[])).await;

    assert_eq!((refused.verdict, refused.advice), (Verdict::NotDone, Advice::NotEnoughMoney));
    assert_eq!(refused.code.as_deref(), Some("DTS.Msg.LXPayOrder.InsufficientBalance"));
    assert!(bench.sim.ledger().is_empty());
    // The account decides what its token means: the rich one is not touched by it.
    assert_eq!(bench.buy("t1").await.verdict, Verdict::Done);
}

#[tokio::test]
async fn money_runs_out() {
    let bench = Bench::with(|config| config.accounts[0].balance = 1_000.into()).await;
    let month = parameters(&[("PayType", "PrePaid"), ("Period", "Month"), ("UsedTime", "1")]);

    assert_eq!(bench.buy_as(&rich(), "t1", &month).await.verdict, Verdict::Done);
    assert_eq!(bench.buy_as(&rich(), "t2", &month).await.advice, Advice::NotEnoughMoney);
}

#[tokio::test]
async fn a_broken_rule_is_refused_without_a_sale() {
    let bench = Bench::start().await;

    let invalid = bench.buy_as(&rich(), "t1", &parameters(&[("SynchronizationJobClass", "huge")])).await;
    let missing = bench.buy_as(&rich(), "t1", &parameters(&[("PayType", "PrePaid")])).await;

    assert_eq!((invalid.code.as_deref(), invalid.http_status), (Some("InvalidParameter"), Some(400)));
    assert_eq!(missing.code.as_deref(), Some("MissingParameter"));
    for answer in [invalid, missing] {
        assert_eq!((answer.verdict, answer.advice), (Verdict::NotDone, Advice::ParametersRefused));
    }
    assert!(bench.sim.ledger().is_empty());
    assert_eq!(bench.buy("t1").await.verdict, Verdict::Done, "a refused call does not use its token");
}

#[tokio::test]
async fn what_the_portals_rules_allow_the_vendors_rules_allow_too() {
    use domain::catalog::{Leftovers, Operation, Spec};
    let bench = Bench::start().await;

    let month = [("PayType", "PrePaid"), ("Period", "Month"), ("UsedTime", "60")];
    let year = [("PayType", "Prepaid"), ("Period", "Year"), ("UsedTime", "5"), ("Topology", "bidirectional")];
    let drds = [("SourceEndpoint.InstanceType", "DRDS"), ("DBInstanceCount", "3")];
    let odps = [
        ("DestinationEndpoint.InstanceType", "MaxCompute"),
        ("DestRegion", "cn-beijing"),
        ("RegionId", "cn-beijing"),
    ];
    for (at, changes) in [&[][..], &month, &year, &drds, &odps].into_iter().enumerate() {
        let spec =
            Spec::check(Operation::DtsCreate, &parameters(changes), Leftovers::Refuse).expect("a spec");

        let answer = bench.buy_as(&rich(), &format!("t{at}"), &spec.parameters()).await;

        assert_eq!(answer.verdict, Verdict::Done, "{changes:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_restarted_cloud_knows_its_sales_its_tokens_and_its_money() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let start = || {
        Bench::with(|config| {
            config.ledger_file = Some(file.clone());
            config.accounts[0].balance = 1_000.into();
        })
    };
    let month = parameters(&[("PayType", "PrePaid"), ("Period", "Month"), ("UsedTime", "1")]);
    let before = start().await;
    let first = before.buy_as(&rich(), "t1", &month).await;
    // Half a line, as a killed process leaves it.
    let text = std::fs::read_to_string(&file).expect("the file");
    std::fs::write(&file, format!("{text}{{\"number\": 2, \"at")).expect("the file");

    let after = start().await;
    let again = after.buy_as(&rich(), "t1", &month).await;
    let other = after.buy_as(&rich(), "t2", &month).await;

    assert_eq!(after.sim.ledger(), before.sim.ledger());
    assert_eq!(again.instance_id, first.instance_id);
    assert_eq!(other.advice, Advice::NotEnoughMoney);
    assert_eq!(std::fs::read_to_string(&file).expect("the file"), text);
}

#[tokio::test]
async fn every_purchase_is_one_request() {
    let bench = Bench::start().await;

    for region in ["cn-x-drop-before", "cn-x-drop-after", "cn-x-500", "cn-x-html", "cn-x-odd", "cn-hangzhou"]
    {
        let answer = bench.buy_in(region, region).await;
        assert_ne!(answer.reach, Reach::NotSent);
    }

    let requests = bench.sim.requests();
    assert_eq!(requests.len(), 6);
    assert!(requests.iter().all(|arrival| arrival.method == "POST"));
}
