//! Times, as each part of the vendor's cloud writes them.

use time::{
    OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::BorrowedFormatItem,
    macros::format_description,
};

const SECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const MICROSECONDS: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
const OFFSET: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]+0000");
const MINUTE: &[BorrowedFormatItem<'_>] =
    format_description!("[year repr:last_two][month][day][hour][minute]");

/// BSS: `2024-11-05T08:15:30Z`.
pub(super) fn of_bss(at: OffsetDateTime) -> String {
    text(at, SECONDS)
}

/// IAM: `2024-11-05T08:15:30.123456Z`.
pub(super) fn of_iam(at: OffsetDateTime) -> String {
    text(at, MICROSECONDS)
}

/// DDM: `2024-11-05T08:15:30+0000`.
pub(super) fn of_ddm(at: OffsetDateTime) -> String {
    text(at, OFFSET)
}

/// In an order's number: `2411050815`.
pub(super) fn of_order(at: OffsetDateTime) -> String {
    text(at, MINUTE)
}

/// Reads a time of BSS.
pub(super) fn parse(text: &str) -> Option<OffsetDateTime> {
    PrimitiveDateTime::parse(text, SECONDS).ok().map(PrimitiveDateTime::assume_utc)
}

fn text(at: OffsetDateTime, format: &[BorrowedFormatItem<'_>]) -> String {
    at.to_offset(UtcOffset::UTC).format(format).unwrap_or_default()
}
