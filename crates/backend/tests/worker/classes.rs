//! Each class of purchase by itself: bought once, found again, and never guessed.

use cloud_sim::{Effect, Fault, LedgerEffect, When};
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everything_is_bought_once_with_every_proof(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut number = 0;
    for ware in Ware::ALL {
        for proof in ware.proofs() {
            number += 1;
            let before = portal.sales_of(ware).len();
            let id = portal.approved_ware(ware, *proof, &format!("k{number}")).await;

            assert_eq!(
                portal.settle(id).await,
                State::Bought,
                "{ware:?} {proof:?} {:?}",
                portal.waiting(id).await
            );
            assert_eq!(portal.sales_of(ware).len(), before + 1, "{ware:?} {proof:?}");
            let order = portal.order(id).await;
            assert!(order.cloud_reference.is_some(), "{ware:?}");
            portal.let_the_cloud_work().await;
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_answer_is_found_by_looking_and_nothing_is_sent_again(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for (number, ware) in [Ware::Ddm, Ware::DdmPrepaid, Ware::Change].into_iter().enumerate() {
        let id = portal.approved_ware(ware, Proof::AccessKey, &format!("k{number}")).await;
        portal.sim.fault(Fault::next(ware.action(), When::After, Effect::Drop));
        let before = portal.sales_of(ware).len();

        assert!(portal.step().await);
        assert_eq!(portal.state(id).await, State::Unknown, "{ware:?}");
        assert_eq!(portal.settle(id).await, State::Bought, "{ware:?}");
        assert_eq!(portal.sales_of(ware).len(), before + 1, "{ware:?}");
        portal.let_the_cloud_work().await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_never_arrived_is_not_bought_only_after_its_signature_died(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for (number, ware) in [Ware::Ddm, Ware::DdmPrepaid, Ware::Change].into_iter().enumerate() {
        let id = portal.approved_ware(ware, Proof::AccessKey, &format!("k{number}")).await;
        portal.sim.fault(Fault::next(ware.action(), When::Before, Effect::Drop));
        let before = portal.sales_of(ware).len();
        let begun = portal.backend.clock.now();

        assert!(portal.step().await);
        assert_eq!(portal.state(id).await, State::Unknown, "{ware:?}");
        assert_eq!(portal.settle(id).await, State::NotBought, "{ware:?}");

        let took = portal.backend.clock.now() - begun;
        assert!(took >= time::Duration::minutes(21), "{ware:?}: {took}");
        assert!(took <= time::Duration::minutes(25), "{ware:?}: {took}");
        assert_eq!(portal.sales_of(ware).len(), before, "{ware:?}");
        portal.let_the_cloud_work().await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_a_bearer_token_absence_is_a_persons_to_judge(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved_ware(Ware::Ddm, Proof::Bearer, "k").await;
    portal.sim.fault(Fault::next(Ware::Ddm.action(), When::Before, Effect::Drop));

    for _ in 0..80 {
        while portal.step().await {}
        if portal.state(id).await == State::NeedsPerson {
            break;
        }
        portal.advance(time::Duration::seconds(61)).await;
    }

    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::NeedsPerson, Some("absence_unproven")));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_there_already_is_not_bought_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for (number, ware) in [Ware::Ddm, Ware::DdmPrepaid].into_iter().enumerate() {
        let id = portal.approved_ware(ware, Proof::AccessKey, &format!("k{number}")).await;
        // An intent that a fail-over lost: the cloud sold, and nothing here knows of it.
        portal.buy_behind_its_back(id).await;
        portal.let_the_cloud_work().await;

        assert_eq!(portal.settle(id).await, State::Bought, "{ware:?}");
        assert_eq!(portal.sales_of(ware).len(), number + 1, "{ware:?}: nothing was sent again");
        let order = portal.order(id).await;
        assert_eq!(order.attempts.iter().map(|attempt| attempt.sends.len()).sum::<usize>(), 0);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_task_that_is_as_wanted_is_not_changed_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let input = portal.ware(Ware::Change, Proof::AccessKey, "k").await;
    let first = portal.approved_as(Ware::Change.operation(), &input, "k1").await;
    assert_eq!(portal.settle(first).await, State::Bought);
    let second = portal.approved_as(Ware::Change.operation(), &input, "k2").await;

    assert_eq!(portal.settle(second).await, State::Draft);

    assert_eq!(portal.waiting(second).await.as_deref(), Some("target_reached"));
    assert_eq!(portal.sales_of(Ware::Change).len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_changes_of_one_task_wait_for_each_other(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut input = portal.ware(Ware::Change, Proof::AccessKey, "k").await;
    let first = portal.approved_as(Ware::Change.operation(), &input, "k1").await;
    input.spec.insert("BuyCount".into(), "2".into());
    let second = portal.approved_as(Ware::Change.operation(), &input, "k2").await;
    portal.sim.fault(Fault::next(Ware::Change.action(), When::Before, Effect::Drop));

    assert!(portal.step().await);
    assert_eq!(portal.state(first).await, State::Unknown);
    assert!(portal.step().await);

    assert_eq!(portal.waiting(second).await.as_deref(), Some("task_changing"));
    assert_eq!(portal.sales_of(Ware::Change).len(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_open_prepaid_purchase_holds_back_the_next_of_its_account(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let first = portal.approved_ware(Ware::DdmPrepaid, Proof::AccessKey, "k1").await;
    portal.sim.fault(Fault::next(Ware::DdmPrepaid.action(), When::Before, Effect::Drop));
    assert!(portal.step().await);
    assert_eq!(portal.state(first).await, State::Unknown);
    let second = portal.approved_ware(Ware::DdmPrepaid, Proof::AccessKey, "k2").await;

    assert!(portal.step().await);

    assert_eq!(portal.waiting(second).await.as_deref(), Some("prepaid_settling"));
    assert_eq!(portal.settle(first).await, State::NotBought);
    assert_eq!(portal.settle(second).await, State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_of_the_cloud_that_belongs_to_nobody_is_not_absence(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved_ware(Ware::DdmPrepaid, Proof::AccessKey, "k").await;
    portal.sim.fault(Fault::next(Ware::DdmPrepaid.action(), When::Before, Effect::Drop));
    assert!(portal.step().await);
    // Somebody orders in the vendor's console and does not pay.
    portal.order_elsewhere().await;

    for _ in 0..40 {
        while portal.step().await {}
        portal.advance(time::Duration::minutes(1)).await;
    }
    assert_eq!(portal.state(id).await, State::Unknown, "it may be this one");
    portal.advance(time::Duration::hours(24)).await;
    while portal.step().await {}

    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::NeedsPerson, Some("unmapped_order")));
}

/// Somebody gave the task another class minutes before: the order for that is none of the request's.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_cloud_order_from_before_the_request_is_not_taken_for_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let input = portal.ware(Ware::Change, Proof::AccessKey, "k").await;
    portal.resize_elsewhere(&input.spec["DtsJobId"]).await;
    portal.advance(time::Duration::minutes(2)).await;
    let id = portal.approved_as(Ware::Change.operation(), &input, "k").await;
    portal.sim.fault(Fault::next(Ware::Change.action(), When::Before, Effect::Drop));

    assert_eq!(portal.settle(id).await, State::NotBought);
}

/// An account may have many orders: a look reads them only where their absence says something.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_orders_of_an_account_are_read_before_the_request_and_when_absence_counts(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved_ware(Ware::Change, Proof::AccessKey, "k").await;
    portal.sim.fault(Fault::next(Ware::Change.action(), When::Before, Effect::Drop));
    let asked = || portal.sim.requests().iter().filter(|request| request.action == "QueryOrders").count();

    assert!(portal.step().await);
    // One list for each kind of order that changes a task.
    assert_eq!(asked(), 2);
    assert_eq!(portal.settle(id).await, State::NotBought);

    assert_eq!(asked(), 2 + 2 * 2, "two looks, after the signature was dead");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_is_sent_where_the_lists_that_would_settle_it_cannot_be_read(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for (ware, list) in
        [(Ware::Ddm, "ListInstances"), (Ware::DdmPrepaid, "ListOrders"), (Ware::Change, "QueryOrders")]
    {
        let id = portal.approved_ware(ware, Proof::AccessKey, list).await;
        portal.sim.fault(Fault::next(list, When::Before, Effect::Status { status: 503 }));
        let before = portal.sales_of(ware).len();

        assert!(portal.step().await);

        assert_eq!(portal.state(id).await, State::Approved, "{ware:?}");
        assert_eq!(portal.waiting(id).await.as_deref(), Some("list_unreadable"), "{ware:?}");
        assert_eq!(portal.sales_of(ware).len(), before, "{ware:?}");
        assert_eq!(portal.settle(id).await, State::Bought, "{ware:?}");
        portal.let_the_cloud_work().await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_refers_to_the_instance_that_is_in_view_already(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let bought = portal.approved("k1").await;
    assert_eq!(portal.settle(bought).await, State::Bought);
    let sale = portal.sim.ledger().remove(0);
    let mut input = portal.ware(Ware::Change, Proof::AccessKey, "k").await;
    input.spec.insert("DtsJobId".into(), sale.job_id.clone());
    let change = portal.approved_as(Ware::Change.operation(), &input, "k2").await;

    assert_eq!(portal.settle(change).await, State::Bought);

    assert_eq!(portal.order(change).await.cloud_reference.as_deref(), Some(sale.instance_id.as_str()));
    assert_eq!(portal.count("select count(*) from purser.instances").await, 1);
    assert_eq!(portal.count("select count(*) from purser.instances where billing = 'prepaid'").await, 1);
    let changed = portal.sales_of(Ware::Change);
    assert_eq!(changed.iter().map(|entry| entry.effect).collect::<Vec<_>>(), [LedgerEffect::Change]);
}
