//! Huawei Cloud's client against a listener that answers as the test says.

mod cloud;
mod looks;
mod once;
mod purchase;
mod samples;
mod tokens;
