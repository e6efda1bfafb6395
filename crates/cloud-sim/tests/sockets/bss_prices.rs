//! Prices: what BSS says is what a purchase then costs.

use cloud_sim::{LedgerEffect, SENTINELS};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use time::Duration;

use crate::{
    ask::{Ask, BSS},
    bench::{Bench, parameters, rich},
    bss_reads::list,
};

/// A number as the wire has it, exactly.
fn exact(value: &Value) -> Decimal {
    value.to_string().parse().unwrap_or_else(|_| panic!("a number: {value}"))
}

/// What the pricing modules ask for, with the last value that each attribute has.
async fn modules(bench: &Bench, product: &Value) -> (Vec<(String, String)>, Vec<(String, String)>) {
    let text = |value: &Value, name: &str| value[name].as_str().expect("a text").to_owned();
    let [code, kind, way] =
        ["ProductCode", "ProductType", "SubscriptionType"].map(|name| text(product, name));
    let described = bench
        .bss(
            "DescribePricingModule",
            &[("ProductCode", &code), ("ProductType", &kind), ("SubscriptionType", &way)],
        )
        .await;
    let chosen: Vec<_> = list(&described, "/Data/AttributeList/Attribute")
        .iter()
        .map(|attribute| {
            let last = list(attribute, "/Values/AttributeValue").last().expect("a value");
            let value = text(last, "Value");
            let value = if last["Type"] == "range" {
                value.split_once('-').expect("a range").1.to_owned()
            } else {
                value
            };
            (text(attribute, "Code"), value)
        })
        .collect();
    let mut asked = Vec::new();
    for (at, module) in (1..).zip(list(&described, "/Data/ModuleList/Module")) {
        let config: Vec<_> = list(module, "/ConfigList/ConfigList")
            .iter()
            .filter_map(|code| chosen.iter().find(|(known, _)| *code == known.as_str()))
            .map(|(code, value)| format!("{code}:{value}"))
            .collect();
        asked.push((format!("ModuleList.{at}.ModuleCode"), text(module, "ModuleCode")));
        asked.push((format!("ModuleList.{at}.Config"), config.join(",")));
        if way == "PayAsYouGo" {
            asked.push((format!("ModuleList.{at}.PriceType"), text(module, "PriceType")));
        }
    }
    (asked, chosen)
}

#[tokio::test]
async fn a_price_is_what_the_purchase_then_costs_for_every_product() {
    let bench = Bench::with(|config| config.accounts[0].balance = 1_000_000_000.into()).await;
    let all = bench.bss("QueryProductList", &[("PageNum", "1"), ("PageSize", "300")]).await;
    let elsewhere = ["ecs", "rds", "dts"];
    let mut bought = 0;
    for product in list(&all, "/Data/ProductList/Product") {
        let text = |name: &str| product[name].as_str().expect("a text").to_owned();
        let code = text("ProductCode");
        if elsewhere.contains(&&*code) || SENTINELS.iter().any(|sentinel| sentinel.word == code) {
            continue;
        }
        let (asked, chosen) = modules(&bench, product).await;
        let is_subscription = text("SubscriptionType") == "Subscription";
        let mut question: Vec<_> = ["ProductCode", "ProductType", "SubscriptionType"]
            .map(|name| (name.to_owned(), text(name)))
            .into();
        let mut order = question.clone();
        question.extend(asked);
        for (at, (code, value)) in (1..).zip(chosen) {
            order.push((format!("Parameter.{at}.Code"), code));
            order.push((format!("Parameter.{at}.Value"), value));
        }
        let ask = |action, parameters| Ask { parameters, ..Ask::new(&bench, BSS, action, &[]) };
        let price = if is_subscription {
            for (name, value) in
                [("OrderType", "NewOrder"), ("ServicePeriodQuantity", "1"), ("ServicePeriodUnit", "Year")]
            {
                question.push((name.to_owned(), value.to_owned()));
            }
            order.push(("Period".to_owned(), "12".to_owned()));
            let quoted = ask("GetSubscriptionPrice", question).send().await.json();
            let details = list(&quoted, "/Data/ModuleDetails/ModuleDetail");
            let sum: Decimal = details.iter().map(|line| exact(&line["CostAfterDiscount"])).sum();
            assert_eq!(sum, exact(&quoted["Data"]["TradePrice"]));
            let (list, off) = (&quoted["Data"]["OriginalPrice"], &quoted["Data"]["DiscountPrice"]);
            assert_eq!(exact(list) - exact(off), sum);
            sum
        } else {
            let quoted = ask("GetPayAsYouGoPrice", question).send().await.json();
            let details = list(&quoted, "/Data/ModuleDetails/ModuleDetail");
            details.iter().map(|line| exact(&line["CostAfterDiscount"])).sum()
        };

        let answer = ask("CreateInstance", order).send().await.json();

        assert_eq!(answer["Success"], true, "{answer}");
        let sale = bench.sim.ledger().pop().expect("a sale");
        assert_eq!((json!(sale.order_id), sale.price), (answer["Data"]["OrderId"].clone(), price), "{code}");
        bought += 1;
    }
    assert_eq!(bought, 6);
}

