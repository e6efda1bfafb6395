//! A whole portal in this process: a database of its own, a simulated cloud, real sockets, and a worker that
//! is stepped by hand.

use std::sync::Arc;

use app::portal::Simulated;
use backend::{
    Actor, Backend, Clock, Failpoints, Random, Settle, Vault,
    jobs::{poll_status, purchase},
    people::{self, NewPerson},
    sessions,
    tokens::{self, Scope},
};
use cloud_sim::{DEMO_KEYS, Sim, SimConfig};
use domain::{mode::Mode, money::Money, person::Role};
use reqwest::{Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::{
    changes::Changes,
    config::{Config, PublicUrl, Settings},
    shutdown::{self, End},
    web::{self, Parts},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::{net::TcpListener, task::JoinHandle};
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

pub(crate) struct Portal {
    pub(crate) base: String,
    pub(crate) backend: Backend,
    pub(crate) sim: Sim,
    pub(crate) end: End,
    pub(crate) served: JoinHandle<()>,
    pub(crate) client: reqwest::Client,
}

/// An answer with its JSON, if it has one.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) json: Value,
}

impl Answer {
    pub(crate) fn text<'a>(&'a self, pointer: &str) -> &'a str {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("{pointer} in {self:?}"))
    }

    /// The problem's fields with their codes, in the answer's order.
    pub(crate) fn refused(&self) -> Vec<(&str, &str)> {
        let errors = self.json["errors"].as_array().unwrap_or_else(|| panic!("errors in {self:?}"));
        errors
            .iter()
            .map(|error| {
                (error["field"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default())
            })
            .collect()
    }

    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        self
    }
}

