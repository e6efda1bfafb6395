//! Workers that stall while another takes over, and go on (W9, W10, W21); workers that claim at once (W11).

use std::sync::Arc;

use backend::{
    failpoint::{Place, What},
    jobs::purchase,
};
use cloud_sim::When;
use domain::order::State;
use futures::future::join_all;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;
use tokio::sync::Notify;

use super::trial::{Bench, is_over};
use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_wakes_after_another_took_over_spoils_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in Ware::ALL {
        for proof in ware.proofs() {
            bench.turn_to(ware, *proof).await;
            for place in [Place::BeforeSend, Place::Answered, Place::EvidenceWritten, Place::Looked] {
                let what = format!("a stall at {place:?}");
                let trial = bench.approved().await;
                if place == Place::Looked {
                    bench.lose(When::After);
                }
                let gate = Arc::new(Notify::new());
                let stalled = bench.until(trial, place, What::Stall(Arc::clone(&gate))).await.expect(&what);
                bench.outlive_the_lease().await;
                assert!(bench.portal.step().await, "{what}: nobody took over");

                gate.notify_one();
                stalled.await.expect("a worker").expect("a step");

                let state = bench.ends(trial, &what).await;
                assert_eq!(state, State::Bought, "{ware:?} {proof:?} {what}");
                let alarms = "select count(*) from purser.alarms";
                assert_eq!(bench.portal.count(alarms).await, 0, "{ware:?} {what}");
            }
        }
    }
}

const END_THE_LEASE: &str = "update purser.orders
    set lease_until = purser.now() - interval '1 second', version = version + 1 where state = 'approved'";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_lost_its_order_before_the_intent_sends_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in Ware::ALL {
        bench.turn_to(ware, Proof::AccessKey).await;
        let trial = bench.approved().await;
        let gates = [Arc::new(Notify::new()), Arc::new(Notify::new())];
        let stall = |gate: &Arc<Notify>| What::Stall(Arc::clone(gate));
        let first = bench.until(trial, Place::Prepared, stall(&gates[0])).await.expect("prepared");
        // Not by the clock: a worker whose clock jumped sends nothing anyway.
        bench.portal.as_owner(END_THE_LEASE).await;
        let second = bench.until(trial, Place::Claimed, stall(&gates[1])).await.expect("taken over");

        gates[0].notify_one();
        first.await.expect("a worker").expect("a step");

        assert_eq!(bench.arrived_since(trial), 0, "{ware:?}");
        gates[1].notify_one();
        second.await.expect("a worker").expect("a step");
        assert_eq!(bench.ends(trial, "lost before the intent").await, State::Bought);
    }
}

/// What a standby makes of the last claim that never reached it.
const LOSE_THE_CLAIM: &str = "set session_replication_role = replica;
    update purser.orders set fence = fence - 1, lease_owner = null, lease_until = null where state = 'approved';
    set session_replication_role = origin";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_whose_claim_was_lost_in_a_fail_over_decides_nothing_by_the_same_fence(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in Ware::ALL {
        bench.turn_to(ware, Proof::AccessKey).await;
        let trial = bench.approved().await;
        let gates = [Arc::new(Notify::new()), Arc::new(Notify::new())];
        let stall = |gate: &Arc<Notify>| What::Stall(Arc::clone(gate));
        let first = bench.until(trial, Place::Prepared, stall(&gates[0])).await.expect("prepared");
        bench.portal.as_owner(LOSE_THE_CLAIM).await;
        bench.portal.backend.failpoints.arm(Place::Claimed, 0, stall(&gates[1]));
        let second = bench.worker("other");
        bench.portal.backend.failpoints.reached().await;

        gates[0].notify_one();
        first.await.expect("a worker").expect("a step");

        assert_eq!(bench.arrived_since(trial), 0, "{ware:?}: it is the other's");
        gates[1].notify_one();
        second.await.expect("a worker").expect("a step");
        assert_eq!(bench.ends(trial, "lost in a fail-over").await, State::Bought);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_request_that_leaves_after_its_absence_was_believed_is_dead(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Ddm, Proof::AccessKey).await;
    for ware in [Ware::Ddm, Ware::DdmPrepaid, Ware::Change] {
        for proof in [Proof::AccessKey, Proof::Temporary] {
            bench.turn_to(ware, proof).await;
            let trial = bench.approved().await;
            let gate = Arc::new(Notify::new());
            let stall = What::Stall(Arc::clone(&gate));
            let stalled = bench.until(trial, Place::BeforeSend, stall).await.expect("there");
            // It wakes in the very minute in which its absence is believed.
            let mut minutes = 0;
            while !is_over(bench.state(trial).await) {
                minutes += 1;
                assert!(minutes < 60, "{ware:?}: stuck");
                bench.portal.advance(Duration::MINUTE).await;
                while bench.portal.step().await {}
            }
            assert_eq!(bench.state(trial).await, State::NotBought);

            gate.notify_one();
            stalled.await.expect("a worker").expect("a step");

            assert_eq!(bench.arrived_since(trial), 1, "{ware:?}: it left");
            assert_eq!(bench.check(trial, "after it woke").await, State::NotBought);
        }
    }
}

