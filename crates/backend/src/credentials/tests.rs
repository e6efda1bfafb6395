use domain::{
    catalog::{Leftovers, Operation},
    credential::State,
    order::OrderInput,
    person::Role,
};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::*;
use crate::orders;
use crate::people::testing::{actions, cloud_at, portal, somebody};

const SECRET: &str = "canary-secret-1";

fn key(secret: &str) -> NewCredential {
    NewCredential::new(Kind::AlibabaAccessKey, "Main")
        .text("access_key_id", "LTAI5tExampleKeyQ7xZ")
        .text("site", "china")
        .secret("access_key_secret", secret)
}

fn secret(key: &cloud::Key) -> &str {
    use cloud::huawei::Login;
    let secret = match key {
        cloud::Key::Alibaba(key) => &key.secret,
        cloud::Key::Huawei(cloud::HuaweiKey { login: Login::AccessKey { secret, .. }, .. }) => secret,
        cloud::Key::Huawei(cloud::HuaweiKey { login: Login::IamUser { password, .. }, .. }) => password,
    };
    secret.expose_secret()
}

/// A cloud that answers everything with this.
async fn cloud_says(status: &str, body: &str) -> cloud::Clouds {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let answer = format!(
        "HTTP/1.1 {status}\r\ndate: Sat, 21 Nov 2026 12:00:00 GMT\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 16 * 1024];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    cloud_at(&address)
}

async fn everything(owner: &PgPool) -> String {
    sqlx::query_scalar(
        "select coalesce(string_agg(row, ' '), '') from (
            select v::text as row from purser.credential_versions v
            union all select c::text from purser.credentials c
            union all select e::text || convert_from(e.data, 'utf8') from purser.events e
        ) rows",
    )
    .fetch_one(owner)
    .await
    .expect("rows")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_secret_goes_in_and_comes_out_for_a_call_alone(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;

    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");

    let shown = show(&backend, &anna, id).await.expect("shown");
    assert_eq!((shown.state, shown.facts.identity().as_str()), (State::Unverified, "LTAI5t…Q7xZ"));
    let rows = everything(&owner).await;
    assert!(!rows.contains(SECRET) && !rows.contains(&data_encoding::HEXLOWER.encode(SECRET.as_bytes())));
    let mut conn = backend.db.acquire().await.expect("a connection");
    let opened = decrypt_version(&backend, &mut conn, id, 1).await.expect("the key");
    assert_eq!(secret(&opened), SECRET);
    assert!(show(&backend, &anna, id).await.expect("shown").last_used_at.is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_kind_is_kept_and_opens_as_it_was_given(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let project = |new: NewCredential| {
        new.text("project_id", "0483b6b16e954cb88930a360d2c4e663").text("region", "cn-north-4")
    };
    let access_key = project(NewCredential::new(Kind::HuaweiAccessKey, "Key"))
        .text("access_key_id", "HWEXAMPLE0000000KEY1")
        .secret("secret_access_key", SECRET)
        .secret("security_token", "a-temporary-token");
    let user = project(NewCredential::new(Kind::HuaweiIamUser, "User"))
        .text("domain", "example-account")
        .text("user", "example-user")
        .secret("password", SECRET);

    for (new, identity) in [(&access_key, "HWEXAM…KEY1"), (&user, "example-user @ example-account")] {
        let id = add(&backend, &anna, new).await.expect("added");

        assert_eq!(show(&backend, &anna, id).await.expect("shown").facts.identity(), identity);
        let mut conn = backend.db.acquire().await.expect("a connection");
        let opened = decrypt_version(&backend, &mut conn, id, 1).await.expect("the key");
        assert_eq!(secret(&opened), SECRET);
        let cloud::Key::Huawei(key) = opened else { panic!("Huawei's") };
        assert_eq!((key.project_id.len(), key.region.as_str()), (32, "cn-north-4"));
    }
    let rows = everything(&owner).await;
    assert!(!rows.contains(SECRET) && !rows.contains("a-temporary-token"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_swapped_ciphertexts_are_refused(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let first = add(&backend, &anna, &key(SECRET)).await.expect("added");
    let second = add(&backend, &anna, &key("another-secret")).await.expect("added");

    let unguarded = "alter table purser.credential_versions disable trigger sealed_stays";
    sqlx::query(unguarded).execute(&owner).await.expect("whoever owns the database");
    sqlx::query(
        "update purser.credential_versions a
         set wrapped_key = b.wrapped_key, nonce = b.nonce, ciphertext = b.ciphertext
         from purser.credential_versions b
         where a.credential_id = $1 and b.credential_id = $2",
    )
    .bind(first.as_uuid())
    .bind(second.as_uuid())
    .execute(&owner)
    .await
    .expect("swapped");

    let mut conn = backend.db.acquire().await.expect("a connection");
    assert!(matches!(decrypt_version(&backend, &mut conn, first, 1).await, Err(BackendError::Internal(_))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_wrong_is_said_by_the_wire_names(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let wrong = NewCredential { kind: "alibaba_access_key".to_owned(), ..NewCredential::default() }
        .text("access_key_id", "a b")
        .text("site", "moon")
        .secret("security_token", "short");

    let Err(BackendError::Fields(errors)) = add(&backend, &anna, &wrong).await else { panic!("refused") };

    let said: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.reason.code())).collect();
    assert_eq!(
        said,
        [
            ("label", "required"),
            ("site", "not_an_option"),
            ("access_key_id", "too_short"),
            ("access_key_secret", "required"),
            ("security_token", "too_short"),
        ]
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn anothers_credential_does_not_exist_for_admins_too(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");

    assert!(list(&backend, &admin).await.expect("a list").is_empty());
    assert!(matches!(show(&backend, &admin, id).await, Err(BackendError::NotFound)));
    assert!(matches!(verify(&backend, &admin, id).await, Err(BackendError::NotFound)));
    assert!(matches!(replace(&backend, &admin, id, &key(SECRET)).await, Err(BackendError::NotFound)));
    assert!(matches!(remove(&backend, &admin, id).await, Err(BackendError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn auditors_bring_no_keys(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let auditor = somebody(&backend, "auditor", &[Role::Auditor]).await;

    let refused = add(&backend, &auditor, &key(SECRET)).await;

    assert!(matches!(refused, Err(BackendError::NotAllowed(Why::Auditor))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_cloud_says_whether_a_credential_is_good(o: PgPoolOptions, c: PgConnectOptions) {
    let (mut backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");

    let away = verify(&backend, &anna, id).await;
    assert!(matches!(away, Err(BackendError::Conflict("cloud_unreachable"))), "{away:?}");
    assert_eq!(show(&backend, &anna, id).await.expect("shown").state, State::Unverified);

    let refusal = r#"{"RequestId":"R-1","Code":"InvalidAccessKeyId.NotFound","Message":"no such key"}"#;
    backend.clouds = cloud_says("404 Not Found", refusal).await;
    let suspect = verify(&backend, &anna, id).await.expect("an answer");
    assert_eq!(suspect.state, State::Suspect);
    assert_eq!(suspect.suspect_code.as_deref(), Some("InvalidAccessKeyId.NotFound"));
    assert!(suspect.suspect_since.is_some());

    backend.clouds = cloud_says("200 OK", r#"{"RequestId":"R-2","Success":true,"DtsJobList":[]}"#).await;
    let verified = verify(&backend, &anna, id).await.expect("an answer");
    assert_eq!((verified.state, verified.suspect_code), (State::Verified, None));
    assert!(verified.last_verified_at.is_some());
    assert_eq!(actions(&owner).await, ["credential.added", "credential.refused", "credential.verified"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn replacing_makes_a_version_and_keeps_the_old_one(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");
    let before = show(&backend, &anna, id).await.expect("shown");

    let unnamed = NewCredential { label: String::new(), ..key("a-fresh-secret") };
    let after = replace(&backend, &anna, id, &unnamed).await.expect("replaced");

    assert_eq!((after.version, after.label.as_str(), after.state), (2, "Main", State::Unverified));
    assert_ne!(after.fingerprint, before.fingerprint);
    let mut conn = backend.db.acquire().await.expect("a connection");
    let old = decrypt_version(&backend, &mut conn, id, 1).await.expect("the old key");
    let new = decrypt_version(&backend, &mut conn, id, 2).await.expect("the new key");
    assert_eq!((secret(&old), secret(&new)), (SECRET, "a-fresh-secret"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_credential_that_an_order_needs_is_not_removed(o: PgPoolOptions, c: PgConnectOptions) {
    let (mut backend, _) = portal(o, c).await;
    // Has no price for anything.
    backend.clouds = cloud_says("400 Bad Request", r#"{"Code":"NotApplicable","RequestId":"r"}"#).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");
    let spec = [
        ("SourceRegion", "cn-hangzhou"),
        ("DestRegion", "cn-shanghai"),
        ("SynchronizationJobClass", "small"),
        ("PayType", "PostPaid"),
    ];
    let input = OrderInput {
        spec: spec.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect(),
        credential_id: id.to_string(),
        team: "Platform".to_owned(),
        reason: "Feeds the order mart.".to_owned(),
        ceiling: "5000".to_owned(),
        currency: "CNY".to_owned(),
    };
    let (operation, leftovers) = (Operation::DtsCreate, Leftovers::Refuse);
    let order = orders::create(&backend, &anna, operation, &input, leftovers, "one-key", true, false)
        .await
        .expect("an order");

    assert_eq!(show(&backend, &anna, id).await.expect("shown").needed_by, 1);
    let refused = remove(&backend, &anna, id).await;
    assert!(matches!(refused, Err(BackendError::Conflict("credential_in_use"))), "{refused:?}");

    orders::cancel(&backend, &anna, order.id).await.expect("cancelled");
    remove(&backend, &anna, id).await.expect("removed");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_removed_credential_is_gone_but_settles(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");

    remove(&backend, &anna, id).await.expect("removed");

    assert!(list(&backend, &anna).await.expect("a list").is_empty());
    assert!(matches!(verify(&backend, &anna, id).await, Err(BackendError::NotFound)));
    let mut conn = backend.db.acquire().await.expect("a connection");
    decrypt_version(&backend, &mut conn, id, 1).await.expect("the key");
    let stored = store::credentials::version(&mut conn, id, 1).await.expect("an answer").expect("a version");
    assert_eq!((stored.current, stored.state), (false, State::Removed));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_worker_marks_a_refused_version_once(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let id = add(&backend, &anna, &key(SECRET)).await.expect("added");
    let mut conn = backend.db.acquire().await.expect("a connection");

    for _ in 0..2 {
        mark_suspect(&backend, &mut conn, id, 1, "Forbidden.AccessKeyDisabled").await.expect("marked");
    }

    assert_eq!(show(&backend, &anna, id).await.expect("shown").state, State::Suspect);
    assert_eq!(actions(&owner).await, ["credential.added", "credential.refused"]);
}
