//! The simulated clouds, an account that never runs out, and the clients that the portal uses.

use std::{
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use cloud::{
    AlibabaKey, Answer, CloudError, Endpoints, Fresh, Http, HuaweiKey, Limits,
    huawei::{Login, Purchase},
    verdict::Call,
};
use cloud_sim::{DEMO_HUAWEI, DEMO_KEYS, Sim, SimConfig};
use domain::{
    catalog::{Input, Operation},
    credential::Site,
};
use rust_decimal::Decimal;
use time::{OffsetDateTime, macros::datetime};
use tokio::net::TcpListener;

const NOW: OffsetDateTime = datetime!(2025-03-01 10:00 UTC);

/// Where a DDM instance can be: what the looks offer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    pub(crate) engine_id: String,
    pub(crate) flavor_id: String,
    pub(crate) zone: String,
    pub(crate) vpc_id: String,
    pub(crate) subnet_id: String,
    pub(crate) security_group_id: String,
}

pub(crate) struct Clouds {
    clients: cloud::Clouds,
    alibaba: AlibabaKey,
    huawei: HuaweiKey,
    /// A pay-as-you-go task that is there from the beginning; each purchase gets one of its own in its place.
    pub(crate) job: String,
    pub(crate) place: Place,
    used: AtomicU64,
}

impl Clouds {
    pub(crate) async fn start() -> Self {
        let mut config = SimConfig::new(Arc::new(|| NOW));
        for account in &mut config.accounts {
            account.balance = Decimal::from(1_000_000_000_000_i64);
        }
        let sim = Sim::new(config).expect("a simulator");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(cloud_sim::serve(listener, sim, std::future::pending()));
        let endpoints = Endpoints::all_at(&address).expect("an address");
        let eager = NonZeroU32::new(100_000).expect("not zero");
        let http = Http::new(Limits { looks_a_second: eager, ..Limits::default() }).expect("HTTP");
        let (rich, demo) = (DEMO_KEYS[0], DEMO_HUAWEI[0]);
        let (region, project_id) = demo.projects[0];
        let mut clouds = Self {
            clients: cloud::Clouds::new(&http, &endpoints),
            alibaba: AlibabaKey {
                access_key_id: rich.access_key_id.into(),
                secret: rich.secret.into(),
                security_token: None,
                site: Site::China,
            },
            huawei: HuaweiKey {
                project_id: project_id.into(),
                region: region.into(),
                login: Login::AccessKey {
                    access_key_id: demo.access_key_id.into(),
                    secret: demo.secret.into(),
                    security_token: None,
                },
            },
            job: String::new(),
            place: Place::default(),
            used: AtomicU64::new(0),
        };
        clouds.job = clouds.new_job().await;
        clouds.place = clouds.find_place().await;
        clouds
    }

    fn number(&self) -> u64 {
        self.used.fetch_add(1, Ordering::SeqCst)
    }

    fn fresh(&self) -> Fresh {
        Fresh { now: NOW, nonce: format!("nonce-{}", self.number()) }
    }

    /// Sends exactly these parameters. An error: they cannot be written in the vendor's form.
    pub(crate) async fn buy(&self, operation: Operation, parameters: &Input) -> Result<Answer, CloudError> {
        match operation {
            Operation::DdmCreate => {
                let (key, client) = (&self.huawei, &self.clients.huawei);
                let access =
                    client.authenticate(Call::Buy(operation), key, &|| self.fresh()).await.expect("access");
                let name = parameters.get("instance.name").map(String::as_str).unwrap_or_default();
                let purchase = Purchase { operation, parameters, name, admin_user_password: None };
                let signed = client.sign_purchase(&purchase, key, &access, &self.fresh())?;
                Ok(client.purchase(signed).await)
            }
            Operation::DtsCreate | Operation::DtsChange | Operation::BssCreate => {
                let mut parameters = parameters.clone();
                if let Some(id) = parameters.get_mut("DtsJobId").filter(|id| **id == self.job) {
                    *id = self.new_job().await;
                }
                let token = format!("token-{}", self.number());
                let client = &self.clients.alibaba;
                let signed =
                    client.sign_purchase(operation, &parameters, &token, &self.alibaba, self.fresh())?;
                Ok(client.purchase(signed).await)
            }
        }
    }

    /// The task of a pay-as-you-go synchronisation job that is bought for it.
    async fn new_job(&self) -> String {
        let parameters: Input = [
            ("SourceRegion", "cn-hangzhou"),
            ("DestRegion", "cn-hangzhou"),
            ("SynchronizationJobClass", "small"),
            ("PayType", "PostPaid"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let (client, token) = (&self.clients.alibaba, format!("token-{}", self.number()));
        let signed = client
            .sign_purchase(Operation::DtsCreate, &parameters, &token, &self.alibaba, self.fresh())
            .expect("a signed purchase");
        let instance = client.purchase(signed).await.instance_id.expect("an instance");
        let fresh = || self.fresh();
        let status = client.instance_status(&self.alibaba, "cn-hangzhou", &instance, &fresh).await;
        status.expect("a status").job_id.expect("a task")
    }

    /// Their words for the inputs.
    pub(crate) fn places(&self) -> [(&'static str, &str); 7] {
        let at = &self.place;
        [
            ("job", &self.job),
            ("engine_id", &at.engine_id),
            ("flavor_id", &at.flavor_id),
            ("zone", &at.zone),
            ("vpc_id", &at.vpc_id),
            ("subnet_id", &at.subnet_id),
            ("security_group_id", &at.security_group_id),
        ]
    }

    async fn find_place(&self) -> Place {
        let (client, key, fresh) = (&self.clients.huawei, &self.huawei, || self.fresh());
        let engine = client.engines(key, &fresh).await.expect("engines").value.remove(0);
        let mut flavors = client.flavors(key, &engine.id, &fresh).await.expect("flavors").value;
        let zone = engine.support_azs[0].code.clone();
        flavors.retain(|flavor| flavor.is_on_sale_in(&zone));
        let vpc = client.vpcs(key, &fresh).await.expect("networks").value.remove(0);
        let subnet = client.subnets(key, &vpc.id, &fresh).await.expect("subnets").value.remove(0);
        let group = client.security_groups(key, &fresh).await.expect("groups").value.remove(0);
        Place {
            engine_id: engine.id,
            flavor_id: flavors.remove(0).id,
            zone,
            vpc_id: vpc.id,
            subnet_id: subnet.id,
            security_group_id: group.id,
        }
    }
}
