//! The event log: what happened, by whom, to what. Rows are never changed; a chain of hashes seals them.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum ActorKind {
    Person,
    /// A worker of the portal.
    Worker,
    /// The command line, used by an operator.
    Operator,
}

/// One event in the exact form that is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed<'a> {
    pub event: uuid::Uuid,
    /// RFC 3339 in UTC with microseconds, as the database holds it.
    pub at: &'a str,
    pub actor_kind: &'a str,
    pub actor: Option<uuid::Uuid>,
    pub subject_kind: &'a str,
    pub subject: Option<uuid::Uuid>,
    pub subject_version: Option<i32>,
    pub action: &'a str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub reason: Option<&'a str>,
    pub request_id: Option<&'a str>,
    pub data: &'a [u8],
}

/// The hash of event `sequence`: over the previous hash and every column of the event, each with its
/// length in front, so that nothing can be moved from one column to the next.
pub fn seal(sequence: i64, previous: &Digest, event: &Sealed<'_>) -> Digest {
    let mut bytes = Vec::with_capacity(256 + event.data.len());
    bytes.extend_from_slice(&sequence.to_be_bytes());
    bytes.extend_from_slice(previous.as_bytes());
    let mut put = |part: Option<&[u8]>| match part {
        Some(part) => {
            bytes.push(1);
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        None => bytes.push(0),
    };
    put(Some(event.event.as_bytes()));
    put(Some(event.at.as_bytes()));
    put(Some(event.actor_kind.as_bytes()));
    put(event.actor.as_ref().map(|id| id.as_bytes().as_slice()));
    put(Some(event.subject_kind.as_bytes()));
    put(event.subject.as_ref().map(|id| id.as_bytes().as_slice()));
    put(event.subject_version.map(i32::to_be_bytes).as_ref().map(<[u8; 4]>::as_slice));
    put(Some(event.action.as_bytes()));
    put(event.from.map(str::as_bytes));
    put(event.to.map(str::as_bytes));
    put(event.reason.map(str::as_bytes));
    put(event.request_id.map(str::as_bytes));
    put(Some(event.data));
    Digest::of(&bytes)
}

/// What the first seal follows.
pub fn genesis() -> Digest {
    Digest::of(b"purser event log")
}
