//! Who sees which orders, in SQL: the same rule as `domain::order::can::see`, for lists.

use domain::person::{Person, Role};
use uuid::Uuid;

/// What of the reader decides which rows a list shows.
#[derive(Debug, Clone)]
pub struct Reader {
    pub person: Uuid,
    /// Auditors and admins read everything but drafts.
    pub reads_all: bool,
    pub teams: Vec<Uuid>,
    /// Chains that ask the reader contain one of these.
    pub asked_as: Vec<serde_json::Value>,
}

impl Reader {
    pub fn of(person: &Person) -> Self {
        let roles = person.roles.iter().map(|role| serde_json::json!([{ "asks": [{ "role": role }] }]));
        let named = serde_json::json!([{ "asks": [{ "person": person.id }] }]);
        Self {
            person: person.id.as_uuid(),
            reads_all: person.has(Role::Auditor) || person.has(Role::Admin),
            teams: person.teams.iter().map(|membership| membership.team.as_uuid()).collect(),
            asked_as: roles.chain([named]).collect(),
        }
    }
}
