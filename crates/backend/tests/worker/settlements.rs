//! What the cloud holds ordered and unpaid is paid once or cancelled, and never guessed about.

use std::sync::Arc;

use backend::{
    BackendError,
    credentials::NewCredential,
    failpoint::{Place, What},
    jobs::purchase,
    orders,
};
use cloud::{HuaweiKey, huawei::Login};
use cloud_sim::{DEMO_HUAWEI, Effect, Fault, LedgerEffect, When};
use domain::{
    credential::Kind,
    ids::OrderId,
    instance::Fulfilment,
    order::{
        OrderInput, State,
        can::Why,
        settlement::{Act, Stage},
    },
    view::{Order, SettlementView},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;
use tokio::sync::Notify;

use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

/// An order that the cloud holds unpaid.
pub(super) async fn unpaid(portal: &Portal, proof: Proof, key: &str) -> OrderId {
    let mut input = portal.ware(Ware::DdmPrepaid, proof, key).await;
    input.spec.insert("extend_param.is_auto_pay".into(), "false".into());
    bought_unpaid(portal, &input, key).await
}

async fn bought_unpaid(portal: &Portal, input: &OrderInput, key: &str) -> OrderId {
    let id = portal.approved_as(Ware::DdmPrepaid.operation(), input, key).await;
    assert_eq!(portal.settle(id).await, State::Bought);
    portal.polls().await;
    assert_eq!(portal.order(id).await.fulfilment, Some(Fulfilment::Unpaid));
    id
}

pub(super) async fn ask(portal: &Portal, act: Act, id: OrderId) -> Result<(), BackendError> {
    match act {
        Act::Pay => orders::pay(&portal.backend, &portal.requester, id).await,
        Act::Cancel => orders::cancel_unpaid(&portal.backend, &portal.requester, id).await,
    }
}

fn settlement(order: &Order) -> SettlementView {
    order.payment.as_ref().and_then(|payment| payment.settlement.clone()).expect("a settlement")
}

pub(super) async fn stage(portal: &Portal, id: OrderId) -> (Stage, Option<String>) {
    let settlement = settlement(&portal.order(id).await);
    (settlement.stage, settlement.code)
}

/// Steps until it has ended, moving the clock over each wait.
pub(super) async fn end(portal: &Portal, id: OrderId) -> (Stage, Option<String>) {
    for _ in 0..60 {
        while portal.step().await {}
        let (stage, code) = stage(portal, id).await;
        if matches!(stage, Stage::Done | Stage::NotDone | Stage::NeedsPerson) {
            return (stage, code);
        }
        portal.advance(Duration::seconds(61)).await;
    }
    stage(portal, id).await
}

pub(super) const fn action(act: Act) -> &'static str {
    match act {
        Act::Pay => "PayOrder",
        Act::Cancel => "CancelOrder",
    }
}

pub(super) fn requests(portal: &Portal, act: Act) -> usize {
    portal.sim.requests().iter().filter(|arrival| arrival.action == action(act)).count()
}

