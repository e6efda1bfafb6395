//! What a form's lists hold, whose key asks for them, and what a cloud that does not answer leaves of them.

use backend::{BackendError, options::options};
use cloud_sim::{Effect, Fault, When};
use domain::{
    catalog::{Input, Operation},
    credential::State as KeyState,
    options::{Attributes, List, OnSale, Options},
    order::OrderInput,
    refusal::Reason,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

impl Portal {
    async fn offered(
        &self,
        operation: Operation,
        credential: &str,
        spec: &[(&str, &str)],
    ) -> Result<Options, BackendError> {
        let spec: Input =
            spec.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let input = OrderInput { spec, credential_id: credential.to_owned(), ..OrderInput::default() };
        options(&self.backend, &self.requester, operation, &input).await
    }
}

fn names(options: &Options, field: &str) -> Vec<String> {
    options.offers(field).iter().map(|offer| offer.name.clone()).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_instance_is_chosen_from_engine_to_security_group(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let typed = portal.ware(Ware::Ddm, Proof::AccessKey, "a").await;
    let (key, ddm) = (&typed.credential_id, Operation::DdmCreate);

    let first = portal.offered(ddm, key, &[]).await.expect("lists");
    assert!(!first.offers("instance.engine_id").is_empty());
    assert_eq!(first.lists["instance.flavor_id"], List::WaitsFor("instance.engine_id"));
    assert_eq!(first.lists["instance.available_zones.N"], List::WaitsFor("instance.engine_id"));
    assert_eq!(first.lists["instance.subnet_id"], List::WaitsFor("instance.vpc_id"));

    let chosen = |name: &'static str| (name, typed.spec[name].as_str());
    let chosen = [chosen("instance.engine_id"), chosen("instance.flavor_id"), chosen("instance.vpc_id")];
    let all = portal.offered(ddm, key, &chosen).await.expect("lists");
    for (name, value) in &typed.spec {
        let field =
            if name.starts_with("instance.available_zones") { "instance.available_zones.N" } else { name };
        if domain::options::listed(ddm).contains(&field) {
            let offer = all.offers(field).iter().find(|offer| offer.value == *value);
            assert_eq!(offer.map(|offer| offer.state), Some(OnSale::Yes), "{name} {value}");
        }
    }
    assert_eq!(names(&all, "instance.subnet_id"), ["subnet-default", "subnet-backup"]);
    let states: Vec<_> = all.offers("instance.flavor_id").iter().map(|offer| offer.state).collect();
    assert!(states.iter().any(|state| *state != OnSale::Yes), "some flavor is not on sale: {states:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_task_that_may_change_is_on_the_list(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let task = portal.task().await;
    let (change, key) = (Operation::DtsChange, portal.credential.clone());

    let listed = portal.offered(change, &key, &[("RegionId", "cn-shanghai")]).await.expect("a list");

    let [offer] = listed.offers("DtsJobId") else { panic!("one task: {listed:?}") };
    assert_eq!(offer.value, task);
    assert!(offer.instance.as_ref().is_some_and(|id| id.starts_with("dts")), "{offer:?}");
    assert!(offer.note.contains("small") && offer.note.contains("PostPaid"), "{offer:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_product_says_what_it_asks_for(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (bss, key) = (Operation::BssCreate, portal.credential.clone());

    let first = portal.offered(bss, &key, &[]).await.expect("lists");
    assert!(first.offers("ProductCode").iter().any(|offer| offer.value == "acr"));
    assert_eq!(first.lists["ProductType"], List::WaitsFor("ProductCode"));
    assert_eq!(first.attributes, Some(Attributes::WaitFor("ProductCode")));

    let spec =
        [("ProductCode", "acr"), ("ProductType", "acr_ee_public_cn"), ("SubscriptionType", "subscription")];
    let chosen = portal.offered(bss, &key, &spec).await.expect("lists");
    let Some(Attributes::Known(attributes)) = &chosen.attributes else { panic!("{chosen:?}") };
    let edition = attributes.iter().find(|attribute| attribute.code == "InstanceType").expect("an attribute");
    assert!(edition.values.iter().any(|value| value.value == "Basic"), "{edition:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_list_fails_alone(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let key = portal.ware(Ware::Ddm, Proof::AccessKey, "a").await.credential_id;
    portal.sim.fault(Fault::next("ListVpcs", When::Before, Effect::Drop));

    let listed = portal.offered(Operation::DdmCreate, &key, &[]).await.expect("the others");

    assert!(matches!(listed.lists["instance.vpc_id"], List::Failed(_)), "{listed:?}");
    assert!(!listed.offers("instance.engine_id").is_empty());
    assert!(!listed.offers("instance.security_group_id").is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_asks_with_somebody_elses_key(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let input = OrderInput { credential_id: portal.credential.clone(), ..OrderInput::default() };
    let before = portal.requests();

    let refused = options(&portal.backend, &portal.lead, Operation::BssCreate, &input).await;

    let Err(BackendError::Fields(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!((errors[0].field.as_str(), &errors[0].reason), ("credential_id", &Reason::NotFound));
    let refused = portal.offered(Operation::DdmCreate, &portal.credential, &[]).await;
    let Err(BackendError::Fields(errors)) = refused else { panic!("{refused:?}") };
    assert_eq!(errors[0].reason, Reason::OtherProvider);
    assert_eq!(portal.requests(), before, "the cloud heard nothing");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_key_that_the_cloud_refuses_is_noted(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let refused = Effect::Refuse { status: 404, code: "InvalidAccessKeyId.NotFound".to_owned(), xml: false };
    portal.sim.fault(Fault::next("DescribeDtsJobs", When::Before, refused));

    let answer = portal.offered(Operation::DtsChange, &portal.credential, &[]).await;

    assert!(matches!(answer, Err(BackendError::Conflict("credential_suspect"))), "{answer:?}");
    let kept = backend::credentials::list(&portal.backend, &portal.requester).await.expect("a list");
    assert_eq!(kept[0].state, KeyState::Suspect);
}
