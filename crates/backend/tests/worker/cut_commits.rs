//! The commit of a send whose answer never comes.

use std::collections::BTreeMap;

use backend::jobs::purchase;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    many,
    portal::Portal,
    wire::{Cut, Wire},
};

const CUTS: usize = 200;

/// Each order loses two commits: that of its first intent, and that of whoever takes the order over.
const ORDERS: usize = CUTS / 2;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_commit_that_is_not_confirmed_nothing_is_sent(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let wire = Wire::to(&connect).await;
    let route = wire.route(&connect);
    let mut portal = Portal::new(pool.clone(), connect).await;
    let over_the_wire = pool.after_connect(|conn, _| {
        Box::pin(async move { sqlx::query("set role purser_app").execute(conn).await.map(drop) })
    });
    portal.backend.db = over_the_wire.connect_with(route).await.expect("over the wire");

    for number in 0..ORDERS {
        many::approved(&portal, number, "cn-hangzhou").await;
        let (first, second) = (Cut::ALL[number % 3], Cut::ALL[number / 3 % 3]);
        for (turn, cut) in [first, second].into_iter().enumerate() {
            wire.arm(cut);
            let stepped = purchase::step(&portal.backend, "cut off").await;

            assert_eq!(wire.cuts(), 2 * number + turn + 1, "{first:?}, {second:?}: {stepped:?}");
            assert!(stepped.is_err(), "{first:?}, {second:?}: a commit that is not confirmed is an error");
            assert_eq!(portal.requests(), number, "{first:?}, {second:?}: nothing was sent");
            // Until the database has noticed too, and the lease is over.
            portal.as_owner("select from purser.orders for update").await;
            portal.advance(Duration::seconds(61)).await;
        }
        assert!(portal.step().await, "the takeover");
        assert_eq!(portal.requests(), number + 1, "{first:?}, {second:?}: sent once, in the end");
    }

    assert_eq!(many::states(&portal).await, BTreeMap::from([("bought".to_owned(), ORDERS as i64)]));
    let sales = many::sales(&portal);
    assert_eq!(sales.len(), ORDERS);
    assert!(sales.values().all(|times| *times == 1), "{sales:?}");
}
