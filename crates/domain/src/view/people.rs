//! What the pages of people show.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Team, Who};
use crate::{
    ids::GrantId,
    person::{Answer, Person, Right},
};

/// Somebody, disabled or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub person: Person,
    pub has_password: bool,
    pub created_at: OffsetDateTime,
    pub disabled_at: Option<OffsetDateTime>,
}

/// A right that waits for a second admin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRow {
    pub id: GrantId,
    pub receiver: Who,
    pub right: Right,
    /// The name of the team that they would lead.
    pub team: Option<String>,
    pub proposed_by: Who,
    pub proposed_at: OffsetDateTime,
    /// What the reader may answer.
    pub answers: Vec<Answer>,
}

/// Somebody with what waits for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonGrants {
    pub row: PersonRow,
    pub grants: Vec<GrantRow>,
}

/// Everybody, or those that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub people: Vec<PersonRow>,
    /// How many were found besides, and are not listed.
    pub more: usize,
    /// All that waits, whatever was searched for.
    pub grants: Vec<GrantRow>,
    pub teams: Vec<Team>,
}

/// Somebody with everything that admins decide about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonPage {
    pub row: PersonRow,
    pub grants: Vec<GrantRow>,
    /// Whether giving a right to them takes a second admin.
    pub takes_second: bool,
    /// All teams.
    pub teams: Vec<Team>,
    /// Whether they are the reader.
    pub is_self: bool,
}
