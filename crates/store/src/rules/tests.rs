use domain::{
    approval::Step,
    ids::PersonId,
    person::{Email, Role},
};
use sqlx::PgPool;
use time::Duration;
use uuid::Uuid;

use super::*;

const AUTHOR: PersonId = PersonId::from_uuid(Uuid::from_u128(1));
const SECOND: PersonId = PersonId::from_uuid(Uuid::from_u128(2));
const THIRD: PersonId = PersonId::from_uuid(Uuid::from_u128(3));

type Conn = sqlx::pool::PoolConnection<sqlx::Postgres>;

/// A connection that may do what the portal may do, and that many admins.
async fn admins(pool: &PgPool, many: usize) -> Conn {
    let mut conn = pool.acquire().await.expect("a connection");
    for (id, email) in [(AUTHOR, "a@x"), (SECOND, "b@x"), (THIRD, "c@x")].into_iter().take(many) {
        let email: Email = email.parse().expect("an address");
        let new = crate::people::New { id, email: &email, name: "Admin", password_hash: None };
        crate::people::insert(&mut conn, &new).await.expect("a person");
        crate::people::grant(&mut conn, id, Role::Admin).await.expect("a role");
    }
    sqlx::query("set role purser_app").execute(&mut *conn).await.expect("the role");
    conn
}

fn rule(number: u128, rank: i32, asks: &[Asked]) -> Rule {
    let step = Step { name: String::new(), needs: 1, asks: asks.to_vec(), fallback: Vec::new() };
    Rule {
        id: RuleId::from_uuid(Uuid::from_u128(number)),
        version: 1,
        name: format!("Rule {number}"),
        rank,
        enabled: true,
        valid_from: None,
        valid_until: None,
        conditions: Conditions::default(),
        chain: Chain { steps: if asks.is_empty() { vec![] } else { vec![step] } },
    }
}

/// Writes a first version; whether it waits for a second admin.
async fn write(conn: &mut Conn, rule: &Rule) -> bool {
    insert(conn, rule.id, &rule.name).await.expect("a rule");
    insert_version(conn, rule, AUTHOR).await.expect("a version")
}

