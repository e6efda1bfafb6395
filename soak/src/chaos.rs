//! Servers that are killed and stalled, and a database that crashes, until it is calm.

use std::{
    sync::{
        Arc, RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustix::process::Signal;
use tokio::time::sleep;

use crate::{
    Failure,
    dice::Dice,
    fleet::{Place, Server},
};

/// Of a hundred blows; the others stall it.
const KILLS: usize = 65;
/// Of one server in a row, before something else must be wrong.
const MOST_FAILED_STARTS: usize = 3;
const LIFE: (Duration, Duration) = (Duration::from_millis(800), Duration::from_secs(6));

/// What all parts of a run share.
pub(crate) struct Weather {
    pub(crate) place: Place,
    /// Where the servers listen that are up, by number.
    addresses: RwLock<Vec<Option<String>>>,
    calm: AtomicBool,
    pub(crate) kills: AtomicUsize,
    pub(crate) stalls: AtomicUsize,
}

impl Weather {
    pub(crate) fn new(place: Place, servers: usize) -> Arc<Self> {
        Arc::new(Self {
            place,
            addresses: RwLock::new(vec![None; servers]),
            calm: AtomicBool::new(false),
            kills: AtomicUsize::new(0),
            stalls: AtomicUsize::new(0),
        })
    }

    /// From now on nothing is broken any more.
    pub(crate) fn calm_down(&self) {
        self.calm.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_calm(&self) -> bool {
        self.calm.load(Ordering::SeqCst)
    }

    /// A server that was up a moment ago.
    pub(crate) fn any_address(&self, dice: &mut Dice) -> Option<String> {
        let addresses = self.addresses.read().expect("nobody panics with it");
        let up: Vec<&String> = addresses.iter().flatten().collect();
        (!up.is_empty()).then(|| up[dice.below(up.len())].clone())
    }

    fn is_at(&self, number: usize, address: Option<String>) {
        self.addresses.write().expect("nobody panics with it")[number] = address;
    }
}

/// Keeps one server running and breaks it again and again; returns it, whole, when it is calm. `stall` is longer than
/// a lease.
pub(crate) async fn trouble(
    weather: Arc<Weather>,
    number: usize,
    mut dice: Dice,
    stall: Duration,
) -> Result<Server, Failure> {
    loop {
        let server = start(&weather.place).await?;
        weather.is_at(number, Some(server.address.clone()));
        loop {
            let until = dice.between(LIFE.0, LIFE.1);
            sleep(until).await;
            if weather.is_calm() {
                return Ok(server);
            }
            if dice.percent(KILLS) {
                break;
            }
            weather.stalls.fetch_add(1, Ordering::Relaxed);
            server.signal(Signal::STOP);
            sleep(dice.between(stall, stall * 2)).await;
            server.signal(Signal::CONT);
        }
        weather.is_at(number, None);
        weather.kills.fetch_add(1, Ordering::Relaxed);
        server.kill().await?;
    }
}

/// Starts a server as whatever supervises it would: again where PostgreSQL crashed under the start.
async fn start(place: &Place) -> Result<Server, Failure> {
    let mut failed = 0;
    loop {
        match place.start(&["serve"]).await {
            Err(_) if failed < MOST_FAILED_STARTS => failed += 1,
            other => return other,
        }
    }
}
