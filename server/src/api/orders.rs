//! `/orders`.

pub(super) mod outcome;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use backend::{
    BackendError,
    orders::{self, ABOVE_TOKEN_CEILING},
};
use domain::{
    catalog::{Input, Leftovers, Operation, Secrets},
    ids::OrderId,
    order::{OrderFilter, OrderInput},
    refusal::Reason,
};
use utoipa::ToSchema;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::{List, Paging},
    problem::Problem,
    shapes,
};

/// A new order.
#[derive(Debug, ToSchema)]
#[schema(as = NewOrder)]
#[expect(dead_code, reason = "describes the body; what is typed is kept as `OrderInput`")]
pub(super) struct New {
    #[schema(example = "dts.create", value_type = String)]
    operation: Operation,
    /// One of the caller's own.
    #[schema(value_type = Uuid)]
    credential_id: String,
    /// The name of one of the caller's teams; may be left out by who has only one.
    #[schema(required = false)]
    team: String,
    /// By the vendor's wire names: `GET /catalog/{key}` has the schema. Secrets only with `submit`.
    #[schema(value_type = Object)]
    spec: Input,
    reason: String,
    /// "May spend up to": without it the cloud's price, asked now; needed where the cloud names none.
    ceiling: Option<shapes::Money>,
    /// Orders although another of the same kind is not settled.
    #[schema(required = false)]
    acknowledge_look_alikes: bool,
    /// Submits it at once; else it stays a draft.
    #[schema(required = false)]
    submit: bool,
}

