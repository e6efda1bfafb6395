//! Orders: the list, and one order's page with what can be done there.

pub mod acts;
pub mod decide;
pub mod detail;
pub mod facts;
pub mod filter;
pub mod hand_over;
pub mod known;
pub mod list;
pub mod milestones;
pub mod notice;
pub mod parameters;
pub mod progress;
pub mod resolve;
pub mod sends;
pub mod thread;
pub mod timeline;
pub mod verdict;
pub mod what;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{BackendError, approvals, orders};
use domain::{
    approval::Decision,
    ids::OrderNumber,
    person::{Person, Role},
    view::{Colleague, Order},
};
use http::{HeaderMap, StatusCode};
use leptos::prelude::*;

use self::{
    acts::Answering,
    decide::{Decided, Given, decide},
    detail::OrderPage,
    filter::Filter,
    list::{OrdersPage, PAGE},
};
use super::notices;
use crate::{
    chrome::Nav,
    fault,
    form::Typed,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::ORDERS, get(all))
        .route("/orders/{number}", get(one))
        .route("/orders/{number}/withdraw", post(withdraw))
        .route("/orders/{number}/revise", post(revise))
        .route("/orders/{number}/pay", post(pay))
        .route("/orders/{number}/cancel-unpaid", post(cancel_unpaid))
        .route("/orders/{number}/approve", post(approve))
        .route("/orders/{number}/reject", post(reject))
        .route("/orders/{number}/hand-over", post(hand_over::hand_over))
        .route("/orders/{number}/say", post(hand_over::say))
        .route("/orders/{number}/resolve", post(resolve::resolve))
        .route("/orders/{number}/propose", post(resolve::propose))
        .route("/orders/{number}/take", post(resolve::take))
        .route("/orders/{number}/look", post(resolve::look))
}

async fn all(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let chrome = reader.chrome.at(Nav::Orders);
    let filter = Filter::read(&Typed::from(query));
    let found = async {
        let counts = orders::counts(&portal.backend, &reader.person).await?;
        let question = filter.question();
        let listed = orders::list(&portal.backend, &reader.person, &question, filter.cursor(), PAGE).await?;
        Ok::<_, BackendError>((counts, listed))
    };
    match found.await {
        Ok((counts, listed)) => {
            let (text, times, may_buy) = (chrome.text(), chrome.times(), reader.person.may_buy());
            render::page(&chrome, &Page::new(text.nav_orders()).live("list"), || {
                view! { <OrdersPage text times filter counts listed may_buy/> }
            })
        }
        Err(error) => fault::show(&chrome, error),
    }
}

