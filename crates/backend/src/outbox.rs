//! By what people are told outside of the portal: a mail server and one webhook, both set by the operator alone.
//!
//! **At least once.** An attempt ends when the other side has taken what was sent. When the process dies, or the answer
//! is lost, between that and our commit, it is sent again: somebody who is not told that an order waits for them
//! holds up a purchase, and the second copy is known for what it is. A mail keeps its `Message-ID`, by which mailboxes
//! drop a copy, and a webhook its `webhook-id`. The database makes one delivery for a person, an event and a channel, and
//! a lease that lasts longer than any attempt keeps two workers from sending the same one.

mod mail;
mod webhook;

use std::{sync::Arc, time::Duration};

pub use self::{
    mail::{Mail, MailError},
    webhook::{Form, Webhook, WebhookError},
};

/// One attempt takes no longer, whatever the other side does. Less than the lease of a delivery.
pub(crate) const LONGEST: Duration = Duration::from_secs(25);

/// What is configured. Nothing: people are told in the portal alone.
#[derive(Clone, Default)]
pub struct Outbox {
    /// The address that people know, such as `https://purser.example.com`, for links.
    pub base: Arc<str>,
    pub mail: Option<Arc<Mail>>,
    pub webhook: Option<Arc<Webhook>>,
}

/// Why the other side did not take it. The words hold no password and no address of a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotTaken {
    pub(crate) why: String,
    /// Whether it would not be taken later either.
    pub(crate) is_final: bool,
}

impl NotTaken {
    fn for_now(why: impl Into<String>) -> Self {
        Self { why: why.into(), is_final: false }
    }

    fn for_good(why: impl Into<String>) -> Self {
        Self { why: why.into(), is_final: true }
    }
}
