//! Approval rules that admins write, from their editor to what an order goes through.

mod naming;
mod waiting;

use backend::{
    Actor, BackendError, approvals,
    approvals::Given,
    people::{self, NewPerson},
    rules::{self, Saved, approvers, groups},
    sessions::SignIn,
};
use domain::{
    approval::{Amount, Asked, Chain, Conditions, Decision, Draft, Outcome, Step},
    catalog::{Billing, Operation},
    ids::{GroupId, OrderId, PersonId, RuleId},
    money::{Currency, Money},
    order::{State, can::Why},
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use uuid::Uuid;

use crate::portal::Portal;

struct Admins {
    portal: Portal,
    anna: Person,
    ben: Person,
}

/// A portal with two admins.
async fn admins(options: PgPoolOptions, connect: PgConnectOptions) -> Admins {
    let portal = Portal::new(options, connect).await;
    let anna = somebody(&portal, "anna", &[Role::Admin]).await;
    let ben = somebody(&portal, "ben", &[Role::Admin]).await;
    Admins { portal, anna, ben }
}

/// Somebody of no team.
async fn somebody(portal: &Portal, name: &str, roles: &[Role]) -> Person {
    let new = NewPerson {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        roles: roles.to_vec(),
        team: None,
        lead: false,
        password: None,
    };
    let id = people::add(&portal.backend, Actor::Operator, new).await.expect("a person");
    load(portal, id).await
}

/// The person as they are now.
async fn load(portal: &Portal, id: PersonId) -> Person {
    let mut conn = portal.backend.db.acquire().await.expect("a connection");
    people::load(&mut conn, id).await.expect("an answer").expect("a person")
}

fn step(needs: u32, asks: &[Asked]) -> Step {
    Step { name: String::new(), needs, asks: asks.to_vec(), fallback: Vec::new() }
}

fn draft(name: &str, conditions: Conditions, steps: &[Step]) -> Draft {
    Draft {
        name: name.to_owned(),
        enabled: true,
        conditions,
        steps: Chain { steps: steps.to_vec() },
        asks_nobody: steps.is_empty(),
        ..Draft::default()
    }
}

fn from(amount: &str) -> Conditions {
    let from = Money::parse(amount, Currency::Cny).ok();
    Conditions {
        amount: Some(Amount { currency: Currency::Cny, from, below: None }),
        ..Conditions::default()
    }
}

fn below(amount: &str) -> Conditions {
    let below = Money::parse(amount, Currency::Cny).ok();
    Conditions {
        amount: Some(Amount { currency: Currency::Cny, from: None, below }),
        ..Conditions::default()
    }
}

const LEAD: Asked = Asked::TeamLead;

impl Admins {
    async fn write(&self, draft: Draft) -> Saved {
        rules::create(&self.portal.backend, &self.anna, draft).await.expect("a rule")
    }

    async fn group(&self, members: &[&Person]) -> GroupId {
        let members: Vec<_> = members.iter().map(|person| person.id).collect();
        groups::create(&self.portal.backend, &self.anna, "Finance", &members).await.expect("a group")
    }

    async fn decide(&self, person: &Person, id: OrderId) -> Result<State, BackendError> {
        let shown = self.portal.order(id).await.hash.expect("a hash");
        let person = load(&self.portal, person.id).await;
        let given = Given {
            shown: &shown,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        approvals::decide(&self.portal.backend, &person, id, given).await
    }

    async fn waiting(&self, person: &Person) -> usize {
        let person = load(&self.portal, person.id).await;
        approvals::waiting(&self.portal.backend, &person).await.expect("a list").len()
    }

    async fn names(&self) -> Vec<String> {
        let rules = rules::list(&self.portal.backend, &self.anna).await.expect("rules");
        rules.rules.into_iter().map(|row| row.rule.name).collect()
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_meets_the_first_rule_that_matches_and_keeps_it(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let finance = somebody(&it.portal, "fay", &[]).await;
    let group = it.group(&[&finance]).await;
    it.write(draft("Huge", from("9000"), &[step(2, &[Asked::Group(group)])])).await;
    let large =
        it.write(draft("Large", from("1000"), &[step(1, &[LEAD]), step(1, &[Asked::Group(group)])])).await;

    let id = it.portal.submitted("k1").await;

    let order = it.portal.order(id).await;
    let rule = order.rule.expect("a rule");
    assert_eq!((rule.id, rule.version, rule.name.as_str()), (large.id, 1, "Large"));
    let names: Vec<_> = order.chain.iter().map(|step| step.names.concat()).collect();
    assert_eq!(names, ["", "Finance"]);
    assert!(matches!(
        order.why.iter().map(|tried| &tried.outcome).collect::<Vec<_>>()[..],
        [Outcome::Failed { .. }, Outcome::Matched { .. }]
    ));

    let lead_alone = draft("Large", from("1000"), &[step(1, &[LEAD])]);
    rules::save(&it.portal.backend, &it.ben, large.id, 1, lead_alone).await.expect("saved");
    assert_eq!(it.decide(&it.portal.lead, id).await.expect("the lead"), State::PendingApproval);
    assert_eq!(it.decide(&finance, id).await.expect("finance"), State::Approved);
    assert_eq!(it.portal.settle(id).await, State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_is_in_the_group_when_they_answer_is_asked(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let (fay, gus) = (somebody(&it.portal, "fay", &[]).await, somebody(&it.portal, "gus", &[]).await);
    let group = it.group(&[&fay]).await;
    it.write(draft("All", Conditions::default(), &[step(1, &[Asked::Group(group)])])).await;
    let id = it.portal.submitted("k1").await;
    assert_eq!((it.waiting(&fay).await, it.waiting(&gus).await), (1, 0));

    groups::save(&it.portal.backend, &it.ben, group, 1, "Money", &[gus.id]).await.expect("saved");

    assert_eq!((it.waiting(&fay).await, it.waiting(&gus).await), (0, 1));
    assert!(matches!(it.decide(&fay, id).await, Err(BackendError::NotFound)), "they see it no more");
    assert!(matches!(it.decide(&it.portal.lead, id).await, Err(BackendError::NotAllowed(Why::NotAsked))));
    assert_eq!(it.decide(&gus, id).await.expect("an answer"), State::Approved);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_rule_that_asks_nobody_decides_once_a_second_admin_confirmed_it(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let free = it.write(draft("Small", below("6000"), &[])).await;
    assert!(free.is_pending);
    let before = it.portal.submitted("k1").await;
    assert_eq!(it.portal.state(before).await, State::PendingApproval, "it does not hold yet");
    assert!(it.portal.order(before).await.rule.expect("a rule").name.is_empty());

    let backend = &it.portal.backend;
    let own = rules::confirm(backend, &it.anna, free.id, 1).await;
    assert!(matches!(own, Err(BackendError::Conflict("own_rule"))), "{own:?}");
    rules::confirm(backend, &it.ben, free.id, 1).await.expect("confirmed");

    let id = it.portal.submitted("k2").await;
    let order = it.portal.order(id).await;
    assert_eq!((order.state, order.chain.len()), (State::Approved, 0));
    assert_eq!(order.rule.expect("a rule").name, "Small");
    assert_eq!(it.portal.count("select count(*) from purser.decisions where kind = 'rule'").await, 1);
    assert_eq!(it.portal.settle(id).await, State::Bought);

    let mut unknown = it.portal.input();
    unknown.ceiling = "6000".into();
    let id = it.portal.submitted_as(Operation::DtsCreate, &unknown, "k3").await;
    assert_eq!(it.portal.state(id).await, State::PendingApproval, "below is below");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn rules_are_moved_switched_and_written_by_whoever_read_the_newest(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let backend = &it.portal.backend;
    let mut ids = Vec::new();
    for name in ["One", "Two", "Three"] {
        ids.push(it.write(draft(name, Conditions::default(), &[step(1, &[LEAD])])).await.id);
    }
    assert_eq!(it.names().await, ["One", "Two", "Three"]);
    let up = |id, version, up| rules::move_by_one(backend, &it.anna, id, version, up);

    up(ids[2], 1, true).await.expect("moved");
    assert_eq!(it.names().await, ["One", "Three", "Two"]);
    up(ids[2], 2, true).await.expect("moved");
    assert_eq!(it.names().await, ["Three", "One", "Two"]);
    assert_eq!(up(ids[2], 3, true).await.expect("stays").version, 3, "the first one stays");
    up(ids[2], 3, false).await.expect("moved");
    assert_eq!(it.names().await, ["One", "Three", "Two"]);
    assert!(matches!(up(ids[2], 3, false).await, Err(BackendError::Stale)));

    // However often two change places, there is room.
    let mut version = 4;
    for turn in 0..60 {
        version = up(ids[2], version, turn % 2 == 0).await.expect("moved").version;
    }
    assert_eq!(it.names().await, ["One", "Three", "Two"]);

    let off = rules::switch(backend, &it.anna, ids[0], 1, false).await.expect("off");
    assert_eq!(off.version, 2);
    assert_eq!(rules::switch(backend, &it.anna, ids[0], 2, false).await.expect("off").version, 2);
    let late =
        rules::save(backend, &it.ben, ids[0], 1, draft("X", Conditions::default(), &[step(1, &[LEAD])]))
            .await;
    assert!(matches!(late, Err(BackendError::Stale)), "{late:?}");
    let logged = it.portal.count("select count(*) from purser.events where action like 'rule.%'").await;
    assert_eq!(
        logged,
        it.portal.count("select count(*) from purser.rule_versions where made_by is not null").await
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_submit_beside_a_change_of_its_rule_meets_the_new_version(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let rule = it.write(draft("All", Conditions::default(), &[step(1, &[LEAD])])).await;
    let mut tx = it.portal.backend.db.begin().await.expect("a transaction");
    sqlx::query(
        "insert into purser.rule_versions (rule_id, version, name, rank, enabled, conditions, steps, made_by)
         select rule_id, 2, name, rank, enabled, conditions, steps || steps, made_by
         from purser.rule_versions where rule_id = $1",
    )
    .bind(rule.id.as_uuid())
    .execute(&mut *tx)
    .await
    .expect("a version");
    let waits = async {
        let sql = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        while it.portal.count(sql).await == 0 {
            tokio::task::yield_now().await;
        }
        tx.commit().await.expect("committed");
    };

    let (id, ()) = tokio::join!(it.portal.submitted("k1"), waits);

    let order = it.portal.order(id).await;
    assert_eq!((order.rule.expect("a rule").version, order.chain.len()), (2, 2));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_admins_write_and_auditors_read(options: PgPoolOptions, connect: PgConnectOptions) {
    let it = admins(options, connect).await;
    let backend = &it.portal.backend;
    let auditor = somebody(&it.portal, "uma", &[Role::Auditor]).await;
    let some = || draft("One", Conditions::default(), &[step(1, &[LEAD])]);
    let saved = it.write(some()).await;

    rules::list(backend, &auditor).await.expect("they read");
    for (person, hidden) in [(&it.portal.lead, true), (&auditor, false)] {
        let id = saved.id;
        for refused in [
            rules::create(backend, person, some()).await.err(),
            rules::save(backend, person, id, 1, some()).await.err(),
            rules::switch(backend, person, id, 1, false).await.err(),
            rules::move_by_one(backend, person, id, 1, true).await.err(),
            rules::confirm(backend, person, id, 1).await.err(),
            rules::withdraw(backend, person, id, 1).await.err(),
            groups::create(backend, person, "G", &[]).await.err(),
            groups::save(backend, person, GroupId::from_uuid(Uuid::nil()), 1, "G", &[]).await.err(),
        ] {
            match refused {
                Some(BackendError::NotFound) if hidden => {}
                Some(BackendError::NotAllowed(Why::Auditor)) if !hidden => {}
                other => panic!("{}: {other:?}", person.name),
            }
        }
    }
    assert!(matches!(rules::list(backend, &it.portal.lead).await, Err(BackendError::NotFound)));
    assert!(matches!(rules::replay(backend, &it.portal.lead, None).await, Err(BackendError::NotFound)));
    assert!(matches!(approvers::lacking(backend, &it.portal.lead).await, Err(BackendError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whom_a_rule_names_exists_and_may_answer(options: PgPoolOptions, connect: PgConnectOptions) {
    let it = admins(options, connect).await;
    let auditor = somebody(&it.portal, "uma", &[Role::Auditor]).await;
    let nobody = Asked::Person(PersonId::from_uuid(Uuid::nil()));
    let no_group = Asked::Group(GroupId::from_uuid(Uuid::nil()));
    for asked in [nobody, no_group, Asked::Person(auditor.id), Asked::Role(Role::Admin)] {
        let written = rules::create(
            &it.portal.backend,
            &it.anna,
            draft("X", Conditions::default(), &[step(1, &[LEAD]), step(1, &[asked])]),
        )
        .await;
        match written {
            Err(BackendError::Fields(errors)) => assert_eq!(errors[0].field, "steps.2.asks", "{asked:?}"),
            other => panic!("{asked:?}: {other:?}"),
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_admin_joins_a_group_alone_where_there_is_another(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let backend = &it.portal.backend;
    let group = it.group(&[&it.ben]).await;

    let own = groups::save(backend, &it.anna, group, 1, "Finance", &[it.ben.id, it.anna.id]).await;
    assert!(matches!(own, Err(BackendError::Conflict("joins_alone"))), "{own:?}");
    let taken = groups::create(backend, &it.anna, "Finance", &[]).await;
    assert!(matches!(taken, Err(BackendError::Conflict("group_name_taken"))), "{taken:?}");
    groups::save(backend, &it.ben, group, 1, "Finance", &[it.ben.id, it.anna.id])
        .await
        .expect("by the other");
    let late = groups::save(backend, &it.ben, group, 1, "Finance", &[]).await;
    assert!(matches!(late, Err(BackendError::Stale)), "{late:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_rule_is_tried_and_past_orders_are_replayed_before_it_is_saved(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let backend = &it.portal.backend;
    for key in ["k1", "k2"] {
        it.portal.submitted(key).await;
    }
    let large = || draft("Large", from("5000"), &[step(1, &[LEAD])]);

    assert!(rules::replay(backend, &it.anna, None).await.expect("a replay").moved.is_empty());
    let with = rules::replay(backend, &it.anna, Some((None, large()))).await.expect("a replay");
    assert_eq!((with.looked_at, with.moved.len()), (2, 2));
    assert_eq!((with.moved[0].from.as_str(), with.moved[0].to.as_str()), ("", "Large"));
    assert!(it.names().await.is_empty(), "nothing is stored");

    let saved = it.write(large()).await;
    assert_eq!(rules::replay(backend, &it.anna, None).await.expect("a replay").moved.len(), 2);
    let higher = draft("Large", from("5001"), &[step(1, &[LEAD])]);
    let without = rules::replay(backend, &it.anna, Some((Some(saved.id), higher))).await.expect("a replay");
    assert!(without.moved.is_empty());

    let order = it.portal.order(it.portal.submitted("k3").await).await;
    let purchase = domain::approval::Purchase {
        operation: Operation::DtsCreate,
        region: "cn-shanghai".into(),
        billing: Billing::Postpaid,
        team: it.portal.requester.teams[0].team,
        ceiling: order.ceiling,
        price_known: true,
    };
    let trial = rules::try_out(backend, &it.anna, &purchase, None).await.expect("a trial");
    assert_eq!((trial.name.as_str(), trial.rule), ("Large", saved.id));
    let cheap = domain::approval::Purchase { ceiling: Money::parse("10", Currency::Cny).ok(), ..purchase };
    let trial = rules::try_out(backend, &it.anna, &cheap, None).await.expect("a trial");
    assert!(trial.name.is_empty() && trial.rule != RuleId::from_uuid(Uuid::nil()));
}
