use domain::money::Currency;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::*;
use crate::people::testing::{portal, somebody};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_speaks_for_its_owner_within_its_limits(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let ceiling = Money::parse("100000", Currency::Cny).expect("money");
    let scopes = [Scope::Buy, Scope::Read];

    let secret = create(&backend, Actor::Person(&anna), anna.email.as_str(), &scopes, Some(ceiling), "ci")
        .await
        .expect("a token");

    assert!(secret.expose_secret().starts_with("pur_") && secret.expose_secret().len() == 56);
    let (person, rights) = person_of(&backend, &secret).await.expect("an answer").expect("Anna's");
    assert_eq!(person, anna);
    assert_eq!(rights, TokenRights { scopes: vec![Scope::Read, Scope::Buy], ceiling: Some(ceiling) });
    assert!(!rights.allow(Scope::Credentials));
    let listed = list(&backend, &anna).await.expect("a list");
    assert!(listed[0].last_used_at.is_some());
    let rows: String =
        sqlx::query_scalar("select t::text from purser.api_tokens t").fetch_one(&owner).await.expect("a row");
    assert!(!rows.contains(secret.expose_secret()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_makes_or_revokes_anothers_token(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let (anna, bea) = (somebody(&backend, "anna", &[]).await, somebody(&backend, "bea", &[]).await);
    let secret = create(&backend, Actor::Operator, anna.email.as_str(), &Scope::ALL, None, "").await;
    let secret = secret.expect("a token");
    let id = list(&backend, &anna).await.expect("a list")[0].id;

    let forged = create(&backend, Actor::Person(&bea), anna.email.as_str(), &Scope::ALL, None, "").await;
    assert!(matches!(forged, Err(BackendError::NotFound)));
    assert!(matches!(revoke(&backend, &bea, id).await, Err(BackendError::NotFound)));

    assert!(person_of(&backend, &secret).await.expect("an answer").is_some());
    revoke(&backend, &anna, id).await.expect("revoked");
    assert!(person_of(&backend, &secret).await.expect("an answer").is_none());
    assert!(person_of(&backend, &"pur_nothing".into()).await.expect("an answer").is_none());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_without_a_scope_is_refused(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;

    let refused = create(&backend, Actor::Person(&anna), anna.email.as_str(), &[], None, "").await;

    assert!(matches!(refused, Err(BackendError::Fields(errors)) if errors[0].field == "scopes"));
}
