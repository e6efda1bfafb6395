//! A listener that answers by what it was asked, and keeps it.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use cloud::{
    Endpoints, Fresh, Freshness, Http, HuaweiKey, Limits, Service,
    huawei::{Client, Login},
};
use time::{OffsetDateTime, macros::datetime};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

pub(crate) const NOW: OffsetDateTime = datetime!(2024-11-05 08:15:30.75 UTC);

pub(crate) const PROJECT: &str = "0483b6b16e954cb88930a360d2c4e663";

/// One request, whole.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    pub(crate) fn is_login(&self) -> bool {
        self.path() == "/v3/auth/tokens"
    }
}

/// What the listener does.
#[derive(Debug, Clone)]
pub(crate) enum Say {
    Answer(u16, String),
    /// With these further headers.
    With(u16, Vec<(&'static str, String)>, String),
    /// These bytes; then the connection closes.
    Raw(String),
    /// These bytes; then silence.
    Hang(String),
}

pub(crate) fn json(body: serde_json::Value) -> Say {
    Say::Answer(200, body.to_string())
}

/// A token as IAM issues it.
pub(crate) fn token(text: &str, expires_at: &str) -> Say {
    let body =
        serde_json::json!({"token": {"issued_at": "2024-11-05T08:15:30.123456Z", "expires_at": expires_at}});
    Say::With(201, vec![("X-Subject-Token", text.to_owned())], body.to_string())
}

pub(crate) struct Cloud {
    pub(crate) client: Client,
    pub(crate) clock: Clock,
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
}

/// The test's clock: seconds after [`NOW`].
#[derive(Clone, Default)]
pub(crate) struct Clock(Arc<AtomicI64>);

impl Clock {
    pub(crate) fn advance(&self, by: time::Duration) {
        self.0.fetch_add(by.whole_seconds(), Ordering::SeqCst);
    }
}

impl Freshness for Clock {
    fn fresh(&self) -> Fresh {
        let now = NOW + time::Duration::seconds(self.0.load(Ordering::SeqCst));
        Fresh { now, nonce: "unused".into() }
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(2),
        total: Duration::from_secs(2),
        looks: 1,
        looks_a_second: 1_000.try_into().expect("a number"),
        ..Limits::default()
    }
}

/// Making one takes longer than using it: tests with many clouds make one.
pub(crate) fn http() -> Http {
    Http::new(limits()).expect("HTTP")
}

pub(crate) fn access_key() -> HuaweiKey {
    HuaweiKey {
        project_id: PROJECT.into(),
        region: "cn-north-4".into(),
        login: Login::AccessKey {
            access_key_id: "HWFAKE".into(),
            secret: "fake-secret/1+2".into(),
            security_token: None,
        },
    }
}

pub(crate) fn iam_user(password: &str) -> HuaweiKey {
    HuaweiKey {
        login: Login::IamUser { domain: "acme".into(), user: "buyer".into(), password: password.into() },
        ..access_key()
    }
}

/// Everything at one address.
pub(crate) fn endpoints(origin: &str) -> Endpoints {
    Service::ALL
        .into_iter()
        .try_fold(Endpoints::vendor(), |endpoints, service| endpoints.with(service, origin))
        .expect("addresses")
}

impl Cloud {
    /// `answer` gets the request and how many came before it.
    pub(crate) async fn start(answer: impl Fn(&Seen, usize) -> Say + Send + Sync + 'static) -> Self {
        Self::over(http(), answer).await
    }

    pub(crate) async fn over(
        http: Http,
        answer: impl Fn(&Seen, usize) -> Say + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let cloud = Self::at(http, address);
        let (seen, connections, answer) = (cloud.seen.clone(), cloud.connections.clone(), Arc::new(answer));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.expect("a connection");
                connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, answer.clone(), seen.clone()));
            }
        });
        cloud
    }

    /// Takes connections and closes them before a byte was read.
    pub(crate) async fn slamming(http: Http) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let cloud = Self::at(http, listener.local_addr().expect("an address").to_string());
        let connections = cloud.connections.clone();
        tokio::spawn(async move {
            loop {
                drop(listener.accept().await.expect("a connection"));
                connections.fetch_add(1, Ordering::SeqCst);
            }
        });
        cloud
    }

    /// An address where nobody listens.
    pub(crate) async fn closed() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        Self::at(http(), address)
    }

    fn at(http: Http, address: String) -> Self {
        let client = Client::new(http, &endpoints(&format!("http://{address}")));
        Self { client, clock: Clock::default(), address, seen: Arc::default(), connections: Arc::default() }
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Every request that arrived, whole.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("the lock").clone()
    }

    pub(crate) fn logins(&self) -> usize {
        self.seen().iter().filter(|seen| seen.is_login()).count()
    }
}

/// Answers request after request on one connection: whoever sends a second one is seen doing it.
async fn serve<A: Fn(&Seen, usize) -> Say>(
    mut stream: TcpStream,
    answer: Arc<A>,
    seen: Arc<Mutex<Vec<Seen>>>,
) {
    let mut read = Vec::new();
    loop {
        let mut bytes = [0; 4096];
        let Ok(count @ 1..) = stream.read(&mut bytes).await else { return };
        read.extend_from_slice(&bytes[..count]);
        let Some(request) = whole(&read) else { continue };
        read.clear();
        let say = {
            let mut seen = seen.lock().expect("the lock");
            let before = seen.len();
            seen.push(request.clone());
            answer(&request, before)
        };
        let (status, headers, body) = match say {
            Say::Answer(status, body) => (status, Vec::new(), body),
            Say::With(status, headers, body) => (status, headers, body),
            Say::Raw(bytes) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                return;
            }
            Say::Hang(bytes) => {
                let _ = stream.write_all(bytes.as_bytes()).await;
                continue;
            }
        };
        let mut head = format!("HTTP/1.1 {status} X\r\ndate: Tue, 05 Nov 2024 08:15:31 GMT\r\n");
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").expect("a text");
        }
        if status != 204 {
            write!(head, "content-length: {}\r\n", body.len()).expect("a text");
        }
        if stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.is_err() {
            return;
        }
    }
}

fn whole(bytes: &[u8]) -> Option<Seen> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ').map(str::to_owned);
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().expect("a length"));
    let seen = Seen { method: first.next()?, target: first.next()?, headers, body: body.to_owned() };
    (body.len() == length).then_some(seen)
}
