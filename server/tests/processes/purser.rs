//! Starting `purser` with an environment and a data folder of its own.

use std::{
    collections::BTreeMap,
    fs,
    future::Future,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::fs::PermissionsExt as _,
    os::unix::process::ExitStatusExt as _,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{Method, StatusCode, redirect::Policy};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The key of the simulated clouds' rich account.
pub(crate) const RICH: (&str, &str) = ("LTAI5tDEMOrichFAKE000001", "demo-rich-secret-not-a-real-key");

/// A data folder, with the settings that every process there shares. Clones share the folder.
#[derive(Clone)]
pub(crate) struct Place {
    temp: Arc<TempDir>,
    settings: Vec<(String, String)>,
}

impl Place {
    /// In the try-out mode.
    pub(crate) fn new() -> Self {
        let temp = TempDir::new().expect("a temporary folder");
        // Open, so that the cluster stays inside of it and goes with it.
        fs::set_permissions(temp.path(), fs::Permissions::from_mode(0o755)).expect("mode");
        Self { temp: Arc::new(temp), settings: Vec::new() }.with("PURSER_LISTEN", "127.0.0.1:0")
    }

    /// Another data folder, with the same settings and the same key.
    pub(crate) fn beside(&self) -> Self {
        let key = self.path("data").join("keys");
        let place = Self { settings: self.settings.clone(), ..Self::new() };
        place.with("PURSER_KEY_FILE", key.to_str().expect("text"))
    }

    /// With all clouds at that address, and its own key.
    pub(crate) fn loopback(cloud: &str) -> Self {
        let services = ["ALIBABA_DTS", "ALIBABA_BSS", "HUAWEI_IAM", "HUAWEI_DDM", "HUAWEI_VPC", "HUAWEI_BSS"];
        let place = services
            .into_iter()
            .fold(Self::new(), |place, service| place.with(&format!("PURSER_ENDPOINT_{service}"), cloud))
            .with("PURSER_CLOUDS", "loopback");
        place.run(&["key", "new"], "");
        place
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.temp.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_purser"));
        command
            .args(arguments)
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("PURSER_DATA_DIR", self.path("data"))
            .env("PURSER_SITE_DIR", self.path("no-site"))
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.temp.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end, whatever that is.
    pub(crate) fn try_run(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).spawn().expect("spawn");
        // A command that reads nothing may have closed it.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        child.wait_with_output().expect("an end")
    }

    /// What a command that succeeds says.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> String {
        let Output { status, stdout, stderr } = self.try_run(arguments, input);
        assert!(status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&stderr));
        String::from_utf8(stdout).expect("text").trim_end().to_owned()
    }

    /// Starts a process that says nothing when it is ready.
    pub(crate) fn spawn(&self, arguments: &[&str]) -> Server {
        let mut command = self.command(arguments);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("spawn");
        Server { child, address: String::new() }
    }

    /// Starts a process that says a line with its address when it is ready.
    pub(crate) fn start(&self, arguments: &[&str]) -> Server {
        let log = fs::File::create(self.path(&format!("{}.log", arguments[0]))).expect("a log");
        let mut child = self.command(arguments).stderr(log).spawn().expect("spawn");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("a line");
        let address = line.find("http://").map(|at| line[at..].trim_end().to_owned());
        let said = || fs::read_to_string(self.path(&format!("{}.log", arguments[0]))).unwrap_or_default();
        let address = address.unwrap_or_else(|| panic!("{arguments:?} says no address: {line}{}", said()));
        // Read on, so that the process never waits for us.
        std::thread::spawn(move || output.read_to_end(&mut Vec::new()));
        Server { child, address }
    }

    /// Somebody with that role in the team, and a token that may do everything that they may.
    pub(crate) fn person(&self, name: &str, lead: bool) -> String {
        let email = format!("{name}@example.com");
        let mut arguments =
            vec!["user", "add", "--email", &email, "--name", name, "--team", "Platform", "--password-stdin"];
        arguments.extend(lead.then_some("--lead"));
        self.run(&arguments, "a password of some length\n");
        self.run(&["token", "create", "--user", &email], "")
    }
}

