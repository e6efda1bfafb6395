//! What the database refuses of deputies, of steps that are handed over, and of answers that come too late.

use sqlx::PgPool;
use uuid::Uuid;

use crate::common::{Order, code, fixture, refused, run};

const DEPUTY: Uuid = Uuid::from_u128(31);
const LEFT: Uuid = Uuid::from_u128(32);

/// An order that waits for approval, and two people beside it, one of whom left.
async fn waiting(pool: &PgPool) -> Order {
    let order = fixture(pool).await;
    order
        .as_owner(&format!(
            "insert into purser.people (person_id, email, name, disabled_at)
             values ('{DEPUTY}', 'deputy@x', 'deputy', null), ('{LEFT}', 'gone@x', 'gone', now())"
        ))
        .await;
    order.submit().await;
    order
}

fn period(principal: Uuid, deputy: Uuid, from: &str, until: &str) -> String {
    format!(
        "insert into purser.deputies (deputy_period_id, principal_id, deputy_id, starts_at, ends_at)
         values (gen_random_uuid(), '{principal}', '{deputy}', now() + '{from}', now() + '{until}')"
    )
}

fn answer(person: Uuid, instead_of: Option<Uuid>) -> String {
    let place = instead_of.map_or_else(|| "null".to_owned(), |id| format!("'{id}'"));
    format!(
        "insert into purser.decisions (decision_id, order_id, revision, order_hash, requester_id, kind, step, person_id,
             decision, instead_of)
         select gen_random_uuid(), r.order_id, r.revision, r.order_hash, r.requester_id, 'person', 0, '{person}',
             'approve', {place}::uuid
         from purser.revisions r"
    )
}

fn hand(from: Uuid, to: Uuid, by: Uuid) -> String {
    format!(
        "insert into purser.hand_overs (hand_over_id, order_id, revision, step, requester_id, from_id, to_id, by_id)
         select gen_random_uuid(), r.order_id, r.revision, 0, r.requester_id, '{from}', '{to}', '{by}'
         from purser.revisions r"
    )
}

async fn does(order: &Order, sql: &str) {
    let mut tx = order.app().await;
    run(&mut tx, sql).await.expect(sql);
    tx.commit().await.expect("commit");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_answers_in_the_requesters_place_nor_the_requester_in_anybodys(pool: PgPool) {
    let order = waiting(&pool).await;
    does(&order, &period(order.requester, DEPUTY, "0", "1 day")).await;
    does(&order, &period(order.lead, order.requester, "0", "1 day")).await;

    assert_eq!(refused(&order, &answer(DEPUTY, Some(order.requester))).await, "23514");
    assert_eq!(refused(&order, &answer(order.requester, Some(order.lead))).await, "23514");
    assert_eq!(refused(&order, &period(order.lead, order.lead, "0", "1 day")).await, "23514");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_deputy_answers_while_their_time_lasts_and_only_one_of_the_two(pool: PgPool) {
    let order = waiting(&pool).await;
    let answers = answer(DEPUTY, Some(order.lead));

    assert_eq!(refused(&order, &answers).await, "PU002", "nobody's deputy");
    does(&order, &period(order.lead, DEPUTY, "1 hour", "1 day")).await;
    assert_eq!(refused(&order, &answers).await, "PU002", "not yet");
    does(&order, &period(order.lead, DEPUTY, "-2 hours", "-1 hour")).await;
    assert_eq!(refused(&order, &answers).await, "PU002", "no more");
    does(&order, &period(order.lead, DEPUTY, "0", "1 day")).await;
    does(&order, "update purser.deputies set ended_at = now() where ended_at is null").await;
    assert_eq!(refused(&order, &answers).await, "PU002", "taken back");
    does(&order, &period(LEFT, DEPUTY, "0", "1 day")).await;
    assert_eq!(refused(&order, &answer(DEPUTY, Some(LEFT))).await, "PU002", "of who left");

    does(&order, &period(order.lead, DEPUTY, "0", "1 day")).await;
    does(&order, &answers).await;
    assert_eq!(refused(&order, &answer(order.lead, None)).await, "23505", "the place has its answer");
    assert_eq!(refused(&order, &answers).await, "23505", "twice");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_step_is_handed_to_neither_its_requester_nor_who_left(pool: PgPool) {
    let order = waiting(&pool).await;
    let (requester, lead) = (order.requester, order.lead);
    for (rule, sql, code) in [
        ("to the requester", hand(lead, requester, lead), "23514"),
        ("from the requester", hand(requester, DEPUTY, requester), "23514"),
        ("to oneself", hand(lead, lead, lead), "23514"),
        ("to who left", hand(lead, LEFT, lead), "PU002"),
        ("by who left", hand(lead, DEPUTY, LEFT), "PU002"),
    ] {
        assert_eq!(refused(&order, &sql).await, code, "{rule}");
    }
    does(&order, &hand(lead, DEPUTY, lead)).await;
    does(&order, &answer(lead, None)).await;
    order.to("approved").await.expect("approved");
    assert_eq!(refused(&order, &hand(lead, DEPUTY, lead)).await, "PU002", "it is decided");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_decided_over_taken_back_or_withdrawn_takes_no_answer(pool: PgPool) {
    let order = waiting(&pool).await;
    order.answer(order.lead).await.expect("an answer");
    for (end, to) in [
        ("decided", "approved"),
        ("over", "expired"),
        ("taken back", "draft', fence = fence + 1, waiting = '"),
        ("withdrawn", "cancelled', fence = fence + 1, waiting = '"),
    ] {
        order.to(to).await.expect(end);
        assert_eq!(code(order.answer(DEPUTY).await).as_deref(), Some("PU002"), "{end}");
    }
}
