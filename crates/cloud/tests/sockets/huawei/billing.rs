//! BSS over a socket: orders and what they brought, prices and balances.

use cloud::{
    Advice, CloudErrorKind,
    huawei::bss::{OnDemandProduct, OrderStatus, PeriodProduct, ResourceStatus},
};
use serde_json::{Value, json};
use time::macros::datetime;

use super::{
    cloud::{Cloud, PROJECT, Say, access_key, http, json as answer},
    looks::is_signed,
};

const BEGIN: time::OffsetDateTime = datetime!(2024-11-05 16:15:30.9 +8);
const END: time::OffsetDateTime = datetime!(2024-11-06 08:15:30 UTC);

fn order(number: usize, status: u8) -> Value {
    json!({
        "order_id": format!("CS{number}"), "service_type_code": "hws.service.type.ddm", "status": status,
        "order_type": 1, "amount_after_discount": 0.1, "official_amount": 1234567.123456, "measure_id": 1,
        "currency": "CNY", "create_time": "2024-11-05T08:15:30Z", "payment_time": null,
    })
}

#[tokio::test]
async fn an_order_is_shown_with_its_exact_amounts() {
    // Not through `json!`: a float would round.
    let body = r#"{"total_count": 1, "order_line_items": [], "order_info": {"order_id": "CS1", "status": 6,
        "order_type": 1, "service_type_code": "hws.service.type.ddm", "amount_after_discount": 1E+3,
        "official_amount": 99999999999999.999999, "measure_id": 1, "currency": "", "payment_time": "",
        "create_time": "2024-11-05T08:15:30Z", "pending_payment_end_time": "2024-11-12T08:15:30Z"}}"#;
    let cloud = Cloud::start(move |_, _| Say::Answer(200, body.into())).await;

    let shown = cloud.client.order(&access_key(), "CS1", &cloud.clock).await.expect("an order");

    let order = shown.value;
    assert_eq!((order.status, order.order_type.as_str()), (OrderStatus::PendingPayment, "1"));
    assert_eq!(order.amount_after_discount.map(|money| money.to_string()).as_deref(), Some("CNY 1000.00"));
    assert_eq!(
        order.official_amount.map(|money| money.amount_text()).as_deref(),
        Some("99999999999999.999999")
    );
    assert_eq!(order.create_time, Some(datetime!(2024-11-05 08:15:30 UTC)));
    assert_eq!(order.payment_time, None);
    assert_eq!(order.pending_payment_end_time, Some(datetime!(2024-11-12 08:15:30 UTC)));
    assert_eq!(shown.cloud_date, Some(datetime!(2024-11-05 08:15:31 UTC)));
    let seen = cloud.seen();
    assert_eq!(seen[0].target, "/v2/orders/customer-orders/details/CS1?limit=1&offset=0");
    assert_eq!(seen[0].header("x-project-id"), None);
    assert!(is_signed(&seen[0]));
}

#[tokio::test]
async fn an_answer_about_another_order_is_none() {
    let cloud = Cloud::start(|_, _| answer(json!({"order_info": order(2, 5)}))).await;

    let error = cloud.client.order(&access_key(), "CS1", &cloud.clock).await.expect_err("an error");

    assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable));
}

#[tokio::test]
async fn an_amount_that_cannot_be_told_is_not_made_up() {
    let http = http();
    for (amount, currency, unit) in [
        (json!(-5), json!("CNY"), json!(1)),
        (json!("1"), json!("RUB"), json!(1)),
        (json!(100), json!("CNY"), json!(3)),
        (json!(null), json!("CNY"), json!(1)),
        (json!("many"), json!("CNY"), json!(1)),
    ] {
        let mut info = order(1, 5);
        info["amount_after_discount"] = amount;
        info["currency"] = currency;
        info["measure_id"] = unit;
        let cloud = Cloud::over(http.clone(), move |_, _| answer(json!({"order_info": info}))).await;

        let shown = cloud.client.order(&access_key(), "CS1", &cloud.clock).await.expect("an order");

        assert_eq!(shown.value.amount_after_discount, None);
    }
}