async fn one(
    State(portal): State<Portal>,
    mut reader: SignedIn,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Response {
    match find(&portal, &reader, &number).await {
        Ok(order) => {
            let opened = notices::opened(&portal, &mut reader, &headers, order.id).await;
            if let Err(error) = opened {
                return fault::show(&reader.chrome.at(Nav::Orders), error);
            }
            page(&portal, reader, order, StatusCode::OK, Answering::default()).await
        }
        Err(error) => fault::show(&reader.chrome.at(Nav::Orders), error),
    }
}

/// The order's page; after a refused act with what was typed and why it was refused.
async fn page(
    portal: &Portal,
    reader: SignedIn,
    order: Order,
    status: StatusCode,
    answering: Answering,
) -> Response {
    let chrome = reader.chrome.at(Nav::Orders);
    let events = match orders::events(&portal.backend, &reader.person, order.id).await {
        Ok(events) => events,
        Err(error) => return fault::show(&chrome, error),
    };
    let colleagues = match colleagues(portal, &reader.person, &order).await {
        Ok(colleagues) => colleagues,
        Err(error) => return fault::show(&chrome, error),
    };
    let (text, times) = (chrome.text(), chrome.times());
    let address = format!("{}{}", portal.public_url, paths::order(order.number));
    let sheet = text.order_sheet(times.second(chrome.now).title, &reader.person.name, address);
    let title = format!("{} {}", order.number, what::what(text, order.operation, &order.spec));
    let names_approvers = names_approvers(&reader.person, &order);
    render::page(&chrome, &Page::new(title).status(status).live(order.id.to_string()), || {
        view! { <OrderPage text times sheet order events colleagues answering names_approvers/> }
    })
}

/// Whether the reader is to name somebody where too few people can approve the order.
pub fn names_approvers(person: &Person, order: &Order) -> bool {
    person.has(Role::Admin) && person.id != order.requester.id
}

/// Who could take the step that the reader is asked; nobody where they are not asked.
pub async fn colleagues(
    portal: &Portal,
    person: &Person,
    order: &Order,
) -> Result<Vec<Colleague>, BackendError> {
    match order.can.hand_over {
        Ok(()) => approvals::colleagues(&portal.backend, person, order.id).await,
        Err(_) => Ok(Vec::new()),
    }
}

/// Takes the order back for good.
async fn withdraw(State(portal): State<Portal>, reader: SignedIn, Path(number): Path<String>) -> Response {
    let done = async {
        let order = find(&portal, &reader, &number).await?;
        orders::cancel(&portal.backend, &reader.person, order.id).await?;
        Ok(paths::order(order.number))
    };
    settled(&portal, &reader, &number, done.await).await
}

/// Makes it a draft again, and leads to its form.
async fn revise(State(portal): State<Portal>, reader: SignedIn, Path(number): Path<String>) -> Response {
    let done = async {
        let order = find(&portal, &reader, &number).await?;
        orders::revise(&portal.backend, &reader.person, order.id).await?;
        Ok(paths::draft(order.operation, order.number))
    };
    settled(&portal, &reader, &number, done.await).await
}

/// Has the cloud's order paid.
async fn pay(State(portal): State<Portal>, reader: SignedIn, Path(number): Path<String>) -> Response {
    let done = async {
        let order = find(&portal, &reader, &number).await?;
        orders::pay(&portal.backend, &reader.person, order.id).await?;
        Ok(paths::order(order.number))
    };
    settled(&portal, &reader, &number, done.await).await
}

/// Has the cloud's order cancelled.
async fn cancel_unpaid(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(number): Path<String>,
) -> Response {
    let done = async {
        let order = find(&portal, &reader, &number).await?;
        orders::cancel_unpaid(&portal.backend, &reader.person, order.id).await?;
        Ok(paths::order(order.number))
    };
    settled(&portal, &reader, &number, done.await).await
}

/// On to where the act led, or back to the page with the reason.
async fn settled(
    portal: &Portal,
    reader: &SignedIn,
    number: &str,
    done: Result<String, BackendError>,
) -> Response {
    let error = match done {
        Ok(next) => return Redirect::to(&next).into_response(),
        Err(error) => error,
    };
    match decide::refused(reader.chrome.text(), String::new(), error) {
        Decided::Refused(status, answering) => {
            again(portal, reader.clone(), number, status, *answering).await
        }
        Decided::Fault(error) => fault::show(&reader.chrome, error),
        Decided::Taken(_) => Redirect::to(paths::ORDERS).into_response(),
    }
}

async fn approve(portal: State<Portal>, reader: SignedIn, number: Path<String>, sent: Sent) -> Response {
    answer(portal, reader, number, sent, Decision::Approve).await
}

async fn reject(portal: State<Portal>, reader: SignedIn, number: Path<String>, sent: Sent) -> Response {
    answer(portal, reader, number, sent, Decision::Reject).await
}

async fn answer(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(number): Path<String>,
    Sent(typed): Sent,
    decision: Decision,
) -> Response {
    let order = match find(&portal, &reader, &number).await {
        Ok(order) => order,
        Err(error) => return fault::show(&reader.chrome.at(Nav::Orders), error),
    };
    let given = Given {
        shown: typed.get("hash"),
        decision,
        comment: typed.get("comment"),
        acknowledges: typed.has("acknowledge"),
    };
    match decide(&portal, &reader, &order, given).await {
        Decided::Taken(_) => Redirect::to(&paths::order(order.number)).into_response(),
        Decided::Refused(status, answering) => again(&portal, reader, &number, status, *answering).await,
        Decided::Fault(error) => fault::show(&reader.chrome, error),
    }
}

/// The page once more, with the order as it is now.
async fn again(
    portal: &Portal,
    reader: SignedIn,
    number: &str,
    status: StatusCode,
    answering: Answering,
) -> Response {
    match find(portal, &reader, number).await {
        Ok(order) => page(portal, reader, order, status, answering).await,
        Err(error) => fault::show(&reader.chrome.at(Nav::Orders), error),
    }
}

async fn find(portal: &Portal, reader: &SignedIn, number: &str) -> Result<Order, BackendError> {
    let number: OrderNumber = number.parse().map_err(|_| BackendError::NotFound)?;
    orders::show_by_number(&portal.backend, &reader.person, number).await
}

#[cfg(test)]
mod tests;
