//! Orders: writing, submitting, showing, taking back, and saying what became of those that only a person settles.

mod list;
mod look_after;
mod pay;
mod resolve;
mod say;
pub(crate) mod secrets;
mod show;
mod submit;
mod take_back;
mod write;

pub(crate) use self::{
    list::{MAX_LIMIT, page},
    show::{facts, locked, seen},
    write::{chosen_team, spec_not_to_keep},
};
pub use self::{
    list::{count_open, counts, list, overview},
    look_after::{look, take},
    pay::{cancel_unpaid, pay},
    resolve::{may_resolve, propose, resolve},
    say::say,
    show::{events, show, show_by_number, visible},
    submit::{ABOVE_TOKEN_CEILING, Consent, resubmit, submit},
    take_back::{cancel, revise},
    write::{Created, clone_input, create, draft_input, save_draft},
};
