//! Everything that can be bought, with each way of proving who asks: what the crash matrix runs over.

use backend::credentials::NewCredential;
use cloud::{
    AlibabaKey, Fresh, HuaweiKey,
    huawei::{Login as HuaweiLogin, Purchase},
    verdict::Call,
};
use cloud_sim::{DEMO_HUAWEI, DEMO_KEYS, DEMO_TEMPORARY, DemoHuawei, LedgerEffect, LedgerEntry};
use domain::{
    catalog::{Input, Operation},
    credential::{Kind, Site},
    ids::OrderId,
    order::{OrderInput, Verdict},
};
use time::Duration;

use crate::portal::Portal;

pub(crate) const HUAWEI: DemoHuawei = DEMO_HUAWEI[0];
const POOR: DemoHuawei = DEMO_HUAWEI[1];

/// An operation and how it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ware {
    Dts,
    DtsPrepaid,
    Bss,
    Ddm,
    /// Paid by itself.
    DdmPrepaid,
    /// From pay-as-you-go to a subscription.
    Change,
}

/// How the credential proves who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Proof {
    AccessKey,
    /// A temporary key (STS).
    Temporary,
    /// A user's password, and so a bearer token: Huawei Cloud alone.
    Bearer,
}

impl Ware {
    pub(crate) const ALL: [Self; 6] =
        [Self::Dts, Self::DtsPrepaid, Self::Bss, Self::Ddm, Self::DdmPrepaid, Self::Change];

    pub(crate) const fn operation(self) -> Operation {
        match self {
            Self::Dts | Self::DtsPrepaid => Operation::DtsCreate,
            Self::Bss => Operation::BssCreate,
            Self::Ddm | Self::DdmPrepaid => Operation::DdmCreate,
            Self::Change => Operation::DtsChange,
        }
    }

    /// The vendor's call, as faults name it.
    pub(crate) const fn action(self) -> &'static str {
        match self {
            Self::Dts | Self::DtsPrepaid => "CreateSynchronizationJob",
            Self::Bss => "alibaba:CreateInstance",
            Self::Ddm | Self::DdmPrepaid => "huawei:CreateInstance",
            Self::Change => "TransferPayType",
        }
    }

    /// How such an order can prove who asks.
    pub(crate) const fn proofs(self) -> &'static [Proof] {
        match self {
            Self::Ddm | Self::DdmPrepaid => &[Proof::AccessKey, Proof::Temporary, Proof::Bearer],
            Self::Dts | Self::DtsPrepaid | Self::Bss | Self::Change => &[Proof::AccessKey, Proof::Temporary],
        }
    }
}

impl Portal {
    /// An approved order of it, with a credential of its own. `key` is unique in the test, and short.
    pub(crate) async fn approved_ware(&self, ware: Ware, proof: Proof, key: &str) -> OrderId {
        let input = self.ware(ware, proof, key).await;
        self.approved_as(ware.operation(), &input, key).await
    }

    pub(crate) async fn ware(&self, ware: Ware, proof: Proof, key: &str) -> OrderInput {
        let credential_id = self.store(&credential(ware, proof)).await;
        OrderInput {
            spec: self.spec(ware, key).await,
            credential_id,
            ceiling: "90000".into(),
            ..self.input()
        }
    }

