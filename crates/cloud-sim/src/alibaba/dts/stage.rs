//! How an instance comes to life: by time alone, so that somebody watching sees it move.

use time::{Duration, Month, OffsetDateTime};

use crate::{door::Scene, ledger::LedgerEntry};

/// Where an instance is. In the real cloud somebody configures and starts it; here it happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    NotConfigured,
    Prechecking,
    Initializing,
    Synchronizing,
}

impl Stage {
    pub(super) fn of(entry: &LedgerEntry, scene: Scene<'_>) -> Self {
        let age = scene.config.stretched(scene.now - entry.at);
        if age < Duration::seconds(60) {
            Self::NotConfigured
        } else if age < Duration::seconds(120) {
            Self::Prechecking
        } else if age < Duration::seconds(240) {
            Self::Initializing
        } else {
            Self::Synchronizing
        }
    }

    /// As DescribeDtsJobs spells it.
    pub(super) const fn of_job(self) -> &'static str {
        match self {
            Self::NotConfigured => "NotConfigured",
            Self::Prechecking => "Prechecking",
            Self::Initializing => "Initializing",
            Self::Synchronizing => "Synchronizing",
        }
    }

    /// As DescribeDtsJobDetail spells it.
    pub(super) const fn of_detail(self) -> &'static str {
        match self {
            Self::Synchronizing => "synchronizing",
            other => other.of_job(),
        }
    }

    /// As DescribeSynchronizationJobs spells it.
    pub(super) const fn of_list(self) -> &'static str {
        match self {
            Self::NotConfigured => "NotStarted",
            Self::Prechecking => "Prechecking",
            Self::Initializing => "Initializating",
            Self::Synchronizing => "Synchronizing",
        }
    }

    /// As DescribeSynchronizationJobStatus spells it.
    pub(super) const fn of_status(self) -> &'static str {
        match self {
            Self::NotConfigured => "notStarted",
            Self::Prechecking => "prechecking",
            Self::Initializing => "initializating",
            Self::Synchronizing => "synchronizing",
        }
    }
}

/// When a subscription ends: so many calendar months later, at the latest on that month's last day.
pub(super) fn add_months(at: OffsetDateTime, months: u32) -> OffsetDateTime {
    let index = i64::from(at.year()) * 12 + i64::from(u8::from(at.month())) - 1 + i64::from(months);
    let year = i32::try_from(index.div_euclid(12)).unwrap_or(at.year());
    let month = u8::try_from(index.rem_euclid(12) + 1)
        .ok()
        .and_then(|month| Month::try_from(month).ok())
        .unwrap_or(Month::December);
    let day = at.day().min(month.length(year));
    time::Date::from_calendar_date(year, month, day).map_or(at, |date| at.replace_date(date))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_term_ends_on_the_same_day_or_the_months_last() {
        for (from, months, to) in [
            (datetime!(2024-11-05 08:00 UTC), 1, datetime!(2024-12-05 08:00 UTC)),
            (datetime!(2024-11-05 08:00 UTC), 2, datetime!(2025-01-05 08:00 UTC)),
            (datetime!(2024-01-31 08:00 UTC), 1, datetime!(2024-02-29 08:00 UTC)),
            (datetime!(2024-12-31 08:00 UTC), 60, datetime!(2029-12-31 08:00 UTC)),
        ] {
            assert_eq!(add_months(from, months), to);
        }
    }
}
