//! The cloud sells, and its first answer never arrives whole.

use std::collections::BTreeMap;

use backend::jobs::purchase;
use futures::{StreamExt as _, stream};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{many, portal::Portal};

const EACH: usize = 100;

/// Each is a region whose first purchases are sold and not answered as they should: the connection closes; a
/// gateway says 500; nothing comes for longer than the portal waits.
const LOST: [&str; 3] = ["cn-x-drop-after", "cn-x-500-after", "cn-x-slow"];

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
    // The worker's loops, but that the clock passes over the waits.
    for _ in 0..all {
        let stepped: Vec<bool> = stream::iter(0..25)
            .map(|buyer| {
                let (backend, name) = (portal.backend.clone(), format!("buyer-{buyer}"));
                async move { purchase::step(&backend, &name).await.expect("a step") }
            })
            .buffer_unordered(25)
            .collect()
            .await;
        if stepped.contains(&true) {
            assert!(portal.sold() <= all, "the cloud has sold more than was ordered");
            continue;
        }
        if many::states(&portal).await.get("bought") == Some(&(all as i64)) {
            break;
        }
        portal.advance(Duration::seconds(5)).await;
    }

    assert_eq!(many::states(&portal).await, BTreeMap::from([("bought".to_owned(), all as i64)]));
    let sales = many::sales(&portal);
    assert_eq!(sales.len(), all);
    assert!(sales.values().all(|times| *times == 1), "{sales:?}");
    assert!(portal.requests() >= 2 * all, "each was asked about again");
}
