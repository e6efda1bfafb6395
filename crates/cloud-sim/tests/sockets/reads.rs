//! Reads: the status moves by itself, and every read has its own spelling.

use cloud::CloudErrorKind;
use time::{Duration, macros::datetime};

use crate::bench::{Bench, parameters, poor, rich};

#[tokio::test]
async fn the_status_moves_and_every_read_spells_it_its_own_way() {
    let bench = Bench::start().await;
    let id = bench.buy("t1").await.instance_id.expect("an id");

    for (after, spellings) in [
        (0, ["NotConfigured", "NotConfigured", "NotStarted", "notStarted"]),
        (60, ["Prechecking", "Prechecking", "Prechecking", "prechecking"]),
        (60, ["Initializing", "Initializing", "Initializating", "initializating"]),
        (120, ["Synchronizing", "synchronizing", "Synchronizing", "synchronizing"]),
    ] {
        bench.pass(Duration::seconds(after));
        let jobs = bench.dts("DescribeDtsJobs", &[("JobType", "SYNC"), ("DtsInstanceId", &id)]).await;
        let detail = bench.dts("DescribeDtsJobDetail", &[("DtsInstanceID", &id)]).await;
        let list = bench.dts("DescribeSynchronizationJobs", &[]).await;
        let status = bench.dts("DescribeSynchronizationJobStatus", &[("SynchronizationJobId", &id)]).await;

        let seen = [
            &jobs["DtsJobList"][0]["Status"],
            &detail["Status"],
            &list["SynchronizationInstances"][0]["Status"],
            &status["Status"],
        ];
        assert_eq!(seen, spellings);
        for status in seen {
            let status = status.as_str().expect("a text");
            assert!(domain::instance::Fulfilment::of_dts(status).is_some(), "{status}");
        }
    }
}

#[tokio::test]
async fn the_client_reads_a_subscription_with_its_end() {
    let bench = Bench::start().await;
    let year = parameters(&[("PayType", "PrePaid"), ("Period", "Year"), ("UsedTime", "1")]);
    let id = bench.buy_as(&rich(), "t1", &year).await.instance_id.expect("an id");

    let status = bench.client.instance_status(&rich(), "cn-hangzhou", &id, &bench).await.expect("a status");

    assert_eq!(status.status, "NotConfigured");
    assert_eq!(status.name, None);
    assert_eq!(status.pay_type.as_deref(), Some("PrePaid"));
    assert_eq!(status.expires_at, Some(datetime!(2026-03-01 10:00 UTC)));
    assert_eq!(status.job_id, Some(bench.sim.ledger()[0].job_id.clone()));
}

#[tokio::test]
async fn one_account_does_not_see_the_other() {
    let bench = Bench::start().await;
    let id = bench.buy("t1").await.instance_id.expect("an id");

    for (key, region, id) in [
        (poor(), "cn-hangzhou", id.as_str()),
        (rich(), "cn-hangzhou", "dtsnobody"),
        (rich(), "cn-beijing", id.as_str()),
    ] {
        let error = bench.client.instance_status(&key, region, id, &bench).await.expect_err("nothing");
        assert_eq!(error.kind, CloudErrorKind::NotFound);
    }
}

#[tokio::test]
async fn a_list_without_sync_shows_migrations_and_a_page_has_a_size() {
    let bench = Bench::start().await;
    for at in 0..12 {
        bench.buy(&format!("t{at}")).await;
    }

    let migrations = bench.dts("DescribeDtsJobs", &[]).await;
    assert_eq!(migrations["TotalRecordCount"], 0);
    let second =
        bench.dts("DescribeDtsJobs", &[("JobType", "SYNC"), ("PageSize", "10"), ("PageNumber", "2")]).await;
    assert_eq!(second["DtsJobList"].as_array().map(Vec::len), Some(2));
    assert_eq!(second["TotalRecordCount"], 12);
    for size in ["0", "15", "100", "x"] {
        let refused = bench.dts("DescribeDtsJobs", &[("JobType", "SYNC"), ("PageSize", size)]).await;
        assert_eq!(refused["Code"], "InvalidParameter", "{size}");
    }
}
