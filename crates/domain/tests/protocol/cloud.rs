//! What happens without the portal: time, clocks, the cloud, the requester, fail-over, a person.

use domain::{
    catalog::Class,
    order::{Change, State, Verdict, settling::Sight},
};

use crate::{
    search::Steps,
    world::{
        AFTER_DEATH, Attempt, Cloud, Design, Flight, IDLE, LISTED_AFTER, MEMORY, Reply, Scenario, Worker,
        World,
    },
};

pub(crate) fn steps(world: &World, scenario: &Scenario, out: &mut Steps) {
    time(world, scenario, out);
    for slot in 0..world.sends.len() {
        if world.sends[slot].flight == Flight::Flying {
            arrive(world, scenario, slot, out);
        }
    }
    if scenario.class == Class::Setstate
        && !world.cloud.other_change
        && world.cloud.sales == 0
        // The database holds one live change of a task.
        && (world.attempt != Attempt::Live || scenario.is(Design::TwoChangesOfOneTask))
    {
        out.push(
            "another order changes the task",
            World { cloud: Cloud { other_change: true, ..world.cloud }, ..*world },
        );
    }
    people(world, scenario, out);
    if scenario.fail_over {
        fail_over(world, scenario, out);
    }
}

fn time(world: &World, scenario: &Scenario, out: &mut Steps) {
    if world.now < scenario.end {
        let mut later = World { now: world.now + 1, ..*world };
        for send in &mut later.sends {
            if send.flight == Flight::Flying && later.now >= send.dead {
                send.flight = Flight::Over;
            }
        }
        out.push("time passes", later);
    }
}

/// A request reaches the cloud, which sells or not, and answers or not.
fn arrive(world: &World, scenario: &Scenario, slot: usize, out: &mut Steps) {
    let mut over = *world;
    over.sends[slot].flight = Flight::Over;
    // Its clock must be near the cloud's.
    if over.sends[slot].signed > over.now + 2 {
        return;
    }
    let known = scenario.class == Class::Token
        && over.cloud.knows_token
        && !over.sends[slot].stranger
        && over.now < over.cloud.sold_at + MEMORY;
    if known {
        answered(&over, scenario, slot, Reply::Done, "the cloud knows the token", out);
        return;
    }
    let mut sold = over;
    sold.cloud.sales += 1;
    if over.cloud.sales == 0 {
        sold.cloud.sold_at = over.now;
        sold.cloud.knows_token = true;
    }
    answered(&sold, scenario, slot, Reply::Done, "the cloud sells", out);
    answered(&over, scenario, slot, Reply::Refused, "the cloud does not sell", out);
}

/// The answer reaches who waits for it: the true one, or one that says nothing.
fn answered(
    world: &World,
    scenario: &Scenario,
    slot: usize,
    truth: Reply,
    label: &'static str,
    out: &mut Steps,
) {
    let waits =
        |worker: &Worker| matches!(worker, Worker::Waiting { slot: own, .. } if usize::from(*own) == slot);
    let Some(me) = world.workers.iter().position(|worker| waits(&worker.at)) else {
        return out.push(label, *world);
    };
    // One that says nothing differs from a time-out only where the design is broken.
    let tells_apart = scenario.broken.is_some();
    for reply in [truth, Reply::Failed, Reply::Denied] {
        if reply != truth && !tells_apart {
            continue;
        }
        let mut next = *world;
        if let Worker::Waiting { reply: waiting, .. } = &mut next.workers[me].at {
            *waiting = Some(reply);
        }
        out.push(label, next);
    }
}

impl World {
    /// Whether lists surely show the sale by now.
    fn is_surely_listed(&self, scenario: &Scenario) -> bool {
        self.cloud.sales > 0 && !scenario.late_lists && self.now >= self.cloud.sold_at + LISTED_AFTER
    }

