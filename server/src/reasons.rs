//! Refusals in English sentences, for programs and for the terminal.

use app::i18n::Text;
use domain::{order::can::Why, person::Language, refusal::FieldError};

/// What to enter instead of what was refused.
pub(crate) fn sentence(error: &FieldError) -> String {
    Text::new(Language::English).refusal(&error.field, &error.reason)
}

/// Why somebody may not do something, as a code and in words.
pub(crate) fn why(why: Why) -> (&'static str, &'static str) {
    let code = match why {
        Why::NotYours => "not_yours",
        Why::NotMaker => "not_maker",
        Why::OwnOrder => "own_order",
        Why::AlreadySent => "already_sent",
        Why::Ended => "ended",
        Why::NotSubmitted => "not_submitted",
        Why::NotADraft => "not_a_draft",
        Why::NotWaiting => "not_waiting",
        Why::NotAsked => "not_asked",
        Why::AnsweredAlready => "answered_already",
        Why::Auditor => "auditor",
        Why::NothingDue => "nothing_due",
        Why::BeingSettled => "being_settled",
        Why::NotAdmin => "not_admin",
        Why::Approver => "approver",
        Why::NotNeedsPerson => "not_needs_person",
        Why::NotInDoubt => "not_in_doubt",
        Why::Token => "token",
        Why::SignInOld => "sign_in_old",
    };
    (code, Text::new(Language::English).why(why))
}

/// Why something is not possible now, by its code.
pub(crate) fn conflict(code: &str) -> &'static str {
    Text::new(Language::English).conflict(code)
}
