//! Points in time as the reader is used to them: in their zone and language, the exact one as a title.

use domain::person::Language;
use jiff::{Timestamp, Unit, Zoned, civil::Date, tz::TimeZone};
use time::OffsetDateTime;

use crate::{components::time::Moment, i18n::Text};

/// Writes times for one reader at one moment.
#[derive(Debug, Clone)]
pub struct Times {
    text: Text,
    zone: TimeZone,
    now: Zoned,
}

impl Times {
    /// A zone that the tables do not know reads as UTC.
    pub fn new(text: Text, zone: &str, now: OffsetDateTime) -> Self {
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let now = stamp(now).to_zoned(zone.clone());
        Self { text, zone, now }
    }

    /// The moment that all ages are counted from.
    pub fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(self.now.timestamp().as_nanosecond())
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// For lists and facts: `Today 20:04`, `Yesterday 17:44`, `19 Nov 16:55`, `21 Nov 2027`.
    pub fn short(&self, at: OffsetDateTime) -> Moment {
        let at = self.local(at);
        let clock = at.strftime("%H:%M").to_string();
        let today = self.now.date();
        let label = if at.date() == today {
            self.text.time_today(clock)
        } else if Some(at.date()) == today.yesterday().ok() {
            self.text.time_yesterday(clock)
        } else if at.year() == self.now.year() {
            format!("{} {clock}", self.day_of_year(at.date()))
        } else {
            self.day(at.date())
        };
        moment(&at, label)
    }

    /// For logs: `20:04:11`.
    pub fn second(&self, at: OffsetDateTime) -> Moment {
        let at = self.local(at);
        moment(&at, at.strftime("%H:%M:%S").to_string())
    }

    /// A whole day: `21 Nov 2026`, `2026年11月21日`.
    pub fn date(&self, at: OffsetDateTime) -> Moment {
        let at = self.local(at);
        moment(&at, self.day(at.date()))
    }

    /// The heading of a day in a log: `Saturday, 21 November 2026`, `2026年11月21日 星期六`.
    pub fn day_heading(&self, at: OffsetDateTime) -> String {
        let at = self.local(at);
        match self.text.language() {
            Language::English => at.strftime("%A, %-d %B %Y").to_string(),
            Language::Chinese => {
                let weekday = match at.weekday() {
                    jiff::civil::Weekday::Monday => "一",
                    jiff::civil::Weekday::Tuesday => "二",
                    jiff::civil::Weekday::Wednesday => "三",
                    jiff::civil::Weekday::Thursday => "四",
                    jiff::civil::Weekday::Friday => "五",
                    jiff::civil::Weekday::Saturday => "六",
                    jiff::civil::Weekday::Sunday => "日",
                };
                format!("{} 星期{weekday}", self.day(at.date()))
            }
        }
    }

    /// How long ago, or how long until: `40 s ago`, `in 2 min`.
    pub fn age(&self, at: OffsetDateTime) -> String {
        let seconds = self.now.timestamp().as_second() - stamp(at).as_second();
        let (n, text) = (seconds.unsigned_abs(), self.text);
        match (seconds >= 0, n) {
            (_, 0..5) => text.age_just_now().to_owned(),
            (true, 5..60) => text.age_seconds(n),
            (true, 60..3_600) => text.age_minutes(n / 60),
            (true, 3_600..86_400) => text.age_hours(n / 3_600),
            (true, _) => text.age_days(n / 86_400),
            (false, 5..60) => text.in_seconds(n),
            (false, 60..3_600) => text.in_minutes(n / 60),
            (false, 3_600..86_400) => text.in_hours(n / 3_600),
            (false, _) => text.in_days(n / 86_400),
        }
    }

    /// How much time lies between now and then, whichever comes first, in whole units: `3 hours`, `2 days`.
    pub fn length(&self, at: OffsetDateTime) -> String {
        let seconds = self.now.timestamp().as_second().abs_diff(stamp(at).as_second());
        match seconds {
            0..60 => self.text.length_moment().to_owned(),
            60..3_600 => self.text.length_minutes(seconds / 60),
            3_600..86_400 => self.text.length_hours(seconds / 3_600),
            _ => self.text.length_days(seconds / 86_400),
        }
    }

    /// When a day of the reader begins, or one so many days later; `date` is `2026-12-31`.
    pub fn day_begins(&self, date: &str, days_later: i64) -> Option<OffsetDateTime> {
        let date: Date = date.parse().ok()?;
        let date = date.checked_add(jiff::Span::new().try_days(days_later).ok()?).ok()?;
        let begins = date.to_zoned(self.zone.clone()).ok()?;
        OffsetDateTime::from_unix_timestamp_nanos(begins.timestamp().as_nanosecond()).ok()
    }

