//! `/approvals`, and the decisions on orders.

use axum::{
    Json,
    extract::{Path, State},
};
use backend::approvals;
use domain::{approval::Decision, digest::Digest, refusal::Reason};
use utoipa::ToSchema;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::{List, Paging},
    orders,
    problem::Problem,
    shapes,
};

/// A decision about exactly what was shown.
#[derive(Debug, ToSchema)]
#[schema(as = Decision)]
pub(super) struct Answer {
    /// The order's `hash` as it was shown.
    #[schema(value_type = String)]
    hash: Digest,
    /// Needed for a rejection.
    #[schema(required = false)]
    comment: String,
    /// Decides although another order of the same kind is not settled.
    #[schema(required = false)]
    acknowledge_look_alikes: bool,
}

impl Answer {
    fn read(mut body: Fields) -> Result<Self, Problem> {
        let hash = body.required("hash");
        let parsed = hash.parse::<Digest>();
        if parsed.is_err() && !hash.is_empty() {
            body.refuse("hash", Reason::BadCharacters);
        }
        let answer = Self {
            hash: parsed.unwrap_or_else(|_| Digest::of(b"")),
            comment: body.text("comment"),
            acknowledge_look_alikes: body.flag("acknowledge_look_alikes"),
        };
        body.finish()?;
        Ok(answer)
    }
}

/// What waits for the caller's decision, the longest first.
#[utoipa::path(get, path = "/approvals", tag = "approvals", params(Paging), responses((status = 200, body = List<shapes::Approval>)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<shapes::Approval>>, Problem> {
    caller.may(Scope::Read)?;
    let (cursor, limit) = (paging.cursor.as_deref(), paging.limit);
    let waiting = approvals::waiting_page(&api.backend, &caller.person, cursor, limit).await?;
    let items = waiting.items.into_iter().map(shapes::Approval::from).collect();
    Ok(Json(List { items, next: waiting.next }))
}

/// Approves an order.
#[utoipa::path(post, path = "/orders/{id}/approve", tag = "approvals", params(("id" = Uuid, Path)), request_body = Answer,
    responses((status = 200, body = shapes::Order), (status = 403, body = Problem, content_type = "application/problem+json"), (status = 409, body = Problem, content_type = "application/problem+json", description = "It is not what was shown any more.")))]
pub(super) async fn approve(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    decide(&api, &caller, &order, Decision::Approve, body).await
}

/// Rejects an order; the reason is required.
#[utoipa::path(post, path = "/orders/{id}/reject", tag = "approvals", params(("id" = Uuid, Path)), request_body = Answer,
    responses((status = 200, body = shapes::Order), (status = 403, body = Problem, content_type = "application/problem+json"), (status = 409, body = Problem, content_type = "application/problem+json", description = "It is not what was shown any more.")))]
pub(super) async fn reject(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    decide(&api, &caller, &order, Decision::Reject, body).await
}

async fn decide(
    api: &Api,
    caller: &Caller,
    order: &str,
    decision: Decision,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Approve)?;
    let id = orders::id(order)?;
    let Answer { hash, comment, acknowledge_look_alikes } = Answer::read(body)?;
    let sign_in = caller.sign_in();
    let given =
        approvals::Given { shown: &hash, decision, comment: &comment, sign_in, acknowledge_look_alikes };
    approvals::decide(&api.backend, &caller.person, id, given).await?;
    orders::answer(api, caller, id).await
}

/// A step that goes to somebody else.
#[derive(Debug, ToSchema)]
pub(super) struct HandOver {
    /// The address of who is asked instead.
    to: String,
    #[schema(required = false)]
    comment: String,
}

/// Puts the step that is due to a colleague; nothing is decided by it.
#[utoipa::path(post, path = "/orders/{id}/hand-over", tag = "approvals", params(("id" = Uuid, Path)), request_body = HandOver,
    responses((status = 200, body = shapes::Order), (status = 403, body = Problem, content_type = "application/problem+json"), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn hand_over(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    mut body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Approve)?;
    let id = orders::id(&order)?;
    let handed = HandOver { to: body.required("to"), comment: body.text("comment") };
    body.finish()?;
    approvals::hand_over(&api.backend, &caller.person, id, &handed.to, &handed.comment).await?;
    orders::answer(&api, &caller, id).await
}
