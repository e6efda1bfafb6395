//! What was bought is kept in view: each product by its own reads.

use domain::{ids::OrderId, instance::Fulfilment, order::State, view::Instance};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

impl Portal {
    /// Runs every poll that is due.
    pub(crate) async fn polls(&self) {
        while self.poll().await {}
    }

    /// The instance that the order's page shows.
    pub(crate) async fn instance(&self, id: OrderId) -> Instance {
        let shown = self.order(id).await.instance.expect("an instance");
        backend::instances::show(&self.backend, &self.requester, shown).await.expect("an instance")
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_product_is_seen_to_run(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    for (number, ware) in [Ware::Bss, Ware::Ddm, Ware::DdmPrepaid, Ware::Change].into_iter().enumerate() {
        let id = portal.approved_ware(ware, Proof::AccessKey, &format!("k{number}")).await;
        assert_eq!(portal.settle(id).await, State::Bought, "{ware:?}");

        portal.polls().await;
        for _ in 0..4 {
            portal.let_the_cloud_work().await;
            portal.polls().await;
        }

        let shown = portal.instance(id).await;
        assert_eq!((shown.fulfilment, &shown.poll_error), (Fulfilment::Running, &None), "{ware:?} {shown:?}");
        assert_eq!(portal.order(id).await.fulfilment, Some(Fulfilment::Running), "{ware:?}");
        assert!(shown.status.is_some(), "{ware:?}");
        if matches!(ware, Ware::Bss | Ware::DdmPrepaid) {
            assert!(shown.expires_at.is_some(), "{ware:?}");
        }
        if ware == Ware::DdmPrepaid {
            let sold = portal.sales_of(ware).pop().expect("a sale");
            assert_eq!(shown.cloud_id, sold.instance_id, "the order named what it brought");
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_of_bss_names_its_instance_later(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved_ware(Ware::Bss, Proof::AccessKey, "k").await;
    assert_eq!(portal.settle(id).await, State::Bought);
    let sold = portal.sales_of(Ware::Bss).pop().expect("a sale");
    // As if the answer had named only the order.
    portal
        .as_owner(&format!("update purser.instances set cloud_id = null, cloud_order = '{}'", sold.order_id))
        .await;

    for _ in 0..4 {
        portal.polls().await;
        portal.advance(Duration::minutes(10)).await;
    }

    assert_eq!(portal.instance(id).await.cloud_id, sold.instance_id);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_shows_the_instance_that_another_order_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let bought = portal.approved("k1").await;
    assert_eq!(portal.settle(bought).await, State::Bought);
    let input = portal.ware(Ware::Change, Proof::AccessKey, "k2").await;
    let instance = portal.instance(bought).await;
    let job =
        portal.sim.ledger().iter().find(|it| it.instance_id == instance.cloud_id).map(|it| it.job_id.clone());
    let mut input = input;
    input.spec.insert("DtsJobId".into(), job.expect("a task"));
    let id = portal.approved_as(Ware::Change.operation(), &input, "k2").await;

    assert_eq!(portal.settle(id).await, State::Bought);

    let order = portal.order(id).await;
    assert_eq!(order.instance, Some(instance.id));
    assert_eq!(order.fulfilment, Some(instance.fulfilment));
}
