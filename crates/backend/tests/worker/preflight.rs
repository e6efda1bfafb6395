//! What is looked at before people are asked to approve something.

use backend::{BackendError, preflight::preflight};
use cloud_sim::{Effect, Fault, When};
use domain::{
    catalog::Operation,
    order::OrderInput,
    preflight::{Check, Found, Obstacle, Warning, is_blocked},
    quote::Price,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::{
    portal::Portal,
    wares::{Proof, Ware, poor_key},
};

impl Portal {
    async fn looked(
        &self,
        operation: Operation,
        input: &OrderInput,
        price: Option<&Price>,
    ) -> Vec<(Check, Found)> {
        preflight(&self.backend, &self.requester, operation, input, price).await.expect("checks")
    }
}

fn found(checks: &[(Check, Found)], wanted: Check) -> Found {
    checks.iter().find(|(check, _)| *check == wanted).expect("the check").1
}

fn price() -> Price {
    serde_json::from_value(serde_json::json!({
        "list": { "amount": "900.00", "currency": "CNY" },
        "discount": null,
        "pay": { "amount": "900.00", "currency": "CNY" },
        "per": "once",
    }))
    .expect("a price")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_can_be_bought_passes_every_check(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for (ware, expected) in [
        (Ware::Bss, &[Check::Credential, Check::Balance][..]),
        (Ware::Change, &[Check::Credential, Check::Balance, Check::Task]),
        (Ware::DdmPrepaid, &[Check::Credential, Check::Balance, Check::Name, Check::Zones, Check::Network]),
    ] {
        let input = portal.ware(ware, Proof::AccessKey, "a").await;

        let checks = portal.looked(ware.operation(), &input, Some(&price())).await;

        let fine: Vec<_> = expected.iter().map(|check| (*check, Found::Fine)).collect();
        assert_eq!(checks, fine, "{ware:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_account_without_the_money_is_warned(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for ware in [Ware::Bss, Ware::DdmPrepaid] {
        let mut input = portal.ware(ware, Proof::AccessKey, "a").await;
        input.credential_id = portal.store(&poor_key(ware)).await;

        let checks = portal.looked(ware.operation(), &input, Some(&price())).await;

        assert_eq!(found(&checks, Check::Balance), Found::Warns(Warning::BalanceShort), "{ware:?}");
        assert!(!is_blocked(&checks), "money can come before the approval does");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_task_that_is_not_there_blocks(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut input = portal.ware(Ware::Change, Proof::AccessKey, "a").await;
    input.spec.insert("DtsJobId".into(), "nosuchtask1".into());

    let checks = portal.looked(Operation::DtsChange, &input, None).await;

    assert_eq!(found(&checks, Check::Task), Found::Blocks(Obstacle::TaskMissing));
    assert!(is_blocked(&checks));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_name_that_is_taken_blocks(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut input = portal.ware(Ware::Ddm, Proof::AccessKey, "a").await;
    portal.buy_ddm(&input.spec, "made-in-the-console").await;
    portal.let_the_cloud_work().await;
    input.spec.insert("instance.name".into(), "made-in-the-console".into());

    let checks = portal.looked(Operation::DdmCreate, &input, None).await;

    assert_eq!(found(&checks, Check::Name), Found::Blocks(Obstacle::NameTaken));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn places_that_the_cloud_does_not_name_warn(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut input = portal.ware(Ware::Ddm, Proof::AccessKey, "a").await;
    input.spec.insert("instance.available_zones.1".into(), "cn-north-9z".into());
    input.spec.insert("instance.subnet_id".into(), "no-such-subnet".into());

    let checks = portal.looked(Operation::DdmCreate, &input, None).await;

    assert_eq!(found(&checks, Check::Zones), Found::Warns(Warning::ZoneNotOnSale));
    assert_eq!(found(&checks, Check::Network), Found::Warns(Warning::NetworkUnknown));
    assert!(!is_blocked(&checks));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_look_that_fails_is_nobodys_obstacle(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let input = portal.ware(Ware::Bss, Proof::AccessKey, "a").await;
    portal.sim.fault(Fault::next("QueryAccountBalance", When::Before, Effect::Drop));

    let checks = portal.looked(Operation::BssCreate, &input, None).await;

    assert!(matches!(found(&checks, Check::Balance), Found::Unknown(_)), "{checks:?}");
    assert!(!is_blocked(&checks));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_looks_with_somebody_elses_key(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let input = portal.ware(Ware::Bss, Proof::AccessKey, "a").await;
    let before = portal.requests();

    let refused = preflight(&portal.backend, &portal.lead, Operation::BssCreate, &input, None).await;

    assert!(matches!(refused, Err(BackendError::Fields(_))), "{refused:?}");
    assert_eq!(portal.requests(), before);
}
