//! A whole portal without pages: a database of its own, a simulated cloud over the network, one clock for
//! all three, and a worker that is stepped by hand.

use std::{
    num::NonZeroU32,
    sync::{Arc, Mutex},
};

use backend::{
    Actor, Backend, Clock, Failpoints, Random, Settle, Vault, approvals,
    credentials::{self, NewCredential},
    jobs::{expire, poll_status, purchase, seal},
    orders,
    people::{self, NewPerson},
    sessions::SignIn,
};
use cloud_sim::{DEMO_KEYS, DemoKey, Effect, Fault, Sim, SimConfig, When};
use domain::{
    approval::Decision,
    catalog::{Input, Leftovers, Operation},
    credential::Kind,
    ids::OrderId,
    mode::Mode,
    order::{OrderInput, State},
    person::Person,
    view,
};
use sqlx::{
    AssertSqlSafe, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use time::{Duration, OffsetDateTime};
use tokio::net::TcpListener;

pub(crate) struct Portal {
    pub(crate) backend: Backend,
    pub(crate) sim: Sim,
    pub(crate) requester: Person,
    pub(crate) lead: Person,
    pub(crate) credential: String,
    owner: PgPool,
    ahead: Arc<Mutex<Duration>>,
}

pub(crate) const RICH: DemoKey = DEMO_KEYS[0];
pub(crate) const POOR: DemoKey = DEMO_KEYS[1];

impl Portal {
    pub(crate) async fn new(options: PgPoolOptions, connect: PgConnectOptions) -> Self {
        Self::beside(options, connect, |_| {}).await
    }

    /// Beside a cloud of its own kind.
    pub(crate) async fn beside(
        options: PgPoolOptions,
        connect: PgConnectOptions,
        kind: impl FnOnce(&mut SimConfig),
    ) -> Self {
        let owner = options.clone().connect_with(connect.clone()).await.expect("the owner's pool");
        sqlx::query("select purser.stamp_mode('sim')").execute(&owner).await.expect("a mode");
        let db = options
            .after_connect(|conn, _| {
                Box::pin(async move { sqlx::query("set role purser_app").execute(conn).await.map(drop) })
            })
            .connect_with(connect)
            .await
            .expect("the application's pool");

        let ahead = Arc::new(Mutex::new(Duration::ZERO));
        let shared = Arc::clone(&ahead);
        #[expect(clippy::disallowed_methods, reason = "the tests' clock runs ahead of the host's")]
        let now = move || OffsetDateTime::now_utc() + *shared.lock().expect("the clock");
        let mut config = SimConfig::new(Arc::new(now.clone()));
        kind(&mut config);
        let sim = Sim::new(config).expect("a simulator");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(cloud_sim::serve(listener, sim.clone(), std::future::pending()));

        let limits = cloud::Limits {
            total: std::time::Duration::from_secs(2),
            looks: 1,
            // Nobody else uses this cloud.
            looks_a_second: NonZeroU32::MAX,
            ..cloud::Limits::default()
        };
        let endpoints = cloud::Endpoints::all_at(&address).expect("an endpoint");
        let backend = Backend {
            db,
            clock: Clock::new(now),
            random: Random::system(),
            vault: Vault::parse("test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").expect("a key"),
            clouds: cloud::Clouds::new(&cloud::Http::new(limits).expect("a client"), &endpoints),
            mode: Mode::Sim,
            settle: Settle::new(1, None),
            identity: backend::cluster::Identity::default(),
            outbox: backend::Outbox::default(),
            failpoints: Failpoints::default(),
        };
        let requester = person(&backend, "requester", false).await;
        let lead = person(&backend, "lead", true).await;
        let credential = store_key(&backend, &requester, &RICH).await;
        Self { backend, sim, requester, lead, credential, owner, ahead }
    }

    /// Moves the portal's, the database's and the cloud's clock.
    pub(crate) async fn advance(&self, by: Duration) {
        let ahead = {
            let mut ahead = self.ahead.lock().expect("the clock");
            *ahead += by;
            *ahead
        };
        sqlx::query("update purser.clock set ahead = make_interval(secs => $1)")
            .bind(ahead.as_seconds_f64())
            .execute(&self.owner)
            .await
            .expect("the database's clock");
    }

    pub(crate) fn input(&self) -> OrderInput {
        let spec = [
            ("SourceRegion", "cn-hangzhou"),
            ("DestRegion", "cn-shanghai"),
            ("SynchronizationJobClass", "small"),
            ("PayType", "PostPaid"),
        ];
        OrderInput {
            spec: spec
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect::<Input>(),
            credential_id: self.credential.clone(),
            team: "Platform".into(),
            reason: "Feeds the order mart.".into(),
            ceiling: "5000".into(),
            currency: "CNY".into(),
        }
    }

    pub(crate) async fn submitted(&self, key: &str) -> OrderId {
        self.submitted_as(Operation::DtsCreate, &self.input(), key).await
    }

    pub(crate) async fn submitted_as(&self, operation: Operation, input: &OrderInput, key: &str) -> OrderId {
        let leftovers = Leftovers::Refuse;
        orders::create(&self.backend, &self.requester, operation, input, leftovers, key, true, false)
            .await
            .expect("an order")
            .id
    }

    pub(crate) async fn approved(&self, key: &str) -> OrderId {
        let id = self.submitted(key).await;
        self.approve(id).await;
        id
    }

    pub(crate) async fn approved_as(&self, operation: Operation, input: &OrderInput, key: &str) -> OrderId {
        let id = self.submitted_as(operation, input, key).await;
        self.approve(id).await;
        id
    }

    /// The lead approves it as it is shown.
    pub(crate) async fn approve(&self, id: OrderId) {
        self.approve_as(&self.lead, id).await;
    }

    pub(crate) async fn approve_as(&self, approver: &Person, id: OrderId) {
        let hash = self.order(id).await.hash.expect("a hash");
        let state = approvals::decide(
            &self.backend,
            approver,
            id,
            approvals::Given {
                shown: &hash,
                decision: Decision::Approve,
                comment: "",
                sign_in: SignIn::Token,
                acknowledge_look_alikes: false,
            },
        )
        .await;
        assert_eq!(state.expect("a decision"), State::Approved);
    }

    pub(crate) async fn order(&self, id: OrderId) -> view::Order {
        orders::show(&self.backend, &self.requester, id).await.expect("the order")
    }

    pub(crate) async fn state(&self, id: OrderId) -> State {
        self.order(id).await.state
    }

    /// Somebody else who leads the team.
    pub(crate) async fn approver(&self, name: &str) -> Person {
        person(&self.backend, name, true).await
    }

    /// Puts a new version in place of the credential.
    pub(crate) async fn replace_key(&self) {
        self.replace_with(&self.credential, &new_key(&RICH)).await;
    }

    pub(crate) async fn replace_with(&self, credential: &str, new: &NewCredential) {
        let id = credential.parse().expect("an id");
        credentials::replace(&self.backend, &self.requester, id, new).await.expect("replaced");
    }

    /// Why the order does not go on, whoever may see it.
    pub(crate) async fn waiting(&self, id: OrderId) -> Option<String> {
        sqlx::query_scalar("select waiting from purser.orders where order_id = $1")
            .bind(id.as_uuid())
            .fetch_one(&self.owner)
            .await
            .expect("a row")
    }

    /// Runs statements as somebody who may do anything.
    pub(crate) async fn as_owner(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.owner).await.expect(sql);
    }

    /// A transaction of that somebody, in which a statement was run.
    pub(crate) async fn held(&self, sql: &'static str) -> Transaction<'static, Postgres> {
        let mut tx = self.owner.begin().await.expect("a transaction");
        sqlx::query(sql).execute(&mut *tx).await.expect(sql);
        tx
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.owner).await.expect(sql)
    }

    /// One step of the worker; whether there was anything to do.
    pub(crate) async fn step(&self) -> bool {
        purchase::step(&self.backend, "test").await.expect("a step")
    }

    /// Steps until nothing is due, moving the clock over each wait.
    pub(crate) async fn settle(&self, id: OrderId) -> State {
        for _ in 0..60 {
            while self.step().await {}
            let state = self.state(id).await;
            if !matches!(state, State::Approved | State::Executing | State::Unknown) {
                return state;
            }
            self.advance(Duration::seconds(61)).await;
        }
        self.state(id).await
    }

    /// Seals every event.
    pub(crate) async fn seal(&self) {
        seal::step(&self.backend).await.expect("sealed");
    }

    pub(crate) async fn expire(&self) -> usize {
        expire::step(&self.backend).await.expect("a step")
    }

    pub(crate) async fn poll(&self) -> bool {
        poll_status::step(&self.backend, "test").await.expect("a step")
    }

    pub(crate) fn fault(&self, when: When, effect: Effect) {
        self.sim.fault(Fault::next_purchase(when, effect));
    }

    /// How many purchases arrived at the cloud.
    pub(crate) fn requests(&self) -> usize {
        self.sim.requests().iter().filter(|arrival| arrival.client_token.is_some()).count()
    }

    /// What the cloud sold.
    pub(crate) fn sold(&self) -> usize {
        self.sim.ledger().len()
    }

    pub(crate) async fn use_key(&mut self, key: &DemoKey) {
        self.credential = store_key(&self.backend, &self.requester, key).await;
    }

    pub(crate) async fn store(&self, new: &NewCredential) -> String {
        credentials::add(&self.backend, &self.requester, new).await.expect("a credential").to_string()
    }
}

async fn person(backend: &Backend, name: &str, lead: bool) -> Person {
    let new = NewPerson {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        roles: Vec::new(),
        team: Some("Platform".to_owned()),
        lead,
        password: None,
    };
    let id = people::add(backend, Actor::Operator, new).await.expect("a person");
    let mut conn = backend.db.acquire().await.expect("a connection");
    people::load(&mut conn, id).await.expect("an answer").expect("a person")
}

fn new_key(key: &DemoKey) -> NewCredential {
    NewCredential::new(Kind::AlibabaAccessKey, key.account)
        .text("access_key_id", key.access_key_id)
        .text("site", "china")
        .secret("access_key_secret", key.secret)
}

async fn store_key(backend: &Backend, owner: &Person, key: &DemoKey) -> String {
    credentials::add(backend, owner, &new_key(key)).await.expect("a credential").to_string()
}
