//! Every place × everything that can be bought × every proof: one crash, two in a row, and a commit whose answer is
//! lost.

use std::time::Instant;

use backend::failpoint::Place;
use cloud_sim::{SimConfig, When};
use domain::catalog::Class;
use rust_decimal::Decimal;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::trial::Bench;
use crate::{portal::Portal, wares::Ware};

/// What becomes of the first answer.
const LOSSES: [Option<When>; 3] = [None, Some(When::Before), Some(When::After)];

/// Where a worker comes only while an outcome is open.
fn needs_a_loss(place: Place) -> bool {
    matches!(place, Place::Settling | Place::Looked)
}

async fn survives_every_place(ware: Ware, pool: PgPoolOptions, connect: PgConnectOptions) {
    let begun = Instant::now();
    let money = |config: &mut SimConfig| {
        config.accounts.iter_mut().for_each(|account| account.balance *= Decimal::ONE_THOUSAND);
    };
    let portal = Portal::beside(pool, connect, money).await;
    let mut bench = Bench::new(portal, ware, ware.proofs()[0]).await;
    let (mut single, mut double, mut failed) = (0, 0, 0);
    for proof in ware.proofs() {
        bench.turn_to(ware, *proof).await;
        for place in Place::ALL {
            for loss in LOSSES.into_iter().filter(|loss| loss.is_some() || !needs_a_loss(place)) {
                let what = format!("a crash at {place:?}, {loss:?}");
                let trial = bench.approved().await;
                loss.inspect(|when| bench.lose(*when));
                assert!(bench.crash(trial, place).await, "{what}: never there");
                bench.outlive_the_lease().await;
                bench.ends(trial, &what).await;
                single += 1;
            }
            let what = format!("a failure at {place:?}");
            let trial = bench.approved().await;
            if needs_a_loss(place) {
                bench.lose(When::After);
            }
            let arrived = bench.arrived();
            assert!(bench.fail(trial, place).await, "{what}: never there");
            if matches!(place, Place::Prepared | Place::IntentCommitted) {
                assert_eq!(bench.arrived(), arrived, "{what}: sent all the same");
            }
            bench.outlive_the_lease().await;
            bench.ends(trial, &what).await;
            failed += 1;
        }
    }
    bench.turn_to(ware, ware.proofs()[0]).await;
    for (first, second) in pairs(bench.class()) {
        let what = format!("crashes at {first:?} and {second:?}");
        let trial = bench.approved().await;
        if needs_a_loss(first) || needs_a_loss(second) {
            bench.lose(When::After);
        }
        for (number, place) in [first, second].into_iter().enumerate() {
            assert!(bench.crash(trial, place).await, "{what}: never at {number}");
            bench.outlive_the_lease().await;
        }
        bench.ends(trial, &what).await;
        double += 1;
    }
    println!(
        "{ware:?}: {single} crashes, {double} in a row, {failed} failures, 0 violations, {} s",
        begun.elapsed().as_secs()
    );
}

/// Two places, the second of which is still to come after a crash at the first.
fn pairs(class: Class) -> impl Iterator<Item = (Place, Place)> {
    let all = Place::ALL.into_iter().flat_map(|first| Place::ALL.map(|second| (first, second)));
    all.filter(move |(first, second)| is_to_come(class, *first, *second))
}

fn is_to_come(class: Class, first: Place, second: Place) -> bool {
    use Place::{
        Answered, BeforeSend, Claimed, Concluded, EvidenceWritten, IntentCommitted, Looked, Prepared,
        Settling,
    };
    let sends_again = class == Class::Token;
    match (first, second) {
        // Nothing was written: all of it is to come.
        (Claimed | Prepared, _) => true,
        // One intent, whatever happens.
        (_, Prepared | IntentCommitted) => false,
        // With its answer lost, it is open; else nothing is left to do.
        (Concluded, _) => needs_a_loss(second),
        // Only a person looks for what has a token, and not for what its resend has bought.
        (Answered | EvidenceWritten, Looked) if sends_again => false,
        (EvidenceWritten, BeforeSend | Answered | EvidenceWritten) => false,
        (_, BeforeSend | Answered) => sends_again,
        (_, Claimed | EvidenceWritten | Concluded | Settling | Looked) => true,
    }
}

macro_rules! survives {
    ($($name:ident: $ware:ident),+ $(,)?) => {$(
        #[sqlx::test(migrator = "store::MIGRATOR")]
        async fn $name(pool: PgPoolOptions, connect: PgConnectOptions) {
            survives_every_place(Ware::$ware, pool, connect).await;
        }
    )+};
}

survives! {
    a_task_survives_a_crash_at_every_place: Dts,
    a_prepaid_task_survives_a_crash_at_every_place: DtsPrepaid,
    a_product_survives_a_crash_at_every_place: Bss,
    a_middleware_instance_survives_a_crash_at_every_place: Ddm,
    a_prepaid_middleware_instance_survives_a_crash_at_every_place: DdmPrepaid,
    a_change_survives_a_crash_at_every_place: Change,
}
