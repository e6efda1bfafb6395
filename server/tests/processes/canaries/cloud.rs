//! The simulated clouds with accounts whose secrets are canaries, behind a door that can repeat to its caller what it
//! was sent, as some gateways do in their errors.

use std::sync::{Arc, Mutex};

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse as _, Response},
};
use cloud_sim::{Sim, SimConfig};
use http::{Method, StatusCode};
use serde_json::json;
use time::OffsetDateTime;
use tokio::net::TcpListener;

/// What the accounts have for secrets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Secrets {
    pub(crate) key: &'static str,
    pub(crate) password: &'static str,
}

#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) address: String,
    sim: String,
    http: reqwest::Client,
    /// Posts to paths that end so are answered by what they said.
    echo: Arc<Mutex<Option<&'static str>>>,
    echoed: Arc<Mutex<u32>>,
    tokens: Arc<Mutex<Vec<String>>>,
}

impl Cloud {
    pub(crate) async fn start(secrets: Secrets) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a cloud has a clock of its own")]
        let mut config = SimConfig::new(Arc::new(OffsetDateTime::now_utc));
        for account in &mut config.accounts {
            account.keys.iter_mut().for_each(|key| key.secret = secrets.key.into());
            account.users.iter_mut().for_each(|user| user.password = secrets.password.into());
        }
        let sim = Sim::new(config).expect("a simulator");
        let (inner, outer) = (listener().await, listener().await);
        let [sim_address, address] =
            [&inner, &outer].map(|it| format!("http://{}", it.local_addr().expect("an address")));
        tokio::spawn(cloud_sim::serve(inner, sim, std::future::pending()));
        let cloud = Self {
            address,
            sim: sim_address,
            http: crate::purser::client(),
            echo: Arc::default(),
            echoed: Arc::default(),
            tokens: Arc::default(),
        };
        let door = Router::new().fallback(through).with_state(cloud.clone());
        tokio::spawn(axum::serve(outer, door).into_future());
        cloud
    }

    /// From now on, or until another is said.
    pub(crate) fn echo(&self, path: Option<&'static str>) {
        *self.echo.lock().expect("a path") = path;
    }

    /// How often it repeated what it was sent.
    pub(crate) fn echoed(&self) -> u32 {
        *self.echoed.lock().expect("a number")
    }

    /// The tokens that it gave to users.
    pub(crate) fn tokens(&self) -> Vec<String> {
        self.tokens.lock().expect("tokens").clone()
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a port")
}

async fn through(State(cloud): State<Cloud>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let echo = *cloud.echo.lock().expect("a path");
    if parts.method == Method::POST && echo.is_some_and(|path| parts.uri.path().ends_with(path)) {
        *cloud.echoed.lock().expect("a number") += 1;
        let said = String::from_utf8_lossy(&body);
        let said = format!("{} {} {:?} {said} {}", parts.method, parts.uri, parts.headers, json!(said));
        let answer = json!({
            "error_code": "DBS.280001", "error_msg": said,
            "error": { "code": 400, "title": "Bad Request", "message": said },
        });
        return (StatusCode::BAD_REQUEST, Json(answer)).into_response();
    }
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let forwarded = cloud.http.request(parts.method, format!("{}{path}", cloud.sim)).headers(parts.headers);
    let answer = forwarded.body(body).send().await.expect("an answer");
    let mut response = Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        if name == "x-subject-token" {
            cloud.tokens.lock().expect("tokens").push(value.to_str().expect("text").to_owned());
        }
        response = response.header(name, value);
    }
    response.body(Body::from(answer.bytes().await.expect("a body"))).expect("a response")
}
