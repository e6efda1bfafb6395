//! What waits for somebody, a page at a time.

use backend::approvals;
use domain::{ids::OrderId, person::Person};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::{
    escalations::{Company, step},
    portal::Portal,
};

async fn page(
    portal: &Portal,
    person: &Person,
    cursor: Option<&str>,
    limit: u32,
) -> (Vec<OrderId>, Option<String>) {
    let page = approvals::waiting_page(&portal.backend, person, cursor, limit).await.expect("a page");
    (page.items.into_iter().map(|row| row.order.id).collect(), page.next)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_inbox_goes_on_behind_what_others_are_to_decide_first(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |lead, dana, _| vec![step(lead, &[]), step(dana, &[])]).await;
    for key in ["one", "two", "three"] {
        it.portal.submitted(key).await;
    }
    let mine = it.portal.submitted("mine").await;
    it.approves(&it.portal.lead, mine).await.expect("a decision");

    assert_eq!(page(&it.portal, &it.dana, None, 1).await, (vec![mine], None));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_page_of_the_inbox_goes_on_where_the_one_before_it_ended(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let mut all = Vec::new();
    for key in ["one", "two", "three"] {
        all.push(portal.submitted(key).await);
    }

    let (first, next) = page(&portal, &portal.lead, None, 2).await;
    let second = page(&portal, &portal.lead, Some(&next.expect("more")), 2).await;
    let from_the_top = page(&portal, &portal.lead, Some("nonsense"), 3).await;

    assert_eq!(first, all[..2]);
    assert_eq!(second, (vec![all[2]], None));
    assert_eq!(from_the_top, (all, None));
    assert_eq!(approvals::count(&portal.backend, &portal.lead).await.expect("a count"), 3);
}
