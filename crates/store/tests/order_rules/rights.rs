//! Rights without a grant, and admins who go: what the database asks for when a transaction commits.

use sqlx::{PgPool, Postgres, Transaction};
use uuid::Uuid;

use super::common::{Order, code, fixture, run};

const FIRST: Uuid = Uuid::from_u128(0xa1);
const SECOND: Uuid = Uuid::from_u128(0xa2);
const THIRD: Uuid = Uuid::from_u128(0xa3);

/// An order's people, and so many admins.
async fn admins(pool: &PgPool, many: usize) -> Order {
    let order = fixture(pool).await;
    for (number, id) in [FIRST, SECOND, THIRD].into_iter().take(many).enumerate() {
        order
            .as_owner(&format!(
                "with made as (insert into purser.people (person_id, email, name) values ('{id}', '{number}@x', 'A'))
                 insert into purser.person_roles (person_id, role) values ('{id}', 'admin')"
            ))
            .await;
    }
    order
}

/// What the log says of somebody; `by` is the operator where it is nobody.
async fn logs(tx: &mut Transaction<'_, Postgres>, of: Uuid, by: Option<Uuid>) {
    let (kind, by) = by.map_or(("operator", "null".to_owned()), |by| ("person", format!("'{by}'")));
    let sql = format!(
        "select purser.record_event(gen_random_uuid(), '{kind}', {by}, 'person', '{of}', null, 'x', null, null, null, null, '{{}}')"
    );
    run(tx, &sql).await.expect("an event");
}

