//! Lists of the cloud that show a purchase late: the vendors promise no time.

use cloud_sim::When;
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use super::trial::Bench;
use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_lists_show_before_absence_is_believed_is_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::beside(pool, connect, |config| config.list_delay = Duration::minutes(10)).await;
    let mut bench = Bench::new(portal, Ware::Ddm, Proof::AccessKey).await;
    for (ware, proof) in
        [(Ware::Ddm, Proof::AccessKey), (Ware::Ddm, Proof::Bearer), (Ware::DdmPrepaid, Proof::AccessKey)]
    {
        bench.turn_to(ware, proof).await;
        let trial = bench.approved().await;
        bench.lose(When::After);

        assert_eq!(bench.ends(trial, "a list that is late").await, State::Bought);
    }
}
