//! What a worker does, step by step. Each may be its last.

use domain::{
    catalog::Class,
    order::{
        Change, State, Verdict, outcome,
        settling::{Next, Sight},
    },
};

use crate::{
    search::Steps,
    world::{Attempt, Claim, Design, Flight, IDLE, Reply, Scenario, Send, Worker, World},
};

pub(crate) fn steps(world: &World, scenario: &Scenario, out: &mut Steps) {
    if let Some(idle) = world.workers.iter().position(|worker| worker.at == Worker::Idle) {
        claim(world, scenario, idle, out);
    }
    for me in 0..world.workers.len() {
        if world.workers[me].at == Worker::Idle {
            continue;
        }
        let mut dead = *world;
        dead.workers[me] = IDLE;
        out.push("a worker dies", dead);
        work(world, scenario, me, out);
    }
}

/// T0.
fn claim(world: &World, scenario: &Scenario, me: usize, out: &mut Steps) {
    let due = match world.state {
        State::Approved => !world.hold && world.now < scenario.expires,
        State::Executing | State::Unknown => true,
        _ => false,
    };
    // A lease may run out at any time, so that it never keeps anybody from claiming.
    if due {
        let mut next = *world;
        next.nobody_is_current();
        out.push("claimed, and the worker dies", next);
        next.workers[me] = Claim { at: Worker::Claimed, current: true };
        work(&next, scenario, me, out);
    }
}

fn work(world: &World, scenario: &Scenario, me: usize, out: &mut Steps) {
    match world.workers[me].at {
        Worker::Idle => {}
        Worker::Claimed => match world.state {
            State::Approved => prepare(world, scenario, me, out),
            State::Executing | State::Unknown => settle(world, scenario, me, out),
            _ => out.push("nothing to do", world.without(me)),
        },
        Worker::Prepared { signed } => intend(world, scenario, me, signed, out),
        Worker::Intended { slot, confirmed } => send(world, scenario, me, slot, confirmed, out),
        Worker::Waiting { slot, reply, repeated } => {
            wait(world, scenario, me, (slot, reply, repeated), out);
        }
        Worker::Answered { slot, verdict, all } => remember(world, me, slot, verdict, all, out),
        Worker::Looked { sight, at } => record(world, scenario, me, sight, at, out),
        Worker::Concluding { give_up } => conclude(world, scenario, me, give_up, out),
        Worker::Deciding { change } => decide(world, me, change, out),
    }
}

impl World {
    fn with(&self, me: usize, at: Worker) -> Self {
        let mut next = *self;
        next.workers[me].at = at;
        next
    }

    /// The worker is done.
    fn without(&self, me: usize) -> Self {
        let mut next = *self;
        next.workers[me] = IDLE;
        next
    }
}

/// Whether anything is signed with a clock that far from the cloud's.
fn may_sign(scenario: &Scenario, clock: i8) -> bool {
    clock == 0 || scenario.is(Design::HostClockBelieved)
}

/// P: look first, compare the clocks, sign.
fn prepare(world: &World, scenario: &Scenario, me: usize, out: &mut Steps) {
    for clock in scenario.clocks() {
        if may_sign(scenario, *clock) {
            look_first(world, scenario, me, world.now + clock, out);
        } else {
            out.push("the clock is off", world.without(me));
        }
    }
}

fn look_first(world: &World, scenario: &Scenario, me: usize, signed: i8, out: &mut Steps) {
    let prepared = world.with(me, Worker::Prepared { signed });
    if scenario.class == Class::Token || scenario.is(Design::NoLookFirst) {
        return out.push("signed", prepared);
    }
    for sight in world.sights(scenario) {
        match (scenario.class, sight) {
            (_, Sight::Absent) => out.push("looked first, signed", prepared),
            (Class::Name, Sight::Found) if world.workers[me].current => {
                let mut there = world.without(me);
                there.attempt = Attempt::Settled;
                there.apply(Change::Bought);
                out.push("found before it was sent", there);
            }
            (Class::Setstate, Sight::Found) if world.workers[me].current => {
                let mut back = world.without(me);
                back.nobody_is_current();
                back.apply(Change::Revised);
                out.push("the target is reached already", back);
            }
            // Without a fail-over, what is nobody's is from before this order.
            (Class::Name, Sight::Unmapped) if world.held_at < 0 => {
                out.push("looked first past a stray order, signed", prepared);
            }
            _ => out.push("waits for a clear sight", world.without(me)),
        }
    }
}

