//! Failpoints that do something.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::Notify;

use super::Place;
use crate::BackendError;

/// What happens at a place.
#[derive(Debug, Clone)]
pub enum What {
    /// Nothing goes on: the test drops the step, as a crash would.
    Crash,
    /// The step fails here, as when a commit's answer is lost.
    Fail,
    /// The process kills itself, as `kill -9` would.
    Kill,
    /// Waits until the test goes on.
    Stall(Arc<Notify>),
}

/// The places that are armed, each for its next `after + 1`th visit, and how often each was visited.
#[derive(Debug, Clone, Default)]
pub struct Failpoints {
    armed: Arc<Mutex<HashMap<Place, (u32, What)>>>,
    visits: Arc<Mutex<HashMap<Place, u32>>>,
    reached: Arc<Notify>,
}

impl Failpoints {
    /// Armed by `place` or `place:2` (its second visit), for a process of its own.
    ///
    /// # Panics
    /// If there is no such place: a test that arms nothing would prove nothing.
    pub fn killing(text: &str) -> Self {
        let (name, visit) = text.split_once(':').unwrap_or((text, "1"));
        let place = Place::ALL.into_iter().find(|place| place.name() == name);
        let visit: u32 = visit.parse().expect("a number of a visit");
        let failpoints = Self::default();
        failpoints.arm(place.expect("a place of this name"), visit.saturating_sub(1), What::Kill);
        failpoints
    }

    /// From the visit after `skip` others on, once.
    pub fn arm(&self, place: Place, skip: u32, what: What) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).insert(place, (skip, what));
    }

    /// Forgets what is armed.
    pub fn disarm(&self) {
        self.armed.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How often the place was passed or hit.
    pub fn visits(&self, place: Place) -> u32 {
        self.visits.lock().unwrap_or_else(PoisonError::into_inner).get(&place).copied().unwrap_or_default()
    }

    /// Waits until an armed place is hit.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Does what is armed here.
    pub async fn at(&self, place: Place) -> Result<(), BackendError> {
        *self.visits.lock().unwrap_or_else(PoisonError::into_inner).entry(place).or_default() += 1;
        let Some(what) = self.take(place) else { return Ok(()) };
        self.reached.notify_one();
        match what {
            What::Crash => std::future::pending().await,
            What::Fail => Err(BackendError::internal(format!("failpoint {}", place.name()))),
            What::Kill => {
                let _ =
                    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
                std::future::pending().await
            }
            What::Stall(gate) => {
                gate.notified().await;
                Ok(())
            }
        }
    }

    fn take(&self, place: Place) -> Option<What> {
        let mut armed = self.armed.lock().unwrap_or_else(PoisonError::into_inner);
        match armed.get_mut(&place) {
            Some((0, _)) => armed.remove(&place).map(|(_, what)| what),
            Some((skip, _)) => {
                *skip -= 1;
                None
            }
            None => None,
        }
    }
}
