//! The words that all clouds share: what a caller brings, and what comes back.

use std::{fmt, str::FromStr};

use domain::order::Verdict;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::verdict::Advice;

/// What of a request must be fresh for each one; callers own time and randomness.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// Now, as the signature will say it.
    pub now: OffsetDateTime,
    /// Never used before with this key; a repeat brings a new one.
    pub nonce: String,
}

/// Makes a [`Fresh`] for every request: looks may send several, one for each page and one for each repeat.
pub trait Freshness: Send + Sync {
    fn fresh(&self) -> Fresh;
}

impl<F: Fn() -> Fresh + Send + Sync> Freshness for F {
    fn fresh(&self) -> Fresh {
        self()
    }
}

/// What a harmless read showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// The cloud's own clock, from its `Date` header.
    pub cloud_date: OffsetDateTime,
    pub request_id: Option<String>,
    /// The account that owns the key, where the read shows it.
    pub account: Option<String>,
}

/// What a look showed, and when by the cloud's own clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<T> {
    pub value: T,
    /// From the answer's `Date` header; of a list of several pages, the first one's.
    pub cloud_date: Option<OffsetDateTime>,
    pub request_id: Option<String>,
}

/// One instance, in the vendor's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceStatus {
    /// As the vendor spells it; `domain::instance` knows what it means.
    pub status: String,
    /// Alibaba's DTS names nothing before it is configured.
    pub name: Option<String>,
    /// The task id, which later changes ask for: not the instance id.
    pub job_id: Option<String>,
    pub class: Option<String>,
    pub pay_type: Option<String>,
    pub expires_at: Option<OffsetDateTime>,
    pub request_id: Option<String>,
}

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// No byte of the request left.
    NotSent,
    /// It may have arrived; no answer was read.
    MayHaveArrived,
    /// At least the head of an answer was read.
    Answered,
}

impl Reach {
    const ALL: [Self; 3] = [Self::NotSent, Self::MayHaveArrived, Self::Answered];

    /// The text that is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::MayHaveArrived => "may_have_arrived",
            Self::Answered => "answered",
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A stored text that this release does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what}: {text}")]
pub struct UnknownText {
    pub what: &'static str,
    pub text: String,
}

impl FromStr for Reach {
    type Err = UnknownText;

    fn from_str(text: &str) -> Result<Self, UnknownText> {
        Self::ALL
            .into_iter()
            .find(|reach| reach.name() == text)
            .ok_or_else(|| UnknownText { what: "reach", text: text.to_owned() })
    }
}

/// What came back from a purchase, as evidence: never thrown away.
///
/// Every text is free of the key's secret and of NUL, which databases refuse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub verdict: Verdict,
    pub reach: Reach,
    pub http_status: Option<u16>,
    /// The cloud's error code.
    pub code: Option<String>,
    /// The cloud's message, or what happened on the way.
    pub message: Option<String>,
    pub request_id: Option<String>,
    pub cloud_date: Option<OffsetDateTime>,
    /// The id of the instance that was bought or changed. Present beside `Open` where an answer contradicts
    /// itself.
    pub instance_id: Option<String>,
    /// The id of the cloud's own order: beside the instance's at BSS, alone for a prepaid DDM instance.
    pub order_id: Option<String>,
    /// The parameter that the cloud refused, by its wire name, where the cloud names one.
    pub field: Option<String>,
    /// What the cloud wrote, at most 64 KiB.
    pub body: Option<String>,
    /// The cloud refused the key: no first sends with it until a verify succeeds.
    pub credential_suspect: bool,
    /// A person must hear of this now.
    pub alarm: bool,
    /// Who can do what about it.
    pub advice: Advice,
}

impl Answer {
    /// The id that proves the sale: the instance's, or where the cloud named none, its order's.
    pub fn reference(&self) -> Option<&str> {
        self.instance_id.as_deref().or(self.order_id.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reach_can_be_stored_and_read_again() {
        for reach in Reach::ALL {
            assert_eq!(reach.to_string().parse(), Ok(reach));
            assert_eq!(serde_json::to_value(reach).expect("JSON"), reach.name());
        }
        assert!("halfway".parse::<Reach>().is_err());
    }
}
