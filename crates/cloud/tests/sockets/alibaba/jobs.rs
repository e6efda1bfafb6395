//! Looks at DTS: what is asked, what is read, and what makes a list incomplete.

use cloud::{
    Advice, CloudErrorKind,
    alibaba::dts::{Direction, DtsJobFilter, DtsJobId, JobType, SyncJobFilter},
};
use time::macros::datetime;

use super::{client, fresh, key, ok, query};
use crate::cloud_at::{CloudAt, Script};

const JOB: &str = r#"{"DtsJobId": "job1", "DtsInstanceID": "dtsjob1", "DtsJobName": "orders", "DtsJobClass": "small",
    "JobType": "sync", "PayType": "PrePaid", "Status": "Synchronizing", "CreateTime": "2024-01-02T03:04:05Z",
    "ExpireTime": "2025-01-02T16:00:00Z", "Delay": 3, "ErrorMessage": "", "DuUsage": 0, "TagList": [],
    "SourceEndpoint": {"Region": "cn-hangzhou", "EngineName": "MySQL", "InstanceType": "RDS", "InstanceID": "rm-1",
        "Ip": "10.0.0.1", "Port": "3306", "SslSolutionEnum": "DISABLE"},
    "DestinationEndpoint": null}"#;

fn jobs(ids: &[&str], page: u32, total: usize) -> String {
    let list: Vec<_> = ids.iter().map(|id| JOB.replace("job1", id)).collect();
    ok(&format!(
        r#"{{"Success": true, "HttpStatusCode": 200, "ErrCode": "", "RequestId": "R-{page}", "PageNumber": {page},
            "PageRecordCount": {}, "TotalRecordCount": {total}, "DtsJobList": [{}]}}"#,
        ids.len(),
        list.join(",")
    ))
}

#[tokio::test]
async fn a_task_is_told_in_the_vendors_words() {
    let cloud = CloudAt::start(Script::InTurn(vec![jobs(&["job1"], 1, 1)])).await;
    let filter = DtsJobFilter {
        region: Some("cn-hangzhou"),
        dts_job_id: Some("job1"),
        status: Some("Synchronizing"),
        ..DtsJobFilter::default()
    };

    let seen = client(&cloud).dts_jobs(&key(), &filter, 1, &fresh).await.expect("a page");

    assert_eq!(seen.request_id.as_deref(), Some("R-1"));
    assert_eq!(seen.cloud_date, Some(datetime!(2024-11-05 08:15:31 UTC)));
    assert_eq!((seen.value.jobs.len(), seen.value.total), (1, Some(1)));
    let job = &seen.value.jobs[0];
    assert_eq!(job.dts_job_id.as_deref(), Some("job1"));
    assert_eq!(job.dts_instance_id.as_deref(), Some("dtsjob1"));
    assert_eq!(job.dts_job_name.as_deref(), Some("orders"));
    assert_eq!(job.dts_job_class.as_deref(), Some("small"));
    assert_eq!(job.pay_type.as_deref(), Some("PrePaid"));
    assert_eq!(job.status.as_deref(), Some("Synchronizing"));
    assert_eq!(job.create_time, Some(datetime!(2024-01-02 03:04:05 UTC)));
    assert_eq!(job.expire_time, Some(datetime!(2025-01-02 16:00 UTC)));
    assert_eq!((job.delay, job.error_message.as_deref()), (Some(3), None));
    assert_eq!(job.source_endpoint.instance_id.as_deref(), Some("rm-1"));
    assert_eq!(job.source_endpoint.ip.as_deref(), Some("10.0.0.1"));
    assert_eq!(job.destination_endpoint.region, None);
    assert_eq!(
        query(&cloud.seen()[0]),
        "DtsJobId=job1&JobType=SYNC&OrderColumn=CreateTime&OrderDirection=ASC&PageNumber=1&PageSize=30&\
         Region=cn-hangzhou&Status=Synchronizing"
    );
    assert!(cloud.seen()[0].contains("x-acs-action: DescribeDtsJobs\r\n"));
}

#[tokio::test]
async fn every_kind_of_task_can_be_asked_for_and_one_without_anything_is_read() {
    let body = r#"{"Success": true, "DtsJobList": [{}], "TotalRecordCount": "1"}"#;
    let cloud = CloudAt::start(Script::InTurn(vec![ok(body)])).await;

    for (job_type, wire) in
        [(JobType::Sync, "SYNC"), (JobType::Migration, "MIGRATION"), (JobType::Subscribe, "SUBSCRIBE")]
    {
        let filter = DtsJobFilter { job_type, ..DtsJobFilter::default() };
        let seen = client(&cloud).all_dts_jobs(&key(), &filter, &fresh).await.expect("a list");

        assert_eq!(seen.value, [Default::default()]);
        assert!(query(cloud.seen().last().expect("a request")).contains(&format!("JobType={wire}&")));
    }
}

