//! The portal's own client at the simulated cloud: what it sends is taken, what comes back it can read.

use cloud::{
    Answer, Endpoints, Fresh, Http, Limits, Service,
    huawei::{
        Client, HuaweiKey, Login, Purchase,
        bss::{OnDemandProduct, OrderStatus, PeriodProduct, ResourceStatus},
    },
    verdict::Call,
};
use domain::{
    catalog::{Input, Operation},
    order::Verdict,
};
use secrecy::SecretString;
use time::Duration;

use super::desk::{Desk, PASSWORD, RICH};

const SPEC: &str = "ddm.2xlarge.2";

struct Portal<'a> {
    desk: &'a Desk,
    client: Client,
    key: HuaweiKey,
}

impl<'a> Portal<'a> {
    fn at(desk: &'a Desk, login: Login) -> Self {
        let limits = Limits { looks: 1, ..Limits::default() };
        let services = [Service::HuaweiIam, Service::HuaweiDdm, Service::HuaweiVpc, Service::HuaweiBss];
        let origin = desk.bench.url("");
        let endpoints = services
            .into_iter()
            .try_fold(Endpoints::vendor(), |endpoints, service| endpoints.with(service, &origin))
            .expect("addresses");
        let client = Client::new(Http::new(limits).expect("HTTP"), &endpoints);
        let (region, project_id) = RICH.projects[0];
        Self { desk, client, key: HuaweiKey { project_id: project_id.into(), region: region.into(), login } }
    }

    fn fresh(&self) -> impl Fn() -> Fresh + Send + Sync {
        let now = self.desk.bench.now();
        move || Fresh { now, nonce: String::new() }
    }

