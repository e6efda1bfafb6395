//! Orders of every kind, bought by three servers that are killed and stalled, at clouds of which a third of the calls
//! go wrong, over a database that crashes three times: each is bought at most once, and none is lost.

use std::{
    fmt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::future::try_join_all;
use reqwest::Client;
use tokio::time::{Instant, sleep};

use crate::{
    Failure,
    books::{self, Books},
    chaos::{Weather, trouble},
    cloud_side::CloudSide,
    dice::Dice,
    fleet::Place,
    mix,
    requester::People,
};

const SERVERS: usize = 3;
/// How many people order at the same time.
const REQUESTERS: usize = 4;
const RESTARTS: usize = 3;
/// Divides the waits of the portal's protocol and the clouds' memory alike. A lease is three seconds then.
const COMPRESS: &str = "20";
const STALL: Duration = Duration::from_secs(4);
/// After the last order the weather stays bad until nine of ten orders have ended, or for so long.
const BAD_AT_MOST: Duration = Duration::from_secs(45);
/// What has not ended then is stuck.
const SETTLED_AT_MOST: Duration = Duration::from_secs(240);

/// What is run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub orders: usize,
    /// Decides what is ordered and what breaks when.
    pub seed: u64,
}

/// What came of it. Shown as one line.
#[derive(Debug, Clone)]
pub struct Outcome {
    plan: Plan,
    books: Books,
    kills: usize,
    stalls: usize,
    faults: usize,
    restarts: usize,
    took: Duration,
}

impl Outcome {
    /// Nothing was bought twice or lost, nothing is stuck, and at most one order of a hundred needs a person.
    pub fn is_good(&self) -> bool {
        let Books { double, lost, stuck, needs_person, .. } = self.books;
        double + lost + stuck == 0 && needs_person * 100 <= self.plan.orders
    }

    /// What does not fit, an order a line.
    pub fn findings(&self) -> &[String] {
        &self.books.findings
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, books, kills, stalls, faults, restarts, took } = self;
        let Books { bought, not_bought, needs_person, double, lost, stuck, .. } = books;
        write!(
            f,
            "orders {}, bought {bought}, not_bought {not_bought}, needs_person {needs_person}, double {double}, \
             lost {lost}, stuck {stuck}, kills {kills}, stalls {stalls}, faults {faults}, restarts {restarts}, \
             seed {}, seconds {}",
            plan.orders,
            plan.seed,
            took.as_secs()
        )
    }
}

/// Runs it with that program.
pub async fn run(program: &Path, plan: Plan) -> Result<Outcome, Failure> {
    let began = Instant::now();
    let compress = [("PURSER_SETTLE_COMPRESS", COMPRESS)];
    let sky = Place::new(program, &compress)?;
    let cloud = sky.start(&["sim", "--listen", "127.0.0.1:0"]).await?;
    let client = Client::builder().no_proxy().build()?;
    let side = CloudSide::at(&client, &cloud.address);
    side.charge_repeats().await?;
    let wishes = mix::draw(&mut Dice::new(plan.seed, 1), plan.orders, &cloud.address).await?;

    let place = Place::new(program, &compress)?.with_clouds_at(&cloud.address);
    place.run(&["key", "new"], "").await?;
    let (requester, lead) = (place.person("requester", false).await?, place.person("lead", true).await?);
    let weather = Weather::new(place, SERVERS);
    let servers: Vec<_> = (0..SERVERS)
        .map(|number| {
            let dice = Dice::new(plan.seed, 10 + number as u64);
            tokio::spawn(trouble(weather.clone(), number, dice, STALL))
        })
        .collect();
    let people = People { client, weather: weather.clone(), requester, lead };
    let credentials = people.store_credentials(&mut Dice::new(plan.seed, 2)).await?;
    let made = Arc::new(AtomicUsize::new(0));

    let ordering = async {
        let next = AtomicUsize::new(0);
        let one = async |mut dice: Dice| {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(wish) = wishes.get(number) else { return Ok::<(), Failure>(()) };
                let mut body = wish.body.clone();
                body["credential_id"] = credentials[wish.credential].as_str().into();
                people.order(&mut dice, &format!("soak-{number}"), &body).await?;
                made.fetch_add(1, Ordering::Relaxed);
            }
        };
        try_join_all((0..REQUESTERS).map(|who| one(Dice::new(plan.seed, 20 + who as u64)))).await?;
        let until = Instant::now() + BAD_AT_MOST;
        while Instant::now() < until {
            if let Ok(db) = weather.place.database().await
                && let Ok((_, open)) = books::progress(&db).await
                && open * 10 <= plan.orders
            {
                break;
            }
            sleep(Duration::from_millis(500)).await;
        }
        weather.calm_down();
        Ok::<(), Failure>(())
    };
    let crashing = async {
        let mut restarts = 0;
        while restarts < RESTARTS && !weather.is_calm() {
            sleep(Duration::from_millis(100)).await;
            let due = plan.orders * (restarts + 1) / (RESTARTS + 1);
            if made.load(Ordering::Relaxed) >= due && weather.place.crash_postgres() {
                restarts += 1;
            }
        }
        Ok::<usize, Failure>(restarts)
    };
    let rain = side.rain(Dice::new(plan.seed, 3), || weather.is_calm());
    let ((), restarts, faults) = tokio::try_join!(ordering, crashing, rain)
        .map_err(|error| format!("seed {}: {error}\n{}", plan.seed, weather.place.log()))?;

    let servers = try_join_all(servers).await?.into_iter().collect::<Result<Vec<_>, _>>()?;
    let until = Instant::now() + SETTLED_AT_MOST;
    let db = loop {
        if let Ok(db) = weather.place.database().await
            && let Ok((orders, open)) = books::progress(&db).await
            && ((orders == plan.orders && open == 0) || Instant::now() > until)
        {
            break db;
        }
        sleep(Duration::from_millis(250)).await;
    };
    let books = books::compare(&db, &side.ledger().await?).await?;
    db.close().await;
    for server in servers {
        server.stop().await?;
    }
    weather.place.run(&["audit", "verify"], "").await?;
    cloud.stop().await?;
    Ok(Outcome {
        plan,
        books,
        kills: weather.kills.load(Ordering::Relaxed),
        stalls: weather.stalls.load(Ordering::Relaxed),
        faults,
        restarts,
        took: began.elapsed(),
    })
}
