//! What each cloud is asked, and how its answer is read.

use backend::credentials::{self, NewCredential};
use cloud_sim::DEMO_HUAWEI;
use domain::{
    catalog::{Input, Operation},
    credential::Kind,
    order::State,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{NOT_TOLD, input, refused, shown};
use crate::portal::Portal;

const DTS: [(&str, &str); 3] =
    [("SourceRegion", "cn-hangzhou"), ("DestRegion", "cn-hangzhou"), ("SynchronizationJobClass", "small")];

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn alibabas_prices_are_asked_as_the_account_is_told_to(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let dts = |more: &[(&'static str, &'static str)]| [&DTS[..], more].concat();
    let term = [("PayType", "PrePaid"), ("Period", "Year"), ("UsedTime", "1")];
    let drds = [("PayType", "PostPaid"), ("SourceEndpoint.InstanceType", "DRDS"), ("DBInstanceCount", "8")];
    let waf = [
        ("ProductCode", "waf"),
        ("SubscriptionType", "Subscription"),
        ("Period", "12"),
        ("Parameter.1.Code", "PackageCode"),
        ("Parameter.1.Value", "version_3"),
    ];
    let more = [
        ("Parameter.2.Code", "ExtDomainPackage"),
        ("Parameter.2.Value", "2"),
        ("Parameter.3.Code", "ExtBandwidth"),
        ("Parameter.3.Value", "50"),
    ];
    let other = [("Parameter.4.Code", "Colour"), ("Parameter.4.Value", "red")];
    let wrong = [("Parameter.3.Code", "ExtBandwidth"), ("Parameter.3.Value", "51")];
    let kafka = [
        ("ProductCode", "alikafka"),
        ("SubscriptionType", "PayAsYouGo"),
        ("Parameter.1.Code", "IoMax"),
        ("Parameter.1.Value", "20"),
        ("Parameter.2.Code", "DiskSize"),
        ("Parameter.2.Value", "500"),
        ("Parameter.3.Code", "Region"),
        ("Parameter.3.Value", "cn-beijing"),
    ];
    let ddos = |cycle| {
        [
            ("ProductCode", "ddos"),
            ("ProductType", "ddoscoo"),
            ("SubscriptionType", "Subscription"),
            ("Period", "12"),
            ("PricingCycle", cycle),
            ("Parameter.1.Code", "BaseBandwidth"),
            ("Parameter.1.Value", "30"),
            ("Parameter.2.Code", "ServiceBandwidth"),
            ("Parameter.2.Value", "100"),
            ("Parameter.3.Code", "PortCount"),
            ("Parameter.3.Value", "50"),
        ]
    };
    let nothing = [("ProductCode", "nothing"), ("SubscriptionType", "PayAsYouGo")];
    for (operation, spec, expected) in [
        (Operation::DtsCreate, dts(&term), "CNY 7200.00 - 0.00 = CNY 7200.00 once"),
        (Operation::DtsCreate, dts(&drds), "CNY 6.67 - 0.00 = CNY 6.67 hour"),
        (Operation::BssCreate, [&waf[..], &more].concat(), "CNY 72960.00 - 10944.00 = CNY 62016.00 once"),
        (Operation::BssCreate, kafka.to_vec(), "CNY 2.00 - 0.00 = CNY 2.00 hour"),
        (Operation::BssCreate, ddos("2").to_vec(), "CNY 264600.00 - 0.00 = CNY 264600.00 once"),
        (Operation::BssCreate, ddos("3").to_vec(), ""),
        (Operation::BssCreate, waf.to_vec(), ""),
        (Operation::BssCreate, [&waf[..], &more, &other].concat(), ""),
        (Operation::BssCreate, [&waf[..], &more[..2], &wrong].concat(), ""),
        (Operation::BssCreate, nothing.to_vec(), ""),
    ] {
        let quote = portal.quote(operation, &spec).await.expect("a quote");

        assert_eq!(shown(quote.price), expected, "{spec:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_has_a_price_where_the_task_is_known(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    assert_eq!(portal.settle(id).await, State::Bought);
    let job = portal.sim.ledger()[0].job_id.clone();
    let to = |job: &str, more: &[(&str, &str)]| input(&[&[("DtsJobId", job)][..], more].concat());
    let year = [("ChargeType", "PrePaid"), ("Period", "Year"), ("BuyCount", "1")];
    let larger = [&year[..], &[("InstanceClass", "large")]].concat();
    let by_use = [("ChargeType", "PostPaid"), ("InstanceClass", "medium")];
    for (spec, expected) in [
        (to(&job, &year), "CNY 7200.00 - 0.00 = CNY 7200.00 once"),
        (to(&job, &larger), "CNY 28800.00 - 0.00 = CNY 28800.00 once"),
        (to(&job, &by_use), "CNY 1.67 - 0.00 = CNY 1.67 hour"),
        (to("nobodys0000000", &year), ""),
    ] {
        let quote = portal.quote_with(&portal.credential, Operation::DtsChange, &spec).await;

        assert_eq!(shown(quote.expect("a quote").price), expected, "{spec:?}");
    }
}

fn ddm(more: &[(&str, &str)]) -> Input {
    let instance = [
        ("instance.name", "orders"),
        ("instance.flavor_id", "8f2e696c-a9c1-30bd-af90-25522bc67606"),
        ("instance.node_num", "2"),
        ("instance.engine_id", "2325a707-0361-8be6-dd01-13474bbac437"),
        ("instance.available_zones.1", "cn-north-4a"),
        ("instance.vpc_id", "3b8f1c52-6a3d-4a1e-9c1a-0f6d2b7c8e11"),
        ("instance.subnet_id", "3b8f1c52-6a3d-4a1e-9c1a-0f6d2b7c8e12"),
        ("instance.security_group_id", "3b8f1c52-6a3d-4a1e-9c1a-0f6d2b7c8e13"),
    ];
    input(&[&instance[..], more].concat())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn huaweis_prices_are_by_node_and_by_term(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let rich = &DEMO_HUAWEI[0];
    let (region, project) = rich.projects[0];
    let key = NewCredential::new(Kind::HuaweiAccessKey, "Huawei")
        .text("access_key_id", rich.access_key_id)
        .text("project_id", project)
        .text("region", region)
        .secret("secret_access_key", rich.secret);
    let key =
        credentials::add(&portal.backend, &portal.requester, &key).await.expect("a credential").to_string();
    let prepaid = |unit, count| {
        [
            ("extend_param.charge_mode", "prePaid"),
            ("extend_param.period_type", unit),
            ("extend_param.period_num", count),
        ]
    };
    let unknown = [("instance.flavor_id", "00000000-a9c1-30bd-af90-25522bc67606")];
    for (more, expected) in [
        (vec![], "CNY 6.40 - 0.00 = CNY 6.40 hour"),
        (prepaid("month", "3").to_vec(), "CNY 9216.00 -  = CNY 9216.00 once"),
        (prepaid("year", "1").to_vec(), "CNY 36864.00 - 6144.00 = CNY 30720.00 once"),
        (unknown.to_vec(), ""),
    ] {
        let quote = portal.quote_with(&key, Operation::DdmCreate, &ddm(&more)).await.expect("a quote");

        assert_eq!(shown(quote.price), expected, "{more:?}");
    }
    portal.sim.set_prices(NOT_TOLD());
    let quote = portal.quote_with(&key, Operation::DdmCreate, &ddm(&[])).await.expect("a quote");
    assert_eq!(quote.price, None);

    let secret = ddm(&[("instance.admin_user_password", "Secret-word-1")]);
    let kept = refused(portal.quote_with(&key, Operation::DdmCreate, &secret).await);
    assert_eq!(kept, [("spec.instance.admin_user_password".to_owned(), "secret_not_kept")]);
    let other = refused(portal.quote_with(&portal.credential, Operation::DdmCreate, &ddm(&[])).await);
    assert_eq!(other, [("credential_id".to_owned(), "other_provider")]);
}
