//! What is signed, for how long, and what is not.

use super::*;

#[test]
fn a_signature_lives_for_fifteen_minutes_and_a_token_until_it_expires() {
    let start = time::OffsetDateTime::UNIX_EPOCH;
    let expires_at = start + Duration::hours(3);
    let bearer = Some(Bearer { token: "MII-fake".into(), expires_at });
    for call in ALL {
        assert_eq!(signed(*call).dead_at, start + Duration::minutes(15));

        let access = access(Scope::of(*call), &user(), bearer.clone());
        let signed = sign(*call, &user(), &access).expect("a signed call");

        assert_eq!((signed.signed_at, signed.dead_at), (start, expires_at));
        assert!(!format!("{signed:?}").contains("fake"));
    }
}

#[test]
fn an_access_that_does_not_fit_signs_nothing() {
    let start = time::OffsetDateTime::UNIX_EPOCH;
    let bearer = |life| Some(Bearer { token: "MII-fake".into(), expires_at: start + life });
    let alive = || bearer(Duration::hours(1));
    for (call, key, scope, bearer) in [
        (BUY, key(), Scope::Account, None),
        (BUY, user(), Scope::Account, alive()),
        (PAY, user(), Scope::Project, alive()),
        (CANCEL, key(), Scope::Project, None),
        (BUY, key(), Scope::Project, alive()),
        (BUY, user(), Scope::Project, None),
        (BUY, user(), Scope::Project, bearer(Duration::ZERO)),
    ] {
        let error = sign(call, &key, &access(scope, &key, bearer)).map(drop).expect_err("a refusal");

        assert_eq!((error.kind, error.advice), (CloudErrorKind::Invalid, Advice::PortalBug));
    }
}

#[test]
fn an_access_signs_for_the_key_that_it_was_given_for_and_for_no_other() {
    let expires_at = time::OffsetDateTime::UNIX_EPOCH + Duration::hours(1);
    let bearer = || Some(Bearer { token: "MII-fake".into(), expires_at });
    let iam = |domain: &str, user: &str, password: &str| {
        let login = Login::IamUser { domain: domain.into(), user: user.into(), password: password.into() };
        HuaweiKey { login, ..key() }
    };
    let elsewhere = HuaweiKey { project_id: "p2".into(), ..user() };
    let other_key = HuaweiKey {
        login: Login::AccessKey {
            access_key_id: "HWOTHER".into(),
            secret: "fake-secret".into(),
            security_token: None,
        },
        ..key()
    };
    for (call, of, key, bearer) in [
        (BUY, key(), other_key, None),
        (PAY, user(), iam("acme", "other", "fake-password"), bearer()),
        (PAY, user(), iam("other", "buyer", "fake-password"), bearer()),
        (PAY, user(), iam("acme", "buyer", "new-password"), bearer()),
        (BUY, user(), elsewhere, bearer()),
    ] {
        let access = access(Scope::of(call), &of, bearer);
        assert!(sign(call, &of, &access).is_ok());

        let error = sign(call, &key, &access).map(drop).expect_err("a refusal");

        assert_eq!((error.kind, error.advice), (CloudErrorKind::Invalid, Advice::PortalBug));
    }
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let access = |call| access(Scope::of(call), &key(), None);
    for order_id in ["", " ", "CS 1", "订", &"x".repeat(65)] {
        assert!(client().sign_pay(order_id, &key(), &access(PAY), &fresh()).is_err(), "{order_id}");
        assert!(client().sign_cancel(order_id, &key(), &access(CANCEL), &fresh()).is_err(), "{order_id}");
    }
    for (project_id, region) in [("", "cn-north-4"), ("..", "cn-north-4"), ("p1", "evil.example/")] {
        let key = HuaweiKey { project_id: project_id.into(), region: region.into(), ..key() };
        assert!(sign(BUY, &key, &access(BUY)).is_err(), "{project_id} {region}");
    }
    let parameters = Input::new();
    let purchase = Purchase {
        operation: Operation::DtsCreate,
        parameters: &parameters,
        name: "orders-abc",
        admin_user_password: None,
    };
    assert!(client().sign_purchase(&purchase, &key(), &access(BUY), &fresh()).is_err());
}

#[test]
fn the_clouds_addresses_are_the_vendors() {
    for (call, endpoint) in [
        (BUY, "https://ddm.cn-north-4.myhuaweicloud.com"),
        (PAY, "https://bss.myhuaweicloud.com"),
        (CANCEL, "https://bss.myhuaweicloud.com"),
    ] {
        assert_eq!(signed(call).endpoint, endpoint);
    }
}