/// T1. The intent and its send, if the order is as it was.
fn intend(world: &World, scenario: &Scenario, me: usize, signed: i8, out: &mut Steps) {
    let unseen = scenario.is(Design::TakenBackUnseen);
    if !(world.workers[me].current && world.state == State::Approved || unseen) {
        return out.push("not mine any more", world.without(me));
    }
    if world.hold || (world.now >= scenario.expires && !unseen) || world.attempt != Attempt::None {
        return out.push("held up", world.without(me));
    }
    if world.replaced {
        let mut back = world.without(me);
        back.nobody_is_current();
        back.apply(Change::Revised);
        return out.push("back, the credential is replaced", back);
    }
    if world.cloud.other_change && !scenario.is(Design::StatesReadTooEarly) {
        return out.push("the task changed since it was read", world.without(me));
    }
    let Some(slot) = world.free_slot(scenario) else { return };
    if scenario.is(Design::SentWithoutIntent) {
        let lost = world.with(me, Worker::Intended { slot, confirmed: false });
        out.push("the commit fails, its answer is lost", lost);
    }
    let mut next = world.with(me, Worker::Intended { slot, confirmed: true });
    next.write_send(scenario, slot, signed);
    next.attempt = Attempt::Live;
    if world.state == State::Approved {
        next.apply(Change::Started);
    }
    out.push("the intent is committed", next);
}

impl World {
    fn free_slot(&self, scenario: &Scenario) -> Option<u8> {
        let free = self.sends[..scenario.requests()].iter().position(|send| !send.row && !send.lost)?;
        u8::try_from(free).ok()
    }

    fn write_send(&mut self, scenario: &Scenario, slot: u8, signed: i8) {
        let is_first = self.rows().count() == 0;
        let stranger = scenario.is(Design::TokenInMemory)
            || (scenario.is(Design::CredentialSwapped) && !is_first && self.replaced);
        // A bearer token's end is told by the cloud.
        let dead = if scenario.bearer { self.now } else { signed } + scenario.life;
        self.sends[usize::from(slot)] = Send {
            row: true,
            lost: false,
            signed,
            dead,
            stranger,
            flight: Flight::No,
            verdict: Verdict::Open,
        };
    }
}

/// S, unless the worker stalled since it signed.
fn send(world: &World, scenario: &Scenario, me: usize, slot: u8, confirmed: bool, out: &mut Steps) {
    let mut next = world.with(me, Worker::Waiting { slot, reply: None, repeated: false });
    let request = &mut next.sends[usize::from(slot)];
    if !confirmed {
        return out.push_broken("sent", next, "sent without its intent");
    }
    let stalled = request.signed != world.now && !scenario.is(Design::HostClockBelieved);
    if stalled || request.flight != Flight::No || world.now >= request.dead {
        return out.push("stalled, not sent", world.with(me, Worker::Concluding { give_up: false }));
    }
    request.flight = Flight::Flying;
    out.push("sent", next);
}

fn wait(
    world: &World,
    scenario: &Scenario,
    me: usize,
    (slot, reply, repeated): (u8, Option<Reply>, bool),
    out: &mut Steps,
) {
    if reply == Some(Reply::Denied) && !repeated && scenario.is(Design::RepeatedAfter401) {
        let mut again = world.with(me, Worker::Waiting { slot, reply: None, repeated: true });
        again.sends[usize::from(slot)].flight = Flight::Flying;
        return out.push("repeated after 401", again);
    }
    let is_resend = world.rows().count() > 1;
    let (verdict, all) = match reply {
        Some(Reply::Done) => (Verdict::Done, false),
        Some(Reply::Refused) => (Verdict::NotDone, false),
        Some(Reply::Failed) if scenario.is(Design::JudgedByStatus) => (Verdict::NotDone, false),
        Some(Reply::Denied) if scenario.is(Design::RefusedResendRefusesAll) && is_resend => {
            (Verdict::NotDone, true)
        }
        Some(Reply::Failed | Reply::Denied) | None => (Verdict::Open, false),
    };
    let label = if reply.is_some() { "the answer is read" } else { "no answer" };
    out.push(label, world.with(me, Worker::Answered { slot, verdict, all }));
}

/// T2, not fenced. A row that a fail-over lost takes no evidence.
fn remember(world: &World, me: usize, slot: u8, verdict: Verdict, all: bool, out: &mut Steps) {
    let mut next = world.with(me, Worker::Concluding { give_up: false });
    for (number, send) in next.sends.iter_mut().enumerate() {
        if send.row && (all || number == usize::from(slot)) && send.verdict != Verdict::Done {
            send.verdict = verdict;
        }
    }
    if verdict == Verdict::Done && next.sends[usize::from(slot)].row {
        next.a_sale_is_written();
    }
    out.push("the answer is written", next);
}

