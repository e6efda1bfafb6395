//! What goes wrong on purpose, and what a resend with the same token then finds.

use cloud::{Advice, CloudErrorKind, Reach};
use cloud_sim::{Effect, Fault, SENTINELS, When};
use domain::{order::Verdict, region};

use crate::bench::{Bench, rich};

#[tokio::test]
async fn a_drop_before_the_sale_is_open_and_the_resend_buys() {
    let bench = Bench::start().await;

    let lost = bench.buy_in("cn-x-drop-before", "t1").await;
    assert_eq!((lost.verdict, lost.reach), (Verdict::Open, Reach::MayHaveArrived));
    assert!(bench.sim.ledger().is_empty());

    let resent = bench.buy_in("cn-x-drop-before", "t1").await;
    assert_eq!(resent.verdict, Verdict::Done);
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn a_drop_after_the_sale_is_open_and_the_resend_names_the_same_instance() {
    let bench = Bench::start().await;

    let lost = bench.buy_in("cn-x-drop-after", "t1").await;
    assert_eq!((lost.verdict, lost.reach), (Verdict::Open, Reach::MayHaveArrived));
    let sold = bench.sim.ledger();
    assert_eq!(sold.len(), 1);

    let resent = bench.buy_in("cn-x-drop-after", "t1").await;
    assert_eq!(resent.reference(), Some(sold[0].instance_id.as_str()));
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn a_lost_order_is_sold_once_and_never_answered() {
    let bench = Bench::start().await;

    for _ in 0..3 {
        assert_eq!(bench.buy_in("cn-x-lost", "t1").await.reach, Reach::MayHaveArrived);
    }

    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn regions_reach_every_other_fault() {
    let bench = Bench::start().await;
    for (region, status, verdict, advice, sold) in [
        ("cn-x-500", Some(500), Verdict::Open, Advice::CloudDown, 0),
        ("cn-x-500-after", Some(500), Verdict::Open, Advice::CloudDown, 1),
        ("cn-x-html", Some(200), Verdict::Open, Advice::Unreadable, 1),
        ("cn-x-slow", None, Verdict::Open, Advice::NoAnswer, 1),
        ("cn-x-throttle", Some(400), Verdict::NotDone, Advice::Throttled, 0),
        ("cn-x-refuse", Some(400), Verdict::NotDone, Advice::NotOnSale, 0),
        ("cn-x-odd", Some(400), Verdict::Open, Advice::Unknown, 0),
    ] {
        let before = bench.sim.ledger().len();

        let answer = bench.buy_in(region, region).await;

        assert_eq!(
            (answer.http_status, answer.verdict, answer.advice),
            (status, verdict, advice),
            "{region}"
        );
        assert_eq!(bench.sim.ledger().len() - before, sold, "{region}");
    }
    for region in ["cn-x-500", "cn-x-500-after", "cn-x-html", "cn-x-slow", "cn-x-throttle"] {
        assert_eq!(bench.buy_in(region, region).await.verdict, Verdict::Done, "{region}: a resend goes well");
    }
}

#[test]
fn the_regions_can_be_typed_into_the_form() {
    for region in SENTINELS.map(|sentinel| sentinel.region()) {
        assert!(region::is_region_id(&region) && !region::is_outside_mainland(&region), "{region}");
    }
}

#[tokio::test]
async fn a_queued_fault_hits_as_often_as_it_says() {
    let bench = Bench::start().await;
    let fault = Fault::next_purchase(When::After, Effect::Drop);
    bench.sim.fault(Fault { times: 2, ..fault });

    let verdicts = [bench.buy("t1").await, bench.buy("t1").await, bench.buy("t1").await];

    assert_eq!(verdicts.map(|answer| answer.verdict), [Verdict::Open, Verdict::Open, Verdict::Done]);
    assert_eq!(bench.sim.ledger().len(), 1);
    assert!(bench.sim.faults().is_empty());
}

#[tokio::test]
async fn a_caller_who_hangs_up_stops_nothing() {
    let bench = Bench::start().await;
    bench.sim.fault(Fault::next_purchase(When::Before, Effect::Delay { ms: 1_800 }));

    let answer = bench.buy("t1").await;
    assert_eq!((answer.verdict, answer.reach), (Verdict::Open, Reach::MayHaveArrived));
    assert!(bench.sim.ledger().is_empty());

    for _ in 0..100 {
        if !bench.sim.ledger().is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(bench.sim.ledger().len(), 1, "it was sold after the caller had left");
}

#[tokio::test]
async fn a_refusal_comes_as_json_or_as_xml() {
    let bench = Bench::start().await;
    for xml in [false, true] {
        let code = "Throttling.Api".to_owned();
        bench.sim.fault(Fault::next_purchase(When::Before, Effect::Refuse { status: 503, code, xml }));

        let answer = bench.buy("t1").await;

        assert_eq!(answer.verdict, Verdict::NotDone, "{answer:?}");
        assert_eq!(answer.code.as_deref(), Some("Throttling.Api"));
        assert!(answer.request_id.is_some());
    }
}

#[tokio::test]
async fn reads_meet_faults_of_their_own() {
    let bench = Bench::start().await;
    let fault = Fault::next_purchase(When::Before, Effect::Drop);
    bench.sim.fault(Fault { action: "DescribeDtsJobs".into(), ..fault });

    assert_eq!(bench.buy("t1").await.verdict, Verdict::Done);
    let error = bench.client.verify(&rich(), &bench).await.expect_err("no answer");

    assert_eq!(error.kind, CloudErrorKind::NoAnswer);
    assert!(bench.client.verify(&rich(), &bench).await.is_ok());
}
