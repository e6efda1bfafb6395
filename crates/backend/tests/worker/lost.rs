//! An order that a hold came over and whose account shows what no order owns: no attempt is known, and people settle it.

use backend::{BackendError, orders};
use cloud_sim::{Effect, Fault, When};
use domain::{
    ids::OrderId,
    order::State,
    order::{Statement, can::Why},
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    holdings::{bought_elsewhere, held_and_released, unowned},
    portal::Portal,
    resolve::{admin, bought, limit, not_bought, signed_in},
};

/// Two orders that need a person, and what their account shows that no order owns.
async fn lost(portal: &Portal) -> ([OrderId; 2], String) {
    let orders = [portal.approved("k1").await, portal.approved("k2").await];
    let reference = bought_elsewhere(portal).await;
    held_and_released(portal).await;
    portal.advance(Duration::minutes(21)).await;
    while portal.step().await {}
    for id in orders {
        assert_eq!(portal.state(id).await, State::NeedsPerson);
    }
    (orders, reference)
}

async fn says(
    portal: &Portal,
    person: &Person,
    id: OrderId,
    statement: &Statement,
) -> Result<State, BackendError> {
    let session = signed_in(portal, person).await;
    orders::resolve(&portal.backend, person, session, id, statement).await
}

const OPEN_ALARMS: &str = "select count(*) from purser.alarms where cleared_at is null";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_order_is_bought_with_one_of_those_that_no_order_owned_and_with_nothing_else(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let ([id, other], reference) = lost(&portal).await;
    assert_eq!(portal.order(id).await.unowned, std::slice::from_ref(&reference));
    let requests = portal.requests();

    let invented = says(&portal, &ada, id, &bought("dtsinvented")).await;
    assert!(matches!(invented, Err(BackendError::Conflict("not_unowned"))), "{invented:?}");
    assert_eq!(says(&portal, &ada, id, &bought(&reference)).await.expect("a verdict"), State::Bought);

    let order = portal.order(id).await;
    assert_eq!(order.cloud_reference.as_deref(), Some(reference.as_str()));
    assert!(order.instance.is_some() && order.attempts.is_empty());
    assert!(unowned(&portal).await.is_empty(), "it has left the list");
    assert!(portal.poll().await, "the instance is kept in view");
    let second = says(&portal, &ada, other, &bought(&reference)).await;
    assert!(matches!(second, Err(BackendError::Conflict("not_unowned"))), "{second:?}");
    assert_eq!(says(&portal, &ada, other, &not_bought()).await.expect("a verdict"), State::NotBought);
    assert_eq!(portal.count(OPEN_ALARMS).await, 0);
    assert_eq!(portal.requests(), requests, "nothing was sent");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_order_that_is_said_not_to_be_it_leaves_the_purchase_in_the_list(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let ([id, _], reference) = lost(&portal).await;
    let as_admin = |person: &Person| Person { roles: vec![Role::Admin], ..person.clone() };

    for (person, why) in [
        (as_admin(&portal.requester), Why::OwnOrder),
        (as_admin(&portal.lead), Why::Approver),
        (portal.lead.clone(), Why::NotAdmin),
    ] {
        let said = says(&portal, &person, id, &not_bought()).await;
        assert!(matches!(said, Err(BackendError::NotAllowed(got)) if got == why), "{said:?}");
    }
    orders::propose(&portal.backend, &portal.requester, id, &not_bought()).await.expect("proposed");
    assert_eq!(portal.state(id).await, State::NeedsPerson);
    assert_eq!(says(&portal, &ada, id, &not_bought()).await.expect("a verdict"), State::NotBought);

    assert_eq!(unowned(&portal).await, [reference]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn above_the_limit_two_people_settle_a_lost_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (ada, ben) = (admin(&portal, "ada").await, admin(&portal, "ben").await);
    let ([id, other], reference) = lost(&portal).await;
    limit(&portal, &ada, "4999").await;

    for (order, statement, end) in
        [(other, not_bought(), State::NotBought), (id, bought(&reference), State::Bought)]
    {
        for _ in 0..2 {
            let first = says(&portal, &ada, order, &statement).await;
            assert_eq!(first.expect("said"), State::NeedsPerson, "nobody is two people");
        }
        assert_eq!(says(&portal, &ben, order, &statement).await.expect("said"), end);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_another_hold_a_lost_order_waits_for_its_requests_and_for_a_look_at_the_account(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let ([id, _], _) = lost(&portal).await;
    held_and_released(&portal).await;
    let look = async || {
        orders::look(&portal.backend, &portal.requester, id).await.expect("a look");
        portal.order(id).await.looks.last().map(|look| look.saw.clone())
    };
    let missing = async || match says(&portal, &ada, id, &not_bought()).await {
        Err(BackendError::Conflict(code)) => Some(code),
        other => {
            assert_eq!(other.expect("a verdict"), State::NotBought);
            None
        }
    };

    assert_eq!(look().await.as_deref(), Some("unowned"));
    assert_eq!(missing().await, Some("signature_alive"));
    portal.advance(Duration::minutes(21)).await;
    assert_eq!(missing().await, Some("no_look"));
    portal.sim.fault(Fault::next("QueryOrders", When::Before, Effect::Status { status: 500 }));
    assert_eq!(look().await.as_deref(), Some("unreadable"));
    assert_eq!(missing().await, Some("no_look"));
    assert_eq!(look().await.as_deref(), Some("unowned"));
    assert_eq!(missing().await, None);
}
