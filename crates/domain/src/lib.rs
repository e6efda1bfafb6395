//! Every rule of the portal as pure values: no I/O, no clock, no randomness.
//!
//! The same code runs on the server and, compiled to WebAssembly, in the browser. Who calls it passes
//! the time and fresh ids in.

pub mod approval;
pub mod attention;
pub mod catalog;
pub mod credential;
pub mod digest;
pub mod distinct;
pub mod event;
pub mod ids;
pub mod instance;
pub mod mode;
pub mod money;
pub mod notice;
pub mod options;
pub mod order;
pub mod person;
pub mod preflight;
pub mod quote;
pub mod refusal;
pub mod region;
pub mod template;
pub mod view;
