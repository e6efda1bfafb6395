//! The four reads of DTS, each with its own spelling of the same state.

pub(super) mod jobs;
pub(super) mod synchronization;

use time::{OffsetDateTime, UtcOffset, macros::format_description};

use super::job::Job;
use crate::alibaba::{Call, parameters, reply::Refusal};

/// 10, 20 or 30 a page.
fn page(call: &Call, number: &str, default: usize) -> Result<(usize, usize), Refusal> {
    parameters::page(&call.parameters, number, default, |size| [10, 20, 30].contains(&size))
}

/// Times as DTS writes them.
fn text_of(at: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
}

/// The engine behind an endpoint, as it was bought.
fn engine<'a>(job: &'a Job, side: &str) -> &'a str {
    match job.parameter(&format!("{side}.InstanceType")) {
        "" => "MySQL",
        kind => kind,
    }
}