    /// The zone's distance from UTC now: `UTC+8`.
    pub fn offset(&self) -> String {
        let seconds = self.now.offset().seconds();
        let (sign, minutes) = (if seconds < 0 { '−' } else { '+' }, seconds.abs() / 60);
        match minutes % 60 {
            0 => format!("UTC{sign}{}", minutes / 60),
            rest => format!("UTC{sign}{}:{rest:02}", minutes / 60),
        }
    }

    fn local(&self, at: OffsetDateTime) -> Zoned {
        stamp(at).to_zoned(self.zone.clone())
    }

    fn day_of_year(&self, date: Date) -> String {
        match self.text.language() {
            Language::English => date.strftime("%-d %b").to_string(),
            Language::Chinese => format!("{}月{}日", date.month(), date.day()),
        }
    }

    fn day(&self, date: Date) -> String {
        match self.text.language() {
            Language::English => date.strftime("%-d %b %Y").to_string(),
            Language::Chinese => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        }
    }
}

fn stamp(at: OffsetDateTime) -> Timestamp {
    // Both cover the years that a database holds; past the end of either, the end is shown.
    Timestamp::from_nanosecond(at.unix_timestamp_nanos()).unwrap_or(Timestamp::MAX)
}

fn moment(at: &Zoned, label: String) -> Moment {
    let second = at.round(Unit::Second).unwrap_or_else(|_| at.clone());
    Moment {
        iso: second.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        title: second.strftime("%Y-%m-%d %H:%M:%S UTC%:z").to_string(),
        label,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:16:52 UTC);

    fn times(language: Language) -> Times {
        Times::new(Text::new(language), "Asia/Shanghai", NOW)
    }

    #[test]
    fn a_time_is_told_by_its_distance_from_today_in_the_readers_zone() {
        for (at, english, chinese) in [
            (datetime!(2026-11-21 12:04 UTC), "Today 20:04", "今天 20:04"),
            (datetime!(2026-11-20 16:30 UTC), "Today 00:30", "今天 00:30"),
            (datetime!(2026-11-20 09:44 UTC), "Yesterday 17:44", "昨天 17:44"),
            (datetime!(2026-11-19 08:55 UTC), "19 Nov 16:55", "11月19日 16:55"),
            (datetime!(2027-11-21 12:00 UTC), "21 Nov 2027", "2027年11月21日"),
        ] {
            assert_eq!(times(Language::English).short(at).label, english);
            assert_eq!(times(Language::Chinese).short(at).label, chinese);
        }
    }

    #[test]
    fn a_title_holds_date_second_and_offset() {
        let moment = times(Language::English).second(datetime!(2026-11-21 12:04:11 UTC));

        assert_eq!(moment.label, "20:04:11");
        assert_eq!(moment.title, "2026-11-21 20:04:11 UTC+08:00");
        assert_eq!(moment.iso, "2026-11-21T20:04:11+08:00");
        assert_eq!(times(Language::English).offset(), "UTC+8");
    }

    #[test]
    fn an_age_looks_both_ways() {
        let times = times(Language::English);
        assert_eq!(times.age(datetime!(2026-11-21 12:16:12 UTC)), "40 s ago");
        assert_eq!(times.age(datetime!(2026-11-21 12:18:52 UTC)), "in 2 min");
        assert_eq!(times.age(NOW), "just now");
    }

    #[test]
    fn a_length_is_told_in_whole_units() {
        for (at, english, chinese) in [
            (datetime!(2026-11-21 12:17:51 UTC), "under a minute", "1 分钟以内"),
            (datetime!(2026-11-21 12:17:52 UTC), "1 minute", "1 分钟"),
            (datetime!(2026-11-21 09:16:52 UTC), "3 hours", "3 小时"),
            (datetime!(2026-11-22 12:16:51 UTC), "23 hours", "23 小时"),
            (datetime!(2026-11-22 12:16:52 UTC), "1 day", "1 天"),
            (datetime!(2026-11-18 12:16:51 UTC), "3 days", "3 天"),
        ] {
            assert_eq!(times(Language::English).length(at), english);
            assert_eq!(times(Language::Chinese).length(at), chinese);
        }
    }

    #[test]
    fn an_unknown_zone_reads_as_utc() {
        let times = Times::new(Text::new(Language::English), "Mars/Olympus", NOW);
        assert_eq!((times.offset(), times.second(NOW).label), ("UTC+0".to_owned(), "12:16:52".to_owned()));
    }
}
