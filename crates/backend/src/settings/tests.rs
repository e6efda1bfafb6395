use domain::{order::can::Why, person::Role};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::*;
use crate::people::testing::{actions, portal, signed_in, somebody};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn limits_change_by_a_fresh_sign_in_alone(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[Role::Admin]).await;
    let sign_in = signed_in(&backend, &anna).await;
    let sets = async |sign_in, amount: &str| {
        set_confirm_above(&backend, &anna, sign_in, &[(Currency::Cny, amount.to_owned())]).await
    };
    sets(sign_in, "100").await.expect("a limit");
    sqlx::query("update purser.clock set ahead = '11 min'").execute(&owner).await.expect("later");

    for amount in ["", "99", "101"] {
        let old = sets(sign_in, amount).await;
        assert!(matches!(old, Err(BackendError::NotAllowed(Why::SignInOld))), "{amount}: {old:?}");
        let token = sets(SignIn::Token, amount).await;
        assert!(matches!(token, Err(BackendError::NotAllowed(Why::Token))), "{amount}: {token:?}");
    }
    assert_eq!(confirm_above(&backend, &anna).await.expect("limits").len(), 1);
    sets(signed_in(&backend, &anna).await, "").await.expect("gone");
    let changes: Vec<_> =
        actions(&owner).await.into_iter().filter(|action| action == "setting.changed").collect();
    assert_eq!(changes.len(), 2, "the log has both");
}