/// Holds up whoever writes an event, until it is dropped.
const NO_EVENTS: &str = "lock table purser.events in share mode";

const WAITING: &str = "select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sale_and_a_not_bought_never_both_commit_unseen(pool: PgPoolOptions, connect: PgConnectOptions) {
    // The sale is in no list for as long as this takes.
    let portal = Portal::beside(pool, connect, |config| config.list_delay = Duration::hours(9)).await;
    let mut bench = Bench::new(portal, Ware::Ddm, Proof::AccessKey).await;
    for evidence_first in [false, true] {
        let trial = bench.approved().await;
        let (answer, verdict) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let stall = What::Stall(Arc::clone(&answer));
        let answered = bench.until(trial, Place::Answered, stall).await.expect("an answer");
        // Past the first look that counts: the next one makes it not_bought.
        for seconds in [61, 1_260] {
            bench.portal.advance(Duration::seconds(seconds)).await;
            assert!(bench.portal.step().await, "a look");
        }
        bench.portal.advance(Duration::seconds(61)).await;
        let stall = What::Stall(Arc::clone(&verdict));
        let judging = bench.until(trial, Place::EvidenceWritten, stall).await.expect("a look");

        let held = bench.portal.held(NO_EVENTS).await;
        let gates = if evidence_first { [&answer, &verdict] } else { [&verdict, &answer] };
        for (number, gate) in gates.into_iter().enumerate() {
            gate.notify_one();
            while bench.portal.count(WAITING).await <= number as i64 {
                tokio::task::yield_now().await;
            }
        }
        held.rollback().await.expect("released");
        answered.await.expect("a worker").expect("a step");
        judging.await.expect("a worker").expect("a step");

        let order = bench.portal.order(trial.id).await;
        assert_eq!(bench.sales(&order).len(), 1);
        let expected =
            if evidence_first { (State::Bought, None) } else { (State::NeedsPerson, Some("late_sale")) };
        assert_eq!((order.state, order.waiting.as_deref()), expected, "evidence first: {evidence_first}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_workers_that_claim_at_once_one_gets_each_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in [Ware::Dts, Ware::Ddm, Ware::Change] {
        bench.turn_to(ware, Proof::AccessKey).await;
        let trial = bench.approved().await;
        let names = ["one", "two", "three", "four"];
        let claims = names.map(|name| purchase::step(&bench.portal.backend, name));

        let got = join_all(claims).await.into_iter().filter(|step| *step.as_ref().expect("a step")).count();

        assert_eq!(got, 1, "{ware:?}");
        assert_eq!(bench.arrived_since(trial), 1, "{ware:?}");
        assert_eq!(bench.ends(trial, "four claims").await, State::Bought);
    }
}
