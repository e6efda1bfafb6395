//! Rights that an admin gives: which take a second one, who may be that, and which admin may go.

use serde::{Deserialize, Serialize};

use super::{Person, Role};
use crate::ids::{PersonId, TeamId};

/// A right to approve or to administer: where there is a second admin, it holds once they confirm it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "what", content = "team", rename_all = "snake_case")]
pub enum Right {
    Approver,
    Admin,
    /// Leading a team: steps ask its leads.
    Lead(TeamId),
}

impl Right {
    /// The name in database, log and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approver => "approver",
            Self::Admin => "admin",
            Self::Lead(_) => "lead",
        }
    }

    pub const fn team(self) -> Option<TeamId> {
        match self {
            Self::Lead(team) => Some(team),
            Self::Approver | Self::Admin => None,
        }
    }

    /// The right of this name; only a lead has a team, and no lead is without.
    pub fn of(name: &str, team: Option<TeamId>) -> Option<Self> {
        match (name, team) {
            ("approver", None) => Some(Self::Approver),
            ("admin", None) => Some(Self::Admin),
            ("lead", Some(team)) => Some(Self::Lead(team)),
            _ => None,
        }
    }

    /// The role that it is, where it is one.
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Approver => Some(Role::Approver),
            Self::Admin => Some(Role::Admin),
            Self::Lead(_) => None,
        }
    }

    pub fn is_held_by(self, person: &Person) -> bool {
        match self {
            Self::Approver => person.has(Role::Approver),
            Self::Admin => person.has(Role::Admin),
            Self::Lead(team) => person.leads(team),
        }
    }
}

/// What becomes of a grant that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Confirm,
    Refuse,
    /// By who proposed it.
    Withdraw,
}

impl Answer {
    pub const ALL: [Self; 3] = [Self::Confirm, Self::Refuse, Self::Withdraw];

    /// The name in forms and database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.name() == name)
    }
}

/// Whether somebody may answer a grant so: admins only; never a confirmation by who proposed or who receives it.
pub fn may_answer(answer: Answer, reader: &Person, proposed_by: PersonId, receiver: PersonId) -> bool {
    let own = reader.id == proposed_by;
    reader.has(Role::Admin)
        && match answer {
            Answer::Confirm => !own && reader.id != receiver,
            Answer::Refuse => !own,
            Answer::Withdraw => own,
        }
}

/// Why an admin stays one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    /// Nobody else is an active admin.
    Last,
    /// Who takes the only other admin away is alone afterwards, and could give themselves anything.
    OnlyOther,
}

/// Whether `actor` may end that `who` is an admin; `admins` are the active ones. Somebody who is none of them may go.
pub fn may_go(who: PersonId, actor: PersonId, admins: &[PersonId]) -> Result<(), Stays> {
    if !admins.contains(&who) {
        return Ok(());
    }
    match admins.len() {
        0 | 1 => Err(Stays::Last),
        2 if who != actor => Err(Stays::OnlyOther),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::person::{Language, Theme};

    fn person(number: u128, roles: &[Role]) -> Person {
        Person {
            id: PersonId::from_uuid(Uuid::from_u128(number)),
            email: format!("p{number}@example.com").parse().expect("an address"),
            name: String::new(),
            language: Language::English,
            theme: Theme::Auto,
            zone: "UTC".to_owned(),
            roles: roles.to_vec(),
            teams: Vec::new(),
            groups: Vec::new(),
            stands_for: Vec::new(),
        }
    }

    #[test]
    fn nobody_confirms_what_they_proposed_or_receive() {
        let [proposer, receiver, third] = [1, 2, 3].map(|number| person(number, &[Role::Admin]));
        let may = |answer, reader: &Person| may_answer(answer, reader, proposer.id, receiver.id);

        for (reader, confirm, refuse, withdraw) in [
            (&proposer, false, false, true),
            (&receiver, false, true, false),
            (&third, true, true, false),
            (&person(4, &[Role::Auditor, Role::Approver]), false, false, false),
        ] {
            let answers = Answer::ALL.map(|answer| may(answer, reader));
            assert_eq!(answers, [confirm, refuse, withdraw], "{}", reader.email);
        }
    }

    #[test]
    fn of_two_admins_one_goes_only_by_themselves_and_the_last_one_never() {
        let [a, b, c] = [1, 2, 3].map(|number| PersonId::from_uuid(Uuid::from_u128(number)));

        assert_eq!(may_go(a, a, &[a]), Err(Stays::Last));
        assert_eq!(may_go(b, a, &[a, b]), Err(Stays::OnlyOther));
        assert_eq!(may_go(a, a, &[a, b]), Ok(()));
        assert_eq!(may_go(b, a, &[a, b, c]), Ok(()));
        assert_eq!(may_go(b, a, &[a]), Ok(()), "no admin");
    }

    #[test]
    fn a_right_has_one_name() {
        let team = TeamId::from_uuid(Uuid::from_u128(9));
        for right in [Right::Approver, Right::Admin, Right::Lead(team)] {
            assert_eq!(Right::of(right.name(), right.team()), Some(right));
        }
        assert_eq!((Right::of("lead", None), Right::of("auditor", None)), (None, None));
        assert_eq!(Right::of("admin", Some(team)), None);
    }
}
