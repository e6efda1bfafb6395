//! A payment or a cancellation of which only a person can tell whether it was done.

use backend::{BackendError, orders};
use cloud_sim::{Effect, Fault, When};
use domain::{
    ids::OrderId,
    instance::Fulfilment,
    order::{
        Statement,
        can::Why,
        settlement::{Act, Stage},
    },
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::{
    portal::Portal,
    resolve::{admin, bought, limit, signed_in},
    settlements::{action, ask, end, requests, settled, stage, unpaid},
    wares::Proof,
};

fn says(verdict: &str) -> Statement {
    Statement::check(verdict, "", "I looked at the order in the console.").expect("a statement")
}

const fn words(act: Act) -> [&'static str; 2] {
    match act {
        Act::Pay => ["paid", "not_paid"],
        Act::Cancel => ["cancelled", "not_cancelled"],
    }
}

async fn resolve(
    portal: &Portal,
    person: &Person,
    id: OrderId,
    statement: &Statement,
) -> Result<(), BackendError> {
    let session = signed_in(portal, person).await;
    orders::resolve(&portal.backend, person, session, id, statement).await.map(drop)
}

/// Sent with a bearer token, nobody knows with what effect, and the portal has given up.
async fn in_doubt(portal: &Portal, act: Act, when: When) -> OrderId {
    let id = unpaid(portal, Proof::Bearer, act.name()).await;
    portal.sim.fault(Fault::next(action(act), when, Effect::Drop));
    // What it did shows later than the portal looks.
    ask(portal, act, id).await.expect("asked");
    for _ in 0..70 {
        while portal.step().await {}
        portal.advance(Duration::minutes(1)).await;
    }
    assert_eq!(stage(portal, id).await, (Stage::NeedsPerson, Some("absence_unproven".to_owned())));
    id
}

const OPEN_ALARMS: &str = "select count(*) from purser.alarms where cleared_at is null";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_person_says_of_a_payment_ends_it(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    for act in Act::ALL {
        let id = in_doubt(&portal, act, When::Before).await;
        let [done, not_done] = words(act);

        let early = resolve(&portal, &ada, id, &says(not_done)).await;
        assert!(matches!(early, Err(BackendError::Conflict("signature_alive"))), "{early:?}");
        resolve(&portal, &ada, id, &says(done)).await.expect("a verdict");

        assert_eq!(stage(&portal, id).await, (Stage::Done, None));
        let order = portal.order(id).await;
        assert_eq!(order.statements[0].by.id, ada.id);
        if act == Act::Cancel {
            assert_eq!(order.fulfilment, Some(Fulfilment::Released));
        }
        assert_eq!(portal.count(OPEN_ALARMS).await, 0);
        assert_eq!(portal.count("select count(*) from purser.attempts where settled_at is null").await, 0);
        let again = resolve(&portal, &ada, id, &says(done)).await;
        assert!(matches!(again, Err(BackendError::NotAllowed(Why::NotNeedsPerson))), "{again:?}");
        assert_eq!(requests(&portal, act), 1);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn not_paid_waits_for_the_last_signature_and_a_look_after_it_and_lets_it_be_asked_for_anew(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let id = in_doubt(&portal, Act::Cancel, When::Before).await;
    portal.advance(Duration::hours(24)).await;

    let unseen = resolve(&portal, &ada, id, &says("not_cancelled")).await;
    assert!(matches!(unseen, Err(BackendError::Conflict("no_look"))), "{unseen:?}");
    while portal.step().await {}
    resolve(&portal, &ada, id, &says("not_cancelled")).await.expect("a verdict");

    assert_eq!(stage(&portal, id).await, (Stage::NotDone, Some("person_looked".to_owned())));
    ask(&portal, Act::Cancel, id).await.expect("asked anew");
    assert_eq!(end(&portal, id).await, (Stage::Done, None));
    assert_eq!((settled(&portal, Act::Cancel), requests(&portal, Act::Cancel)), (1, 2));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_an_admin_without_a_part_in_the_order_says_whether_it_was_paid(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let id = in_doubt(&portal, Act::Pay, When::Before).await;
    let as_admin = |person: &Person| Person { roles: vec![Role::Admin], ..person.clone() };

    for (person, why) in [
        (as_admin(&portal.requester), Why::OwnOrder),
        (as_admin(&portal.lead), Why::Approver),
        (portal.lead.clone(), Why::NotAdmin),
    ] {
        let said = resolve(&portal, &person, id, &says("paid")).await;
        assert!(matches!(said, Err(BackendError::NotAllowed(got)) if got == why), "{said:?}");
    }
    for wrong in [bought("dts1"), says("cancelled")] {
        let said = resolve(&portal, &ada, id, &wrong).await;
        assert!(matches!(said, Err(BackendError::Fields(_))), "{said:?}");
    }
    orders::propose(&portal.backend, &portal.requester, id, &says("paid")).await.expect("proposed");
    assert_eq!(stage(&portal, id).await.0, Stage::NeedsPerson, "a proposal settles nothing");
    assert_eq!(portal.order(id).await.statements.len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn above_the_limit_two_people_say_that_it_was_paid(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (ada, ben) = (admin(&portal, "ada").await, admin(&portal, "ben").await);
    let id = in_doubt(&portal, Act::Pay, When::Before).await;
    limit(&portal, &ada, "0.01").await;

    orders::propose(&portal.backend, &portal.requester, id, &says("paid")).await.expect("proposed");
    for _ in 0..2 {
        resolve(&portal, &ada, id, &says("paid")).await.expect("said");
        assert_eq!(stage(&portal, id).await.0, Stage::NeedsPerson, "nobody is two people");
    }
    resolve(&portal, &ben, id, &says("paid")).await.expect("said");

    assert_eq!(stage(&portal, id).await.0, Stage::Done);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_payment_that_another_release_began_is_a_persons(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let id = unpaid(&portal, Proof::AccessKey, "k").await;
    portal.sim.fault(Fault::next("PayOrder", When::After, Effect::Drop));
    ask(&portal, Act::Pay, id).await.expect("asked");
    assert!(portal.step().await);
    portal
        .as_owner(
            "set session_replication_role = replica;
             update purser.attempts set protocol_version = protocol_version + 1 where kind = 'pay';
             set session_replication_role = origin",
        )
        .await;

    assert_eq!(end(&portal, id).await, (Stage::NeedsPerson, Some("other_protocol".to_owned())));

    portal.advance(Duration::minutes(30)).await;
    while portal.step().await {}
    assert_eq!(stage(&portal, id).await.0, Stage::NeedsPerson, "our rules judge nothing of it");
    resolve(&portal, &ada, id, &says("paid")).await.expect("a verdict");
    assert_eq!(stage(&portal, id).await, (Stage::Done, None));
    assert_eq!((settled(&portal, Act::Pay), requests(&portal, Act::Pay)), (1, 1));
}
