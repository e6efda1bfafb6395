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
    /// The reader, and the people whose deputy they are.
    pub people: Vec<Uuid>,
    /// Chains that ask one of them contain one of these.
    pub asked_as: Vec<serde_json::Value>,
    /// Which of them, beside each: nobody is a deputy for an order of that one's own.
    pub asked_of: Vec<Uuid>,
    /// The teams that one of them leads.
    pub led: Vec<Uuid>,
    /// Who leads it, beside each.
    pub led_of: Vec<Uuid>,
}

impl Reader {
    pub fn of(person: &Person) -> Self {
        // Auditors have no place that a deputy could take.
        let principals = || person.stands_for.iter().filter(|place| !place.has(Role::Auditor));
        let places = || std::iter::once(person).chain(principals());
        let asked = places().flat_map(|place| {
            let roles = place.roles.iter().map(|role| serde_json::json!([{ "asks": [{ "role": role }] }]));
            let groups =
                place.groups.iter().map(|group| serde_json::json!([{ "asks": [{ "group": group }] }]));
            let all = roles.chain([serde_json::json!([{ "asks": [{ "person": place.id }] }])]).chain(groups);
            all.map(|asked| (asked, place.id.as_uuid()))
        });
        let (asked_as, asked_of) = asked.unzip();
        let led = places().flat_map(|place| {
            let teams = place.teams.iter().filter(|team| team.lead);
            teams.map(|membership| (membership.team.as_uuid(), place.id.as_uuid()))
        });
        let (led, led_of) = led.unzip();
        Self {
            person: person.id.as_uuid(),
            reads_all: person.has(Role::Auditor) || person.has(Role::Admin),
            teams: person.teams.iter().map(|membership| membership.team.as_uuid()).collect(),
            people: places().map(|place| place.id.as_uuid()).collect(),
            asked_as,
            asked_of,
            led,
            led_of,
        }
    }
}
