//! What is found out about a key when it is verified.

use backend::credentials;
use cloud_sim::{Effect, Fault, When};
use domain::credential::{Permission, State};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::Portal;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn verifying_a_key_names_what_it_may_not_read(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let verify = async || {
        let id = portal.credential.parse().expect("an id");
        credentials::verify(&portal.backend, &portal.requester, id).await.expect("an answer")
    };
    let refused = |action: &str, status, code: &str| {
        portal.sim.fault(Fault::next(
            action,
            When::Before,
            Effect::Refuse { status, code: code.to_owned(), xml: false },
        ));
    };
    let whole = verify().await;
    assert_eq!((whole.state, whole.missing), (State::Verified, vec![]));

    refused("QueryAccountBalance", 403, "Forbidden.RAM");
    refused("QueryAvailableInstances", 400, "NotApplicable");
    refused("QueryOrders", 403, "NoPermission");
    let lesser = verify().await;
    assert_eq!(
        (lesser.state, lesser.missing),
        (State::Verified, vec![Permission::Balance, Permission::Orders])
    );

    assert_eq!(verify().await.missing, vec![], "what was granted meanwhile is not missing any more");
    assert_eq!(portal.sim.ledger().len(), 0, "verifying buys nothing");
}
