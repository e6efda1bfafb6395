//! What an account bought that no order owns: found every day, and before an order starts that a hold came over.

use backend::{
    Actor, BackendError, attention, holdings, holds,
    jobs::{poll_status, sweep},
};
use cloud::{AlibabaKey, Fresh, HuaweiKey, huawei, huawei::Login, verdict::Call};
use cloud_sim::{DEMO_HUAWEI, Effect, Fault, When};
use domain::{
    catalog::{Input, Operation, Provider},
    credential::{Kind, Site},
    ids::OrderId,
    order::{State, Verdict, can::Why, ddm_name},
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    portal::{POOR, Portal, RICH},
    wares::{Proof, Ware},
};

/// Somebody buys with the same account, and not through this database.
pub(super) async fn bought_elsewhere(portal: &Portal) -> String {
    let key = AlibabaKey {
        access_key_id: RICH.access_key_id.into(),
        secret: RICH.secret.into(),
        security_token: None,
        site: Site::China,
    };
    let fresh = Fresh {
        now: portal.backend.clock.now(),
        nonce: portal.backend.random.uuid(&portal.backend.clock).to_string(),
    };
    let (spec, token) = (portal.input().spec, fresh.nonce.clone());
    let client = &portal.backend.clouds.alibaba;
    let signed = client.sign_purchase(Operation::DtsCreate, &spec, &token, &key, fresh).expect("signed");
    let answer = client.purchase(signed).await;
    assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
    answer.instance_id.expect("an id")
}

pub(super) async fn sweep(portal: &Portal) {
    sweep::plan(&portal.backend).await.expect("planned");
    while poll_status::step(&portal.backend, "test").await.expect("a step") {}
}

pub(super) async fn unowned(portal: &Portal) -> Vec<String> {
    let rows = holdings::unowned(&portal.backend).await.expect("the list");
    rows.into_iter().map(|row| row.reference).collect()
}

