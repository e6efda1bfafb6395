//! `purser user`.

use std::io::{BufRead as _, stdin};

use backend::{
    Actor, Backend,
    people::{self, NewPerson},
};
use domain::ids::PersonId;
use secrecy::SecretString;

use super::with_backend;
use crate::{
    cli::{UserAdd, UserDisable, UserSetPassword},
    config::Config,
    failure::Failure,
};

/// Adds a person and prints their id.
pub(crate) async fn add(config: Config, args: UserAdd) -> Result<(), Failure> {
    let password = password()?;
    with_backend(&config, async |backend| {
        let new = NewPerson {
            email: args.email,
            name: args.name,
            roles: args.role,
            team: args.team,
            lead: args.lead,
            password: Some(password),
        };
        let id = people::add(&backend, Actor::Operator, new).await?;
        println!("{id}");
        Ok(())
    })
    .await
}

/// One line for each person, parted by tabs.
pub(crate) async fn list(config: Config) -> Result<(), Failure> {
    with_backend(&config, async |backend| {
        for known in people::list(&backend).await? {
            let person = &known.person;
            let roles: Vec<_> = person.roles.iter().map(|role| role.name()).collect();
            let teams: Vec<_> = person
                .teams
                .iter()
                .map(|team| if team.lead { format!("{} (lead)", team.name) } else { team.name.clone() })
                .collect();
            let state = if known.disabled_at.is_some() { "disabled" } else { "active" };
            let (roles, teams) = (roles.join(","), teams.join(","));
            println!("{}\t{}\t{}\t{state}\t{roles}\t{teams}", person.id, person.email, person.name);
        }
        Ok(())
    })
    .await
}

/// Gives a person another password.
pub(crate) async fn set_password(config: Config, args: UserSetPassword) -> Result<(), Failure> {
    let password = password()?;
    with_backend(&config, async |backend| {
        let id = find(&backend, &args.email).await?;
        Ok(people::set_password(&backend, Actor::Operator, id, &password).await?)
    })
    .await
}

/// Keeps a person from signing in.
pub(crate) async fn disable(config: Config, args: UserDisable) -> Result<(), Failure> {
    with_backend(&config, async |backend| {
        let id = find(&backend, &args.email).await?;
        Ok(people::disable(&backend, Actor::Operator, id).await?)
    })
    .await
}

async fn find(backend: &Backend, email: &str) -> Result<PersonId, Failure> {
    let known = people::find_by_email(backend, email).await?;
    known.map(|known| known.person.id).ok_or_else(|| Failure::new(format!("nobody has the address {email}")))
}

/// The first line of standard input, without its end.
fn password() -> Result<SecretString, Failure> {
    let mut line = String::new();
    stdin().lock().read_line(&mut line).map_err(Failure::of("cannot read the password"))?;
    Ok(line.trim_end_matches(['\r', '\n']).into())
}
