//! TransferPayType: what it changes, what it costs, and what a second call does.

use cloud_sim::{Effect, Fault, LedgerEffect, RepeatOnPrepaid, When};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    ask::{Ask, DTS},
    bench::{Bench, parameters, rich},
};

/// A running pay-as-you-go job: its instance id and its task id.
async fn job(bench: &Bench) -> (String, String) {
    let instance = bench.buy("t1").await.instance_id.expect("an id");
    bench.pass(Duration::minutes(10));
    (instance, bench.sim.ledger()[0].job_id.clone())
}

async fn detail(bench: &Bench, job: &str) -> Value {
    bench.dts("DescribeDtsJobDetail", &[("DtsJobId", job)]).await
}

const YEAR: [(&str, &str); 3] = [("ChargeType", "PrePaid"), ("Period", "Year"), ("BuyCount", "1")];

fn to(job: &str, wish: &[(&'static str, &'static str)]) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = wish.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    all.push(("DtsJobId", job.to_owned()));
    all
}

async fn change(bench: &Bench, job: &str, wish: &[(&'static str, &'static str)]) -> (u16, Value) {
    let all = to(job, wish);
    let all: Vec<_> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = Ask::new(bench, DTS, "TransferPayType", &all).send().await;
    (reply.status, reply.json())
}

#[tokio::test]
async fn a_job_becomes_a_subscription_and_runs_on() {
    let bench = Bench::start().await;
    let (instance, job) = job(&bench).await;
    let before = detail(&bench, &job).await;
    assert_eq!((&before["PayType"], &before["ExpireTime"]), (&json!("PostPaid"), &json!("")));

    let (status, answer) = change(&bench, &job, &YEAR).await;

    assert_eq!(status, 200);
    let end = (bench.now() + Duration::days(365)).unix_timestamp().to_string();
    assert_eq!(answer["Success"], true);
    assert_eq!((&answer["Code"], &answer["HttpStatusCode"]), (&json!("200"), &json!(200)));
    assert_eq!((&answer["ChargeType"], &answer["EndTime"]), (&json!("PrePaid"), &json!(end)));
    assert_eq!((&answer["InstanceId"], &answer["DtsJobId"]), (&json!(instance), &json!(job)));
    let after = detail(&bench, &job).await;
    assert_eq!((&after["PayType"], &after["Status"]), (&json!("PrePaid"), &json!("synchronizing")));
    assert_eq!(after["ExpireTime"], "2026-03-01T10:10:00Z");
    let sale = bench.sim.ledger().pop().expect("an entry");
    assert_eq!((sale.effect, sale.price), (LedgerEffect::Change, 7_200.into()));
    assert_eq!((&*sale.instance_id, &*sale.job_id), (&*instance, &*job));
    assert_eq!(answer["RequestId"], sale.request_id);
}

#[tokio::test]
async fn a_subscription_never_goes_back() {
    let bench = Bench::start().await;
    let (_, job) = job(&bench).await;
    change(&bench, &job, &YEAR).await;

    let (status, answer) = change(&bench, &job, &[("ChargeType", "PostPaid")]).await;

    assert_eq!((status, &answer["Code"]), (400, &json!("InvalidParameter.ChargeType")));
    assert_eq!(detail(&bench, &job).await["PayType"], "PrePaid");
    assert_eq!(bench.sim.ledger().len(), 2);
}

