//! Orders: unpaid, paid, given up, worked off; prices and the balance.

use cloud_sim::LedgerEffect::{self, Cancel, Order, Pay, Purchase};
use serde_json::{Value, json};

use super::desk::{Desk, POOR, RICH, Reply, Request, instances_of, prepaid};

fn id(reply: &Reply) -> String {
    reply.body["order_id"].as_str().expect("an order").to_owned()
}

async fn status(desk: &Desk, order: &str) -> Value {
    let shown = desk.get(&format!("/v2/orders/customer-orders/details/{order}")).await;
    shown.body["order_info"]["status"].clone()
}

async fn resources(desk: &Desk, order: &str) -> Vec<Value> {
    let body = json!({"order_id": order, "only_main_resource": 1});
    let reply = desk.post("/v2/orders/suscriptions/resources/query", &body).await;
    assert_eq!(reply.body["total_count"], reply.body["data"].as_array().expect("a list").len());
    reply.body["data"].as_array().expect("a list").clone()
}

async fn balance(desk: &Desk) -> f64 {
    let reply = desk.get("/v2/accounts/customer-accounts/balances").await;
    reply.body["account_balances"][0]["amount"].as_f64().expect("a number")
}

fn effects(desk: &Desk) -> Vec<LedgerEffect> {
    desk.bench.sim.ledger().iter().map(|entry| entry.effect).collect()
}

#[tokio::test]
async fn an_unpaid_order_becomes_an_instance_only_when_it_is_paid() {
    let desk = Desk::open().await;
    let order = id(&desk.order("ddm-1", "false").await);
    desk.pass(3600);
    assert_eq!(status(&desk, &order).await, 6);
    assert_eq!((desk.names().await.len(), resources(&desk, &order).await.len()), (0, 0));
    assert_eq!(balance(&desk).await, 1_000_000.0);

    let paid = desk.pay(&order).await;

    assert_eq!((paid.status, paid.text.as_str()), (204, ""));
    assert_eq!(effects(&desk), [Order, Pay]);
    let ledger = desk.bench.sim.ledger();
    assert_eq!(ledger[1].action, "PayOrder");
    assert_eq!((&ledger[1].order_id, ledger[1].price), (&order, ledger[0].price));
    assert_eq!(balance(&desk).await, 1_000_000.0 - 3_072.0);
    assert_eq!(status(&desk, &order).await, 3);
    desk.pass(19);
    assert_eq!(status(&desk, &order).await, 3);
    desk.pass(1);
    assert_eq!(status(&desk, &order).await, 5);
    desk.pass(4);
    assert_eq!(desk.names().await, [""; 0], "it exists, and the list is late");
    desk.pass(1);
    assert_eq!(desk.names().await, ["ddm-1"]);
    desk.pass(14);
    assert!(resources(&desk, &order).await.is_empty());
    desk.pass(1);

    let [resource] = &resources(&desk, &order).await[..] else { panic!("one resource") };
    let listed = desk.look("v1", "instances").await.body["instances"][0].clone();
    assert_eq!((&resource["resource_id"], &resource["resource_name"]), (&listed["id"], &json!("ddm-1")));
    assert_eq!(listed["order_id"], order.as_str());
    for (name, value) in [
        ("status", json!(2)),
        ("service_type_code", json!("hws.service.type.ddm")),
        ("project_id", json!(RICH.projects[0].1)),
        ("region_code", json!("cn-north-4")),
        ("is_main_resource", json!(1)),
        ("effective_time", json!("2025-03-01T11:00:00Z")),
        ("expire_time", json!("2025-04-01T11:00:00Z")),
        ("expire_policy", json!(0)),
    ] {
        assert_eq!(resource[name], value, "{name}");
    }
}

#[tokio::test]
async fn an_order_that_pays_itself_is_one_step() {
    let desk = Desk::open().await;
    let mut wish = desk.wish(&RICH, "ddm-1").await;
    wish["extend_param"] = prepaid("true");
    wish["extend_param"]["is_auto_renew"] = "true".into();
    let order = id(&desk.buy_as(&RICH, &wish).await);

    desk.pass(40);

    assert_eq!(effects(&desk), [Purchase]);
    assert_eq!(status(&desk, &order).await, 5);
    assert_eq!(resources(&desk, &order).await[0]["expire_policy"], 3, "it renews itself");
    assert_eq!(desk.pay(&order).await.code(), (400, "CBC.99003106"));
    assert_eq!(desk.cancel(&order).await.code(), (400, "CBC.99005010"));
    assert_eq!(effects(&desk), [Purchase]);
}

