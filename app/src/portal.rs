//! What every handler works with.

use std::sync::Arc;

use backend::{Backend, credentials::NewCredential};
use domain::{catalog::Provider, money::Money};
use time::OffsetDateTime;

use crate::site::Site;

/// The state of the routers of all pages. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub backend: Backend,
    pub site: Arc<Site>,
    /// Who and what can be tried out, in `sim` mode alone.
    pub demo: Option<Arc<DemoInfo>>,
    /// The simulated clouds, where this process runs them.
    pub simulated: Option<Arc<dyn Simulated>>,
    /// The address that people know, such as `https://purser.example.com`.
    pub public_url: Arc<str>,
}

impl Portal {
    /// Whether cookies are for https alone.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// What the try-out mode offers.
pub struct DemoInfo {
    pub people: Vec<DemoPerson>,
    /// Everybody's.
    pub password: &'static str,
    /// Credentials of simulated accounts, in the order of the page.
    pub keys: Vec<DemoKey>,
}

/// Somebody to try the portal as, in the order of the sign-in page.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    pub email: String,
    pub name: String,
    /// The team's name; empty for none.
    pub team: String,
    pub part: Part,
}

/// What there is to see as a demo person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Requester,
    Lead,
    Approver,
    Auditor,
    Admin,
}

/// A credential of a simulated account.
#[derive(Clone)]
pub struct DemoKey {
    pub account: DemoAccount,
    pub new: NewCredential,
}

impl DemoKey {
    /// What the button sends.
    pub fn id(&self) -> String {
        format!("{}.{}", self.new.kind, self.account.name())
    }
}

/// What a simulated account is there to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DemoAccount {
    /// It can pay.
    Rich,
    /// It cannot.
    Poor,
}

impl DemoAccount {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rich => "rich",
            Self::Poor => "poor",
        }
    }
}

/// The simulated clouds, as `/dev/sim` shows and steers them.
pub trait Simulated: Send + Sync {
    /// What they hold now.
    fn seen(&self) -> Seen;
    /// Lets the next call of `action` meet the fault that `word` names. `false`: there is no such action or word.
    fn arrange(&self, action: &str, word: &str) -> bool;
    /// Forgets the faults that still wait for their call.
    fn clear_faults(&self);
}

/// What the simulated clouds hold.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Where they listen, such as `http://127.0.0.1:40123`.
    pub address: String,
    pub accounts: Vec<SeenAccount>,
    /// Newest first; at most a hundred.
    pub ledger: Vec<SeenEntry>,
    pub entries: usize,
    /// The faults that wait: action, and the word of the fault.
    pub waiting: Vec<(String, String)>,
    /// The calls that a fault can be arranged for.
    pub actions: Vec<&'static str>,
    /// The words that name a fault, here and as input of the forms.
    pub words: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct SeenAccount {
    pub provider: Provider,
    pub name: String,
    /// `good`, `incomplete`, `no_permission`.
    pub standing: &'static str,
    /// How far what is left after everything in the ledger is from zero,
    pub balance: Money,
    /// and whether it is below.
    pub is_overdrawn: bool,
}

#[derive(Debug, Clone)]
pub struct SeenEntry {
    pub number: u64,
    pub at: OffsetDateTime,
    pub provider: Provider,
    pub account: String,
    pub action: String,
    /// `purchase`, `order`, `pay`, …
    pub effect: String,
    pub price: Money,
    /// What the cloud calls it.
    pub reference: String,
}
