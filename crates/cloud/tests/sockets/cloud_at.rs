//! A listener that plays a script, byte by byte, and keeps what it was sent.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::http::StatusCode;
use cloud::Limits;
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub(crate) const NOW: OffsetDateTime = datetime!(2024-11-05 08:15:30.75 UTC);

#[derive(Debug, Clone)]
pub(crate) enum Script {
    Answer(StatusCode, String),
    /// The first request gets the first of these bytes, and so on; all further ones the last.
    InTurn(Vec<String>),
    /// These bytes, then the connection closes.
    Raw(String),
    /// These bytes, then silence.
    RawThenHang(String),
    /// These bytes, one by one, for longer than anybody waits.
    Drip(String),
    /// The connection closes before a byte was read.
    CloseAtOnce,
}

pub(crate) struct CloudAt {
    address: String,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

/// A whole answer; `headers` end with a line break each.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} X\r\ndate: Tue, 05 Nov 2024 08:15:31 GMT\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        total: Duration::from_millis(400),
        looks: 1,
        ..Limits::default()
    }
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
        Self { address, seen: Arc::default(), connections: Arc::default() }
    }

    pub(crate) fn host(&self) -> &str {
        &self.address
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
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
    if matches!(script, Script::CloseAtOnce) {
        return;
    }
    let mut read = Vec::new();
    loop {
        let mut bytes = [0; 1024];
        let Ok(count @ 1..) = stream.read(&mut bytes).await else { return };
        read.extend_from_slice(&bytes[..count]);
        if !read.ends_with(b"\r\n\r\n") {
            continue;
        }
        let turn = {
            let mut seen = seen.lock().expect("the lock");
            seen.push(String::from_utf8_lossy(&read).into_owned());
            seen.len() - 1
        };
        read.clear();
        let bytes = match &script {
            Script::Answer(status, body) => answer(status.as_u16(), "", body),
            Script::InTurn(answers) => answers[turn.min(answers.len() - 1)].clone(),
            Script::Raw(bytes) | Script::RawThenHang(bytes) => bytes.clone(),
            Script::Drip(bytes) => return drip(stream, bytes).await,
            Script::CloseAtOnce => return,
        };
        if stream.write_all(bytes.as_bytes()).await.is_err() || matches!(script, Script::Raw(_)) {
            return;
        }
    }
}

async fn drip(mut stream: TcpStream, bytes: &str) {
    let mut pace = tokio::time::interval(Duration::from_millis(20));
    for byte in bytes.bytes() {
        pace.tick().await;
        if stream.write_all(&[byte]).await.is_err() {
            return;
        }
    }
}
