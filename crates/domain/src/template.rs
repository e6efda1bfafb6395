//! Templates: what stood in a purchase form, saved for everybody in a team. Nothing is bought by one.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    catalog::{Input, Operation},
    ids::{TeamId, TemplateId},
    order::can::{May, Why},
    person::{Person, Role},
    view::{Team, Who},
};

/// The most characters of a template's name.
pub const MAX_NAME: usize = 80;

/// The most templates that a team keeps at a time.
pub const MAX_OF_TEAM: usize = 100;

/// A form to start from: parameters alone, no credential, reason or ceiling, and never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub id: TemplateId,
    pub team: Team,
    pub operation: Operation,
    /// One of its kind among the team's templates of the operation.
    pub name: String,
    /// The parameters by wire name, as typed: they need be neither complete nor right.
    pub spec: Input,
    pub made_by: Who,
    pub made_at: OffsetDateTime,
}

/// Whether the person may see and use a team's templates; what one may not see does not exist.
pub fn see(person: &Person, team: TeamId) -> bool {
    person.is_in(team)
}

/// Making templates for teams that one is in.
pub fn add(person: &Person) -> May {
    if person.may_buy() { Ok(()) } else { Err(Why::Auditor) }
}

/// Removing one that the person sees. Also who became an auditor takes back what was theirs.
pub fn remove(person: &Person, template: &Template) -> May {
    if template.made_by.id == person.id {
        return Ok(());
    }
    if person.has(Role::Auditor) {
        return Err(Why::Auditor);
    }
    if person.leads(template.team.id) { Ok(()) } else { Err(Why::NotMaker) }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        ids::PersonId,
        person::{Language, Membership, Theme},
    };

    const TEAM: TeamId = TeamId::from_uuid(Uuid::from_u128(7));
    const MAKER: PersonId = PersonId::from_uuid(Uuid::from_u128(1));

    fn person(id: u128, team: Option<bool>, roles: &[Role]) -> Person {
        Person {
            id: PersonId::from_uuid(Uuid::from_u128(id)),
            email: "somebody@example.com".parse().expect("an address"),
            name: "Somebody".to_owned(),
            language: Language::English,
            theme: Theme::Auto,
            zone: "UTC".to_owned(),
            roles: roles.to_vec(),
            teams: team
                .into_iter()
                .map(|lead| Membership { team: TEAM, name: "Platform".to_owned(), lead })
                .collect(),
            groups: Vec::new(),
            stands_for: Vec::new(),
        }
    }

    #[test]
    fn a_template_is_its_teams_made_by_who_buys_and_removed_by_its_maker_or_the_lead() {
        let template = Template {
            id: TemplateId::from_uuid(Uuid::from_u128(9)),
            team: Team { id: TEAM, name: "Platform".to_owned() },
            operation: Operation::DtsCreate,
            name: "Small sync".to_owned(),
            spec: Input::new(),
            made_by: Who { id: MAKER, name: "Maker".to_owned() },
            made_at: OffsetDateTime::UNIX_EPOCH,
        };
        for (who, sees, adds, removes) in [
            (person(1, Some(false), &[]), true, Ok(()), Ok(())),
            (person(2, Some(false), &[]), true, Ok(()), Err(Why::NotMaker)),
            (person(2, Some(true), &[]), true, Ok(()), Ok(())),
            (person(2, Some(false), &[Role::Admin]), true, Ok(()), Err(Why::NotMaker)),
            (person(2, None, &[Role::Admin]), false, Ok(()), Err(Why::NotMaker)),
            (person(2, Some(true), &[Role::Auditor]), true, Err(Why::Auditor), Err(Why::Auditor)),
            (person(1, Some(false), &[Role::Auditor]), true, Err(Why::Auditor), Ok(())),
        ] {
            let says = (see(&who, TEAM), add(&who), remove(&who, &template));
            assert_eq!(says, (sees, adds, removes), "{who:?}");
        }
    }
}
