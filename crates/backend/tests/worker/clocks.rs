//! Three clocks: this process's, the database's and the cloud's. Where they disagree nothing is signed.

use backend::Clock;
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

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
