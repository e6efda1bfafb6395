//! Looks over a real socket: what a read tells, and what its failures allow.

use axum::http::StatusCode;
use cloud::{
    Advice, CloudErrorKind,
    alibaba::{
        bss::{BssInstanceFilter, BssOrderFilter, Window},
        dts::{DtsJobFilter, SyncJobFilter},
    },
};
use time::macros::datetime;

use super::{client, fresh, key, query};
use crate::cloud_at::{CloudAt, NOW, Script};

const JOBS: &str = r#"{"Success": true, "HttpStatusCode": 200, "ErrCode": "", "RequestId": "R-2", "DtsJobList": [
    {"DtsInstanceID": "dtsother", "Status": "Failed"},
    {"DtsInstanceID": "dts1", "DtsJobId": "job1", "DtsJobName": "", "DtsJobClass": "small", "Status": "NotConfigured",
     "PayType": "PrePaid", "ExpireTime": "2025-11-05T16:00:00Z", "Delay": 0}]}"#;

#[tokio::test]
async fn verify_reads_the_clouds_clock_with_a_harmless_call() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, JOBS.into())).await;

    let looked = client(&cloud).verify(&key(), &fresh).await.expect("a look");

    assert_eq!(looked.cloud_date, datetime!(2024-11-05 08:15:31 UTC));
    assert_eq!(looked.request_id.as_deref(), Some("R-2"));
    let seen = cloud.seen();
    let asked = "JobType=SYNC&OrderColumn=CreateTime&OrderDirection=ASC&PageNumber=1&PageSize=30";
    assert_eq!(query(&seen[0]), asked);
    assert!(seen[0].contains("x-acs-action: DescribeDtsJobs\r\n"));
}

#[tokio::test]
async fn a_status_is_the_vendors_own_word_for_exactly_this_instance() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, JOBS.into())).await;

    let status =
        client(&cloud).instance_status(&key(), "cn-hangzhou", "dts1", &fresh).await.expect("a status");

    assert_eq!(status.status, "NotConfigured");
    assert_eq!(status.name, None);
    assert_eq!(status.job_id.as_deref(), Some("job1"));
    assert_eq!(status.class.as_deref(), Some("small"));
    assert_eq!(status.pay_type.as_deref(), Some("PrePaid"));
    assert_eq!(status.expires_at, Some(datetime!(2025-11-05 16:00 UTC)));
    assert_eq!(status.request_id.as_deref(), Some("R-2"));
}

#[tokio::test]
async fn an_instance_that_is_not_listed_is_not_found() {
    let cloud = CloudAt::start(Script::Answer(StatusCode::OK, JOBS.into())).await;

    let error = client(&cloud)
        .instance_status(&key(), "cn-hangzhou", "dts2", &fresh)
        .await
        .expect_err("nothing to find");

    assert_eq!(error.kind, CloudErrorKind::NotFound);
    assert!(error.cloud_date.is_some());
}

#[tokio::test]
async fn a_failed_look_says_who_can_do_what() {
    use CloudErrorKind as K;
    for (status, body, kind, advice) in [
        (
            404,
            r#"{"Code": "InvalidAccessKeyId.NotFound", "RequestId": "R"}"#,
            K::CredentialRejected,
            Advice::KeyRefused,
        ),
        (
            400,
            r#"{"Code": "SignatureDoesNotMatch", "Message": "fake-secret/1+2"}"#,
            K::CredentialRejected,
            Advice::KeyRefused,
        ),
        (403, r#"{"Code": "Forbidden.RAM"}"#, K::PermissionDenied, Advice::PermissionMissing),
        (400, r#"{"Code": "Throttling.User"}"#, K::Throttled, Advice::Throttled),
        (400, r#"{"Code": "InvalidTimeStamp.Expired"}"#, K::InvalidRequest, Advice::ClockOff),
        (200, r#"{"Success": false, "ErrCode": "InternalError"}"#, K::ProviderDown, Advice::CloudDown),
        (200, r#"{"Success": false, "ErrCode": "Teapot"}"#, K::Refused, Advice::Unknown),
        (502, "<html>bad gateway</html>", K::ProviderDown, Advice::CloudDown),
        (200, "<html>login</html>", K::ProviderDown, Advice::Unreadable),
        (
            200,
            r#"{"Success": true, "HttpStatusCode": 500, "DtsJobList": []}"#,
            K::ProviderDown,
            Advice::Unreadable,
        ),
        (200, r#"{"Success": "no", "DtsJobList": []}"#, K::ProviderDown, Advice::Unreadable),
        (403, r#"{"Code": "Forbidden.RAM", "ErrCode": "Teapot"}"#, K::ProviderDown, Advice::Unreadable),
        (200, r#"{"Success": true, "DtsJobList": "none"}"#, K::ProviderDown, Advice::Unreadable),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let cloud = CloudAt::start(Script::Answer(status, body.into())).await;

        let error = client(&cloud).verify(&key(), &fresh).await.expect_err("a failure");

        assert_eq!((error.kind, error.advice), (kind, advice), "{body}");
        assert_eq!(error.http_status, Some(status.as_u16()));
        assert!(!format!("{error:?}").contains("fake-secret"));
    }
}

#[tokio::test]
async fn a_cloud_that_is_away_is_told_from_one_that_is_silent() {
    let away = CloudAt::closed().await;
    let error = client(&away).verify(&key(), &fresh).await.expect_err("a failure");
    assert_eq!(error.kind, CloudErrorKind::Unreachable);

    let silent = CloudAt::start(Script::RawThenHang(String::new())).await;
    let error = client(&silent).verify(&key(), &fresh).await.expect_err("a failure");
    assert_eq!(error.kind, CloudErrorKind::NoAnswer);
}

/// The server looks from tasks that move between threads.
#[tokio::test]
async fn looks_can_move_between_threads() {
    fn movable<T: Send>(_: T) {}
    let client = client(&CloudAt::closed().await);
    let key = key();
    let window = Window { from: NOW, to: NOW };

    movable(client.verify(&key, &fresh));
    movable(client.all_dts_jobs(&key, &DtsJobFilter::default(), &fresh));
    movable(client.all_synchronization_jobs(&key, &SyncJobFilter::default(), &fresh));
    movable(client.orders(&key, &window, &BssOrderFilter::default(), &fresh));
    movable(client.instances(&key, &BssInstanceFilter::default(), &fresh));
    movable(client.products(&key, &fresh));
    movable(client.balance(&key, &fresh));
}
