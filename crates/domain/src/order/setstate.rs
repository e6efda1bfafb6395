//! Whether a change of a task came true: the task as it was before, as it is now, and what was asked for.
//!
//! The cloud keeps no token of ours for `dts.change`, so the change is found again by comparing states.

use serde::{Deserialize, Serialize};
use time::{Date, Duration, OffsetDateTime};

use crate::catalog::{
    Billing,
    dts_change::{DtsChange, Term},
    dts_create::Period,
};

/// How far the end of a term may lie from where we expect it: vendors round to the next midnight.
const TOLERANCE: Duration = Duration::days(2);

/// A task as a read showed it, in the vendor's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its instance, which a purchase refers to.
    pub instance_id: Option<String>,
    /// `PrePaid` or `PostPaid`.
    pub pay_type: Option<String>,
    pub class: Option<String>,
    pub status: Option<String>,
    /// The end of the subscription.
    #[serde(with = "time::serde::rfc3339::option")]
    pub ends_at: Option<OffsetDateTime>,
    /// When it was read, by the cloud's clock.
    #[serde(with = "time::serde::rfc3339")]
    pub read_at: OffsetDateTime,
    /// The account's orders that may have changed it before then, where they were asked for: none of them is ours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<String>,
}

/// How much of a change is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Every field that should change did, as asked for.
    All,
    /// Something changed, but not what was asked for alone.
    Some,
    /// The task is as it was.
    None,
}

/// Why a change is not even asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pointless {
    /// The task is as the order wants it already: asking again may charge again.
    Reached,
    /// A subscription never goes back to pay-as-you-go.
    Impossible,
    /// The read does not say what a comparison needs.
    Unreadable,
}

impl Task {
    fn billing(&self) -> Option<Billing> {
        match self.pay_type.as_deref()? {
            text if text.eq_ignore_ascii_case("PrePaid") => Some(Billing::Prepaid),
            text if text.eq_ignore_ascii_case("PostPaid") => Some(Billing::Postpaid),
            _ => None,
        }
    }

    fn has_class(&self, wanted: &str) -> bool {
        self.class.as_deref().is_some_and(|class| class.eq_ignore_ascii_case(wanted))
    }

    /// Whether the cloud is changing it right now: then nothing can be compared.
    pub fn is_busy(&self) -> bool {
        let status = self.status.as_deref().unwrap_or_default();
        ["Upgrade", "Downgrade", "Modifying"].iter().any(|busy| status.eq_ignore_ascii_case(busy))
    }
}

/// Whether the change makes sense for the task as it is, before anything is sent.
pub fn sense(change: &DtsChange, before: &Task) -> Result<(), Pointless> {
    let (Some(billing), Some(_)) = (before.billing(), &before.class) else {
        return Err(Pointless::Unreadable);
    };
    if billing == Billing::Prepaid && (change.billing() == Billing::Postpaid || before.ends_at.is_none()) {
        let impossible = change.billing() == Billing::Postpaid;
        return Err(if impossible { Pointless::Impossible } else { Pointless::Unreadable });
    }
    let class_changes = change.instance_class().is_some_and(|class| !before.has_class(class.wire()));
    if billing == change.billing() && !class_changes { Err(Pointless::Reached) } else { Ok(()) }
}

/// Compares a task with how it was before the change was asked for. Fields that the order leaves alone must be as
/// they were: else somebody else changed it too, and only a person can tell what was bought.
pub fn reached(change: &DtsChange, before: &Task, now: &Task) -> Reached {
    let class = match change.instance_class() {
        Some(class) if !before.has_class(class.wire()) => {
            field(now.has_class(class.wire()), now.class == before.class)
        }
        _ => untouched(now.class == before.class),
    };
    let billing = if before.billing() == Some(change.billing()) {
        untouched(now.billing() == before.billing())
    } else {
        field(now.billing() == Some(change.billing()), now.billing() == before.billing())
    };
    let end = end_of_term(change, before, now);
    let fields = [class, billing, end];
    if fields.iter().all(|field| matches!(field, Field::AsAsked | Field::Untouched)) {
        return if fields.contains(&Field::AsAsked) { Reached::All } else { Reached::None };
    }
    if fields.iter().all(|field| matches!(field, Field::AsBefore | Field::Untouched)) {
        return Reached::None;
    }
    Reached::Some
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    AsAsked,
    AsBefore,
    /// Nothing was asked of it, and nothing happened to it.
    Untouched,
    Else,
}

fn field(as_asked: bool, as_before: bool) -> Field {
    match (as_asked, as_before) {
        (true, _) => Field::AsAsked,
        (false, true) => Field::AsBefore,
        (false, false) => Field::Else,
    }
}

fn untouched(as_before: bool) -> Field {
    if as_before { Field::Untouched } else { Field::Else }
}

fn end_of_term(change: &DtsChange, before: &Task, now: &Task) -> Field {
    let Some(term) = change.term() else { return untouched(now.ends_at == before.ends_at) };
    let same = now.ends_at == before.ends_at;
    if before.billing() == Some(Billing::Prepaid) {
        // No page says whether a subscription whose class changes is renewed by the term too: both are believed.
        let renewed =
            before.ends_at.zip(now.ends_at).is_some_and(|(from, end)| ends_near(end, from, from, term));
        return if same || renewed { Field::Untouched } else { Field::Else };
    }
    let asked = now.ends_at.is_some_and(|end| ends_near(end, before.read_at, now.read_at, term));
    field(asked, same)
}