    /// As the form would fill it in, from what the cloud offers.
    async fn parameters(&self, more: &[(&str, &str)]) -> Input {
        let fresh = self.fresh();
        let engine = self.client.engines(&self.key, &fresh).await.expect("engines").value.swap_remove(0);
        let zone = engine.support_azs[0].code.clone();
        let flavors = self.client.flavors(&self.key, &engine.id, &fresh).await.expect("flavors").value;
        let flavor = flavors
            .into_iter()
            .find(|flavor| flavor.code == SPEC && flavor.is_on_sale_in(&zone))
            .expect("a flavor");
        let vpc = self.client.vpcs(&self.key, &fresh).await.expect("vpcs").value.swap_remove(0);
        let subnets = self.client.subnets(&self.key, &vpc.id, &fresh).await.expect("subnets").value;
        let groups = self.client.security_groups(&self.key, &fresh).await.expect("groups").value;
        let mut input: Input = [
            ("instance.flavor_id", flavor.id.as_str()),
            ("instance.engine_id", &engine.id),
            ("instance.node_num", "2"),
            ("instance.available_zones.1", &zone),
            ("instance.vpc_id", &vpc.id),
            ("instance.subnet_id", &subnets[0].id),
            ("instance.security_group_id", &groups[0].id),
            ("instance.time_zone", "UTC+08:00"),
            ("instance.admin_user_name", "root_1"),
            ("instance.enterprise_project_id", "0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        input.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        input
    }

    async fn buy(&self, name: &str, more: &[(&str, &str)]) -> Answer {
        let fresh = self.fresh();
        let parameters = self.parameters(more).await;
        let call = Call::Buy(Operation::DdmCreate);
        let access = self.client.authenticate(call, &self.key, &fresh).await.expect("access");
        let purchase = Purchase {
            operation: Operation::DdmCreate,
            parameters: &parameters,
            name,
            admin_user_password: Some(&SecretString::from(PASSWORD)),
        };
        let signed = self.client.sign_purchase(&purchase, &self.key, &access, &fresh()).expect("signed");
        self.client.purchase(signed).await
    }

    async fn settle(&self, call: Call, order: &str) -> Answer {
        let fresh = self.fresh();
        let access = self.client.authenticate(call, &self.key, &fresh).await.expect("access");
        let signed = match call {
            Call::PayOrder => self.client.sign_pay(order, &self.key, &access, &fresh()),
            _ => self.client.sign_cancel(order, &self.key, &access, &fresh()),
        };
        self.client.purchase(signed.expect("signed")).await
    }
}

fn logins() -> [(&'static str, Login); 3] {
    let key = |id: &str, secret: &str, token: Option<&str>| Login::AccessKey {
        access_key_id: id.into(),
        secret: secret.into(),
        security_token: token.map(Into::into),
    };
    [
        ("key", key(RICH.access_key_id, RICH.secret, None)),
        (
            "temporary key",
            key(RICH.temporary_access_key_id, RICH.temporary_secret, Some(RICH.security_token)),
        ),
        (
            "user",
            Login::IamUser {
                domain: RICH.domain_name.into(),
                user: RICH.user.into(),
                password: RICH.password.into(),
            },
        ),
    ]
}

const PREPAID: [(&str, &str); 4] = [
    ("extend_param.charge_mode", "prePaid"),
    ("extend_param.period_type", "year"),
    ("extend_param.period_num", "1"),
    ("extend_param.is_auto_pay", "false"),
];

#[tokio::test]
async fn with_every_login_the_portal_looks_and_buys() {
    for (what, login) in logins() {
        let desk = Desk::open().await;
        let portal = Portal::at(&desk, login);
        let fresh = portal.fresh();
        let looked = portal.client.verify(&portal.key, &fresh).await.expect("a look");
        assert_eq!(looked.account.as_deref(), Some(RICH.domain_id), "{what}");
        let product = OnDemandProduct {
            id: "1",
            cloud_service_type: "hws.service.type.ddm",
            resource_type: "hws.resource.type.ddm",
            resource_spec: SPEC,
            region: RICH.projects[0].0,
            usage_factor: "Duration",
            usage_value: 1,
            usage_measure_id: 4,
            subscription_num: 2,
        };
        let price =
            portal.client.on_demand_price(&portal.key, &[product], &fresh).await.expect("a price").value;

        let answer = portal.buy("ddm-portal-1", &[]).await;

        assert_eq!(answer.verdict, Verdict::Done, "{what}: {answer:?}");
        let sale = desk.bench.sim.ledger().pop().expect("a sale");
        assert_eq!(answer.instance_id.as_deref(), Some(sale.instance_id.as_str()));
        assert_eq!(answer.request_id.as_deref(), Some(sale.request_id.as_str()));
        assert_eq!(price.amount.amount(), sale.price, "{what}");
        desk.bench.pass(Duration::minutes(3));
        let fresh = portal.fresh();
        let all = portal.client.all_instances(&portal.key, &fresh).await.expect("a list").value;
        assert_eq!(all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["ddm-portal-1"], "{what}");
        let status = portal.client.instance_status(&portal.key, &sale.instance_id, &fresh).await;
        assert_eq!(status.expect("a status").status, "RUNNING");
        let nodes = portal.client.nodes(&portal.key, &sale.instance_id, &fresh).await.expect("nodes").value;
        assert_eq!(nodes.len(), 2);
        let job = portal.client.job(&portal.key, &sale.job_id, &fresh).await.expect("a job");
        assert_eq!(job.status, "Completed");
    }
}

#[tokio::test]
async fn with_every_login_an_order_is_followed_to_its_instance_or_its_end() {
    for (what, login) in logins() {
        let desk = Desk::open().await;
        let portal = Portal::at(&desk, login);
        let fresh = portal.fresh();
        let product = PeriodProduct {
            id: "1",
            cloud_service_type: "hws.service.type.ddm",
            resource_type: "hws.resource.type.ddm",
            resource_spec: SPEC,
            region: RICH.projects[0].0,
            period_type: 3,
            period_num: 1,
            subscription_num: 2,
        };
        let price = portal.client.period_price(&portal.key, &[product], &fresh).await.expect("a price").value;
        let mut orders = Vec::new();
        for name in ["ddm-paid", "ddm-given-up"] {
            let answer = portal.buy(name, &PREPAID).await;
            assert_eq!((answer.verdict, answer.instance_id), (Verdict::Done, None), "{what}");
            orders.push(answer.order_id.expect("an order"));
        }
        let order = portal.client.order(&portal.key, &orders[0], &fresh).await.expect("an order").value;
        assert_eq!(
            (order.status, order.amount_after_discount),
            (OrderStatus::PendingPayment, Some(price.amount))
        );
        assert_eq!(order.official_amount, Some(price.official_website_amount));
        assert!(order.pending_payment_end_time.is_some());

        let paid = portal.settle(Call::PayOrder, &orders[0]).await;
        let cancelled = portal.settle(Call::CancelOrder, &orders[1]).await;

        assert_eq!((paid.verdict, cancelled.verdict), (Verdict::Done, Verdict::Done), "{what}: {paid:?}");
        desk.bench.pass(Duration::minutes(3));
        let fresh = portal.fresh();
        let window = (desk.bench.now() - Duration::hours(1), desk.bench.now());
        let all = portal.client.orders(&portal.key, window, &fresh).await.expect("orders").value;
        let seen: Vec<_> = all.iter().map(|order| (order.order_id.as_str(), order.status.clone())).collect();
        assert_eq!(
            seen,
            [(orders[0].as_str(), OrderStatus::Completed), (orders[1].as_str(), OrderStatus::Cancelled)]
        );
        let brought =
            portal.client.resources(&portal.key, &orders[0], &fresh).await.expect("resources").value;
        let [resource] = &brought[..] else { panic!("one resource") };
        assert_eq!(resource.resource_name.as_deref(), Some("ddm-paid"));
        assert_eq!(resource.status, ResourceStatus::InUse);
        let none = portal.client.resources(&portal.key, &orders[1], &fresh).await.expect("resources").value;
        assert!(none.is_empty());
        let balances = portal.client.balances(&portal.key, &fresh).await;
        assert!(balances.is_ok(), "{what}");
    }
}
