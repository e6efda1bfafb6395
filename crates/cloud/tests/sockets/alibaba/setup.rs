//! Configuring and starting a job: sent once, whatever comes back.

use cloud::{
    Advice, CloudErrorKind, Http, Limits,
    alibaba::dts::{Direction, SyncConfiguration, SyncEndpoint},
};
use secrecy::SecretString;

use super::{client, client_over, fresh, key, ok, query};
use crate::cloud_at::{CloudAt, Script, answer, limits};

const DONE: &str = r#"{"Success": "true", "ErrCode": "", "RequestId": "R-1"}"#;

fn configuration(password: &SecretString) -> SyncConfiguration<'_> {
    SyncConfiguration {
        synchronization_job_id: "dtsjob1",
        region: Some("cn-hangzhou"),
        synchronization_job_name: Some("orders"),
        direction: Direction::Forward,
        structure_initialization: true,
        data_initialization: false,
        synchronization_objects: r#"[{"DBName":"a"}]"#,
        source: SyncEndpoint {
            instance_id: Some("rm-1"),
            database_name: Some("a"),
            ..SyncEndpoint::default()
        },
        destination: SyncEndpoint {
            instance_type: Some("ECS"),
            ip: Some("10.0.0.1"),
            port: Some(3306),
            user_name: Some("u"),
            password: Some(password),
            database_name: Some("b"),
            ..SyncEndpoint::default()
        },
    }
}

#[tokio::test]
async fn a_configuration_has_each_ends_own_names() {
    let cloud = CloudAt::start(Script::InTurn(vec![ok(DONE)])).await;

    let seen = client(&cloud)
        .configure_synchronization_job(&key(), &configuration(&"p w/1".into()), &fresh())
        .await
        .expect("configured");

    assert_eq!(seen.request_id.as_deref(), Some("R-1"));
    assert_eq!(
        query(&cloud.seen()[0]),
        "DataInitialization=false&DestinationEndpoint.DataBaseName=b&DestinationEndpoint.IP=10.0.0.1&\
         DestinationEndpoint.InstanceType=ECS&DestinationEndpoint.Password=p%20w%2F1&\
         DestinationEndpoint.Port=3306&DestinationEndpoint.UserName=u&RegionId=cn-hangzhou&\
         SourceEndpoint.DatabaseName=a&SourceEndpoint.InstanceId=rm-1&StructureInitialization=true&\
         SynchronizationDirection=Forward&SynchronizationJobId=dtsjob1&SynchronizationJobName=orders&\
         SynchronizationObjects=%5B%7B%22DBName%22%3A%22a%22%7D%5D"
    );
    assert!(cloud.seen()[0].contains("x-acs-action: ConfigureSynchronizationJob\r\n"));
}

#[tokio::test]
async fn a_start_names_job_and_direction() {
    let cloud = CloudAt::start(Script::InTurn(vec![ok(DONE)])).await;

    let started = client(&cloud)
        .start_synchronization_job(&key(), Some("cn-hangzhou"), "dtsjob1", Direction::Reverse, &fresh())
        .await;

    assert!(started.is_ok());
    assert_eq!(
        query(&cloud.seen()[0]),
        "RegionId=cn-hangzhou&SynchronizationDirection=Reverse&SynchronizationJobId=dtsjob1"
    );
    assert!(cloud.seen()[0].contains("x-acs-action: StartSynchronizationJob\r\n"));
}

#[tokio::test]
async fn neither_is_sent_twice_although_looks_are() {
    use CloudErrorKind as K;
    let http = Http::new(Limits { looks: 3, pause: std::time::Duration::ZERO, ..limits() }).expect("HTTP");
    for (script, kind) in [
        (answer(503, "retry-after: 1\r\n", ""), K::ProviderDown),
        (answer(500, "", r#"{"Code": "InternalError"}"#), K::ProviderDown),
        (answer(400, "x-acs-retry-after: 1\r\n", r#"{"Code": "Throttling.User"}"#), K::Throttled),
        (
            ok(r#"{"Success": "false", "ErrCode": "DTS.Msg.UpdateJob.OperationDenied.InitStatus"}"#),
            K::InvalidRequest,
        ),
        (ok(r#"{"RequestId": "R"}"#), K::ProviderDown),
        (ok("<html>login</html>"), K::ProviderDown),
        (String::new(), K::NoAnswer),
    ] {
        let cloud = CloudAt::start(Script::Raw(script.clone())).await;
        let client = client_over(http.clone(), &cloud.origin());
        let password = "p".into();

        let configured =
            client.configure_synchronization_job(&key(), &configuration(&password), &fresh()).await;
        let started =
            client.start_synchronization_job(&key(), None, "dtsjob1", Direction::Forward, &fresh()).await;

        assert_eq!(configured.expect_err("a failure").kind, kind, "{script}");
        assert_eq!(started.expect_err("a failure").kind, kind, "{script}");
        assert_eq!((cloud.seen().len(), cloud.connections()), (2, 2), "{script}");
    }
}

#[tokio::test]
async fn the_databases_password_is_in_no_error() {
    let body = r#"{"Success": "false", "ErrCode": "InvalidParameter", "ErrMessage": "cannot use hunter2/x or hunter2%2Fx"}"#;
    let cloud = CloudAt::start(Script::InTurn(vec![ok(body)])).await;

    let error = client(&cloud)
        .configure_synchronization_job(&key(), &configuration(&"hunter2/x".into()), &fresh())
        .await
        .expect_err("a refusal");

    assert_eq!(error.advice, Advice::ParametersRefused);
    assert!(!format!("{error:?} {error}").contains("hunter2"));
}