#[tokio::test]
async fn all_tasks_are_all_pages() {
    let ids: Vec<_> = (0..61).map(|number| format!("job{number}")).collect();
    let ids: Vec<_> = ids.iter().map(String::as_str).collect();
    let pages = ids.chunks(30).zip(1..).map(|(ids, page)| jobs(ids, page, 61));
    let pages = pages.clone().chain(pages.take(2)).collect();
    let cloud = CloudAt::start(Script::InTurn(pages)).await;

    let seen = client(&cloud).all_dts_jobs(&key(), &DtsJobFilter::default(), &fresh).await.expect("a list");

    let read: Vec<_> = seen.value.iter().map(|job| job.dts_job_id.as_deref().expect("an id")).collect();
    assert_eq!(read, ids);
    assert_eq!(seen.request_id.as_deref(), Some("R-1"));
    let asked: Vec<_> = cloud.seen().iter().map(|head| query(head).contains("PageNumber=3&")).collect();
    assert_eq!(asked, [false, false, true, false, false]);
}

/// Between the pages `job1` went and `job4` came: `job3` moved to the first page, and nobody saw it.
#[tokio::test]
async fn a_list_that_changed_while_it_was_read_is_an_error_and_may_be_repeated() {
    let torn = [jobs(&["job1", "job2"], 1, 3), jobs(&["job4"], 2, 3), jobs(&["job2", "job3"], 1, 3)];
    let after = [jobs(&["job2", "job3"], 1, 3), jobs(&["job4"], 2, 3), jobs(&["job2", "job3"], 1, 3)];
    let cloud = CloudAt::start(Script::InTurn(torn.into_iter().chain(after).collect())).await;
    let client = client(&cloud);

    let error = client.all_dts_jobs(&key(), &DtsJobFilter::default(), &fresh).await.expect_err("a torn list");
    let again = client.all_dts_jobs(&key(), &DtsJobFilter::default(), &fresh).await.expect("a list");

    assert_eq!(error.kind, CloudErrorKind::ProviderDown);
    assert_eq!(error.message.as_deref(), Some("the list changed while it was read"));
    assert_eq!(again.value.len(), 3);
}

