//! Looks at BSS: products, instances, orders and the balance.

use cloud::{
    Advice, CloudErrorKind,
    alibaba::{
        SignedMoney,
        bss::{BssInstanceFilter, BssOrderFilter, Window},
    },
};
use domain::money::{Currency, Money};
use time::macros::datetime;

use super::{client, fresh, key, ok, query};
use crate::cloud_at::{CloudAt, Script};

const WINDOW: Window = Window { from: datetime!(2024-11-05 08:00 UTC), to: datetime!(2024-11-05 09:00 UTC) };

/// An answer of BSS about `data`.
fn told(data: &str) -> String {
    ok(&format!(
        r#"{{"Code": "Success", "Message": "Successful!", "RequestId": "R-1", "Success": true, "Data": {data}}}"#
    ))
}

pub(crate) async fn cloud_telling(data: &str) -> CloudAt {
    CloudAt::start(Script::InTurn(vec![told(data)])).await
}

pub(crate) fn cny(text: &str) -> Money {
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
    let cloud = CloudAt::start(Script::InTurn(vec![page(1, "dts"), page(2, "ons"), page(1, "dts")])).await;

    let seen = client(&cloud).products(&key(), &fresh).await.expect("a list");

    let codes: Vec<_> = seen.value.iter().map(|product| product.product_code.as_deref()).collect();
    assert_eq!(codes, [Some("dts"), Some("ons")]);
    assert_eq!(seen.value[0].product_type, None);
    assert_eq!(query(&cloud.seen()[1]), "PageNum=2&PageSize=300&QueryTotalCount=true");
    assert!(cloud.seen()[0].contains("x-acs-action: QueryProductList\r\nx-acs-version: 2017-12-14\r\n"));
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
    let cloud = CloudAt::start(Script::InTurn(vec![page(1, ORDER), page(2, &refund), page(1, ORDER)])).await;
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
        (
            format!(r#"{{"OrderList": {{"Order": [{ORDER}]}}, "TotalCount": 2}}"#),
            CloudErrorKind::ProviderDown,
        ),
        (r#"{"OrderList": {"Order": []}, "TotalCount": "1"}"#.to_owned(), CloudErrorKind::ProviderDown),
        (r#"{"OrderList": {"Order": []}, "TotalCount": 0}"#.to_owned(), CloudErrorKind::NotFound),
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
