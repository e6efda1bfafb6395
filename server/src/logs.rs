//! Logs: for people on a terminal, JSON for programs. They go to standard error, because standard output
//! belongs to what a command answers.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// Quiet about the libraries; they speak up when asked by name.
const DEFAULT: &str = "info,sqlx=warn,hyper=warn,reqwest=warn,rustls=warn";

/// Starts logging. `filter` is what PURSER_LOG says.
pub(crate) fn start(filter: Option<&str>) -> Result<(), Failure> {
    let refuse = |error| Failure::of("PURSER_LOG is not understood")(error);
    let filter = EnvFilter::builder().parse(filter.unwrap_or(DEFAULT)).map_err(refuse)?;
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // A second start, by a test in the same process, keeps the first.
    let _ = if stderr().is_terminal() {
        logs.with_target(false).try_init()
    } else {
        logs.json().flatten_event(true).try_init()
    };
    Ok(())
}
