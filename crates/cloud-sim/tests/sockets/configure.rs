//! What follows a purchase: configuring and starting, where nobody does it by himself.

use cloud_sim::LedgerEffect;
use serde_json::{Value, json};
use time::Duration;

use crate::{
    ask::{Ask, DTS},
    bench::Bench,
};

async fn bench() -> Bench {
    Bench::with(|config| config.self_starting = false).await
}

fn settings(id: &str) -> Vec<(&str, &str)> {
    vec![
        ("SynchronizationJobId", id),
        ("SynchronizationJobName", "orders to the warehouse"),
        ("DataInitialization", "True"),
        ("StructureInitialization", "true"),
        ("SynchronizationObjects", r#"[{"DBName": "shop", "SchemaName": "shop", "TableIncludes": []}]"#),
        ("SourceEndpoint.InstanceType", "ECS"),
        ("SourceEndpoint.IP", "10.0.0.5"),
        ("SourceEndpoint.Port", "3306"),
        ("SourceEndpoint.UserName", "sync"),
        ("SourceEndpoint.Password", "a-password-of-the-source"),
        ("DestinationEndpoint.InstanceId", "rm-2"),
    ]
}

async fn ask(bench: &Bench, action: &str, parameters: &[(&str, &str)]) -> (u16, Value) {
    let reply = Ask::new(bench, DTS, action, parameters).send().await;
    (reply.status, reply.json())
}

async fn statuses(bench: &Bench, id: &str) -> [Value; 2] {
    let detail = bench.dts("DescribeDtsJobDetail", &[("DtsInstanceID", id)]).await;
    let status = bench.dts("DescribeSynchronizationJobStatus", &[("SynchronizationJobId", id)]).await;
    [detail["Status"].clone(), status["Status"].clone()]
}

#[tokio::test]
async fn a_job_waits_for_its_configuration_and_for_its_start() {
    let bench = bench().await;
    let id = bench.buy("t1").await.instance_id.expect("an id");
    bench.pass(Duration::days(1));
    assert_eq!(statuses(&bench, &id).await, ["NotConfigured", "notStarted"]);

    let (status, answer) = ask(&bench, "ConfigureSynchronizationJob", &settings(&id)).await;
    assert_eq!((status, &answer["Success"]), (200, &json!("true")));
    bench.pass(Duration::days(1));
    assert_eq!(statuses(&bench, &id).await, ["NotStarted", "notStarted"]);

    let (_, answer) = ask(&bench, "StartSynchronizationJob", &[("SynchronizationJobId", &id)]).await;
    assert_eq!(answer["Success"], "true");
    for (seconds, spellings) in [
        (0, ["Prechecking", "prechecking"]),
        (60, ["Initializing", "initializating"]),
        (120, ["synchronizing", "synchronizing"]),
    ] {
        bench.pass(Duration::seconds(seconds));
        assert_eq!(statuses(&bench, &id).await, spellings);
    }
    let effects: Vec<_> = bench.sim.ledger().iter().map(|entry| entry.effect).collect();
    assert_eq!(effects, [LedgerEffect::Purchase, LedgerEffect::Configure, LedgerEffect::Start]);
    assert!(!format!("{:?}", bench.sim.ledger()).contains("a-password-of-the-source"));
}

#[tokio::test]
async fn a_configuration_is_shown_and_found_by_every_filter() {
    let bench = bench().await;
    let id = bench.buy("t1").await.instance_id.expect("an id");
    let job = bench.sim.ledger()[0].job_id.clone();
    bench.buy("t2").await;
    ask(&bench, "ConfigureSynchronizationJob", &settings(&id)).await;

    for filter in [
        &[("Type", "instance"), ("Params", id.as_str())][..],
        &[("Type", "instance"), ("Params", &job)],
        &[("Type", "name"), ("Params", "ware")],
        &[("Type", "rds"), ("Params", "rm-2")],
        &[("DtsInstanceId", &format!("dtsx, {id}"))],
        &[("DtsJobId", &format!("{job},x"))],
        &[("Status", "NotStarted")],
    ] {
        let all: Vec<_> = [("JobType", "SYNC")].iter().chain(filter).copied().collect();
        let list = bench.dts("DescribeDtsJobs", &all).await;
        assert_eq!(list["TotalRecordCount"], 1, "{filter:?}");
        assert_eq!(list["DtsJobList"][0]["DtsJobName"], "orders to the warehouse");
        assert_eq!(list["DtsJobList"][0]["SourceEndpoint"]["Ip"], "10.0.0.5");
        assert!(list["DtsJobList"][0]["DbObject"].as_str().is_some_and(|text| text.contains("shop")));
    }
    for filter in [
        ("Region", "cn-beijing"),
        ("Status", "Synchronizing"),
        ("DtsJobId", "x"),
        ("Tags", r#"[{"TagKey": "team"}]"#),
    ] {
        let list = bench.dts("DescribeDtsJobs", &[("JobType", "SYNC"), filter]).await;
        assert_eq!(list["TotalRecordCount"], 0, "{filter:?}");
    }
    for filter in [
        &[("Type", "colour"), ("Params", "red")][..],
        &[("Type", "name")],
        &[("Tags", "team")],
        &[("OrderColumn", "Price")],
        &[("OrderDirection", "UP")],
        &[("WithoutDbList", "perhaps")],
        &[("JobType", "sync")],
    ] {
        let all: Vec<_> = [("JobType", "SYNC")]
            .iter()
            .filter(|_| filter[0].0 != "JobType")
            .chain(filter)
            .copied()
            .collect();
        let refused = bench.dts("DescribeDtsJobs", &all).await;
        assert_eq!(refused["Code"], "InvalidParameter", "{filter:?}");
    }
    let short = bench.dts("DescribeDtsJobs", &[("JobType", "SYNC"), ("WithoutDbList", "True")]).await;
    assert!(short["DtsJobList"][0].get("DbObject").is_none());
    let oldest = bench.dts("DescribeDtsJobs", &[("JobType", "SYNC"), ("OrderDirection", "ASC")]).await;
    assert_eq!(oldest["DtsJobList"][0]["DtsInstanceID"], id);
    let named = bench
        .dts("DescribeSynchronizationJobs", &[("SynchronizationJobName", "ware"), ("ClientToken", "t1")])
        .await;
    assert_eq!(named["TotalRecordCount"], 1);
}

#[tokio::test]
async fn what_comes_in_the_wrong_order_is_refused() {
    let bench = bench().await;
    let start = |id: &str| [("SynchronizationJobId".to_owned(), id.to_owned())];
    let started = async |id: &str| {
        let own = start(id);
        let own: Vec<_> = own.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        ask(&bench, "StartSynchronizationJob", &own).await
    };

    let (status, answer) = started("dtsnobody").await;
    assert_eq!((status, &answer["Code"]), (400, &json!("DTS.Msg.OperationDenied.NotPurchased")));
    let (_, answer) = ask(&bench, "ConfigureSynchronizationJob", &settings("dtsnobody")).await;
    assert_eq!(
        (&answer["Success"], &answer["ErrCode"]),
        (&json!("false"), &json!("InvalidSynchronizationJobId"))
    );

    let id = bench.buy("t1").await.instance_id.expect("an id");
    let (status, answer) = started(&id).await;
    assert_eq!((status, &answer["Code"]), (400, &json!("DTS.Msg.OperationDenied.NotConfigured")));
    let reverse: Vec<_> =
        settings(&id).into_iter().chain([("SynchronizationDirection", "Reverse")]).collect();
    let (_, answer) = ask(&bench, "ConfigureSynchronizationJob", &reverse).await;
    assert_eq!(answer["Code"], "InvalidParameter");
    ask(&bench, "ConfigureSynchronizationJob", &settings(&id)).await;
    let (status, answer) = ask(&bench, "ConfigureSynchronizationJob", &settings(&id)).await;
    assert_eq!((status, &answer["Code"]), (400, &json!("DTS.Msg.UpdateJob.OperationDenied.InitStatus")));
    started(&id).await;
    let (_, answer) = started(&id).await;
    assert_eq!(answer["Success"], "true", "what is asked for has happened");
    assert_eq!(bench.sim.ledger().len(), 3);
}

#[tokio::test]
async fn in_the_demo_a_job_starts_by_itself_unless_somebody_configures_it() {
    let bench = Bench::start().await;
    let by_itself = bench.buy("t1").await.instance_id.expect("an id");
    let by_hand = bench.buy("t2").await.instance_id.expect("an id");
    ask(&bench, "ConfigureSynchronizationJob", &settings(&by_hand)).await;

    bench.pass(Duration::minutes(10));

    assert_eq!(statuses(&bench, &by_itself).await, ["synchronizing", "synchronizing"]);
    assert_eq!(statuses(&bench, &by_hand).await, ["NotStarted", "notStarted"]);
    let (_, twice) = ask(&bench, "ConfigureSynchronizationJob", &settings(&by_itself)).await;
    assert_eq!(twice["Code"], "DTS.Msg.UpdateJob.OperationDenied.InitStatus");
}

#[tokio::test]
async fn a_restarted_cloud_knows_what_is_configured_and_started() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let start = || {
        Bench::with(|config| {
            config.ledger_file = Some(file.clone());
            config.self_starting = false;
        })
    };
    let before = start().await;
    let id = before.buy("t1").await.instance_id.expect("an id");
    let other = before.buy("t2").await.instance_id.expect("an id");
    for id in [&id, &other] {
        ask(&before, "ConfigureSynchronizationJob", &settings(id)).await;
    }
    ask(&before, "StartSynchronizationJob", &[("SynchronizationJobId", &id)]).await;

    let after = start().await;
    after.pass(Duration::seconds(90));

    assert_eq!(statuses(&after, &id).await, ["Initializing", "initializating"]);
    assert_eq!(statuses(&after, &other).await, ["NotStarted", "notStarted"]);
    let detail = after.dts("DescribeDtsJobDetail", &[("DtsInstanceID", &id)]).await;
    assert_eq!(detail["DtsJobName"], "orders to the warehouse");
}
