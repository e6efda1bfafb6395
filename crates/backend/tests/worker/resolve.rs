//! What people say of an order that only a person can settle, and what then becomes of it.

use backend::{
    Actor, BackendError, approvals, attention, holds, orders,
    people::{self, NewPerson},
    sessions::{self, IdHash, SignIn},
    settings,
};
use cloud_sim::{Effect, When};
use domain::{
    approval::Decision,
    attention::Stuck,
    ids::OrderId,
    money::Currency,
    order::{Said, State, Statement, Verdict, can::Why},
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;
use tower_sessions::{
    SessionStore as _,
    session::{Id, Record},
};

use crate::{
    holdings::{bought_elsewhere, sweep},
    portal::Portal,
};

pub(super) async fn admin(portal: &Portal, name: &str) -> Person {
    let new = NewPerson {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        roles: vec![Role::Admin],
        team: None,
        lead: false,
        password: None,
    };
    let id = people::add(&portal.backend, Actor::Operator, new).await.expect("a person");
    let mut conn = portal.backend.db.acquire().await.expect("a connection");
    people::load(&mut conn, id).await.expect("an answer").expect("a person")
}

/// A fresh session of that person.
pub(super) async fn signed_in(portal: &Portal, person: &Person) -> SignIn {
    let data = [(sessions::PERSON.to_owned(), serde_json::to_value(person.id).expect("an id"))].into();
    let expiry_date = portal.backend.clock.now() + Duration::hours(1);
    let mut record = Record { id: Id::default(), data, expiry_date };
    sessions::store(&portal.backend).create(&mut record).await.expect("a session");
    SignIn::Session(Some(IdHash::of(record.id)))
}

/// Sent once, nobody knows with what effect, and the cloud's memory is over.
pub(super) async fn in_doubt(portal: &Portal, key: &str, when: When) -> OrderId {
    let id = portal.approved(key).await;
    portal.fault(when, Effect::Drop);
    assert!(portal.step().await);
    portal.advance(Duration::minutes(16)).await;
    assert_eq!(portal.settle(id).await, State::NeedsPerson);
    id
}

/// The cloud is looked at now, and shows nothing of it.
pub(super) async fn looked(portal: &Portal, id: OrderId) {
    orders::look(&portal.backend, &portal.requester, id).await.expect("a look");
    assert_eq!(portal.order(id).await.looks.last().map(|look| look.saw.clone()).as_deref(), Some("absent"));
}

pub(super) fn bought(reference: &str) -> Statement {
    Statement::check("bought", reference, "").expect("a statement")
}

pub(super) fn not_bought() -> Statement {
    Statement::check("not_bought", "", "The account's list has no such task.").expect("a statement")
}

pub(super) async fn limit(portal: &Portal, admin: &Person, amount: &str) {
    let typed = [(Currency::Cny, amount.to_owned())];
    let session = signed_in(portal, admin).await;
    settings::set_confirm_above(&portal.backend, admin, session, &typed).await.expect("a limit");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_person_found_becomes_the_purchase_and_its_instance(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let session = signed_in(&portal, &ada).await;
    let id = in_doubt(&portal, "k", When::After).await;
    let reference = portal.sim.ledger()[0].instance_id.clone();

    let state = orders::resolve(&portal.backend, &ada, session, id, &bought(&reference)).await;

    assert_eq!(state.expect("a verdict"), State::Bought);
    let order = portal.order(id).await;
    assert_eq!(order.cloud_reference.as_deref(), Some(reference.as_str()));
    assert!(order.instance.is_some() && order.waiting.is_none());
    assert_eq!(order.attempts[0].sends[0].verdict, Verdict::Done);
    assert_eq!((order.statements[0].said, order.statements[0].by.id), (Said::Bought, ada.id));
    assert!(portal.poll().await, "the instance is kept in view");
    assert_eq!(portal.count("select count(*) from purser.alarms where cleared_at is null").await, 0);
    assert_eq!(portal.count("select count(*) from purser.attempts where settled_at is null").await, 0);
    let events = orders::events(&portal.backend, &portal.requester, id).await.expect("events");
    let event = events.iter().find(|event| event.action == "order.bought").expect("an event");
    assert_eq!(event.actor.as_ref().map(|who| who.id), Some(ada.id));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn not_bought_is_refused_with_what_is_missing_until_nothing_is(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let session = signed_in(&portal, &ada).await;
    let id = portal.approved("k").await;
    let code = "IdempotentParameterMismatch".into();
    portal.fault(When::Before, Effect::Refuse { status: 400, code, xml: false });
    assert!(portal.step().await);
    assert_eq!(portal.state(id).await, State::NeedsPerson);
    let say = async || orders::resolve(&portal.backend, &ada, session, id, &not_bought()).await;

    looked(&portal, id).await;
    assert!(matches!(say().await, Err(BackendError::Conflict("signature_alive"))));
    portal.advance(Duration::minutes(21)).await;
    assert!(matches!(say().await, Err(BackendError::Conflict("no_look"))));
    assert_eq!(portal.count("select count(*) from purser.evidence where kind = 'person'").await, 0);
    looked(&portal, id).await;
    assert_eq!(say().await.expect("a verdict"), State::NotBought);

    let order = portal.order(id).await;
    assert_eq!(order.attempts[0].sends[0].verdict, Verdict::NotDone);
    assert_eq!(order.looks.len(), 2);
    assert_eq!(order.statements[0].reason, "The account's list has no such task.");
    assert!(matches!(say().await, Err(BackendError::NotAllowed(Why::NotNeedsPerson))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_waits_of_a_verdict_shrink_with_all_others(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    portal.backend.settle = backend::Settle::new(60, None);
    let ada = admin(&portal, "ada").await;
    let session = signed_in(&portal, &ada).await;
    let id = portal.approved("k").await;
    let code = "IdempotentParameterMismatch".into();
    portal.fault(When::Before, Effect::Refuse { status: 400, code, xml: false });
    assert!(portal.step().await);

    portal.advance(Duration::seconds(21)).await;
    looked(&portal, id).await;

    let said = orders::resolve(&portal.backend, &ada, session, id, &not_bought()).await;
    assert_eq!(said.expect("a verdict"), State::NotBought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sale_that_the_cloud_named_is_not_talked_away(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let session = signed_in(&portal, &ada).await;
    let id = in_doubt(&portal, "k", When::Before).await;
    portal.advance(Duration::minutes(21)).await;
    looked(&portal, id).await;
    portal
        .as_owner(
            "insert into purser.evidence (evidence_id, order_id, attempt_id, kind, sale, reference)
             select gen_random_uuid(), order_id, attempt_id, 'sweep', true, 'dts9' from purser.attempts",
        )
        .await;

    let said = orders::resolve(&portal.backend, &ada, session, id, &not_bought()).await;

    assert!(matches!(said, Err(BackendError::Conflict("sale_known"))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_could_be_the_purchase_keeps_a_person_from_saying_not_bought_until_one_says_whose_it_is(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let session = signed_in(&portal, &ada).await;
    sweep(&portal).await;
    let id = in_doubt(&portal, "k", When::Before).await;
    let foreign = bought_elsewhere(&portal).await;
    portal.advance(Duration::minutes(21)).await;
    let look = async || {
        orders::look(&portal.backend, &portal.requester, id).await.expect("a look");
        portal.order(id).await.looks.last().map(|look| look.saw.clone())
    };
    let say = async || orders::resolve(&portal.backend, &ada, session, id, &not_bought()).await;

    assert_eq!(look().await.as_deref(), Some("unmapped"));
    assert!(matches!(say().await, Err(BackendError::Conflict("no_look"))));
    // The look had the account's lists read.
    while backend::jobs::poll_status::step(&portal.backend, "test").await.expect("a step") {}
    let row = attention::attention(&portal.backend, &ada).await.expect("what waits").unowned.remove(0);
    assert_eq!(row.reference, foreign);
    attention::clear_unowned(&portal.backend, &ada, row.number, "The data team bought it.")
        .await
        .expect("put away");
    assert_eq!(look().await.as_deref(), Some("absent"));

    assert_eq!(say().await.expect("a verdict"), State::NotBought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_another_order_owns_is_not_given_to_a_second(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let session = signed_in(&portal, &ada).await;
    let owner = portal.approved("owner").await;
    assert_eq!(portal.settle(owner).await, State::Bought);
    let owned = portal.order(owner).await.cloud_reference.expect("a reference");
    let id = in_doubt(&portal, "k", When::Before).await;

    let said = orders::resolve(&portal.backend, &ada, session, id, &bought(&owned)).await;

    assert!(matches!(said, Err(BackendError::Conflict("second_owner"))));
    assert_eq!(portal.state(id).await, State::NeedsPerson);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn neither_requester_nor_approver_nor_token_gives_a_verdict(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let id = in_doubt(&portal, "k", When::After).await;
    let as_admin = |person: &Person| Person { roles: vec![Role::Admin], ..person.clone() };
    for (person, why) in [
        (as_admin(&portal.requester), Why::OwnOrder),
        (as_admin(&portal.lead), Why::Approver),
        (portal.lead.clone(), Why::NotAdmin),
    ] {
        let session = signed_in(&portal, &person).await;
        let said = orders::resolve(&portal.backend, &person, session, id, &bought("dts1")).await;
        assert!(matches!(said, Err(BackendError::NotAllowed(got)) if got == why), "{said:?}");
    }
    let by_token = orders::resolve(&portal.backend, &ada, SignIn::Token, id, &bought("dts1")).await;

    assert!(matches!(by_token, Err(BackendError::NotAllowed(Why::Token))));
    assert_eq!(portal.state(id).await, State::NeedsPerson);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn above_the_limit_the_first_of_two_changes_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (ada, ben) = (admin(&portal, "ada").await, admin(&portal, "ben").await);
    let id = in_doubt(&portal, "k", When::After).await;
    limit(&portal, &ada, "4999").await;
    let say = async |person: &Person, reference: &str| {
        let session = signed_in(&portal, person).await;
        orders::resolve(&portal.backend, person, session, id, &bought(reference)).await.expect("said")
    };

    assert_eq!(say(&ada, "dts1").await, State::NeedsPerson);
    assert_eq!(say(&ada, "dts1").await, State::NeedsPerson, "nobody is two people");
    assert_eq!(say(&ben, "dts2").await, State::NeedsPerson, "not the same");
    assert_eq!(portal.order(id).await.cloud_reference, None);
    assert_eq!(say(&ben, "dts1").await, State::Bought);
    assert_eq!(portal.order(id).await.statements.len(), 4);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn above_the_limit_an_old_sign_in_and_a_token_decide_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let id = portal.submitted("k").await;
    let doubtful = in_doubt(&portal, "d", When::After).await;
    let hash = portal.order(id).await.hash.expect("a hash");
    let decide = async |sign_in, decision| {
        let given = approvals::Given {
            shown: &hash,
            decision,
            comment: "No.",
            sign_in,
            acknowledge_look_alikes: true,
        };
        approvals::decide(&portal.backend, &portal.lead, id, given).await
    };
    let (leads, adas) = (signed_in(&portal, &portal.lead).await, signed_in(&portal, &ada).await);
    limit(&portal, &ada, "4999.99").await;

    let by_token = decide(SignIn::Token, Decision::Approve).await;
    assert!(matches!(by_token, Err(BackendError::NotAllowed(Why::Token))));
    portal.advance(Duration::minutes(10) + Duration::SECOND).await;
    for decision in [Decision::Approve, Decision::Reject] {
        let old = decide(leads, decision).await;
        assert!(matches!(old, Err(BackendError::NotAllowed(Why::SignInOld))), "{decision:?}");
    }
    let old = orders::resolve(&portal.backend, &ada, adas, doubtful, &bought("dts1")).await;
    assert!(matches!(old, Err(BackendError::NotAllowed(Why::SignInOld))));

    let fresh = signed_in(&portal, &portal.lead).await;
    assert_eq!(decide(fresh, Decision::Approve).await.expect("a decision"), State::Approved);
    limit(&portal, &ada, "5000").await;
    let at_the_limit = orders::resolve(&portal.backend, &ada, adas, doubtful, &bought("dts1")).await;
    assert_eq!(at_the_limit.expect("a verdict"), State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_requester_proposes_and_everybody_reads_it(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = in_doubt(&portal, "k", When::After).await;

    orders::propose(&portal.backend, &portal.requester, id, &bought("dts1")).await.expect("proposed");
    let other = orders::propose(&portal.backend, &portal.lead, id, &bought("dts1")).await;

    assert!(matches!(other, Err(BackendError::NotAllowed(Why::NotYours))));
    let seen = orders::show(&portal.backend, &portal.lead, id).await.expect("the order");
    assert_eq!(seen.state, State::NeedsPerson);
    assert_eq!(seen.statements[0].reference.as_deref(), Some("dts1"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_waits_for_people_is_listed_and_taken_by_somebody(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    let id = in_doubt(&portal, "k", When::After).await;
    let why = async || {
        let seen = attention::attention(&portal.backend, &ada).await.expect("what waits");
        let mine = seen.orders.iter().find(|(order, _)| order.id == id).cloned();
        mine.map(|(order, stuck)| (order.assigned_to.map(|who| who.id), stuck))
    };

    assert_eq!(why().await, Some((None, None)));
    portal.advance(Duration::minutes(61)).await;
    assert_eq!(why().await, Some((None, Some(Stuck::Unassigned))));
    orders::take(&portal.backend, &ada, id).await.expect("taken");
    assert_eq!(why().await, Some((Some(ada.id), None)));
    let refused = orders::take(&portal.backend, &portal.lead, id).await;
    assert!(matches!(refused, Err(BackendError::NotAllowed(Why::NotAdmin))));
    let hidden = attention::attention(&portal.backend, &portal.lead).await;
    assert!(matches!(hidden, Err(BackendError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_admin_clears_an_alarm_and_holds_and_releases_with_a_reason(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let ada = admin(&portal, "ada").await;
    in_doubt(&portal, "k", When::After).await;
    let seen = async || attention::attention(&portal.backend, &ada).await.expect("what waits");
    let alarm = seen().await.alarms[0].id;

    let silent = attention::clear_alarm(&portal.backend, &ada, alarm, " ").await;
    assert!(matches!(silent, Err(BackendError::Fields(_))));
    attention::clear_alarm(&portal.backend, &ada, alarm, "Seen.").await.expect("cleared");
    let twice = attention::clear_alarm(&portal.backend, &ada, alarm, "Seen.").await;
    assert!(matches!(twice, Err(BackendError::NotFound)));
    assert!(seen().await.alarms.is_empty());

    assert!(matches!(
        holds::set(&portal.backend, Actor::Person(&portal.lead), "No.").await,
        Err(BackendError::NotFound)
    ));
    assert!(matches!(
        holds::set(&portal.backend, Actor::Person(&ada), "").await,
        Err(BackendError::Fields(_))
    ));
    assert!(
        holds::set(&portal.backend, Actor::Person(&ada), "The database was restored.").await.expect("held")
    );
    let hold = seen().await.hold.expect("a hold");
    assert_eq!((hold.by.as_deref(), hold.reason.as_str()), (Some("ada"), "The database was restored."));
    assert!(holds::lift(&portal.backend, Actor::Person(&ada), "All is there.").await.expect("lifted"));
    assert_eq!(seen().await.hold, None);
}
