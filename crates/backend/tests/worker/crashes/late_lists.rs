//! Lists of the cloud that show a purchase late: the vendors promise no time.

use backend::jobs::{poll_status, sweep};
use cloud_sim::When;
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use super::trial::Bench;
use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_lists_show_before_absence_is_believed_is_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::beside(pool, connect, |config| config.list_delay = Duration::minutes(10)).await;
    let mut bench = Bench::new(portal, Ware::Ddm, Proof::AccessKey).await;
    for (ware, proof) in
        [(Ware::Ddm, Proof::AccessKey), (Ware::Ddm, Proof::Bearer), (Ware::DdmPrepaid, Proof::AccessKey)]
    {
        bench.turn_to(ware, proof).await;
        let trial = bench.approved().await;
        bench.lose(When::After);

        assert_eq!(bench.ends(trial, "a list that is late").await, State::Bought);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_lists_show_after_absence_was_believed_is_a_persons(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::beside(pool, connect, |config| config.list_delay = Duration::hours(2)).await;
    let mut bench = Bench::new(portal, Ware::Ddm, Proof::AccessKey).await;
    let trial = bench.approved().await;
    bench.lose(When::After);
    bench.is_worked_off(trial, "a list that is too late").await;
    let order = bench.portal.order(trial.id).await;
    assert_eq!((order.state, bench.sales(&order).len()), (State::NotBought, 1), "so far nobody can know");
    bench.portal.advance(Duration::hours(2)).await;

    sweep::plan(&bench.portal.backend).await.expect("planned");
    while poll_status::step(&bench.portal.backend, "test").await.expect("a step") {}

    let order = bench.portal.order(trial.id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::NeedsPerson, Some("late_sale")));
}
