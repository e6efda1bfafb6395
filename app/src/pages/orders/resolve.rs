//! The forms of an order in doubt: a verdict, a proposal, taking it, and a look at the cloud.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use backend::{BackendError, orders};
use domain::{order::Statement, view::Order};

use super::{acts::Answering, again, decide, find};
use crate::{chrome::Nav, fault, form::Typed, paths, portal::Portal, sent::Sent, visitor::SignedIn};

pub async fn resolve(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(number): Path<String>,
    Sent(typed): Sent,
) -> Response {
    let done = async |order: &Order| {
        let (backend, person, sign_in) = (&portal.backend, &reader.person, reader.sign_in());
        orders::may_resolve(backend, person, sign_in, order.id).await?;
        orders::resolve(backend, person, sign_in, order.id, &statement(&typed)?).await.map(drop)
    };
    act(&portal, &reader, &number, &typed, done).await
}

pub async fn propose(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(number): Path<String>,
    Sent(typed): Sent,
) -> Response {
    let done = async |order: &Order| {
        order.can.propose.map_err(BackendError::NotAllowed)?;
        orders::propose(&portal.backend, &reader.person, order.id, &statement(&typed)?).await
    };
    act(&portal, &reader, &number, &typed, done).await
}

pub async fn take(State(portal): State<Portal>, reader: SignedIn, Path(number): Path<String>) -> Response {
    let done = async |order: &Order| orders::take(&portal.backend, &reader.person, order.id).await;
    act(&portal, &reader, &number, &Typed::default(), done).await
}

pub async fn look(State(portal): State<Portal>, reader: SignedIn, Path(number): Path<String>) -> Response {
    let done = async |order: &Order| orders::look(&portal.backend, &reader.person, order.id).await;
    act(&portal, &reader, &number, &Typed::default(), done).await
}

fn statement(typed: &Typed) -> Result<Statement, BackendError> {
    Statement::check(typed.get("verdict"), typed.get("reference"), typed.get("reason"))
        .map_err(BackendError::Fields)
}

/// Back to the order's page: after it was done, or with what was typed and why it was refused.
pub(super) async fn act(
    portal: &Portal,
    reader: &SignedIn,
    number: &str,
    typed: &Typed,
    done: impl AsyncFnOnce(&Order) -> Result<(), BackendError>,
) -> Response {
    let order = match find(portal, reader, number).await {
        Ok(order) => order,
        Err(error) => return fault::show(&reader.chrome.clone().at(Nav::Orders), error),
    };
    let error = match done(&order).await {
        Ok(()) => return Redirect::to(&paths::order(order.number)).into_response(),
        Err(error) => error,
    };
    match decide::refused(reader.chrome.text(), String::new(), error) {
        decide::Decided::Refused(status, answering) => {
            let answering = Answering { typed: typed.clone(), ..*answering };
            again(portal, reader.clone(), number, status, answering).await
        }
        decide::Decided::Fault(error) => fault::show(&reader.chrome, error),
        decide::Decided::Taken(_) => Redirect::to(paths::ORDERS).into_response(),
    }
}
