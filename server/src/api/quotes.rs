//! `/quotes`.

use axum::{Json, extract::State};
use backend::quotes;
use domain::{
    catalog::{Input, Leftovers, Operation},
    order::OrderInput,
};
use utoipa::ToSchema;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    orders::operation,
    problem::Problem,
    shapes,
};

/// What is asked about.
#[derive(Debug, ToSchema)]
#[schema(as = NewQuote)]
#[expect(dead_code, reason = "describes the body")]
pub(super) struct New {
    #[schema(example = "dts.create", value_type = String)]
    operation: Operation,
    /// One of the caller's own: prices differ between accounts.
    #[schema(value_type = Uuid)]
    credential_id: String,
    /// The name of one of the caller's teams; may be left out by who has only one.
    #[schema(required = false)]
    team: String,
    /// By the vendor's wire names, without secrets: `GET /catalog/{key}` has the schema.
    #[schema(value_type = Object)]
    spec: Input,
}

/// Asks the cloud what this would cost, and keeps the answer.
#[utoipa::path(post, path = "/quotes", tag = "quotes", request_body = New,
    responses(
        (status = 200, body = shapes::Quote),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The cloud could not be asked."),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(
    State(api): State<Api>,
    caller: Caller,
    mut body: Fields,
) -> Result<Json<shapes::Quote>, Problem> {
    caller.may(Scope::Buy)?;
    let operation = operation(&mut body);
    let typed = OrderInput {
        spec: body.input("spec"),
        credential_id: body.text("credential_id"),
        team: body.text("team"),
        ..OrderInput::default()
    };
    body.finish()?;
    let (backend, person) = (&api.backend, &caller.person);
    let quote = quotes::quote(backend, person, operation, &typed, Leftovers::Refuse).await?;
    Ok(Json(quote.into()))
}