pub(super) fn settled(portal: &Portal, act: Act) -> usize {
    let effect = match act {
        Act::Pay => LedgerEffect::Pay,
        Act::Cancel => LedgerEffect::Cancel,
    };
    portal.sim.ledger().iter().filter(|entry| entry.effect == effect).count()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_unpaid_order_is_paid_and_runs(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for (number, proof) in [Proof::AccessKey, Proof::Temporary, Proof::Bearer].into_iter().enumerate() {
        let id = unpaid(&portal, proof, &format!("k{number}")).await;
        let order = portal.order(id).await;
        let payment = order.payment.expect("a payment");
        assert!(payment.unpaid && payment.due.is_some() && payment.pay_until.is_some());
        assert_eq!((order.can.pay, order.can.cancel_unpaid), (Ok(()), Ok(())));

        ask(&portal, Act::Pay, id).await.expect("asked");
        assert_eq!(portal.order(id).await.can.pay, Err(Why::BeingSettled));
        assert_eq!(end(&portal, id).await, (Stage::Done, None), "{proof:?}");

        let times = (settled(&portal, Act::Pay), requests(&portal, Act::Pay));
        assert_eq!(times, (number + 1, number + 1), "{proof:?}");
        assert_eq!(settlement(&portal.order(id).await).amount, payment.due);
        portal.polls().await;
        assert_eq!(portal.order(id).await.fulfilment, Some(Fulfilment::Creating), "{proof:?}");
        for _ in 0..4 {
            portal.let_the_cloud_work().await;
            portal.polls().await;
        }
        let order = portal.order(id).await;
        assert_eq!((order.state, order.fulfilment), (State::Bought, Some(Fulfilment::Running)), "{proof:?}");
        assert_eq!(order.can.pay, Err(Why::NothingDue));
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_unpaid_order_is_cancelled_and_costs_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;

    ask(&portal, Act::Cancel, id).await.expect("asked");
    assert_eq!(end(&portal, id).await, (Stage::Done, None));

    assert_eq!(portal.order(id).await.fulfilment, Some(Fulfilment::Released));
    portal.polls().await;
    assert_eq!(portal.order(id).await.fulfilment, Some(Fulfilment::Released));
    assert_eq!((settled(&portal, Act::Cancel), settled(&portal, Act::Pay)), (1, 0));
    let again = ask(&portal, Act::Pay, id).await;
    assert!(matches!(again, Err(BackendError::NotAllowed(Why::NothingDue))), "{again:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_answer_settles_by_looking_and_nothing_is_sent_again(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for act in Act::ALL {
        let id = unpaid(&portal, Proof::AccessKey, act.name()).await;
        portal.sim.fault(Fault::next(action(act), When::After, Effect::Drop));
        ask(&portal, act, id).await.expect("asked");

        assert!(portal.step().await);
        assert_eq!(stage(&portal, id).await.0, Stage::Unknown, "{act:?}");
        assert_eq!(end(&portal, id).await.0, Stage::Done, "{act:?}");

        assert_eq!((settled(&portal, act), requests(&portal, act)), (1, 1), "{act:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_never_arrived_was_not_done_only_after_its_signature_died(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;
    portal.sim.fault(Fault::next("PayOrder", When::Before, Effect::Drop));
    let begun = portal.backend.clock.now();
    ask(&portal, Act::Pay, id).await.expect("asked");

    assert_eq!(end(&portal, id).await, (Stage::NotDone, Some("absent".to_owned())));

    let took = portal.backend.clock.now() - begun;
    assert!(took >= Duration::minutes(21), "{took}");
    assert_eq!(requests(&portal, Act::Pay), 1);
    // It can be asked for anew, and is another request.
    ask(&portal, Act::Pay, id).await.expect("asked again");
    assert_eq!(end(&portal, id).await, (Stage::Done, None));
    assert_eq!((settled(&portal, Act::Pay), requests(&portal, Act::Pay)), (1, 2));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_a_bearer_token_absence_proves_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::Bearer, "k").await;
    portal.sim.fault(Fault::next("PayOrder", When::Before, Effect::Drop));
    ask(&portal, Act::Pay, id).await.expect("asked");
    for _ in 0..70 {
        while portal.step().await {}
        portal.advance(Duration::minutes(1)).await;
    }

    assert_eq!(stage(&portal, id).await, (Stage::NeedsPerson, Some("absence_unproven".to_owned())));
    assert_eq!(portal.count("select count(*) from purser.alarms where code = 'absence_unproven'").await, 1);
    let blocked = ask(&portal, Act::Cancel, id).await;
    assert!(matches!(blocked, Err(BackendError::NotAllowed(Why::BeingSettled))), "{blocked:?}");
    // The cloud gives the order up: no request can pay it any more.
    portal.advance(Duration::days(8)).await;
    while portal.step().await {}
    assert_eq!(stage(&portal, id).await, (Stage::NotDone, Some("order_cancelled".to_owned())));
    assert_eq!(requests(&portal, Act::Pay), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_is_paid_above_the_ceiling(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;
    // As if the cloud wanted more than was approved.
    portal
        .as_owner(
            "alter table purser.revisions drop constraint the_ceiling_covers_the_price;
             set session_replication_role = replica; update purser.revisions set ceiling = 1;
             set session_replication_role = origin",
        )
        .await;
    ask(&portal, Act::Pay, id).await.expect("asked");

    assert_eq!(end(&portal, id).await, (Stage::NotDone, Some("amount_above_ceiling".to_owned())));

    assert_eq!(requests(&portal, Act::Pay), 0);
    ask(&portal, Act::Cancel, id).await.expect("cancelling spends nothing");
    assert_eq!(end(&portal, id).await, (Stage::Done, None));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_old_approval_pays_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;
    ask(&portal, Act::Pay, id).await.expect("asked in time");
    portal.as_owner("insert into purser.holds (reason, set_by) values ('test', 'test')").await;
    assert!(!portal.step().await, "nothing starts on hold");
    portal.advance(Duration::hours(25)).await;
    portal
        .as_owner("update purser.holds set lifted_at = now(), lift_reason = 'test', lifted_by = 'test'")
        .await;

    let (stage, code) = end(&portal, id).await;
    assert_eq!(stage, Stage::NotDone);
    assert!(matches!(code.as_deref(), Some("waited_too_long" | "approval_old")), "{code:?}");

    let late = ask(&portal, Act::Pay, id).await;
    assert!(matches!(late, Err(BackendError::Conflict("approval_old"))), "{late:?}");
    assert_eq!(requests(&portal, Act::Pay), 0);
    ask(&portal, Act::Cancel, id).await.expect("asked");
    assert_eq!(end(&portal, id).await, (Stage::Done, None));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn paying_twice_at_once_is_one_request(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;

    let (one, two) = tokio::join!(ask(&portal, Act::Pay, id), ask(&portal, Act::Pay, id));
    assert!(one.is_ok() ^ two.is_ok(), "{one:?} {two:?}");
    let three = ask(&portal, Act::Cancel, id).await;
    assert!(matches!(three, Err(BackendError::NotAllowed(Why::BeingSettled))), "{three:?}");
    let (one, two) = tokio::join!(portal.step(), portal.step());
    assert!(one ^ two);
    assert_eq!(end(&portal, id).await, (Stage::Done, None));

    assert_eq!((settled(&portal, Act::Pay), requests(&portal, Act::Pay)), (1, 1));
    assert_eq!(portal.count("select count(*) from purser.settlements").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_was_thought_gone_pays_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;
    ask(&portal, Act::Pay, id).await.expect("asked");
    // Somebody claims it, and again after the lease, while the first still prepares.
    let gate = Arc::new(Notify::new());
    portal.backend.failpoints.arm(Place::Prepared, 0, What::Stall(Arc::clone(&gate)));
    let backend = portal.backend.clone();
    let first = tokio::spawn(async move { purchase::step(&backend, "first").await });
    portal.backend.failpoints.reached().await;
    portal.advance(Duration::minutes(2)).await;
    assert_eq!(end(&portal, id).await, (Stage::Done, None));
    gate.notify_one();
    assert!(first.await.expect("a worker").is_ok());

    assert_eq!((settled(&portal, Act::Pay), requests(&portal, Act::Pay)), (1, 1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_money_it_stays_unpaid_and_may_be_asked_for_again(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let poor = DEMO_HUAWEI[1];
    let (region, project) = poor.projects[0];
    let credential = NewCredential::new(Kind::HuaweiAccessKey, "poor")
        .text("access_key_id", poor.access_key_id)
        .secret("secret_access_key", poor.secret)
        .text("project_id", project)
        .text("region", region);
    let key = HuaweiKey {
        project_id: project.into(),
        region: region.into(),
        login: Login::AccessKey {
            access_key_id: poor.access_key_id.into(),
            secret: poor.secret.into(),
            security_token: None,
        },
    };
    let (huawei, fresh) = (&portal.backend.clouds.huawei, || portal.fresh());
    let vpc = huawei.vpcs(&key, &fresh).await.expect("networks").value.remove(0).id;
    let subnet = huawei.subnets(&key, &vpc, &fresh).await.expect("subnets").value.remove(0).id;
    let group = huawei.security_groups(&key, &fresh).await.expect("groups").value.remove(0).id;
    let mut input = portal.ware(Ware::DdmPrepaid, Proof::AccessKey, "k").await;
    for (name, id) in [("vpc_id", vpc), ("subnet_id", subnet), ("security_group_id", group)] {
        input.spec.insert(format!("instance.{name}"), id);
    }
    input.credential_id = portal.store(&credential).await;
    input.spec.insert("extend_param.is_auto_pay".into(), "false".into());
    let id = bought_unpaid(&portal, &input, "k").await;
    ask(&portal, Act::Pay, id).await.expect("asked");

    assert_eq!(end(&portal, id).await, (Stage::NotDone, Some("not_enough_money".to_owned())));

    portal.polls().await;
    let order = portal.order(id).await;
    assert_eq!((order.fulfilment, order.can.pay), (Some(Fulfilment::Unpaid), Ok(())));
    assert_eq!((settled(&portal, Act::Pay), requests(&portal, Act::Pay)), (0, 1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_somebody_paid_elsewhere_is_not_paid_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;
    portal.pay_elsewhere(id).await;
    ask(&portal, Act::Pay, id).await.expect("asked");

    assert_eq!(end(&portal, id).await, (Stage::Done, Some("done_already".to_owned())));

    assert_eq!(settled(&portal, Act::Pay), 1, "by hand");
    assert_eq!(requests(&portal, Act::Pay), 1);
}
