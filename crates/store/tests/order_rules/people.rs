//! What the database refuses of what people say, tried as the application's role.

use sqlx::PgPool;
use uuid::Uuid;

use crate::common::{Order, fixture, refused, run};

const ADMIN: Uuid = Uuid::from_u128(21);
const OTHER_ADMIN: Uuid = Uuid::from_u128(22);
const NOBODY: Uuid = Uuid::from_u128(23);

/// An order of 10 CNY whose outcome only a person can tell, with two admins and somebody else.
async fn in_doubt(pool: &PgPool) -> Order {
    let order = fixture(pool).await;
    for (id, name) in [(ADMIN, "a"), (OTHER_ADMIN, "b"), (NOBODY, "n")] {
        order
            .as_owner(&format!(
                "insert into purser.people (person_id, email, name) values ('{id}', '{name}@x', '{name}')"
            ))
            .await;
    }
    order.as_owner(&format!("insert into purser.person_roles (person_id, role) values ('{ADMIN}', 'admin'), ('{OTHER_ADMIN}', 'admin')")).await;
    order.execute().await;
    order.to("unknown").await.expect("unknown");
    order.to("needs_person', person_reason = 'token_window_over").await.expect("a person's");
    order
}

fn says(person: Uuid, code: &str, sale: bool) -> String {
    let (reference, reason) =
        if code == "bought" { ("'dts1'", "''") } else { ("null", "'I checked the list.'") };
    format!(
        "insert into purser.evidence (evidence_id, order_id, attempt_id, kind, sale, reference, code, message, person_id)
         select gen_random_uuid(), order_id, attempt_id, 'person', {sale}, {reference}, '{code}', {reason}, '{person}' from purser.attempts"
    )
}

fn looks(code: &str, when: &str) -> String {
    format!(
        "insert into purser.evidence (evidence_id, order_id, attempt_id, kind, code, cloud_date)
         select gen_random_uuid(), order_id, attempt_id, 'look', '{code}', {when} from purser.attempts"
    )
}

const NOT_DONE: &str = "insert into purser.verdicts (send_id, verdict, evidence_id)
    select s.send_id, 'not_done', e.evidence_id from purser.sends s, purser.evidence e where e.kind = 'person'
    order by e.received_at desc limit 1";

async fn does(order: &Order, sql: &str) {
    let mut tx = order.app().await;
    run(&mut tx, sql).await.expect(sql);
    tx.commit().await.expect("commit");
}

