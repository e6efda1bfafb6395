//! `/templates`: forms to start from, a team's own.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use backend::templates::{self, NewTemplate};
use domain::{
    catalog::{Input, Operation},
    ids::TemplateId,
};
use utoipa::ToSchema;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::List,
    orders::operation,
    problem::Problem,
    shapes,
};

/// A template to keep. Nothing is bought by it, and it need not be complete.
#[derive(Debug, ToSchema)]
#[schema(as = NewTemplate)]
#[expect(dead_code, reason = "describes the body, which is read field by field")]
pub(super) struct New {
    #[schema(example = "dts.create", value_type = String)]
    operation: Operation,
    /// The name of one of the caller's teams; may be left out by who has only one.
    #[schema(required = false)]
    team: String,
    /// At most 80 characters; one of its kind in the team and for the operation.
    #[schema(example = "Small sync, Shanghai")]
    name: String,
    /// By the vendor's wire names: `GET /catalog/{key}` has the schema. Secrets are refused.
    #[schema(value_type = Object)]
    spec: Input,
}

/// The templates of the caller's teams, by operation and name.
#[utoipa::path(get, path = "/templates", tag = "templates", responses((status = 200, body = List<shapes::Template>)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
) -> Result<Json<List<shapes::Template>>, Problem> {
    caller.may(Scope::Read)?;
    let found = templates::list(&api.backend, &caller.person).await?;
    Ok(Json(List { items: found.into_iter().map(shapes::Template::from).collect(), next: None }))
}

/// Keeps parameters under a name, for everybody in a team.
#[utoipa::path(post, path = "/templates", tag = "templates", request_body = New,
    responses((status = 201, body = shapes::Template), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn add(
    State(api): State<Api>,
    caller: Caller,
    mut body: Fields,
) -> Result<Response, Problem> {
    caller.may(Scope::Buy)?;
    let operation = operation(&mut body);
    let (team, name, spec) = (body.text("team"), body.text("name"), body.input("spec"));
    body.finish()?;
    let new = NewTemplate { operation, team: &team, name: &name, spec: &spec };
    let added = templates::add(&api.backend, &caller.person, &new).await?;
    Ok((StatusCode::CREATED, Json(shapes::Template::from(added))).into_response())
}

/// Takes a template away: its maker, or the team's lead. Orders that were made from it stay.
#[utoipa::path(delete, path = "/templates/{id}", tag = "templates", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn remove(
    State(api): State<Api>,
    caller: Caller,
    Path(template): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.may(Scope::Buy)?;
    let id: TemplateId = template.parse().map_err(|_| Problem::not_found())?;
    templates::remove(&api.backend, &caller.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