impl World {
    /// The evidence trigger: a sale that comes late makes the order a person's.
    fn a_sale_is_written(&mut self) {
        self.sale_written = true;
        if self.state == State::NotBought {
            self.apply(Change::LateSale);
        }
    }
}

/// An open order: conclude, resend or look.
fn settle(world: &World, scenario: &Scenario, me: usize, out: &mut Steps) {
    let concluding = |give_up| world.with(me, Worker::Concluding { give_up });
    if outcome(&world.verdicts()) != Change::OutcomeLost {
        return out.push("enough is known", concluding(false));
    }
    for clock in scenario.clocks() {
        match world.next(scenario, *clock) {
            Next::GiveUp(_) => out.push("gives up", concluding(true)),
            Next::Wait => out.push("waits", concluding(false)),
            Next::Resend | Next::Look | Next::NotDone if !may_sign(scenario, *clock) => {
                out.push("the clock is off", concluding(false));
            }
            Next::Resend => resend(world, scenario, me, world.now + clock, out),
            Next::Look | Next::NotDone => {
                let believed = scenario.is(Design::HostClockBelieved);
                let at = if believed { world.now + clock } else { world.now };
                for sight in world.sights(scenario) {
                    // When it was matters of absence alone.
                    let at = if sight == Sight::Absent { at } else { 0 };
                    out.push("looks", world.with(me, Worker::Looked { sight, at }));
                }
                out.push("cannot read a list", concluding(false));
            }
        }
    }
}

/// Another request with the same token and bytes; under the lock everything is read again.
fn resend(world: &World, scenario: &Scenario, me: usize, signed: i8, out: &mut Steps) {
    let mine = world.workers[me].current && matches!(world.state, State::Executing | State::Unknown);
    match world.free_slot(scenario) {
        Some(slot) if mine => {
            let mut next = world.with(me, Worker::Intended { slot, confirmed: true });
            next.write_send(scenario, slot, signed);
            out.push("the resend is written", next);
        }
        _ => out.push("no resend", world.with(me, Worker::Concluding { give_up: false })),
    }
}

/// What a look showed, and the verdicts that follow. Not fenced.
fn record(world: &World, scenario: &Scenario, me: usize, sight: Sight, at: i8, out: &mut Steps) {
    let mut next = world.with(me, Worker::Concluding { give_up: false });
    if next.attempt == Attempt::None {
        return out.push("the look is of a lost intent", next);
    }
    let verdict = if sight == Sight::Found {
        next.a_sale_is_written();
        Some(Verdict::Done)
    } else {
        next.add_look(sight, at);
        let open = matches!(next.state, State::Executing | State::Unknown);
        (open && next.next(scenario, 0) == Next::NotDone).then_some(Verdict::NotDone)
    };
    if let Some(verdict) = verdict {
        for send in &mut next.sends {
            // A sale counts whatever absence said before; absence settles what is open.
            if send.row && (send.verdict == Verdict::Open || verdict == Verdict::Done) {
                send.verdict = verdict;
            }
        }
    }
    out.push("the look is written", next);
}

/// T3: what follows from all verdicts, fenced, under the lock.
fn conclude(world: &World, scenario: &Scenario, me: usize, give_up: bool, out: &mut Steps) {
    if !(world.workers[me].current && matches!(world.state, State::Executing | State::Unknown)) {
        return out.push("not mine any more", world.without(me));
    }
    let change = match outcome(&world.verdicts()) {
        Change::OutcomeLost if give_up => Change::GivenUp,
        change => change,
    };
    if scenario.is(Design::NoLock) {
        return out.push("reads without the lock", world.with(me, Worker::Deciding { change }));
    }
    out.push("concluded", world.concluded(me, change));
}

impl World {
    fn concluded(&self, me: usize, change: Change) -> Self {
        let mut next = self.without(me);
        if !(change == Change::OutcomeLost && next.state == State::Unknown) {
            next.apply(change);
        }
        next
    }
}

fn decide(world: &World, me: usize, change: Change, out: &mut Steps) {
    if !matches!(world.state, State::Executing | State::Unknown) {
        return out.push("written by somebody else", world.without(me));
    }
    let next = world.concluded(me, change);
    if world.sale_written && matches!(change, Change::NotBought | Change::GivenUp) {
        return out.push_broken("concluded", next, "concluded beside an answer");
    }
    out.push("concluded", next);
}