/// Whether `end` lies a term after some moment between `from` and `to`, about.
fn ends_near(end: OffsetDateTime, from: OffsetDateTime, to: OffsetDateTime, term: Term) -> bool {
    let after = |start: OffsetDateTime| after_term(start, term);
    matches!((after(from), after(to)), (Some(early), Some(late)) if end >= early - TOLERANCE && end <= late + TOLERANCE)
}

fn after_term(start: OffsetDateTime, term: Term) -> Option<OffsetDateTime> {
    let months = match term.period {
        Period::Month => term.buy_count,
        Period::Year => term.buy_count.checked_mul(12)?,
    };
    let counted = u32::from(u8::from(start.month())) - 1 + months;
    let year = start.year().checked_add(i32::try_from(counted / 12).ok()?)?;
    let month = time::Month::try_from(u8::try_from(counted % 12 + 1).ok()?).ok()?;
    let day = start.day().min(month.length(year));
    Some(start.replace_date(Date::from_calendar_date(year, month, day).ok()?))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::catalog::{Input, Leftovers};

    const READ: OffsetDateTime = datetime!(2026-01-31 08:00 UTC);

    fn change(parameters: &[(&str, &str)]) -> DtsChange {
        let mut input: Input =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        input.insert("DtsJobId".into(), "job1".into());
        DtsChange::check(&input, Leftovers::Refuse).expect("a change")
    }

    fn task(pay_type: &str, class: &str, ends_at: Option<OffsetDateTime>) -> Task {
        Task {
            instance_id: Some("dtsabc".into()),
            pay_type: Some(pay_type.into()),
            class: Some(class.into()),
            status: Some("Synchronizing".into()),
            ends_at,
            read_at: READ,
            orders: Vec::new(),
        }
    }

    fn subscribe() -> DtsChange {
        change(&[("ChargeType", "PrePaid"), ("Period", "Month"), ("BuyCount", "1")])
    }

    #[test]
    fn a_subscription_is_done_when_pay_type_and_end_are_as_asked() {
        let before = task("PostPaid", "small", None);
        let end = datetime!(2026-03-01 00:00 UTC);
        for (now, expected) in [
            (task("PostPaid", "small", None), Reached::None),
            (task("PrePaid", "small", Some(end)), Reached::All),
            (task("prepaid", "small", Some(end)), Reached::All),
            (task("PrePaid", "small", None), Reached::Some),
            (task("PrePaid", "small", Some(end + Duration::days(30))), Reached::Some),
            (task("PrePaid", "large", Some(end)), Reached::Some),
            (task("PostPaid", "small", Some(end)), Reached::Some),
        ] {
            assert_eq!(reached(&subscribe(), &before, &now), expected, "{now:?}");
        }
    }

    #[test]
    fn a_class_is_done_when_it_is_the_one_asked_for_and_nothing_else_moved() {
        let asked = change(&[("ChargeType", "PostPaid"), ("InstanceClass", "large")]);
        let before = task("PostPaid", "small", None);
        for (now, expected) in [
            (task("PostPaid", "small", None), Reached::None),
            (task("PostPaid", "large", None), Reached::All),
            (task("PostPaid", "medium", None), Reached::Some),
            (task("PrePaid", "large", Some(READ)), Reached::Some),
        ] {
            assert_eq!(reached(&asked, &before, &now), expected, "{now:?}");
        }
    }

    #[test]
    fn of_a_subscription_the_end_may_stay_or_move_by_the_term() {
        let asked = change(&[
            ("ChargeType", "PrePaid"),
            ("Period", "Year"),
            ("BuyCount", "1"),
            ("InstanceClass", "large"),
        ]);
        let end = datetime!(2026-06-01 00:00 UTC);
        let before = task("PrePaid", "small", Some(end));
        for (now, expected) in [
            (task("PrePaid", "large", Some(end)), Reached::All),
            (task("PrePaid", "large", Some(datetime!(2027-06-01 00:00 UTC))), Reached::All),
            (task("PrePaid", "large", Some(datetime!(2028-06-01 00:00 UTC))), Reached::Some),
            (task("PrePaid", "small", Some(end)), Reached::None),
        ] {
            assert_eq!(reached(&asked, &before, &now), expected, "{now:?}");
        }
    }

    #[test]
    fn what_is_so_already_or_never_can_be_is_not_asked_for() {
        let end = Some(datetime!(2026-06-01 00:00 UTC));
        let pay_as_you_go = change(&[("ChargeType", "PostPaid"), ("InstanceClass", "small")]);
        for (asked, before, expected) in [
            (subscribe(), task("PostPaid", "small", None), Ok(())),
            (subscribe(), task("PrePaid", "small", end), Err(Pointless::Reached)),
            (pay_as_you_go.clone(), task("PostPaid", "small", None), Err(Pointless::Reached)),
            (pay_as_you_go.clone(), task("PrePaid", "large", end), Err(Pointless::Impossible)),
            (pay_as_you_go, task("PostPaid", "large", None), Ok(())),
            (subscribe(), task("Barter", "small", None), Err(Pointless::Unreadable)),
            (
                change(&[
                    ("ChargeType", "PrePaid"),
                    ("Period", "Month"),
                    ("BuyCount", "1"),
                    ("InstanceClass", "large"),
                ]),
                task("PrePaid", "small", None),
                Err(Pointless::Unreadable),
            ),
        ] {
            assert_eq!(sense(&asked, &before), expected, "{before:?}");
        }
    }

    #[test]
    fn a_term_ends_on_the_last_day_of_a_shorter_month() {
        let term = subscribe().term().expect("a term");

        assert_eq!(after_term(READ, term), Some(datetime!(2026-02-28 08:00 UTC)));
    }
}
