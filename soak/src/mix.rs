//! What is ordered: one row a ware.

use std::num::NonZeroU32;

use cloud::{AlibabaKey, Clouds, Endpoints, Fresh, Http, HuaweiKey, Limits, huawei::Login};
use cloud_sim::{DEMO_HUAWEI, DEMO_KEYS, DEMO_TEMPORARY, LedgerEntry};
use domain::{
    catalog::{Input, Operation},
    credential::Site,
    order::Verdict,
};
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{Failure, dice::Dice};

/// The same account at Alibaba Cloud twice, by a lasting and a temporary key; Huawei Cloud's.
pub(crate) const CREDENTIALS: usize = 3;

/// What can be ordered, as likely as its weight. Adding an operation is adding a row.
const WARES: [(usize, Ware); 6] = [
    (32, Ware { operation: "dts.create", credentials: &[0, 1], spec: synchronization }),
    (10, Ware { operation: "dts.create", credentials: &[0, 1], spec: subscription }),
    (18, Ware { operation: "bss.create", credentials: &[0, 1], spec: queue }),
    (20, Ware { operation: "ddm.create", credentials: &[2], spec: middleware }),
    (2, Ware { operation: "ddm.create", credentials: &[2], spec: prepaid_middleware }),
    (18, Ware { operation: "dts.change", credentials: &[0, 1], spec: change }),
];

struct Ware {
    operation: &'static str,
    credentials: &'static [usize],
    spec: fn(&Shelf, usize) -> Value,
}

/// What orders can refer to at the clouds.
pub(crate) struct Shelf {
    vpc: String,
    subnet: String,
    group: String,
    /// Tasks that somebody bought elsewhere: one for each change.
    tasks: Vec<String>,
}

/// One order to make: which credential it uses, and the body without it.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) credential: usize,
    pub(crate) body: Value,
}

/// As many wishes as are asked for, no two alike, and what must be at the clouds for them.
pub(crate) async fn draw(dice: &mut Dice, orders: usize, cloud: &str) -> Result<Vec<Wish>, Failure> {
    let drawn: Vec<(&Ware, usize)> = (0..orders)
        .map(|_| {
            let ware = dice.weighted(&WARES);
            (ware, ware.credentials[dice.below(ware.credentials.len())])
        })
        .collect();
    let changes = drawn.iter().filter(|(ware, _)| ware.operation == "dts.change").count();
    let shelf = Shelf::fill(cloud, changes).await?;
    let mut changed = 0;
    Ok(drawn
        .into_iter()
        .enumerate()
        .map(|(number, (ware, credential))| {
            let is_change = ware.operation == "dts.change";
            let spec = (ware.spec)(&shelf, if is_change { changed } else { number });
            changed += usize::from(is_change);
            let body = json!({
                "operation": ware.operation,
                "team": "Platform",
                "spec": spec,
                "reason": format!("Order {number} of a soak."),
                "ceiling": { "amount": "90000", "currency": "CNY" },
                "acknowledge_look_alikes": true,
                "submit": true,
            });
            Wish { credential, body }
        })
        .collect())
}

fn synchronization(_: &Shelf, number: usize) -> Value {
    json!({
        "SourceRegion": "cn-hangzhou", "DestRegion": format!("cn-lot-{number}"),
        "SynchronizationJobClass": "micro", "PayType": "PostPaid",
    })
}

fn subscription(shelf: &Shelf, number: usize) -> Value {
    let mut spec = synchronization(shelf, number);
    spec["PayType"] = "PrePaid".into();
    spec["Period"] = "Month".into();
    spec["UsedTime"] = "1".into();
    spec
}

fn queue(_: &Shelf, number: usize) -> Value {
    json!({
        "ProductCode": "alikafka", "ProductType": "alikafka_post", "SubscriptionType": "PayAsYouGo",
        "Parameter": [
            { "Code": "IoMax", "Value": "20" },
            { "Code": "DiskSize", "Value": (500 + 100 * (number % 50)).to_string() },
            { "Code": "Region", "Value": "cn-hangzhou" },
        ],
    })
}

