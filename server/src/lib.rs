//! The portal as one program: wiring only. What it does is in `backend`, what it shows in `app`.

mod api;
pub mod changes;
pub mod cli;
mod clouds;
mod commands;
pub mod config;
mod database;
pub mod demo;
mod failure;
mod health;
mod layers;
mod logs;
mod pages;
mod postgres;
mod reasons;
mod serve;
pub mod shutdown;
pub mod simulated;
mod site;
pub mod web;
pub mod wiring;

pub use self::failure::Failure;
