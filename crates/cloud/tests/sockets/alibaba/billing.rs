//! Looks at BSS: products, prices, instances, orders and the balance.

use cloud::{
    Advice, CloudErrorKind, Seen,
    alibaba::{
        SignedMoney,
        bss::{
            BssInstanceFilter, BssOrderFilter, OrderType, PayAsYouGoModule, PayAsYouGoQuote, PeriodUnit,
            ProductRef, SubscriptionModule, SubscriptionPrice, SubscriptionQuote, Window,
        },
    },
};
use domain::money::{Currency, Money};
use time::macros::datetime;

use super::{client, fresh, key, ok, query};
use crate::cloud_at::{CloudAt, Script};

const DTS: ProductRef<'_> = ProductRef { product_code: "dts", product_type: None };
const WINDOW: Window = Window { from: datetime!(2024-11-05 08:00 UTC), to: datetime!(2024-11-05 09:00 UTC) };

/// An answer of BSS about `data`.
fn told(data: &str) -> String {
    ok(&format!(
        r#"{{"Code": "Success", "Message": "Successful!", "RequestId": "R-1", "Success": true, "Data": {data}}}"#
    ))
}

async fn cloud_telling(data: &str) -> CloudAt {
    CloudAt::start(Script::InTurn(vec![told(data)])).await
}

fn cny(text: &str) -> Money {
    Money::parse(text, Currency::Cny).expect("an amount")
}

fn plus(text: &str) -> Option<SignedMoney> {
    Some(SignedMoney { amount: cny(text), is_negative: false })
}

#[tokio::test]
async fn products_are_listed_whole() {
    let page = |page, code: &str| {
        told(&format!(
            r#"{{"PageNum": {page}, "PageSize": 300, "TotalCount": 2, "ProductList": {{"Product": [
                {{"ProductCode": "{code}", "ProductName": "{code} name", "ProductType": "", "SubscriptionType": "Subscription"}}]}}}}"#
        ))
    };
    let cloud = CloudAt::start(Script::InTurn(vec![page(1, "dts"), page(2, "ons")])).await;

    let seen = client(&cloud).products(&key(), &fresh).await.expect("a list");

    let codes: Vec<_> = seen.value.iter().map(|product| product.product_code.as_deref()).collect();
    assert_eq!(codes, [Some("dts"), Some("ons")]);
    assert_eq!(seen.value[0].product_type, None);
    assert_eq!(query(&cloud.seen()[1]), "PageNum=2&PageSize=300&QueryTotalCount=true");
    assert!(cloud.seen()[0].contains("x-acs-action: QueryProductList\r\nx-acs-version: 2017-12-14\r\n"));
}

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
async fn a_price_is_asked_for_one_to_fifty_modules() {
    let client = client(&CloudAt::closed().await);
    let module = PayAsYouGoModule { module_code: "A", config: "a:a", price_type: "Hour" };
    for modules in [vec![], vec![module; 51]] {
        let quote = PayAsYouGoQuote { product: DTS, region: None, modules: &modules };
        let error = client.pay_as_you_go_price(&key(), &quote, &fresh).await.expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid);
    }
}

