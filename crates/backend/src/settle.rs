//! The waits of the purchase protocol, all divided by one factor in tests and demos.

use domain::{attention::Patience, order::settling::Waits};
use time::{Duration, OffsetDateTime};

/// How long the portal waits for what.
#[derive(Debug, Clone, Copy)]
pub struct Settle {
    compress: i32,
    /// A fixed polling interval instead of the adaptive one.
    poll: Option<Duration>,
}

impl Settle {
    /// `compress` divides the waits; 1 in live mode. `poll_s` fixes the status polling interval.
    pub fn new(compress: u32, poll_s: Option<u32>) -> Self {
        Self {
            compress: i32::try_from(compress.max(1)).unwrap_or(i32::MAX),
            poll: poll_s.map(|seconds| Duration::seconds(i64::from(seconds.max(1)))),
        }
    }

    /// By what every wait is divided; the database divides its own by the same.
    pub fn divisor(&self) -> i32 {
        self.compress
    }

    /// How long an order may stand where it is before people are told.
    pub fn patience(&self) -> Patience {
        Patience {
            executing: Duration::minutes(5) / self.compress,
            unknown: Duration::minutes(45) / self.compress,
            unassigned: Duration::HOUR / self.compress,
            unclaimed: Duration::minutes(2) / self.compress,
            takeovers: 10,
        }
    }

    /// How long a claim holds without news from its worker: 60 s, never below 3 s.
    pub fn lease(&self) -> Duration {
        (Duration::seconds(60) / self.compress).max(Duration::seconds(3))
    }

    /// The waits of an attempt that is open. For how long clouds know a token the vendors do not state; 30 minutes
    /// are assumed.
    pub fn waits(&self) -> Waits {
        Waits {
            signature_life: Duration::minutes(15) / self.compress,
            token_memory: Duration::minutes(30) / self.compress,
            after_death: Duration::minutes(5) / self.compress,
            between_looks: Duration::seconds(60) / self.compress,
            give_up: Duration::hours(24) / self.compress,
            give_up_bearer: Duration::minutes(60) / self.compress,
        }
    }

    /// From when a signature counts as dead: its life is one of the waits.
    pub fn dead_at(&self, signed_at: OffsetDateTime, dead_at: OffsetDateTime) -> OffsetDateTime {
        signed_at + (dead_at - signed_at) / self.compress
    }

    /// How long before an open order is asked about again: after so many requests and recorded looks, and so long after
    /// the first request. Looks that show nothing new are not recorded, so that time alone must slow them down.
    pub fn again_after(&self, tries: usize, elapsed: Duration) -> Duration {
        let exponent = u32::try_from(tries.saturating_sub(1)).unwrap_or(u32::MAX).min(5);
        let longest = Duration::seconds(60) / self.compress;
        let by_tries = Duration::seconds(2 * (1_i64 << exponent)) / self.compress;
        by_tries.max(elapsed / 8).min(longest)
    }

    /// How long before an order that cannot start is tried again.
    pub fn start_again_after(&self) -> Duration {
        (Duration::seconds(30) / self.compress).max(Duration::seconds(1))
    }

    /// How long after a hold was set a request may still be taken whose intent was lost before: as long as a signature
    /// lives and absence is waited for; with a bearer token its whole day. Lists show what it bought by then.
    pub fn lost_request_lives(&self, is_bearer: bool) -> Duration {
        let waits = self.waits();
        let life = if is_bearer { Duration::DAY / self.compress } else { waits.signature_life };
        life + waits.after_death
    }

    /// How often what an account bought is held against what orders own.
    pub fn sweep_every(&self) -> Duration {
        Duration::DAY / self.compress
    }

    /// How long before lists that could not be read are tried again.
    pub fn sweep_again_after(&self) -> Duration {
        Duration::HOUR / self.compress
    }

    /// How long before an instance's status is asked again. What still moves is asked more often, the less so the
    /// longer it has been `moving`: a task that nobody configures stays so for weeks, and each question takes a turn
    /// from the purchases of its key.
    pub fn poll_after(&self, moving: Option<Duration>, failures: i32) -> Duration {
        let (often, regular) = (Duration::seconds(15) / self.compress, Duration::minutes(5) / self.compress);
        let pause = moving.map_or(regular, |age| (age / 8_i32).clamp(often, regular));
        let backoff = 1_i32 << failures.clamp(0, 5);
        self.poll.unwrap_or_else(|| (pause * backoff).min(Duration::HOUR / self.compress))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_is_asked_about_the_less_often_the_longer_it_moves() {
        let settle = Settle::new(1, None);
        for (moving, seconds) in [
            (Some(Duration::ZERO), 15),
            (Some(Duration::minutes(2)), 15),
            (Some(Duration::minutes(4)), 30),
            (Some(Duration::WEEK), 300),
            (None, 300),
        ] {
            assert_eq!(settle.poll_after(moving, 0), Duration::seconds(seconds), "{moving:?}");
        }
        assert_eq!(settle.poll_after(None, 30), Duration::HOUR);
        assert_eq!(Settle::new(20, None).poll_after(Some(Duration::ZERO), 0), Duration::milliseconds(750));
        assert_eq!(Settle::new(1, Some(7)).poll_after(Some(Duration::WEEK), 3), Duration::seconds(7));
    }
}
