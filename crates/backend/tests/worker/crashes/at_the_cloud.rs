//! A worker dies while its request is at the cloud: before the cloud sold (W4), and after (W5).

use cloud_sim::{Effect, Fault, When};
use domain::{catalog::Class, order::State};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::trial::Bench;
use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_dies_while_it_waits_for_the_cloud_leaves_no_guess(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in Ware::ALL {
        for proof in ware.proofs() {
            bench.turn_to(ware, *proof).await;
            for when in [When::Before, When::After] {
                let trial = bench.approved().await;
                bench.portal.sim.fault(Fault::next(ware.action(), when, Effect::Hang));
                let arrived = bench.arrived();
                let worker = bench.worker("doomed");
                let order = bench.portal.order(trial.id).await;
                let is_there = || match when {
                    When::Before => bench.arrived() > arrived,
                    When::After => !bench.sales(&order).is_empty(),
                };
                while !is_there() {
                    assert!(!worker.is_finished(), "{ware:?} {when:?}");
                    tokio::task::yield_now().await;
                }
                worker.abort();
                assert!(worker.await.is_err_and(|error| error.is_cancelled()));
                bench.outlive_the_lease().await;

                let state = bench.ends(trial, &format!("{when:?} the cloud sold")).await;

                let expected = match (bench.class(), when, proof) {
                    (Class::Token, ..) | (_, When::After, _) => State::Bought,
                    (_, When::Before, Proof::Bearer) => State::NeedsPerson,
                    (_, When::Before, _) => State::NotBought,
                };
                assert_eq!(state, expected, "{ware:?} {proof:?} {when:?}");
            }
        }
    }
}
