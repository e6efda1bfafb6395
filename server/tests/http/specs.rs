//! Every operation's parameters over HTTP: described, validated, and kept as drafts.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, new_order};

/// A valid spec of each operation but the first, as the API answers it.
fn specs() -> [(&'static str, Value); 3] {
    [
        (
            "dts.change",
            json!({ "DtsJobId": "o4nh3g7jg56", "ChargeType": "PrePaid", "Period": "Year", "BuyCount": "5" }),
        ),
        (
            "bss.create",
            json!({
                "ProductCode": "oss", "SubscriptionType": "Subscription", "Period": "12",
                "Parameter": [{ "Code": "Region", "Value": "cn-hangzhou" }, { "Code": "Size", "Value": "40" }],
            }),
        ),
        (
            "ddm.create",
            json!({
                "instance": {
                    "name": "ddm-test-003", "flavor_id": "8f2e696c", "node_num": 4, "engine_id": "2325a707",
                    "available_zones": ["az1", "az2"], "vpc_id": "e1d886ec", "security_group_id": "035b70ed",
                    "subnet_id": "f942f970",
                },
                "extend_param": {
                    "charge_mode": "prePaid", "period_type": "month", "period_num": 1, "is_auto_pay": "true",
                },
            }),
        ),
    ]
}

fn order(operation: &str, spec: &Value, credential: &str, submit: bool) -> Value {
    let mut order = new_order(credential, submit);
    order["operation"] = operation.into();
    order["spec"] = spec.clone();
    order
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_operation_is_described(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;

    let listed = portal.get(&requester, "/catalog").await.expect(200);
    let listed = listed.json["items"].as_array().expect("items");

    assert_eq!(listed.len(), 4);
    for entry in listed {
        let key = entry["key"].as_str().expect("a key");
        let shown = portal.get(&requester, &format!("/catalog/{key}")).await.expect(200);
        assert_eq!(&shown.json, entry);
        assert_eq!(shown.json["available"], true, "{key}");
        assert_eq!(shown.text("/spec/$schema"), "https://json-schema.org/draft/2020-12/schema");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_of_every_operation_is_shown_everywhere_as_it_was_given(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let session = portal.cookie("requester@example.com").await;
    let credential = portal.credential(&requester).await;

    for (operation, spec) in specs() {
        let path = format!("/orders?operation={operation}");
        let draft = portal.order(&requester, operation, &order(operation, &spec, &credential, false)).await;
        let draft = draft.expect(201);
        assert_eq!(draft.json["spec"], spec, "{operation}");
        let listed = portal.get(&requester, &path).await.expect(200);
        assert_eq!(listed.json["items"][0]["spec"], spec, "{operation}");
        let path = format!("/orders/{}", draft.text("/id"));
        let number = draft.text("/number");
        for page in [
            "/".to_owned(),
            "/orders".to_owned(),
            format!("/orders?operation={operation}"),
            format!("/orders/{number}"),
            format!("/orders/{number}/edit"),
            format!("/catalog/{operation}"),
            format!("/catalog/{operation}?draft={number}"),
            format!("/catalog/{operation}?from={number}"),
        ] {
            let shown = portal
                .request(Method::GET, &page)
                .header("cookie", &session)
                .send()
                .await
                .expect("an answer");
            assert!(matches!(shown.status().as_u16(), 200 | 303), "{page}: {}", shown.status());
        }
        let clone = portal.post(&requester, &format!("{path}/clone"), &json!({})).await.expect(201);
        assert_eq!(clone.json["spec"], spec, "{operation}");
        portal.post(&requester, &format!("{path}/withdraw"), &json!({})).await.expect(200);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everything_is_validated_before_it_is_said_that_it_cannot_be_bought_yet(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let credential = portal.credential(&requester).await;
    let refused = async |operation: &str, spec: Value| {
        let answer =
            portal.order(&requester, "k", &order(operation, &spec, &credential, true)).await.expect(422);
        answer.refused().into_iter().map(|(field, code)| format!("{field} {code}")).collect::<Vec<_>>()
    };

    assert_eq!(
        refused("dts.change", json!({ "ChargeType": "PostPaid", "BuyCount": 5, "AutoPay": true })).await,
        ["spec.AutoPay unknown_field", "spec.DtsJobId required", "spec.BuyCount not_applicable"]
    );
    let modules = json!([{ "Code": "a", "Value": "1" }, { "Code": "a" }]);
    assert_eq!(
        refused(
            "bss.create",
            json!({ "ProductCode": "rds", "SubscriptionType": "Subscription", "Period": 7, "Parameter": modules })
        )
        .await,
        [
            "spec.ProductCode sold_elsewhere",
            "spec.Parameter.2.Value required",
            "spec.Parameter.2.Code duplicate",
            "spec.Period not_a_multiple",
        ]
    );
    let [.., (_, mut ddm)] = specs();
    ddm["instance"]["name"] = "ddm_test".into();
    ddm["instance"]["available_zones"] = json!(["az1", "az1"]);
    ddm["instance.flavor_id"] = "twice".into();
    assert_eq!(refused("ddm.create", ddm.clone()).await, ["spec.instance.flavor_id duplicate"]);
    ddm.as_object_mut().expect("an object").remove("instance.flavor_id");
    ddm["extend_param"]["period_num"] = 10.into();
    assert_eq!(
        refused("ddm.create", ddm).await,
        [
            "spec.instance.name bad_characters",
            "spec.instance.available_zones.2 duplicate",
            "spec.extend_param.period_num out_of_range",
        ]
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_password_is_judged_with_everything_else_and_kept_nowhere(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let owner = pool.clone().connect_with(connect.clone()).await.expect("the owner's pool");
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let credential = portal.credential(&requester).await;
    let [.., (_, spec)] = specs();
    let with = |password: Value, submit: bool| {
        let mut order = order("ddm.create", &spec, &credential, submit);
        order["spec"]["instance"]["admin_user_password"] = password;
        order
    };
    const FIELD: &str = "spec.instance.admin_user_password";
    const GOOD: &str = "Very-secret-1";

    let mut draft = with(GOOD.into(), false);
    draft["reason"] = "".into();
    let draft = portal.order(&requester, "k1", &draft).await.expect(422);
    let good = portal.order(&requester, "k2", &with(GOOD.into(), true)).await.expect(422);
    let mut weak = with("secret".into(), true);
    weak["spec"]["instance"]["node_num"] = 0.into();
    weak["reason"] = "".into();
    let weak = portal.order(&requester, "k3", &weak).await.expect(422);
    let nested = portal.order(&requester, "k4", &with(json!({ "is": GOOD }), false)).await.expect(422);
    let mut elsewhere = with(GOOD.into(), false);
    elsewhere["operation"] = "dts.create".into();
    let elsewhere = portal.order(&requester, "k5", &elsewhere).await.expect(422);
    portal.order(&requester, "k6", &with("".into(), false)).await.expect(201);

    assert_eq!(draft.refused(), [(FIELD, "secret_not_kept")]);
    assert_eq!(good.refused(), [("credential_id", "other_provider")]);
    assert_eq!(
        weak.refused(),
        [("spec.instance.node_num", "out_of_range"), ("reason", "required"), (FIELD, "too_short")]
    );
    assert_eq!(nested.refused(), [("spec.instance.admin_user_password.is", "secret_not_kept")]);
    assert_eq!(elsewhere.refused(), [(FIELD, "secret_not_kept")]);
    for answer in [&draft, &good, &weak, &nested, &elsewhere] {
        assert!(!answer.json.to_string().contains(GOOD), "{answer:?}");
    }
    let stored: Vec<String> =
        sqlx::query_scalar("select draft::text from purser.orders").fetch_all(&owner).await.expect("rows");
    assert_eq!(stored.len(), 1, "only the draft without one");
    assert!(!stored[0].contains("password"), "{stored:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_password_in_the_wrong_place_is_kept_nowhere(pool: PgPoolOptions, connect: PgConnectOptions) {
    let owner = pool.clone().connect_with(connect.clone()).await.expect("the owner's pool");
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let credential = portal.credential(&requester).await;
    const SECRET: &str = "Very-secret-1";

    for (place, field) in [
        (json!({ "admin_user_password": SECRET }), "spec.admin_user_password"),
        (json!({ "admin_user_password": [SECRET] }), "spec.admin_user_password.1"),
        (
            json!({ "extend_param": { "admin_user_password": SECRET } }),
            "spec.extend_param.admin_user_password",
        ),
        (json!({ "instance": { "Admin_User_Password": SECRET } }), "spec.instance.Admin_User_Password"),
        (json!({ "instance": { " admin_user_password ": SECRET } }), "spec.instance. admin_user_password "),
    ] {
        for operation in ["ddm.create", "bss.create"] {
            let order = order(operation, &place, &credential, false);
            let refused = portal.order(&requester, "k", &order).await.expect(422);
            assert_eq!(refused.refused(), [(field, "secret_not_kept")], "{operation}");
            assert!(!refused.json.to_string().contains(SECRET));
        }
    }
    let stored: i64 =
        sqlx::query_scalar("select count(*) from purser.orders").fetch_one(&owner).await.expect("a count");
    assert_eq!(stored, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_unknown_currency_is_refused_where_the_api_asks_for_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let credential = portal.credential(&requester).await;
    let mut moon = new_order(&credential, true);
    moon["ceiling"] = json!({ "amount": "1", "currency": "MOON" });

    let refused = portal.order(&requester, "k1", &moon).await.expect(422);
    moon["submit"] = false.into();
    let draft = portal.order(&requester, "k2", &moon).await.expect(201);
    let submit = format!("/orders/{}/submit", draft.text("/id"));
    let later = portal.post(&requester, &submit, &json!({})).await.expect(422);

    assert_eq!(refused.refused(), [("ceiling", "not_an_option")]);
    assert_eq!(later.refused(), [("ceiling", "not_an_option")]);
}
