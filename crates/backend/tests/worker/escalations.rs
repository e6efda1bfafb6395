//! Nothing waits for people who left or do not answer.

use backend::{
    Actor, BackendError, approvals, deputies,
    jobs::{again, escalate},
    notices,
    people::{self, NewPerson},
    rules::{self, approvers},
    sessions::SignIn,
};
use domain::{
    approval::{Asked, Chain, Decision, Draft, Step},
    ids::{OrderId, PersonId},
    notice::Kind,
    order::State,
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::Portal;

/// What the portal's order may wait for its answers: 7 days.
const HALF: Duration = Duration::hours(84);

pub(crate) struct Company {
    pub(crate) portal: Portal,
    pub(crate) admin: Person,
    pub(crate) dana: Person,
    pub(crate) erik: Person,
}

impl Company {
    /// Whose only rule asks what the steps say; Dana and Erik have no role and no team.
    pub(crate) async fn new(
        options: PgPoolOptions,
        connect: PgConnectOptions,
        steps: impl FnOnce(&Person, &Person, &Person) -> Vec<Step>,
    ) -> Self {
        let portal = Portal::new(options, connect).await;
        let admin = somebody(&portal, "admin", &[Role::Admin]).await;
        let dana = somebody(&portal, "dana", &[]).await;
        let erik = somebody(&portal, "erik", &[]).await;
        let steps = Chain { steps: steps(&portal.lead, &dana, &erik) };
        let draft = Draft { name: "All".to_owned(), enabled: true, steps, ..Draft::default() };
        rules::create(&portal.backend, &admin, draft).await.expect("a rule");
        Self { portal, admin, dana, erik }
    }

    pub(crate) async fn escalate(&self) {
        again::step(&self.portal.backend).await.expect("a step");
        escalate::step(&self.portal.backend).await.expect("a step");
    }

    pub(crate) async fn leaves(&self, person: &Person) {
        people::disable(&self.portal.backend, Actor::Operator, person.id).await.expect("disabled");
    }

    pub(crate) async fn approves(&self, person: &Person, id: OrderId) -> Result<State, BackendError> {
        let shown = self.portal.order(id).await.hash.expect("a hash");
        let given = approvals::Given {
            shown: &shown,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        approvals::decide(&self.portal.backend, person, id, given).await
    }

    pub(crate) async fn comes_back(&self, person: &Person) {
        people::enable(&self.portal.backend, &self.admin, person.id).await.expect("enabled");
    }

    async fn inbox(&self, person: &Person) -> usize {
        approvals::waiting(&self.portal.backend, person).await.expect("a list").len()
    }

    /// How often the person was told.
    pub(crate) async fn told(&self, person: &Person, kind: Kind) -> usize {
        let told = notices::list(&self.portal.backend, person, None, 100).await.expect("notices");
        told.items.iter().filter(|notice| notice.about.kind == kind).count()
    }
}

async fn somebody(portal: &Portal, name: &str, roles: &[Role]) -> Person {
    let new = NewPerson {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        roles: roles.to_vec(),
        team: None,
        lead: false,
        password: None,
    };
    let id: PersonId = people::add(&portal.backend, Actor::Operator, new).await.expect("a person");
    let mut conn = portal.backend.db.acquire().await.expect("a connection");
    people::load(&mut conn, id).await.expect("an answer").expect("a person")
}

fn two_of(asks: &[&Person]) -> Step {
    let asks = asks.iter().map(|person| Asked::Person(person.id)).collect();
    Step { name: String::new(), needs: 2, asks, fallback: Vec::new() }
}

pub(crate) fn step(asks: &Person, fallback: &[&Person]) -> Step {
    Step {
        name: String::new(),
        needs: 1,
        asks: vec![Asked::Person(asks.id)],
        fallback: fallback.iter().map(|person| Asked::Person(person.id)).collect(),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_fallback_is_asked_once_half_of_the_time_is_over(pool: PgPoolOptions, connect: PgConnectOptions) {
    let it = Company::new(pool, connect, |lead, dana, _| vec![step(lead, &[dana])]).await;
    let id = it.portal.submitted("k").await;

    it.portal.advance(HALF - Duration::HOUR).await;
    it.escalate().await;
    assert_eq!((it.inbox(&it.dana).await, it.told(&it.dana, Kind::AskedToo).await), (0, 0));

    it.portal.advance(Duration::HOUR).await;
    it.escalate().await;
    it.escalate().await;
    assert_eq!((it.inbox(&it.dana).await, it.told(&it.dana, Kind::AskedToo).await), (1, 1));
    assert_eq!(it.inbox(&it.portal.lead).await, 1, "who was asked first still is");
    assert_eq!(it.told(&it.portal.lead, Kind::AskedToo).await, 0, "and is told nothing new");
    assert_eq!(
        it.portal.count("select count(*) from purser.events where action = 'approval.escalated'").await,
        1
    );
    assert_eq!(it.approves(&it.dana, id).await.expect("a decision"), State::Approved);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_step_has_its_time_from_when_it_is_due(pool: PgPoolOptions, connect: PgConnectOptions) {
    let it = Company::new(pool, connect, |lead, dana, erik| vec![step(dana, &[]), step(lead, &[erik])]).await;
    let id = it.portal.submitted("k").await;
    it.portal.advance(HALF + Duration::HOUR).await;
    it.approves(&it.dana, id).await.expect("a decision");

    it.escalate().await;
    assert_eq!(it.inbox(&it.erik).await, 0, "the lead was asked just now");

    it.portal.advance(HALF / 2).await;
    it.escalate().await;
    assert_eq!(it.inbox(&it.erik).await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_open_step_of_somebody_who_leaves_moves_on_to_its_fallback(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |lead, dana, erik| vec![step(lead, &[]), step(dana, &[erik])]).await;
    let id = it.portal.submitted("k").await;
    it.leaves(&it.dana).await;

    it.escalate().await;

    assert_eq!(it.told(&it.erik, Kind::AskedToo).await, 0, "the step is not due yet");
    it.approves(&it.portal.lead, id).await.expect("a decision");
    assert_eq!((it.inbox(&it.erik).await, it.told(&it.erik, Kind::ApprovalAsked).await), (1, 1));
    assert_eq!(it.approves(&it.erik, id).await.expect("a decision"), State::Approved);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn admins_are_told_of_a_step_that_nobody_can_answer_and_again_when_whom_they_named_left(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |_, dana, _| vec![step(dana, &[])]).await;
    let id = it.portal.submitted("k").await;
    it.escalate().await;
    assert_eq!(it.told(&it.admin, Kind::ApproverMissing).await, 0);

    it.leaves(&it.dana).await;
    it.escalate().await;
    it.escalate().await;
    assert_eq!(it.told(&it.admin, Kind::ApproverMissing).await, 1);
    assert_eq!(
        it.portal.state(id).await,
        State::PendingApproval,
        "nothing is approved because nobody is there"
    );

    approvers::name(&it.portal.backend, &it.admin, id, 1, it.erik.id, "Dana left.").await.expect("named");
    it.escalate().await;
    assert_eq!(it.told(&it.admin, Kind::ApproverMissing).await, 1);
    assert_eq!((it.inbox(&it.erik).await, it.told(&it.erik, Kind::AskedToo).await), (1, 1));

    it.leaves(&it.erik).await;
    it.escalate().await;
    assert_eq!(it.told(&it.admin, Kind::ApproverMissing).await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_handed_to_somebody_who_leaves_goes_back(pool: PgPoolOptions, connect: PgConnectOptions) {
    let it = Company::new(pool, connect, |lead, _, _| vec![step(lead, &[])]).await;
    let id = it.portal.submitted("k").await;
    let backend = &it.portal.backend;
    approvals::hand_over(backend, &it.portal.lead, id, "dana@example.com", "").await.expect("handed over");
    approvals::hand_over(backend, &it.dana, id, "erik@example.com", "").await.expect("handed over");
    assert_eq!((it.inbox(&it.dana).await, it.inbox(&it.erik).await), (0, 1));

    it.leaves(&it.erik).await;
    assert_eq!((it.inbox(&it.portal.lead).await, it.inbox(&it.dana).await), (0, 1));

    it.leaves(&it.dana).await;
    assert_eq!(it.inbox(&it.portal.lead).await, 1);
    assert!(it.portal.order(id).await.chain[0].handed.iter().all(|handed| !handed.holds), "and pages say so");
    assert_eq!(it.approves(&it.portal.lead, id).await.expect("a decision"), State::Approved);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_place_that_was_handed_on_twice_is_not_two_when_who_was_between_leaves(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |lead, _, erik| vec![two_of(&[lead, erik])]).await;
    let fay = somebody(&it.portal, "fay", &[]).await;
    let id = it.portal.submitted("k").await;
    let (backend, lead) = (&it.portal.backend, &it.portal.lead);
    approvals::hand_over(backend, lead, id, "dana@example.com", "").await.expect("handed over");
    approvals::hand_over(backend, &it.dana, id, "fay@example.com", "").await.expect("handed over");

    it.leaves(&it.dana).await;
    assert_eq!((it.inbox(lead).await, it.inbox(&fay).await), (0, 1));
    assert_eq!(it.approves(&fay, id).await.expect("a decision"), State::PendingApproval);
    it.approves(lead, id).await.expect_err("who handed it on is asked no more");

    it.leaves(&it.erik).await;
    let named = approvers::name(backend, &it.admin, id, 1, lead.id, "Erik left.").await;
    assert!(matches!(named, Err(BackendError::Fields(_))), "who handed it on is not named for it: {named:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_somebody_approved_before_they_left_does_not_count_when_they_come_back(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |lead, dana, erik| vec![two_of(&[lead, dana, erik])]).await;
    let id = it.portal.submitted("k").await;
    it.approves(&it.dana, id).await.expect("a decision");
    it.leaves(&it.dana).await;
    assert_eq!(it.approves(&it.erik, id).await.expect("a decision"), State::PendingApproval);

    it.comes_back(&it.dana).await;

    assert_eq!((it.inbox(&it.portal.lead).await, it.inbox(&it.dana).await), (1, 1), "one answer lacks");
    assert_eq!(it.approves(&it.dana, id).await.expect("a new answer"), State::Approved);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whose_deputy_answered_and_left_answers_themselves(pool: PgPoolOptions, connect: PgConnectOptions) {
    let it = Company::new(pool, connect, |lead, _, erik| vec![two_of(&[lead, erik])]).await;
    let id = it.portal.submitted("k").await;
    let (backend, lead) = (&it.portal.backend, &it.portal.lead);
    let now = backend.clock.now();
    deputies::name(backend, lead, "dana@example.com", now, now + Duration::DAY).await.expect("a period");
    let dana = people::load(&mut backend.db.acquire().await.expect("a connection"), it.dana.id).await;
    it.approves(&dana.expect("an answer").expect("a person"), id).await.expect("a decision");
    it.approves(lead, id).await.expect_err("their place has its answer");

    it.leaves(&it.dana).await;

    assert_eq!(it.inbox(lead).await, 1);
    assert_eq!(it.approves(lead, id).await.expect("a decision"), State::PendingApproval);
    it.comes_back(&it.dana).await;
    assert_eq!(it.approves(&it.erik, id).await.expect("a decision"), State::Approved);
}
