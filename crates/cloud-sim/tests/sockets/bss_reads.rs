//! Reading BSS: what is on sale and what was bought, in the exact shapes.

use serde_json::{Value, json};
use time::Duration;

use crate::{
    ask::{Ask, BSS},
    bench::Bench,
    bss::{create, wish},
};

pub(crate) fn list<'a>(value: &'a Value, path: &str) -> &'a Vec<Value> {
    value.pointer(path).and_then(Value::as_array).unwrap_or_else(|| panic!("{path} in {value}"))
}

#[tokio::test]
async fn the_product_list_has_pages_and_counts_only_on_demand() {
    let bench = Bench::start().await;
    let all = bench
        .bss("QueryProductList", &[("PageNum", "1"), ("PageSize", "300"), ("QueryTotalCount", "True")])
        .await;
    let products = list(&all, "/Data/ProductList/Product");
    assert_eq!(all["Data"]["TotalCount"], products.len());
    let dts: Vec<_> = products.iter().filter(|product| product["ProductCode"] == "dts").collect();
    assert_eq!(dts.len(), 2, "one row a billing method");
    assert_eq!(dts[0]["ProductType"], "dts");
    assert!(products.iter().all(|product| product["ProductType"] != "ddoscoo_intl"));

    let second = bench.bss("QueryProductList", &[("PageNum", "2"), ("PageSize", "5")]).await;
    assert_eq!(list(&second, "/Data/ProductList/Product")[..], products[5..10]);
    assert!(second["Data"].get("TotalCount").is_none());
    for (parameters, code) in [
        (&[][..], "MissingParameter"),
        (&[("PageNum", "0")], "InvalidParameter"),
        (&[("PageNum", "1"), ("PageSize", "301")], "InvalidParameter"),
        (&[("PageNum", "1"), ("QueryTotalCount", "perhaps")], "InvalidParameter"),
    ] {
        assert_eq!(bench.bss("QueryProductList", parameters).await["Code"], code, "{parameters:?}");
    }
}

#[tokio::test]
async fn orders_of_the_last_hour_are_listed_and_older_ones_on_demand() {
    let bench = Bench::start().await;
    create(&bench, &[]).await;
    bench.pass(Duration::hours(2));
    bench.buy("t1").await;

    let recent = bench.bss("QueryOrders", &[]).await;
    let orders = list(&recent, "/Data/OrderList/Order");
    assert_eq!(orders.len(), 1);
    assert_eq!(
        (&orders[0]["ProductCode"], &orders[0]["SubscriptionType"]),
        (&json!("dts"), &json!("PayAsYouGo"))
    );
    assert_eq!((&orders[0]["OrderType"], &orders[0]["PaymentStatus"]), (&json!("New"), &json!("Paid")));
    assert_eq!((&orders[0]["PretaxAmount"], &orders[0]["Currency"]), (&json!("0.83"), &json!("CNY")));

    for (filter, codes) in [
        (&[("CreateTimeStart", "2025-03-01T10:00:00Z")][..], &["dts", "acr"][..]),
        (&[("CreateTimeStart", "2025-03-01T10:00:01Z")], &["dts"]),
        (&[("CreateTimeEnd", "2025-03-01T10:00:00Z")], &["acr"]),
        (&[("CreateTimeStart", "2025-03-01T09:00:00Z"), ("CreateTimeEnd", "2025-03-01T11:00:00Z")], &["acr"]),
        (&[("CreateTimeStart", "2025-03-01T10:00:00Z"), ("ProductCode", "acr")], &["acr"]),
        (&[("CreateTimeStart", "2025-03-01T10:00:00Z"), ("SubscriptionType", "Subscription")], &["acr"]),
        (&[("CreateTimeStart", "2025-03-01T10:00:00Z"), ("PageNum", "2"), ("PageSize", "1")], &["acr"]),
        (&[("CreateTimeStart", "2025-03-01T10:00:00Z"), ("PaymentStatus", "Unpaid")], &[]),
        (&[("CreateTimeStart", "2025-03-01T10:00:00Z"), ("OrderType", "Renew")], &[]),
    ] {
        let found = bench.bss("QueryOrders", filter).await;
        let found: Vec<_> =
            list(&found, "/Data/OrderList/Order").iter().map(|order| order["ProductCode"].as_str()).collect();
        assert_eq!(found, codes.iter().map(|code| Some(*code)).collect::<Vec<_>>(), "{filter:?}");
    }
    for filter in
        [("CreateTimeStart", "yesterday"), ("OrderType", "new"), ("PaymentStatus", "paid"), ("PageSize", "0")]
    {
        assert_eq!(bench.bss("QueryOrders", &[filter]).await["Code"], "InvalidParameter", "{filter:?}");
    }
}