/// A running process. Stopped in order when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Server {
    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a pid");
        kill_process(pid, signal).expect("signal");
    }

    /// `kill -9`, at once.
    pub(crate) fn kill(mut self) {
        self.signal(Signal::KILL);
        self.child.wait().expect("an end");
    }

    /// Waits until it dies by itself; the signal by which it did.
    pub(crate) async fn died(&mut self, what: &str) -> Option<i32> {
        let child = &mut self.child;
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(status) = child.try_wait().expect("a process") {
                return status.signal();
            }
            assert!(Instant::now() < deadline, "{what}: it goes on");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// SIGTERM; how long it took, and its exit code.
    pub(crate) fn stop(mut self) -> (Duration, Option<i32>) {
        let began = Instant::now();
        self.signal(Signal::TERM);
        let status = self.child.wait().expect("an end");
        (began.elapsed(), status.code())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

/// Asks again until there is an answer.
pub(crate) async fn eventually<T, F: Future<Output = Option<T>>>(
    what: &str,
    mut ask: impl FnMut() -> F,
) -> T {
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(Policy::none()).build().expect("a client")
}

/// One JSON call. `headers` are of the form `name: value`.
pub(crate) async fn call(
    method: Method,
    url: &str,
    headers: &[&str],
    body: Option<Value>,
) -> (StatusCode, Value) {
    let mut request = client().request(method, url);
    for header in headers {
        let (name, value) = header.split_once(": ").expect("a header");
        request = request.header(name, value);
    }
    if let Some(body) = body {
        request = request.json(&body);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A credential with that key, and one approved order with it; the order's id.
pub(crate) async fn approved_order(portal: &str, requester: &str, lead: &str, key: (&str, &str)) -> String {
    let credential = credential(portal, requester, key).await;
    approved(portal, requester, lead, &credential, "cn-shanghai").await
}

/// Stores a key; the credential's id.
pub(crate) async fn credential(portal: &str, requester: &str, key: (&str, &str)) -> String {
    let bearer = format!("Authorization: Bearer {requester}");
    let credential = json!({
        "kind": "alibaba_access_key", "label": "Key", "site": "china",
        "access_key_id": key.0, "access_key_secret": key.1,
    });
    let url = format!("{portal}/api/v1/credentials");
    let (status, credential) = call(Method::POST, &url, &[&bearer], Some(credential)).await;
    assert_eq!(status, 201, "{credential}");
    credential["id"].as_str().expect("an id").to_owned()
}

/// One approved order for a synchronisation job to that region; its id.
pub(crate) async fn approved(
    portal: &str,
    requester: &str,
    lead: &str,
    credential: &str,
    region: &str,
) -> String {
    let order = submitted(portal, requester, credential, region).await;
    approve(portal, lead, &order).await
}

/// An order that waits for its approval, for a job to that region.
pub(crate) async fn submitted(portal: &str, requester: &str, credential: &str, region: &str) -> Value {
    let requester = format!("Authorization: Bearer {requester}");
    let order = json!({
        "operation": "dts.create", "credential_id": credential, "reason": "Feeds the order mart.",
        "spec": {
            "SourceRegion": "cn-hangzhou", "DestRegion": region,
            "SynchronizationJobClass": "small", "PayType": "PostPaid",
        },
        "ceiling": { "amount": "5000", "currency": "CNY" }, "submit": true,
    });
    let headers = [requester.as_str(), &format!("Idempotency-Key: {region}")];
    let url = format!("{portal}/api/v1/orders");
    let (status, order) = call(Method::POST, &url, &headers, Some(order)).await;
    assert_eq!(status, 201, "{order}");
    order
}

/// Approves it as it was submitted. Its id.
pub(crate) async fn approve(portal: &str, lead: &str, order: &Value) -> String {
    let lead = format!("Authorization: Bearer {lead}");
    let id = order["id"].as_str().expect("an id").to_owned();
    let url = format!("{portal}/api/v1/orders/{id}/approve");
    let (status, approved) = call(Method::POST, &url, &[&lead], Some(json!({ "hash": order["hash"] }))).await;
    assert_eq!(status, 200, "{approved}");
    id
}

/// The order, when it is in that state.
pub(crate) async fn order_in_state(portal: &str, token: &str, id: &str, state: &str) -> Value {
    let (url, bearer) = (format!("{portal}/api/v1/orders/{id}"), format!("Authorization: Bearer {token}"));
    eventually(&format!("the order is {state}"), async || {
        let (_, order) = call(Method::GET, &url, &[&bearer], None).await;
        (order["state"] == state).then_some(order)
    })
    .await
}

/// How many of the requester's orders are in each state.
pub(crate) async fn states(portal: &str, token: &str) -> BTreeMap<String, usize> {
    let (url, bearer) =
        (format!("{portal}/api/v1/orders?limit=100"), format!("Authorization: Bearer {token}"));
    let (_, listed) = call(Method::GET, &url, &[&bearer], None).await;
    let mut states = BTreeMap::new();
    for order in listed["items"].as_array().unwrap_or_else(|| panic!("a list: {listed}")) {
        *states.entry(order["state"].as_str().expect("a state").to_owned()).or_insert(0) += 1;
    }
    states
}

/// The steering side of a simulated cloud.
pub(crate) struct Control(pub(crate) String);

impl Control {
    pub(crate) async fn ask(&self, method: Method, what: &str, body: Option<Value>) -> Value {
        let (status, answer) = call(method, &format!("{}/_sim/{what}", self.0), &[], body).await;
        assert!(status.is_success(), "{what}: {status}");
        answer
    }

    /// How often each client token arrived in a purchase.
    pub(crate) async fn arrivals(&self) -> BTreeMap<String, u64> {
        let requests = self.ask(Method::GET, "requests", None).await;
        serde_json::from_value(requests["by_token"].clone()).expect("tokens")
    }

    /// The client token of each sale.
    pub(crate) async fn sales(&self) -> Vec<String> {
        let ledger = self.ask(Method::GET, "ledger", None).await;
        let entries = ledger.as_array().expect("entries");
        entries.iter().map(|entry| entry["client_token"].as_str().expect("a token").to_owned()).collect()
    }
}
