//! A listener that plays a script, byte by byte, and keeps what it was sent.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use cloud::{AlibabaKey, Endpoints, Fresh, Http, Limits, Service, SignedPurchase, alibaba::Client};
use domain::{
    catalog::{Input, Operation},
    credential::Site,
};
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub(crate) const NOW: OffsetDateTime = datetime!(2024-11-05 08:15:30.75 UTC);

#[derive(Debug, Clone)]
pub(crate) enum Script {
    Answer(StatusCode, String),
    Redirect,
    /// These bytes, then the connection closes.
    Raw(String),
    /// These bytes, then silence.
    RawThenHang(String),
}

pub(crate) struct CloudAt {
    pub(crate) client: Client,
    address: String,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        total: Duration::from_millis(400),
        looks: 1,
        ..Limits::default()
    }
}

pub(crate) fn key() -> AlibabaKey {
    AlibabaKey {
        access_key_id: "LTAI-fake".into(),
        secret: "fake-secret/1+2".into(),
        security_token: None,
        site: Site::China,
    }
}

pub(crate) fn parameters() -> Input {
    [
        ("SourceRegion", "cn-hangzhou"),
        ("DestRegion", "cn-hangzhou"),
        ("RegionId", "cn-hangzhou"),
        ("SynchronizationJobClass", "small"),
        ("PayType", "PostPaid"),
        ("networkType", "Intranet"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

pub(crate) fn sign(client: &Client) -> SignedPurchase {
    let fresh = Fresh { now: NOW, nonce: "nonce-1".into() };
    client
        .sign_purchase(Operation::DtsCreate, &parameters(), "ord1-token", &key(), fresh)
        .expect("a signed purchase")
}

impl CloudAt {
    pub(crate) async fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let cloud = Self::at(listener.local_addr().expect("an address").to_string());
        let (seen, connections) = (cloud.seen.clone(), cloud.connections.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(play(stream, script.clone(), seen.clone()));
            }
        });
        cloud
    }

    /// An address where nobody listens.
    pub(crate) async fn closed() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        Self::at(listener.local_addr().expect("an address").to_string())
    }

    fn at(address: String) -> Self {
        let endpoints =
            Endpoints::vendor().with(Service::AlibabaDts, &format!("http://{address}")).expect("an address");
        let client = Client::new(Http::new(limits()).expect("HTTP"), &endpoints);
        Self { client, address, seen: Arc::default(), connections: Arc::default() }
    }

    pub(crate) fn host(&self) -> &str {
        &self.address
    }

    pub(crate) fn sign(&self) -> SignedPurchase {
        sign(&self.client)
    }

    /// The head of every request that arrived, whole.
    pub(crate) fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("the lock").clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Answers request after request on one connection: whoever sends a second one is seen doing it.
async fn play(mut stream: TcpStream, script: Script, seen: Arc<Mutex<Vec<String>>>) {
    let mut read = Vec::new();
    loop {
        let mut byte = [0; 1024];
        let Ok(count @ 1..) = stream.read(&mut byte).await else { return };
        read.extend_from_slice(&byte[..count]);
        if !read.ends_with(b"\r\n\r\n") {
            continue;
        }
        seen.lock().expect("the lock").push(String::from_utf8_lossy(&read).into_owned());
        read.clear();
        let bytes = match &script {
            Script::Answer(status, body) => format!(
                "HTTP/1.1 {} X\r\ndate: Tue, 05 Nov 2024 08:15:31 GMT\r\ncontent-length: {}\r\n\r\n{body}",
                status.as_u16(),
                body.len()
            ),
            Script::Redirect => {
                "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_owned()
            }
            Script::Raw(bytes) | Script::RawThenHang(bytes) => bytes.clone(),
        };
        if stream.write_all(bytes.as_bytes()).await.is_err() || matches!(script, Script::Raw(_)) {
            return;
        }
    }
}