async fn after(order: &Order, minutes: u32) {
    order.as_owner(&format!("update purser.clock set ahead = '{minutes} min'")).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_verdict_is_an_admins_who_had_no_part_in_the_order(pool: PgPool) {
    let order = in_doubt(&pool).await;
    let (requester, lead) = (order.requester, order.lead);
    order
        .as_owner(&format!("insert into purser.person_roles (person_id, role) values ('{requester}', 'admin'), ('{lead}', 'admin')"))
        .await;

    for (who, person) in [("the requester", requester), ("the approver", lead), ("no admin", NOBODY)] {
        assert_eq!(refused(&order, &says(person, "bought", true)).await, "PU007", "{who}");
    }
    for (who, person) in [("the approver", lead), ("no admin", NOBODY)] {
        assert_eq!(refused(&order, &says(person, "bought", false)).await, "PU007", "{who} proposes");
    }
    does(&order, &says(requester, "bought", false)).await;
    order
        .as_owner(&format!("update purser.people set disabled_at = now() where person_id = '{OTHER_ADMIN}'"))
        .await;
    assert_eq!(refused(&order, &says(OTHER_ADMIN, "bought", true)).await, "PU007", "who left");

    does(&order, &says(ADMIN, "bought", true)).await;
    order.purchase("dts1").await.expect("a purchase");
    order.to("bought").await.expect("bought");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_requester_proposes_settles_nothing(pool: PgPool) {
    let order = in_doubt(&pool).await;
    after(&order, 21).await;
    does(&order, &looks("absent", "purser.now()")).await;
    does(&order, &says(order.requester, "not_bought", false)).await;

    assert_eq!(refused(&order, NOT_DONE).await, "PU007");
    does(&order, &says(order.requester, "bought", false)).await;
    order.purchase("dts1").await.expect("a purchase");
    let bought = "update purser.orders set state = 'bought', version = version + 1";
    assert_eq!(refused(&order, bought).await, "PU007");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn not_bought_waits_for_the_last_signature_and_for_a_look_after_it(pool: PgPool) {
    let order = in_doubt(&pool).await;
    let not_bought = says(ADMIN, "not_bought", false);

    after(&order, 19).await;
    does(&order, &looks("absent", "purser.now()")).await;
    assert_eq!(refused(&order, &not_bought).await, "PU007", "a request may still arrive");
    after(&order, 21).await;
    assert_eq!(refused(&order, &not_bought).await, "PU007", "nobody looked since");
    for code in ["found", "busy", "unreadable", "unmapped", "partial"] {
        does(&order, &looks(code, "purser.now()")).await;
        assert_eq!(refused(&order, &not_bought).await, "PU007", "{code}");
    }
    does(&order, &looks("absent", "purser.now() - interval '2 min'")).await;
    assert_eq!(refused(&order, &not_bought).await, "PU007", "by the cloud's clock it was too early");
    does(&order, &looks("absent", "purser.now()")).await;
    does(&order, &looks("unmapped", "purser.now()")).await;
    assert_eq!(refused(&order, &not_bought).await, "PU007", "a newer look shows what could be it");
    does(&order, &looks("absent", "purser.now()")).await;
    does(&order, &looks("unreadable", "purser.now()")).await;
    does(&order, &not_bought).await;
    does(&order, NOT_DONE).await;
    order.to("not_bought").await.expect("not bought");
}

/// An approved order that was handed to people after a hold, because its account shows `dts1`, which no order owns.
async fn lost(pool: &PgPool) -> Order {
    let order = fixture(pool).await;
    for (id, name) in [(ADMIN, "a"), (OTHER_ADMIN, "b")] {
        order
            .as_owner(&format!(
                "with made as (insert into purser.people (person_id, email, name) values ('{id}', '{name}@x', '{name}'))
                 insert into purser.person_roles (person_id, role) values ('{id}', 'admin')"
            ))
            .await;
    }
    order.approve().await;
    order
        .as_owner("insert into purser.holds (reason, set_by, lifted_at, lifted_by, lift_reason) values ('x', 'x', purser.now(), 'x', 'x')")
        .await;
    does(
        &order,
        "insert into purser.unowned_purchases (provider, account, kind, reference)
         select v.provider, v.access_key_id, 'instance', r from purser.credential_versions v, unnest(array['dts1', 'dts2']) r
         union all select 'alibaba', 'another account', 'instance', 'dts3'",
    )
    .await;
    order.to("needs_person', person_reason = 'unowned_after_failover").await.expect("a person's");
    order
}

fn says_of_lost(person: Uuid, code: &str, sale: bool) -> String {
    says(person, code, sale)
        .replace(
            "select gen_random_uuid(), order_id, attempt_id,",
            "select gen_random_uuid(), order_id, null::uuid,",
        )
        .replace("from purser.attempts", "from purser.orders")
}

fn given(reference: &str) -> String {
    format!(
        "insert into purser.purchases (purchase_id, order_id, unowned_no, provider, account, kind, reference)
         select gen_random_uuid(), o.order_id, u.unowned_no, u.provider, u.account, u.kind, u.reference
         from purser.unowned_purchases u, purser.orders o where u.reference = '{reference}'"
    )
}

const LISTS: &str = "insert into purser.evidence (evidence_id, order_id, kind, code)
    select gen_random_uuid(), order_id, 'look', 'unowned' from purser.orders";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_order_is_given_only_what_its_account_bought_and_people_said(pool: PgPool) {
    let order = lost(&pool).await;

    assert_eq!(refused(&order, &given("dts1")).await, "PU007", "nobody said so");
    does(&order, &says_of_lost(order.requester, "bought", false)).await;
    assert_eq!(refused(&order, &given("dts1")).await, "PU007", "the requester only proposes");
    for (rule, from, to) in [
        ("another reference", "u.reference\n", "'dts9'\n"),
        ("another account", "u.account", "'a'"),
        ("another kind", "u.kind", "'cloud_order'"),
        ("no origin", "u.unowned_no", "null"),
    ] {
        let wrong = given("dts1").replacen(from, to, 1);
        assert_ne!(wrong, given("dts1"), "{rule}");
        let mut tx = order.app().await;
        run(&mut tx, &says_of_lost(ADMIN, "bought", true)).await.expect("said");
        let code = run(&mut tx, &wrong)
            .await
            .expect_err(rule)
            .into_database_error()
            .and_then(|it| it.code().map(String::from));
        assert!(matches!(code.as_deref(), Some("PU005" | "23514")), "{rule}: {code:?}");
    }
    does(&order, &says_of_lost(ADMIN, "bought", true).replace("'dts1'", "'dts3'")).await;
    assert_eq!(refused(&order, &given("dts3")).await, "PU005", "what another account bought");
    assert_eq!(refused(&order, &given("dts2")).await, "PU007", "nobody named this one");

    does(&order, &says_of_lost(ADMIN, "bought", true)).await;
    does(&order, &given("dts1")).await;
    order.to("bought").await.expect("bought");
    assert_eq!(refused(&order, &given("dts2")).await, "PU005", "an order buys once");
    let left: i64 = sqlx::query_scalar(
        "select count(*) from purser.unowned_purchases where cleared_at is null and reference = 'dts1'",
    )
    .fetch_one(&pool)
    .await
    .expect("a number");
    assert_eq!(left, 0, "it has left the list");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_lost_order_ends_as_not_bought_only_by_people_after_a_look_at_the_lists(pool: PgPool) {
    let order = lost(&pool).await;
    let ends = "update purser.orders set state = 'not_bought', version = version + 1";
    let said = says_of_lost(ADMIN, "not_bought", false);

    does(&order, LISTS).await;
    assert_eq!(refused(&order, &said).await, "PU007", "a lost request may still arrive");
    after(&order, 19).await;
    does(&order, LISTS).await;
    assert_eq!(refused(&order, &said).await, "PU007", "as long as a signature and five minutes");
    after(&order, 21).await;
    assert_eq!(refused(&order, &said).await, "PU007", "nobody looked since");
    does(&order, LISTS).await;
    does(&order, &LISTS.replace("'unowned'", "'unmapped'")).await;
    assert_eq!(refused(&order, &said).await, "PU007", "something may be an order's that is still open");
    does(&order, LISTS).await;
    assert_eq!(refused(&order, ends).await, "PU007", "nobody said so");
    does(&order, &said).await;
    order.to("not_bought").await.expect("not bought");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_with_an_attempt_is_given_nothing(pool: PgPool) {
    let order = in_doubt(&pool).await;
    does(
        &order,
        "insert into purser.unowned_purchases (provider, account, kind, reference)
         select provider, access_key_id, 'instance', 'dts1' from purser.credential_versions",
    )
    .await;

    does(&order, &says(ADMIN, "bought", true)).await;

    assert_eq!(refused(&order, &given("dts1")).await, "PU005");
    order.purchase("dts1").await.expect("a purchase");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_live_database_does_not_shorten_its_waits(pool: PgPool) {
    let order = in_doubt(&pool).await;
    let dead = "set local purser.settle_compress = '60';
                select set_config('purser.test', (purser.surely_dead_at(order_id) - now() < interval '1 min')::text, false) from purser.orders";
    let short = async |order: &Order| {
        let mut tx = order.app().await;
        sqlx::raw_sql(dead).execute(&mut *tx).await.expect("a time");
        let short: String = sqlx::query_scalar("select current_setting('purser.test')")
            .fetch_one(&mut *tx)
            .await
            .expect("a setting");
        short
    };

    assert_eq!(short(&order).await, "true");
    let sql = "alter table purser.modes disable trigger user; alter table purser.modes drop constraint modes_pkey cascade; update purser.modes set mode = 'live'";
    sqlx::raw_sql(sql).execute(&pool).await.expect("a live database");
    assert_eq!(short(&order).await, "false");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn above_the_limit_two_admins_say_the_same(pool: PgPool) {
    let order = in_doubt(&pool).await;
    order
        .as_owner(&format!("insert into purser.settings (name, currency, amount, set_by) values ('confirm_above', 'CNY', 9.99, '{ADMIN}')"))
        .await;
    after(&order, 21).await;
    does(&order, &looks("absent", "purser.now()")).await;

    assert_eq!(refused(&order, &says(ADMIN, "bought", true)).await, "PU007", "one alone");
    does(&order, &says(ADMIN, "bought", false)).await;
    assert_eq!(refused(&order, &says(ADMIN, "bought", true)).await, "PU007", "the same one twice");
    let other = says(OTHER_ADMIN, "bought", true).replace("'dts1'", "'dts2'");
    assert_eq!(refused(&order, &other).await, "PU007", "another reference");
    does(&order, &says(ADMIN, "not_bought", false)).await;
    assert_eq!(refused(&order, NOT_DONE).await, "PU007", "one alone");
    does(&order, &says(order.requester, "not_bought", false)).await;
    assert_eq!(refused(&order, NOT_DONE).await, "PU007", "the requester is no second");

    does(&order, &says(OTHER_ADMIN, "not_bought", false)).await;
    does(&order, NOT_DONE).await;
    order.to("not_bought").await.expect("not bought");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_people_settle_what_needs_a_person(pool: PgPool) {
    let order = in_doubt(&pool).await;
    let bought = "update purser.orders set state = 'bought', version = version + 1";

    order.purchase("dts1").await.expect("a purchase");
    assert_eq!(refused(&order, bought).await, "PU007", "nobody said so");
    does(&order, &says(ADMIN, "bought", true).replace("'dts1'", "'dts2'")).await;
    assert_eq!(refused(&order, bought).await, "PU007", "somebody said another reference");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_refusal_of_the_cloud_alone_ends_nothing_that_needs_a_person(pool: PgPool) {
    let order = in_doubt(&pool).await;
    order.evidence(false, "not_done").await;

    let not_bought = "update purser.orders set state = 'not_bought', version = version + 1";
    assert_eq!(refused(&order, not_bought).await, "PU007");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_statement_says_what_and_why_and_only_where_a_person_is_needed(pool: PgPool) {
    let order = in_doubt(&pool).await;
    let bought = says(ADMIN, "bought", true);

    assert_eq!(refused(&order, &says(ADMIN, "perhaps", false)).await, "PU007");
    assert_eq!(refused(&order, &bought.replace("true, 'dts1'", "false, null")).await, "PU007");
    let silent = says(order.requester, "not_bought", false).replace("'I checked the list.'", "' '");
    assert_eq!(refused(&order, &silent).await, "PU007");
    does(&order, &bought).await;
    order.purchase("dts1").await.expect("a purchase");
    order.to("bought").await.expect("bought");
    assert_eq!(refused(&order, &says(OTHER_ADMIN, "bought", true)).await, "PU002");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_alarm_is_cleared_once_by_somebody_for_a_reason(pool: PgPool) {
    let order = in_doubt(&pool).await;
    does(
        &order,
        "insert into purser.alarms (order_id, code) select order_id, 'late_sale' from purser.orders",
    )
    .await;
    let clear =
        format!("update purser.alarms set cleared_at = now(), cleared_by = '{ADMIN}', clear_reason = 'seen'");

    for wrong in [
        clear.replace("'seen'", "' '"),
        clear.replace(&format!("'{ADMIN}'"), "null"),
        format!("{clear}, code = 'x'"),
        "update purser.alarms set detail = 'x'".to_owned(),
    ] {
        assert_eq!(refused(&order, &wrong).await, "PU001", "{wrong}");
    }
    does(&order, &clear).await;
    assert_eq!(refused(&order, &clear).await, "PU001", "twice");
}
