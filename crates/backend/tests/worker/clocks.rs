//! Three clocks: this process's, the database's and the cloud's. Where they disagree nothing is signed.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use backend::{
    Clock,
    failpoint::{Place, What},
    jobs::purchase,
};
use cloud_sim::{Effect, When};
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;
use tokio::sync::Notify;

use crate::{many, portal::Portal};

const HOUR: i64 = 3_600;

async fn waits_and_sends_nothing(portal: &Portal, id: domain::ids::OrderId, sold: usize, what: &str) {
    assert!(portal.step().await, "{what}");
    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::Approved, Some("clock_off")), "{what}");
    assert_eq!(portal.requests(), sold, "{what}: nothing was sent");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_process_whose_clock_is_off_by_an_hour_refuses_to_sign(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    for (sold, off) in [HOUR, -HOUR].into_iter().enumerate() {
        let id = many::approved(&portal, sold, "cn-hangzhou").await;
        let right = portal.backend.clock.clone();
        let wrong = right.clone();
        portal.backend.clock = Clock::new(move || wrong.now() + Duration::seconds(off));

        waits_and_sends_nothing(&portal, id, sold, &format!("{off}")).await;

        portal.backend.clock = right;
        assert_eq!(portal.settle(id).await, State::Bought, "{off}: it starts when the clock is right");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn while_the_databases_clock_jumps_nothing_is_signed(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for (sold, off) in [HOUR, -HOUR].into_iter().enumerate() {
        let id = many::approved(&portal, sold, "cn-hangzhou").await;
        let jump = async |by: i64| {
            let by = format!("update purser.clock set ahead = ahead + make_interval(secs => {by})");
            portal.as_owner(&by).await;
        };
        // Due by any clock.
        let due = "update purser.orders set due_at = due_at - interval '2 hours', version = version + 1";
        portal.as_owner(due).await;
        jump(off).await;

        waits_and_sends_nothing(&portal, id, sold, &format!("{off}")).await;

        jump(-off).await;
        portal.advance(Duration::hours(2)).await;
        assert_eq!(portal.settle(id).await, State::Bought, "{off}: it starts when the clock is right");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_clock_that_is_off_does_not_put_the_key_under_suspicion(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = many::approved(&portal, 0, "cn-hangzhou").await;
    portal.sim.advance(Duration::HOUR);

    waits_and_sends_nothing(&portal, id, 0, "the cloud refuses what is signed an hour off").await;

    portal.sim.advance(-Duration::HOUR);
    assert_eq!(portal.settle(id).await, State::Bought);
}

/// Requests whose signature says another time than that at which they were written down.
const SIGNED_OFF: &str = "select count(*) from purser.sends
    where abs(extract(epoch from written_at - signed_at)) > 1800";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whenever_the_clock_jumps_nothing_is_signed_by_a_wrong_one(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let right = portal.backend.clock.clone();
    let mut orders = 0;
    for (is_resend, off) in [(false, HOUR), (false, -HOUR), (true, HOUR), (true, -HOUR)] {
        for jumps_at in 0.. {
            let id = many::approved(&portal, orders, "cn-hangzhou").await;
            orders += 1;
            if is_resend {
                portal.fault(When::Before, Effect::Drop);
                assert!(portal.step().await);
                assert_eq!(portal.state(id).await, State::Unknown);
                portal.advance(Duration::seconds(3)).await;
            }
            let reads = Arc::new(AtomicI64::new(0));
            let (counted, clock) = (reads.clone(), right.clone());
            portal.backend.clock = Clock::new(move || {
                let has_jumped = counted.fetch_add(1, Ordering::SeqCst) >= jumps_at;
                clock.now() + Duration::seconds(if has_jumped { off } else { 0 })
            });

            assert!(portal.step().await);

            portal.backend.clock = right.clone();
            let what = format!("resend: {is_resend}, by {off} s at reading {jumps_at}");
            assert_eq!(portal.count(SIGNED_OFF).await, 0, "{what}");
            // With the right clock it ends; what waited too long by the wrong one is a person's.
            let state = portal.settle(id).await;
            assert!(matches!(state, State::Bought | State::NeedsPerson), "{what}: {state:?}");
            if reads.load(Ordering::SeqCst) <= jumps_at {
                break;
            }
        }
    }
    assert_eq!(many::sales(&portal).len(), portal.sold(), "none is bought twice");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_database_whose_clock_jumped_after_it_was_looked_at_takes_no_intent(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for (sold, off) in [HOUR, -HOUR].into_iter().enumerate() {
        let id = many::approved(&portal, sold, "cn-hangzhou").await;
        let jump = async |by: i64| {
            let by = format!("update purser.clock set ahead = ahead + make_interval(secs => {by})");
            portal.as_owner(&by).await;
        };
        let gate = Arc::new(Notify::new());
        portal.backend.failpoints.arm(Place::Prepared, 0, What::Stall(gate.clone()));
        let backend = portal.backend.clone();
        let worker = tokio::spawn(async move { purchase::step(&backend, "test").await });
        portal.backend.failpoints.reached().await;
        jump(off).await;

        gate.notify_one();
        worker.await.expect("a worker").expect("a step");

        jump(-off).await;
        let order = portal.order(id).await;
        assert_eq!((order.state, order.waiting.as_deref()), (State::Approved, Some("clock_off")), "{off}");
        assert_eq!(portal.requests(), sold, "{off}: nothing was sent");
        portal.advance(Duration::hours(2)).await;
        assert_eq!(portal.settle(id).await, State::Bought, "{off}: it starts when the clock is right");
    }
}
