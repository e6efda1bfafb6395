use domain::ids::PersonId;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::*;

const ANNA: PersonId = PersonId::from_uuid(Uuid::from_u128(1));
const TEAM: TeamId = TeamId::from_uuid(Uuid::from_u128(2));

/// A connection that may do what the portal may do.
async fn as_app(pool: &PgPool) -> sqlx::pool::PoolConnection<sqlx::Postgres> {
    let mut conn = pool.acquire().await.expect("a connection");
    sqlx::query("set role purser_app").execute(&mut *conn).await.expect("the role");
    conn
}

fn email() -> Email {
    "anna@example.com".parse().expect("an address")
}

async fn anna(conn: &mut PgConnection) {
    let email = email();
    let new = New { id: ANNA, email: &email, name: "Anna", password_hash: Some("hash") };
    insert(conn, &new).await.expect("a person");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_person_reads_back_with_roles_and_teams(pool: PgPool) {
    // A right without a grant is the operator's, who is in the log; this is about what is read.
    let mut conn = pool.acquire().await.expect("a connection");
    anna(&mut conn).await;
    let team = crate::teams::find_or_insert(&mut conn, TEAM, "Platform").await.expect("a team");
    grant(&mut conn, ANNA, Role::Approver).await.expect("a role");
    join(&mut conn, ANNA, team.id, true).await.expect("a team");

    let found = load(&mut conn, ANNA).await.expect("an answer").expect("Anna");

    assert_eq!(found.roles, [Role::Approver]);
    assert_eq!(found.teams, [Membership { team: TEAM, name: "Platform".to_owned(), lead: true }]);
    assert_eq!((found.language, found.zone.as_str()), (Language::English, "UTC"));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_team_of_the_same_name_is_the_same_team(pool: PgPool) {
    let mut conn = as_app(&pool).await;
    crate::teams::find_or_insert(&mut conn, TEAM, "Platform").await.expect("a team");

    let other = TeamId::from_uuid(Uuid::from_u128(3));
    let again = crate::teams::find_or_insert(&mut conn, other, "Platform").await.expect("a team");

    assert_eq!(again.id, TEAM);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_disabled_person_may_not_act_and_has_no_password(pool: PgPool) {
    let mut conn = as_app(&pool).await;
    anna(&mut conn).await;

    assert!(disable(&mut conn, ANNA).await.expect("an answer"));
    assert!(!disable(&mut conn, ANNA).await.expect("an answer"));

    assert_eq!(load(&mut conn, ANNA).await.expect("an answer"), None);
    assert_eq!(password_hash(&mut conn, &email()).await.expect("an answer"), None);
    assert!(find(&mut conn, ANNA).await.expect("an answer").is_some());
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn an_address_belongs_to_one_person(pool: PgPool) {
    let mut conn = as_app(&pool).await;
    anna(&mut conn).await;
    let (id, email) = (PersonId::from_uuid(Uuid::from_u128(9)), email());

    let second = insert(&mut conn, &New { id, email: &email, name: "Bea", password_hash: None }).await;

    assert!(second.is_err_and(|error| error.is_constraint(EMAIL_TAKEN)));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn the_account_is_full_after_so_many_attempts_and_free_again_later(pool: PgPool) {
    let mut conn = as_app(&pool).await;
    for _ in 0..3 {
        let attempt = count_attempt(&mut conn, &email(), "::1", 3, 900.0).await.expect("an answer");
        assert!(matches!(attempt, Attempt::Counted { .. }));
    }

    let full = count_attempt(&mut conn, &email(), "::1", 3, 900.0).await.expect("an answer");
    assert!(matches!(full, Attempt::Full { free_in_s } if (800.0..=900.0).contains(&free_in_s)), "{full:?}");

    sqlx::query("update purser.clock set ahead = '15 minutes'").execute(&pool).await.expect("the clock");
    let later = count_attempt(&mut conn, &email(), "::1", 3, 900.0).await.expect("an answer");
    assert!(matches!(later, Attempt::Counted { .. }));
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_right_password_takes_its_own_attempt_back_alone(pool: PgPool) {
    let mut conn = as_app(&pool).await;
    count_attempt(&mut conn, &email(), "::1", 2, 900.0).await.expect("a wrong one");
    let Attempt::Counted { at } =
        count_attempt(&mut conn, &email(), "::1", 2, 900.0).await.expect("an answer")
    else {
        panic!("the account is not full yet");
    };

    forgive(&mut conn, &email(), at).await.expect("forgiven");

    let third = count_attempt(&mut conn, &email(), "::1", 2, 900.0).await.expect("an answer");
    let fourth = count_attempt(&mut conn, &email(), "::1", 2, 900.0).await.expect("an answer");
    assert!(matches!(third, Attempt::Counted { .. }));
    assert!(matches!(fourth, Attempt::Full { .. }));
}