#[tokio::test]
async fn an_incomplete_list_is_an_error() {
    let refused = crate::cloud_at::answer(403, "", r#"{"Code": "Forbidden.RAM"}"#);
    for (second, kind) in [
        (jobs(&["job2"], 2, 3), CloudErrorKind::ProviderDown),
        (jobs(&["job1"], 2, 2), CloudErrorKind::ProviderDown),
        (jobs(&["job2"], 1, 2), CloudErrorKind::ProviderDown),
        (jobs(&[], 2, 2), CloudErrorKind::ProviderDown),
        (ok(r#"{"Success": true, "DtsJobList": null}"#), CloudErrorKind::ProviderDown),
        (refused, CloudErrorKind::PermissionDenied),
    ] {
        let cloud = CloudAt::start(Script::InTurn(vec![jobs(&["job1"], 1, 2), second.clone()])).await;

        let list = client(&cloud).all_dts_jobs(&key(), &DtsJobFilter::default(), &fresh).await;

        assert_eq!(list.expect_err("incomplete").kind, kind, "{second}");
        assert_eq!(cloud.seen().len(), 2);
    }
}

#[tokio::test]
async fn one_task_is_asked_for_by_either_name_and_must_be_that_one() {
    let body =
        JOB.replacen('{', r#"{"Success": true, "RequestId": "R-9", "BootTime": "2024-01-03T00:00:00Z", "#, 1);
    let cloud = CloudAt::start(Script::InTurn(vec![ok(&body)])).await;
    let client = client(&cloud);

    let region = Some("cn-hangzhou");
    let job = client.dts_job(&key(), region, DtsJobId::Job("job1"), &fresh).await.expect("a task");
    assert_eq!(job.value.boot_time, Some(datetime!(2024-01-03 00:00 UTC)));
    assert_eq!(job.value.pay_type.as_deref(), Some("PrePaid"));
    client.dts_job(&key(), None, DtsJobId::Instance("dtsjob1"), &fresh).await.expect("a task");

    let seen = cloud.seen();
    assert_eq!(query(&seen[0]), "DtsJobId=job1&RegionId=cn-hangzhou");
    assert_eq!(query(&seen[1]), "DtsInstanceID=dtsjob1");
    assert!(seen[0].contains("x-acs-action: DescribeDtsJobDetail\r\n"));
    for id in [DtsJobId::Job("job2"), DtsJobId::Instance("job1")] {
        let error = client.dts_job(&key(), None, id, &fresh).await.expect_err("another task");
        assert_eq!(error.advice, Advice::Unreadable);
    }
}

const SYNC_JOB: &str = r#"{"SynchronizationJobId": "dtsjob1", "SynchronizationJobName": "orders",
    "SynchronizationJobClass": "small", "Status": "Initializating", "PayType": "PostPaid", "ExpireTime": "",
    "InstanceCreateTime": "2024-01-02T03:04:05Z", "JobCreateTime": "2024-01-02T03:05Z", "Delay": "17",
    "SynchronizationDirection": "Forward", "Performance": {"RPS": "0", "FLOW": "0"}, "Tags": [],
    "SourceEndpoint": {"InstanceType": "RDS", "EngineName": "MySQL", "InstanceId": "rm-1", "IP": "", "Port": 3306}}"#;

#[tokio::test]
async fn synchronization_jobs_are_listed_whole_each_direction_once() {
    let reverse = SYNC_JOB.replace("Forward", "Reverse");
    let page = |job: &str, number| {
        ok(&format!(
            r#"{{"Success": "true", "PageNumber": {number}, "PageRecordCount": 1, "TotalRecordCount": 2,
                "SynchronizationInstances": [{job}]}}"#
        ))
    };
    let cloud = CloudAt::start(Script::InTurn(vec![
        page(SYNC_JOB, 1),
        page(&reverse, 2),
        page(SYNC_JOB, 1),
        page(&reverse, 2),
    ]))
    .await;
    let filter = SyncJobFilter { region: Some("cn-hangzhou"), name: Some("ord") };

    let seen = client(&cloud).all_synchronization_jobs(&key(), &filter, &fresh).await.expect("a list");

    let [job, back] = &seen.value[..] else { panic!("two jobs") };
    assert_eq!(job.synchronization_job_id.as_deref(), Some("dtsjob1"));
    assert_eq!(job.status.as_deref(), Some("Initializating"));
    assert_eq!((job.expire_time, job.delay), (None, Some(17)));
    assert_eq!(job.job_create_time, Some(datetime!(2024-01-02 03:05 UTC)));
    assert_eq!(job.source_endpoint.instance_id.as_deref(), Some("rm-1"));
    assert_eq!(
        (job.source_endpoint.ip.as_deref(), job.source_endpoint.port.as_deref()),
        (None, Some("3306"))
    );
    assert_eq!(back.synchronization_direction.as_deref(), Some("Reverse"));
    assert_eq!(
        query(&cloud.seen()[1]),
        "PageNum=2&PageSize=30&RegionId=cn-hangzhou&SynchronizationJobName=ord"
    );

    let page = client(&cloud).synchronization_jobs(&key(), &filter, 2, &fresh).await.expect("a page");
    assert_eq!((page.value.jobs.len(), page.value.total), (1, Some(2)));
}

#[tokio::test]
async fn one_synchronization_job_has_its_status_in_lower_case() {
    let status = SYNC_JOB.replace("Initializating", "initializating");
    let body = status.replacen('{', r#"{"Success": "true", "TaskId": "job1", "#, 1);
    let cloud = CloudAt::start(Script::InTurn(vec![ok(&body)])).await;
    let client = client(&cloud);

    let seen = client.synchronization_job(&key(), None, "dtsjob1", Direction::Reverse, &fresh).await;
    let job = seen.expect("a job").value;
    assert_eq!((job.status.as_deref(), job.task_id.as_deref()), (Some("initializating"), Some("job1")));
    assert_eq!(query(&cloud.seen()[0]), "SynchronizationDirection=Reverse&SynchronizationJobId=dtsjob1");

    let other = client.synchronization_job(&key(), None, "dtsjob2", Direction::Forward, &fresh).await;
    assert_eq!(other.expect_err("another job").advice, Advice::Unreadable);
}

#[tokio::test]
async fn a_strange_value_makes_the_answer_unreadable() {
    for (good, bad) in [
        (r#""CreateTime": "2024-01-02T03:04:05Z""#, r#""CreateTime": "2024-01-02 03:04:05""#),
        (r#""Delay": 3"#, r#""Delay": "soon""#),
        (r#""Status": "Synchronizing""#, r#""Status": ["Synchronizing"]"#),
        (r#""DestinationEndpoint": null"#, r#""DestinationEndpoint": "none""#),
    ] {
        let body = format!(r#"{{"Success": true, "DtsJobList": [{}]}}"#, JOB.replace(good, bad));
        let cloud = CloudAt::start(Script::InTurn(vec![ok(&body)])).await;

        let page = client(&cloud).dts_jobs(&key(), &DtsJobFilter::default(), 1, &fresh).await;

        assert_eq!(page.expect_err(bad).advice, Advice::Unreadable);
    }
}

#[tokio::test]
async fn a_region_outside_the_vendors_form_is_asked_nothing() {
    let cloud = CloudAt::closed().await;
    let filter = DtsJobFilter { region: Some("evil.example/"), ..DtsJobFilter::default() };

    let error = client(&cloud).all_dts_jobs(&key(), &filter, &fresh).await.expect_err("a refusal");

    assert_eq!(error.kind, CloudErrorKind::Invalid);
}
