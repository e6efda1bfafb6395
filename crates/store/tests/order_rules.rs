//! What the database refuses whatever the code does, tried as the application's role.

#[path = "order_rules/around.rs"]
mod around;
mod common;
#[path = "order_rules/deciding.rs"]
mod deciding;
#[path = "order_rules/notices.rs"]
mod notices;
#[path = "order_rules/people.rs"]
mod people;
#[path = "order_rules/rights.rs"]
mod rights;

use common::{Order, code, event, fixture, refused, run};
use domain::order::State;
use sqlx::PgPool;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_databases_transitions_are_the_codes(pool: PgPool) {
    let rows: Vec<(String, String)> =
        sqlx::query_as("select from_state, to_state from purser.order_transitions")
            .fetch_all(&pool)
            .await
            .expect("rows");
    let mut database: Vec<_> = rows
        .into_iter()
        .map(|(from, to)| (from.parse::<State>().expect("a state"), to.parse::<State>().expect("a state")))
        .collect();
    database.sort_unstable();

    assert_eq!(database, State::transitions());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_of_state_without_its_event_does_not_commit(pool: PgPool) {
    let order = fixture(&pool).await;
    order.submit_without_event().await;

    let mut tx = order.app().await;
    let done = run(
        &mut tx,
        "update purser.orders set state = 'cancelled', fence = fence + 1, version = version + 1",
    )
    .await;
    assert!(done.is_ok(), "the check comes at the commit");
    assert_eq!(code(tx.commit().await), Some("PU006".into()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_way_leads_from_a_draft_to_anywhere_else(pool: PgPool) {
    let order = fixture(&pool).await;
    for state in State::ALL {
        if State::Draft.apply(domain::order::Change::Submitted) == Ok(state)
            || matches!(state, State::Draft | State::Cancelled)
        {
            continue;
        }
        let sql = format!(
            "update purser.orders set state = '{state}', version = version + 1, person_reason = 'x', fence = fence + 1"
        );
        assert_eq!(refused(&order, &sql).await, "PU004", "{state}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_is_approved_without_an_answer_to_every_step(pool: PgPool) {
    let order = fixture(&pool).await;
    order.submit().await;

    assert_eq!(
        refused(&order, "update purser.orders set state = 'approved', version = version + 1").await,
        "PU005"
    );
    order.answer(order.requester).await.expect_err("the requester's own answer");
    order.answer(order.lead).await.expect("the lead's answer");
    order.answer(order.lead).await.expect_err("a second answer of one person");
    order.to("approved").await.expect("approved");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_answer_of_somebody_who_left_does_not_count(pool: PgPool) {
    let order = fixture(&pool).await;
    order.submit().await;
    order.answer(order.lead).await.expect("the lead's answer");
    order
        .as_owner(&format!("update purser.people set disabled_at = now() where person_id = '{}'", order.lead))
        .await;

    assert_eq!(
        refused(&order, "update purser.orders set state = 'approved', version = version + 1").await,
        "PU005"
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_answer_is_about_the_hash_that_was_shown(pool: PgPool) {
    let order = fixture(&pool).await;
    order.submit().await;

    let sql = format!(
        "insert into purser.decisions (decision_id, order_id, revision, order_hash, requester_id, kind, step, person_id, decision)
         values (gen_random_uuid(), '{}', 1, sha256('another'), '{}', 'person', 0, '{}', 'approve')",
        order.id, order.requester, order.lead
    );
    assert_eq!(refused(&order, &sql).await, "23503");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_executes_without_its_intent(pool: PgPool) {
    let order = fixture(&pool).await;
    order.approve().await;

    assert_eq!(
        refused(&order, "update purser.orders set state = 'executing', version = version + 1").await,
        "PU005"
    );
    order.intend().await;
    order.to("executing").await.expect("executing");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn bought_needs_what_was_bought(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;

    assert_eq!(
        refused(&order, "update purser.orders set state = 'bought', version = version + 1").await,
        "PU005"
    );
    order.purchase("dts1").await.expect("a purchase");
    order.to("bought").await.expect("bought");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn not_bought_needs_a_refusal_for_every_send_and_no_sale(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    let not_bought = "update purser.orders set state = 'not_bought', version = version + 1";

    assert_eq!(refused(&order, not_bought).await, "PU005", "an open send");
    order.evidence(false, "not_done").await;
    order.to("not_bought").await.expect("not bought");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sale_that_comes_to_light_late_makes_the_order_a_persons(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    order.evidence(false, "not_done").await;
    order.to("not_bought").await.expect("not bought");

    order.evidence(true, "done").await;

    assert_eq!(order.state().await, "needs_person");
    assert_eq!(order.count("select count(*) from purser.alarms where code = 'late_sale'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_second_reference_raises_the_alarm(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    order.purchase("dts-other").await.expect("a purchase");
    order.evidence(true, "done").await;

    assert_eq!(order.count("select count(*) from purser.alarms where code = 'second_reference'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sale_is_not_taken_back(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    order.evidence(true, "done").await;

    let sql = "insert into purser.verdicts (send_id, verdict, evidence_id)
               select send_id, 'not_done', evidence_id from purser.evidence";
    assert_eq!(refused(&order, sql).await, "PU001");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_what_the_cloud_deduplicates_is_sent_twice(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    let second = "insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
                  select gen_random_uuid(), attempt_id, class, 2, fence, worker, signed_at, dead_at from purser.sends";

    let mut tx = order.app().await;
    run(&mut tx, second).await.expect("class token");
    tx.rollback().await.expect("rollback");
    let other = second.replace("class, 2", "'name', 2");
    assert!(["23503", "23514"].contains(&refused(&order, &other).await.as_str()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_has_one_intent_a_revision(pool: PgPool) {
    let order = fixture(&pool).await;
    order.approve().await;
    order.intend().await;

    let mut tx = order.app().await;
    assert_eq!(code(order.write_intent(&mut tx, "another-token").await), Some("23505".into()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_is_used_by_one_order(pool: PgPool) {
    let order = fixture(&pool).await;
    order.approve().await;
    order.intend().await;

    let other = order.another().await;
    other.approve().await;
    let mut tx = other.app().await;
    assert_eq!(code(other.write_intent(&mut tx, "token").await), Some("23505".into()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_two_orders_claim_belongs_to_one(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    order.purchase("dts1").await.expect("a purchase");

    let other = order.another().await;
    other.approve().await;
    let mut tx = other.app().await;
    other.write_intent(&mut tx, "token2").await.expect("an intent");
    tx.commit().await.expect("commit");
    assert_eq!(code(other.purchase("dts1").await), Some("23505".into()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_submit_key_is_one_order_for_ever(pool: PgPool) {
    let order = fixture(&pool).await;
    let sql = "insert into purser.orders (order_id, mode, requester_id, team_id, operation, provider, submit_key, submit_body_hash, draft)
               select gen_random_uuid(), mode, requester_id, team_id, operation, provider, submit_key, submit_body_hash, draft from purser.orders";

    assert_eq!(refused(&order, sql).await, "23505");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_fence_never_falls_and_versions_count(pool: PgPool) {
    let order = fixture(&pool).await;
    let mut tx = order.app().await;
    run(&mut tx, "update purser.orders set fence = 7, version = version + 1").await.expect("a higher fence");
    tx.commit().await.expect("commit");

    assert_eq!(refused(&order, "update purser.orders set fence = 6, version = version + 1").await, "PU001");
    assert_eq!(refused(&order, "update purser.orders set fence = 8").await, "PU003");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn taking_back_raises_the_fence(pool: PgPool) {
    let order = fixture(&pool).await;
    order.approve().await;

    for state in ["cancelled", "draft"] {
        let sql = format!("update purser.orders set state = '{state}', version = version + 1");
        assert_eq!(refused(&order, &sql).await, "PU001", "{state}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_demo_database_holds_no_live_order(pool: PgPool) {
    let order = fixture(&pool).await;
    for table in ["orders", "credentials"] {
        let sql = format!(
            "update purser.{table} set mode = 'live'{}",
            if table == "orders" { ", version = version + 1" } else { "" }
        );
        assert!(["PU001", "23503"].contains(&refused(&order, &sql).await.as_str()), "{table}");
    }
    let stamped: String =
        sqlx::query_scalar("select purser.stamp_mode('live')").fetch_one(&pool).await.expect("a mode");
    assert_eq!(stamped, "sim");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_written_stays_as_it_was(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    order.evidence(true, "done").await;
    order.purchase("dts1").await.expect("a purchase");
    event(&order).await;

    let tables = [
        ("revisions", "reason = 'x'"),
        ("chain_steps", "needs = 0"),
        ("decisions", "comment = 'x'"),
        ("sends", "worker = 'x'"),
        ("evidence", "sale = false"),
        ("verdicts", "verdict = 'open'"),
        ("purchases", "reference = 'x'"),
        ("events", "action = 'x'"),
        ("rule_versions", "rank = 0"),
    ];
    for (table, change) in tables {
        for sql in [
            format!("update purser.{table} set {change}"),
            format!("delete from purser.{table}"),
            format!("truncate purser.{table} cascade"),
        ] {
            assert_eq!(refused(&order, &sql).await, "42501", "the application: {sql}");
            assert_eq!(
                code(sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&pool).await),
                Some("PU001".into()),
                "the owner: {sql}"
            );
        }
    }
    for table in ["orders", "attempts", "people", "credentials", "credential_versions", "instances"] {
        let sql = format!("delete from purser.{table}");
        assert_eq!(refused(&order, &sql).await, "42501", "{table}");
    }
    assert_eq!(refused(&order, "update purser.attempts set endpoint = 'elsewhere'").await, "PU001");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_chain_of_seals_has_no_gaps(pool: PgPool) {
    let order: Order = fixture(&pool).await;
    event(&order).await;
    let seal = |sequence: i64, previous: &str| {
        format!(
            "insert into purser.seals (sequence, event_id, previous_hash, hash)
             select {sequence}, event_id, {previous}, sha256('{sequence}') from purser.events
             where event_id not in (select event_id from purser.seals) limit 1"
        )
    };

    assert_eq!(refused(&order, &seal(2, "sha256('x')")).await, "PU001");
    let mut tx = order.app().await;
    run(&mut tx, &seal(1, "sha256('x')")).await.expect("the first seal");
    tx.commit().await.expect("commit");
    event(&order).await;
    assert_eq!(refused(&order, &seal(2, "sha256('wrong')")).await, "PU001");
    assert_eq!(refused(&order, &seal(3, "sha256('1')")).await, "PU001");
}