#[tokio::test]
async fn every_change_of_a_synchronization_is_an_order_of_its_kind() {
    let bench = Bench::start().await;
    bench.buy("t1").await;
    let job = bench.sim.ledger()[0].job_id.clone();
    for (charge, class) in [("PostPaid", "large"), ("PostPaid", "micro"), ("PrePaid", "micro")] {
        let term = [("Period", "Month"), ("BuyCount", "1")];
        let wish = [("DtsJobId", &*job), ("ChargeType", charge), ("InstanceClass", class), term[0], term[1]];
        assert_eq!(bench.dts("TransferPayType", &wish).await["Success"], true);
        bench.pass(Duration::minutes(2));
    }
    let orders = bench.bss("QueryOrders", &[]).await;
    let kinds: Vec<_> =
        list(&orders, "/Data/OrderList/Order").iter().map(|order| order["OrderType"].as_str()).collect();
    assert_eq!(kinds, [Some("Convert"), Some("Downgrade"), Some("Upgrade"), Some("New")]);
}

#[tokio::test]
async fn an_orders_detail_names_its_instances_as_a_list_in_a_text() {
    let bench = Bench::start().await;
    let bought =
        create(&bench, &[("Parameter.2.Code", "Region"), ("Parameter.2.Value", "cn-beijing")]).await.json();
    let id = bought["Data"]["OrderId"].as_str().expect("an id");

    let detail = bench.bss("GetOrderDetail", &[("OrderId", id)]).await;

    let [order] = &list(&detail, "/Data/OrderList/Order")[..] else { panic!("one order") };
    let instances: Value =
        serde_json::from_str(order["InstanceIDs"].as_str().expect("a text")).expect("JSON");
    assert_eq!(instances, json!([bought["Data"]["InstanceId"]]));
    assert_eq!((&order["OrderId"], &order["Region"]), (&json!(id), &json!("cn-beijing")));
    assert_eq!(
        (&order["UsageStartTime"], &order["UsageEndTime"]),
        (&json!("2025-03-01T10:00:00Z"), &json!("2026-03-01T10:00:00Z"))
    );
    assert_eq!(order["PretaxAmount"], "9360.00");
    let nothing = bench.bss("GetOrderDetail", &[("OrderId", "1")]).await;
    assert_eq!((&nothing["Success"], list(&nothing, "/Data/OrderList/Order").len()), (&json!(true), 0));
    assert_eq!(bench.bss("GetOrderDetail", &[]).await["Code"], "MissingParameter");
}

