//! How fast approved orders are bought where the cloud answers at once, beside what PostgreSQL itself can do:
//! `pgbench` in the same cluster, in the same run, with as many commits.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use cloud_sim::{Account, DEMO_KEYS, Key, Provider, Sim, SimConfig, Site, Standing};
use reqwest::{Client, Method};
use serde_json::json;
use sqlx::Row as _;
use tokio::{
    net::TcpListener,
    process::Command,
    time::{Instant, sleep},
};

use crate::{Failure, fleet::Place, mix::now};

const ORDERS: usize = 400;
/// The portal asks a cloud ten times a second by one key, so there are many.
const KEYS: usize = 80;
/// As many orders as one worker buys at a time.
const CLIENTS: usize = 4;

/// What was measured. Shown as one line.
#[derive(Debug, Clone)]
pub struct Speed {
    /// Orders a second.
    bought: f64,
    /// Commits an order on its way: claims, intents, answers and conclusions. Reads are none, and neither is what
    /// runs beside it.
    commits: f64,
    /// Transactions a second that wrote anything: the way of all orders, seals, status polls and jobs.
    writing: f64,
    /// What pgbench does a second.
    pgbench: f64,
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bought, commits, writing, pgbench } = self;
        write!(
            f,
            "P3 {:.2}: {bought:.1} orders/s with {commits:.1} commits each, pgbench {pgbench:.0} commits/s; with seals \
             and polls {writing:.0} commits/s ({:.2})",
            bought * commits / pgbench,
            writing / pgbench
        )
    }
}

/// Measures that program.
pub async fn run(program: &Path) -> Result<Speed, Failure> {
    let cloud = instant_cloud().await?;
    let place = Place::new(program, &[])?.with_clouds_at(&cloud);
    place.run(&["key", "new"], "").await?;
    let web = place.start(&["serve", "--role", "web"]).await?;
    let (requester, lead) = (place.person("requester", false).await?, place.person("lead", true).await?);
    let db = place.database().await?;
    let client = Client::builder().no_proxy().build()?;
    let post = async |token: &str, path: &str, key: &str, body: serde_json::Value| {
        let request = client.request(Method::POST, format!("{}/api/v1{path}", web.address));
        let answer = request.bearer_auth(token).header("Idempotency-Key", key).json(&body).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        match status.is_success() {
            true => Ok::<serde_json::Value, Failure>(serde_json::from_str(&text)?),
            false => Err(format!("{path}: {status}: {text}").into()),
        }
    };
    let mut credentials = Vec::new();
    for number in 0..KEYS {
        let body = json!({
            "kind": "alibaba_access_key", "label": key_id(number), "site": "china",
            "access_key_id": key_id(number), "access_key_secret": DEMO_KEYS[0].secret,
        });
        credentials.push(post(&requester, "/credentials", "", body).await?["id"].clone());
    }
    for number in 0..ORDERS {
        let body = json!({
            "operation": "dts.create", "team": "Platform", "reason": "Measured.", "submit": true,
            "credential_id": credentials[number % KEYS],
            "ceiling": { "amount": "5000", "currency": "CNY" },
            "spec": {
                "SourceRegion": "cn-hangzhou", "DestRegion": format!("cn-lot-{number}"),
                "SynchronizationJobClass": "micro", "PayType": "PostPaid",
            },
        });
        let order = post(&requester, "/orders", &format!("lot-{number}"), body).await?;
        let approve = format!("/orders/{}/approve", order["id"].as_str().unwrap_or_default());
        post(&lead, &approve, "", json!({ "hash": order["hash"] })).await?;
    }

    let began = Instant::now();
    let worker = place.spawn(&["serve", "--role", "worker"])?;
    let mut first = None;
    let (took, commits, wrote) = loop {
        // The last number tells how many transactions had written something, and gives out none itself.
        let row = sqlx::query(
            "select (select count(*) from purser.purchases),
                    (select extract(epoch from max(p.bought_at) - min(s.written_at))::float8
                     from purser.purchases p join purser.sends s on s.attempt_id = p.attempt_id),
                    (select sum(fence)::bigint from purser.orders) + (select count(*) from purser.sends)
                        + (select count(*) from purser.evidence) + (select count(*) from purser.purchases),
                    pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
        )
        .fetch_one(&db)
        .await?;
        let (done, written): (i64, i64) = (row.try_get(0)?, row.try_get(3)?);
        let before = *first.get_or_insert(written);
        if done == i64::try_from(ORDERS)? {
            break (row.try_get::<f64, _>(1)?, row.try_get::<i64, _>(2)?, written - before);
        }
        if began.elapsed() > Duration::from_secs(300) {
            return Err(format!("only {done} orders were bought").into());
        }
        sleep(Duration::from_millis(50)).await;
    };
    worker.stop().await?;
    let pgbench = pgbench(&place, usize::try_from(commits)?).await?;
    db.close().await;
    web.stop().await?;
    let orders = ORDERS as f64;
    Ok(Speed {
        bought: orders / took,
        commits: commits as f64 / orders,
        writing: wrote as f64 / took,
        pgbench,
    })
}

fn key_id(number: usize) -> String {
    format!("LTAI5tBENCHFAKE{number:06}")
}

/// Simulated clouds in this process, whose one account has many keys.
async fn instant_cloud() -> Result<String, Failure> {
    let keys = (0..KEYS).map(|number| Key {
        access_key_id: key_id(number),
        secret: DEMO_KEYS[0].secret.into(),
        security_token: None,
        expires_at: None,
    });
    let account = Account {
        name: "many keys".to_owned(),
        provider: Provider::Alibaba,
        owner_id: "1000000000000001".to_owned(),
        site: Site::China,
        balance: 1_000_000.into(),
        currency: "CNY".to_owned(),
        standing: Standing::Good,
        keys: keys.collect(),
        domain_name: String::new(),
        users: Vec::new(),
        projects: Vec::new(),
    };
    let config = SimConfig { accounts: vec![account], ..SimConfig::new(Arc::new(now)) };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(cloud_sim::serve(listener, Sim::new(config)?, std::future::pending()));
    Ok(address)
}

/// What pgbench's simple update does a second over so many commits.
async fn pgbench(place: &Place, commits: usize) -> Result<f64, Failure> {
    let socket = place.socket().ok_or("PostgreSQL is down")?;
    let program = pgbench_program()?;
    let ask = async |arguments: &[&str]| {
        let mut command = Command::new(&program);
        command.args(arguments).arg("postgres").env("PGHOST", &socket).env("PGUSER", "postgres");
        let output = command.output().await?;
        match output.status.success() {
            true => Ok::<String, Failure>(String::from_utf8(output.stdout)?),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned().into()),
        }
    };
    ask(&["--initialize", "--quiet", "--scale=10"]).await?;
    let (clients, each) = (format!("--client={CLIENTS}"), format!("--transactions={}", commits / CLIENTS));
    let said =
        ask(&["--no-vacuum", "--skip-some-updates", "--protocol=prepared", "--jobs=1", &clients, &each])
            .await?;
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let tps = tps.and_then(|line| line.split(' ').next()).ok_or("pgbench says no tps")?;
    Ok(tps.parse()?)
}

/// Beside the newest server that Debian has installed, or on the PATH.
fn pgbench_program() -> Result<PathBuf, Failure> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let major = entry.file_name().to_str()?.parse().ok()?;
            Some((major, entry.path().join("bin/pgbench")))
        })
        .filter(|(_, program)| program.is_file())
        .collect();
    found.sort();
    Ok(found.pop().map_or_else(|| PathBuf::from("pgbench"), |(_, program)| program))
}
