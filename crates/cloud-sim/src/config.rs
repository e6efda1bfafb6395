//! What a simulator starts with: its clock, its accounts, and how fast its time passes.

use std::{fmt, path::PathBuf, sync::Arc};

use rust_decimal::Decimal;
use secrecy::SecretString;
use time::{Duration, OffsetDateTime};

/// The time, from whoever owns it.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// A key that the demo offers. Plainly fake, and good for nothing at the real cloud.
#[derive(Debug, Clone, Copy)]
pub struct DemoKey {
    /// `rich` or `poor`.
    pub account: &'static str,
    pub access_key_id: &'static str,
    pub secret: &'static str,
    /// What the account has, in whole CNY.
    pub balance: i64,
}

/// One account with money and one without.
pub const DEMO_KEYS: [DemoKey; 2] = [
    DemoKey {
        account: "rich",
        access_key_id: "LTAI5tDEMOrichFAKE000001",
        secret: "demo-rich-secret-not-a-real-key",
        balance: 1_000_000,
    },
    DemoKey {
        account: "poor",
        access_key_id: "LTAI5tDEMOpoorFAKE000002",
        secret: "demo-poor-secret-not-a-real-key",
        balance: 1,
    },
];

/// An account with its one key.
#[derive(Clone)]
pub struct Account {
    pub name: String,
    pub access_key_id: String,
    pub secret: SecretString,
    /// Set for a temporary key: requests must bring it.
    pub security_token: Option<SecretString>,
    /// CNY, before everything in the ledger.
    pub balance: Decimal,
}

/// How a simulator behaves.
#[derive(Clone)]
pub struct SimConfig {
    pub clock: Clock,
    pub accounts: Vec<Account>,
    /// JSON lines, appended to. Without it everything is forgotten at the end.
    pub ledger_file: Option<PathBuf>,
    /// Divides how long tokens are remembered, signatures live and instances take to start.
    pub compress: u32,
}

impl fmt::Debug for SimConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SimConfig")
            .field("ledger_file", &self.ledger_file)
            .field("compress", &self.compress)
            .finish_non_exhaustive()
    }
}

impl SimConfig {
    /// The demo's accounts, real speed, nothing on disk.
    pub fn new(clock: Clock) -> Self {
        let accounts = DEMO_KEYS
            .iter()
            .map(|key| Account {
                name: key.account.to_owned(),
                access_key_id: key.access_key_id.to_owned(),
                secret: key.secret.into(),
                security_token: None,
                balance: key.balance.into(),
            })
            .collect();
        Self { clock, accounts, ledger_file: None, compress: 1 }
    }

    fn compressed(&self, span: Duration) -> Duration {
        span / self.compress.max(1)
    }

    /// How long a client token is remembered. The vendor states nothing; the portal assumes this.
    pub(crate) fn token_memory(&self) -> Duration {
        self.compressed(Duration::minutes(30))
    }

    /// How far a signature's date may be from now. Dates have whole seconds, so there must be some.
    pub(crate) fn signature_life(&self) -> Duration {
        self.compressed(Duration::minutes(15)).max(Duration::seconds(2))
    }

    /// How much of an instance's start has passed, at real speed.
    pub(crate) fn stretched(&self, age: Duration) -> Duration {
        age.saturating_mul(i32::try_from(self.compress.max(1)).unwrap_or(i32::MAX))
    }
}
