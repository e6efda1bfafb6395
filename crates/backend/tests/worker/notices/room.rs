//! A webhook's other side, which checks signatures by itself.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;

/// `whsec_` and the base64 of `a secret of the room`.
pub(crate) const SECRET: &str = "whsec_YSBzZWNyZXQgb2YgdGhlIHJvb20=";

#[derive(Clone)]
pub(crate) struct Room {
    pub(crate) address: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) id: String,
    pub(crate) json: Value,
}

impl Room {
    /// `/takes` takes what is signed, `/busy` nothing.
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let room = Self { address, heard: Arc::default() };
        let router = Router::new()
            .route("/takes", post(hear))
            .route(
                "/busy",
                post(async |room: State<Self>, headers: HeaderMap, body: Bytes| {
                    hear(room, headers, body).await;
                    StatusCode::SERVICE_UNAVAILABLE
                }),
            )
            .with_state(room.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        room
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("what was heard").clone()
    }
}

async fn hear(State(room): State<Room>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let signature = header("webhook-signature").strip_prefix("v1,").unwrap_or_default();
    let mut mac = Hmac::<Sha256>::new_from_slice(b"a secret of the room").expect("a key");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(&body);
    let signature = BASE64.decode(signature.as_bytes()).unwrap_or_default();
    if mac.verify_slice(&signature).is_err() || timestamp.parse::<i64>().is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    let json = serde_json::from_slice(&body).expect("json");
    room.heard.lock().expect("what was heard").push(Heard { id: id.to_owned(), json });
    StatusCode::NO_CONTENT
}
