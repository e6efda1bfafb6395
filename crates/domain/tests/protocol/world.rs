//! What there is: the order's rows, two workers, the cloud, time.

use std::fmt;

use domain::{
    catalog::Class,
    order::{
        Change, State, Verdict,
        settling::{self, Dying, Look, Next, Open, Sight, Waits},
    },
};
use time::{Duration, OffsetDateTime};

/// How long a signature lives, in ticks.
pub(crate) const LIFE: i8 = 2;
/// The same of a bearer token.
pub(crate) const BEARER_LIFE: i8 = 4;
/// How long the cloud knows a token after the sale.
pub(crate) const MEMORY: i8 = 4;
/// How long after a sale every list surely shows it.
pub(crate) const LISTED_AFTER: i8 = 1;
/// How long after a death absence counts.
pub(crate) const AFTER_DEATH: i8 = 1;

pub(crate) const WAITS: Waits = Waits {
    signature_life: Duration::minutes(LIFE as i64),
    token_memory: Duration::minutes(MEMORY as i64),
    after_death: Duration::minutes(AFTER_DEATH as i64),
    between_looks: Duration::minutes(1),
    give_up: Duration::minutes(5),
    give_up_bearer: Duration::minutes(3),
};

/// A design that is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Design {
    /// A lease that ran out is taken for a request that never left.
    ResendAfterLease,
    /// Resends go on after the cloud may have forgotten the token.
    ResendWithoutEnd,
    /// Every request has a token of its own.
    TokenInMemory,
    /// One look is enough, at any time.
    NoWaiting,
    /// A status of 500 is taken for "not done".
    JudgedByStatus,
    /// An order whose intent was lost buys without looking.
    NoLookFirst,
    /// A resend uses the credential that the order would use today.
    CredentialSwapped,
    /// A 403 for a resend is taken for a refusal of the purchase.
    RefusedResendRefusesAll,
    /// A cloud order that belongs to nobody is overlooked.
    UnmappedIsAbsent,
    /// Two orders change one task at the same time.
    TwoChangesOfOneTask,
    /// The task as it was is believed though another order changed it before the intent.
    StatesReadTooEarly,
    /// The conclusion reads without the lock that evidence takes.
    NoLock,
    /// A hold is lifted before what was lost is surely over, and without looking.
    ReleasedTooEarly,
    /// A person says "not bought" while a request may still arrive.
    PersonTooEarly,
    /// The client repeats a request that was answered 401.
    RepeatedAfter401,
    /// Signing and absence go by our clock alone.
    HostClockBelieved,
    /// A commit whose answer was lost is taken for one that was done.
    SentWithoutIntent,
    /// A bearer token is taken for a signature.
    AbsenceWithBearer,
    /// The intent is written without reading the order again.
    TakenBackUnseen,
    /// Nothing gives up and nobody is asked.
    NobodySettles,
}

/// What is checked, and what may go wrong in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scenario {
    name: &'static str,
    pub(crate) class: Class,
    pub(crate) prepaid: bool,
    pub(crate) bearer: bool,
    /// How long what a request carries is taken.
    pub(crate) life: i8,
    /// The database may once fall back to before the intent, whereupon a hold stands.
    pub(crate) fail_over: bool,
    /// The host's clock is off by any of [`Self::clocks`] whenever it is read.
    pub(crate) clock_jumps: bool,
    /// The lists never surely show a sale: what absence rests on does not hold.
    pub(crate) late_lists: bool,
    pub(crate) broken: Option<Design>,
    /// When an approved order expires.
    pub(crate) expires: i8,
    /// When time stops mattering.
    pub(crate) end: i8,
}

impl Scenario {
    pub(crate) const fn new(name: &'static str, class: Class, prepaid: bool, bearer: bool) -> Self {
        Self {
            name,
            class,
            prepaid,
            bearer,
            life: if bearer { BEARER_LIFE } else { LIFE },
            fail_over: false,
            clock_jumps: false,
            late_lists: false,
            broken: None,
            expires: 1,
            end: 6,
        }
    }

