//! Approvals: the inbox, and decisions about one order or several.

pub mod filter;
pub mod inbox;
pub mod outcomes;
pub mod side;

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{BackendError, approvals, orders};
use domain::{
    approval::Decision,
    ids::OrderNumber,
    order::{self, OrderFilter, State as OrderState},
    view::{Order, OrderRow, inbox::InboxFilter},
};
use http::StatusCode;
use leptos::prelude::*;

use self::{
    inbox::{ApprovalsPage, Bulk, Shown},
    outcomes::Outcome,
};
use crate::{
    chrome::Nav,
    fault,
    form::Typed,
    pages::orders::{
        acts::Refused,
        colleagues,
        decide::{Decided, Given, decide},
        names_approvers,
    },
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

/// How many orders like the open one are shown, of so many that are read.
const SIMILAR_SHOWN: usize = 4;
const SIMILAR: u32 = 5;

/// The most orders that one form decides.
const MOST: usize = 100;

pub fn routes() -> Router<Portal> {
    Router::new().route(paths::APPROVALS, get(show).post(answer))
}

/// `open` is the order beside the list; `done` names orders that the reader has just decided; the rest narrows the list.
async fn show(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let query = Typed::from(query);
    let found = async {
        let open = match query.get("open") {
            "" => None,
            number => Some(find(&portal, &reader, number).await?),
        };
        let mut outcomes = Vec::new();
        for number in query.all("done").take(MOST) {
            let order = find(&portal, &reader, number).await?;
            outcomes.extend(answered(&reader, &order).map(|outcome| (order.number, outcome)));
        }
        Ok::<_, BackendError>(Shown { filter: filter::read(&query), open, outcomes, ..Shown::default() })
    };
    match found.await {
        Ok(shown) => page(&portal, reader, shown, StatusCode::OK).await,
        Err(error) => fault::show(&reader.chrome.at(Nav::Approvals), error),
    }
}

async fn page(portal: &Portal, reader: SignedIn, shown: Shown, status: StatusCode) -> Response {
    let chrome = reader.chrome.clone().at(Nav::Approvals);
    let inbox = match approvals::inbox(&portal.backend, &reader.person, &shown.filter).await {
        Ok(inbox) => inbox,
        Err(error) => return fault::show(&chrome, error),
    };
    let beside = async {
        let Some(order) = &shown.open else { return Ok((Vec::new(), Vec::new())) };
        let colleagues = colleagues(portal, &reader.person, order).await?;
        Ok::<_, BackendError>((similar(portal, &reader, order).await?, colleagues))
    };
    let (similar, colleagues) = match beside.await {
        Ok(beside) => beside,
        Err(error) => return fault::show(&chrome, error),
    };
    let names_approvers = shown.open.as_ref().is_some_and(|order| names_approvers(&reader.person, order));
    let shown = Shown { inbox, similar, colleagues, names_approvers, ..shown };
    let (text, times) = (chrome.text(), chrome.times());
    render::page(&chrome, &Page::new(text.nav_approvals()).status(status).live("list"), || {
        view! { <ApprovalsPage text times shown/> }
    })
}

/// The newest orders of the same kind for the same team that were decided.
async fn similar(portal: &Portal, reader: &SignedIn, order: &Order) -> Result<Vec<OrderRow>, BackendError> {
    let states = [OrderState::Bought, OrderState::NotBought, OrderState::Rejected].to_vec();
    let (operation, team) = (Some(order.operation), Some(order.team.clone()));
    let question = OrderFilter { states, operation, team, ..OrderFilter::default() };
    let found = orders::list(&portal.backend, &reader.person, &question, None, SIMILAR).await?.items;
    Ok(found.into_iter().filter(|row| row.id != order.id).take(SIMILAR_SHOWN).collect())
}

/// What the reader answered, read off the order: an address cannot claim what did not happen.
fn answered(reader: &SignedIn, order: &Order) -> Option<Outcome> {
    let mut answers = order.chain.iter().flat_map(|step| &step.answers);
    let mine = answers.find(|answer| answer.counts && answer.by.id == reader.person.id)?;
    Some(taken(mine.decision, order.state))
}

fn taken(decision: Decision, state: order::State) -> Outcome {
    match decision {
        Decision::Reject => Outcome::Rejected,
        Decision::Approve if state == order::State::PendingApproval => Outcome::ApprovedSoFar,
        Decision::Approve => Outcome::Approved,
    }
}

/// One form for the side panel (`open`) and for the ticked rows. Each `order` holds a number and the hash
/// that was shown with it. Both lead back to the list as it was narrowed.
async fn answer(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
    Sent(typed): Sent,
) -> Response {
    let query = Typed::from(query);
    let filter = filter::read(&query);
    let decision = match typed.get("decision") {
        "approve" => Decision::Approve,
        "reject" => Decision::Reject,
        _ => return Redirect::to(&filter::href(&filter, None)).into_response(),
    };
    let is_open = !query.get("open").is_empty();
    let comment = typed.get("comment");
    let tickets: Vec<_> = typed.all("order").filter_map(|ticket| ticket.split_once(' ')).take(MOST).collect();
    match tickets.as_slice() {
        [(number, shown)] if is_open => {
            let given = Given { shown, decision, comment, acknowledges: typed.has("acknowledge") };
            one(&portal, reader, filter, number, given).await
        }
        tickets => several(&portal, reader, filter, tickets, decision, comment).await,
    }
}

async fn one(
    portal: &Portal,
    reader: SignedIn,
    filter: InboxFilter,
    number: &str,
    given: Given<'_>,
) -> Response {
    let order = match find(portal, &reader, number).await {
        Ok(order) => order,
        Err(error) => return fault::show(&reader.chrome.at(Nav::Approvals), error),
    };
    match decide(portal, &reader, &order, given).await {
        Decided::Taken(_) => Redirect::to(&filter::href_done(&filter, &[order.number])).into_response(),
        Decided::Refused(status, answering) => match find(portal, &reader, number).await {
            Ok(order) => {
                let shown = Shown { filter, open: Some(order), answering: *answering, ..Shown::default() };
                page(portal, reader, shown, status).await
            }
            Err(error) => fault::show(&reader.chrome.at(Nav::Approvals), error),
        },
        Decided::Fault(error) => fault::show(&reader.chrome.at(Nav::Approvals), error),
    }
}

/// Each order has its own outcome; one that is refused holds no other up.
async fn several(
    portal: &Portal,
    reader: SignedIn,
    filter: InboxFilter,
    tickets: &[(&str, &str)],
    decision: Decision,
    comment: &str,
) -> Response {
    let tickets = tickets.iter().filter_map(|(number, hash)| Some((number.parse().ok()?, *hash)));
    let tickets: Vec<(OrderNumber, &str)> = tickets.collect();
    if decision == Decision::Reject && comment.trim().is_empty() && !tickets.is_empty() {
        let picked = tickets.iter().map(|(number, _)| *number).collect();
        let bulk = Bulk { picked, lacks_comment: true, ..Bulk::default() };
        let shown = Shown { filter, bulk, ..Shown::default() };
        return page(portal, reader, shown, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut outcomes = Vec::new();
    for (number, shown) in tickets {
        // What only one order's own page asks, nobody says of several.
        let given = Given { shown, decision, comment, acknowledges: false };
        match outcome(portal, &reader, number, given).await {
            Ok(outcome) => outcomes.push((number, outcome)),
            Err(error) => return fault::show(&reader.chrome.at(Nav::Approvals), error),
        }
    }
    if outcomes.is_empty() {
        let bulk = Bulk { none_picked: true, comment: comment.to_owned(), ..Bulk::default() };
        let shown = Shown { filter, bulk, ..Shown::default() };
        return page(portal, reader, shown, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let refused: Vec<_> =
        outcomes.iter().filter(|(_, outcome)| !outcome.is_taken()).map(|(number, _)| *number).collect();
    if refused.is_empty() {
        let numbers: Vec<_> = outcomes.iter().map(|(number, _)| *number).collect();
        return Redirect::to(&filter::href_done(&filter, &numbers)).into_response();
    }
    let status = if outcomes.iter().all(|(_, outcome)| *outcome == Outcome::CommentRefused) {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    };
    let bulk = Bulk { comment: comment.to_owned(), picked: refused, ..Bulk::default() };
    page(portal, reader, Shown { filter, outcomes, bulk, ..Shown::default() }, status).await
}

async fn outcome(
    portal: &Portal,
    reader: &SignedIn,
    number: OrderNumber,
    given: Given<'_>,
) -> Result<Outcome, BackendError> {
    let decided = match orders::show_by_number(&portal.backend, &reader.person, number).await {
        Ok(order) => decide(portal, reader, &order, given).await,
        Err(error) => Decided::Fault(error),
    };
    let outcome = one_of_several(given.decision, decided)?;
    if outcome == Outcome::Failed {
        tracing::error!(order.number = %number, "one order of several could not be decided");
    }
    Ok(outcome)
}

/// Fails only where no other order could be decided either.
fn one_of_several(decision: Decision, decided: Decided) -> Result<Outcome, BackendError> {
    Ok(match decided {
        Decided::Taken(state) => taken(decision, state),
        Decided::Refused(_, answering) => match answering.refused {
            Some(Refused::Changed) => Outcome::Changed,
            Some(Refused::NotAllowed(why)) => Outcome::NotAllowed(why),
            Some(Refused::Conflict("look_alike")) => Outcome::LookAlike,
            Some(Refused::Conflict(code)) => Outcome::Conflict(code),
            None => Outcome::CommentRefused,
        },
        Decided::Fault(BackendError::NotFound) => Outcome::Gone,
        Decided::Fault(BackendError::Conflict(code)) => Outcome::Conflict(code),
        Decided::Fault(error @ (BackendError::SignedOut | BackendError::Unavailable(_))) => {
            return Err(error);
        }
        Decided::Fault(_) => Outcome::Failed,
    })
}

async fn find(portal: &Portal, reader: &SignedIn, number: &str) -> Result<Order, BackendError> {
    let number: OrderNumber = number.parse().map_err(|_| BackendError::NotFound)?;
    orders::show_by_number(&portal.backend, &reader.person, number).await
}

#[cfg(test)]
mod tests;
