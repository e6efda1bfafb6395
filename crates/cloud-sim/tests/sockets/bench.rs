//! A simulator on a free port, a client, and one clock for both.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration as Wait,
};

use cloud::{
    AlibabaKey, Answer, Endpoints, Fresh, Freshness, Http, Limits, Service, SignedPurchase, alibaba::Client,
};
use cloud_sim::{DEMO_KEYS, Sim, SimConfig};
use domain::{
    catalog::{Input, Operation},
    credential::Site,
};
use time::{Duration, OffsetDateTime, macros::datetime};
use tokio::net::TcpListener;

const START: OffsetDateTime = datetime!(2025-03-01 10:00 UTC);

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) client: Client,
    pub(crate) address: String,
    seconds: Arc<AtomicI64>,
    nonces: AtomicU64,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut SimConfig)) -> Self {
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = seconds.clone();
        let mut config =
            SimConfig::new(Arc::new(move || START + Duration::seconds(clock.load(Ordering::SeqCst))));
        change(&mut config);
        let sim = Sim::new(config).expect("a simulator");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(cloud_sim::serve(listener, sim.clone(), std::future::pending()));
        let client = client_at(&address);
        Self { sim, client, address, seconds, nonces: AtomicU64::new(0) }
    }

    /// The time that everybody has, client and cloud.
    pub(crate) fn now(&self) -> OffsetDateTime {
        START + Duration::seconds(self.seconds.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, by: Duration) {
        self.seconds.fetch_add(by.whole_seconds(), Ordering::SeqCst);
    }

    pub(crate) fn fresh(&self) -> Fresh {
        let nonce = self.nonces.fetch_add(1, Ordering::SeqCst);
        Fresh { now: self.now(), nonce: format!("nonce-{nonce}") }
    }

    pub(crate) fn sign(&self, key: &AlibabaKey, token: &str, parameters: &Input) -> SignedPurchase {
        self.client
            .sign_purchase(Operation::DtsCreate, parameters, token, key, self.fresh())
            .expect("a signed purchase")
    }

    pub(crate) async fn buy_as(&self, key: &AlibabaKey, token: &str, parameters: &Input) -> Answer {
        self.client.purchase(self.sign(key, token, parameters)).await
    }

    pub(crate) async fn buy(&self, token: &str) -> Answer {
        self.buy_as(&rich(), token, &parameters(&[])).await
    }

    /// A purchase in a region that asks for a fault.
    pub(crate) async fn buy_in(&self, region: &str, token: &str) -> Answer {
        self.buy_as(&rich(), token, &parameters(&[("DestRegion", region), ("RegionId", region)])).await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Freshness for Bench {
    fn fresh(&self) -> Fresh {
        self.fresh()
    }
}

/// The portal's client, impatient.
pub(crate) fn client_at(address: &str) -> Client {
    let limits = Limits {
        connect: Wait::from_secs(2),
        total: Wait::from_millis(1_500),
        looks: 1,
        ..Limits::default()
    };
    let endpoints =
        Endpoints::vendor().with(Service::AlibabaDts, &format!("http://{address}")).expect("an address");
    Client::new(Http::new(limits).expect("HTTP"), &endpoints)
}

fn demo(at: usize) -> AlibabaKey {
    AlibabaKey {
        access_key_id: DEMO_KEYS[at].access_key_id.into(),
        secret: DEMO_KEYS[at].secret.into(),
        security_token: None,
        site: Site::China,
    }
}

pub(crate) fn rich() -> AlibabaKey {
    demo(0)
}

pub(crate) fn poor() -> AlibabaKey {
    demo(1)
}

/// The smallest purchase, changed.
pub(crate) fn parameters(changes: &[(&str, &str)]) -> Input {
    let mut parameters: Input = [
        ("SourceRegion", "cn-hangzhou"),
        ("DestRegion", "cn-hangzhou"),
        ("RegionId", "cn-hangzhou"),
        ("SynchronizationJobClass", "small"),
        ("PayType", "PostPaid"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in changes {
        parameters.insert((*name).to_owned(), (*value).to_owned());
    }
    parameters
}
