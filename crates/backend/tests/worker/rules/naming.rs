//! Steps that too few people can answer: whom rules fall back to, and whom admins name.

use backend::{
    BackendError,
    rules::{self, approvers},
};
use domain::{
    approval::{Asked, Conditions, Step},
    order::{State, can::Why},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{LEAD, admins, draft, load, somebody, step};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_step_that_too_few_can_answer_waits_until_an_admin_names_somebody(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let gus = somebody(&it.portal, "gus", &[]).await;
    it.write(draft("Two leads", Conditions::default(), &[step(2, &[LEAD])])).await;
    let id = it.portal.submitted("k1").await;
    assert!(it.portal.order(id).await.chain[0].lacks_people);
    let backend = &it.portal.backend;

    let rows = approvers::lacking(backend, &it.anna).await.expect("rows");
    assert_eq!((rows.len(), rows[0].step, rows[0].order), (1, 1, id));
    let candidates: Vec<_> = rows[0].candidates.iter().map(|who| who.id).collect();
    assert!(candidates.contains(&gus.id) && candidates.contains(&it.ben.id));
    for never in [it.anna.id, it.portal.requester.id, it.portal.lead.id] {
        assert!(!candidates.contains(&never), "{never}");
        let named = approvers::name(backend, &it.anna, id, 1, never, "why").await;
        assert!(matches!(named, Err(BackendError::Fields(_))), "{named:?}");
    }
    assert!(matches!(it.decide(&gus, id).await, Err(BackendError::NotFound)));

    approvers::name(backend, &it.anna, id, 1, gus.id, "The other lead left.").await.expect("named");

    assert!(!it.portal.order(id).await.chain[0].lacks_people);
    assert!(approvers::lacking(backend, &it.anna).await.expect("rows").is_empty());
    let again = approvers::name(backend, &it.anna, id, 1, it.ben.id, "why").await;
    assert!(matches!(again, Err(BackendError::Conflict("enough_approvers"))), "{again:?}");
    assert_eq!(it.waiting(&gus).await, 1);
    assert_eq!(it.decide(&gus, id).await.expect("an answer"), State::PendingApproval);
    assert_eq!(it.decide(&it.portal.lead, id).await.expect("an answer"), State::Approved);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_admin_names_nobody_for_an_order_of_their_own(options: PgPoolOptions, connect: PgConnectOptions) {
    let it = admins(options, connect).await;
    let gus = somebody(&it.portal, "gus", &[]).await;
    it.write(draft("Two leads", Conditions::default(), &[step(2, &[LEAD])])).await;
    let id = it.portal.submitted("k1").await;
    let requester = it.portal.requester.id;
    it.portal
        .as_owner(&format!(
            "insert into purser.person_roles (person_id, role) values ('{requester}', 'admin')"
        ))
        .await;
    let requester = load(&it.portal, requester).await;

    let named = approvers::name(&it.portal.backend, &requester, id, 1, gus.id, "why").await;

    assert!(matches!(named, Err(BackendError::NotAllowed(Why::OwnOrder))), "{named:?}");
    let rows = approvers::lacking(&it.portal.backend, &requester).await.expect("rows");
    assert!(rows[0].is_own && rows[0].candidates.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_fallback_answers_where_the_others_are_too_few(options: PgPoolOptions, connect: PgConnectOptions) {
    let it = admins(options, connect).await;
    let gus = somebody(&it.portal, "gus", &[]).await;
    let two = Step { fallback: vec![Asked::Person(gus.id)], ..step(2, &[LEAD]) };
    let rule = it.write(draft("Two leads", Conditions::default(), &[two])).await;
    assert!(rule.is_pending, "nobody gave Gus a right to approve");
    rules::confirm(&it.portal.backend, &it.ben, rule.id, 1).await.expect("confirmed");

    let id = it.portal.submitted("k1").await;

    let order = it.portal.order(id).await;
    assert_eq!(order.chain[0].asks, [LEAD, Asked::Person(gus.id)]);
    assert_eq!(order.chain[0].names, ["", "gus"]);
    assert!(!order.chain[0].lacks_people);
}
