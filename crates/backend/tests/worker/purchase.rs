//! Buying through the worker, against the simulated cloud over a socket.

use crate::portal::{POOR, Portal, RICH};
use backend::{Actor, BackendError, approvals, jobs::purchase, orders, people};
use cloud_sim::{Effect, When};
use domain::{
    approval::Decision,
    catalog::{Leftovers, Operation},
    instance::Fulfilment,
    order::{OrderFilter, State, can::Why},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

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
async fn with_a_key_that_the_cloud_refuses_nothing_is_sent(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    let wrong = cloud_sim::DemoKey { secret: "not-the-secret-of-this-key", ..RICH };
    portal.use_key(&wrong).await;
    let id = portal.approved("k").await;

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
    approvals::decide(&portal.backend, &other, id, &hash, Decision::Approve, "").await.expect("approved");
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
    let late = approvals::decide(&portal.backend, &portal.lead, pending, &hash, Decision::Approve, "").await;
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
async fn a_revised_order_is_private_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    orders::revise(&portal.backend, &portal.requester, id).await.expect("a draft");

    let seen = orders::show(&portal.backend, &portal.lead, id).await;

    assert!(matches!(seen, Err(BackendError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_search_takes_every_sign_as_it_is(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    portal.submitted("k").await;
    let found = async |text: &str| {
        let filter = OrderFilter { text: Some(text.into()), ..OrderFilter::default() };
        orders::list(&portal.backend, &portal.requester, &filter, None, 10).await.expect("a list").items.len()
    };

    assert_eq!(found("order mart").await, 1);
    for text in ["100%", "order_mart", "\\", "\0\0nothing"] {
        assert_eq!(found(text).await, 0, "{text:?}");
    }
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
async fn submitting_twice_is_one_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let create = |input| {
        let (backend, requester) = (portal.backend.clone(), portal.requester.clone());
        async move {
            orders::create(
                &backend,
                &requester,
                Operation::DtsCreate,
                &input,
                Leftovers::Refuse,
                "k",
                true,
                false,
            )
            .await
        }
    };

    let (one, two) = tokio::join!(create(portal.input()), create(portal.input()));
    let (one, two) = (one.expect("an order"), two.expect("the same order"));
    assert_eq!(one.id, two.id);
    assert!(one.repeated ^ two.repeated);
    let mut other = portal.input();
    other.reason.push('!');
    assert!(matches!(create(other).await, Err(BackendError::Conflict("submit_key_reused"))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_approval_of_what_was_not_on_the_screen_decides_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let seen = portal.order(id).await.hash.expect("a hash");
    orders::revise(&portal.backend, &portal.requester, id).await.expect("a draft");
    let mut input = portal.input();
    input.ceiling = "9000".into();
    orders::resubmit(&portal.backend, &portal.requester, id, &input, Leftovers::Drop)
        .await
        .expect("revision 2");

    let decided = approvals::decide(&portal.backend, &portal.lead, id, &seen, Decision::Approve, "").await;

    assert!(matches!(decided, Err(BackendError::Conflict("changed_meanwhile"))));
    assert_eq!(portal.state(id).await, State::PendingApproval);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_approves_an_order_of_their_own(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let hash = portal.order(id).await.hash.expect("a hash");

    let decided =
        approvals::decide(&portal.backend, &portal.requester, id, &hash, Decision::Approve, "").await;

    assert!(matches!(decided, Err(BackendError::NotAllowed(Why::OwnOrder))));
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
async fn a_field_that_is_refused_stores_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut input = portal.input();
    input.spec.insert("SynchronizationJobClass".into(), "huge".into());
    input.credential_id = "00000000-0000-7000-8000-000000000000".into();

    let refused = orders::create(
        &portal.backend,
        &portal.requester,
        Operation::DtsCreate,
        &input,
        Leftovers::Refuse,
        "k",
        true,
        false,
    )
    .await;

    let Err(BackendError::Fields(errors)) = refused else { panic!("not refused") };
    assert_eq!(errors[0].field, "spec.SynchronizationJobClass");
    let orders: i64 = sqlx::query_scalar("select count(*) from purser.orders")
        .fetch_one(&portal.backend.db)
        .await
        .expect("a count");
    assert_eq!(orders, 0);
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
