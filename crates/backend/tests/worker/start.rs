//! What keeps an approved order from starting, and what it says meanwhile.

use backend::{Actor, BackendError, approvals, orders, people, sessions::SignIn};
use cloud_sim::{Effect, Fault, When};
use domain::{
    approval::Decision,
    catalog::{Leftovers, Operation},
    order::{State, can::Why},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::Portal;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_a_key_that_the_cloud_refuses_nothing_is_sent(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    let refuse = Effect::Refuse { status: 404, code: "InvalidAccessKeyId.NotFound".into(), xml: false };
    portal.sim.fault(Fault::next("DescribeDtsJobs", When::Before, refuse));

    assert!(portal.step().await);

    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::Approved, Some("credential_suspect")));
    assert_eq!(portal.requests(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn for_a_requester_who_left_nothing_is_bought(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    people::disable(&portal.backend, Actor::Operator, portal.requester.id).await.expect("disabled");

    assert!(portal.step().await);

    assert_eq!(portal.waiting(id).await.as_deref(), Some("requester_disabled"));
    assert_eq!(portal.requests(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn when_an_approver_left_others_are_asked_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    people::disable(&portal.backend, Actor::Operator, portal.lead.id).await.expect("disabled");

    assert!(portal.step().await);
    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::PendingApproval, Some("approver_gone")));
    assert!(order.chain[0].due, "the step is open again");

    let other = portal.approver("other").await;
    let hash = order.hash.expect("a hash");
    approvals::decide(
        &portal.backend,
        &other,
        id,
        approvals::Given {
            shown: &hash,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        },
    )
    .await
    .expect("approved");
    assert_eq!(portal.settle(id).await, State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_another_credential_than_was_approved_nothing_is_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.replace_key().await;

    assert!(portal.step().await);

    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::Draft, Some("credential_replaced")));
    assert_eq!(portal.requests(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_approval_that_is_over_buys_nothing_also_before_anybody_ends_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let approved = portal.approved("k1").await;
    portal.advance(Duration::hours(24) + Duration::SECOND).await;
    assert!(!portal.step().await, "the worker comes before the one that ends orders");
    assert_eq!((portal.requests(), portal.state(approved).await), (0, State::Approved));

    let pending = portal.submitted("k2").await;
    let hash = portal.order(pending).await.hash.expect("a hash");
    portal.advance(Duration::days(7) + Duration::SECOND).await;
    let late = approvals::decide(
        &portal.backend,
        &portal.lead,
        pending,
        approvals::Given {
            shown: &hash,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        },
    )
    .await;
    assert!(matches!(late, Err(BackendError::NotAllowed(Why::NotWaiting))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn while_an_outcome_is_open_its_look_alike_waits(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (first, second) = (portal.approved("k1").await, portal.approved("k2").await);
    portal.fault(When::After, Effect::Drop);
    assert!(portal.step().await);
    assert_eq!(portal.state(first).await, State::Unknown);

    assert!(portal.step().await);

    let waits = portal.order(second).await;
    assert_eq!((waits.state, waits.waiting.as_deref()), (State::Approved, Some("look_alike")));
    let third = orders::create(
        &portal.backend,
        &portal.requester,
        Operation::DtsCreate,
        &portal.input(),
        Leftovers::Refuse,
        "k3",
        true,
        false,
    )
    .await;
    assert!(matches!(third, Err(BackendError::Conflict("look_alike"))));
    assert_eq!(portal.settle(first).await, State::Bought);
    assert_eq!(portal.settle(second).await, State::Bought, "both were wanted");
    assert_eq!(portal.sold(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_a_clock_that_is_off_nothing_is_signed(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    let clock = portal.backend.clock.clone();
    portal.backend.clock = backend::Clock::new(move || clock.now() + Duration::seconds(90));

    assert!(portal.step().await);

    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::Approved, Some("clock_off")));
    assert_eq!(portal.requests(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_waits_for_ever(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let pending = portal.submitted("k1").await;
    portal.advance(Duration::days(7) + Duration::SECOND).await;
    assert_eq!(portal.expire().await, 1);
    assert_eq!(portal.state(pending).await, State::Expired);

    let approved = portal.approved("k2").await;
    portal.advance(Duration::hours(24) + Duration::SECOND).await;
    assert_eq!(portal.expire().await, 1);
    assert_eq!(portal.state(approved).await, State::Expired);
    assert!(!portal.step().await, "an expired order is not bought");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_that_was_taken_back_is_not_bought(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let cancelled = portal.approved("k1").await;
    orders::cancel(&portal.backend, &portal.requester, cancelled).await.expect("cancelled");
    let revised = portal.approved("k2").await;
    orders::revise(&portal.backend, &portal.requester, revised).await.expect("a draft");

    assert!(!portal.step().await);

    assert_eq!(portal.sold(), 0);
    let again = orders::cancel(&portal.backend, &portal.requester, cancelled).await;
    assert!(matches!(again, Err(BackendError::NotAllowed(Why::Ended))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn approving_beside_an_open_look_alike_must_be_meant(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let pending = portal.submitted("k1").await;
    let open = portal.approved("k2").await;
    portal.fault(When::After, Effect::Drop);
    assert!(portal.step().await);
    assert_eq!(portal.state(open).await, State::Unknown);
    let hash = portal.order(pending).await.hash.expect("a hash");
    let given = approvals::Given {
        shown: &hash,
        decision: Decision::Approve,
        comment: "",
        sign_in: SignIn::Token,
        acknowledge_look_alikes: false,
    };

    let unaware = approvals::decide(&portal.backend, &portal.lead, pending, given).await;
    assert!(matches!(unaware, Err(BackendError::Conflict("look_alike"))));
    let meant = approvals::Given { acknowledge_look_alikes: true, ..given };
    approvals::decide(&portal.backend, &portal.lead, pending, meant).await.expect("approved");

    assert!(portal.step().await);
    assert_eq!(portal.state(pending).await, State::Bought);
    assert_eq!(portal.state(open).await, State::Unknown, "the other is settled in its own time");
}
