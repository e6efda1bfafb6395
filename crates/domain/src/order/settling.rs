//! What happens next to an order whose request may have left: pure rules over what is known, so that they can be
//! checked without a cloud, a database or a clock.
//!
//! Nothing here is decided by our clock alone. A resend asks for the later of two clocks, so that neither can
//! make it too early; absence is judged by the cloud's own `Date`.

use time::{Duration, OffsetDateTime};

use crate::catalog::Class;

/// The most requests of one attempt.
pub const MAX_SENDS: usize = 20;

/// How long is waited for what. Tests and demos divide all of them by one factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// How long a signature counts as alive, where it is not a bearer token.
    pub signature_life: Duration,
    /// How long the cloud is trusted to know a client token.
    pub token_memory: Duration,
    /// After the last signature died, before absence is believed.
    pub after_death: Duration,
    /// Between the two looks that together show absence.
    pub between_looks: Duration,
    /// Without an answer for so long, a person looks.
    pub give_up: Duration,
    /// The same for a request that carried a bearer token, which absence alone never settles.
    pub give_up_bearer: Duration,
}

/// A request that may have left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dying {
    pub signed_at: OffsetDateTime,
    /// From then on the cloud takes the signature no more, the factor already applied.
    pub dead_at: OffsetDateTime,
}

/// What a look showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// The purchase is there.
    Found,
    /// It is not in lists that are complete, and nothing else could be it.
    Absent,
    /// Not there, but a cloud order that belongs to nobody may be it.
    Unmapped,
    /// The task is being changed, or an order to change it exists.
    Busy,
    /// Some of what was asked for came true, not all of it.
    Partial,
    /// A list that is needed could not be read.
    Unreadable,
}

impl Sight {
    pub const ALL: [Self; 6] =
        [Self::Found, Self::Absent, Self::Unmapped, Self::Busy, Self::Partial, Self::Unreadable];

    /// The text that is stored as the look's code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Absent => "absent",
            Self::Unmapped => "unmapped",
            Self::Busy => "busy",
            Self::Partial => "partial",
            Self::Unreadable => "unreadable",
        }
    }

    /// The stored text read again.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sight| sight.name() == name)
    }
}

/// A look, and when it was by the cloud's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub at: OffsetDateTime,
    pub sight: Sight,
}

/// What is known of an attempt with an open send.
#[derive(Debug, Clone, Copy)]
pub struct Open<'a> {
    pub class: Class,
    /// Whether its request carried a bearer token.
    pub is_bearer: bool,
    /// All its sends, the first first.
    pub sends: &'a [Dying],
    /// All its looks, the oldest first.
    pub looks: &'a [Look],
}

/// What to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    /// Send again: same token, same bytes, signed anew.
    Resend,
    /// Nothing may be sent any more and what was sent may still arrive.
    Wait,
    /// Look at the cloud.
    Look,
    /// Every open send surely did nothing.
    NotDone,
    /// A person must look, for this reason.
    GiveUp(&'static str),
}

/// What an open attempt needs now. `now` is the later of the database's clock and ours.
pub fn next(open: Open<'_>, now: OffsetDateTime, waits: &Waits) -> Next {
    let (Some(first), Some(dead_at)) = (open.sends.first(), open.sends.iter().map(|send| send.dead_at).max())
    else {
        return Next::GiveUp("no_send");
    };
    match open.class {
        Class::Token if may_resend(first.signed_at, open.sends.len(), now, waits) => Next::Resend,
        Class::Token if now <= dead_at => Next::Wait,
        Class::Token => Next::GiveUp("token_window_over"),
        Class::Name | Class::Setstate => by_looks(open, first.signed_at, dead_at, now, waits),
    }
}

fn by_looks(
    open: Open<'_>,
    sent_at: OffsetDateTime,
    dead_at: OffsetDateTime,
    now: OffsetDateTime,
    waits: &Waits,
) -> Next {
    let last = open.looks.last().map(|look| look.sight);
    if last == Some(Sight::Partial) {
        return Next::GiveUp("partial_change");
    }
    if !open.is_bearer && is_absent(open.looks, dead_at, waits) {
        return Next::NotDone;
    }
    if open.is_bearer && last == Some(Sight::Absent) && now >= sent_at + waits.give_up_bearer {
        return Next::GiveUp("absence_unproven");
    }
    if now >= sent_at + waits.give_up {
        return Next::GiveUp(match last {
            Some(Sight::Unmapped) => "unmapped_order",
            Some(Sight::Busy) => "task_busy",
            _ => "list_unreadable",
        });
    }
    Next::Look
}

/// Whether a request that is signed at `now` is dead before the cloud may have forgotten the token.
pub fn may_resend(first_signed_at: OffsetDateTime, sends: usize, now: OffsetDateTime, waits: &Waits) -> bool {
    sends < MAX_SENDS && now + waits.signature_life <= first_signed_at + waits.token_memory
}

