//! The portal's own client where the cloud is large, or says no.

use std::collections::BTreeMap;

use super::desk::{Desk, POOR, RICH};
use cloud::{
    Advice, Answer, CloudErrorKind, Endpoints, Http, HuaweiKey, Limits,
    huawei::{Client, Login, Purchase},
    verdict::Call,
};
use cloud_sim::DemoHuawei;
use domain::{
    catalog::{Input, Operation},
    order::Verdict,
};

const BUY: Call = Call::Buy(Operation::DdmCreate);

fn client(desk: &Desk) -> Client {
    let endpoints = Endpoints::all_at(&desk.bench.url("")).expect("an address");
    Client::new(Http::new(Limits::default()).expect("HTTP"), &endpoints)
}

fn signing(who: &DemoHuawei) -> HuaweiKey {
    let (region, project_id) = who.projects[0];
    let login = Login::AccessKey {
        access_key_id: who.access_key_id.into(),
        secret: who.secret.into(),
        security_token: None,
    };
    HuaweiKey { project_id: project_id.into(), region: region.into(), login }
}

fn user(who: &DemoHuawei) -> HuaweiKey {
    let login = Login::IamUser {
        domain: who.domain_name.into(),
        user: who.user.into(),
        password: who.password.into(),
    };
    HuaweiKey { login, ..signing(who) }
}

