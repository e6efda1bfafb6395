//! `/instances`.

use axum::{
    Json,
    extract::{Path, State},
};
use backend::instances;
use domain::ids::InstanceId;

use super::{
    Api,
    caller::{Caller, Scope},
    list::{List, Paging},
    problem::Problem,
    shapes,
};

/// What the caller's orders and those of their teams bought, newest first.
#[utoipa::path(get, path = "/instances", tag = "instances", params(Paging), responses((status = 200, body = List<shapes::Instance>)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<shapes::Instance>>, Problem> {
    caller.may(Scope::Read)?;
    let listed =
        instances::list(&api.backend, &caller.person, paging.cursor.as_deref(), paging.limit).await?;
    Ok(Json(List {
        items: listed.items.into_iter().map(shapes::Instance::from).collect(),
        next: listed.next,
    }))
}

/// One instance.
#[utoipa::path(get, path = "/instances/{id}", tag = "instances", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Instance), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn show(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<shapes::Instance>, Problem> {
    caller.may(Scope::Read)?;
    let id: InstanceId = id.parse().map_err(|_| Problem::not_found())?;
    Ok(Json(instances::show(&api.backend, &caller.person, id).await?.into()))
}
