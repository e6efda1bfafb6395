//! `/credentials`: secrets go in, never out.

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backend::credentials::{self, NewCredential};
use domain::{credential::Kind, ids::CredentialId, refusal::Reason};
use utoipa::ToSchema;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::List,
    problem::Problem,
    shapes,
};

/// A cloud credential to keep; which fields it needs depends on its kind.
#[derive(ToSchema)]
#[schema(as = NewCredential)]
#[expect(
    dead_code,
    reason = "describes what `read` takes; the secrets are read into types that cannot be printed"
)]
pub(super) struct New {
    /// `alibaba_access_key`, `huawei_access_key` or `huawei_iam_user`.
    kind: String,
    label: String,
    #[serde(flatten)]
    fields: Given,
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
    /// Cannot change; may be left out.
    kind: Option<String>,
    #[serde(flatten)]
    fields: Given,
}

/// The fields of all kinds.
#[derive(ToSchema)]
#[schema(as = CredentialFields)]
#[expect(dead_code, reason = "a description, as above")]
struct Given {
    /// Of both access keys.
    access_key_id: Option<String>,
    /// Of an `alibaba_access_key`.
    access_key_secret: Option<String>,
    /// Of a `huawei_access_key`.
    secret_access_key: Option<String>,
    /// Of temporary access keys alone.
    security_token: Option<String>,
    /// Of an `alibaba_access_key`: `china` or `international`.
    site: Option<String>,
    /// Of both Huawei Cloud kinds: where everything is bought.
    project_id: Option<String>,
    /// Of both Huawei Cloud kinds: the project's region.
    region: Option<String>,
    /// Of a `huawei_iam_user`: the account's name.
    domain: Option<String>,
    /// Of a `huawei_iam_user`.
    user: Option<String>,
    /// Of a `huawei_iam_user`.
    password: Option<String>,
}

/// Reads the fields of the kind that is named, or else of `kept`; others are refused by their names.
fn read(mut body: Fields, kept: Option<Kind>) -> Result<NewCredential, Problem> {
    let mut new = NewCredential {
        kind: body.text("kind").trim().to_owned(),
        label: body.text("label"),
        ..NewCredential::default()
    };
    if let Some(kept) = kept.filter(|_| new.kind.is_empty()) {
        kept.name().clone_into(&mut new.kind);
    }
    let Ok(kind) = new.kind.parse::<Kind>() else {
        // Which fields there should be is not known: each that some kind has is judged by its type alone.
        for field in Kind::ALL.iter().flat_map(|kind| kind.fields()) {
            drop(body.secret(field.name));
        }
        if body.is_fine() {
            // What is wrong with the kind is said where the label is judged, too.
            return Ok(new);
        }
        if !body.is_refused("kind") {
            let options = || Kind::ALL.map(|kind| kind.name().to_owned()).to_vec();
            let is_missing = new.kind.is_empty();
            let reason =
                if is_missing { Reason::Required } else { Reason::NotAnOption { options: options() } };
            body.refuse("kind", reason);
        }
        return body.finish().map(|()| new);
    };
    for field in kind.fields() {
        if field.is_secret {
            if let Some(secret) = body.secret(field.name) {
                new = new.secret(field.name, secret);
            }
        } else {
            new = new.text(field.name, body.text(field.name));
        }
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
    let id = credentials::add(&api.backend, &caller.person, &read(body, None)?).await?;
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
///
/// Everything that the kind consists of is given again, facts and secrets; only label and kind stay as they
/// were where they are missing. A missing `security_token` is none: the new version's keys are not temporary.
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
    let kept = credentials::show(&api.backend, &caller.person, id).await?.kind;
    let new = read(body, Some(kept))?;
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

#[cfg(test)]
mod tests;