/// An id that stands in a path; what is none names nothing.
pub(super) fn id(text: &str) -> Result<OrderId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The caller's orders and those of their teams, newest first.
#[utoipa::path(get, path = "/orders", tag = "orders",
    params(Paging,
        ("state" = Option<String>, Query, description = "One or several, by commas."),
        ("operation" = Option<String>, Query),
        ("team" = Option<String>, Query),
        ("requester" = Option<String>, Query, description = "`me` for the caller's own."),
        ("q" = Option<String>, Query, description = "Words in number, reference, request id, requester and reason.")),
    responses((status = 200, body = List<shapes::OrderRow>)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<shapes::OrderRow>>, Problem> {
    caller.may(Scope::Read)?;
    let wrong =
        |name: &str, options: Vec<String>| Problem::bad_request(name, Reason::NotAnOption { options });
    let states = paging.all("state").map(str::parse).collect::<Result<Vec<_>, _>>().map_err(|_| {
        wrong("state", domain::order::State::ALL.iter().map(|state| state.name().to_owned()).collect())
    })?;
    let operation = paging.one("operation").map(str::parse::<Operation>).transpose().map_err(|_| {
        wrong("operation", Operation::ALL.iter().map(|operation| operation.key().to_owned()).collect())
    })?;
    let filter = OrderFilter {
        states,
        operation,
        team: paging.one("team").map(str::to_owned),
        mine: paging.one("requester") == Some("me"),
        text: paging.one("q").map(str::to_owned),
    };
    let listed =
        orders::list(&api.backend, &caller.person, &filter, paging.cursor.as_deref(), paging.limit).await?;
    Ok(Json(List {
        items: listed.items.into_iter().map(shapes::OrderRow::from).collect(),
        next: listed.next,
    }))
}

/// Makes an order. The same key again is the same order, not another one.
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = New,
    params(("Idempotency-Key" = String, Header, description = "Up to 200 characters; kept for ever.")),
    responses(
        (status = 201, body = shapes::Order),
        (status = 200, body = shapes::Order, description = "The key was used before, with the same body."),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "The key was used before, with another body."),
        (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
    body: Fields,
) -> Result<Response, Problem> {
    caller.may(Scope::Buy)?;
    let key = submit_key(&headers)?;
    let Asked { operation, input, secrets, acknowledged, submit } = read(body)?;
    if let Ok(Some(ceiling)) = input.stated_ceiling() {
        caller.may_spend(&ceiling)?;
    }
    let created = orders::create(
        &api.backend,
        &caller.person,
        operation,
        &input,
        Leftovers::Refuse,
        &key,
        submit,
        caller.consent(acknowledged, &secrets),
    )
    .await
    .map_err(refused)?;
    let order = orders::show(&api.backend, &caller.person, created.id).await?;
    let status = if created.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let location = [(header::LOCATION, format!("/api/v1/orders/{}", created.id))];
    Ok((status, location, Json(shapes::Order::from(order))).into_response())
}

/// Forms ask for amount and currency apart; here both are the ceiling.
fn refused(error: BackendError) -> Problem {
    let mut errors = match error {
        BackendError::Fields(errors) => errors,
        BackendError::Conflict(ABOVE_TOKEN_CEILING) => return Problem::above_token_ceiling(),
        other => return other.into(),
    };
    for error in errors.iter_mut().filter(|error| error.field == "currency") {
        "ceiling".clone_into(&mut error.field);
    }
    Problem::fields(errors)
}

fn submit_key(headers: &HeaderMap) -> Result<String, Problem> {
    const NAME: &str = "Idempotency-Key";
    let key = headers.get(NAME).ok_or_else(|| Problem::bad_request(NAME, Reason::Required))?;
    let key = key.to_str().map_err(|_| Problem::bad_request(NAME, Reason::BadCharacters))?.trim();
    match key.len() {
        0 => Err(Problem::bad_request(NAME, Reason::Required)),
        1..=200 => Ok(key.to_owned()),
        _ => Err(Problem::bad_request(NAME, Reason::TooLong { max: 200 })),
    }
}

/// Which operation the body is about; refused in the body where it is none.
pub(super) fn operation(body: &mut Fields) -> Operation {
    let operation = body.required("operation");
    let parsed = operation.parse::<Operation>();
    if parsed.is_err() && !operation.is_empty() {
        let options = Operation::ALL.iter().map(|operation| operation.key().to_owned()).collect();
        body.refuse("operation", Reason::NotAnOption { options });
    }
    parsed.unwrap_or(Operation::DtsCreate)
}

/// What is read of a [`New`].
struct Asked {
    operation: Operation,
    /// Without secrets: nothing that is stored or hashed has one.
    input: OrderInput,
    /// They go with the submit alone.
    secrets: Secrets,
    acknowledged: bool,
    submit: bool,
}

fn read(mut body: Fields) -> Result<Asked, Problem> {
    let operation = operation(&mut body);
    let mut spec = body.input("spec");
    let submit = body.flag("submit");
    let secrets = operation.take_secrets(&mut spec);
    let (ceiling, currency) = body.money("ceiling");
    if ceiling.trim().is_empty() && !currency.is_empty() {
        // An empty amount is no ceiling in forms alone.
        body.refuse("ceiling", Reason::NotAnAmount);
    }
    let asked = Asked {
        operation,
        input: OrderInput {
            spec,
            credential_id: body.text("credential_id"),
            team: body.text("team"),
            reason: body.text("reason"),
            ceiling,
            currency,
        },
        secrets,
        acknowledged: body.flag("acknowledge_look_alikes"),
        submit,
    };
    body.finish()?;
    Ok(asked)
}

/// One order.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Order), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn show(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Read)?;
    answer(&api, &caller, id(&order)?).await
}

pub(super) async fn answer(api: &Api, caller: &Caller, id: OrderId) -> Result<Json<shapes::Order>, Problem> {
    Ok(Json(orders::show(&api.backend, &caller.person, id).await?.into()))
}