const CLASS: (&str, &str) = ("ModuleList.1.ModuleCode", "SynchronizationJobClass");

#[tokio::test]
async fn the_price_of_a_synchronization_is_what_its_purchase_and_its_change_cost() {
    let bench = Bench::start().await;
    let config = ("ModuleList.1.Config", "SynchronizationJobClass:large,Topology:bidirectional");
    let product = [("ProductCode", "dts"), ("ProductType", "dts"), CLASS, config];
    let month =
        [("SubscriptionType", "Subscription"), ("OrderType", "NewOrder"), ("ServicePeriodQuantity", "3")];
    let hour = [("SubscriptionType", "PayAsYouGo"), ("ModuleList.1.PriceType", "Hour")];
    let month: Vec<_> = product.into_iter().chain(month).collect();
    let hour: Vec<_> = product.into_iter().chain(hour).collect();
    let month = exact(&bench.bss("GetSubscriptionPrice", &month).await["Data"]["TradePrice"]);
    let hour = bench.bss("GetPayAsYouGoPrice", &hour).await;
    let hour = exact(&hour["Data"]["ModuleDetails"]["ModuleDetail"][0]["CostAfterDiscount"]);

    let large = [("SynchronizationJobClass", "large"), ("Topology", "bidirectional")];
    let by_month = [("PayType", "PrePaid"), ("Period", "Month"), ("UsedTime", "3")];
    bench.buy_as(&rich(), "t1", &parameters(&large)).await;
    bench.buy_as(&rich(), "t2", &parameters(&[&large[..], &by_month].concat())).await;
    let ledger = bench.sim.ledger();
    assert_eq!([ledger[0].price, ledger[1].price], [hour, month]);

    let job = ledger[0].job_id.as_str();
    let term = [("DtsJobId", job), ("ChargeType", "PrePaid"), ("Period", "Month"), ("BuyCount", "3")];
    bench.dts("TransferPayType", &term).await;
    assert_eq!(bench.sim.ledger()[2].price, month);
}

#[tokio::test]
async fn a_year_of_some_products_has_a_discount_and_a_month_has_none() {
    let bench = Bench::start().await;
    for (unit, list, off, pay) in
        [("Month", "3880.0", "0.0", "3880.0"), ("Year", "46560.0", "6984.0", "39576.0")]
    {
        let question = [
            ("ProductCode", "waf"),
            ("SubscriptionType", "Subscription"),
            ("OrderType", "NewOrder"),
            ("ServicePeriodUnit", unit),
            ("ModuleList.1.ModuleCode", "PackageCode"),
            ("ModuleList.1.Config", "PackageCode:version_3"),
        ];

        let told = bench.bss("GetSubscriptionPrice", &question).await;

        let seen = ["OriginalPrice", "DiscountPrice", "TradePrice"].map(|name| exact(&told["Data"][name]));
        assert_eq!(seen, [list, off, pay].map(|text| text.parse().expect("a price")), "{unit}");
    }
}

