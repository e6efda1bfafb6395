//! `/people`: everybody with their rights, for admins and auditors.

use axum::{Json, extract::State};
use backend::people;
use domain::view::people::{GrantRow, PersonGrants};
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Api,
    caller::{Caller, Scope},
    list::{List, Paging},
    problem::Problem,
};

/// Somebody, disabled or not.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Person {
    id: Uuid,
    name: String,
    email: String,
    /// `approver`, `auditor`, `admin`; everybody but an auditor may buy.
    roles: Vec<&'static str>,
    teams: Vec<Membership>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    /// Since when they may not sign in.
    #[serde(with = "time::serde::rfc3339::option")]
    disabled_at: Option<OffsetDateTime>,
    /// The rights that wait for a second admin.
    waiting_grants: Vec<Grant>,
}

/// A team that somebody is in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Membership {
    id: Uuid,
    name: String,
    lead: bool,
}

/// A right that holds once a second admin confirms it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Grant {
    id: Uuid,
    /// `approver`, `admin`, `lead`.
    right: &'static str,
    /// Which team they would lead.
    team: Option<Uuid>,
    proposed_by: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    proposed_at: OffsetDateTime,
}

impl From<PersonGrants> for Person {
    fn from(PersonGrants { row, grants }: PersonGrants) -> Self {
        let teams = row.person.teams.into_iter();
        Self {
            id: row.person.id.as_uuid(),
            name: row.person.name,
            email: row.person.email.to_string(),
            roles: row.person.roles.into_iter().map(|role| role.name()).collect(),
            teams: teams
                .map(|team| Membership { id: team.team.as_uuid(), name: team.name, lead: team.lead })
                .collect(),
            created_at: row.created_at,
            disabled_at: row.disabled_at,
            waiting_grants: grants.into_iter().map(Grant::from).collect(),
        }
    }
}

impl From<GrantRow> for Grant {
    fn from(grant: GrantRow) -> Self {
        Self {
            id: grant.id.as_uuid(),
            right: grant.right.name(),
            team: grant.right.team().map(|team| team.as_uuid()),
            proposed_by: grant.proposed_by.id.as_uuid(),
            proposed_at: grant.proposed_at,
        }
    }
}

/// Everybody, those who were added last first.
#[utoipa::path(get, path = "/people", tag = "people", params(Paging),
    responses((status = 200, body = List<Person>), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<Person>>, Problem> {
    caller.may(Scope::Read)?;
    let listed = people::listed(&api.backend, &caller.person, paging.cursor.as_deref(), paging.limit).await?;
    Ok(Json(List { items: listed.items.into_iter().map(Person::from).collect(), next: listed.next }))
}
