//! The people of the try-out mode.

use std::sync::Arc;

use app::portal::{DemoInfo, DemoKey, DemoPerson, Part};
use backend::{
    Actor, Backend, BackendError,
    people::{self, NewPerson},
};
use cloud_sim::DEMO_KEYS;
use domain::{credential::Site, person::Role};

/// Everybody's; it is on the sign-in page.
pub(crate) const PASSWORD: &str = "purser-demo-only";
/// Where requester and lead are.
pub(crate) const TEAM: &str = "Platform";

/// Address, name, and what they are there for.
pub(crate) const PEOPLE: [(&str, &str, Part); 5] = [
    ("requester@demo.local", "Rita Requester", Part::Requester),
    ("lead@demo.local", "Leo Lead", Part::Lead),
    ("approver@demo.local", "Ada Approver", Part::Approver),
    ("auditor@demo.local", "Otto Auditor", Part::Auditor),
    ("admin@demo.local", "Alma Admin", Part::Admin),
];

const fn role(part: Part) -> Option<Role> {
    match part {
        Part::Requester | Part::Lead => None,
        Part::Approver => Some(Role::Approver),
        Part::Auditor => Some(Role::Auditor),
        Part::Admin => Some(Role::Admin),
    }
}

const fn team(part: Part) -> Option<&'static str> {
    match part {
        Part::Requester | Part::Lead => Some(TEAM),
        Part::Approver | Part::Auditor | Part::Admin => None,
    }
}

/// What the pages offer.
pub(crate) fn info() -> Arc<DemoInfo> {
    let people = PEOPLE.into_iter().map(|(email, name, part)| DemoPerson {
        email: email.to_owned(),
        name: name.to_owned(),
        team: team(part).unwrap_or_default().to_owned(),
        part,
    });
    let [rich, poor] = DEMO_KEYS.map(|key| DemoKey {
        access_key_id: key.access_key_id.to_owned(),
        access_key_secret: key.secret.into(),
        site: Site::China,
    });
    Arc::new(DemoInfo { people: people.collect(), password: PASSWORD, rich, poor })
}

/// Adds whoever is missing. Several processes may do so at once.
pub async fn add_people(backend: &Backend) -> Result<(), BackendError> {
    for (email, name, part) in PEOPLE {
        if people::find_by_email(backend, email).await?.is_some() {
            continue;
        }
        let new = NewPerson {
            email: email.to_owned(),
            name: name.to_owned(),
            roles: role(part).into_iter().collect(),
            team: team(part).map(str::to_owned),
            lead: part == Part::Lead,
            password: Some(PASSWORD.into()),
        };
        match people::add(backend, Actor::Operator, new).await {
            Ok(_) | Err(BackendError::Conflict("email_taken")) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
