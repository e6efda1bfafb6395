//! Turns what a use case refused into the page that says so.

use std::error::Error;

use axum::response::{IntoResponse, Redirect, Response};
use backend::BackendError;
use http::{HeaderValue, StatusCode, header};

use crate::{
    chrome::Chrome,
    i18n::Text,
    pages::error::{Problem, error},
    paths,
};

/// The answer to a request that cannot be shown beside a form. A defect is logged here, and answered without
/// a body: the layer around the handlers dresses it with the number that leads to the log.
pub fn show(chrome: &Chrome, fault: BackendError) -> Response {
    let text = chrome.text();
    match fault {
        BackendError::NotFound => error(chrome, Problem::NotFound, None, None),
        BackendError::NotAllowed(why) => {
            let problem = if why.is_of_state() { Problem::Stale } else { Problem::Forbidden };
            error(chrome, problem, Some(text.why(why).to_owned()), None)
        }
        BackendError::Conflict(code) => {
            error(chrome, Problem::Stale, Some(text.conflict(code).to_owned()), None)
        }
        BackendError::Stale => error(chrome, Problem::Stale, None, None),
        BackendError::SignedOut => Redirect::to(&paths::sign_in(&chrome.path_and_query)).into_response(),
        BackendError::Fields(errors) => {
            let words =
                errors.iter().map(|error| text.refusal(&error.field, &error.reason)).collect::<Vec<_>>();
            let mut page = error(chrome, Problem::Stale, Some(words.join(" ")), None);
            *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            page
        }
        BackendError::TooMany { retry_after_s } => {
            let words = text.fault_too_many(minutes(retry_after_s));
            let mut page = error(chrome, Problem::Stale, Some(words), None);
            *page.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
            page
        }
        BackendError::Unavailable(cause) => {
            tracing::warn!(error = %chain(&cause), "the database is away");
            error(chrome, Problem::Unavailable, None, None)
        }
        BackendError::Internal(cause) => {
            tracing::error!(error = %chain(cause.as_ref()), "a defect");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Whole minutes, at least one.
pub fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60).max(1)
}

fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl Text {
    /// Why something is not possible now, by its code.
    pub fn conflict(self, code: &str) -> &'static str {
        match code {
            "credential_in_use" => self.conflict_credential_in_use(),
            "credential_suspect" => self.conflict_credential_suspect(),
            "look_alike" => self.conflict_look_alike(),
            "approval_old" => self.conflict_approval_old(),
            "submit_key_reused" => self.conflict_submit_key_reused(),
            "signature_alive" => self.conflict_signature_alive(),
            "no_look" => self.conflict_no_look(),
            "sale_known" => self.conflict_sale_known(),
            "nothing_sent" => self.conflict_nothing_sent(),
            "nothing_to_look_for" => self.conflict_nothing_to_look_for(),
            "not_unowned" => self.conflict_not_unowned(),
            "second_owner" => self.conflict_second_owner(),
            "email_taken" => self.conflict_email_taken(),
            "own_rule" => self.conflict_own_rule(),
            "author_gone" => self.conflict_author_gone(),
            "rule_waits" => self.conflict_rule_waits(),
            "group_name_taken" => self.conflict_group_name_taken(),
            "joins_alone" => self.conflict_joins_alone(),
            "has_right" => self.conflict_has_right(),
            "own_grant" => self.conflict_own_grant(),
            "proposer_gone" => self.conflict_proposer_gone(),
            "last_admin" => self.conflict_last_admin(),
            "only_other_admin" => self.conflict_only_other_admin(),
            "audits" => self.conflict_audits(),
            "has_rights" => self.conflict_has_rights(),
            "is_disabled" => self.conflict_is_disabled(),
            "not_a_member" => self.conflict_not_a_member(),
            "enough_approvers" => self.conflict_enough_approvers(),
            "above_token_ceiling" => self.conflict_above_token_ceiling(),
            code => self.conflict_of_cloud(code).unwrap_or_else(|| self.error_stale_text()),
        }
    }
}
