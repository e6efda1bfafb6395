//! What the database refuses of notices and deliveries, tried as the application's role.

use domain::notice::Kind;
use sqlx::PgPool;

use crate::common::{Order, event, fixture, refused, run};

/// A notice for the order's lead about one event, and its mail.
async fn told(pool: &PgPool) -> Order {
    let order = fixture(pool).await;
    event(&order).await;
    for sql in [notice(&order, 1, Kind::OrderBought), mail(&order, 1)] {
        does(&order, &sql).await;
    }
    order
}

async fn does(order: &Order, sql: &str) {
    let mut tx = order.app().await;
    run(&mut tx, sql).await.expect(sql);
    tx.commit().await.expect("commit");
}

fn notice(order: &Order, id: u8, kind: Kind) -> String {
    format!(
        "insert into purser.notices (notice_id, person_id, kind, event_id, in_portal)
         select '00000000-0000-0000-0001-0000000000{id:02}', '{}', '{}', event_id, true from purser.events limit 1",
        order.lead,
        kind.name()
    )
}

fn mail(order: &Order, id: u8) -> String {
    format!(
        "insert into purser.deliveries (delivery_id, channel, notice_id, person_id, kind, event_id)
         select '00000000-0000-0000-0002-0000000000{id:02}', 'mail', notice_id, '{}', kind, event_id from purser.notices",
        order.lead
    )
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_databases_kinds_are_the_codes(pool: PgPool) {
    let order = fixture(&pool).await;
    event(&order).await;

    for (id, kind) in (1..).zip(Kind::ALL) {
        does(&order, &notice(&order, id, kind)).await;
    }

    let other = notice(&order, 99, Kind::OrderBought).replace("order.bought", "order.sold");
    assert_eq!(refused(&order, &other).await, "23514");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_is_told_or_written_to_twice_of_one_event(pool: PgPool) {
    let order = told(&pool).await;

    assert_eq!(refused(&order, &notice(&order, 2, Kind::OrderBought)).await, "23505");
    assert_eq!(refused(&order, &mail(&order, 2)).await, "23505");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_told_is_only_read_and_what_ended_stays(pool: PgPool) {
    let order = told(&pool).await;
    let now = "read_at = purser.now()";

    for change in ["kind = 'order.expired'", "in_portal = false", "made_at = made_at - interval '1 day'"] {
        assert_eq!(
            refused(&order, &format!("update purser.notices set {change}")).await,
            "PU001",
            "{change}"
        );
    }
    does(&order, &format!("update purser.notices set {now}")).await;
    assert_eq!(refused(&order, &format!("update purser.notices set {now}")).await, "PU001");
    for change in
        ["attempts = attempts - 1", "kind = 'order.expired'", "person_id = null, channel = 'webhook'"]
    {
        let sql = format!("update purser.deliveries set {change}");
        assert_eq!(refused(&order, &sql).await, "PU001", "{change}");
    }
    does(&order, "update purser.deliveries set state = 'sent', ended_at = purser.now(), attempts = 1").await;
    let again = "update purser.deliveries set state = 'waiting', ended_at = null";
    assert_eq!(refused(&order, again).await, "PU001");
    for table in ["notices", "deliveries"] {
        order.as_owner(&format!("grant delete on purser.{table} to purser_app")).await;
        assert_eq!(refused(&order, &format!("delete from purser.{table}")).await, "PU001", "{table}");
    }
}