    /// What a look at the cloud may show now, a list that cannot be read aside.
    pub(crate) fn sights(&self, scenario: &Scenario) -> Vec<Sight> {
        let sold = self.cloud.sales > 0;
        let mut sights = Vec::new();
        match scenario.class {
            Class::Token => {}
            Class::Name => {
                // An order that names nothing yet: this one's, or a stranger's.
                if scenario.prepaid {
                    sights.push(Sight::Unmapped);
                }
                if sold {
                    sights.push(Sight::Found);
                }
                if !self.is_surely_listed(scenario) {
                    sights.push(Sight::Absent);
                }
            }
            Class::Setstate => {
                sights.extend([Sight::Busy, Sight::Partial]);
                if sold || self.cloud.other_change {
                    sights.push(Sight::Found);
                }
                if !self.is_surely_listed(scenario) && !self.cloud.other_change {
                    sights.push(Sight::Absent);
                }
            }
        }
        if scenario.is(Design::UnmappedIsAbsent) {
            for sight in &mut sights {
                if *sight == Sight::Unmapped {
                    *sight = Sight::Absent;
                }
            }
        }
        sights
    }

    /// Whether every request that may have left, the lost ones too, is dead for long enough.
    fn is_surely_over(&self, scenario: &Scenario) -> bool {
        let rows = self.rows().all(|send| self.now >= send.dead + AFTER_DEATH);
        rows && (self.held_at < 0 || self.now >= self.held_at + scenario.life + AFTER_DEATH)
    }
}

fn people(world: &World, scenario: &Scenario, out: &mut Steps) {
    let plain = !scenario.fail_over && !scenario.clock_jumps;
    if plain && !world.replaced && scenario.class == Class::Token && world.attempt != Attempt::Settled {
        out.push("the credential is replaced", World { replaced: true, ..*world });
    }
    let mut next = *world;
    match world.state {
        State::Approved if world.now >= scenario.expires => {
            next.apply(Change::Expired);
            out.push("it expires", next);
        }
        // After a fail-over the sweep finds what a withdrawn order had bought.
        State::Approved if !scenario.fail_over => {
            next.apply(Change::Cancelled);
            next.nobody_is_current();
            out.push("the requester takes it back", next);
        }
        State::NeedsPerson if !scenario.is(Design::NobodySettles) => {
            if world.cloud.sales > 0 {
                let mut bought = *world;
                bought.apply(Change::Bought);
                out.push("a person finds the sale", bought);
            }
            let over = world.is_surely_over(scenario) || scenario.is(Design::PersonTooEarly);
            if over && !world.is_surely_listed(scenario) && !world.sale_written {
                next.apply(Change::NotBought);
                out.push("a person looks and finds nothing", next);
            }
        }
        _ => {}
    }
}

impl World {
    pub(crate) fn nobody_is_current(&mut self) {
        for worker in &mut self.workers {
            worker.current = false;
        }
    }
}

fn fail_over(world: &World, scenario: &Scenario, out: &mut Steps) {
    let rows = world.rows().count();
    if world.held_at < 0 && world.now == 0 && rows == 1 {
        let mut lost = World { state: State::Approved, hold: true, held_at: world.now, ..*world };
        lost.attempt = Attempt::None;
        lost.looks = [None; 2];
        lost.sale_written = false;
        for send in &mut lost.sends {
            if send.row {
                send.row = false;
                send.lost = true;
                send.verdict = Verdict::Open;
            }
        }
        // What they read or heard is of rows that are gone; what they are about to send still leaves.
        for worker in &mut lost.workers {
            if !matches!(worker.at, Worker::Intended { .. }) {
                *worker = IDLE;
            }
        }
        lost.nobody_is_current();
        out.push("the database falls back to before the intent", lost);
    }
    if !world.hold {
        return;
    }
    let mut released = World { hold: false, ..*world };
    if scenario.is(Design::ReleasedTooEarly) {
        out.push("released at once", released);
        return;
    }
    if world.state != State::Approved || !world.is_surely_over(scenario) {
        return;
    }
    // Nothing by which it could be told apart: what the lists show may be its purchase.
    let cannot_tell = scenario.class == Class::Token || scenario.prepaid;
    if world.cloud.sales > 0 && cannot_tell {
        released.apply(Change::GivenUp);
        out.push("released, with something unowned", released);
    } else {
        out.push("released", released);
    }
}
