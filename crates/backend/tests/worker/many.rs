//! Many orders at once, no two of which are look-alikes.

use std::collections::BTreeMap;

use backend::{approvals, orders};
use domain::{
    approval::Decision,
    catalog::{Leftovers, Operation},
    ids::OrderId,
    order::State,
};

use crate::portal::Portal;

/// An approved order for a synchronisation job from that region to one of its own.
pub(crate) async fn approved(portal: &Portal, number: usize, source: &str) -> OrderId {
    let mut input = portal.input();
    input.spec.insert("SourceRegion".into(), source.into());
    input.spec.insert("DestRegion".into(), format!("cn-lot-{number}"));
    input.spec.insert("SynchronizationJobClass".into(), "micro".into());
    let (operation, key) = (Operation::DtsCreate, format!("lot-{number}"));
    let made = orders::create(
        &portal.backend,
        &portal.requester,
        operation,
        &input,
        Leftovers::Refuse,
        &key,
        true,
        false,
    );
    let id = made.await.expect("an order").id;
    let hash = portal.order(id).await.hash.expect("a hash");
    let given = approvals::Given {
        shown: &hash,
        decision: Decision::Approve,
        comment: "",
        sign_in: backend::sessions::SignIn::Token,
        acknowledge_look_alikes: false,
    };
    let state = approvals::decide(&portal.backend, &portal.lead, id, given).await;
    assert_eq!(state.expect("a decision"), State::Approved);
    id
}

/// How many orders are in each state.
pub(crate) async fn states(portal: &Portal) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("select state::text, count(*) from purser.orders group by state")
            .fetch_all(&portal.backend.db)
            .await
            .expect("rows");
    rows.into_iter().collect()
}

/// How often the cloud sold under each token.
pub(crate) fn sales(portal: &Portal) -> BTreeMap<String, usize> {
    let mut sales = BTreeMap::new();
    for entry in portal.sim.ledger() {
        *sales.entry(entry.client_token.expect("a token")).or_insert(0) += 1;
    }
    sales
}
