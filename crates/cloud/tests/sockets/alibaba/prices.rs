//! Looks at what things cost: exact, or no price at all.

use cloud::{
    Advice, CloudErrorKind, Seen,
    alibaba::bss::{
        OrderType, PayAsYouGoModule, PayAsYouGoQuote, PeriodUnit, ProductRef, SubscriptionModule,
        SubscriptionPrice, SubscriptionQuote,
    },
};
use domain::money::{Currency, Money};

use super::{
    billing::{cloud_telling, cny},
    client, fresh, key, query,
};
use crate::cloud_at::CloudAt;

const DTS: ProductRef<'_> = ProductRef { product_code: "dts", product_type: None };

#[tokio::test]
async fn what_a_price_depends_on_is_told() {
    let cloud = cloud_telling(
        r#"{"ModuleList": {"Module": [{"ModuleCode": "InstanceClass", "ModuleName": "class", "PriceType": "Month",
                "Currency": "CNY", "ConfigList": {"ConfigList": ["Region", "Class"]}}]},
            "AttributeList": {"Attribute": [{"Code": "Class", "Name": "class", "Unit": null, "Values": {"AttributeValue": [
                {"Name": "small one", "Value": "small", "Type": "single_float", "Remark": ""}]}}]}}"#,
    )
    .await;

    let product = ProductRef { product_code: "dts", product_type: Some("dts_sync") };
    let seen =
        client(&cloud).pricing_modules(&key(), product, "Subscription", &fresh).await.expect("modules");

    let [module] = &seen.value.modules[..] else { panic!("one module") };
    assert_eq!(
        (module.module_code.as_deref(), module.currency),
        (Some("InstanceClass"), Some(Currency::Cny))
    );
    assert_eq!(module.config_list, ["Region", "Class"]);
    let [attribute] = &seen.value.attributes[..] else { panic!("one attribute") };
    assert_eq!((attribute.code.as_deref(), attribute.unit.as_deref()), (Some("Class"), None));
    assert_eq!(attribute.values[0].value.as_deref(), Some("small"));
    assert_eq!(attribute.values[0].kind.as_deref(), Some("single_float"));
    assert_eq!(query(&cloud.seen()[0]), "ProductCode=dts&ProductType=dts_sync&SubscriptionType=Subscription");
}

async fn subscription(data: &str) -> Result<Seen<SubscriptionPrice>, cloud::CloudError> {
    let cloud = cloud_telling(data).await;
    let quote = SubscriptionQuote {
        product: DTS,
        order_type: OrderType::NewOrder,
        region: Some("cn-hangzhou"),
        quantity: Some(1),
        period: Some((1, PeriodUnit::Year)),
        instance_id: None,
        modules: &[
            SubscriptionModule { module_code: "A", config: "Region:cn-hangzhou,Class:small" },
            SubscriptionModule { module_code: "B", config: "B:b" },
        ],
    };
    let price = client(&cloud).subscription_price(&key(), &quote, &fresh).await;
    assert_eq!(
        query(&cloud.seen()[0]),
        "ModuleList.1.Config=Region%3Acn-hangzhou%2CClass%3Asmall&ModuleList.1.ModuleCode=A&\
         ModuleList.2.Config=B%3Ab&ModuleList.2.ModuleCode=B&OrderType=NewOrder&ProductCode=dts&Quantity=1&\
         Region=cn-hangzhou&ServicePeriodQuantity=1&ServicePeriodUnit=Year&SubscriptionType=Subscription"
    );
    price
}

#[tokio::test]
async fn a_subscriptions_price_is_exact_to_the_last_digit() {
    let seen = subscription(
        r#"{"Currency": "CNY", "OriginalPrice": 12345678901234.123456, "DiscountPrice": 1.0E-4, "TradePrice": "1,800.1",
            "Quantity": 1, "ModuleDetails": {"ModuleDetail": [
                {"ModuleCode": "A", "OriginalCost": 9.00719925474E8, "CostAfterDiscount": 0.1, "InvoiceDiscount": 0, "UnitPrice": 0.123456789}]},
            "PromotionDetails": {"PromotionDetail": [{"PromotionId": 77, "PromotionName": "n", "PromotionDesc": ""}]}}"#,
    )
    .await
    .expect("a price");

    let price = seen.value;
    assert_eq!(price.original_price, cny("12345678901234.123456"));
    assert_eq!(price.discount_price, Some(cny("0.0001")));
    assert_eq!(price.trade_price, cny("1800.10"));
    assert_eq!(price.quantity, Some(1));
    assert_eq!(price.modules[0].original_cost, Some(cny("900719925.474")));
    assert_eq!(price.modules[0].cost_after_discount, cny("0.10"));
    assert_eq!(price.modules[0].invoice_discount, Some(cny("0")));
    assert_eq!(price.promotions[0].promotion_id.as_deref(), Some("77"));
    assert_eq!(price.promotions[0].promotion_desc, None);
}