/// What the client finds on sale, as parameters.
async fn choose(client: &Client, key: &HuaweiKey, desk: &Desk) -> Input {
    let fresh = &desk.bench;
    let engines = client.engines(key, fresh).await.expect("engines").value;
    let flavors = client.flavors(key, &engines[0].id, fresh).await.expect("flavors").value;
    let zones: Vec<_> = engines[0].support_azs.iter().filter(|zone| zone.favored).collect();
    let (flavor, zone) = flavors
        .iter()
        .find_map(|flavor| Some((flavor, zones.iter().find(|zone| flavor.is_on_sale_in(&zone.code))?)))
        .expect("something on sale");
    let vpc = client.vpcs(key, fresh).await.expect("networks").value.remove(0);
    let subnet = client.subnets(key, &vpc.id, fresh).await.expect("subnets").value.remove(0);
    let group = client.security_groups(key, fresh).await.expect("groups").value.remove(0);
    [
        ("instance.name", "orders"),
        ("instance.flavor_id", &flavor.id),
        ("instance.engine_id", &engines[0].id),
        ("instance.node_num", "2"),
        ("instance.available_zones.1", &zone.code),
        ("instance.vpc_id", &vpc.id),
        ("instance.subnet_id", &subnet.id),
        ("instance.security_group_id", &group.id),
        ("instance.time_zone", "UTC+08:00"),
        ("instance.admin_user_name", "root"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn prepaid(parameters: &Input, is_auto_pay: &str) -> Input {
    let terms = [
        ("extend_param.charge_mode", "prePaid"),
        ("extend_param.period_type", "month"),
        ("extend_param.period_num", "1"),
        ("extend_param.is_auto_renew", "false"),
        ("extend_param.is_auto_pay", is_auto_pay),
    ];
    let terms = terms.map(|(name, value)| (name.to_owned(), value.to_owned()));
    parameters.clone().into_iter().chain(terms).collect()
}

async fn buy(client: &Client, key: &HuaweiKey, desk: &Desk, parameters: &Input, name: &str) -> Answer {
    let access = client.authenticate(BUY, key, &desk.bench).await.expect("access");
    let password = "Pass-word1".into();
    let purchase =
        Purchase { operation: Operation::DdmCreate, parameters, name, admin_user_password: Some(&password) };
    let signed =
        client.sign_purchase(&purchase, key, &access, &desk.bench.fresh()).expect("a signed purchase");
    client.purchase(signed).await
}

#[tokio::test]
async fn a_list_of_several_pages_is_read_whole() {
    let desk = Desk::open().await;
    let (client, key) = (client(&desk), signing(&RICH));
    let parameters = choose(&client, &key, &desk).await;
    let mut bought = BTreeMap::new();
    for number in 0..131 {
        let name = format!("orders-{number}");
        let answer = buy(&client, &key, &desk, &parameters, &name).await;
        assert_eq!(answer.verdict, Verdict::Done, "{answer:?}");
        bought.insert(answer.instance_id.expect("an instance"), name);
    }
    // Lists know of a sale a little later than its buyer.
    desk.pass(60);

    let all = client.all_instances(&key, &desk.bench).await.expect("a list").value;

    let found: BTreeMap<_, _> = all.into_iter().map(|instance| (instance.id, instance.name)).collect();
    assert_eq!(found, bought);
}

#[tokio::test]
async fn refusals_are_understood() {
    let desk = Desk::open().await;
    let client = client(&desk);
    let key = signing(&RICH);
    let parameters = choose(&client, &key, &desk).await;

    let mut wrong = parameters.clone();
    wrong.insert("instance.flavor_id".into(), "nothing".into());
    let answer = buy(&client, &key, &desk, &wrong, "orders-a").await;
    assert_eq!((answer.verdict, answer.advice), (Verdict::NotDone, Advice::ParametersRefused), "{answer:?}");
    assert_eq!(answer.field.as_deref(), Some("instance.flavor_id"));

    let forged = HuaweiKey {
        login: Login::AccessKey {
            access_key_id: RICH.access_key_id.into(),
            secret: "wrong".into(),
            security_token: None,
        },
        ..signing(&RICH)
    };
    let answer = buy(&client, &forged, &desk, &parameters, "orders-a").await;
    assert_eq!((answer.verdict, answer.credential_suspect), (Verdict::NotDone, true), "{answer:?}");
    assert_eq!(answer.advice, Advice::KeyRefused);

    let error = client.instance_status(&key, "nothing", &desk.bench).await.expect_err("a refusal");
    assert_eq!(error.kind, CloudErrorKind::NotFound, "{error:?}");

    let mut user = user(&RICH);
    if let Login::IamUser { password, .. } = &mut user.login {
        *password = "wrong".into();
    }
    let error = client.verify(&user, &desk.bench).await.expect_err("a refusal");
    assert_eq!((error.kind, error.advice), (CloudErrorKind::CredentialRejected, Advice::KeyRefused));

    // No money: the order stays, unpaid.
    let poor = signing(&POOR);
    let parameters = prepaid(&choose(&client, &poor, &desk).await, "false");
    let order = buy(&client, &poor, &desk, &parameters, "orders-a").await.order_id.expect("an order");
    let access = client.authenticate(Call::PayOrder, &poor, &desk.bench).await.expect("access");
    let signed = client.sign_pay(&order, &poor, &access, &desk.bench.fresh()).expect("a signed payment");
    let answer = client.purchase(signed).await;
    assert_eq!((answer.verdict, answer.advice), (Verdict::NotDone, Advice::NotEnoughMoney), "{answer:?}");
}

#[tokio::test]
async fn a_revoked_token_is_renewed_by_a_look_and_not_by_a_purchase() {
    let desk = Desk::open().await;
    let (client, key) = (client(&desk), user(&RICH));
    let parameters = choose(&client, &key, &desk).await;

    desk.bench.sim.revoke_tokens();
    client.verify(&key, &desk.bench).await.expect("a look with a new token");

    let access = client.authenticate(BUY, &key, &desk.bench).await.expect("access");
    desk.bench.sim.revoke_tokens();
    let purchase = Purchase {
        operation: Operation::DdmCreate,
        parameters: &parameters,
        name: "orders-a",
        admin_user_password: None,
    };
    let signed =
        client.sign_purchase(&purchase, &key, &access, &desk.bench.fresh()).expect("a signed purchase");
    let answer = client.purchase(signed).await;

    assert_eq!((answer.verdict, answer.credential_suspect), (Verdict::NotDone, true), "{answer:?}");
    assert!(desk.bench.sim.ledger().is_empty());
}
