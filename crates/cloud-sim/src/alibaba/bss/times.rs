//! Times as BSS writes and reads them.

use time::{
    OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::BorrowedFormatItem,
    macros::format_description,
};

use crate::alibaba::{Call, parameters::invalid, reply::Refusal};

const FORMAT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

pub(super) fn text(at: OffsetDateTime) -> String {
    at.to_offset(UtcOffset::UTC).format(FORMAT).unwrap_or_default()
}

/// From and to, both included; whole seconds, as they are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) from: Option<OffsetDateTime>,
    pub(super) to: Option<OffsetDateTime>,
}

impl Window {
    pub(super) fn has(self, at: OffsetDateTime) -> bool {
        let at = at.replace_nanosecond(0).unwrap_or(at);
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at <= to)
    }

    pub(super) const fn is_open(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

pub(super) fn window(call: &Call, from: &str, to: &str) -> Result<Window, Refusal> {
    let read = |name: &str| match call.parameter(name) {
        None => Ok(None),
        Some(text) => PrimitiveDateTime::parse(text, FORMAT)
            .map(|at| Some(at.assume_utc()))
            .map_err(|_| invalid(name, "must be YYYY-MM-DDThh:mm:ssZ")),
    };
    Ok(Window { from: read(from)?, to: read(to)? })
}
