//! Huawei Cloud's client against a listener that answers as the test says.

mod billing;
mod cloud;
mod lists;
mod looks;
mod once;
mod purchase;
mod samples;
mod tokens;
