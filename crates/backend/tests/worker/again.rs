//! Who was told once is told again where it happens again.

use backend::jobs::remind;
use domain::{notice::Kind, order::State};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::escalations::{Company, step};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn admins_hear_again_of_a_step_that_had_enough_people_in_between(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |_, dana, _| vec![step(dana, &[])]).await;
    it.portal.submitted("k").await;
    for time in 1..=3 {
        it.leaves(&it.dana).await;
        it.escalate().await;
        it.escalate().await;
        assert_eq!(it.told(&it.admin, Kind::ApproverMissing).await, time, "once each time");
        it.comes_back(&it.dana).await;
        it.escalate().await;
        it.escalate().await;
        assert_eq!(it.told(&it.admin, Kind::ApproverMissing).await, time, "nothing is missing");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whom_a_complete_step_asks_again_is_told_once(pool: PgPoolOptions, connect: PgConnectOptions) {
    let it = Company::new(pool, connect, |lead, dana, erik| {
        let mut first = step(dana, &[]);
        first.asks.extend(step(lead, &[]).asks);
        vec![first, step(erik, &[])]
    })
    .await;
    let id = it.portal.submitted("k").await;
    it.approves(&it.dana, id).await.expect("a decision");
    it.escalate().await;
    assert_eq!(it.told(&it.portal.lead, Kind::ApprovalAsked).await, 1);

    it.leaves(&it.dana).await;
    it.escalate().await;
    it.escalate().await;

    assert_eq!(it.told(&it.portal.lead, Kind::ApprovalAsked).await, 2, "it is asked of them again");
    assert_eq!(it.told(&it.erik, Kind::ApprovalAsked).await, 1, "theirs is not due");

    it.approves(&it.portal.lead, id).await.expect("a decision");
    it.leaves(&it.portal.lead).await;
    it.comes_back(&it.portal.lead).await;
    it.escalate().await;
    assert_eq!(it.told(&it.portal.lead, Kind::ApprovalAsked).await, 3, "what they answered counts no more");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_that_came_back_to_its_approvers_is_told_once_and_reminded_of_anew(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = Company::new(pool, connect, |lead, dana, _| {
        let mut only = step(dana, &[]);
        only.asks.extend(step(lead, &[]).asks);
        vec![only]
    })
    .await;
    let reminded = async || {
        while remind::step(&it.portal.backend).await.expect("a step") > 0 {}
        it.told(&it.portal.lead, Kind::ApprovalReminder).await
    };
    let id = it.portal.submitted("k").await;
    it.portal.advance(Duration::hours(6 * 24 + 1)).await;
    assert_eq!(reminded().await, 2, "at half time, and on the last day");
    it.approves(&it.dana, id).await.expect("a decision");
    it.leaves(&it.dana).await;

    while it.portal.step().await {}
    it.escalate().await;

    assert_eq!(it.portal.state(id).await, State::PendingApproval);
    assert_eq!(it.told(&it.portal.lead, Kind::ApprovalAsked).await, 2);
    assert_eq!(reminded().await, 2, "seven days begin");
    it.portal.advance(Duration::hours(85)).await;
    assert_eq!(reminded().await, 3);
    it.portal.advance(Duration::hours(60)).await;
    assert_eq!(reminded().await, 4);
}
