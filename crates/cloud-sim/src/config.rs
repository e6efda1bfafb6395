//! What a simulator starts with: its clock, its accounts, and how fast its time passes.

use std::{fmt, path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::accounts::{self, Account, Provider, Site};

/// The time, from whoever owns it.
pub type Clock = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

/// What the cloud makes of TransferPayType to PrePaid where the task is PrePaid already: nobody documents it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepeatOnPrepaid {
    /// Answers success and does nothing.
    #[default]
    Nothing,
    /// Refuses.
    Refuse,
    /// Charges again and moves the end: a renewal.
    Renew,
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
    /// Alibaba: a bought instance is configured and started by nobody, and comes to life all the same.
    pub self_starting: bool,
    /// What it starts with; `POST /_sim/behaviour` changes it.
    pub repeat_on_prepaid: RepeatOnPrepaid,
    /// Alibaba: the site whose billing endpoint this port is. `None`: both, each account finds its own.
    pub billing_site: Option<Site>,
    /// Huawei: how long after it exists an instance is in no list yet. Divided by `compress` too.
    pub list_delay: Duration,
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
        Self {
            clock,
            accounts: accounts::demo_accounts(),
            ledger_file: None,
            compress: 1,
            self_starting: true,
            repeat_on_prepaid: RepeatOnPrepaid::default(),
            billing_site: None,
            list_delay: Duration::seconds(5),
        }
    }

    /// An account by its name.
    pub(crate) fn account(&self, provider: Provider, name: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.provider == provider && account.name == name)
    }

    /// The account that has a key.
    pub(crate) fn owner_of(&self, provider: Provider, access_key_id: &str) -> Option<&Account> {
        self.accounts
            .iter()
            .find(|account| account.provider == provider && account.key(access_key_id).is_some())
    }

    /// A span as long as this simulator takes for it.
    pub(crate) fn compressed(&self, span: Duration) -> Duration {
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
