//! What the processes buy: bodies for the API, and what must be at the clouds for them.

use cloud::{AlibabaKey, Clouds, Endpoints, Fresh, Http, HuaweiKey, Limits, huawei::Login};
use cloud_sim::{DEMO_HUAWEI, LedgerEntry};
use domain::{
    catalog::{Input, Operation},
    credential::Site,
    order::Verdict,
};
use reqwest::Method;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::purser::{RICH, call};

/// Stores the rich accounts' keys: at Alibaba Cloud and at Huawei Cloud.
pub(crate) fn credentials() -> [Value; 2] {
    let rich = DEMO_HUAWEI[0];
    let (region, project) = rich.projects[0];
    [
        json!({"kind": "alibaba_access_key", "label": "A", "site": "china",
            "access_key_id": RICH.0, "access_key_secret": RICH.1}),
        json!({"kind": "huawei_access_key", "label": "H", "region": region, "project_id": project,
            "access_key_id": rich.access_key_id, "secret_access_key": rich.secret}),
    ]
}

fn clouds(address: &str) -> Clouds {
    let http = Http::new(Limits::default()).expect("a client");
    Clouds::new(&http, &Endpoints::all_at(address).expect("an address"))
}

#[expect(clippy::disallowed_methods, reason = "the processes have the host's clock too")]
fn fresh() -> Fresh {
    let now = OffsetDateTime::now_utc();
    Fresh { now, nonce: format!("test-{}", now.unix_timestamp_nanos()) }
}

/// A synchronisation job between two regions, pay-as-you-go.
pub(crate) fn dts(source: &str, destination: &str) -> Value {
    json!({
        "SourceRegion": source, "DestRegion": destination,
        "SynchronizationJobClass": "small", "PayType": "PostPaid",
    })
}

/// A middleware instance of that name.
pub(crate) async fn ddm(cloud: &str, name: &str, prepaid: bool) -> Value {
    let mut spec = ddm_of(cloud, DEMO_HUAWEI[0].secret, name).await;
    if prepaid {
        for (name, value) in [
            ("charge_mode", "prePaid"),
            ("period_type", "month"),
            ("period_num", "1"),
            ("is_auto_pay", "true"),
        ] {
            spec[format!("extend_param.{name}")] = value.into();
        }
    }
    spec
}

/// The same, pay-as-you-go, at a cloud whose rich account has this secret.
pub(crate) async fn ddm_of(cloud: &str, secret: &str, name: &str) -> Value {
    let rich = DEMO_HUAWEI[0];
    let (region, project) = rich.projects[0];
    let key = HuaweiKey {
        project_id: project.into(),
        region: region.into(),
        login: Login::AccessKey {
            access_key_id: rich.access_key_id.into(),
            secret: secret.into(),
            security_token: None,
        },
    };
    let huawei = clouds(cloud).huawei;
    let vpc = huawei.vpcs(&key, &fresh).await.expect("networks").value.remove(0);
    let subnet = huawei.subnets(&key, &vpc.id, &fresh).await.expect("subnets").value.remove(0);
    let group = huawei.security_groups(&key, &fresh).await.expect("groups").value.remove(0);
    json!({
        "instance.name": name,
        "instance.flavor_id": "8f2e696c-a9c1-30bd-af90-25522bc67606",
        "instance.engine_id": "2325a707-0361-8be6-dd01-13474bbac437",
        "instance.node_num": "1",
        "instance.available_zones.1": "cn-north-4a",
        "instance.vpc_id": vpc.id,
        "instance.subnet_id": subnet.id,
        "instance.security_group_id": group.id,
    })
}

/// From pay-as-you-go to a subscription, for a task that somebody bought elsewhere just now.
pub(crate) async fn change(cloud: &str) -> Value {
    let key = AlibabaKey {
        access_key_id: RICH.0.into(),
        secret: RICH.1.into(),
        security_token: None,
        site: Site::China,
    };
    let bought: Input = serde_json::from_value(dts("cn-hangzhou", "cn-shanghai")).expect("parameters");
    let (operation, token) = (Operation::DtsCreate, fresh().nonce);
    let alibaba = clouds(cloud).alibaba;
    let signed = alibaba.sign_purchase(operation, &bought, &token, &key, fresh()).expect("signed");
    let answer = alibaba.purchase(signed).await;
    assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
    let sold = ledger(cloud).await.into_iter().find(|entry| entry.client_token.as_ref() == Some(&token));
    json!({
        "DtsJobId": sold.expect("a task").job_id, "RegionId": "cn-shanghai",
        "ChargeType": "PrePaid", "Period": "Month", "BuyCount": "1",
    })
}

/// Everything that happened at the clouds.
pub(crate) async fn ledger(cloud: &str) -> Vec<LedgerEntry> {
    let (_, ledger) = call(Method::GET, &format!("{cloud}/_sim/ledger"), &[], None).await;
    serde_json::from_value(ledger).expect("entries")
}
