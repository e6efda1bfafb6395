//! The pages, one file per noun: the handlers, and the view that they show.

pub mod approvals;
pub mod catalog;
pub mod components_page;
pub mod credentials;
pub mod error;
pub mod instances;
pub mod orders;
pub mod overview;
pub mod settings;
pub mod sign_in_handlers;
pub mod signin;