const ALARMS: &str = "select count(*) from purser.alarms where code = 'unowned_purchase'";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_no_order_owns_is_listed_once_with_an_alarm(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let own = portal.approved("k").await;
    assert_eq!(portal.settle(own).await, State::Bought);
    let foreign = bought_elsewhere(&portal).await;

    for _ in 0..2 {
        sweep(&portal).await;
        assert_eq!(unowned(&portal).await, std::slice::from_ref(&foreign), "not what the order owns");
        assert_eq!(portal.count(ALARMS).await, 1);
        portal.advance(Duration::hours(25)).await;
    }
    let row = holdings::unowned(&portal.backend).await.expect("the list").remove(0);
    assert_eq!((row.kind.as_str(), row.account.as_str()), (holdings::INSTANCE, RICH.access_key_id));
    assert!(row.amount.is_some() && row.created_at.is_some(), "{row:?}");
    holdings::clear(&portal.backend, &portal.lead, row.number, "bought in the console")
        .await
        .expect("cleared");
    sweep(&portal).await;
    assert!(unowned(&portal).await.is_empty(), "what was cleared stays cleared");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_no_order_owns_stands_where_people_look_until_an_admin_says_whose_it_is(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let admin = Person { roles: vec![Role::Admin], ..portal.lead.clone() };
    let foreign = bought_elsewhere(&portal).await;
    sweep(&portal).await;
    let seen = async || attention::attention(&portal.backend, &admin).await.expect("what waits");

    let shown = seen().await;
    let row = &shown.unowned[0];
    assert_eq!((row.reference.as_str(), row.account.as_str()), (foreign.as_str(), RICH.access_key_id));
    assert_eq!((row.provider, row.is_order), (Provider::Alibaba, false));
    assert!(row.created_at.is_some() && row.amount.is_some(), "{row:?}");
    assert_eq!((shown.alarms.len(), shown.count()), (1, 1), "its alarm is the same thing");

    let clear = async |person: &Person, reason: &str| {
        attention::clear_unowned(&portal.backend, person, row.number, reason).await
    };
    assert!(matches!(clear(&portal.lead, "Mine.").await, Err(BackendError::NotFound)));
    let auditor = Person { roles: vec![Role::Auditor], ..portal.lead.clone() };
    assert!(matches!(clear(&auditor, "Mine.").await, Err(BackendError::NotAllowed(Why::Auditor))));
    assert!(matches!(clear(&admin, " ").await, Err(BackendError::Fields(_))));
    clear(&admin, "Bought in the console, before Purser.").await.expect("cleared");
    assert!(matches!(clear(&admin, "Again.").await, Err(BackendError::NotFound)));
    let shown = seen().await;
    assert!(shown.unowned.is_empty() && shown.alarms.is_empty(), "{shown:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_an_account_had_before_is_not_listed(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    bought_elsewhere(&portal).await;
    portal
        .as_owner(
            "set session_replication_role = replica;
             update purser.credential_versions set created_at = purser.now() + interval '2 seconds';
             set session_replication_role = origin",
        )
        .await;
    portal.advance(Duration::seconds(3)).await;
    let later = bought_elsewhere(&portal).await;

    sweep(&portal).await;

    assert_eq!(unowned(&portal).await, [later]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_that_cannot_be_read_whole_proves_nothing_and_is_read_again(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let foreign = bought_elsewhere(&portal).await;
    for action in ["QueryOrders", "QueryAvailableInstances", "DescribeDtsJobs", "GetOrderDetail"] {
        portal.sim.fault(Fault::next(action, When::Before, Effect::Status { status: 500 }));
        sweep(&portal).await;
        let error =
            "select count(*) from purser.jobs where kind = 'sweep' and last_error = 'list_unreadable'";
        assert_eq!(portal.count(error).await, 1, "{action}");
        assert!(unowned(&portal).await.is_empty(), "{action}");
        portal.advance(Duration::minutes(61)).await;
    }

    sweep(&portal).await;

    assert_eq!(unowned(&portal).await, [foreign]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_may_be_an_open_orders_is_not_called_nobodys(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.fault(When::After, Effect::Drop);
    assert!(portal.step().await);
    assert_eq!(portal.state(id).await, State::Unknown);

    sweep(&portal).await;
    assert!(unowned(&portal).await.is_empty());

    assert_eq!(portal.settle(id).await, State::Bought);
    portal.advance(Duration::hours(25)).await;
    sweep(&portal).await;
    assert!(unowned(&portal).await.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_name_that_a_sweep_finds_makes_an_order_that_ended_as_not_bought_a_persons(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    portal.use_key(&POOR).await;
    let (lost, cancelled) = (portal.approved("k1").await, portal.submitted("k2").await);
    assert_eq!(portal.settle(lost).await, State::NotBought);
    backend::orders::cancel(&portal.backend, &portal.requester, cancelled).await.expect("cancelled");
    let huawei = huawei_credential(&portal).await;
    for (order, mode) in [(lost, "1"), (cancelled, "0")] {
        huawei_buys(&portal, &huawei, &ddm_name("mart", order), mode).await;
    }
    // Lists show it late.
    portal.advance(Duration::minutes(10)).await;

    sweep(&portal).await;

    assert_eq!(portal.state(lost).await, State::NeedsPerson);
    assert_eq!(portal.order(lost).await.waiting.as_deref(), Some("late_sale"));
    let evidence =
        "select count(*) from purser.evidence where kind = 'sweep' and sale and cloud_order is not null";
    assert_eq!(portal.count(evidence).await, 1);
    let rows = holdings::unowned(&portal.backend).await.expect("the list");
    assert_eq!(rows.iter().map(|row| row.order).collect::<Vec<_>>(), [Some(cancelled)], "{rows:?}");
    portal.advance(Duration::hours(25)).await;
    sweep(&portal).await;
    assert_eq!(portal.count(evidence).await, 1, "found once");
}

async fn huawei_credential(portal: &Portal) -> HuaweiKey {
    let rich = DEMO_HUAWEI[0];
    let (region, project) = rich.projects[0];
    let new = backend::credentials::NewCredential::new(Kind::HuaweiAccessKey, "Huawei")
        .text("access_key_id", rich.access_key_id)
        .text("project_id", project)
        .text("region", region)
        .secret("secret_access_key", rich.secret);
    backend::credentials::add(&portal.backend, &portal.requester, &new).await.expect("a credential");
    HuaweiKey {
        project_id: project.into(),
        region: region.into(),
        login: Login::AccessKey {
            access_key_id: rich.access_key_id.into(),
            secret: rich.secret.into(),
            security_token: None,
        },
    }
}

async fn huawei_buys(portal: &Portal, key: &HuaweiKey, name: &str, charge_mode: &str) {
    let client = &portal.backend.clouds.huawei;
    let clock = portal.backend.clock.clone();
    let fresh = move || Fresh { now: clock.now(), nonce: String::new() };
    let engine = client.engines(key, &fresh).await.expect("engines").value.swap_remove(0);
    let zone = engine.support_azs[0].code.clone();
    let flavors = client.flavors(key, &engine.id, &fresh).await.expect("flavors").value;
    let flavor = flavors.into_iter().find(|flavor| flavor.is_on_sale_in(&zone)).expect("a flavor");
    let vpc = client.vpcs(key, &fresh).await.expect("vpcs").value.swap_remove(0);
    let subnets = client.subnets(key, &vpc.id, &fresh).await.expect("subnets").value;
    let groups = client.security_groups(key, &fresh).await.expect("groups").value;
    let mut parameters: Input = [
        ("instance.flavor_id", flavor.id.as_str()),
        ("instance.engine_id", &engine.id),
        ("instance.node_num", "2"),
        ("instance.available_zones.1", &zone),
        ("instance.vpc_id", &vpc.id),
        ("instance.subnet_id", &subnets[0].id),
        ("instance.security_group_id", &groups[0].id),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if charge_mode == "1" {
        let prepaid = [
            ("charge_mode", "prePaid"),
            ("period_type", "month"),
            ("period_num", "1"),
            ("is_auto_pay", "true"),
        ];
        parameters.extend(prepaid.map(|(name, value)| (format!("extend_param.{name}"), value.to_owned())));
    }
    let access = client.authenticate(Call::Buy(Operation::DdmCreate), key, &fresh).await.expect("access");
    let purchase = huawei::Purchase {
        operation: Operation::DdmCreate,
        parameters: &parameters,
        name,
        admin_user_password: None,
    };
    let signed = client.sign_purchase(&purchase, key, &access, &fresh()).expect("signed");
    let answer = client.purchase(signed).await;
    assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
}

/// A hold stood and was lifted, as after a fail-over.
pub(super) async fn held_and_released(portal: &Portal) {
    holds::set(&portal.backend, Actor::Operator, "a standby was promoted").await.expect("held");
    holds::lift(&portal.backend, Actor::Operator, "looked").await.expect("lifted");
}

/// Makes the order due so many minutes from now.
async fn not_before(portal: &Portal, id: OrderId, minutes: i64) {
    let sql = format!(
        "set session_replication_role = replica;
         update purser.orders set due_at = purser.now() + interval '{minutes} minutes' where order_id = '{id}';
         set session_replication_role = origin"
    );
    portal.as_owner(&sql).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_hold_nothing_starts_while_a_lost_request_may_live(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    for (number, ware) in [Ware::Ddm, Ware::Change].into_iter().enumerate() {
        let id = portal.approved_ware(ware, Proof::AccessKey, &format!("k{number}")).await;
        held_and_released(&portal).await;
        portal.advance(Duration::minutes(19)).await;

        assert!(portal.step().await);

        assert_eq!(portal.waiting(id).await.as_deref(), Some("lists_may_lag"), "{ware:?}");
        assert!(portal.sales_of(ware).is_empty(), "{ware:?}");
        portal.advance(Duration::minutes(2)).await;
        assert_eq!(portal.settle(id).await, State::Bought, "{ware:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_hold_an_order_starts_only_if_nothing_was_lost_that_it_could_have_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    held_and_released(&portal).await;
    assert!(portal.step().await);
    assert_eq!(portal.waiting(id).await.as_deref(), Some("lists_may_lag"), "a lost request may live");
    portal.advance(Duration::minutes(19)).await;
    assert!(portal.step().await);
    assert_eq!(portal.waiting(id).await.as_deref(), Some("lists_may_lag"), "as long as its signature");
    portal.advance(Duration::minutes(2)).await;
    portal.sim.fault(Fault::next("QueryOrders", When::Before, Effect::Status { status: 500 }));
    assert!(portal.step().await);
    assert_eq!(portal.waiting(id).await.as_deref(), Some("list_unreadable"));
    assert_eq!(portal.requests(), 0);
    portal.advance(Duration::seconds(31)).await;

    assert!(portal.step().await);

    assert_eq!((portal.state(id).await, portal.sold()), (State::Bought, 1));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_hold_what_nobody_owns_makes_an_order_a_persons(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let (before, other) = (portal.approved("k1").await, portal.approved("k2").await);
    let lost = bought_elsewhere(&portal).await;
    held_and_released(&portal).await;
    let after = portal.approved("k3").await;
    portal.advance(Duration::minutes(21)).await;

    while portal.step().await {}

    for id in [before, other] {
        let order = portal.order(id).await;
        assert_eq!(
            (order.state, order.waiting.as_deref()),
            (State::NeedsPerson, Some("unowned_after_failover"))
        );
    }
    let named = format!(
        "select count(*) from purser.alarms where code = 'unowned_after_failover' and detail = '{lost}'"
    );
    assert_eq!(portal.count(&named).await, 2);
    assert_eq!(unowned(&portal).await, [lost]);
    assert_eq!(portal.state(after).await, State::Bought, "made after the hold");
    assert_eq!(portal.sold(), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_hold_what_was_cleared_stops_nothing_and_what_is_open_is_waited_for(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    bought_elsewhere(&portal).await;
    sweep(&portal).await;
    let row = holdings::unowned(&portal.backend).await.expect("the list").remove(0);
    holdings::clear(&portal.backend, &portal.lead, row.number, "known").await.expect("cleared");
    let mut other = portal.input();
    other.spec.insert("SynchronizationJobClass".into(), "micro".into());
    let id = portal.approved_as(Operation::DtsCreate, &other, "k2").await;
    held_and_released(&portal).await;
    not_before(&portal, id, 22).await;
    portal.advance(Duration::minutes(21)).await;
    let open = portal.approved("k1").await;
    portal.fault(When::After, Effect::Drop);
    assert!(portal.step().await);
    assert_eq!(portal.state(open).await, State::Unknown);
    not_before(&portal, open, 2).await;
    portal.advance(Duration::minutes(1)).await;

    assert!(portal.step().await);
    assert_eq!(portal.waiting(id).await.as_deref(), Some("purchases_unsettled"));
    assert_eq!(portal.settle(open).await, State::Bought);

    assert_eq!(portal.settle(id).await, State::Bought);
}