#[tokio::test]
async fn a_price_that_is_not_certain_is_none() {
    for (data, why) in [
        (r#"{"Currency": "CNY", "OriginalPrice": 1}"#, "not a number"),
        (r#"{"Currency": "CNY", "TradePrice": 1}"#, "not a number"),
        (r#"{"Currency": "CNY", "OriginalPrice": 1, "TradePrice": null}"#, "not a number"),
        (r#"{"Currency": "CNY", "OriginalPrice": 1, "TradePrice": "about 5"}"#, "not a number"),
        (r#"{"Currency": "CNY", "OriginalPrice": 1, "TradePrice": -1}"#, "below zero or too large"),
        (
            r#"{"Currency": "CNY", "OriginalPrice": 1, "TradePrice": 0.0000001}"#,
            "more than six digits after the point",
        ),
        (r#"{"OriginalPrice": 1, "TradePrice": 1}"#, "unknown currency"),
        (r#"{"Currency": "XAU", "OriginalPrice": 1, "TradePrice": 1}"#, "the answer has another shape"),
        (r#"{"Currency": "CNY", "OriginalPrice": [1], "TradePrice": 1}"#, "the answer has another shape"),
        (
            r#"{"Currency": "CNY", "OriginalPrice": 1, "TradePrice": 1, "ModuleDetails": {"ModuleDetail": [{"ModuleCode": "A"}]}}"#,
            "not a number",
        ),
        ("null", "the answer has another shape"),
        (r#""free""#, "the answer has another shape"),
    ] {
        let error = subscription(data).await.expect_err("no price");

        assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable), "{data}");
        assert_eq!(error.message.as_deref(), Some(why), "{data}");
    }
}

#[tokio::test]
async fn the_price_of_use_is_one_for_each_module() {
    let cloud = cloud_telling(
        r#"{"Currency": "USD", "ModuleDetails": {"ModuleDetail": [
            {"ModuleCode": "A", "OriginalCost": 0.35, "CostAfterDiscount": 0.28, "InvoiceDiscount": 0.07}]}}"#,
    )
    .await;
    let module = PayAsYouGoModule { module_code: "A", config: "Class:small", price_type: "Hour" };
    let quote = PayAsYouGoQuote { product: DTS, region: None, modules: &[module] };

    let seen = client(&cloud).pay_as_you_go_price(&key(), &quote, &fresh).await.expect("a price");

    assert_eq!(seen.value.currency, Currency::Usd);
    assert_eq!(
        seen.value.modules[0].cost_after_discount,
        Money::parse("0.28", Currency::Usd).expect("money")
    );
    assert_eq!(
        query(&cloud.seen()[0]),
        "ModuleList.1.Config=Class%3Asmall&ModuleList.1.ModuleCode=A&ModuleList.1.PriceType=Hour&ProductCode=dts&\
         SubscriptionType=PayAsYouGo"
    );

    for data in
        ["{}", r#"{"Currency": "USD"}"#, r#"{"ModuleDetails": {"ModuleDetail": [{"CostAfterDiscount": 1}]}}"#]
    {
        let cloud = cloud_telling(data).await;
        let error = client(&cloud).pay_as_you_go_price(&key(), &quote, &fresh).await.expect_err(data);
        assert_eq!(error.advice, Advice::Unreadable);
    }
}

#[tokio::test]
async fn renewals_and_upgrades_are_asked_for_in_the_vendors_words() {
    let cloud = cloud_telling("{}").await;
    let modules = [SubscriptionModule { module_code: "A", config: "a:a" }];
    for (order_type, asked) in [(OrderType::Renewal, "Renewal"), (OrderType::Upgrade, "Upgrade")] {
        let period = Some((3, PeriodUnit::Month));
        let (region, quantity, instance_id) = (None, None, Some("x-1"));
        let quote = SubscriptionQuote {
            product: DTS,
            order_type,
            region,
            quantity,
            period,
            instance_id,
            modules: &modules,
        };

        client(&cloud).subscription_price(&key(), &quote, &fresh).await.expect_err("no price");

        assert_eq!(
            query(cloud.seen().last().expect("a request")),
            format!(
                "InstanceId=x-1&ModuleList.1.Config=a%3Aa&ModuleList.1.ModuleCode=A&OrderType={asked}&ProductCode=dts&\
                 ServicePeriodQuantity=3&ServicePeriodUnit=Month&SubscriptionType=Subscription"
            )
        );
    }
}

#[tokio::test]
async fn a_price_is_asked_for_one_to_fifty_modules() {
    let client = client(&CloudAt::closed().await);
    let module = PayAsYouGoModule { module_code: "A", config: "a:a", price_type: "Hour" };
    for modules in [vec![], vec![module; 51]] {
        let quote = PayAsYouGoQuote { product: DTS, region: None, modules: &modules };
        let error = client.pay_as_you_go_price(&key(), &quote, &fresh).await.expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid);
    }
}