async fn held(conn: &mut Conn) -> Vec<(String, i32)> {
    let rules = in_force(conn).await.expect("rules");
    rules.written.into_iter().map(|rule| (rule.name, rule.version)).collect()
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_built_in_rule_is_there_from_the_beginning(pool: PgPool) {
    let mut conn = admins(&pool, 0).await;

    let rules = in_force(&mut conn).await.expect("rules");

    assert_eq!(rules.built_in.chain, Chain::built_in());
    assert!(rules.written.is_empty());
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_rule_reads_back_as_it_was_written(pool: PgPool) {
    let mut conn = admins(&pool, 1).await;
    let at = time::macros::datetime!(2026-03-01 12:00 UTC);
    let written = Rule {
        valid_from: Some(at),
        valid_until: Some(at + Duration::hours(1)),
        conditions: Conditions { operations: vec![Operation::BssCreate], ..Conditions::default() },
        ..rule(7, -5, &[Asked::TeamLead, Asked::Person(SECOND)])
    };

    assert!(!write(&mut conn, &written).await);

    assert_eq!(in_force(&mut conn).await.expect("rules").written, std::slice::from_ref(&written));
    let newest = newest(&mut conn).await.expect("rules");
    assert_eq!((&newest[0].rule, newest[0].is_pending, newest[0].holds), (&written, false, None));
    assert_eq!(newest[0].made_by.as_ref().map(|who| who.id), Some(AUTHOR));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_rule_that_asks_nobody_holds_once_a_second_admin_says_so(pool: PgPool) {
    let mut conn = admins(&pool, 2).await;
    let free = rule(7, 1, &[]);

    assert!(write(&mut conn, &free).await);
    assert!(held(&mut conn).await.is_empty());
    assert!(newest(&mut conn).await.expect("rules")[0].is_pending);
    let own = confirm(&mut conn, free.id, 1, AUTHOR).await.expect_err("their own");
    assert!(own.is_constraint(TWO_ADMINS), "{own:?}");
    confirm(&mut conn, free.id, 1, SECOND).await.expect("confirmed");

    assert_eq!(held(&mut conn).await, [("Rule 7".to_owned(), 1)]);
    let again = confirm(&mut conn, free.id, 1, SECOND).await;
    assert!(matches!(again, Err(StoreError::Stale)), "{again:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_only_admin_writes_such_a_rule_alone(pool: PgPool) {
    let mut conn = admins(&pool, 1).await;

    assert!(!write(&mut conn, &rule(7, 1, &[])).await);
    assert_eq!(held(&mut conn).await, [("Rule 7".to_owned(), 1)]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn while_a_version_waits_the_one_before_holds(pool: PgPool) {
    let mut conn = admins(&pool, 2).await;
    let strict = rule(7, 1, &[Asked::TeamLead]);
    write(&mut conn, &strict).await;
    let free = Rule { version: 2, chain: Chain::default(), ..strict.clone() };

    assert!(insert_version(&mut conn, &free, AUTHOR).await.expect("a version"));
    assert_eq!(held(&mut conn).await, [("Rule 7".to_owned(), 1)]);
    assert_eq!(newest(&mut conn).await.expect("rules")[0].holds, Some(1));

    let stricter = Rule { version: 3, name: "Rule 7b".into(), ..strict };
    insert_version(&mut conn, &stricter, AUTHOR).await.expect("a version");
    assert_eq!(held(&mut conn).await, [("Rule 7b".to_owned(), 3)]);
    let late = confirm(&mut conn, free.id, 2, SECOND).await;
    assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn whoever_copies_what_waits_lets_it_hold_for_nobody(pool: PgPool) {
    let mut conn = admins(&pool, 3).await;
    let own = rule(7, 1, &[Asked::Person(AUTHOR)]);
    assert!(write(&mut conn, &own).await, "its author answers");

    let moved = Rule { version: 2, rank: 2, ..own.clone() };
    assert!(insert_version(&mut conn, &moved, SECOND).await.expect("a version"), "moved by the other one");

    assert!(held(&mut conn).await.is_empty());
    assert_eq!(newest(&mut conn).await.expect("rules")[0].authors, [AUTHOR, SECOND]);
    let part = confirm(&mut conn, own.id, 2, AUTHOR).await;
    assert!(matches!(part, Err(StoreError::Rule { .. })), "{part:?}");
    confirm(&mut conn, own.id, 2, THIRD).await.expect("confirmed");
    assert_eq!(held(&mut conn).await, [("Rule 7".to_owned(), 2)]);
    let renamed = Rule { version: 3, name: "Rule 7b".to_owned(), ..moved };
    assert!(!insert_version(&mut conn, &renamed, AUTHOR).await.expect("a version"), "what holds already");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn whom_nobody_gave_a_right_to_approve_is_named_by_two_admins(pool: PgPool) {
    const PLAIN: PersonId = PersonId::from_uuid(Uuid::from_u128(4));
    let mut conn = admins(&pool, 2).await;
    let email: Email = "p@x".parse().expect("an address");
    let new = crate::people::New { id: PLAIN, email: &email, name: "Plain", password_hash: None };
    crate::people::insert(&mut conn, &new).await.expect("a person");
    let asks = rule(1, 10, &[Asked::TeamLead, Asked::Person(PLAIN)]);
    let mut also = rule(2, 20, &[Asked::TeamLead]);
    also.chain.steps[0].fallback = vec![Asked::Person(PLAIN)];

    assert!(write(&mut conn, &asks).await, "a step asks them");
    assert!(write(&mut conn, &also).await, "a fallback asks them");
    assert!(
        !write(&mut conn, &Rule { enabled: false, ..rule(3, 30, &[Asked::Person(PLAIN)]) }).await,
        "it is off"
    );
    confirm(&mut conn, asks.id, 1, SECOND).await.expect("confirmed");
    let renamed = Rule { version: 2, name: "Other".into(), ..asks.clone() };
    assert!(!insert_version(&mut conn, &renamed, AUTHOR).await.expect("a version"), "as it holds");
    let moved = Rule { version: 3, rank: 11, ..asks };
    assert!(insert_version(&mut conn, &moved, AUTHOR).await.expect("a version"), "it changes");

    let owner = pool.acquire().await;
    crate::people::grant(&mut owner.expect("the owner"), PLAIN, Role::Approver).await.expect("a role");
    assert!(!write(&mut conn, &rule(4, 40, &[Asked::Person(PLAIN)])).await, "two admins gave them the right");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_somebody_wrote_who_is_no_admin_any_more_is_not_confirmed(pool: PgPool) {
    let mut conn = admins(&pool, 3).await;
    let free = rule(7, 1, &[]);
    assert!(write(&mut conn, &free).await);
    crate::people::take(&mut conn, AUTHOR, Role::Admin).await.expect("an answer");

    let late = confirm(&mut conn, free.id, 1, SECOND).await;

    assert!(matches!(late, Err(StoreError::Rule { .. })), "{late:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_version_is_held_only_while_it_holds(pool: PgPool) {
    let mut conn = admins(&pool, 2).await;
    let strict = rule(7, 1, &[Asked::TeamLead]);
    write(&mut conn, &strict).await;
    assert!(hold(&mut conn, &strict).await.expect("an answer"));

    let off = Rule { version: 2, enabled: false, ..strict.clone() };
    insert_version(&mut conn, &off, AUTHOR).await.expect("a version");
    assert!(!hold(&mut conn, &strict).await.expect("an answer"), "another one holds");
    assert!(!hold(&mut conn, &off).await.expect("an answer"), "it is switched off");
    let free = Rule { version: 3, chain: Chain::default(), ..strict };
    insert_version(&mut conn, &free, AUTHOR).await.expect("a version");
    assert!(!hold(&mut conn, &free).await.expect("an answer"), "it waits");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_version_is_the_next_one_or_stale(pool: PgPool) {
    let mut conn = admins(&pool, 1).await;
    let first = rule(7, 1, &[Asked::TeamLead]);
    write(&mut conn, &first).await;

    for version in [1, 3] {
        let other = insert_version(&mut conn, &Rule { version, ..first.clone() }, AUTHOR).await;
        assert!(matches!(other, Err(StoreError::Stale)), "{version}: {other:?}");
    }
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_takes_a_second_admin(pool: PgPool) {
    let mut conn = admins(&pool, 2).await;
    let lead = [Asked::TeamLead];
    let above = rule(1, 10, &lead);
    let free = rule(2, 20, &[]);
    let below = rule(3, 30, &lead);
    assert!(!write(&mut conn, &above).await, "a rule that asks somebody");
    assert!(write(&mut conn, &free).await, "a rule that asks nobody");
    confirm(&mut conn, free.id, 1, SECOND).await.expect("confirmed");
    assert!(!write(&mut conn, &below).await);
    assert!(write(&mut conn, &rule(4, 40, &[Asked::Person(AUTHOR)])).await, "its author answers");
    assert!(!write(&mut conn, &rule(5, 50, &[Asked::Person(SECOND)])).await, "somebody else answers");
    assert!(!write(&mut conn, &Rule { enabled: false, ..rule(6, 60, &[]) }).await, "switched off");

    let narrower = Conditions { operations: vec![Operation::DdmCreate], ..Conditions::default() };
    let mut tried = Vec::new();
    for (case, rule, takes_second) in [
        (
            "more people above it",
            Rule {
                chain: Chain { steps: [above.chain.steps.clone(), above.chain.steps.clone()].concat() },
                ..above.clone()
            },
            false,
        ),
        ("another name above it", Rule { name: "Other".into(), ..above.clone() }, false),
        ("switched off above it", Rule { enabled: false, ..above.clone() }, true),
        ("holds for less above it", Rule { conditions: narrower.clone(), ..above.clone() }, true),
        ("moves below it", Rule { rank: 25, ..above.clone() }, true),
        (
            "ends above it",
            Rule { valid_until: Some(time::macros::datetime!(2030-01-01 0:00 UTC)), ..above.clone() },
            true,
        ),
        ("moves above it", Rule { rank: 15, ..below.clone() }, false),
        ("switched off below it", Rule { enabled: false, ..below.clone() }, false),
        ("the free one moves", Rule { rank: 5, ..free.clone() }, true),
        ("the free one is switched off", Rule { enabled: false, ..free.clone() }, false),
        ("the free one asks somebody", Rule { chain: above.chain.clone(), ..free.clone() }, false),
    ] {
        let mut tx = sqlx::Connection::begin(&mut *conn).await.expect("a transaction");
        let waits = insert_version(&mut tx, &Rule { version: 2, ..rule }, AUTHOR).await.expect(case);
        tx.rollback().await.expect("back");
        if waits != takes_second {
            tried.push(case);
        }
    }
    assert!(tried.is_empty(), "{tried:?}");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_condition_that_nobody_knows_stops_everything(pool: PgPool) {
    let mut conn = admins(&pool, 1).await;
    write(&mut conn, &rule(7, 1, &[Asked::TeamLead])).await;
    sqlx::query(
        "insert into purser.rule_versions (rule_id, version, rank, enabled, conditions, steps, made_by)
         select rule_id, 2, 1, true, '{\"zones\": [\"a\"]}', steps, made_by from purser.rule_versions where version = 1 and made_by is not null",
    )
    .execute(&mut *conn)
    .await
    .expect("a version of a later release");

    assert!(in_force(&mut conn).await.is_err());
}
