//! The cloud sells, and its first answer never arrives whole.

use std::collections::BTreeMap;

use backend::jobs::purchase;
use cloud_sim::{Effect, Fault, When};
use futures::{StreamExt as _, stream};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    many,
    portal::Portal,
    wares::{Proof, Ware},
};

const EACH: usize = 100;

/// Each is a region whose first purchases are sold and not answered as they should: the connection closes; a
/// gateway says 500; nothing comes for longer than the portal waits.
const LOST: [&str; 3] = ["cn-x-drop-after", "cn-x-500-after", "cn-x-slow"];

/// The same for what is sent only once.
const EFFECTS: [Effect; 3] = [Effect::Drop, Effect::Status { status: 500 }, Effect::Hang];

/// The worker's loops, but that the clock passes over the waits.
async fn work_off(portal: &Portal, (buyers, all): (usize, usize), sold: impl Fn() -> usize) {
    for _ in 0..all {
        let stepped: Vec<bool> = stream::iter(0..buyers)
            .map(|buyer| {
                let (backend, name) = (portal.backend.clone(), format!("buyer-{buyer}"));
                async move { purchase::step(&backend, &name).await.expect("a step") }
            })
            .buffer_unordered(buyers)
            .collect()
            .await;
        if stepped.contains(&true) {
            assert!(sold() <= all, "the cloud has sold more than was ordered");
            continue;
        }
        if many::states(portal).await.get("bought") == Some(&(all as i64)) {
            break;
        }
        portal.advance(Duration::seconds(5)).await;
    }
    assert_eq!(many::states(portal).await, BTreeMap::from([("bought".to_owned(), all as i64)]));
    assert_eq!(sold(), all);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_three_hundred_orders_whose_first_answer_is_lost_each_is_bought_once(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for (lot, source) in LOST.into_iter().enumerate() {
        for number in 0..EACH {
            many::approved(&portal, lot * EACH + number, source).await;
        }
    }

    let all = LOST.len() * EACH;
    work_off(&portal, (25, all), || portal.sold()).await;

    let sales = many::sales(&portal);
    assert_eq!(sales.len(), all);
    assert!(sales.values().all(|times| *times == 1), "{sales:?}");
    assert!(portal.requests() >= 2 * all, "each was asked about again");
}

/// What has no token is sent once, and then looked for.
async fn each_is_found(all: usize, ware: Ware, portal: &Portal) {
    let mut input = portal.ware(ware, Proof::AccessKey, "k").await;
    for number in 0..all {
        let key = format!("lot-{number}");
        let (name, value) = match ware {
            Ware::Change => ("DtsJobId", portal.task().await),
            _ => ("instance.name", key.clone()),
        };
        input.spec.insert(name.to_owned(), value);
        portal.approved_as(ware.operation(), &input, &key).await;
        portal.sim.fault(Fault::next(ware.action(), When::After, EFFECTS[number % 3].clone()));
    }

    work_off(portal, (4, all), || portal.sales_of(ware).len()).await;

    assert!(portal.sim.faults().is_empty(), "every answer was lost");
    assert_eq!(portal.arrived(ware), all, "each was sent once");
    let open = "select count(*) from purser.verdicts where verdict = 'open'";
    assert!(portal.count(open).await >= all as i64, "no answer said what had happened");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_a_hundred_instances_whose_answer_is_lost_each_is_found_by_its_name(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    each_is_found(100, Ware::Ddm, &Portal::new(pool, connect).await).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_forty_changes_whose_answer_is_lost_each_is_found_by_the_task(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    each_is_found(40, Ware::Change, &Portal::new(pool, connect).await).await;
}