/// What happened to an order, newest first.
#[utoipa::path(get, path = "/orders/{id}/events", tag = "orders", params(("id" = Uuid, Path)),
    responses((status = 200, body = List<shapes::Event>), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn events(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
) -> Result<Json<List<shapes::Event>>, Problem> {
    caller.may(Scope::Read)?;
    let events = orders::events(&api.backend, &caller.person, id(&order)?).await?;
    Ok(Json(List { items: events.into_iter().map(shapes::Event::from).collect(), next: None }))
}

/// What goes with a submit.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the body")]
pub(super) struct Submit {
    /// Orders although another of the same kind is not settled.
    #[schema(required = false)]
    acknowledge_look_alikes: bool,
    /// Secrets among the parameters, by the vendor's wire names: a draft keeps none.
    #[schema(required = false, value_type = Object)]
    secrets: Input,
}

/// Submits a draft.
#[utoipa::path(post, path = "/orders/{id}/submit", tag = "orders", params(("id" = Uuid, Path)), request_body = Submit,
    responses((status = 200, body = shapes::Order), (status = 409, body = Problem, content_type = "application/problem+json"), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn submit(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    mut body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Buy)?;
    let id = id(&order)?;
    let acknowledged = body.flag("acknowledge_look_alikes");
    let mut given = body.input("secrets");
    let order = orders::show(&api.backend, &caller.person, id).await?;
    let secrets = order.operation.take_secrets(&mut given);
    for name in given.keys() {
        body.refuse(&format!("secrets.{name}"), Reason::UnknownField);
    }
    body.finish()?;
    if let Some(ceiling) = order.ceiling {
        caller.may_spend(&ceiling)?;
    }
    let consent = caller.consent(acknowledged, &secrets);
    orders::submit(&api.backend, &caller.person, id, Leftovers::Refuse, consent).await.map_err(refused)?;
    answer(&api, &caller, id).await
}

/// Takes an order back for good. Not possible once a request may have left.
#[utoipa::path(post, path = "/orders/{id}/withdraw", tag = "orders", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Order), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn withdraw(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Buy)?;
    body.finish()?;
    let id = id(&order)?;
    orders::cancel(&api.backend, &caller.person, id).await?;
    answer(&api, &caller, id).await
}

/// Takes an order back to change it, as the next revision.
#[utoipa::path(post, path = "/orders/{id}/revise", tag = "orders", params(("id" = Uuid, Path)),
    responses((status = 200, body = shapes::Order), (status = 409, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn revise(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Buy)?;
    body.finish()?;
    let id = id(&order)?;
    orders::revise(&api.backend, &caller.person, id).await?;
    answer(&api, &caller, id).await
}

/// What is said about an order.
#[derive(Debug, ToSchema)]
pub(super) struct Comment {
    words: String,
}

/// Adds to the thread of an order, which everybody reads who sees the order.
#[utoipa::path(post, path = "/orders/{id}/comments", tag = "orders", params(("id" = Uuid, Path)), request_body = Comment,
    responses((status = 200, body = shapes::Order), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn comment(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    mut body: Fields,
) -> Result<Json<shapes::Order>, Problem> {
    caller.may(Scope::Buy).or_else(|_| caller.may(Scope::Approve))?;
    let id = id(&order)?;
    let comment = Comment { words: body.required("words") };
    body.finish()?;
    orders::say(&api.backend, &caller.person, id, &comment.words).await?;
    answer(&api, &caller, id).await
}

/// Starts a draft with the parameters of an order that the caller may see.
#[utoipa::path(post, path = "/orders/{id}/clone", tag = "orders",
    params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = shapes::Order), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn clone(
    State(api): State<Api>,
    caller: Caller,
    Path(order): Path<String>,
    headers: HeaderMap,
    body: Fields,
) -> Result<Response, Problem> {
    caller.may(Scope::Buy)?;
    body.finish()?;
    let key = match headers.contains_key("Idempotency-Key") {
        true => submit_key(&headers)?,
        false => api.backend.random.uuid(&api.backend.clock).to_string(),
    };
    let number = orders::show(&api.backend, &caller.person, id(&order)?).await?.number;
    let (operation, input) = orders::clone_input(&api.backend, &caller.person, number).await?;
    let created =
        orders::create(&api.backend, &caller.person, operation, &input, Leftovers::Drop, &key, false, false)
            .await?;
    let status = if created.repeated { StatusCode::OK } else { StatusCode::CREATED };
    let location = [(header::LOCATION, format!("/api/v1/orders/{}", created.id))];
    Ok((status, location, answer(&api, &caller, created.id).await?).into_response())
}
