use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{
    testing::{PASSWORD, actions, portal, somebody},
    *,
};
use crate::{sign_in, tokens};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_wrong_with_somebody_new_is_said_all_at_once(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let new = NewPerson {
        email: "nobody".to_owned(),
        name: " ".to_owned(),
        roles: vec![],
        team: Some(String::new()),
        lead: false,
        password: Some("short".into()),
    };

    let Err(BackendError::Fields(errors)) = add(&backend, Actor::Operator, new).await else {
        panic!("refused");
    };

    let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(fields, ["email", "name", "team", "password"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_address_is_taken_once(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    somebody(&backend, "anna", &[]).await;
    let new = NewPerson {
        email: "ANNA@example.com".to_owned(),
        name: "Another".to_owned(),
        roles: vec![],
        team: None,
        lead: false,
        password: None,
    };

    let second = add(&backend, Actor::Operator, new).await;

    assert!(matches!(second, Err(BackendError::Conflict("email_taken"))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn rights_of_somebody_new_are_the_operators_to_give(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let new = |roles: &[Role], lead| NewPerson {
        email: "new@example.com".to_owned(),
        name: "New".to_owned(),
        roles: roles.to_vec(),
        team: Some("Platform".to_owned()),
        lead,
        password: None,
    };

    for (roles, lead) in [(&[Role::Approver][..], false), (&[Role::Admin], false), (&[], true)] {
        let refused = add(&backend, Actor::Person(&admin), new(roles, lead)).await;
        assert!(matches!(refused, Err(BackendError::Conflict("right_takes_grant"))), "{roles:?}");
    }
    add(&backend, Actor::Person(&admin), new(&[], false)).await.expect("somebody without rights");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_admin_knows_the_password_of_the_second_one(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;

    let set = set_password(&backend, Actor::Person(&admin), second.id, &PASSWORD.into()).await;

    assert!(matches!(set, Err(BackendError::NotFound)));
    set_password(&backend, Actor::Operator, second.id, &PASSWORD.into()).await.expect("the operator may");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_admins_and_operators_keep_people(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[Role::Approver]).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;

    let refused = disable(&backend, Actor::Person(&anna), admin.id).await;
    assert!(matches!(refused, Err(BackendError::NotFound)));
    disable(&backend, Actor::Person(&admin), anna.id).await.expect("disabled");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn disabling_ends_sign_in_and_tokens(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let actor = Actor::Person(&anna);
    let token = tokens::create(&backend, actor, anna.email.as_str(), &tokens::Scope::ALL, None, "").await;
    let token = token.expect("a token");

    disable(&backend, Actor::Operator, anna.id).await.expect("disabled");
    disable(&backend, Actor::Operator, anna.id).await.expect("disabled once");

    let signed_in = sign_in::check(&backend, anna.email.as_str(), &PASSWORD.into(), "::1").await;
    assert!(matches!(signed_in, Err(BackendError::SignedOut)));
    assert!(tokens::person_of(&backend, &token).await.expect("an answer").is_none());
    assert!(find(&backend, anna.id).await.expect("an answer").is_none());
    assert_eq!(actions(&owner).await, ["token.created", "person.disabled"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn preferences_that_are_not_given_stay(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let zone = Preferences { zone: Some("Asia/Shanghai".to_owned()), ..Preferences::default() };
    let language = Preferences { language: Some(Language::Chinese), ..Preferences::default() };

    set_preferences(&backend, &anna, &zone).await.expect("a zone");
    set_preferences(&backend, &anna, &language).await.expect("a language");

    let found = find(&backend, anna.id).await.expect("an answer").expect("Anna");
    assert_eq!((found.language, found.zone.as_deref()), (Some(Language::Chinese), Some("Asia/Shanghai")));
}
