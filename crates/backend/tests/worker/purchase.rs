//! Buying through the worker, against the simulated cloud over a socket.

use backend::{jobs::purchase, orders};
use cloud_sim::{Effect, When};
use domain::{instance::Fulfilment, order::State};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::{POOR, Portal};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_approved_order_is_bought_once_and_becomes_an_instance(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;

    assert_eq!(portal.settle(id).await, State::Bought);

    let order = portal.order(id).await;
    let ledger = portal.sim.ledger();
    assert_eq!(ledger.len(), 1);
    assert_eq!(order.cloud_reference.as_deref(), Some(ledger[0].instance_id.as_str()));
    assert_eq!(ledger[0].parameters.get("SourceRegion").map(String::as_str), Some("cn-hangzhou"));
    assert_eq!(order.fulfilment, Some(Fulfilment::NotConfigured));
    assert_eq!(order.request_ids, [ledger[0].request_id.clone()]);
    assert!(!portal.step().await, "nothing is left to do");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_purchase_whose_answer_is_lost_is_found_by_its_token(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let effects =
        [Effect::Drop, Effect::Html, Effect::Status { status: 500 }, Effect::Status { status: 503 }];
    for (number, effect) in effects.into_iter().enumerate() {
        let id = portal.approved(&format!("k{number}")).await;
        portal.fault(When::After, effect.clone());

        assert!(portal.step().await);
        assert_eq!(portal.state(id).await, State::Unknown, "{effect:?}");
        assert_eq!(portal.settle(id).await, State::Bought, "{effect:?}");
        assert_eq!(portal.sold(), number + 1, "{effect:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_purchase_that_never_arrived_is_sent_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for (number, effect) in [Effect::Drop, Effect::Status { status: 500 }].into_iter().enumerate() {
        let id = portal.approved(&format!("k{number}")).await;
        portal.fault(When::Before, effect.clone());

        assert!(portal.step().await);
        assert_eq!(portal.state(id).await, State::Unknown, "{effect:?}");
        assert_eq!(portal.settle(id).await, State::Bought, "{effect:?}");
        assert_eq!(portal.sold(), number + 1, "{effect:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refusal_ends_the_order_as_not_bought_and_says_why(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    portal.use_key(&POOR).await;
    let id = portal.approved("k").await;

    assert_eq!(portal.settle(id).await, State::NotBought);

    let order = portal.order(id).await;
    let send = &order.attempts[0].sends[0];
    assert_eq!(send.advice.as_deref(), Some("not_enough_money"));
    assert!(send.code.is_some() && send.request_id.is_some());
    assert_eq!(portal.sold(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refusal_after_an_open_send_proves_nothing_of_that_send(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.fault(When::Before, Effect::Drop);
    assert!(portal.step().await);
    let refuse = Effect::Refuse { status: 400, code: "InvalidParameter".into(), xml: false };
    portal.fault(When::Before, refuse);
    portal.advance(Duration::seconds(61)).await;

    assert!(portal.step().await);

    assert_eq!(portal.state(id).await, State::Unknown);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_code_that_nobody_knows_is_not_taken_for_a_refusal(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.fault(When::After, Effect::Refuse { status: 403, code: "Brand.New".into(), xml: true });

    assert!(portal.step().await);

    assert_eq!(portal.state(id).await, State::Unknown);
    assert_eq!(portal.settle(id).await, State::Bought);
    assert_eq!(portal.sold(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_the_tokens_memory_nothing_is_sent_and_a_person_looks(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.fault(When::After, Effect::Drop);
    assert!(portal.step().await);
    portal.advance(Duration::minutes(16)).await;

    assert_eq!(portal.settle(id).await, State::NeedsPerson);

    assert_eq!(portal.order(id).await.waiting.as_deref(), Some("token_window_over"));
    assert_eq!(portal.requests(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_conflict_about_the_token_is_a_persons_at_once(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    let code = "IdempotentParameterMismatch".into();
    portal.fault(When::Before, Effect::Refuse { status: 400, code, xml: false });

    assert!(portal.step().await);

    assert_eq!(portal.state(id).await, State::NeedsPerson);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_stalled_decides_nothing_when_it_comes_back(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.fault(When::After, Effect::Delay { ms: 1_500 });
    let stalled = tokio::spawn({
        let backend = portal.backend.clone();
        async move { purchase::step(&backend, "stalled").await }
    });
    while portal.sold() == 0 {
        tokio::task::yield_now().await;
    }
    portal.advance(Duration::seconds(61)).await;

    assert!(portal.step().await, "another worker takes over");
    let bought = portal.order(id).await;
    assert_eq!(bought.state, State::Bought);
    assert!(stalled.await.expect("the stalled worker").is_ok());

    assert_eq!(portal.sold(), 1);
    assert_eq!(portal.state(id).await, State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_workers_buy_an_order_once(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;

    let (one, two) =
        tokio::join!(purchase::step(&portal.backend, "one"), purchase::step(&portal.backend, "two"));

    assert!(one.expect("a step") ^ two.expect("a step"), "one of them claims it");
    assert_eq!(portal.state(id).await, State::Bought);
    assert_eq!(portal.sold(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_status_of_an_instance_follows_the_cloud(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    assert_eq!(portal.settle(id).await, State::Bought);

    assert!(portal.poll().await);
    let instance = portal.order(id).await.instance.expect("an instance");
    let first = backend::instances::show(&portal.backend, &portal.requester, instance).await.expect("it");
    assert_eq!(first.fulfilment, Fulfilment::NotConfigured);
    assert!(first.status.is_some() && first.last_polled_at.is_some());

    portal.advance(Duration::hours(1)).await;
    assert!(portal.poll().await);
    let later = backend::instances::show(&portal.backend, &portal.requester, instance).await.expect("it");
    assert_eq!(later.fulfilment, Fulfilment::Running);
    let events = orders::events(&portal.backend, &portal.requester, id).await.expect("events");
    assert!(events.iter().any(|event| event.action == "instance.status"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_another_release_began_is_not_sent_again_by_our_rules(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.fault(When::After, Effect::Drop);
    assert!(portal.step().await);
    portal
        .as_owner(
            "set session_replication_role = replica;
             update purser.attempts set protocol_version = protocol_version + 1;
             set session_replication_role = origin",
        )
        .await;

    assert_eq!(portal.settle(id).await, State::NeedsPerson);

    assert_eq!(portal.order(id).await.waiting.as_deref(), Some("other_protocol"));
    assert_eq!(portal.requests(), 1);
}