#[tokio::test]
async fn a_number_that_we_do_not_know_is_kept() {
    let http = http();
    for (number, status) in [
        (json!(1), OrderStatus::UnderReview),
        (json!(2), OrderStatus::RefundPending),
        (json!(3), OrderStatus::Processing),
        (json!(4), OrderStatus::Cancelled),
        (json!("5"), OrderStatus::Completed),
        (json!(6), OrderStatus::PendingPayment),
        (json!(9), OrderStatus::ToConfirm),
        (json!(13), OrderStatus::Other("13".into())),
    ] {
        let mut info = order(1, 0);
        info["status"] = number;
        let cloud = Cloud::over(http.clone(), move |_, _| answer(json!({"order_info": info}))).await;

        let shown = cloud.client.order(&access_key(), "CS1", &cloud.clock).await.expect("an order");

        assert_eq!(shown.value.status, status);
    }
}

#[tokio::test]
async fn the_orders_of_a_window_are_read_page_by_page() {
    let cloud = Cloud::start(|seen, before| {
        let (start, count) = if before == 1 { (100, 30) } else { (0, 100) };
        let orders: Vec<_> = (0..count).map(|number| order(start + number, 5)).collect();
        assert!(seen.target.starts_with("/v2/orders/customer-orders?"));
        answer(json!({"total_count": 130, "order_infos": orders}))
    })
    .await;

    let orders = cloud.client.orders(&access_key(), (BEGIN, END), &cloud.clock).await.expect("orders");

    assert_eq!(orders.value.len(), 130);
    let query =
        "create_time_begin=2024-11-05T08%3A15%3A30Z&create_time_end=2024-11-06T08%3A15%3A30Z&limit=100";
    let targets: Vec<_> = cloud.seen().iter().map(|seen| seen.target.clone()).collect();
    assert_eq!(
        targets,
        [0, 100, 0]
            .map(|offset| format!("/v2/orders/customer-orders?{query}&offset={offset}&order_by=createTime"))
    );
    assert!(cloud.seen().iter().all(is_signed));
}

#[tokio::test]
async fn a_window_of_fractions_is_asked_for_in_the_whole_seconds_around_it() {
    let cloud = Cloud::start(|_, _| answer(json!({"total_count": 0}))).await;

    for end in [datetime!(2024-11-06 08:15:30.000000001 UTC), datetime!(2024-11-06 08:15:30.9 UTC), END] {
        cloud.client.orders(&access_key(), (BEGIN, end), &cloud.clock).await.expect("orders");
    }

    let ends: Vec<_> =
        cloud.seen().iter().map(|seen| seen.target.contains("end=2024-11-06T08%3A15%3A31Z")).collect();
    assert_eq!(ends, [true, true, false]);
    assert!(cloud.seen().iter().all(|seen| seen.target.contains("begin=2024-11-05T08%3A15%3A30Z")));
}

#[tokio::test]
async fn a_window_is_at_most_a_year() {
    let cloud = Cloud::start(|_, _| answer(json!({"total_count": 0}))).await;

    for (begin, end) in [(END, BEGIN), (BEGIN, BEGIN + time::Duration::days(366))] {
        let error =
            cloud.client.orders(&access_key(), (begin, end), &cloud.clock).await.expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid);
    }
    assert!(cloud.seen().is_empty());
    let none = cloud.client.orders(&access_key(), (BEGIN, END), &cloud.clock).await.expect("orders");
    assert!(none.value.is_empty());
}

