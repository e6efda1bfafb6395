//! Prices, by programs: asked alone, and with an order.

use backend::tokens::Scope;
use cloud_sim::{Effect, Fault, Prices, When};
use domain::money::{Currency, Money};
use serde_json::{Value, json};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::{Portal, new_order};

/// What is asked about an order.
fn asked(order: &Value) -> Value {
    let of = |name: &str| order[name].clone();
    json!({"operation": of("operation"), "credential_id": of("credential_id"), "team": of("team"), "spec": of("spec")})
}

fn without_ceiling(mut order: Value) -> Value {
    order.as_object_mut().expect("an order").remove("ceiling");
    order
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_price_is_asked_and_is_the_ceiling_of_an_order_that_states_none(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let mut body = without_ceiling(new_order(&portal.credential(&requester).await, true));

    let quote = portal.post(&requester, "/quotes", &asked(&body)).await.expect(200);
    let order = portal.order(&requester, "k1", &body).await.expect(201);

    let price =
        json!({"list": "1800.00", "discount": "0.00", "pay": "1800.00", "currency": "CNY", "per": "once"});
    assert_eq!(quote.json["price"], price);
    assert_eq!(quote.json["ceiling"], json!({"amount": "1800.00", "currency": "CNY"}));
    assert_eq!((quote.text("/spec_hash").len(), &quote.json["chain"][0]["needs"]), (64, &json!(1)));
    assert!(quote.text("/asked_at").ends_with('Z'));
    assert_eq!((&order.json["quote"], &order.json["ceiling"]), (&price, &quote.json["ceiling"]));

    body["spec"] = json!({"SourceRegion": "cn-hangzhou", "DestRegion": "cn-shanghai",
        "SynchronizationJobClass": "small", "PayType": "PostPaid"});
    let hourly = portal.post(&requester, "/quotes", &asked(&body)).await.expect(200);
    assert_eq!((hourly.text("/price/pay"), hourly.text("/price/per")), ("0.83", "hour"));
    assert_eq!(hourly.text("/ceiling/amount"), "605.90", "an hour counts 730 times");
    assert_ne!(hourly.text("/spec_hash"), quote.text("/spec_hash"));

    portal.sim.set_prices(Prices { are_told: false, ..Prices::default() });
    let unknown = portal.post(&requester, "/quotes", &asked(&body)).await.expect(200);
    assert_eq!((&unknown.json["price"], &unknown.json["ceiling"]), (&Value::Null, &Value::Null));
    body["spec"]["DestRegion"] = json!("cn-beijing");
    let needed = portal.order(&requester, "k2", &body).await.expect(422);
    assert_eq!(needed.refused(), [("ceiling", "required")]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_stated_ceiling_that_does_not_fit_is_refused_at_the_ceiling(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let mut body = new_order(&portal.credential(&requester).await, true);
    for (amount, currency, code) in
        [("1799.99", "CNY", "below_price"), ("5000", "USD", "other_currency"), ("", "CNY", "not_an_amount")]
    {
        body["ceiling"] = json!({"amount": amount, "currency": currency});

        let refused = portal.order(&requester, "k1", &body).await.expect(422);

        assert_eq!(refused.refused(), [("ceiling", code)], "{amount} {currency}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_tokens_ceiling_holds_for_the_price_too(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;
    let [requester, ..] = portal.cast().await;
    let body = without_ceiling(new_order(&portal.credential(&requester).await, true));
    let limited = async |amount, currency| {
        let most = Money::parse(amount, currency).expect("money");
        portal.token("requester@example.com", &Scope::ALL, Some(most)).await
    };
    let (poor, enough) = (limited("1799.99", Currency::Cny).await, limited("1800", Currency::Cny).await);
    let foreign = limited("9000", Currency::Usd).await;
    let draft = json!({"submit": false});
    let draft = [body.clone(), draft].into_iter().fold(json!({}), |mut all, part| {
        all.as_object_mut().expect("an object").extend(part.as_object().expect("an object").clone());
        all
    });
    let draft = portal.order(&poor, "k0", &draft).await.expect(201);

    let above = portal.order(&poor, "k1", &body).await.expect(403);
    let submit = format!("/orders/{}/submit", draft.text("/id"));
    let later = portal.post(&poor, &submit, &json!({})).await.expect(403);
    let other = portal.order(&foreign, "k1", &body).await.expect(422);

    assert_eq!((above.text("/code"), later.text("/code")), ("above_token_ceiling", "above_token_ceiling"));
    assert_eq!(other.refused(), [("ceiling", "other_currency")]);
    portal.order(&enough, "k1", &body).await.expect(201);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_question_that_is_none_is_refused_and_a_silent_cloud_is_said(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::start(pool, connect).await;
    let [requester, lead, _] = portal.cast().await;
    let body = asked(&new_order(&portal.credential(&requester).await, true));
    let changed = |name: &str, value: Value| {
        let mut body = body.clone();
        body[name] = value;
        body
    };
    for (body, expected) in [
        (json!({}), &[("operation", "required")][..]),
        (changed("operation", json!("dts.destroy")), &[("operation", "not_an_option")]),
        (changed("reason", json!("why")), &[("reason", "unknown_field")]),
        (changed("team", json!("Nobody")), &[("team", "not_found")]),
        (changed("credential_id", json!("x")), &[("credential_id", "not_found")]),
        (
            changed("spec", json!({"instance": {"admin_user_password": "Secret-word-1"}})),
            &[("spec.instance.admin_user_password", "secret_not_kept")],
        ),
    ] {
        let refused = portal.post(&requester, "/quotes", &body).await.expect(422);

        for pair in expected {
            assert!(refused.refused().contains(pair), "{pair:?} in {refused:?}");
        }
    }
    let foreign = portal.post(&lead, "/quotes", &body).await.expect(422);
    assert_eq!(foreign.refused(), [("credential_id", "not_found")]);
    let reader = portal.token("requester@example.com", &[Scope::Read], None).await;
    assert_eq!(portal.post(&reader, "/quotes", &body).await.expect(403).text("/code"), "scope");

    let refuse = Effect::Refuse { status: 403, code: "NoPermission".to_owned(), xml: false };
    portal.sim.fault(Fault::next("DescribePricingModule", When::Before, refuse));
    let silent = portal.post(&requester, "/quotes", &body).await.expect(409);
    assert_eq!(silent.text("/code"), "permission_missing");
    assert!(silent.text("/detail").contains("Nothing was changed"), "{silent:?}");
}
