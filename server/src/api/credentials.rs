//! `/credentials`: secrets go in, never out.

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backend::credentials::{self, NewCredential};
use domain::{credential::Kind, ids::CredentialId};
use utoipa::ToSchema;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::List,
    problem::Problem,
    shapes,
};

/// A cloud credential to keep.
#[derive(ToSchema)]
#[schema(as = NewCredential)]
#[expect(
    dead_code,
    reason = "describes what `read` takes; the secrets are read into types that cannot be printed"
)]
pub(super) struct New {
    /// `alibaba_access_key`.
    kind: String,
    label: String,
    access_key_id: String,
    access_key_secret: String,
    /// Only temporary keys have one.
    security_token: Option<String>,
    /// `china` or `international`.
    site: String,
}

/// Another version of a credential.
#[derive(ToSchema)]
#[schema(as = ReplacedCredential)]
#[expect(
    dead_code,
    reason = "describes what `read` takes; the secrets are read into types that cannot be printed"
)]
pub(super) struct Replacement {
    /// Stays as it was where it is missing.
    label: Option<String>,
    access_key_id: String,
    access_key_secret: String,
    security_token: Option<String>,
    site: String,
    /// Cannot change; may be left out.
    kind: Option<String>,
}

fn read(mut body: Fields) -> Result<NewCredential, Problem> {
    let new = NewCredential {
        kind: body.text("kind"),
        label: body.text("label"),
        access_key_id: body.text("access_key_id"),
        access_key_secret: body.secret("access_key_secret").unwrap_or_default(),
        security_token: body.secret("security_token"),
        site: body.text("site"),
    };
    if new.kind.parse().is_ok_and(|kind: Kind| kind != Kind::AlibabaAccessKey) {
        // Their fields are other ones; that the kind cannot be kept yet is what there is to say.
        return Ok(new);
    }
    body.finish()?;
    Ok(new)
}

fn id(text: &str) -> Result<CredentialId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The caller's own credentials.
#[utoipa::path(get, path = "/credentials", tag = "credentials", responses((status = 200, body = List<shapes::Credential>)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
) -> Result<Json<List<shapes::Credential>>, Problem> {
    caller.may(Scope::Read)?;
    let own = credentials::list(&api.backend, &caller.person).await?;
    Ok(Json(List { items: own.into_iter().map(shapes::Credential::from).collect(), next: None }))
}

/// Keeps a credential, without asking the cloud.
#[utoipa::path(post, path = "/credentials", tag = "credentials", request_body = New,
    responses((status = 201, body = shapes::Credential), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn add(State(api): State<Api>, caller: Caller, body: Fields) -> Result<Response, Problem> {
    caller.may(Scope::Credentials)?;
    let id = credentials::add(&api.backend, &caller.person, &read(body)?).await?;
    let added = credentials::show(&api.backend, &caller.person, id).await?;
    let location = [(header::LOCATION, format!("/api/v1/credentials/{id}"))];
    Ok((StatusCode::CREATED, location, Json(shapes::Credential::from(added))).into_response())
}

/// Asks the cloud whether it takes the credential, by a harmless read.
#[utoipa::path(post, path = "/credentials/{id}/verify", tag = "credentials", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Credential), (status = 409, body = Problem, content_type = "application/problem+json", description = "The cloud said nothing about it.")))]
pub(super) async fn verify(
    State(api): State<Api>,
    caller: Caller,
    Path(credential): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Credential>, Problem> {
    caller.may(Scope::Credentials)?;
    body.finish()?;
    Ok(Json(credentials::verify(&api.backend, &caller.person, id(&credential)?).await?.into()))
}

/// Replaces the secrets: a new version. Orders that were submitted keep the old one.
#[utoipa::path(put, path = "/credentials/{id}", tag = "credentials", params(("id" = Uuid, Path)), request_body = Replacement,
    responses((status = 200, body = shapes::Credential), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn replace(
    State(api): State<Api>,
    caller: Caller,
    Path(credential): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Credential>, Problem> {
    caller.may(Scope::Credentials)?;
    let id = id(&credential)?;
    let mut new = read(body)?;
    if new.kind.is_empty() {
        let kept = credentials::show(&api.backend, &caller.person, id).await?.kind;
        kept.name().clone_into(&mut new.kind);
    }
    Ok(Json(credentials::replace(&api.backend, &caller.person, id, &new).await?.into()))
}

/// Takes a credential away. Not possible while an order needs it.
#[utoipa::path(delete, path = "/credentials/{id}", tag = "credentials", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn remove(
    State(api): State<Api>,
    caller: Caller,
    Path(credential): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.may(Scope::Credentials)?;
    credentials::remove(&api.backend, &caller.person, id(&credential)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
