//! What the portal does: use cases, one file per noun.
//!
//! A use case authorises, decides by calling `domain`, and writes its rows, its event and its job in one
//! transaction. Nothing here buys but the worker.

pub mod approvals;
pub mod attention;
pub mod audit;
pub mod clock;
pub mod cluster;
pub mod credentials;
pub mod deputies;
pub mod error;
pub mod failpoint;
pub mod holdings;
pub mod holds;
pub mod instances;
pub mod jobs;
pub mod log;
pub mod notices;
pub mod options;
pub mod orders;
pub mod outbox;
pub mod people;
pub mod preflight;
pub mod prices;
pub mod quotes;
pub mod rotation;
pub mod rules;
pub mod sessions;
pub mod settings;
pub mod settle;
pub mod sign_in;
pub mod teams;
pub mod templates;
pub mod tokens;
pub mod vault;
pub mod worker;

use domain::{event::ActorKind, ids, mode::Mode, person::Person};
use sqlx::PgPool;

pub use self::{
    clock::{Clock, Random},
    error::BackendError,
    failpoint::Failpoints,
    outbox::Outbox,
    settle::Settle,
    vault::Vault,
};

/// Everything that use cases work with. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub db: PgPool,
    pub clock: Clock,
    pub random: Random,
    pub vault: Vault,
    pub clouds: cloud::Clouds,
    pub mode: Mode,
    pub settle: Settle,
    /// What the worker remembers of its database.
    pub identity: cluster::Identity,
    /// By what people are told outside of the portal.
    pub outbox: Outbox,
    /// Places where tests stop a worker; nothing in a release.
    pub failpoints: Failpoints,
}

/// Who does something, for rights and for the event log.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    Person(&'a Person),
    Worker,
    Operator,
}

impl Actor<'_> {
    pub(crate) fn kind(self) -> ActorKind {
        match self {
            Actor::Person(_) => ActorKind::Person,
            Actor::Worker => ActorKind::Worker,
            Actor::Operator => ActorKind::Operator,
        }
    }

    pub(crate) fn id(self) -> Option<ids::PersonId> {
        match self {
            Actor::Person(person) => Some(person.id),
            Actor::Worker | Actor::Operator => None,
        }
    }
}
