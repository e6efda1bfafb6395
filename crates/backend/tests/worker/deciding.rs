//! Deputies, steps that are handed over, the thread, reminders: nothing waits for somebody who is away.

use backend::{
    Actor, BackendError, approvals, deputies,
    jobs::remind,
    orders,
    people::{self, NewPerson},
    sessions::SignIn,
};
use domain::{
    approval::Decision,
    ids::OrderId,
    order::{OrderFilter, State, can::Why},
    person::{Person, Role},
    refusal::Reason,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::Portal;

const HOUR: Duration = Duration::HOUR;

impl Portal {
    /// Somebody in no team.
    async fn stranger(&self, name: &str, roles: &[Role]) -> Person {
        let new = NewPerson {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            roles: roles.to_vec(),
            team: None,
            lead: false,
            password: None,
        };
        let id = people::add(&self.backend, Actor::Operator, new).await.expect("a person");
        self.again(id).await
    }

    /// The person as of now.
    async fn again(&self, id: domain::ids::PersonId) -> Person {
        let mut conn = self.backend.db.acquire().await.expect("a connection");
        people::load(&mut conn, id).await.expect("an answer").expect("a person")
    }

    async fn decides(&self, person: &Person, id: OrderId, decision: Decision) -> Result<State, BackendError> {
        let shown = self.order(id).await.hash.expect("a hash");
        let given = approvals::Given {
            shown: &shown,
            decision,
            comment: "Because.",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        approvals::decide(&self.backend, person, id, given).await
    }

    async fn inbox(&self, person: &Person) -> usize {
        approvals::waiting(&self.backend, person).await.expect("a list").len()
    }

    /// The lead's deputy, from now on for a day.
    async fn deputy(&self, name: &str) -> Person {
        let deputy = self.stranger(name, &[]).await;
        let now = self.backend.clock.now();
        deputies::name(&self.backend, &self.lead, deputy.email.as_str(), now, now + HOUR * 24)
            .await
            .expect("a period");
        self.again(deputy.id).await
    }
}

fn refused_at(error: &BackendError) -> Vec<(&str, Reason)> {
    match error {
        BackendError::Fields(errors) => {
            errors.iter().map(|error| (error.field.as_str(), error.reason.clone())).collect()
        }
        _ => Vec::new(),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deputy_sees_and_decides_while_their_time_lasts(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let before = portal.stranger("early", &[]).await;
    assert!(matches!(portal.decides(&before, id, Decision::Approve).await, Err(BackendError::NotFound)));

    let deputy = portal.deputy("deputy").await;
    assert_eq!(portal.inbox(&deputy).await, 1);
    let filter = OrderFilter::default();
    let listed = orders::list(&portal.backend, &deputy, &filter, None, 10).await.expect("a list");
    assert_eq!(listed.items.len(), 1, "what one may decide one sees in the list");
    assert_eq!(portal.decides(&deputy, id, Decision::Approve).await.expect("a decision"), State::Approved);

    let answer = &portal.order(id).await.chain[0].answers[0];
    assert_eq!(answer.by.id, deputy.id);
    assert_eq!(answer.instead_of.as_ref().map(|who| who.id), Some(portal.lead.id));

    portal.submitted("later").await;
    portal.advance(HOUR * 25).await;
    let over = portal.again(deputy.id).await;
    assert_eq!(portal.inbox(&over).await, 0);
    assert!(over.stands_for.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_period_is_checked_and_can_be_ended(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let auditor = portal.stranger("auditor", &[Role::Auditor]).await;
    let now = portal.backend.clock.now();
    let own = portal.lead.email.as_str();
    for (deputy, from, until, expected) in [
        ("nobody@example.com", now, now + HOUR, ("deputy", Reason::UnknownPerson)),
        (own, now, now + HOUR, ("deputy", Reason::CannotAnswer)),
        (auditor.email.as_str(), now, now + HOUR, ("deputy", Reason::CannotAnswer)),
        ("requester@example.com", now, now, ("until", Reason::TooEarly)),
        ("requester@example.com", now - HOUR * 2, now - HOUR, ("until", Reason::TooEarly)),
        ("requester@example.com", now, now + HOUR * 24 * 400, ("until", Reason::TooLate)),
    ] {
        let refused = deputies::name(&portal.backend, &portal.lead, deputy, from, until).await;
        let error = refused.expect_err("a refusal");
        assert_eq!(refused_at(&error), [expected], "{deputy}");
    }

    let deputy = portal.deputy("deputy").await;
    let period = deputies::list(&portal.backend, &portal.lead).await.expect("a list")[0].id;
    let stranger = deputies::end(&portal.backend, &deputy, period).await;
    assert!(matches!(stranger, Err(BackendError::NotFound)), "nobody ends a period of somebody else's");
    deputies::end(&portal.backend, &portal.lead, period).await.expect("an end");
    assert!(portal.again(deputy.id).await.stands_for.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whose_time_as_a_deputy_ended_between_page_and_click_answers_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let deputy = portal.deputy("deputy").await;
    let period = deputies::list(&portal.backend, &portal.lead).await.expect("a list")[0].id;
    deputies::end(&portal.backend, &portal.lead, period).await.expect("an end");

    // Read before it ended.
    let refused = portal.decides(&deputy, id, Decision::Approve).await;

    assert!(matches!(refused, Err(BackendError::NotFound)), "{refused:?}");
    assert_eq!(portal.state(id).await, State::PendingApproval);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_step_goes_to_a_colleague_and_is_asked_of_them_instead(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let colleague = portal.stranger("colleague", &[]).await;
    let auditor = portal.stranger("auditor", &[Role::Auditor]).await;
    let asked = portal.stranger("approver", &[Role::Approver]).await;
    let hand = |by: Person, to: String| async {
        approvals::hand_over(&portal.backend, &{ by }, id, &{ to }, "").await
    };
    for (to, expected) in [
        ("nobody@example.com", Reason::UnknownPerson),
        ("requester@example.com", Reason::CannotAnswer),
        ("lead@example.com", Reason::CannotAnswer),
        (auditor.email.as_str(), Reason::CannotAnswer),
        (asked.email.as_str(), Reason::CannotAnswer),
    ] {
        let error = hand(portal.lead.clone(), to.to_owned()).await.expect_err("a refusal");
        assert_eq!(refused_at(&error), [("to", expected)], "{to}");
    }
    let not_asked = hand(portal.requester.clone(), "colleague@example.com".into()).await;
    assert!(matches!(not_asked, Err(BackendError::NotAllowed(Why::OwnOrder))));

    hand(portal.lead.clone(), "colleague@example.com".into()).await.expect("handed over");

    assert_eq!(portal.inbox(&portal.lead).await, 0);
    assert_eq!(portal.inbox(&colleague).await, 1);
    let refused = portal.decides(&portal.lead, id, Decision::Approve).await;
    assert!(matches!(refused, Err(BackendError::NotAllowed(Why::NotAsked))), "{refused:?}");
    assert_eq!(portal.decides(&colleague, id, Decision::Approve).await.expect("a decision"), State::Approved);
    assert_eq!(portal.order(id).await.chain[0].handed[0].to.id, colleague.id);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_is_asked_is_reminded_once_at_half_time_and_once_on_the_last_day(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let given = async |hours: i32| {
        portal.advance(HOUR * hours).await;
        while remind::step(&portal.backend).await.expect("a step") > 0 {}
        portal.count("select count(*) from purser.events where action = 'approval.reminded'").await
    };

    assert_eq!(given(83).await, 0, "half time is after 84 hours");
    assert_eq!(given(2).await, 1);
    assert_eq!(given(10).await, 1, "not again");
    assert_eq!(given(50).await, 2, "a day before the end");
    assert_eq!(given(1).await, 2);

    portal.approve(id).await;
    portal.submitted_as(domain::catalog::Operation::DtsCreate, &portal.input(), "other").await;
    assert_eq!(given(1).await, 2, "nobody is reminded of what was decided");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_thread_is_of_those_who_see_the_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let (stranger, auditor) =
        (portal.stranger("stranger", &[]).await, portal.stranger("auditor", &[Role::Auditor]).await);
    let say =
        |by: Person, words: &'static str| async { orders::say(&portal.backend, &{ by }, id, words).await };

    say(portal.lead.clone(), "Why two?").await.expect("said");
    say(portal.requester.clone(), "One is for tests.").await.expect("said");
    assert!(matches!(say(stranger, "x").await, Err(BackendError::NotFound)));
    assert!(matches!(say(auditor, "x").await, Err(BackendError::NotAllowed(Why::Auditor))));
    let empty = say(portal.lead.clone(), " \n ").await.expect_err("a refusal");
    assert_eq!(refused_at(&empty), [("words", Reason::Required)]);

    let thread = portal.order(id).await.thread;
    let words: Vec<_> = thread.iter().map(|message| message.words.as_str()).collect();
    assert_eq!(words, ["Why two?", "One is for tests."]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_new_revision_says_what_it_has_otherwise(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    assert!(portal.order(id).await.changed.is_empty());
    orders::revise(&portal.backend, &portal.requester, id).await.expect("a draft");
    let mut input = portal.input();
    input.spec.insert("SynchronizationJobClass".into(), "large".into());
    input.ceiling = "9000".into();
    let leftovers = domain::catalog::Leftovers::Refuse;
    orders::save_draft(&portal.backend, &portal.requester, id, &input).await.expect("saved");
    orders::submit(&portal.backend, &portal.requester, id, leftovers, true).await.expect("submitted");

    let changed = portal.order(id).await.changed;

    let names: Vec<_> = changed.iter().map(|changed| changed.name.as_str()).collect();
    assert_eq!(names, ["SynchronizationJobClass", "ceiling"]);
    assert_eq!(changed[0].before.as_deref(), Some("small"));
    assert_eq!(changed[0].after.as_deref(), Some("large"));
}
