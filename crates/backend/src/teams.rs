//! Teams: what orders are charged to.

use domain::{person::Person, view::Team};

use crate::{Backend, BackendError};

/// All teams, by name. For operators and admins; the caller has checked that.
pub async fn list(backend: &Backend) -> Result<Vec<Team>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    Ok(store::teams::list(&mut conn).await?)
}

/// The teams that the person may charge: their own, by name.
pub fn of(person: &Person) -> Vec<Team> {
    person.teams.iter().map(|team| Team { id: team.team, name: team.name.clone() }).collect()
}

/// The team of this name, if the person may charge it.
pub fn chargeable(person: &Person, name: &str) -> Option<Team> {
    of(person).into_iter().find(|team| team.name == name)
}