#[tokio::test]
async fn what_a_second_call_does_is_configured_and_nothing_where_nothing_is_said() {
    let bench = Bench::start().await;
    let (_, job) = job(&bench).await;
    let (_, first) = change(&bench, &job, &YEAR).await;

    let (_, nothing) = change(&bench, &job, &YEAR).await;
    assert_eq!((&nothing["Success"], &nothing["EndTime"]), (&json!(true), &first["EndTime"]));
    let entry = bench.sim.ledger().pop().expect("an entry");
    assert_eq!((entry.effect, entry.price), (LedgerEffect::RepeatOnPrepaid, 0.into()));

    bench.sim.repeat_on_prepaid(RepeatOnPrepaid::Refuse);
    let (status, _) = change(&bench, &job, &YEAR).await;
    assert_eq!((status, bench.sim.ledger().len()), (400, 3));

    let http = reqwest::Client::builder().no_proxy().build().expect("HTTP");
    let body = json!({"repeat_on_prepaid": "renew"});
    let set = http.post(bench.url("/_sim/behaviour")).json(&body).send().await.expect("an answer");
    assert_eq!(set.status().as_u16(), 204);
    change(&bench, &job, &YEAR).await;
    let entry = bench.sim.ledger().pop().expect("an entry");
    assert_eq!((entry.effect, entry.price), (LedgerEffect::Renew, 7_200.into()));
    assert_eq!(detail(&bench, &job).await["ExpireTime"], "2027-03-01T10:10:00Z");
}

#[tokio::test]
async fn a_class_changes_after_a_while_and_the_reads_say_so() {
    let bench = Bench::start().await;
    let (instance, job) = job(&bench).await;
    for (class, during) in [("large", "Upgrade"), ("micro", "Downgrade")] {
        let before = detail(&bench, &job).await["DtsJobClass"].clone();
        let pay = [("ChargeType", "PostPaid"), ("InstanceClass", class)];
        let (_, answer) = change(&bench, &job, &pay).await;
        assert_eq!((&answer["Success"], &answer["EndTime"]), (&json!(true), &json!("")), "{answer}");

        let shown = detail(&bench, &job).await;
        assert_eq!((&shown["Status"], &shown["DtsJobClass"]), (&json!(during), &before));
        let listed = bench.dts("DescribeSynchronizationJobs", &[]).await;
        assert_eq!(listed["SynchronizationInstances"][0]["Status"], "Modifying");
        let one = bench.dts("DescribeSynchronizationJobStatus", &[("SynchronizationJobId", &instance)]).await;
        assert_eq!(one["Status"], "modifying");
        let (status, busy) = change(&bench, &job, &pay).await;
        assert_eq!((status, &busy["Code"]), (400, &json!("DTS.Msg.OperationDenied.JobStatusModifying")));

        bench.pass(Duration::seconds(60));
        let shown = detail(&bench, &job).await;
        assert_eq!((&shown["Status"], &shown["DtsJobClass"]), (&json!("synchronizing"), &json!(class)));
    }
}

#[tokio::test]
async fn a_stronger_class_of_a_subscription_costs_the_difference_for_the_rest() {
    let bench = Bench::start().await;
    let (_, job) = job(&bench).await;
    change(&bench, &job, &[("ChargeType", "PrePaid"), ("Period", "Month"), ("BuyCount", "1")]).await;
    let bigger =
        [("ChargeType", "PrePaid"), ("Period", "Month"), ("BuyCount", "1"), ("InstanceClass", "medium")];

    change(&bench, &job, &bigger).await;

    let entry = bench.sim.ledger().pop().expect("an entry");
    // March has 31 days: 744 hours of 600 CNY a month.
    assert_eq!((entry.effect, entry.price), (LedgerEffect::Change, 620.into()));
    assert_eq!(detail(&bench, &job).await["ExpireTime"], "2025-04-01T10:10:00Z");
}

#[tokio::test]
async fn a_bad_value_is_a_200_with_a_template_and_its_word() {
    let bench = Bench::start().await;
    let (instance, job) = job(&bench).await;
    for (id, wish, word) in [
        ("nobody", &YEAR[..], "DtsJobId"),
        // The instance's id is not the task's.
        (&instance, &YEAR, "DtsJobId"),
        (&job, &[("ChargeType", "Prepaid"), ("Period", "Year"), ("BuyCount", "1")], "ChargeType"),
        (&job, &[("ChargeType", "PrePaid"), ("Period", "Year"), ("BuyCount", "6")], "BuyCount"),
    ] {
        let (status, answer) = change(&bench, id, wish).await;

        assert_eq!((status, &answer["Success"]), (200, &json!(false)));
        assert_eq!(answer["ErrMessage"], "The Value of Input Parameter %s is not valid.");
        assert_eq!(
            (&answer["ErrCode"], &answer["DynamicMessage"]),
            (&json!("InvalidParameter"), &json!(word))
        );
    }
    let (status, missing) = change(&bench, &job, &YEAR[..2]).await;
    assert_eq!((status, &missing["Code"]), (400, &json!("MissingParameter")));
    assert_eq!(bench.sim.ledger().len(), 1);
}

