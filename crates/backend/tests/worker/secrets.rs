//! The password of a DDM instance: it reaches the cloud, and is kept nowhere else for longer than that takes.

use backend::{
    Actor, BackendError, approvals,
    orders::{self, Consent},
    rotation,
    vault::Vault,
};
use domain::{
    approval::Decision,
    catalog::{Leftovers, Operation, Secret, Secrets, ddm_create::names::ADMIN_PASSWORD},
    ids::OrderId,
    order::{OrderInput, State},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

const PASSWORD: &str = "Very-secret-1";

fn secrets(password: &str) -> Secrets {
    [(ADMIN_PASSWORD, Secret::new(password.to_owned()))].into()
}

async fn create(
    portal: &Portal,
    input: &OrderInput,
    key: &str,
    password: &str,
) -> Result<OrderId, BackendError> {
    let secrets = secrets(password);
    let consent = Consent { secrets: Some(&secrets), ..Consent::default() };
    let (backend, requester) = (&portal.backend, &portal.requester);
    let (operation, leftovers) = (Operation::DdmCreate, Leftovers::Refuse);
    orders::create(backend, requester, operation, input, leftovers, key, true, consent)
        .await
        .map(|made| made.id)
}

async fn submitted(portal: &Portal, key: &str) -> OrderId {
    let input = portal.ware(Ware::Ddm, Proof::AccessKey, key).await;
    create(portal, &input, key, PASSWORD).await.expect("an order")
}

async fn kept(portal: &Portal) -> i64 {
    portal.count("select count(*) from purser.revision_secrets").await
}

/// In how many rows of the whole database it stands, as a text or as bytes.
async fn rows_with(portal: &Portal, text: &str) -> i64 {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'purser'")
            .fetch_all(&portal.backend.db)
            .await
            .expect("tables");
    let mut found = 0;
    for table in tables {
        let sql = format!(
            "select count(*) from purser.{table} t where t::text like '%{text}%' or t::text like '%{hex}%'"
        );
        found += portal.count(&sql).await;
    }
    found
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_password_reaches_the_cloud_and_is_gone(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = submitted(&portal, "k").await;
    portal.approve(id).await;
    assert_eq!((kept(&portal).await, rows_with(&portal, PASSWORD).await), (1, 0));
    assert!(rows_with(&portal, "orders-k").await > 0, "what is no secret is found");

    assert_eq!(portal.settle(id).await, State::Bought);

    let sold = portal.sales_of(Ware::Ddm).pop().expect("a sale");
    let sent = &sold.parameters[ADMIN_PASSWORD];
    assert_eq!(*sent, format!("sha256:{}", cloud::huawei::sign::payload_hash(PASSWORD.as_bytes(), None)));
    assert_eq!((kept(&portal).await, rows_with(&portal, PASSWORD).await), (0, 0));
    let marked = "select count(*) from purser.revisions where octet_length(secret_fingerprint) = 32";
    assert_eq!(portal.count(marked).await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn however_an_order_ends_its_password_goes(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (backend, requester) = (&portal.backend, &portal.requester);

    let id = submitted(&portal, "k1").await;
    orders::cancel(backend, requester, id).await.expect("cancelled");
    assert_eq!(kept(&portal).await, 0, "cancelled");

    let id = submitted(&portal, "k2").await;
    portal.approve(id).await;
    orders::revise(backend, requester, id).await.expect("a draft");
    assert_eq!(kept(&portal).await, 0, "taken back");

    let id = submitted(&portal, "k3").await;
    let hash = portal.order(id).await.hash.expect("a hash");
    let given = approvals::Given {
        shown: &hash,
        decision: Decision::Reject,
        comment: "no",
        sign_in: backend::sessions::SignIn::Token,
        acknowledge_look_alikes: false,
    };
    approvals::decide(backend, &portal.lead, id, given).await.expect("rejected");
    assert_eq!(kept(&portal).await, 0, "rejected");

    submitted(&portal, "k4").await;
    portal.advance(Duration::days(8)).await;
    assert_eq!(portal.expire().await, 1);
    assert_eq!(kept(&portal).await, 0, "expired");

    let id = submitted(&portal, "k5").await;
    portal.approve(id).await;
    portal.sim.fault(cloud_sim::Fault::next(
        Ware::Ddm.action(),
        cloud_sim::When::After,
        cloud_sim::Effect::Drop,
    ));
    while portal.state(id).await == State::Approved {
        assert!(portal.step().await);
    }
    assert_eq!(portal.state(id).await, State::Unknown);
    assert_eq!(kept(&portal).await, 0, "unknown");
    assert_eq!(rows_with(&portal, PASSWORD).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_revision_asks_for_the_password_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (backend, requester) = (&portal.backend, &portal.requester);
    let id = submitted(&portal, "k").await;
    orders::revise(backend, requester, id).await.expect("a draft");

    let without = orders::submit(backend, requester, id, Leftovers::Refuse, false).await;

    let Err(BackendError::Fields(refused)) = without else { panic!("not refused: {without:?}") };
    let refused: Vec<_> = refused.iter().map(|it| (it.field.as_str(), it.reason.code())).collect();
    assert_eq!(refused, [("spec.instance.admin_user_password", "required")]);
    let again = secrets("Another-secret-2");
    let consent = Consent { secrets: Some(&again), ..Consent::default() };
    orders::submit(backend, requester, id, Leftovers::Refuse, consent).await.expect("revision 2");
    portal.approve(id).await;
    assert_eq!(portal.settle(id).await, State::Bought);
    let sold = portal.sales_of(Ware::Ddm).pop().expect("a sale");
    let hash = cloud::huawei::sign::payload_hash(b"Another-secret-2", None);
    assert_eq!(sold.parameters[ADMIN_PASSWORD], format!("sha256:{hash}"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_key_with_another_password_is_another_body(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    let input = portal.ware(Ware::Ddm, Proof::AccessKey, "k").await;
    let id = create(&portal, &input, "k", PASSWORD).await.expect("an order");

    assert_eq!(create(&portal, &input, "k", PASSWORD).await.expect("the same"), id);
    let other = create(&portal, &input, "k", "Another-secret-2").await;
    assert!(matches!(other, Err(BackendError::Conflict("submit_key_reused"))), "{other:?}");
    // A newer key of the vault changes nothing.
    let keys =
        "new BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=\ntest AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    portal.backend.vault = backend::Vault::parse(keys).expect("two keys");
    assert_eq!(create(&portal, &input, "k", PASSWORD).await.expect("the same"), id);
    let weak = create(&portal, &input, "k2", "secret").await;
    assert!(matches!(weak, Err(BackendError::Fields(_))), "{weak:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_its_password_nothing_is_bought(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = submitted(&portal, "k").await;
    portal.approve(id).await;
    portal.as_owner("update purser.revision_secrets set ciphertext = ciphertext || '\\x00'").await;

    assert!(portal.step().await);

    assert_eq!(portal.waiting(id).await.as_deref(), Some("secret_unreadable"));
    portal.as_owner("delete from purser.revision_secrets").await;
    portal.advance(Duration::minutes(1)).await;
    assert!(portal.step().await);
    assert_eq!(portal.waiting(id).await.as_deref(), Some("secret_unreadable"));
    assert_eq!(portal.sold(), 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_rotation_the_old_key_may_go(pool: PgPoolOptions, connect: PgConnectOptions) {
    const NEW: &str = "new AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    const OLD: &str = "test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let mut portal = Portal::new(pool, connect).await;
    let id = submitted(&portal, "k").await;
    portal.approve(id).await;
    let stored = portal.count("select count(*) from purser.credential_versions").await;
    let with = |keys: &[&str]| Vault::parse(&keys.join("\n")).expect("keys");

    portal.backend.vault = with(&[NEW]);
    let lost = rotation::rotate(&portal.backend, Actor::Operator).await.expect("nothing to do");
    assert_eq!((lost.credentials, lost.orders, lost.missing), (0, 0, vec!["test".to_owned()]));

    portal.backend.vault = with(&[NEW, OLD]);
    let plan = rotation::plan(&portal.backend).await.expect("a plan");
    assert_eq!((plan.credentials, plan.orders, plan.missing.len()), (stored, 1, 0));
    assert_eq!(rotation::rotate(&portal.backend, Actor::Operator).await.expect("rotated"), plan);
    let again = rotation::rotate(&portal.backend, Actor::Operator).await.expect("rotated");
    assert_eq!((again.credentials, again.orders), (0, 0));

    portal.backend.vault = with(&[NEW]);
    assert_eq!(portal.settle(id).await, State::Bought);
    let rotated = "select count(*) from purser.events where action = 'key.rotated'";
    assert_eq!(portal.count(rotated).await, 1);
}
