//! Who buys: accounts, their keys, and what the simulator holds against them.

mod demo;

use rust_decimal::Decimal;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub(crate) use demo::accounts as demo_accounts;
pub use demo::{
    DEMO_EXPIRED, DEMO_FORBIDDEN, DEMO_HUAWEI, DEMO_INCOMPLETE, DEMO_KEYS, DEMO_TEMPORARY, DemoHuawei,
    DemoKey,
};

/// Whose cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    Alibaba,
    Huawei,
}

/// Alibaba runs two: accounts, products and billing endpoints of one are unknown to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    China,
    International,
}

/// What an account may do, money aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Good,
    /// Its owner never filled in who he is: it buys nothing.
    Incomplete,
    /// Its keys may read and nothing else.
    NoPermission,
}

/// An account. Names are unique within a provider.
#[derive(Debug, Clone)]
pub struct Account {
    pub name: String,
    pub provider: Provider,
    /// Alibaba's owner id, Huawei's domain id.
    pub owner_id: String,
    pub site: Site,
    /// Before everything in the ledger.
    pub balance: Decimal,
    /// `CNY` or `USD`: what it pays with.
    pub currency: String,
    pub standing: Standing,
    pub keys: Vec<Key>,
    /// Huawei: what a sign-in names as the user's domain.
    pub domain_name: String,
    /// Huawei: who can sign in for a token.
    pub users: Vec<IamUser>,
    /// Huawei: one a region.
    pub projects: Vec<Project>,
}

/// An access key.
#[derive(Debug, Clone)]
pub struct Key {
    pub access_key_id: String,
    pub secret: SecretString,
    /// Set for a temporary key: requests must bring it.
    pub security_token: Option<SecretString>,
    /// From then on a temporary key is refused.
    pub expires_at: Option<OffsetDateTime>,
}

/// A Huawei IAM user.
#[derive(Debug, Clone)]
pub struct IamUser {
    pub id: String,
    pub name: String,
    pub password: SecretString,
}

/// A Huawei project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub id: String,
    /// Also its name.
    pub region: String,
}

impl Account {
    pub(crate) fn key(&self, access_key_id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.access_key_id == access_key_id)
    }
}