fn middleware(shelf: &Shelf, number: usize) -> Value {
    json!({ "instance": {
        "name": format!("lot-{number}"),
        "flavor_id": "8f2e696c-a9c1-30bd-af90-25522bc67606",
        "engine_id": "2325a707-0361-8be6-dd01-13474bbac437",
        "node_num": 1, "available_zones": ["cn-north-4a"],
        "vpc_id": shelf.vpc, "subnet_id": shelf.subnet, "security_group_id": shelf.group,
    } })
}

fn prepaid_middleware(shelf: &Shelf, number: usize) -> Value {
    let mut spec = middleware(shelf, number);
    spec["extend_param"] = json!({
        "charge_mode": "prePaid", "period_type": "month", "period_num": 1, "is_auto_pay": "true",
    });
    spec
}

fn change(shelf: &Shelf, number: usize) -> Value {
    json!({
        "DtsJobId": shelf.tasks[number], "RegionId": "cn-shanghai",
        "ChargeType": "PrePaid", "Period": "Month", "BuyCount": "1",
    })
}

/// The bodies that store the credentials.
pub(crate) fn credentials() -> [Value; CREDENTIALS] {
    let (rich, temporary, huawei) = (DEMO_KEYS[0], DEMO_TEMPORARY, DEMO_HUAWEI[0]);
    let (region, project) = huawei.projects[0];
    [
        json!({
            "kind": "alibaba_access_key", "label": "Key", "site": "china",
            "access_key_id": rich.access_key_id, "access_key_secret": rich.secret,
        }),
        json!({
            "kind": "alibaba_access_key", "label": "Temporary key", "site": "china",
            "access_key_id": temporary.access_key_id, "access_key_secret": temporary.secret,
            "security_token": temporary.security_token,
        }),
        json!({
            "kind": "huawei_access_key", "label": "Huawei key", "region": region, "project_id": project,
            "access_key_id": huawei.access_key_id, "secret_access_key": huawei.secret,
        }),
    ]
}

impl Shelf {
    async fn fill(address: &str, changes: usize) -> Result<Self, Failure> {
        let limits = Limits { looks_a_second: NonZeroU32::MAX, ..Limits::default() };
        let clouds = Clouds::new(&Http::new(limits)?, &Endpoints::all_at(address)?);
        let (region, project) = DEMO_HUAWEI[0].projects[0];
        let key = HuaweiKey {
            project_id: project.into(),
            region: region.into(),
            login: Login::AccessKey {
                access_key_id: DEMO_HUAWEI[0].access_key_id.into(),
                secret: DEMO_HUAWEI[0].secret.into(),
                security_token: None,
            },
        };
        let mut nonces = 0..;
        let mut fresh = || Fresh { now: now(), nonce: format!("shelf-{:?}", nonces.next()) };
        let stamp = now().unix_timestamp_nanos();
        let fresh_look = || Fresh { now: now(), nonce: format!("look-{stamp}-{}", now().nanosecond()) };
        let vpc = clouds.huawei.vpcs(&key, &fresh_look).await?.value.remove(0).id;
        let subnet = clouds.huawei.subnets(&key, &vpc, &fresh_look).await?.value.remove(0).id;
        let group = clouds.huawei.security_groups(&key, &fresh_look).await?.value.remove(0).id;

        let key = AlibabaKey {
            access_key_id: DEMO_KEYS[0].access_key_id.into(),
            secret: DEMO_KEYS[0].secret.into(),
            security_token: None,
            site: Site::China,
        };
        let spec = [
            ("SourceRegion", "cn-hangzhou"),
            ("DestRegion", "cn-shanghai"),
            ("SynchronizationJobClass", "micro"),
            ("PayType", "PostPaid"),
        ];
        let spec: Input = spec.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        for number in 0..changes {
            let token = format!("task-{number}");
            let signed = clouds.alibaba.sign_purchase(Operation::DtsCreate, &spec, &token, &key, fresh())?;
            let answer = clouds.alibaba.purchase(signed).await;
            if answer.verdict != Verdict::Done {
                return Err(format!("a task was not bought: {answer:?}").into());
            }
        }
        let ledger: Vec<LedgerEntry> = reqwest::get(format!("{address}/_sim/ledger")).await?.json().await?;
        let tasks = ledger.into_iter().map(|entry| entry.job_id).collect();
        Ok(Self { vpc, subnet, group, tasks })
    }
}

#[expect(clippy::disallowed_methods, reason = "what the clouds sign by is this machine's time")]
pub(crate) fn now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}
