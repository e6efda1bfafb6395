//! What goes wrong on purpose, by name and by action.

use cloud_sim::{Effect, Fault, SENTINELS, When};
use serde_json::{Value, json};

use super::{
    desk::{Desk, RICH, Request, instances_of},
    tokens::{by_project, sign_in_body},
};

#[tokio::test]
async fn a_name_asks_for_a_fault_and_its_second_call_goes_well() {
    for sentinel in SENTINELS.iter().filter(|sentinel| sentinel.word != "x-slow") {
        let desk = Desk::open().await;
        let wish = desk.wish(&RICH, &format!("{}-1", sentinel.word)).await;
        let purchase = desk.signed(&RICH, Request::post(&instances_of(&RICH), &wish));

        let first = desk.try_send(&purchase).await;
        let sold = desk.bench.sim.ledger().len();
        let second = desk.try_send(&purchase).await;

        let wanted = match sentinel.word {
            "x-drop-before" => (None, 0),
            "x-drop-after" | "x-lost" => (None, 1),
            "x-500" => (Some((500, String::new())), 0),
            "x-500-after" => (Some((500, String::new())), 1),
            "x-html" => (Some((200, String::new())), 1),
            "x-refuse" => (Some((400, "DBS.280001".to_owned())), 0),
            "x-throttle" => (Some((429, "APIGW.0308".to_owned())), 0),
            "x-odd" => (Some((400, "DBS.999999".to_owned())), 0),
            other => panic!("no test for {other}"),
        };
        let seen = first.ok().map(|reply| (reply.status, reply.code().1.to_owned()));
        assert_eq!((seen, sold), wanted, "{}", sentinel.word);
        let goes_well = second.is_ok_and(|reply| reply.status == 200);
        assert_eq!(goes_well, sentinel.only_first, "{}", sentinel.word);
        if goes_well {
            // A repeated purchase buys again: nothing tells the two apart.
            assert_eq!(desk.bench.sim.ledger().len(), sold + 1, "{}", sentinel.word);
        }
    }
}

#[tokio::test]
async fn the_gateway_refuses_in_its_own_shape_whatever_the_service() {
    let desk = Desk::open().await;
    let instances = instances_of(&RICH);
    let balances = "/v2/accounts/customer-accounts/balances".to_owned();
    let vpcs = format!("/v1/{}/vpcs", RICH.projects[0].1);
    for (action, target) in [("ListInstances", &instances), ("ShowBalance", &balances), ("ListVpcs", &vpcs)] {
        for (status, code, message) in [
            (504, "APIGW.0201", "Backend timeout"),
            (429, "APIGW.0308", "The throttling threshold has been reached"),
        ] {
            let effect = Effect::Refuse { status, code: code.into(), xml: false };
            desk.bench.sim.fault(Fault::next(action, When::Before, effect));

            let reply = desk.get(target).await;

            assert_eq!(reply.refusal(), (status, code, message));
            assert_eq!(reply.body["request_id"].as_str().map(str::len), Some(32));
            assert_eq!(desk.get(target).await.status, 200);
        }
    }
}

#[tokio::test]
async fn every_service_refuses_in_its_own_shape() {
    let desk = Desk::open().await;
    let order = desk.order("ddm-1", "false").await.body["order_id"].as_str().expect("an order").to_owned();
    let refuse = |action: &str, status, code: &str| {
        let effect = Effect::Refuse { status, code: code.into(), xml: false };
        desk.bench.sim.fault(Fault::next(action, When::Before, effect));
    };
    let text = "Refused on purpose by the simulator.";

    refuse("PayOrder", 500, "CBC.0999");
    assert_eq!(desk.pay(&order).await.body, json!({"error_code": "CBC.0999", "error_msg": text}));
    refuse("CancelOrder", 400, "CBC.0101");
    assert_eq!(desk.cancel(&order).await.body, json!({"error_code": "CBC.0101", "error_msg": text}));
    refuse("ShowInstance", 500, "DBS.200412");
    let shown = desk.look("v1", "instances/x").await;
    assert_eq!(shown.body, json!({"errCode": "DBS.200412", "externalMessage": "Server failure."}));
    refuse("ListSubnets", 500, "VPC.0014");
    assert_eq!(desk.look("v1", "subnets").await.body, json!({"code": "VPC.0014", "message": text}));
    refuse("IssueToken", 503, "");
    let body = sign_in_body(&RICH, by_project(&RICH));
    let refused = desk.send(&Request::post("/v3/auth/tokens", &body)).await;
    assert_eq!(refused.body["error"], json!({"code": 503, "message": text, "title": "Service Unavailable"}));
}

#[tokio::test]
async fn a_lost_answer_to_a_payment_has_paid() {
    let desk = Desk::open().await;
    let order = desk.order("ddm-1", "false").await.body["order_id"].as_str().expect("an order").to_owned();
    desk.bench.sim.fault(Fault::next("PayOrder", When::After, Effect::Drop));
    let body = json!({"order_id": order, "use_coupon": "NO", "use_discount": "NO"});
    let payment = desk.signed(&RICH, Request::post("/v3/orders/customer-orders/pay", &body));

    assert!(desk.try_send(&payment).await.is_err());

    assert_eq!(desk.bench.sim.ledger().len(), 2);
    assert_eq!(desk.send(&payment).await.code(), (400, "CBC.99003106"), "a copy does not pay twice");
}

#[tokio::test]
async fn every_effect_plays_on_an_answer() {
    let desk = Desk::open().await;
    for (effect, status, is_json) in [
        (Effect::Empty, Some(200), false),
        (Effect::Html, Some(200), false),
        (Effect::Status { status: 503 }, Some(503), false),
        (Effect::Delay { ms: 1 }, Some(200), true),
        (Effect::Trickle { ms: 0 }, Some(200), true),
        (Effect::Oversized, Some(200), true),
        (Effect::Truncate, None, false),
        (Effect::Drop, None, false),
    ] {
        desk.bench.sim.fault(Fault::next("ListVpcs", When::After, effect.clone()));
        let request = Request::get(&format!("/v1/{}/vpcs", RICH.projects[0].1));
        let reply = desk.try_send(&desk.signed(&RICH, request)).await.ok();
        assert_eq!(reply.as_ref().map(|reply| reply.status), status, "{effect:?}");
        assert_eq!(reply.is_some_and(|reply| reply.body != Value::Null), is_json, "{effect:?}");
    }
}

#[tokio::test]
async fn a_word_for_an_order_is_said_in_the_words_of_billing() {
    let desk = Desk::open().await;
    let order = desk.order("ddm-1", "false").await.body["order_id"].as_str().expect("an order").to_owned();
    let arrange = |word: &str, action: &str| {
        let sentinel = SENTINELS.iter().find(|sentinel| sentinel.word == word).expect("a word");
        desk.bench.sim.fault(sentinel.fault(action));
    };
    for (word, refusal) in [
        ("x-refuse", (400, "CBC.0100")),
        ("x-throttle", (429, "APIGW.0308")),
        ("x-odd", (400, "CBC.99999999")),
    ] {
        arrange(word, "PayOrder");
        assert_eq!(desk.pay(&order).await.code(), refusal, "{word}");
        arrange(word, "CancelOrder");
        assert_eq!(desk.cancel(&order).await.code(), refusal, "{word}");
    }
    assert_eq!(desk.pay(&order).await.status, 204);
}