#[tokio::test]
async fn instances_are_told_in_the_vendors_words_with_their_owner() {
    let cloud = cloud_telling(
        r#"{"PageNum": 1, "PageSize": 300, "TotalCount": 1, "InstanceList": [{"InstanceID": "x-1", "ProductCode": "ons",
            "ProductType": "", "SubscriptionType": "Subscription", "Status": "Simmering", "SubStatus": "Normal",
            "CreateTime": "2024-11-05T08:15:30Z", "EndTime": "2025-11-05T16:00:00Z", "StopTime": "", "ReleaseTime": null,
            "RenewStatus": "AutoRenewal", "RenewalDuration": 12, "RenewalDurationUnit": "M", "Region": "cn-hangzhou",
            "OwnerId": 1234567890123456789, "Seller": "26842", "SellerId": 26842}]}"#,
    )
    .await;
    let filter = BssInstanceFilter {
        region: Some("cn-hangzhou"),
        product_code: Some("ons"),
        instance_ids: &["x-1", "x-2"],
        created: Some(WINDOW),
        ends: Some(WINDOW),
        ..BssInstanceFilter::default()
    };

    let seen = client(&cloud).instances(&key(), &filter, &fresh).await.expect("a list");

    let [instance] = &seen.value[..] else { panic!("one instance") };
    assert_eq!(instance.instance_id.as_deref(), Some("x-1"));
    assert_eq!(instance.status.as_deref(), Some("Simmering"));
    assert_eq!(instance.create_time, Some(datetime!(2024-11-05 08:15:30 UTC)));
    assert_eq!((instance.end_time, instance.release_time), (Some(datetime!(2025-11-05 16:00 UTC)), None));
    assert_eq!((instance.renewal_duration, instance.renewal_duration_unit.as_deref()), (Some(12), Some("M")));
    assert_eq!(instance.owner_id.as_deref(), Some("1234567890123456789"));
    assert_eq!(
        query(&cloud.seen()[0]),
        "CreateTimeEnd=2024-11-05T09%3A00%3A00Z&CreateTimeStart=2024-11-05T08%3A00%3A00Z&\
         EndTimeEnd=2024-11-05T09%3A00%3A00Z&EndTimeStart=2024-11-05T08%3A00%3A00Z&InstanceIDs=x-1%2Cx-2&PageNum=1&\
         PageSize=300&ProductCode=ons&Region=cn-hangzhou"
    );

    let many = ["x"; 101];
    for filter in [
        BssInstanceFilter { region: Some("cn-hangzhou"), ..BssInstanceFilter::default() },
        BssInstanceFilter { instance_ids: &many, ..BssInstanceFilter::default() },
    ] {
        let error = client(&cloud).instances(&key(), &filter, &fresh).await.expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid);
    }
}

const ORDER: &str = r#"{"OrderId": "2024", "ProductCode": "ons", "ProductType": "ons", "CommodityCode": "ons_cn",
    "SubscriptionType": "Subscription", "OrderType": "New", "PaymentStatus": "Paid", "CreateTime": "2024-11-05T08:15:30Z",
    "PaymentTime": "2024-11-05T08:15:31Z", "Currency": "CNY", "PretaxGrossAmount": "1,000.00", "PretaxAmount": "800.00",
    "PretaxAmountLocal": "", "Tax": "0.00", "AfterTaxAmount": "800.00", "RelatedOrderId": ""}"#;

#[tokio::test]
async fn orders_are_asked_for_with_their_window_and_read_whole() {
    let refund = ORDER
        .replace("2024\"", "2025\"")
        .replace("\"New\"", "\"Refund\"")
        .replace("\"800.00\"", "\"-800.00\"");
    let page = |page, order: &str| {
        told(&format!(
            r#"{{"HostName": "", "PageNum": {page}, "PageSize": 20, "TotalCount": 2, "OrderList": {{"Order": [{order}]}}}}"#
        ))
    };
    let cloud = CloudAt::start(Script::InTurn(vec![page(1, ORDER), page(2, &refund)])).await;
    let filter = BssOrderFilter {
        product_code: Some("ons"),
        payment_status: Some("Paid"),
        ..BssOrderFilter::default()
    };

    let seen = client(&cloud).orders(&key(), &WINDOW, &filter, &fresh).await.expect("a list");

    let [order, back] = &seen.value[..] else { panic!("two orders") };
    assert_eq!(order.order_id, "2024");
    assert_eq!(order.create_time, Some(datetime!(2024-11-05 08:15:30 UTC)));
    assert_eq!((order.pretax_gross_amount, order.after_tax_amount), (plus("1000"), plus("800")));
    assert_eq!(order.related_order_id, None);
    assert_eq!(back.after_tax_amount, Some(SignedMoney { amount: cny("800"), is_negative: true }));
    assert_eq!(
        query(&cloud.seen()[1]),
        "CreateTimeEnd=2024-11-05T09%3A00%3A00Z&CreateTimeStart=2024-11-05T08%3A00%3A00Z&PageNum=2&PageSize=20&\
         PaymentStatus=Paid&ProductCode=ons"
    );

    let backwards = Window { from: WINDOW.to, to: WINDOW.from };
    let error = client(&cloud).orders(&key(), &backwards, &filter, &fresh).await.expect_err("a refusal");
    assert_eq!(error.kind, CloudErrorKind::Invalid);
}

