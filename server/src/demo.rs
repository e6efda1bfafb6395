//! The people of the try-out mode.

use std::sync::Arc;

use app::portal::{DemoAccount, DemoInfo, DemoKey, DemoPerson, Part};
use backend::{
    Actor, Backend, BackendError,
    credentials::NewCredential,
    people::{self, NewPerson},
};
use cloud_sim::{DEMO_HUAWEI, DEMO_KEYS};
use domain::{credential::Kind, person::Role};

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
    Arc::new(DemoInfo { people: people.collect(), password: PASSWORD, keys: keys() })
}

/// Credentials of the simulated accounts with and without money, of every kind.
fn keys() -> Vec<DemoKey> {
    let accounts = [DemoAccount::Rich, DemoAccount::Poor];
    let alibaba = accounts.into_iter().zip(DEMO_KEYS).map(|(account, key)| DemoKey {
        account,
        new: NewCredential::new(Kind::AlibabaAccessKey, key.account)
            .text("site", "china")
            .text("access_key_id", key.access_key_id)
            .secret("access_key_secret", key.secret),
    });
    let huawei = accounts.into_iter().zip(DEMO_HUAWEI).flat_map(|(account, demo)| {
        let [(region, project), _] = demo.projects;
        let of =
            |kind| NewCredential::new(kind, demo.account).text("region", region).text("project_id", project);
        let key = of(Kind::HuaweiAccessKey)
            .text("access_key_id", demo.access_key_id)
            .secret("secret_access_key", demo.secret);
        let user = of(Kind::HuaweiIamUser)
            .text("domain", demo.domain_name)
            .text("user", demo.user)
            .secret("password", demo.password);
        [DemoKey { account, new: key }, DemoKey { account, new: user }]
    });
    alibaba.chain(huawei).collect()
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
