//! What the worker does: one file per kind of work.

pub mod again;
pub mod deliver;
pub mod escalate;
pub mod expire;
pub mod poll_status;
pub mod purchase;
pub mod remind;
pub mod seal;
pub mod sweep;
