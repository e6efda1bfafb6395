//! Forgets what makes no difference any more, so that equal worlds are one.

use std::hash::{Hash, Hasher};

use domain::{
    catalog::Class,
    order::{State, Verdict},
};

use crate::{
    search::Fast,
    world::{
        Attempt, Cloud, Design, Flight, IDLE, LISTED_AFTER, MEMORY, NO_SEND, Scenario, Send, Worker, World,
    },
};

pub(crate) fn tidy(world: &mut World, scenario: &Scenario) {
    workers(world, scenario);
    sends(world);
    if !world.hold && world.held_at > 0 {
        world.held_at = 0;
    }
    let ended = matches!(world.state, State::Bought | State::Cancelled | State::Expired | State::Draft);
    if ended || world.sale_written || world.state == State::NeedsPerson {
        world.looks = [None; 2];
    }
    if world.attempt != Attempt::None && !scenario.is(Design::CredentialSwapped) {
        world.replaced = false;
    }
    let cloud = &mut world.cloud;
    let told_by_time = if scenario.class == Class::Token { MEMORY } else { LISTED_AFTER };
    if cloud.sales > 0 && world.now >= cloud.sold_at + told_by_time {
        cloud.sold_at = -told_by_time;
    }
    if ended {
        world.cloud = Cloud { other_change: false, ..world.cloud };
        world.hold = false;
        let busy = |worker: &Worker| !matches!(worker, Worker::Idle | Worker::Looked { .. });
        if !world.may_arrive() && !world.workers.iter().any(|worker| busy(&worker.at)) {
            *world = World {
                state: world.state,
                held_at: world.held_at.min(0),
                cloud: world.cloud,
                now: scenario.end,
                ..World::BEGINNING
            };
        }
    }
}

fn workers(world: &mut World, scenario: &Scenario) {
    for worker in &mut world.workers {
        // A fence that fell behind leaves nothing to do but to write down what was seen.
        let pointless = !worker.current
            && match worker.at {
                Worker::Idle | Worker::Claimed | Worker::Concluding { .. } => true,
                Worker::Prepared { .. } => !scenario.is(Design::TakenBackUnseen),
                _ => false,
            };
        let gone = |slot: u8| world.sends[usize::from(slot)].lost;
        let pointless = pointless
            || match worker.at {
                Worker::Intended { slot, .. } => {
                    gone(slot) && world.now > world.sends[usize::from(slot)].signed
                }
                Worker::Waiting { slot, .. } | Worker::Answered { slot, .. } => gone(slot),
                _ => false,
            };
        if let Worker::Waiting { slot, reply: None, .. } = worker.at
            && world.sends[usize::from(slot)].flight == Flight::Over
        {
            worker.at = Worker::Answered { slot, verdict: Verdict::Open, all: false };
        }
        if worker.at == Worker::Idle || pointless {
            *worker = IDLE;
        }
    }
    world.workers.sort_unstable_by_key(|worker| {
        let mut fast = Fast::default();
        worker.hash(&mut fast);
        fast.finish()
    });
}

fn sends(world: &mut World) {
    for slot in 0..world.sends.len() {
        let send = world.sends[slot];
        let in_hand = world.workers.iter().any(|worker| worker.at.slot() == Some(slot));
        if in_hand || send.flight == Flight::Flying {
            continue;
        }
        // One that was written and never left, or that is over, differs in nothing.
        if send.row {
            world.sends[slot].flight = Flight::Over;
        } else if send.lost {
            world.sends[slot] = Send { lost: true, flight: Flight::Over, verdict: Verdict::Open, ..NO_SEND };
        }
    }
}

impl Worker {
    /// The request that it has in hand.
    fn slot(self) -> Option<usize> {
        match self {
            Self::Intended { slot, .. } | Self::Waiting { slot, .. } | Self::Answered { slot, .. } => {
                Some(usize::from(slot))
            }
            _ => None,
        }
    }
}