#[tokio::test]
async fn a_cancelled_order_stays_cancelled() {
    let desk = Desk::open().await;
    let order = id(&desk.order("ddm-1", "false").await);

    assert_eq!(desk.cancel(&order).await.status, 204);

    assert_eq!(status(&desk, &order).await, 4);
    assert_eq!(desk.pay(&order).await.code(), (400, "CBC.99003106"));
    assert_eq!(desk.cancel(&order).await.code(), (400, "CBC.99005010"));
    assert_eq!(effects(&desk), [Order, Cancel]);
    desk.pass(3600);
    assert_eq!(desk.names().await, [""; 0]);
}

#[tokio::test]
async fn nobody_pays_after_seven_days_and_compressed_sooner() {
    for (compress, days) in [(1, 7 * 86_400), (60, 7 * 1_440)] {
        let desk = Desk::with(|config| config.compress = compress).await;
        let order = id(&desk.order("ddm-1", "false").await);
        desk.pass(days - 1);
        assert_eq!(status(&desk, &order).await, 6);
        desk.pass(1);
        assert_eq!(status(&desk, &order).await, 4);
        assert_eq!(desk.pay(&order).await.code(), (400, "CBC.99003110"));
        assert_eq!(desk.cancel(&order).await.code(), (400, "CBC.99005010"));
        assert_eq!(effects(&desk), [Order]);
    }
}

#[tokio::test]
async fn only_ones_own_order_is_paid_and_only_with_money() {
    let desk = Desk::open().await;
    let order = id(&desk.order("ddm-1", "false").await);
    let mut wish = desk.wish(&POOR, "ddm-1").await;
    wish["extend_param"] = prepaid("false");
    let theirs = id(&desk.buy_as(&POOR, &wish).await);
    let pay = async |who, order: &str, changes: &[(&str, Value)]| {
        let mut body = json!({"order_id": order, "use_coupon": "NO", "use_discount": "NO"});
        for (name, value) in changes {
            body[*name] = value.clone();
        }
        desk.ask(who, Request::post("/v3/orders/customer-orders/pay", &body)).await
    };

    assert_eq!(pay(&POOR, &theirs, &[]).await.code(), (400, "CBC.99005003"));
    assert_eq!(pay(&RICH, &theirs, &[]).await.code(), (400, "CBC.30000010"));
    assert_eq!(desk.cancel(&theirs).await.code(), (400, "CBC.0100"));
    let shown = desk.get(&format!("/v2/orders/customer-orders/details/{theirs}")).await;
    assert_eq!(shown.code(), (400, "CBC.0100"));
    for change in [
        ("order_id", Value::Null),
        ("use_coupon", Value::Null),
        ("use_coupon", json!("YES")),
        ("use_discount", json!(false)),
        ("coupon_infos", json!([])),
        ("surprise", json!(1)),
    ] {
        assert_eq!(
            pay(&RICH, &order, std::slice::from_ref(&change)).await.code(),
            (400, "CBC.0100"),
            "{change:?}"
        );
    }
    assert_eq!(effects(&desk), [Order, Order]);
    assert_eq!(pay(&RICH, &order.to_ascii_lowercase(), &[]).await.status, 204);
}

#[tokio::test]
async fn an_order_shows_its_price_and_its_times() {
    let desk = Desk::open().await;
    let order = id(&desk.order("ddm-1", "false").await);
    desk.pass(60);
    desk.pay(&order).await;
    desk.pass(60);

    let shown = desk.get(&format!("/v2/orders/customer-orders/details/{order}?limit=10&offset=0")).await.body;

    for (name, value) in [
        ("order_id", json!(order)),
        ("customer_id", json!(RICH.domain_id)),
        ("service_type_code", json!("hws.service.type.ddm")),
        ("order_type", json!(1)),
        ("official_amount", json!(3_072.0)),
        ("amount_after_discount", json!(3_072.0)),
        ("currency", json!("CNY")),
        ("create_time", json!("2025-03-01T10:00:00Z")),
        ("payment_time", json!("2025-03-01T10:01:00Z")),
        ("pending_payment_end_time", json!("2025-03-08T10:00:00Z")),
    ] {
        assert_eq!(shown["order_info"][name], value, "{name}");
    }
    let line = &shown["order_line_items"][0];
    assert_eq!(
        (&shown["total_count"], &line["period_type"], &line["period_num"]),
        (&json!(1), &json!(2), &json!(1))
    );
    assert_eq!(
        (&line["subscription_num"], &line["expire_time"]),
        (&json!(2), &json!("2025-04-01T10:01:00Z"))
    );
}