#[tokio::test]
async fn what_an_order_brought_is_read_page_by_page() {
    let resource = |number: usize, status: u8| {
        json!({"id": format!("row{number}"), "resource_id": format!("i{number}in09"), "resource_name": "orders-x",
            "status": status, "service_type_code": "hws.service.type.ddm", "project_id": PROJECT, "is_main_resource": 1,
            "effective_time": "2024-11-05T08:15:30Z", "expire_time": "2024-12-05T15:59:59Z", "expire_policy": 3})
    };
    let cloud = Cloud::start(move |seen, before| {
        let data: Vec<_> = match before {
            1 => vec![resource(100, 7)],
            _ => (0..100).map(|number| resource(number, 2)).collect(),
        };
        assert_eq!(seen.json()["offset"], json!(before % 2 * 100));
        answer(json!({"total_count": 101, "data": data}))
    })
    .await;

    let resources =
        cloud.client.resources(&access_key(), "CS1", &cloud.clock).await.expect("resources").value;

    assert_eq!(resources.len(), 101);
    assert_eq!(
        (resources[0].resource_id.as_str(), resources[0].resource_name.as_deref()),
        ("i0in09", Some("orders-x"))
    );
    assert_eq!(resources[0].status, ResourceStatus::InUse);
    assert_eq!(resources[0].expire_time, Some(datetime!(2024-12-05 15:59:59 UTC)));
    assert_eq!(resources[0].expire_policy.as_deref(), Some("3"));
    assert_eq!(resources[100].status, ResourceStatus::Other("7".into()));
    let seen = cloud.seen();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.as_str()),
        ("POST", "/v2/orders/suscriptions/resources/query")
    );
    assert_eq!(
        seen[0].json(),
        json!({"order_id": "CS1", "only_main_resource": 1, "limit": 100, "offset": 0})
    );
    assert!(is_signed(&seen[0]));
}

const HOUR: OnDemandProduct<'_> = OnDemandProduct {
    id: "1",
    cloud_service_type: "hws.service.type.ddm",
    resource_type: "hws.resource.type.ddm",
    resource_spec: "ddm.c6.2xlarge.2",
    region: "cn-north-4",
    usage_factor: "Duration",
    usage_value: 1,
    usage_measure_id: 4,
    subscription_num: 2,
};

const MONTH: PeriodProduct<'_> = PeriodProduct {
    id: "1",
    cloud_service_type: "hws.service.type.ddm",
    resource_type: "hws.resource.type.ddm",
    resource_spec: "ddm.c6.2xlarge.2",
    region: "cn-north-4",
    period_type: 2,
    period_num: 1,
    subscription_num: 2,
};

#[tokio::test]
async fn a_price_by_use_is_exact() {
    let body = r#"{"amount": 0.123456, "discount_amount": 1.0E-6, "official_website_amount": "0.123457",
        "measure_id": 1, "currency": "CNY", "product_rating_results": [{"id": "1", "amount": 0.123456}]}"#;
    let cloud = Cloud::start(move |_, _| Say::Answer(200, body.into())).await;

    let price =
        cloud.client.on_demand_price(&access_key(), &[HOUR], &cloud.clock).await.expect("a price").value;

    assert_eq!(price.amount.to_string(), "CNY 0.123456");
    assert_eq!(price.discount_amount.map(|money| money.amount_text()).as_deref(), Some("0.000001"));
    assert_eq!(price.official_website_amount.amount_text(), "0.123457");
    let seen = cloud.seen();
    assert_eq!(
        (seen[0].method.as_str(), seen[0].target.as_str()),
        ("POST", "/v2/bills/ratings/on-demand-resources")
    );
    assert_eq!(
        seen[0].json(),
        json!({"project_id": PROJECT, "inquiry_precision": 0, "product_infos": [{
            "id": "1", "cloud_service_type": "hws.service.type.ddm", "resource_type": "hws.resource.type.ddm",
            "resource_spec": "ddm.c6.2xlarge.2", "region": "cn-north-4", "usage_factor": "Duration",
            "usage_value": 1, "usage_measure_id": 4, "subscription_num": 2,
        }]})
    );
}

#[tokio::test]
async fn a_price_for_a_term_is_that_of_the_best_offer() {
    let http = http();
    let official = json!({"official_website_amount": 1000, "measure_id": 1, "product_rating_results": []});
    let offers = json!([
        {"discount_id": "a", "amount": 900, "discount_amount": 100, "best_offer": 0},
        {"discount_id": "b", "amount": 850.5, "discount_amount": 149.5, "best_offer": 1},
    ]);
    for (discounts, amount, discount) in [
        (offers, "850.50", Some("149.50")),
        (json!([]), "1000.00", None),
        (json!(null), "1000.00", None),
        (json!([{"amount": 900, "best_offer": 0}]), "1000.00", None),
    ] {
        let body = json!({
            "official_website_rating_result": official, "optional_discount_rating_results": discounts, "currency": "CNY",
        });
        let cloud = Cloud::over(http.clone(), move |_, _| answer(body.clone())).await;

        let price =
            cloud.client.period_price(&access_key(), &[MONTH], &cloud.clock).await.expect("a price").value;

        assert_eq!(
            (price.official_website_amount.amount_text().as_str(), price.amount.amount_text().as_str()),
            ("1000.00", amount)
        );
        assert_eq!(price.discount_amount.map(|money| money.amount_text()).as_deref(), discount);
        let seen = cloud.seen();
        assert_eq!(seen[0].target, "/v2/bills/ratings/period-resources/subscribe-rate");
        assert_eq!(seen[0].json()["product_infos"][0]["period_type"], json!(2));
    }
}

