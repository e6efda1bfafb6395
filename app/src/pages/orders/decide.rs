//! A decision from a form: taken, or refused with what was typed and why.

use backend::{BackendError, approvals};
use domain::{approval::Decision, order::State, refusal::Reason, view::Order};
use http::StatusCode;

use super::acts::{Answering, Refused};
use crate::{form::FieldErrors, i18n::Text, portal::Portal, visitor::SignedIn};

/// What became of it.
pub enum Decided {
    /// The state that the order is in now.
    Taken(State),
    /// The page is shown again.
    Refused(StatusCode, Box<Answering>),
    /// Nothing that the page could show.
    Fault(BackendError),
}

/// What a form says.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The hash that stood in it; one that is none matches no order.
    pub shown: &'a str,
    pub decision: Decision,
    pub comment: &'a str,
    /// Whether its tick says that another order just like this one is known of.
    pub acknowledges: bool,
}

pub async fn decide(portal: &Portal, reader: &SignedIn, order: &Order, given: Given<'_>) -> Decided {
    let Given { shown, decision, comment, acknowledges } = given;
    let done = match shown.parse() {
        Ok(hash) => {
            approvals::decide(
                &portal.backend,
                &reader.person,
                order.id,
                approvals::Given {
                    shown: &hash,
                    decision,
                    comment,
                    sign_in: reader.sign_in(),
                    acknowledge_look_alikes: acknowledges,
                },
            )
            .await
        }
        Err(_) => Err(BackendError::Conflict("changed_meanwhile")),
    };
    match done {
        Ok(state) => Decided::Taken(state),
        Err(error) => {
            let asks = acknowledges || matches!(error, BackendError::Conflict("look_alike"));
            match refused(reader.chrome.text(), comment.to_owned(), error) {
                Decided::Refused(status, answering) => {
                    let acknowledges = asks.then_some(acknowledges);
                    Decided::Refused(status, Box::new(Answering { acknowledges, ..*answering }))
                }
                other => other,
            }
        }
    }
}

/// What the page can say of a refusal beside what was typed.
pub fn refused(text: Text, comment: String, error: BackendError) -> Decided {
    let (status, errors, refused) = match error {
        BackendError::Conflict("changed_meanwhile") | BackendError::Stale => {
            (StatusCode::CONFLICT, FieldErrors::default(), Some(Refused::Changed))
        }
        BackendError::NotAllowed(why) => {
            let status = if why.is_of_state() { StatusCode::CONFLICT } else { StatusCode::FORBIDDEN };
            (status, FieldErrors::default(), Some(Refused::NotAllowed(why)))
        }
        BackendError::Conflict(
            code @ ("look_alike"
            | "signature_alive"
            | "no_look"
            | "sale_known"
            | "nothing_sent"
            | "second_owner"
            | "not_unowned"
            | "nothing_to_look_for"
            | "endpoint_changed"
            | "credential_unreadable"
            | "credential_suspect"
            | "cloud_unreachable"
            | "clock_off"
            | "permission_missing"),
        ) => (StatusCode::CONFLICT, FieldErrors::default(), Some(Refused::Conflict(code))),
        BackendError::Fields(refusals) => {
            let mut errors = FieldErrors::default();
            for refusal in refusals {
                let message = match (refusal.field.as_str(), refusal.reason) {
                    ("comment", Reason::Required) => text.order_comment_required().to_owned(),
                    ("words", Reason::Required) => text.thread_required().to_owned(),
                    ("reason", Reason::Required) => text.verdict_reason_required().to_owned(),
                    ("reference", Reason::Required) => text.verdict_reference_required().to_owned(),
                    ("reference", Reason::NotApplicable) => text.verdict_reference_without().to_owned(),
                    ("verdict", Reason::Required) => text.refusal_required_choice().to_owned(),
                    (field, reason) => text.refusal(field, &reason),
                };
                errors.add(refusal.field, message);
            }
            (StatusCode::UNPROCESSABLE_ENTITY, errors, None)
        }
        error => return Decided::Fault(error),
    };
    Decided::Refused(status, Box::new(Answering { comment, errors, refused, ..Answering::default() }))
}
