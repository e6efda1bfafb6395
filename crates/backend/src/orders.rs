//! Orders: writing, submitting, showing and taking back.

mod list;
mod pay;
pub(crate) mod secrets;
mod show;
mod submit;
mod take_back;
mod write;

pub(crate) use self::{list::page, show::locked, write::chosen_team};
pub use self::{
    list::{count_open, counts, list, overview},
    pay::{cancel_unpaid, pay},
    show::{events, show, show_by_number, visible},
    submit::{ABOVE_TOKEN_CEILING, Consent, resubmit, submit},
    take_back::{cancel, revise},
    write::{Created, clone_input, create, draft_input, save_draft},
};
