use domain::person::Role;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::*;
use crate::people::testing::{PASSWORD, actions, portal, somebody};

async fn try_with(backend: &Backend, email: &str, password: &str) -> Result<Person, BackendError> {
    check(backend, email, &password.into(), "192.0.2.7").await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_right_password_signs_in_whatever_the_case_of_the_address(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[Role::Approver]).await;

    let signed_in = try_with(&backend, " Anna@Example.com", PASSWORD).await.expect("signed in");

    assert_eq!(signed_in, anna);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_wrong_password_and_an_unknown_address_are_told_alike(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    somebody(&backend, "anna", &[]).await;

    for email in ["anna@example.com", "nobody@example.com", "no address"] {
        let refused = try_with(&backend, email, "something else 1").await;
        assert!(matches!(refused, Err(BackendError::SignedOut)), "{email}");
    }
    assert_eq!(actions(&owner).await, ["sign_in.failed"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_account_takes_ten_wrong_passwords_in_fifteen_minutes(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    somebody(&backend, "anna", &[]).await;
    let tries = (0..14).map(|_| try_with(&backend, "anna@example.com", "something else 1"));

    let answers = futures::future::join_all(tries).await;

    let checked = answers.iter().filter(|answer| matches!(answer, Err(BackendError::SignedOut))).count();
    assert_eq!(checked, 10);
    let locked = try_with(&backend, "anna@example.com", PASSWORD).await;
    assert!(
        matches!(locked, Err(BackendError::TooMany { retry_after_s: 600..=900 })),
        "the right password too: {locked:?}"
    );
    sqlx::query("update purser.clock set ahead = '15 minutes'").execute(&owner).await.expect("the clock");
    try_with(&backend, "anna@example.com", PASSWORD).await.expect("signed in");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn right_passwords_are_not_counted(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    somebody(&backend, "anna", &[]).await;

    for _ in 0..12 {
        try_with(&backend, "anna@example.com", PASSWORD).await.expect("signed in");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn changing_the_password_asks_for_the_current_one(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let fresh = SecretString::from("a quite different one");

    let wrong = change_password(&backend, &anna, &"something else 1".into(), &fresh, None).await;
    let Err(BackendError::Fields(errors)) = wrong else { panic!("refused") };
    assert_eq!((errors[0].field.as_str(), &errors[0].reason), ("current", &Reason::WrongPassword));
    let short = change_password(&backend, &anna, &PASSWORD.into(), &"short".into(), None).await;
    assert!(matches!(short, Err(BackendError::Fields(_))));
    change_password(&backend, &anna, &PASSWORD.into(), &fresh, None).await.expect("changed");

    try_with(&backend, "anna@example.com", "a quite different one").await.expect("signed in");
    assert!(try_with(&backend, "anna@example.com", PASSWORD).await.is_err());
    assert_eq!(actions(&owner).await, ["password.changed", "sign_in.failed"]);
}

#[tokio::test]
async fn a_hash_is_argon2id_with_the_memory_that_is_asked_for() {
    let password = SecretString::from(PASSWORD);
    let hash = password::hash_with(&[7; 16], &password).await.expect("a hash");

    assert!(hash.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{hash}");
    assert!(password::verify(Some(&hash), &password).await.expect("an answer"));
    assert!(!password::verify(None, &password).await.expect("an answer"));
}
