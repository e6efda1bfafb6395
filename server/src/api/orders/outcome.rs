//! What becomes of an order at the cloud: paying it, cancelling it unpaid, and what people say of it.

use axum::{
    Json,
    extract::{Path, State},
};
use backend::orders;
use domain::order::Statement;
use utoipa::ToSchema;

use super::{answer, id};
use crate::api::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    problem::Problem,
    shapes,
};

/// Pays what the cloud holds ordered and unpaid, from the balance of its account: at most up to the ceiling, once. The
/// answer shows that it was asked for.
#[utoipa::path(post, path = "/orders/{id}/pay", tag = "orders", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Order), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(in crate::api) async fn pay(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Buy)?;
    body.finish()?;
    let id = id(&order)?;
    if let Some(ceiling) = orders::show(&api.backend, &caller.person, id).await?.ceiling {
        caller.may_spend(&ceiling)?;
    }
    orders::pay(&api.backend, &caller.person, id).await?;
    answer(&api, &caller, id).await
}

/// Cancels at the cloud what it holds ordered and unpaid. Nothing is spent.
#[utoipa::path(post, path = "/orders/{id}/cancel-unpaid", tag = "orders", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Order), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(in crate::api) async fn cancel_unpaid(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Buy)?;
    body.finish()?;
    let id = id(&order)?;
    orders::cancel_unpaid(&api.backend, &caller.person, id).await?;
    answer(&api, &caller, id).await
}

/// What became of an order that only a person can settle.
#[derive(Debug, ToSchema)]
#[schema(as = Verdict)]
#[expect(dead_code, reason = "describes the body")]
pub(in crate::api) struct Resolving {
    /// `bought` or `not_bought`; where its payment needs a person `paid` or `not_paid`, `cancelled` or `not_cancelled`.
    #[schema(example = "bought")]
    verdict: String,
    /// The cloud's own, of what was bought; only with `bought`.
    reference: Option<String>,
    /// Needed for all but `bought`: what was looked at.
    #[schema(required = false)]
    reason: String,
}

/// Gives the verdict on an order, or on its payment, that needs a person. Never by a token. Above the installation's limit the first of
/// two people changes nothing.
#[utoipa::path(post, path = "/orders/{id}/resolve", tag = "orders", params(("id" = Uuid, Path)), request_body = Resolving,
    security(("session" = [])),
    responses((status = 200, body = shapes::Order), (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`signature_alive`, `no_look`, `sale_known` or `nothing_sent`: what it lacks to say that it was not done. `second_owner`: another order owns the reference. `not_unowned`: no request is on record, and the reference is not among what its account bought and no order owns."),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(in crate::api) async fn resolve(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    mut body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Admin)?;
    let id = id(&order)?;
    // What one may not do is said before what is wrong with the body.
    orders::may_resolve(&api.backend, &caller.person, caller.sign_in(), id).await?;
    let (verdict, reference, reason) = (body.text("verdict"), body.text("reference"), body.text("reason"));
    let statement = Statement::check(&verdict, &reference, &reason);
    for error in statement.as_ref().err().into_iter().flatten() {
        if !body.is_refused(&error.field) {
            body.refuse(&error.field, error.reason.clone());
        }
    }
    body.finish()?;
    let statement = statement.map_err(Problem::fields)?;
    orders::resolve(&api.backend, &caller.person, caller.sign_in(), id, &statement).await?;
    answer(&api, &caller, id).await
}