/// The SQLSTATE with which the whole is refused; nothing where it commits.
async fn commits(order: &Order, sql: &str, said: &[(Uuid, Option<Uuid>)]) -> Option<String> {
    let mut tx = order.app().await;
    run(&mut tx, sql).await.expect("taken until the commit");
    for (of, by) in said {
        logs(&mut tx, *of, *by).await;
    }
    code(tx.commit().await)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_right_without_a_grant_is_the_operators_and_in_the_log(pool: PgPool) {
    let order = admins(&pool, 2).await;
    let (who, other) = (order.requester, order.lead);
    order
        .as_owner(&format!("insert into purser.team_members select team_id, '{other}' from purser.teams"))
        .await;
    for right in [
        format!("insert into purser.person_roles (person_id, role) values ('{who}', 'approver')"),
        format!("insert into purser.person_roles (person_id, role) values ('{who}', 'admin')"),
        format!(
            "insert into purser.team_members (team_id, person_id, lead) select team_id, '{who}', true from purser.teams"
        ),
        format!("update purser.team_members set lead = true where person_id = '{other}'"),
    ] {
        let of = if right.starts_with("update") { other } else { who };
        let refused = Some("PU006".to_owned());

        assert_eq!(commits(&order, &right, &[]).await, refused, "nobody says so: {right}");
        assert_eq!(commits(&order, &right, &[(of, Some(FIRST))]).await, refused, "an admin says so: {right}");
        assert_eq!(commits(&order, &right, &[(SECOND, None)]).await, refused, "of somebody else: {right}");
        assert_eq!(commits(&order, &right, &[(of, None)]).await, None, "{right}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_operator_did_before_gives_nothing_now(pool: PgPool) {
    let order = admins(&pool, 2).await;
    let who = order.requester;
    let nothing = "select 1";
    assert_eq!(commits(&order, nothing, &[(who, None)]).await, None);

    let right = format!("insert into purser.person_roles (person_id, role) values ('{who}', 'approver')");
    assert_eq!(commits(&order, &right, &[]).await, Some("PU006".to_owned()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_only_reads_needs_no_grant(pool: PgPool) {
    let order = admins(&pool, 2).await;
    let reads =
        format!("insert into purser.person_roles (person_id, role) values ('{}', 'auditor')", order.lead);

    assert_eq!(commits(&order, &reads, &[]).await, None);
}

fn ends(who: Uuid) -> [String; 2] {
    [
        format!("delete from purser.person_roles where person_id = '{who}'"),
        format!("update purser.people set disabled_at = now() where person_id = '{who}'"),
    ]
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_last_admin_goes_by_the_operator_alone(pool: PgPool) {
    let order = admins(&pool, 1).await;

    for end in ends(FIRST) {
        assert_eq!(commits(&order, &end, &[]).await, Some("PU002".to_owned()), "{end}");
        assert_eq!(commits(&order, &end, &[(FIRST, Some(FIRST))]).await, Some("PU002".to_owned()), "{end}");
    }
    assert_eq!(commits(&order, &ends(FIRST)[0], &[(FIRST, None)]).await, None);
}

async fn one_of_two_goes(pool: &PgPool, end: &str) {
    let order = admins(pool, 2).await;
    for said in [&[][..], &[(SECOND, Some(FIRST))], &[(FIRST, Some(SECOND))]] {
        assert_eq!(commits(&order, end, said).await, Some("PU002".to_owned()), "{said:?}");
    }
    assert_eq!(commits(&order, end, &[(SECOND, Some(SECOND))]).await, None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_admins_one_gives_the_role_up_by_themselves(pool: PgPool) {
    one_of_two_goes(&pool, &ends(SECOND)[0]).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_admins_one_is_disabled_by_themselves(pool: PgPool) {
    one_of_two_goes(&pool, &ends(SECOND)[1]).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_way_of_ending_an_admin_hides_behind_the_other(pool: PgPool) {
    let order = admins(&pool, 2).await;
    let [takes, disables] = ends(SECOND);
    for (first, then) in [(&takes, &disables), (&disables, &takes)] {
        let mut tx = order.app().await;
        run(&mut tx, first).await.expect("taken until the commit");
        run(&mut tx, then).await.expect("taken until the commit");
        logs(&mut tx, SECOND, Some(FIRST)).await;

        assert_eq!(code(tx.commit().await), Some("PU002".to_owned()), "{first}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_three_admins_one_takes_another_away_but_not_both(pool: PgPool) {
    let order = admins(&pool, 3).await;
    let said = [(SECOND, Some(FIRST)), (THIRD, Some(FIRST))];
    let both = format!("delete from purser.person_roles where person_id in ('{SECOND}', '{THIRD}')");

    assert_eq!(commits(&order, &both, &said).await, Some("PU002".to_owned()));
    assert_eq!(commits(&order, &ends(SECOND)[1], &said[..1]).await, None);
    assert_eq!(commits(&order, &ends(THIRD)[0], &said[1..]).await, Some("PU002".to_owned()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_limit_of_confirmation_changes_with_an_admin_in_the_log(pool: PgPool) {
    let order = admins(&pool, 2).await;
    let sets = format!(
        "insert into purser.settings (name, currency, amount, set_by) values ('confirm_above', 'CNY', 9.99, '{FIRST}')"
    );
    let raises = "update purser.settings set amount = 99999".to_owned();
    let ends = "delete from purser.settings".to_owned();
    let by = async |sql: &str, who: Option<Uuid>| {
        let mut tx = order.app().await;
        run(&mut tx, sql).await.expect("taken until the commit");
        if let Some(who) = who {
            let said = format!(
                "select purser.record_event(gen_random_uuid(), 'person', '{who}', 'setting', gen_random_uuid(), null, 'setting.changed', null, null, null, null, '{{}}')"
            );
            run(&mut tx, &said).await.expect("an event");
        }
        code(tx.commit().await)
    };

    for change in [&sets, &raises, &ends] {
        let refused = Some("PU006".to_owned());
        assert_eq!(by(change, None).await, refused, "nobody says so: {change}");
        assert_eq!(by(change, Some(order.lead)).await, refused, "no admin says so: {change}");
        if change != &ends {
            assert_eq!(by(change, Some(SECOND)).await, refused, "another one says so: {change}");
        }
        assert_eq!(by(change, Some(FIRST)).await, None, "{change}");
    }
}
