//! The pages, one file per noun: the handlers, and the view that they show.

pub mod components_page;
pub mod error;
pub mod signin;