#[tokio::test]
async fn an_order_tells_its_instances() {
    let detail = ORDER.replacen(
        '{',
        r#"{"SubOrderId": "7", "InstanceIDs": "[\"x-1\",\"x-2\"]", "Region": "cn-hangzhou", "Quantity": "2",
            "Config": "Class:[Class:small;]", "UsageStartTime": "2024-11-05T08:15:30Z", "UsageEndTime": "", "#,
        1,
    );
    let cloud = cloud_telling(&format!(r#"{{"OrderList": {{"Order": [{detail}]}}, "TotalCount": 1}}"#)).await;

    let seen = client(&cloud).order(&key(), "2024", &fresh).await.expect("an order");

    let [part] = &seen.value[..] else { panic!("one part") };
    assert_eq!(part.instance_ids, ["x-1", "x-2"]);
    assert_eq!((part.quantity, part.region.as_deref()), (Some(2), Some("cn-hangzhou")));
    assert_eq!(
        (part.usage_start_time, part.usage_end_time),
        (Some(datetime!(2024-11-05 08:15:30 UTC)), None)
    );
    assert_eq!(part.order.payment_status.as_deref(), Some("Paid"));
    assert_eq!(query(&cloud.seen()[0]), "OrderId=2024");

    let other = client(&cloud).order(&key(), "2025", &fresh).await.expect_err("another order");
    assert_eq!(other.advice, Advice::Unreadable);
}

#[tokio::test]
async fn an_order_that_cannot_be_read_is_an_error() {
    for (data, kind) in [
        (r#"{"OrderList": {"Order": []}}"#.to_owned(), CloudErrorKind::NotFound),
        ("{}".to_owned(), CloudErrorKind::NotFound),
        (r#"{"OrderList": {"Order": [{}]}}"#.to_owned(), CloudErrorKind::ProviderDown),
        (
            r#"{"OrderList": {"Order": [{"OrderId": "2024", "InstanceIDs": "[1"}]}}"#.to_owned(),
            CloudErrorKind::ProviderDown,
        ),
        (
            format!(r#"{{"OrderList": {{"Order": [{}]}}}}"#, ORDER.replace("CNY", "")),
            CloudErrorKind::ProviderDown,
        ),
        (format!(r#"{{"OrderList": [{ORDER}]}}"#), CloudErrorKind::ProviderDown),
    ] {
        let cloud = cloud_telling(&data).await;

        let error = client(&cloud).order(&key(), "2024", &fresh).await.expect_err(&data);

        assert_eq!(error.kind, kind, "{data}");
    }
}

#[tokio::test]
async fn a_balance_has_commas_and_may_be_below_zero() {
    let data = r#"{"AvailableAmount": "-1,234.56", "AvailableCashAmount": "10,000.00", "CreditAmount": "0.00",
        "MybankCreditAmount": "0.00", "QuotaLimit": "", "Currency": "CNY"}"#;
    let cloud = cloud_telling(data).await;

    let balance = client(&cloud).balance(&key(), &fresh).await.expect("a balance").value;

    assert_eq!(balance.currency, Currency::Cny);
    assert_eq!(balance.available, SignedMoney { amount: cny("1234.56"), is_negative: true });
    assert_eq!((balance.cash, balance.credit, balance.quota_limit), (plus("10000"), plus("0"), None));
    assert_eq!(query(&cloud.seen()[0]), "POST / HTTP/1.1");

    for (good, bad) in
        [("CNY", "BTC"), ("CNY", ""), ("-1,234.56", ""), ("-1,234.56", "1,23"), ("0.00", "much")]
    {
        let cloud = cloud_telling(&data.replace(good, bad)).await;
        let error = client(&cloud).balance(&key(), &fresh).await.expect_err(bad);
        assert_eq!(error.advice, Advice::Unreadable, "{bad}");
    }
}

#[tokio::test]
async fn a_refusal_of_bss_is_read_by_its_code_although_it_comes_with_200() {
    let body = r#"{"Code": "NotApplicable", "Message": "not found article by given param", "Success": false, "RequestId": "R"}"#;
    let cloud = CloudAt::start(Script::InTurn(vec![ok(body)])).await;

    let error = client(&cloud).balance(&key(), &fresh).await.expect_err("a refusal");

    assert_eq!((error.kind, error.advice), (CloudErrorKind::Refused, Advice::NotOnSale));
    assert_eq!(error.code.as_deref(), Some("NotApplicable"));
}
