//! Buying: rules that need the whole cloud, money, and what is written down.

use cloud_sim::LedgerEffect;
use serde_json::{Value, json};

use super::desk::{Desk, PASSWORD, POOR, RICH, instances_of};

#[tokio::test]
async fn pay_per_use_is_sold_at_once_and_booked() {
    let desk = Desk::open().await;

    let reply = desk.buy("ddm-1").await;

    assert_eq!(reply.status, 200, "{}", reply.text);
    let [sale] = &desk.bench.sim.ledger()[..] else { panic!("one sale") };
    assert_eq!((sale.effect, sale.action.as_str()), (LedgerEffect::Purchase, "CreateInstance"));
    assert_eq!(reply.body["id"], sale.instance_id.as_str());
    assert_eq!(reply.body["job_id"], sale.job_id.as_str());
    assert_eq!((sale.instance_id.len(), sale.instance_id.ends_with("in09")), (36, true));
    assert_eq!(reply.headers["x-request-id"].to_str().expect("text"), sale.request_id);
    assert_eq!((sale.order_id.as_str(), sale.name.as_deref()), ("", Some("ddm-1")));
    assert_eq!((sale.price.to_string().as_str(), sale.currency.as_str()), ("6.40", "CNY"));
    assert_eq!(sale.parameters["project_id"], RICH.projects[0].1);
    assert_eq!(sale.parameters["instance.available_zones.2"], "cn-north-4b");
}

#[tokio::test]
async fn the_password_is_nowhere_but_its_digest_in_the_ledger() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.jsonl");
    let desk = Desk::with(|config| config.ledger_file = Some(file.clone())).await;

    desk.buy("ddm-1").await;

    let text = std::fs::read_to_string(&file).expect("the file");
    assert!(!text.contains(PASSWORD), "{text}");
    let kept = &desk.bench.sim.ledger()[0].parameters["instance.admin_user_password"];
    assert!(kept.starts_with("sha256:") && kept.len() == 71, "{kept}");
}

#[tokio::test]
async fn what_an_answer_does_not_say_is_null_or_left_out() {
    let desk = Desk::open().await;

    let bought = [desk.buy("a-one").await.body, desk.buy("a-two").await.body];
    let ordered = [desk.order("a-three", "false").await.body, desk.order("a-four", "false").await.body];

    let shape = |body: &Value| -> Vec<(String, bool)> {
        let fields = body.as_object().expect("an object");
        fields.iter().map(|(name, value)| (name.clone(), value.is_null())).collect()
    };
    let of = |fields: &[(&str, bool)]| -> Vec<(String, bool)> {
        fields.iter().map(|(name, is_null)| ((*name).to_owned(), *is_null)).collect()
    };
    assert_eq!(shape(&bought[0]), of(&[("id", false), ("job_id", false), ("order_id", true)]));
    assert_eq!(shape(&bought[1]), of(&[("id", false), ("job_id", false)]));
    assert_eq!(shape(&ordered[0]), of(&[("id", true), ("job_id", true), ("order_id", false)]));
    assert_eq!(shape(&ordered[1]), of(&[("order_id", false)]));
}

#[tokio::test]
async fn names_need_not_be_unique_and_every_call_buys() {
    let desk = Desk::open().await;

    let ids = [desk.buy("same").await.body["id"].clone(), desk.buy("same").await.body["id"].clone()];

    assert_ne!(ids[0], ids[1]);
    desk.pass(5);
    assert_eq!(desk.names().await, ["same", "same"]);
}

#[tokio::test]
async fn a_broken_rule_sells_nothing_and_names_its_parameter() {
    let desk = Desk::open().await;
    let wish = desk.wish(&RICH, "ddm-1").await;
    let elsewhere = desk.wish(&POOR, "ddm-1").await;
    let subnets = desk.look("v1", "subnets").await.body;
    let of_other_vpc = subnets["subnets"][2]["id"].clone();
    for (name, value) in [
        ("name", json!("1st")),
        ("node_num", json!("2")),
        ("flavor_id", json!("nothing")),
        ("engine_id", json!("nothing")),
        // Sold out, never sold, in no region, in another region.
        ("flavor_id=7267235a-80b0-3fd4-892f-4f3dd0cd60e4 available_zones", json!(["cn-north-4b"])),
        ("flavor_id=7267235a-80b0-3fd4-892f-4f3dd0cd60e4 available_zones", json!(["cn-north-4c"])),
        ("available_zones", json!(["cn-north-4a", "cn-north-4x"])),
        ("available_zones", json!(["ap-southeast-1a"])),
        ("vpc_id", elsewhere["instance"]["vpc_id"].clone()),
        ("subnet_id", elsewhere["instance"]["subnet_id"].clone()),
        ("subnet_id", of_other_vpc),
        ("security_group_id", elsewhere["instance"]["security_group_id"].clone()),
    ] {
        let mut wish = wish.clone();
        let name = match name.split_once(' ') {
            Some((other, name)) => {
                let (other, value) = other.split_once('=').expect("a value");
                wish["instance"][other] = value.into();
                name
            }
            None => name,
        };
        wish["instance"][name] = value.clone();

        let reply = desk.buy_as(&RICH, &wish).await;

        let message = format!("Parameter error. instance.{name} is not valid.");
        assert_eq!(reply.body, json!({"errCode": "DBS.280001", "externalMessage": message}), "{value}");
        assert_eq!(reply.status, 400);
    }
    for (name, value, code) in [
        ("time_zone", "UTC+00:00", "DBS.300376"),
        ("admin_user_name", "1st", "DBS.300305"),
        ("admin_user_password", "onlylower", "DBS.300306"),
    ] {
        let mut wish = wish.clone();
        wish["instance"][name] = value.into();
        assert_eq!(desk.buy_as(&RICH, &wish).await.code(), (400, code));
    }
    assert!(desk.bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn a_body_that_is_no_json_is_a_wrong_parameter() {
    let desk = Desk::open().await;
    for body in ["", "{", "[]", "{\"instance\": []}"] {
        let mut request = super::desk::Request::post(&instances_of(&RICH), &Value::Null);
        request.body = body.to_owned();
        assert_eq!(desk.ask(&RICH, request).await.code(), (400, "DBS.280001"), "{body}");
    }
}

#[tokio::test]
async fn the_poor_account_buys_nothing_and_is_left_with_an_unpaid_order() {
    let desk = Desk::open().await;
    let mut wish = desk.wish(&POOR, "ddm-1").await;

    let refused = desk.buy_as(&POOR, &wish).await;
    wish["extend_param"] = super::desk::prepaid("true");
    let ordered = desk.buy_as(&POOR, &wish).await;

    assert_eq!(
        refused.refusal(),
        (400, "CBC.99005003", "The account balance is insufficient."),
        "no page of DDM says what it answers"
    );
    assert_eq!(ordered.status, 200);
    let [order] = &desk.bench.sim.ledger()[..] else { panic!("one entry") };
    assert_eq!((order.effect, order.instance_id.as_str()), (LedgerEffect::Order, ""));
    assert_eq!(ordered.body["order_id"], order.order_id.as_str());
}
