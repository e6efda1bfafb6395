//! Answers that count for nothing, each with a reason that its giver can use. What the database refuses of them without
//! the code's help is in the store's tests (`order_rules/deciding.rs`, `forbidden/statements/approval.rs`).

use backend::{Actor, BackendError, approvals, deputies, orders, people, sessions::SignIn};
use domain::{
    approval::Decision,
    catalog::Leftovers,
    digest::Digest,
    ids::OrderId,
    order::{State, can::Why},
    person::Person,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::Portal;

impl Portal {
    /// Approves what was on the screen, as who they were when they came in.
    async fn clicks(&self, person: &Person, id: OrderId, shown: Digest) -> Result<State, BackendError> {
        let given = approvals::Given {
            shown: &shown,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        approvals::decide(&self.backend, person, id, given).await
    }

    async fn page(&self, key: &str) -> (OrderId, Digest) {
        let id = self.submitted(key).await;
        (id, self.order(id).await.hash.expect("a hash"))
    }

    async fn reread(&self, person: &Person) -> Person {
        let mut conn = self.backend.db.acquire().await.expect("a connection");
        people::load(&mut conn, person.id).await.expect("an answer").expect("a person")
    }
}

#[track_caller]
fn is_refused(answered: Result<State, BackendError>, why: Why) {
    assert!(matches!(&answered, Err(BackendError::NotAllowed(is)) if *is == why), "{answered:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_approves_an_order_of_their_own_as_a_deputy_either(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let (id, shown) = portal.page("k").await;
    let (now, backend) = (portal.backend.clock.now(), &portal.backend);
    let deputies = async |principal: &Person, deputy: &Person| {
        let until = now + Duration::DAY;
        deputies::name(backend, principal, deputy.email.as_str(), now, until).await.expect("a period");
    };
    // Each other's.
    deputies(&portal.lead, &portal.requester).await;
    deputies(&portal.requester, &portal.lead).await;
    let requester = portal.reread(&portal.requester).await;
    assert_eq!(requester.stands_for.len(), 1);

    is_refused(portal.clicks(&requester, id, shown).await, Why::OwnOrder);
    let handed = approvals::hand_over(backend, &portal.lead, id, requester.email.as_str(), "").await;
    assert!(matches!(handed, Err(BackendError::Fields(_))), "{handed:?}");

    let lead = portal.reread(&portal.lead).await;
    assert_eq!(portal.clicks(&lead, id, shown).await.expect("an answer"), State::Approved);
    let answer = &portal.order(id).await.chain[0].answers[0];
    assert!(answer.instead_of.is_none(), "in their own place, and never in the requester's");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_decided_withdrawn_over_or_changed_is_not_decided_again(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let (backend, requester, lead) = (&portal.backend, &portal.requester, &portal.lead);
    let other = portal.approver("other").await;

    let (decided, shown) = portal.page("k1").await;
    portal.clicks(lead, decided, shown).await.expect("an answer");
    is_refused(portal.clicks(lead, decided, shown).await, Why::NotWaiting);
    is_refused(portal.clicks(&other, decided, shown).await, Why::NotWaiting);

    let (withdrawn, shown) = portal.page("k2").await;
    orders::cancel(backend, requester, withdrawn).await.expect("withdrawn");
    is_refused(portal.clicks(lead, withdrawn, shown).await, Why::NotWaiting);

    let (changed, shown) = portal.page("k3").await;
    orders::revise(backend, requester, changed).await.expect("a draft");
    let as_draft = portal.clicks(lead, changed, shown).await;
    assert!(matches!(as_draft, Err(BackendError::NotFound)), "{as_draft:?}");
    orders::submit(backend, requester, changed, Leftovers::Refuse, false).await.expect("the same again");
    let as_it_was = portal.clicks(lead, changed, shown).await;
    assert!(matches!(as_it_was, Err(BackendError::Conflict("changed_meanwhile"))), "{as_it_was:?}");

    let (over, shown) = portal.page("k4").await;
    portal.advance(Duration::days(7) + Duration::SECOND).await;
    is_refused(portal.clicks(lead, over, shown).await, Why::NotWaiting);
    portal.expire().await;
    assert_eq!(portal.state(over).await, State::Expired);
    is_refused(portal.clicks(lead, over, shown).await, Why::NotWaiting);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_disabled_between_page_and_click_answers_and_hands_over_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let (id, shown) = portal.page("k").await;
    let (backend, lead) = (&portal.backend, &portal.lead);
    let other = portal.approver("other").await;
    people::disable(backend, Actor::Operator, lead.id).await.expect("disabled");

    let answered = portal.clicks(lead, id, shown).await;
    let handed = approvals::hand_over(backend, lead, id, other.email.as_str(), "").await;

    assert!(matches!(answered, Err(BackendError::SignedOut)), "{answered:?}");
    assert!(matches!(handed, Err(BackendError::SignedOut)), "{handed:?}");
    assert_eq!(portal.clicks(&other, id, shown).await.expect("an answer"), State::Approved);
}
