//! What is quoted is what is charged.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::desk::{Desk, POOR, RICH, Reply};

const ON_DEMAND: &str = "/v2/bills/ratings/on-demand-resources";
const PERIOD: &str = "/v2/bills/ratings/period-resources/subscribe-rate";

fn product(code: &str, nodes: u32, changes: Value) -> Value {
    let mut product = json!({
        "id": "1",
        "cloud_service_type": "hws.service.type.ddm",
        "resource_type": "hws.resource.type.ddm",
        "resource_spec": code,
        "region": "cn-north-4",
        "available_zone": "cn-north-4a",
        "subscription_num": nodes,
    });
    for (name, value) in changes.as_object().expect("fields") {
        product[name] = value.clone();
    }
    product
}

fn hourly(changes: Value) -> Value {
    let mut more = json!({"usage_factor": "Duration", "usage_value": 1, "usage_measure_id": 4});
    for (name, value) in changes.as_object().expect("fields") {
        more[name] = value.clone();
    }
    more
}

async fn quote(desk: &Desk, target: &str, products: &[Value]) -> Reply {
    let mut body = json!({"project_id": RICH.projects[0].1, "product_infos": products});
    if target == ON_DEMAND {
        body["inquiry_precision"] = 1.into();
    }
    desk.post(target, &body).await
}

fn decimal(number: &Value) -> Decimal {
    number.to_string().parse().expect("a number")
}

/// Code, id.
async fn flavors(desk: &Desk) -> Vec<(String, String)> {
    let engine = "2325a707-0361-8be6-dd01-13474bbac437";
    let body = desk.look("v2", &format!("flavors?engine_id={engine}")).await.body;
    let groups = body["computeFlavorGroups"].as_array().expect("groups").clone();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    groups
        .iter()
        .flat_map(|group| group["computeFlavors"].as_array().expect("a list"))
        .filter(|flavor| flavor["azStatus"]["cn-north-4a"] == "normal")
        .map(|flavor| (text(&flavor["code"]), text(&flavor["id"])))
        .collect()
}

#[tokio::test]
async fn what_is_quoted_is_what_is_charged() {
    let desk = Desk::open().await;
    let flavors = flavors(&desk).await;
    assert_eq!(flavors.len(), 3);
    for (code, id) in flavors {
        for (nodes, term) in [
            (1, None),
            (3, None),
            (1, Some(("month", 2, 1))),
            (2, Some(("month", 2, 9))),
            (2, Some(("year", 3, 1))),
        ] {
            let mut wish = desk.wish(&RICH, "priced").await;
            wish["instance"]["flavor_id"] = json!(id);
            wish["instance"]["node_num"] = nodes.into();
            wish["instance"]["available_zones"] = json!(["cn-north-4a"]);
            let quoted = match term {
                None => {
                    let body =
                        quote(&desk, ON_DEMAND, &[product(&code, nodes, hourly(json!({})))]).await.body;
                    assert_eq!((&body["currency"], &body["measure_id"]), (&json!("CNY"), &json!(1)));
                    assert_eq!(body["product_rating_results"][0]["amount"], body["amount"]);
                    decimal(&body["amount"])
                }
                Some((unit, number_of_unit, number)) => {
                    wish["extend_param"] = json!({
                        "charge_mode": "prePaid", "period_type": unit, "period_num": number, "is_auto_pay": "true"
                    });
                    let changes = json!({"period_type": number_of_unit, "period_num": number});
                    let body = quote(&desk, PERIOD, &[product(&code, nodes, changes)]).await.body;
                    let official = &body["official_website_rating_result"]["official_website_amount"];
                    let offers = body["optional_discount_rating_results"].as_array().expect("offers");
                    assert_eq!(offers.len(), usize::from(unit == "year"), "a year is cheaper");
                    let best = offers.iter().find(|offer| offer["best_offer"] == 1);
                    decimal(best.map_or(official, |offer| &offer["amount"]))
                }
            };

            let bought = desk.buy_as(&RICH, &wish).await;

            assert_eq!(bought.status, 200, "{}", bought.text);
            let charged = desk.bench.sim.ledger().pop().expect("a sale").price;
            assert_eq!(charged, quoted, "{code}, {nodes} nodes, {term:?}");
            assert!(charged > Decimal::ZERO);
        }
    }
    let spent: Decimal = desk.bench.sim.ledger().iter().map(|entry| entry.price).sum();
    let balance = desk.get("/v2/accounts/customer-accounts/balances").await.body;
    assert_eq!(decimal(&balance["account_balances"][0]["amount"]), Decimal::from(RICH.balance) - spent);
}

#[tokio::test]
async fn several_products_are_priced_together_and_each() {
    let desk = Desk::open().await;
    let one = product("ddm.2xlarge.2", 1, hourly(json!({"id": "a", "usage_value": 2.5})));
    let two = product("ddm.4xlarge.2", 2, hourly(json!({"id": "b", "usage_factor": "duration"})));

    let body = quote(&desk, ON_DEMAND, &[one, two]).await.body;

    let amounts: Vec<_> = [0, 1].map(|at| decimal(&body["product_rating_results"][at]["amount"])).into();
    assert_eq!(amounts, ["8".parse().expect("8"), "12.8".parse().expect("12.8")]);
    assert_eq!(decimal(&body["amount"]), amounts.iter().sum());
    assert_eq!(body["product_rating_results"][1]["id"], "b");
}

#[tokio::test]
async fn what_is_not_sold_has_no_price() {
    let desk = Desk::open().await;
    for (changes, code) in [
        (json!({"resource_spec": "ddm.nothing"}), "CBC.99006006"),
        (json!({"cloud_service_type": "hws.service.type.ecs"}), "CBC.99006006"),
        (json!({"resource_type": "hws.resource.type.vm"}), "CBC.99006006"),
        (json!({"region": "ap-southeast-1"}), "CBC.99006006"),
        (json!({"available_zone": "cn-north-4x"}), "CBC.99006006"),
        (json!({"usage_factor": "upflow"}), "CBC.99006006"),
        (json!({"usage_measure_id": 10}), "CBC.99006050"),
        (json!({"usage_value": "1"}), "CBC.0100"),
        (json!({"subscription_num": 0}), "CBC.0100"),
        (json!({"id": ""}), "CBC.0100"),
    ] {
        let product = product("ddm.2xlarge.2", 1, hourly(changes.clone()));
        assert_eq!(quote(&desk, ON_DEMAND, &[product]).await.code(), (400, code), "{changes}");
    }
    for (unit, number, code) in
        [(2, 10, "CBC.99006006"), (3, 2, "CBC.99006006"), (0, 1, "CBC.99006006"), (7, 1, "CBC.0100")]
    {
        let product = product("ddm.2xlarge.2", 1, json!({"period_type": unit, "period_num": number}));
        assert_eq!(quote(&desk, PERIOD, &[product]).await.code(), (400, code), "{unit} {number}");
    }
    let twice = product("ddm.2xlarge.2", 1, hourly(json!({})));
    assert_eq!(quote(&desk, ON_DEMAND, &[twice.clone(), twice.clone()]).await.code(), (400, "CBC.0100"));
    assert_eq!(quote(&desk, ON_DEMAND, &[]).await.code(), (400, "CBC.0100"));
    let theirs = json!({"project_id": POOR.projects[0].1, "inquiry_precision": 1, "product_infos": [twice]});
    assert_eq!(desk.post(ON_DEMAND, &theirs).await.code(), (400, "CBC.0100"));
}
