//! What became of each order of a decision about several.

use domain::{ids::OrderNumber, order::can::Why};
use leptos::prelude::*;

use crate::{
    components::{badge::Tone, banner::Banner},
    i18n::Text,
    paths,
};

/// One order's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The last answer that was needed.
    Approved,
    /// Another step is due.
    ApprovedSoFar,
    Rejected,
    /// It says something else than what was shown.
    Changed,
    /// Somebody else wrote at the same moment.
    Busy,
    CommentRefused,
    NotAllowed(Why),
    /// Another order just like it has an open outcome, of which its own page asks.
    LookAlike,
    /// Not possible now: a code.
    Conflict(&'static str),
    Gone,
    /// Something broke here.
    Failed,
}

impl Outcome {
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Approved | Self::ApprovedSoFar | Self::Rejected)
    }

    fn words(self, text: Text) -> &'static str {
        match self {
            Self::Approved => text.approvals_done_approved(),
            Self::ApprovedSoFar => text.approvals_done_approved_more(),
            Self::Rejected => text.approvals_done_rejected(),
            Self::Changed => text.approvals_done_changed(),
            Self::Busy => text.approvals_done_busy(),
            Self::CommentRefused => text.approvals_done_comment(),
            Self::NotAllowed(why) => text.why(why),
            Self::LookAlike => text.approvals_done_look_alike(),
            Self::Conflict(code) => text.conflict(code),
            Self::Failed => text.approvals_done_failed(),
            Self::Gone => text.approvals_done_gone(),
        }
    }
}

/// Green only if every decision was taken. Nothing where nothing was decided.
#[component]
pub fn Outcomes(text: Text, outcomes: Vec<(OrderNumber, Outcome)>) -> impl IntoView {
    let all = outcomes.iter().all(|(_, outcome)| outcome.is_taken());
    let tone = if all { Tone::Good } else { Tone::Neutral };
    (!outcomes.is_empty()).then(|| {
        let lines = outcomes
            .into_iter()
            .map(|(number, outcome)| {
                view! {
                    <li>
                        <a class="id" href=paths::order(number)>{number.to_string()}</a>
                        {text.colon()}{outcome.words(text)}
                    </li>
                }
            })
            .collect_view();
        view! {
            <div role="status">
                <Banner tone title=text.approvals_done_title()><ul>{lines}</ul></Banner>
            </div>
        }
    })
}
