//! What people do while a worker prepares or a purchase settles: an approver leaves (W16), the order is taken back
//! (W16, W20), the credential is replaced (W19).

use std::sync::Arc;

use backend::{
    Actor,
    failpoint::{Place, What},
    orders, people,
};
use cloud_sim::When;
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::{sync::Notify, task::JoinHandle};

use super::trial::{Bench, Trial};
use crate::{
    portal::Portal,
    wares::{Proof, Ware, poor_key},
};

/// Where a first send can be overtaken by people: before its intent is written.
const OVERTAKEN: [Place; 2] = [Place::Claimed, Place::Prepared];

const WARES: [Ware; 3] = [Ware::Dts, Ware::Ddm, Ware::Change];

type Stalled = (JoinHandle<Result<bool, backend::BackendError>>, Arc<Notify>);

async fn stalled(bench: &Bench, trial: Trial, place: Place) -> Stalled {
    let gate = Arc::new(Notify::new());
    let worker = bench.until(trial, place, What::Stall(Arc::clone(&gate))).await.expect("there");
    (worker, gate)
}

async fn wakes((worker, gate): Stalled) {
    gate.notify_one();
    worker.await.expect("a worker").expect("a step");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_approval_that_falls_away_while_a_worker_prepares_buys_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in WARES {
        bench.turn_to(ware, Proof::AccessKey).await;
        for place in OVERTAKEN {
            let leaver = bench.portal.approver(&format!("{ware:?}-{place:?}").to_lowercase()).await;
            let trial = bench.submitted().await;
            bench.portal.approve_as(&leaver, trial.id).await;
            let worker = stalled(&bench, trial, place).await;
            people::disable(&bench.portal.backend, Actor::Operator, leaver.id).await.expect("disabled");

            wakes(worker).await;

            let order = bench.portal.order(trial.id).await;
            let is = (order.state, order.waiting.as_deref());
            assert_eq!(is, (State::PendingApproval, Some("approver_gone")), "{ware:?} {place:?}");
            assert_eq!(bench.arrived_since(trial), 0);
            bench.portal.approve(trial.id).await;
            assert_eq!(bench.ends(trial, "approved by another").await, State::Bought);
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_that_is_taken_back_while_a_worker_prepares_is_not_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in WARES {
        bench.turn_to(ware, Proof::AccessKey).await;
        for place in OVERTAKEN {
            for (revised, expected) in [(true, State::Draft), (false, State::Cancelled)] {
                let trial = bench.approved().await;
                let worker = stalled(&bench, trial, place).await;
                let (backend, requester) = (&bench.portal.backend, &bench.portal.requester);
                if revised {
                    orders::revise(backend, requester, trial.id).await.expect("a draft");
                } else {
                    orders::cancel(backend, requester, trial.id).await.expect("cancelled");
                }

                wakes(worker).await;

                assert_eq!(bench.portal.state(trial.id).await, expected, "{ware:?} {place:?}");
                assert_eq!(bench.arrived_since(trial), 0, "{ware:?} {place:?}");
                assert!(!bench.portal.step().await, "nothing is due");
            }
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_purchase_settles_with_the_credential_that_it_was_sent_with(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut bench = Bench::new(portal, Ware::Dts, Proof::AccessKey).await;
    for ware in Ware::ALL {
        for when in [When::Before, When::After] {
            bench.turn_to(ware, Proof::AccessKey).await;
            let trial = bench.approved().await;
            bench.lose(when);
            let worker = stalled(&bench, trial, Place::Settling).await;
            // Another account's: it knows neither the token nor the name, and has no money.
            let new = poor_key(ware);
            bench.portal.replace_with(bench.credential(), &new).await;

            wakes(worker).await;

            let state = bench.ends(trial, &format!("replaced, lost {when:?}")).await;
            let bought = bench.class() == domain::catalog::Class::Token || when == When::After;
            assert_eq!(state, if bought { State::Bought } else { State::NotBought }, "{ware:?} {when:?}");
        }
    }
}
