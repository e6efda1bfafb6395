//! Time and chance, as values: tests own both.

use std::sync::Arc;

use rand::Rng;
use time::OffsetDateTime;
use uuid::Uuid;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> OffsetDateTime + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> OffsetDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The host's clock.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is where the time comes from")]
        Self::new(OffsetDateTime::now_utc)
    }

    pub fn now(&self) -> OffsetDateTime {
        (self.0)()
    }
}

/// Fills bytes that nobody can guess.
#[derive(Clone)]
pub struct Random(Arc<Fill>);

type Fill = dyn Fn(&mut [u8]) + Send + Sync;

impl Random {
    pub fn new(fill: impl Fn(&mut [u8]) + Send + Sync + 'static) -> Self {
        Self(Arc::new(fill))
    }

    /// The operating system's generator.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is where chance comes from")]
        Self::new(|bytes| rand::rng().fill_bytes(bytes))
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.0)(&mut bytes);
        bytes
    }

    /// A UUID of version 7: sorts by the time that the clock tells.
    pub fn uuid(&self, clock: &Clock) -> Uuid {
        let millis = u64::try_from(clock.now().unix_timestamp_nanos() / 1_000_000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }
}
