//! What a restarted cloud still knows.

use serde_json::Value;

use super::desk::{Desk, RICH, Reply};

const ORDERS: &str = "/v2/orders/customer-orders?limit=100";

#[tokio::test]
async fn a_restart_keeps_instances_orders_and_money() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let open = async || Desk::with(|config| config.ledger_file = Some(file.clone())).await;
    let before = open().await;
    let order = |reply: Reply| reply.body["order_id"].as_str().expect("an order").to_owned();
    let deleted = before.buy("deleted").await.body["id"].as_str().expect("an id").to_owned();
    before.buy("bought").await;
    let unpaid = order(before.order("unpaid", "false").await);
    let paid = order(before.order("paid", "false").await);
    let cancelled = order(before.order("cancelled", "false").await);
    before.order("paid-at-once", "true").await;
    before.pay(&paid).await;
    before.cancel(&cancelled).await;
    before.pass(600);
    let target = format!("{}/{deleted}", super::desk::instances_of(&RICH));
    let delete = super::desk::Request::new(reqwest::Method::DELETE, &target, &Value::Null);
    assert_eq!(before.ask(&RICH, delete).await.status, 200);

    let after = open().await;
    after.pass(600);

    let seen = async |desk: &Desk| {
        let mut all = vec![desk.names().await.into()];
        let resources = "/v2/orders/suscriptions/resources/query";
        for target in [ORDERS, "/v2/accounts/customer-accounts/balances"] {
            all.push(desk.get(target).await.body);
        }
        all.push(desk.post(resources, &serde_json::json!({})).await.body);
        all.push(desk.look("v1", "instances").await.body);
        all
    };
    let (old, new) = (seen(&before).await, seen(&after).await);
    assert_eq!(old[0], serde_json::json!(["paid", "paid-at-once", "bought"]));
    assert_eq!(old, new);
    assert_eq!(after.bench.sim.ledger(), before.bench.sim.ledger());
    assert_eq!(after.pay(&paid).await.code(), (400, "CBC.99003106"));
    assert_eq!(after.pay(&unpaid).await.status, 204);
}