/// Whether looks show that nothing was bought and nothing can be any more: two in a row without a sight of it, both
/// when the last signature was long dead, far enough apart.
pub fn is_absent(looks: &[Look], dead_at: OffsetDateTime, waits: &Waits) -> bool {
    let from = dead_at + waits.after_death;
    // A look that could not be read says nothing; one that saw something begins the count anew.
    let told = looks.iter().rev().filter(|look| look.sight != Sight::Unreadable);
    let late = told.take_while(|look| look.sight == Sight::Absent && look.at >= from);
    let times: Vec<_> = late.map(|look| look.at).collect();
    match (times.iter().min(), times.iter().max()) {
        (Some(first), Some(last)) => *last - *first >= waits.between_looks,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const SENT: OffsetDateTime = datetime!(2026-11-22 08:00 UTC);
    const WAITS: Waits = Waits {
        signature_life: Duration::minutes(15),
        token_memory: Duration::minutes(30),
        after_death: Duration::minutes(5),
        between_looks: Duration::seconds(60),
        give_up: Duration::hours(24),
        give_up_bearer: Duration::minutes(60),
    };

    fn dying(life: Duration) -> Dying {
        Dying { signed_at: SENT, dead_at: SENT + life }
    }

    fn looks(seen: &[(i64, Sight)]) -> Vec<Look> {
        seen.iter().map(|(s, sight)| Look { at: SENT + Duration::seconds(*s), sight: *sight }).collect()
    }

    #[test]
    fn a_resend_is_dead_before_the_cloud_forgets_the_token() {
        let until = SENT + Duration::minutes(15);
        assert!(may_resend(SENT, 1, until, &WAITS));
        assert!(!may_resend(SENT, 1, until + Duration::MILLISECOND, &WAITS));
        assert!(!may_resend(SENT, MAX_SENDS, SENT, &WAITS));
    }

    #[test]
    fn a_token_order_waits_until_its_last_signature_died_before_a_person_is_asked() {
        let sends =
            [dying(Duration::minutes(15)), Dying { signed_at: SENT, dead_at: SENT + Duration::minutes(29) }];
        let open = Open { class: Class::Token, is_bearer: false, sends: &sends, looks: &[] };

        assert_eq!(next(open, SENT + Duration::minutes(15), &WAITS), Next::Resend);
        assert_eq!(next(open, SENT + Duration::minutes(16), &WAITS), Next::Wait);
        assert_eq!(next(open, SENT + Duration::minutes(29), &WAITS), Next::Wait);
        assert_eq!(next(open, SENT + Duration::minutes(30), &WAITS), Next::GiveUp("token_window_over"));
    }

    #[test]
    fn absence_needs_two_late_looks_in_a_row_a_minute_apart() {
        use Sight::{Absent, Busy, Unmapped, Unreadable};
        let dead = SENT + Duration::minutes(15);
        let cases: [(&[(i64, Sight)], bool); 9] = [
            (&[], false),
            (&[(1200, Absent)], false),
            (&[(1200, Absent), (1259, Absent)], false),
            (&[(1200, Absent), (1260, Absent)], true),
            (&[(1199, Absent), (1260, Absent)], false),
            (&[(60, Absent), (120, Absent)], false),
            (&[(1200, Absent), (1230, Unreadable), (1260, Absent)], true),
            (&[(1200, Absent), (1230, Unmapped), (1260, Absent)], false),
            (&[(1200, Absent), (1260, Absent), (1320, Busy)], false),
        ];
        for (seen, expected) in cases {
            assert_eq!(is_absent(&looks(seen), dead, &WAITS), expected, "{seen:?}");
        }
    }

    #[test]
    fn other_classes_are_never_sent_again() {
        for class in [Class::Name, Class::Setstate] {
            for minutes in [0, 14, 30, 60, 1439] {
                for seen in [&[][..], &[(1200, Sight::Absent)], &[(60, Sight::Unreadable)]] {
                    let seen = looks(seen);
                    let sends = [dying(Duration::minutes(15))];
                    let open = Open { class, is_bearer: false, sends: &sends, looks: &seen };
                    assert_eq!(next(open, SENT + Duration::minutes(minutes), &WAITS), Next::Look);
                }
            }
        }
    }

    #[test]
    fn with_a_bearer_token_absence_alone_proves_nothing() {
        let seen = looks(&[(90_000, Sight::Absent), (90_100, Sight::Absent)]);
        let sends = [dying(Duration::hours(24))];
        let open = Open { class: Class::Name, is_bearer: true, sends: &sends, looks: &seen };

        assert_eq!(next(open, SENT + Duration::minutes(59), &WAITS), Next::Look);
        assert_eq!(next(open, SENT + Duration::minutes(60), &WAITS), Next::GiveUp("absence_unproven"));
    }

    #[test]
    fn after_a_day_a_person_hears_why_it_is_not_settled() {
        for (sight, reason) in [
            (Sight::Unmapped, "unmapped_order"),
            (Sight::Busy, "task_busy"),
            (Sight::Unreadable, "list_unreadable"),
        ] {
            let seen = looks(&[(86_000, sight)]);
            let sends = [dying(Duration::minutes(15))];
            let open = Open { class: Class::Name, is_bearer: false, sends: &sends, looks: &seen };

            assert_eq!(next(open, SENT + Duration::hours(23), &WAITS), Next::Look);
            assert_eq!(next(open, SENT + Duration::hours(24), &WAITS), Next::GiveUp(reason));
        }
    }

    #[test]
    fn a_partial_change_is_a_persons_at_once() {
        let seen = looks(&[(5, Sight::Partial)]);
        let sends = [dying(Duration::minutes(15))];
        let open = Open { class: Class::Setstate, is_bearer: false, sends: &sends, looks: &seen };

        assert_eq!(next(open, SENT + Duration::seconds(6), &WAITS), Next::GiveUp("partial_change"));
    }

    #[test]
    fn every_sight_can_be_stored_and_read_again() {
        for sight in Sight::ALL {
            assert_eq!(Sight::of(sight.name()), Some(sight));
        }
    }
}