    pub(crate) const fn with_fail_over(self) -> Self {
        // Just long enough for one start after the hold.
        let expires = self.life + AFTER_DEATH + 1;
        Self { fail_over: true, expires, end: expires + self.end - 1, ..self }
    }

    pub(crate) const fn with_lasting_tokens(self) -> Self {
        Self { life: BEARER_LIFE + 2, ..self }
    }

    /// Leaves time for what a cloud forgets in the meantime.
    pub(crate) const fn with_patience(self) -> Self {
        Self { expires: self.expires + 2, end: self.end + 2, ..self }
    }

    pub(crate) const fn with_clock_jumps(self) -> Self {
        Self { clock_jumps: true, ..self }
    }

    pub(crate) const fn with_late_lists(self) -> Self {
        Self { late_lists: true, ..self }
    }

    pub(crate) const fn broken(self, design: Design) -> Self {
        Self { broken: Some(design), ..self }
    }

    pub(crate) fn is(&self, design: Design) -> bool {
        self.broken == Some(design)
    }

    /// How far the host's clock may be ahead.
    pub(crate) const fn clocks(&self) -> &'static [i8] {
        if self.clock_jumps { &[0, -3, 3] } else { &[0] }
    }

    /// How many requests are followed. After a fail-over, the lost one and the next.
    pub(crate) const fn requests(&self) -> usize {
        if self.fail_over { 2 } else { 3 }
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        for (on, text) in [
            (self.fail_over, ", fail-over"),
            (self.clock_jumps, ", the clock jumps"),
            (self.late_lists, ", late lists"),
        ] {
            f.write_str(if on { text } else { "" })?;
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Flight {
    /// It did not leave.
    No,
    /// It may arrive until its signature dies.
    Flying,
    /// It arrived, or never will.
    Over,
}

/// One request: its row, and itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Send {
    pub(crate) row: bool,
    /// Its row was lost in a fail-over.
    pub(crate) lost: bool,
    pub(crate) signed: i8,
    pub(crate) dead: i8,
    /// The cloud cannot know its token.
    pub(crate) stranger: bool,
    pub(crate) flight: Flight,
    pub(crate) verdict: Verdict,
}

pub(crate) const NO_SEND: Send = Send {
    row: false,
    lost: false,
    signed: 0,
    dead: 0,
    stranger: false,
    flight: Flight::No,
    verdict: Verdict::Open,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Reply {
    Done,
    /// A listed code.
    Refused,
    /// 500, or unreadable.
    Failed,
    /// 401 or 403 without a listed code, or one that proves nothing.
    Denied,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Worker {
    Idle,
    Claimed,
    /// Looked, signed; the intent is not written.
    Prepared {
        signed: i8,
    },
    /// The intent is committed.
    Intended {
        slot: u8,
        confirmed: bool,
    },
    Waiting {
        slot: u8,
        reply: Option<Reply>,
        repeated: bool,
    },
    Answered {
        slot: u8,
        verdict: Verdict,
        all: bool,
    },
    Looked {
        sight: Sight,
        at: i8,
    },
    Concluding {
        give_up: bool,
    },
    /// Has read what it concludes from, without a lock.
    Deciding {
        change: Change,
    },
}

/// A worker, and whether its fence is the order's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Claim {
    pub(crate) at: Worker,
    pub(crate) current: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Attempt {
    None,
    Live,
    Settled,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cloud {
    pub(crate) sales: u8,
    pub(crate) sold_at: i8,
    pub(crate) knows_token: bool,
    /// Another order brought the task to where this one would.
    pub(crate) other_change: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct World {
    pub(crate) now: i8,
    pub(crate) state: State,
    pub(crate) hold: bool,
    /// When a fail-over was noticed; below zero: none was.
    pub(crate) held_at: i8,
    /// The requester replaced the credential.
    pub(crate) replaced: bool,
    pub(crate) attempt: Attempt,
    pub(crate) sends: [Send; 3],
    /// The last looks, the oldest first.
    pub(crate) looks: [Option<(Sight, i8)>; 2],
    pub(crate) sale_written: bool,
    pub(crate) workers: [Claim; 2],
    pub(crate) cloud: Cloud,
}

pub(crate) const IDLE: Claim = Claim { at: Worker::Idle, current: false };

impl World {
    /// An order that was just approved.
    pub(crate) const BEGINNING: Self = Self {
        now: 0,
        state: State::Approved,
        hold: false,
        held_at: -1,
        replaced: false,
        attempt: Attempt::None,
        sends: [NO_SEND; 3],
        looks: [None; 2],
        sale_written: false,
        workers: [IDLE; 2],
        cloud: Cloud { sales: 0, sold_at: 0, knows_token: false, other_change: false },
    };

    /// Changes the order as the product's own table allows. A change that it refuses is a fault of the model.
    pub(crate) fn apply(&mut self, change: Change) {
        self.state = self.state.apply(change).expect("a change of the table");
        if matches!(self.state, State::Bought | State::NotBought) && self.attempt == Attempt::Live {
            self.attempt = Attempt::Settled;
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &Send> {
        self.sends.iter().filter(|send| send.row)
    }

    pub(crate) fn verdicts(&self) -> Vec<Verdict> {
        self.rows().map(|send| send.verdict).collect()
    }

    pub(crate) fn add_look(&mut self, sight: Sight, at: i8) {
        let last = self.looks.iter().flatten().next_back();
        // What a look repeats is written down only where it counts for absence.
        if last.is_some_and(|last| last.0 == sight && (sight != Sight::Absent || last.1 == at)) {
            return;
        }
        match self.looks.iter_mut().find(|look| look.is_none()) {
            Some(free) => *free = Some((sight, at)),
            None => {
                self.looks.rotate_left(1);
                self.looks[1] = Some((sight, at));
            }
        }
    }

    /// What the open attempt needs, by the product's own rules, where the host's clock is `clock` ahead.
    pub(crate) fn next(&self, scenario: &Scenario, clock: i8) -> Next {
        let believed = scenario.is(Design::AbsenceWithBearer);
        let dead = |send: &Send| if believed { send.signed + LIFE } else { send.dead };
        let sends: Vec<_> = self
            .rows()
            .map(|send| Dying { signed_at: tick(send.signed), dead_at: tick(dead(send)) })
            .collect();
        let looks: Vec<_> =
            self.looks.iter().flatten().map(|(sight, at)| Look { at: tick(*at), sight: *sight }).collect();
        let is_bearer = scenario.bearer && !believed;
        let open = Open { class: scenario.class, is_bearer, sends: &sends, looks: &looks };
        let now = self.now.max(self.now + clock);
        let next = settling::next(open, tick(now), &WAITS);
        match next {
            _ if scenario.is(Design::ResendAfterLease) => Next::Resend,
            Next::Wait if scenario.is(Design::ResendWithoutEnd) => Next::Resend,
            Next::Look
                if scenario.is(Design::NoWaiting)
                    && looks.last().is_some_and(|look| look.sight == Sight::Absent) =>
            {
                Next::NotDone
            }
            Next::NotDone | Next::GiveUp(_) if scenario.is(Design::NobodySettles) => Next::Look,
            next => next,
        }
    }

    /// Whether something may still be bought by a request that left.
    pub(crate) fn may_arrive(&self) -> bool {
        self.sends.iter().any(|send| send.flight == Flight::Flying)
    }
}

pub(crate) fn tick(tick: i8) -> OffsetDateTime {
    OffsetDateTime::UNIX_EPOCH + Duration::minutes(i64::from(tick))
}