#[tokio::test]
async fn instances_are_listed_unwrapped_and_found_by_every_filter() {
    let bench = Bench::start().await;
    bench.buy("t1").await;
    bench.pass(Duration::minutes(5));
    let auto = [
        ("RenewalStatus", "AutoRenewal"),
        ("RenewPeriod", "24"),
        ("Parameter.2.Code", "Region"),
        ("Parameter.2.Value", "cn-shanghai"),
    ];
    let acr = create(&bench, &auto).await.json()["Data"]["InstanceId"].as_str().expect("an id").to_owned();
    let dts = bench.sim.ledger()[0].instance_id.clone();

    let all = bench.bss("QueryAvailableInstances", &[]).await;
    let instances = list(&all, "/Data/InstanceList");
    assert_eq!(all["Data"]["TotalCount"], 2);
    assert_eq!((&instances[0]["InstanceID"], &instances[0]["Status"]), (&json!(acr), &json!("Creating")));
    assert_eq!(
        (&instances[0]["RenewalDuration"], &instances[0]["RenewalDurationUnit"]),
        (&json!(2), &json!("Y"))
    );
    assert_eq!(instances[0]["EndTime"], "2026-03-01T10:05:00Z");
    assert_eq!((&instances[1]["InstanceID"], &instances[1]["Status"]), (&json!(dts), &json!("Normal")));
    assert_eq!(
        (&instances[1]["SubscriptionType"], instances[1].get("EndTime")),
        (&json!("PayAsYouGo"), None)
    );
    let both = format!("{acr}, {dts}");
    for (filter, found) in [
        (&[("ProductCode", "acr")][..], &[&acr][..]),
        (&[("ProductCode", "dts"), ("Region", "cn-hangzhou")], &[&dts]),
        (&[("ProductCode", "acr"), ("Region", "cn-hangzhou")], &[]),
        (&[("ProductType", "acr_ee_public_cn")], &[&acr]),
        (&[("SubscriptionType", "PayAsYouGo")], &[&dts]),
        (&[("RenewStatus", "AutoRenewal")], &[&acr]),
        (&[("InstanceIDs", &both)], &[&acr, &dts]),
        (&[("InstanceIDs", &dts)], &[&dts]),
        (&[("CreateTimeStart", "2025-03-01T10:01:00Z")], &[&acr]),
        (&[("EndTimeEnd", "2026-12-31T00:00:00Z")], &[&acr]),
        (&[("PageSize", "1"), ("PageNum", "2")], &[&dts]),
    ] {
        let answer = bench.bss("QueryAvailableInstances", filter).await;
        let ids: Vec<_> = list(&answer, "/Data/InstanceList")
            .iter()
            .map(|instance| instance["InstanceID"].as_str().expect("an id"))
            .collect();
        assert_eq!(ids, found.iter().map(|id| id.as_str()).collect::<Vec<_>>(), "{filter:?}");
    }
    let many = vec!["x"; 101].join(",");
    for (filter, code) in [
        (("Region", "cn-hangzhou"), "MissingParameter"),
        (("RenewStatus", "Never"), "InvalidParameter"),
        (("InstanceIDs", &*many), "InvalidParameter"),
        (("EndTimeStart", "soon"), "InvalidParameter"),
        (("PageSize", "301"), "InvalidParameter"),
    ] {
        assert_eq!(bench.bss("QueryAvailableInstances", &[filter]).await["Code"], code, "{filter:?}");
    }
    bench.pass(Duration::days(351));
    let one = [("InstanceIDs", &*acr)];
    assert_eq!(
        bench.bss("QueryAvailableInstances", &one).await["Data"]["InstanceList"][0]["Status"],
        "WaitForExpire"
    );
    bench.pass(Duration::days(15));
    assert_eq!(
        bench.bss("QueryAvailableInstances", &one).await["Data"]["InstanceList"][0]["Status"],
        "Released"
    );
}

#[tokio::test]
async fn a_balance_is_a_text_with_commas_and_falls_with_every_sale() {
    let bench = Bench::start().await;
    let before = bench.bss("QueryAccountBalance", &[]).await;
    assert_eq!(
        (&before["Data"]["AvailableAmount"], &before["Data"]["Currency"]),
        (&json!("1,000,000.00"), &json!("CNY"))
    );

    create(&bench, &[]).await;
    bench.buy("t1").await;

    assert_eq!(bench.bss("QueryAccountBalance", &[]).await["Data"]["AvailableAmount"], "990,639.17");
}

#[tokio::test]
async fn lists_and_purchases_come_as_xml_too() {
    let bench = Bench::start().await;
    let parameters = wish(&[]);
    let bought = Ask { is_json: false, ..Ask::new(&bench, BSS, "CreateInstance", &parameters) }.send().await;
    let sale = bench.sim.ledger().pop().expect("a sale");
    assert!(bought.text.contains(&format!("<OrderId>{}</OrderId>", sale.order_id)), "{}", bought.text);
    assert!(
        bought.text.contains("<CreateInstanceResponse>") && bought.text.contains("<Success>true</Success>")
    );

    let orders = Ask { is_json: false, ..Ask::new(&bench, BSS, "QueryOrders", &[]) }.send().await;
    assert!(orders.text.contains("<OrderList><Order><"), "{}", orders.text);
    let refused = Ask { is_json: false, ..Ask::new(&bench, BSS, "QueryProductList", &[]) }.send().await;
    assert!(refused.text.contains("<HostId>business.aliyuncs.com</HostId>"), "{}", refused.text);
}
