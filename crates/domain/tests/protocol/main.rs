//! The purchase protocol, checked in every state that it can reach: one order, two workers, a cloud that may lose
//! answers or sell late, a database that may lose its own, and time. The decisions are the product's own.
//!
//! One tick is about seven minutes: a signature lives for two, a token is remembered for four. Crashes, stalls
//! and leases that run out are possible at every step, so that a commit whose answer is lost is the commit
//! followed by a crash.

mod cloud;
mod search;
mod steps;
mod tidy;
mod world;

use std::time::Instant;

use domain::catalog::Class;
use search::explore;
use world::{Design, Scenario};

const TOKEN: Scenario = Scenario::new("token", Class::Token, false, false);
const NAME: Scenario = Scenario::new("name, postpaid", Class::Name, false, false);
const PREPAID: Scenario = Scenario::new("name, prepaid", Class::Name, true, false);
const BEARER: Scenario = Scenario::new("name, postpaid, bearer", Class::Name, false, true);
const PREPAID_BEARER: Scenario = Scenario::new("name, prepaid, bearer", Class::Name, true, true);
const SETSTATE: Scenario = Scenario::new("setstate", Class::Setstate, false, false);

#[test]
fn what_the_cloud_deduplicates_is_bought_at_most_once() {
    holds(&[TOKEN, TOKEN.with_fail_over(), TOKEN.with_clock_jumps()]);
}

#[test]
fn what_has_a_name_is_bought_at_most_once() {
    for class in [NAME, PREPAID] {
        holds(&[class, class.with_fail_over(), class.with_clock_jumps(), class.with_late_lists()]);
    }
}

#[test]
fn what_has_a_name_and_a_bearer_token_is_bought_at_most_once() {
    for class in [BEARER, PREPAID_BEARER] {
        holds(&[class, class.with_fail_over(), class.with_clock_jumps(), class.with_late_lists()]);
    }
}

#[test]
fn what_is_compared_is_bought_at_most_once() {
    let class = SETSTATE;
    holds(&[class, class.with_fail_over(), class.with_clock_jumps(), class.with_late_lists()]);
}

/// In every state that can be reached no rule is broken, and an end can be reached from it.
fn holds(scenarios: &[Scenario]) {
    for scenario in scenarios {
        let began = Instant::now();
        let found = explore(scenario);
        let seconds = began.elapsed().as_secs_f64();
        println!("{scenario}: {} states, {} steps, {seconds:.1} s", found.states, found.steps);
        if let Some(violation) = found.violation.or(found.dead_end) {
            panic!("{scenario}: {violation}");
        }
    }
}

#[test]
fn every_design_that_is_broken_on_purpose_is_found() {
    let (token, name, prepaid, bearer, setstate) = (TOKEN, NAME, PREPAID, BEARER, SETSTATE);
    let cases = [
        (Design::ResendAfterLease, name, "sold twice"),
        (Design::ResendAfterLease, token, "sold twice"),
        (Design::ResendWithoutEnd, token, "sold twice"),
        (Design::TokenInMemory, token, "sold twice"),
        (Design::NoWaiting, name, "not bought, and it may be"),
        (Design::NoWaiting, setstate, "not bought, and it may be"),
        (Design::JudgedByStatus, name, "not bought, and it may be"),
        (Design::NoLookFirst, name.with_fail_over(), "sold twice"),
        (Design::CredentialSwapped, token, "sold twice"),
        (Design::RefusedResendRefusesAll, token, "not bought, and it may be"),
        (Design::UnmappedIsAbsent, prepaid, "not bought, and it may be"),
        (Design::TwoChangesOfOneTask, setstate, "bought, and nothing was sold"),
        (Design::StatesReadTooEarly, setstate, "bought, and nothing was sold"),
        (Design::NoLock, name, "concluded beside an answer"),
        (Design::NoLock, name.with_late_lists(), "concluded beside an answer"),
        (Design::ReleasedTooEarly, token.with_fail_over().with_patience(), "not bought, and it may be"),
        (Design::ReleasedTooEarly, name.with_fail_over(), "sold twice"),
        (Design::ReleasedTooEarly, prepaid.with_fail_over(), "sold twice"),
        (Design::PersonTooEarly, bearer, "not bought, and it may be"),
        (Design::RepeatedAfter401, name, "sold twice"),
        (Design::HostClockBelieved, name.with_clock_jumps(), "not bought, and it may be"),
        (Design::HostClockBelieved, token.with_clock_jumps(), "sold twice"),
        (Design::SentWithoutIntent, token, "sent without its intent"),
        (Design::AbsenceWithBearer, bearer.with_lasting_tokens(), "not bought, and it may be"),
        (Design::TakenBackUnseen, name, "taken back, and it may be bought"),
        (Design::NobodySettles, name, "no end"),
    ];
    for (design, scenario, expected) in cases {
        let scenario = scenario.broken(design);
        let found = explore(&scenario);
        let said = match (&found.violation, &found.dead_end) {
            (Some(violation), _) => violation.rule,
            (None, Some(_)) => "no end",
            (None, None) => "nothing",
        };
        println!("{design:?}, {scenario}: {said} after {} states", found.states);
        assert_eq!(said, expected, "{design:?}, {scenario}");
    }
}