#[tokio::test]
async fn orders_are_found_by_time_state_and_page() {
    let desk = Desk::open().await;
    let mut orders = Vec::new();
    for name in ["ddm-1", "ddm-2", "ddm-3"] {
        orders.push(id(&desk.order(name, "false").await));
        desk.pass(60);
    }
    desk.cancel(&orders[0]).await;
    let list = async |query: &str| desk.get(&format!("/v2/orders/customer-orders?{query}")).await;
    let from = "create_time_begin=2025-03-01T10%3A00%3A30Z";
    for (query, found) in [
        ("order_by=-createTime", &[2, 1, 0][..]),
        ("order_by=createtime", &[0, 1, 2]),
        ("limit=1&offset=1", &[1]),
        ("status=6", &[1, 2]),
        ("status=4", &[0]),
        ("order_type=1", &[0, 1, 2]),
        ("order_type=2", &[]),
        ("service_type_code=HWS.service.type.ddm", &[0, 1, 2]),
        ("service_type_code=hws.service.type.ecs", &[]),
        (from, &[1, 2]),
        (&format!("{from}&create_time_end=2025-03-01T10%3A01%3A00Z"), &[1]),
        (&format!("order_id={}", orders[1].to_ascii_lowercase()), &[1]),
    ] {
        let body = list(query).await.body;
        let ids: Vec<_> =
            body["order_infos"].as_array().expect("a list").iter().map(|one| &one["order_id"]).collect();
        let wanted: Vec<_> = found.iter().map(|at| &orders[*at]).collect();
        assert_eq!(ids, wanted, "{query}");
        let total = if query.starts_with("limit") { 3 } else { found.len() };
        assert_eq!(body["total_count"], total, "{query}");
    }
    for query in [
        "limit=0",
        "limit=101",
        "offset=-1",
        "status=x",
        "order_by=price",
        "create_time_begin=2025-03-01",
        "create_time_begin=2024-01-01T00%3A00%3A00Z&create_time_end=2025-01-03T00%3A00%3A00Z",
        "create_time_begin=2025-01-02T00%3A00%3A00Z&create_time_end=2025-01-01T00%3A00%3A00Z",
    ] {
        assert_eq!(list(query).await.code(), (400, "CBC.0100"), "{query}");
    }
}

#[tokio::test]
async fn resources_are_found_by_what_is_asked() {
    let desk = Desk::open().await;
    let order = id(&desk.order("ddm-1", "true").await);
    let other = id(&desk.order("ddm-2", "true").await);
    desk.buy("no-order").await;
    desk.pass(40);
    let query = async |body: Value| desk.post("/v2/orders/suscriptions/resources/query", &body).await;
    let second = desk.bench.sim.ledger()[1].instance_id.clone();

    for (body, names) in [
        (json!({}), &["ddm-1", "ddm-2"][..]),
        (json!({"order_id": order}), &["ddm-1"]),
        (json!({"order_id": other, "resource_ids": []}), &["ddm-2"]),
        (json!({"resource_ids": [second]}), &["ddm-2"]),
        (json!({"status_list": [3, 4]}), &[]),
        (json!({"status_list": [2], "service_type_code": "hws.service.type.ddm"}), &["ddm-1", "ddm-2"]),
        (json!({"limit": 1, "offset": 1}), &["ddm-2"]),
    ] {
        let reply = query(body.clone()).await;
        let found: Vec<_> =
            reply.body["data"].as_array().expect("a list").iter().map(|one| &one["resource_name"]).collect();
        assert_eq!(found, names, "{body}");
    }
    for body in [
        json!({"resource_ids": vec!["x"; 51]}),
        json!({"limit": "1"}),
        json!({"only_main_resource": 2}),
        json!({"status_list": [9]}),
        json!({"orderId": "x"}),
        Value::Null,
    ] {
        assert_eq!(query(body.clone()).await.code(), (400, "CBC.0100"), "{body}");
    }
    desk.pass(40 * 86_400);
    let found = query(json!({"order_id": order})).await;
    assert_eq!(found.body["data"][0]["status"], 5, "its month is over");
    assert_eq!(desk.get(&instances_of(&RICH)).await.status, 200);
}