#[tokio::test]
async fn the_price_of_an_upgrade_is_the_difference_for_the_rest() {
    let bench = Bench::start().await;
    let month = parameters(&[("PayType", "PrePaid"), ("Period", "Month"), ("UsedTime", "2")]);
    let id = bench.buy_as(&rich(), "t1", &month).await.instance_id.expect("an id");
    bench.pass(Duration::days(10));
    let question = [
        ("ProductCode", "dts"),
        ("SubscriptionType", "Subscription"),
        ("OrderType", "Upgrade"),
        ("InstanceId", &*id),
        CLASS,
        ("ModuleList.1.Config", "SynchronizationJobClass:large"),
        ("ModuleList.1.ModuleStatus", "2"),
    ];
    let price = exact(&bench.bss("GetSubscriptionPrice", &question).await["Data"]["TradePrice"]);
    assert!(price > Decimal::ZERO);

    let job = bench.sim.ledger()[0].job_id.clone();
    let wish = [
        ("DtsJobId", &*job),
        ("ChargeType", "PrePaid"),
        ("Period", "Month"),
        ("BuyCount", "2"),
        ("InstanceClass", "large"),
    ];
    bench.dts("TransferPayType", &wish).await;

    let change = bench.sim.ledger().pop().expect("a change");
    assert_eq!((change.effect, change.price), (LedgerEffect::Change, price));
}

#[tokio::test]
async fn a_bad_question_about_a_price_is_refused() {
    let bench = Bench::start().await;
    let good = [
        ("ProductCode", "dts"),
        ("ProductType", "dts"),
        ("SubscriptionType", "Subscription"),
        ("OrderType", "NewOrder"),
        CLASS,
        ("ModuleList.1.Config", "SynchronizationJobClass:small"),
    ];
    let answer = async |changes: &[(&str, &str)]| {
        let kept = good.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
        let all: Vec<_> = kept.chain(changes.iter().copied()).collect();
        bench.bss("GetSubscriptionPrice", &all).await["Code"].as_str().unwrap_or("none").to_owned()
    };
    assert_eq!(answer(&[]).await, "Success");
    assert_eq!(answer(&[("Region", "cn-hangzhou"), ("Quantity", "2")]).await, "Success");
    for name in
        ["ProductCode", "SubscriptionType", "OrderType", "ModuleList.1.ModuleCode", "ModuleList.1.Config"]
    {
        assert_eq!(answer(&[(name, "")]).await, "MissingParameter", "{name}");
    }
    for changes in [
        &[("ProductCode", "nothing")][..],
        &[("SubscriptionType", "PayAsYouGo")],
        &[("OrderType", "New")],
        &[("OrderType", "Upgrade"), ("InstanceId", "dtsnobody")],
        &[("ServicePeriodUnit", "Day")],
        &[("ServicePeriodQuantity", "0")],
        &[("Quantity", "many")],
        &[("Region", "hangzhou")],
        &[("ModuleList.1.ModuleCode", "InstanceType")],
        &[("ModuleList.1.Config", "small")],
        &[("ModuleList.1.Config", "SynchronizationJobClass:huge")],
        &[("ModuleList.1.Config", "Topology:oneway")],
        &[("ModuleList.1.Config", "Colour:red,SynchronizationJobClass:small")],
        &[
            ("ModuleList.2.ModuleCode", "SynchronizationJobClass"),
            ("ModuleList.2.Config", "SynchronizationJobClass:small"),
        ],
        &[("ModuleList.51.ModuleCode", "SynchronizationJobClass")],
    ] {
        assert_eq!(answer(changes).await, "InvalidParameter", "{changes:?}");
    }
}