impl Portal {
    pub(crate) async fn start(options: PgPoolOptions, connect: PgConnectOptions) -> Self {
        let owner = options.clone().connect_with(connect.clone()).await.expect("the owner's pool");
        sqlx::query("select purser.stamp_mode('sim')").execute(&owner).await.expect("a mode");
        let db = options
            .acquire_timeout(std::time::Duration::from_secs(3))
            .after_connect(|conn, _| {
                Box::pin(async move { sqlx::query("set role purser_app").execute(conn).await.map(drop) })
            })
            .connect_with(connect)
            .await
            .expect("the application's pool");

        let clock = Clock::system();
        let cloud_clock = clock.clone();
        let sim = Sim::new(SimConfig::new(Arc::new(move || cloud_clock.now()))).expect("a simulator");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let cloud = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(cloud_sim::serve(listener, sim.clone(), std::future::pending()));
        let endpoints = cloud::Endpoints::all_at(&cloud).expect("an endpoint");
        let http = cloud::Http::new(cloud::Limits::default()).expect("a client");
        let backend = Backend {
            db,
            clock,
            random: Random::system(),
            vault: Vault::parse("test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").expect("a key"),
            clouds: cloud::Clouds::new(&http, &endpoints),
            mode: Mode::Sim,
            settle: Settle::new(1, None),
            identity: backend::cluster::Identity::default(),
            outbox: backend::Outbox::default(),
            failpoints: Failpoints::default(),
        };

        let settings = Settings { site_dir: Some("nowhere".into()), ..Settings::default() };
        let config = Config::try_from(settings).expect("a configuration");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let public = PublicUrl::of_listener(listener.local_addr().expect("an address"));
        let (end, ending) = shutdown::channel();
        let changes = Changes::new(&backend.clock);
        let clouds = server::simulated::Clouds { sim: sim.clone(), address: cloud };
        let simulated: Option<Arc<dyn Simulated>> = Some(Arc::new(clouds));
        tokio::spawn(changes.clone().listen(backend.db.clone(), ending.clone()));
        let parts =
            Parts { backend: backend.clone(), changes, ending: ending.clone(), simulated, worker: None };
        let router = web::router(&config, &public, parts);
        let served = tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<std::net::SocketAddr>();
            axum::serve(listener, service).with_graceful_shutdown(ending.wait()).await.expect("served");
        });
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self { base: public.origin().to_owned(), backend, sim, end, served, client }
    }

    /// Adds somebody, and makes a token that may do everything that they may.
    pub(crate) async fn person(&self, name: &str, roles: &[Role], team: Option<&str>, lead: bool) -> String {
        let email = format!("{name}@example.com");
        let new = NewPerson {
            email: email.clone(),
            name: name.to_owned(),
            roles: roles.to_vec(),
            team: team.map(str::to_owned),
            lead,
            password: None,
        };
        people::add(&self.backend, Actor::Operator, new).await.expect("a person");
        self.token(&email, &Scope::ALL, None).await
    }

    pub(crate) async fn token(&self, email: &str, scopes: &[Scope], ceiling: Option<Money>) -> String {
        let token = tokens::create(&self.backend, Actor::Operator, email, scopes, ceiling, "").await;
        token.expect("a token").expose_secret().to_owned()
    }

    /// A requester of team Platform, its lead, and somebody of another team.
    pub(crate) async fn cast(&self) -> [String; 3] {
        [
            self.person("requester", &[], Some("Platform"), false).await,
            self.person("lead", &[], Some("Platform"), true).await,
            self.person("stranger", &[], Some("Elsewhere"), true).await,
        ]
    }

    /// The cookie of a fresh session of that person.
    pub(crate) async fn cookie(&self, email: &str) -> String {
        let known = people::find_by_email(&self.backend, email).await.expect("an answer").expect("a person");
        let id = serde_json::to_value(known.person.id).expect("an id");
        let expiry_date = self.backend.clock.now() + time::Duration::hours(1);
        let data = [(sessions::PERSON.to_owned(), id)].into();
        let mut record = Record { id: Id::default(), data, expiry_date };
        sessions::store(&self.backend).create(&mut record).await.expect("a session");
        format!("purser={}", record.id)
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> Answer {
        answer(self.request(Method::GET, &format!("/api/v1{path}")).bearer_auth(token)).await
    }

    pub(crate) async fn send(&self, token: &str, method: Method, path: &str, body: &Value) -> Answer {
        answer(self.request(method, &format!("/api/v1{path}")).bearer_auth(token).json(body)).await
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: &Value) -> Answer {
        self.send(token, Method::POST, path, body).await
    }

    /// `POST /orders` with its key.
    pub(crate) async fn order(&self, token: &str, key: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, "/api/v1/orders").bearer_auth(token);
        answer(request.header("Idempotency-Key", key).json(body)).await
    }

    /// Stores the rich demo account's key; its id.
    pub(crate) async fn credential(&self, token: &str) -> String {
        let key = DEMO_KEYS[0];
        let body = json!({
            "kind": "alibaba_access_key", "label": "Rich", "site": "china",
            "access_key_id": key.access_key_id, "access_key_secret": key.secret,
        });
        self.post(token, "/credentials", &body).await.expect(201).text("/id").to_owned()
    }

    /// One submitted order; its id.
    pub(crate) async fn submitted(&self, token: &str, key: &str) -> String {
        let credential = self.credential(token).await;
        self.order(token, key, &new_order(&credential, true)).await.expect(201).text("/id").to_owned()
    }

    /// Approved by that person as it is shown to them.
    pub(crate) async fn approve(&self, token: &str, order: &str) -> Answer {
        let shown = self.get(token, &format!("/orders/{order}")).await.expect(200);
        self.post(token, &format!("/orders/{order}/approve"), &json!({ "hash": shown.text("/hash") })).await
    }

    /// Lets the worker do everything that is due.
    pub(crate) async fn work(&self) {
        while purchase::step(&self.backend, "test").await.expect("a step") {}
        while poll_status::step(&self.backend, "test").await.expect("a step") {}
    }
}

pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.expect("a body");
    Answer { status, headers, json: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}

pub(crate) fn new_order(credential: &str, submit: bool) -> Value {
    json!({
        "operation": "dts.create",
        "credential_id": credential,
        "team": "Platform",
        "spec": {
            "SourceRegion": "cn-hangzhou",
            "DestRegion": "cn-shanghai",
            "SynchronizationJobClass": "small",
            "PayType": "PrePaid",
            "Period": "Month",
            "UsedTime": 3,
        },
        "reason": "Feeds the order mart.",
        "ceiling": { "amount": "5000", "currency": "CNY" },
        "submit": submit,
    })
}