#[tokio::test]
async fn a_price_that_cannot_be_read_to_the_last_digit_is_none() {
    let http = http();
    for body in [
        r#"{"amount": 0.1234567, "official_website_amount": 1, "currency": "CNY"}"#,
        r#"{"amount": -1, "official_website_amount": 1, "currency": "CNY"}"#,
        r#"{"amount": 1, "official_website_amount": 1, "currency": "RUB"}"#,
        r#"{"amount": 1, "official_website_amount": 1, "currency": "CNY", "measure_id": 3}"#,
        r#"{"amount": 1, "currency": "CNY"}"#,
        r#"{"official_website_amount": 1, "currency": "CNY"}"#,
        r#"{"amount": {}, "official_website_amount": 1}"#,
        "{}",
    ] {
        let cloud = Cloud::over(http.clone(), move |_, _| Say::Answer(200, body.into())).await;

        let error =
            cloud.client.on_demand_price(&access_key(), &[HOUR], &cloud.clock).await.expect_err("an error");

        assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable), "{body}");
    }
}

#[tokio::test]
async fn balances_may_be_below_zero() {
    let body = json!({
        "account_balances": [
            {"account_id": "a", "account_type": 1, "amount": -12.5, "currency": "CNY", "measure_id": 1},
            {"account_id": "b", "account_type": 2, "amount": 100, "currency": "CNY", "credit_amount": 500, "measure_id": 1},
        ],
        "debt_amount": 12.5, "measure_id": 1, "currency": "CNY",
    });
    let cloud = Cloud::start(move |_, _| answer(body.clone())).await;

    let balances = cloud.client.balances(&access_key(), &cloud.clock).await.expect("balances").value;

    assert_eq!(balances.accounts.len(), 2);
    let money = &balances.accounts[0];
    assert_eq!((money.account_type.as_str(), money.amount.is_negative), ("1", true));
    assert_eq!(money.amount.amount.amount_text(), "12.50");
    assert_eq!(
        balances.accounts[1].credit_amount.map(|line| line.amount.amount_text()).as_deref(),
        Some("500.00")
    );
    assert_eq!(balances.debt_amount.map(|debt| debt.amount.to_string()).as_deref(), Some("CNY 12.50"));
    assert_eq!(cloud.seen()[0].target, "/v2/accounts/customer-accounts/balances");
}

#[tokio::test]
async fn a_balance_in_an_unknown_currency_is_an_error() {
    let cloud = Cloud::start(|_, _| {
        answer(json!({"account_balances": [{"account_type": 1, "amount": 1, "currency": "RUB"}]}))
    })
    .await;

    let error = cloud.client.balances(&access_key(), &cloud.clock).await.expect_err("an error");

    assert_eq!(error.kind, CloudErrorKind::ProviderDown);
}

#[tokio::test]
async fn a_business_failure_with_200_is_a_failure() {
    let cloud =
        Cloud::start(|_, _| answer(json!({"error_code": "CBC.0100", "error_msg": "Parameter error."}))).await;

    let error = cloud.client.balances(&access_key(), &cloud.clock).await.expect_err("an error");

    assert_eq!((error.kind, error.code.as_deref()), (CloudErrorKind::InvalidRequest, Some("CBC.0100")));
}

#[tokio::test]
async fn a_success_code_beside_an_answer_is_none_of_the_errors() {
    let cloud = Cloud::start(|_, _| {
        answer(json!({"error_code": "CBC.0000", "error_msg": "success", "account_balances": []}))
    })
    .await;

    assert!(
        cloud.client.balances(&access_key(), &cloud.clock).await.expect("balances").value.accounts.is_empty()
    );
}
