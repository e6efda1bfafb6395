//! How a job comes to life: by time alone, so that somebody watching sees it move.

use time::{Duration, Month, OffsetDateTime};

use super::job::Job;
use crate::door::Scene;

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    NotConfigured,
    NotStarted,
    Prechecking,
    Initializing,
    Synchronizing,
    Upgrade,
    Downgrade,
}

/// How long after the purchase a self-starting job starts.
const PATIENCE: Duration = Duration::seconds(60);
const PRECHECK: Duration = Duration::seconds(60);
const INITIALIZATION: Duration = Duration::seconds(120);
const RESIZING: Duration = Duration::seconds(60);

/// Whether a change of class from then is under way.
pub(super) fn is_resizing(since: OffsetDateTime, scene: Scene<'_>) -> bool {
    scene.config.stretched(scene.now - since) < RESIZING
}

/// Whether a job can be started: by somebody, or because this simulator does it itself.
pub(super) fn is_configured(job: &Job, scene: Scene<'_>) -> bool {
    job.configured.is_some() || is_self_started(job, scene)
}

/// Whether a job runs, or is on its way.
pub(super) fn is_started(job: &Job, scene: Scene<'_>) -> bool {
    job.started_at.is_some() || is_self_started(job, scene)
}

fn is_self_started(job: &Job, scene: Scene<'_>) -> bool {
    scene.config.self_starting
        && job.configured.is_none()
        && scene.config.stretched(scene.now - job.bought_at) >= PATIENCE
}

impl Stage {
    pub(super) fn of(job: &Job, scene: Scene<'_>) -> Self {
        if let Some(resize) = job.resizing(scene) {
            let rank = |class: &str| super::rules::CLASSES.iter().position(|other| *other == class);
            return if rank(&resize.class) < rank(&job.wish.class) { Self::Downgrade } else { Self::Upgrade };
        }
        let age = |since: OffsetDateTime| scene.config.stretched(scene.now - since);
        let running = if let Some(start) = job.started_at {
            age(start)
        } else if job.configured.is_some() {
            return Self::NotStarted;
        } else if is_self_started(job, scene) {
            age(job.bought_at) - PATIENCE
        } else {
            return Self::NotConfigured;
        };
        if running < PRECHECK {
            Self::Prechecking
        } else if running < PRECHECK + INITIALIZATION {
            Self::Initializing
        } else {
            Self::Synchronizing
        }
    }

    /// As DescribeDtsJobs spells it.
    pub(super) const fn of_job(self) -> &'static str {
        match self {
            Self::NotConfigured => "NotConfigured",
            Self::NotStarted => "NotStarted",
            Self::Prechecking => "Prechecking",
            Self::Initializing => "Initializing",
            Self::Synchronizing => "Synchronizing",
            Self::Upgrade => "Upgrade",
            Self::Downgrade => "Downgrade",
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
            Self::NotConfigured | Self::NotStarted => "NotStarted",
            Self::Prechecking => "Prechecking",
            Self::Initializing => "Initializating",
            Self::Synchronizing => "Synchronizing",
            Self::Upgrade | Self::Downgrade => "Modifying",
        }
    }

    /// As DescribeSynchronizationJobStatus spells it.
    pub(super) const fn of_status(self) -> &'static str {
        match self {
            Self::NotConfigured | Self::NotStarted => "notStarted",
            Self::Prechecking => "prechecking",
            Self::Initializing => "initializating",
            Self::Synchronizing => "synchronizing",
            Self::Upgrade | Self::Downgrade => "modifying",
        }
    }
}

/// When a subscription ends: so many calendar months later, at the latest on that month's last day.
pub(in crate::alibaba) fn add_months(at: OffsetDateTime, months: u32) -> OffsetDateTime {
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