    async fn spec(&self, ware: Ware, key: &str) -> Input {
        let subscription = [("Period", "Month"), ("UsedTime", "1"), ("PayType", "PrePaid")];
        let more: Vec<(&str, String)> = match ware {
            Ware::Dts => return self.input().spec,
            Ware::DtsPrepaid => {
                let mut spec = self.input().spec;
                spec.extend(subscription.map(|(name, value)| (name.to_owned(), value.to_owned())));
                return spec;
            }
            Ware::Bss => [
                ("ProductCode", "acr"),
                ("ProductType", "acr_ee_public_cn"),
                ("SubscriptionType", "Subscription"),
                ("Period", "12"),
                ("Parameter.1.Code", "InstanceType"),
                ("Parameter.1.Value", "Basic"),
            ]
            .map(|(name, value)| (name, value.to_owned()))
            .into(),
            Ware::Change => vec![
                ("DtsJobId", self.task().await),
                ("RegionId", "cn-shanghai".to_owned()),
                ("ChargeType", "PrePaid".to_owned()),
                ("Period", "Month".to_owned()),
                ("BuyCount", "1".to_owned()),
            ],
            Ware::Ddm | Ware::DdmPrepaid => self.ddm(ware == Ware::DdmPrepaid, key).await,
        };
        more.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    async fn ddm(&self, prepaid: bool, key: &str) -> Vec<(&'static str, String)> {
        let huawei = &self.backend.clouds.huawei;
        let (fresh, access) = (|| self.fresh(), huawei_key());
        let vpc = huawei.vpcs(&access, &fresh).await.expect("networks").value.remove(0);
        let subnet = huawei.subnets(&access, &vpc.id, &fresh).await.expect("subnets").value.remove(0);
        let group = huawei.security_groups(&access, &fresh).await.expect("groups").value.remove(0);
        let mut spec = vec![
            ("instance.name", format!("orders-{key}")),
            ("instance.flavor_id", "8f2e696c-a9c1-30bd-af90-25522bc67606".to_owned()),
            ("instance.engine_id", "2325a707-0361-8be6-dd01-13474bbac437".to_owned()),
            ("instance.node_num", "1".to_owned()),
            ("instance.available_zones.1", "cn-north-4a".to_owned()),
            ("instance.vpc_id", vpc.id),
            ("instance.subnet_id", subnet.id),
            ("instance.security_group_id", group.id),
        ];
        if prepaid {
            let terms = [
                ("extend_param.charge_mode", "prePaid"),
                ("extend_param.period_type", "month"),
                ("extend_param.period_num", "1"),
                ("extend_param.is_auto_pay", "true"),
            ];
            spec.extend(terms.map(|(name, value)| (name, value.to_owned())));
        }
        spec
    }

    pub(crate) fn fresh(&self) -> Fresh {
        Fresh {
            now: self.backend.clock.now(),
            nonce: self.backend.random.uuid(&self.backend.clock).to_string(),
        }
    }

    /// The id of a task that somebody bought elsewhere: pay-as-you-go, small.
    pub(crate) async fn task(&self) -> String {
        let (alibaba, key) = (&self.backend.clouds.alibaba, alibaba_key());
        let token = self.fresh().nonce;
        let signed = alibaba
            .sign_purchase(Operation::DtsCreate, &self.input().spec, &token, &key, self.fresh())
            .expect("a signed purchase");
        let answer = alibaba.purchase(signed).await;
        assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
        let instance = answer.instance_id.expect("an instance");
        let sold = self.sim.ledger().into_iter().find(|entry| entry.instance_id == instance);
        sold.expect("a task").job_id
    }

    /// Gives a task another class in the vendor's console.
    pub(crate) async fn resize_elsewhere(&self, task: &str) {
        let change = [
            ("DtsJobId", task),
            ("RegionId", "cn-shanghai"),
            ("ChargeType", "PostPaid"),
            ("InstanceClass", "medium"),
        ];
        let change: Input = change.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let (alibaba, key) = (&self.backend.clouds.alibaba, alibaba_key());
        let signed = alibaba
            .sign_purchase(Operation::DtsChange, &change, "", &key, self.fresh())
            .expect("a signed purchase");
        let answer = alibaba.purchase(signed).await;
        assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
    }

    /// What orders of Purser bought at the cloud: tasks that tests bought elsewhere and orders that nobody paid aside.
    pub(crate) fn sales_of(&self, ware: Ware) -> Vec<LedgerEntry> {
        let action = ware.action();
        let action = action.split_once(':').map_or(action, |(_, action)| action);
        self.sim
            .ledger()
            .into_iter()
            .filter(|entry| entry.action == action)
            .filter(|entry| {
                entry.client_token.as_deref().is_none_or(|token| token.starts_with("ord1-"))
                    && !matches!(entry.effect, LedgerEffect::Configure | LedgerEffect::Start)
            })
            .collect()
    }

    /// How often orders of Purser asked the cloud for it.
    pub(crate) fn arrived(&self, ware: Ware) -> usize {
        let action = ware.action();
        let action = action.split_once(':').map_or(action, |(_, action)| action);
        let is_ours =
            |token: &Option<String>| token.as_deref().is_none_or(|token| token.starts_with("ord1-"));
        self.sim
            .requests()
            .iter()
            .filter(|arrival| arrival.action == action && is_ours(&arrival.client_token))
            .count()
    }

    /// Buys what a DDM order wants, by its name, without the portal.
    pub(crate) async fn buy_behind_its_back(&self, id: OrderId) {
        let order = self.order(id).await;
        let name = domain::order::ddm_name(&order.spec["instance.name"], id);
        self.buy_ddm(&order.spec, &name).await;
    }

    /// Pays what an order waits for, in the vendor's console.
    pub(crate) async fn pay_elsewhere(&self, id: OrderId) {
        let (huawei, key) = (&self.backend.clouds.huawei, huawei_key());
        let order = self.order(id).await.cloud_reference.expect("a reference");
        let access = huawei.authenticate(Call::PayOrder, &key, &|| self.fresh()).await.expect("access");
        let signed = huawei.sign_pay(&order, &key, &access, &self.fresh()).expect("signed");
        assert_eq!(huawei.purchase(signed).await.verdict, Verdict::Done);
    }

    /// Orders a prepaid instance and does not pay it.
    pub(crate) async fn order_elsewhere(&self) {
        let mut spec = self.spec(Ware::DdmPrepaid, "elsewhere").await;
        spec.insert("extend_param.is_auto_pay".into(), "false".into());
        self.buy_ddm(&spec, "made-in-the-console").await;
    }

    /// Buys an instance by use, without the portal.
    pub(crate) async fn buy_ddm(&self, spec: &Input, name: &str) {
        let (huawei, key) = (&self.backend.clouds.huawei, huawei_key());
        let (operation, fresh) = (Operation::DdmCreate, || self.fresh());
        let access = huawei.authenticate(Call::Buy(operation), &key, &fresh).await.expect("access");
        let purchase = Purchase { operation, parameters: spec, name, admin_user_password: None };
        let signed = huawei.sign_purchase(&purchase, &key, &access, &self.fresh()).expect("signed");
        let answer = huawei.purchase(signed).await;
        assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
    }

    /// Long enough for every list and every order of the cloud to be up to date.
    pub(crate) async fn let_the_cloud_work(&self) {
        self.advance(Duration::minutes(10)).await;
    }
}

fn alibaba_key() -> AlibabaKey {
    AlibabaKey {
        access_key_id: DEMO_KEYS[0].access_key_id.into(),
        secret: DEMO_KEYS[0].secret.into(),
        security_token: None,
        site: Site::China,
    }
}

pub(crate) fn huawei_key() -> HuaweiKey {
    let (region, project_id) = HUAWEI.projects[0];
    HuaweiKey {
        project_id: project_id.into(),
        region: region.into(),
        login: HuaweiLogin::AccessKey {
            access_key_id: HUAWEI.access_key_id.into(),
            secret: HUAWEI.secret.into(),
            security_token: None,
        },
    }
}

/// An access key of an account that has neither money nor anything that others bought.
pub(crate) fn poor_key(ware: Ware) -> NewCredential {
    let (region, project) = POOR.projects[0];
    match ware {
        Ware::Ddm | Ware::DdmPrepaid => NewCredential::new(Kind::HuaweiAccessKey, "poor")
            .text("access_key_id", POOR.access_key_id)
            .secret("secret_access_key", POOR.secret)
            .text("project_id", project)
            .text("region", region),
        Ware::Dts | Ware::DtsPrepaid | Ware::Bss | Ware::Change => {
            NewCredential::new(Kind::AlibabaAccessKey, "poor")
                .text("access_key_id", DEMO_KEYS[1].access_key_id)
                .text("site", "china")
                .secret("access_key_secret", DEMO_KEYS[1].secret)
        }
    }
}

fn credential(ware: Ware, proof: Proof) -> NewCredential {
    let (region, project) = HUAWEI.projects[0];
    match (ware, proof) {
        (Ware::Ddm | Ware::DdmPrepaid, Proof::Bearer) => NewCredential::new(Kind::HuaweiIamUser, "user")
            .text("domain", HUAWEI.domain_name)
            .text("user", HUAWEI.user)
            .secret("password", HUAWEI.password),
        (Ware::Ddm | Ware::DdmPrepaid, Proof::Temporary) => {
            NewCredential::new(Kind::HuaweiAccessKey, "temporary")
                .text("access_key_id", HUAWEI.temporary_access_key_id)
                .secret("secret_access_key", HUAWEI.temporary_secret)
                .secret("security_token", HUAWEI.security_token)
        }
        (Ware::Ddm | Ware::DdmPrepaid, Proof::AccessKey) => NewCredential::new(Kind::HuaweiAccessKey, "key")
            .text("access_key_id", HUAWEI.access_key_id)
            .secret("secret_access_key", HUAWEI.secret),
        (_, Proof::Temporary) => {
            return NewCredential::new(Kind::AlibabaAccessKey, "temporary")
                .text("access_key_id", DEMO_TEMPORARY.access_key_id)
                .text("site", "china")
                .secret("access_key_secret", DEMO_TEMPORARY.secret)
                .secret("security_token", DEMO_TEMPORARY.security_token.unwrap_or_default());
        }
        (_, Proof::AccessKey | Proof::Bearer) => {
            return NewCredential::new(Kind::AlibabaAccessKey, "key")
                .text("access_key_id", DEMO_KEYS[0].access_key_id)
                .text("site", "china")
                .secret("access_key_secret", DEMO_KEYS[0].secret);
        }
    }
    .text("project_id", project)
    .text("region", region)
}
