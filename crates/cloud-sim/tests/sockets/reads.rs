//! Reads: the status moves by itself, and every read has its own spelling.

use cloud::{CloudErrorKind, alibaba::sign};
use serde_json::Value;
use time::{Duration, UtcOffset, macros::datetime, macros::format_description};

use crate::bench::{Bench, parameters, poor, rich};

async fn read(bench: &Bench, action: &str, query: &[(&str, &str)]) -> Value {
    let query: Vec<_> = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let date = bench.now().to_offset(UtcOffset::UTC).format(format).expect("a date");
    let (hash, fresh) = (sign::payload_hash(b""), bench.fresh());
    let headers = [
        ("host", bench.address.as_str()),
        ("x-acs-action", action),
        ("x-acs-version", "2020-01-01"),
        ("x-acs-date", &date),
        ("x-acs-signature-nonce", &fresh.nonce),
        ("x-acs-content-sha256", &hash),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let request =
        sign::Request { method: "GET", path: "/", query: &query, headers: &headers, payload_hash: &hash };
    let signature = sign::sign(request, &rich().access_key_id, &rich().secret);
    let url = bench.url(&format!("/?{}", sign::canonical_query(&query)));
    let client = reqwest::Client::builder().no_proxy().build().expect("HTTP");
    let mut request =
        client.get(url).header("accept", "application/json").header("authorization", signature.authorization);
    for (name, value) in headers.into_iter().skip(1) {
        request = request.header(name, value);
    }
    request.send().await.expect("an answer").json().await.expect("JSON")
}

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
        let jobs = read(&bench, "DescribeDtsJobs", &[("JobType", "SYNC"), ("DtsInstanceId", &id)]).await;
        let detail = read(&bench, "DescribeDtsJobDetail", &[("DtsInstanceID", &id)]).await;
        let list = read(&bench, "DescribeSynchronizationJobs", &[]).await;
        let status = read(&bench, "DescribeSynchronizationJobStatus", &[("SynchronizationJobId", &id)]).await;

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

    let migrations = read(&bench, "DescribeDtsJobs", &[]).await;
    assert_eq!(migrations["TotalRecordCount"], 0);
    let second =
        read(&bench, "DescribeDtsJobs", &[("JobType", "SYNC"), ("PageSize", "10"), ("PageNumber", "2")])
            .await;
    assert_eq!(second["DtsJobList"].as_array().map(Vec::len), Some(2));
    assert_eq!(second["TotalRecordCount"], 12);
    for size in ["0", "15", "100", "x"] {
        let refused = read(&bench, "DescribeDtsJobs", &[("JobType", "SYNC"), ("PageSize", size)]).await;
        assert_eq!(refused["Code"], "InvalidParameter", "{size}");
    }
}