#[tokio::test]
async fn who_cannot_pay_keeps_his_job_as_it_is() {
    let bench = Bench::with(|config| config.accounts[0].balance = 1_000.into()).await;
    let (_, job) = job(&bench).await;

    let (status, answer) = change(&bench, &job, &YEAR).await;

    assert_eq!((status, &answer["Code"]), (400, &json!("DTS.Msg.LXPayOrder.InsufficientBalance")));
    assert_eq!(detail(&bench, &job).await["PayType"], "PostPaid");
}

#[tokio::test]
async fn a_region_asks_for_a_fault_and_looks_find_the_job_all_the_same() {
    let bench = Bench::start().await;
    let (instance, job) = job(&bench).await;
    let lost = to(&job, &[YEAR[0], YEAR[1], YEAR[2], ("RegionId", "cn-x-500-after")]);
    let lost: Vec<_> = lost.iter().map(|(name, value)| (*name, value.as_str())).collect();

    let reply = Ask::new(&bench, DTS, "TransferPayType", &lost).send().await;

    assert_eq!((reply.status, &*reply.text), (500, ""));
    assert_eq!(detail(&bench, &job).await["PayType"], "PrePaid");
    let look = [("JobType", "SYNC"), ("Region", "cn-x-500-after"), ("DtsInstanceId", &*instance)];
    assert_eq!(bench.dts("DescribeDtsJobs", &look).await["DtsJobList"][0]["PayType"], "PrePaid");
}

#[tokio::test]
async fn a_restarted_cloud_knows_every_change() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let start = || Bench::with(|config| config.ledger_file = Some(file.clone()));
    let before = start().await;
    let (_, job) = job(&before).await;
    let large = [YEAR[0], YEAR[1], YEAR[2], ("InstanceClass", "large")];
    change(&before, &job, &large).await;
    change(&before, &job, &[("ChargeType", "PrePaid"), ("Period", "Month"), ("BuyCount", "1")]).await;
    before.pass(Duration::minutes(5));
    before.sim.repeat_on_prepaid(RepeatOnPrepaid::Renew);
    change(&before, &job, &YEAR).await;

    let after = start().await;
    after.pass(Duration::minutes(15));

    let (then, now) = (detail(&before, &job).await, detail(&after, &job).await);
    for field in ["PayType", "DtsJobClass", "ExpireTime", "CreateTime", "Status"] {
        assert_eq!(then[field], now[field], "{field}");
    }
    assert_eq!((&now["DtsJobClass"], &now["ExpireTime"]), (&json!("large"), &json!("2027-03-01T10:10:00Z")));
    assert_eq!(after.sim.ledger(), before.sim.ledger());
}

#[tokio::test]
async fn a_token_whose_first_call_is_held_is_still_being_processed() {
    let bench = Bench::start().await;
    bench.sim.fault(Fault::next_purchase(When::Before, Effect::Delay { ms: 600 }));
    let (client, signed) = (bench.client.clone(), bench.sign(&rich(), "t1", &parameters(&[])));
    let first = tokio::spawn(async move { client.purchase(signed).await });
    while !bench.sim.faults().is_empty() {
        tokio::task::yield_now().await;
    }

    let second = bench.buy("t1").await;
    assert_eq!((second.http_status, second.code.as_deref()), (Some(403), Some("LastTokenProcessing")));
    assert!(bench.sim.ledger().is_empty());

    let first = first.await.expect("an answer");
    assert_eq!(bench.buy("t1").await.instance_id, first.instance_id);
    assert_eq!(bench.sim.ledger().len(), 1);
}
