//! What every handler works with.

use std::sync::Arc;

use backend::Backend;
use domain::credential;
use secrecy::SecretString;

use crate::site::Site;

/// The state of the routers of all pages. Cheap to clone.
#[derive(Clone)]
pub struct Portal {
    pub backend: Backend,
    pub site: Arc<Site>,
    /// Who and what can be tried out, in `sim` mode alone.
    pub demo: Option<Arc<DemoInfo>>,
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
    /// A key of a simulated account with money,
    pub rich: DemoKey,
    /// and of one without.
    pub poor: DemoKey,
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

/// An access key of a simulated cloud.
#[derive(Clone)]
pub struct DemoKey {
    pub access_key_id: String,
    pub access_key_secret: SecretString,
    pub site: credential::Site,
}
