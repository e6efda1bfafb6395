//! Breadth first through every world that can be reached.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasherDefault, Hasher},
};

use domain::order::State;

use crate::{
    cloud, steps, tidy,
    world::{Scenario, World},
};

/// The steps from one world.
#[derive(Default)]
pub(crate) struct Steps(Vec<(&'static str, World, Option<&'static str>)>);

impl Steps {
    pub(crate) fn push(&mut self, label: &'static str, world: World) {
        self.0.push((label, world, None));
    }

    /// A step that is itself against a rule.
    pub(crate) fn push_broken(&mut self, label: &'static str, world: World, rule: &'static str) {
        self.0.push((label, world, Some(rule)));
    }
}

/// A rule that does not hold, and the shortest way there.
pub(crate) struct Violation {
    pub(crate) rule: &'static str,
    way: Vec<(&'static str, World)>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.rule)?;
        for (label, world) in &self.way {
            writeln!(f, "  {label}: {world:?}")?;
        }
        Ok(())
    }
}

pub(crate) struct Found {
    pub(crate) states: usize,
    pub(crate) steps: usize,
    pub(crate) violation: Option<Violation>,
    /// A world from which no end can be reached.
    pub(crate) dead_end: Option<Violation>,
}

/// Explores until a rule breaks or everything was seen.
pub(crate) fn explore(scenario: &Scenario) -> Found {
    let mut numbers: HashMap<World, u32, BuildHasherDefault<Fast>> = HashMap::default();
    let mut worlds = vec![World::BEGINNING];
    let mut came: Vec<(u32, &'static str)> = vec![(0, "approved")];
    let mut edges: Vec<(u32, u32)> = Vec::new();
    numbers.insert(World::BEGINNING, 0);
    let mut out = Steps::default();
    let mut at = 0;
    while let Some(world) = worlds.get(at).copied() {
        let from = number(at);
        out.0.clear();
        steps::steps(&world, scenario, &mut out);
        cloud::steps(&world, scenario, &mut out);
        for (label, mut next, broken) in out.0.drain(..) {
            tidy::tidy(&mut next, scenario);
            let to = *numbers.entry(next).or_insert_with(|| {
                worlds.push(next);
                came.push((from, label));
                number(worlds.len() - 1)
            });
            edges.push((from, to));
            if let Some(rule) = broken.or_else(|| rule_broken(&next, scenario)) {
                let mut way = way_to(&worlds, &came, from);
                way.push((label, next));
                let violation = Some(Violation { rule, way });
                return Found { states: worlds.len(), steps: edges.len(), violation, dead_end: None };
            }
        }
        at += 1;
    }
    let dead_end = dead_end(&worlds, &edges)
        .map(|stuck| Violation { rule: "no end", way: way_to(&worlds, &came, stuck) });
    Found { states: worlds.len(), steps: edges.len(), violation: None, dead_end }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).expect("fewer worlds than that")
}

fn way_to(worlds: &[World], came: &[(u32, &'static str)], to: u32) -> Vec<(&'static str, World)> {
    let mut way = Vec::new();
    let mut at = to as usize;
    while at != 0 {
        way.push((came[at].1, worlds[at]));
        at = came[at].0 as usize;
    }
    way.reverse();
    way
}

/// What must never be.
fn rule_broken(world: &World, scenario: &Scenario) -> Option<&'static str> {
    let sold = world.cloud.sales > 0;
    if world.cloud.sales > 1 {
        return Some("sold twice");
    }
    if world.state == State::NotBought && world.sale_written {
        return Some("not bought beside evidence of a sale");
    }
    if world.state == State::Bought && !sold {
        return Some("bought, and nothing was sold");
    }
    // Late lists break what absence rests on; then nothing but the evidence counts.
    if world.state == State::NotBought && (sold || world.may_arrive()) && !scenario.late_lists {
        return Some("not bought, and it may be");
    }
    // A fail-over may have lost the intent of an order that ends by expiry: the sweep finds what it bought.
    let taken_back = matches!(world.state, State::Cancelled | State::Expired);
    if taken_back && (sold || world.may_arrive()) && world.held_at < 0 {
        return Some("taken back, and it may be bought");
    }
    None
}

/// A world from which none that has ended can be reached. A person is no end: there must be a verdict to give.
fn dead_end(worlds: &[World], edges: &[(u32, u32)]) -> Option<u32> {
    let mut before: Vec<u32> = vec![0; worlds.len() + 1];
    for (_, to) in edges {
        before[*to as usize + 1] += 1;
    }
    for index in 1..before.len() {
        before[index] += before[index - 1];
    }
    let mut next = before.clone();
    let mut from_of = vec![0; edges.len()];
    for (from, to) in edges {
        let place = &mut next[*to as usize];
        from_of[*place as usize] = *from;
        *place += 1;
    }
    let is_end = |world: &World| {
        matches!(
            world.state,
            State::Bought | State::NotBought | State::Cancelled | State::Expired | State::Draft
        )
    };
    let mut ends: Vec<bool> = worlds.iter().map(is_end).collect();
    let mut open: Vec<u32> = (0..number(worlds.len())).filter(|index| ends[*index as usize]).collect();
    while let Some(to) = open.pop() {
        for place in before[to as usize]..before[to as usize + 1] {
            let from = from_of[place as usize];
            if !std::mem::replace(&mut ends[from as usize], true) {
                open.push(from);
            }
        }
    }
    ends.iter().position(|ends| !ends).map(number)
}

/// A hasher that is fast without optimisation.
#[derive(Default)]
pub(crate) struct Fast(u64);

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }

    fn write_i8(&mut self, value: i8) {
        self.write_u64(u64::from(value.cast_unsigned()));
    }

    fn write_isize(&mut self, value: isize) {
        self.write_u64(value.cast_unsigned() as u64);
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0.rotate_left(5) ^ value).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}
