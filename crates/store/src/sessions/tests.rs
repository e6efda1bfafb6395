use domain::person::Email;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::*;
use crate::people;

const ANNA: PersonId = PersonId::from_uuid(Uuid::from_u128(1));

/// A pool that may do what the portal may do, and the owner's connection beside it.
async fn portal(options: PgPoolOptions, connect: PgConnectOptions) -> (Store, PgPool) {
    let owner = options.clone().connect_with(connect.clone()).await.expect("the owner's pool");
    let db = options
        .after_connect(|conn, _| {
            Box::pin(async move { sqlx::query("set role purser_app").execute(conn).await.map(drop) })
        })
        .connect_with(connect)
        .await
        .expect("a pool");
    let email: Email = "anna@example.com".parse().expect("an address");
    let mut conn = db.acquire().await.expect("a connection");
    let new = people::New { id: ANNA, email: &email, name: "Anna", password_hash: None };
    people::insert(&mut conn, &new).await.expect("a person");
    let next = std::sync::atomic::AtomicU64::new(100);
    let new_id = move || Uuid::from_u128(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed).into());
    (Store::new(db.clone(), new_id), owner)
}

fn record() -> Record {
    let data = [(PERSON.to_owned(), serde_json::json!(ANNA)), (USER_AGENT.to_owned(), "Firefox".into())];
    Record { id: Id::default(), data: data.into_iter().collect(), expiry_date: OffsetDateTime::UNIX_EPOCH }
}

async fn signed_in(store: &Store) -> Id {
    let mut record = record();
    store.create(&mut record).await.expect("a session");
    record.id
}

async fn is_live(store: &Store, id: Id) -> bool {
    store.load(&id).await.expect("an answer").is_some()
}

async fn ahead(owner: &PgPool, interval: &str) {
    sqlx::query("update purser.clock set ahead = $1::text::interval")
        .bind(interval)
        .execute(owner)
        .await
        .expect("the clock");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn only_a_hash_of_the_id_is_at_rest(options: PgPoolOptions, connect: PgConnectOptions) {
    let (store, owner) = portal(options, connect).await;
    let id = signed_in(&store).await;

    let row: String =
        sqlx::query_scalar("select s::text from purser.sessions s").fetch_one(&owner).await.expect("a row");

    assert!(!row.contains(&id.to_string()));
    let hex: String = id.0.to_le_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!row.contains(&hex));
    assert!(is_live(&store, id).await);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_session_ends_after_half_an_hour_without_use(options: PgPoolOptions, connect: PgConnectOptions) {
    let (store, owner) = portal(options, connect).await;
    let id = signed_in(&store).await;

    ahead(&owner, "29 minutes").await;
    assert!(is_live(&store, id).await);
    ahead(&owner, "58 minutes").await;
    assert!(is_live(&store, id).await);
    ahead(&owner, "89 minutes").await;
    assert!(!is_live(&store, id).await);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn what_a_page_asks_by_itself_is_no_use_of_a_session(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let (store, owner) = portal(options, connect).await;
    let id = signed_in(&store).await;

    ahead(&owner, "29 minutes").await;
    assert!(UNATTENDED.scope((), is_live(&store, id)).await, "the page gets its answer");

    ahead(&owner, "31 minutes").await;
    assert!(!is_live(&store, id).await, "and the session ends when it would have");
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_session_in_use_ends_after_half_a_day(options: PgPoolOptions, connect: PgConnectOptions) {
    let (store, owner) = portal(options, connect).await;
    let id = signed_in(&store).await;

    for step in 1..=26 {
        ahead(&owner, &format!("{} minutes", step * 27)).await;
        assert!(is_live(&store, id).await, "{step}");
    }
    ahead(&owner, "721 minutes").await;
    assert!(!is_live(&store, id).await);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn an_ended_session_is_never_found_nor_revived(options: PgPoolOptions, connect: PgConnectOptions) {
    let (store, owner) = portal(options, connect).await;
    let id = signed_in(&store).await;

    store.delete(&id).await.expect("ended");
    store.save(&Record { id, ..record() }).await.expect("an answer");

    assert!(!is_live(&store, id).await);
    let actions: Vec<String> = sqlx::query_scalar("select action from purser.events order by at")
        .fetch_all(&owner)
        .await
        .expect("events");
    assert_eq!(actions, ["session.started", "session.ended"]);
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn ending_the_others_keeps_the_one_that_asks(options: PgPoolOptions, connect: PgConnectOptions) {
    let (store, _) = portal(options, connect).await;
    let (here, there) = (signed_in(&store).await, signed_in(&store).await);
    let mut conn = store.db.acquire().await.expect("a connection");

    let ended = end(&mut conn, ANNA, Which::AllBut(Some(IdHash::of(here)))).await.expect("ended");

    assert_eq!(ended.len(), 1);
    assert!(is_live(&store, here).await);
    assert!(!is_live(&store, there).await);
    let left = list(&mut conn, ANNA, Some(IdHash::of(here))).await.expect("a list");
    assert_eq!(
        left.iter().map(|session| (session.current, session.user_agent.as_str())).collect::<Vec<_>>(),
        [(true, "Firefox")]
    );
}

#[sqlx::test(migrator = "crate::MIGRATOR")]
async fn a_disabled_persons_session_is_not_found(options: PgPoolOptions, connect: PgConnectOptions) {
    let (store, _) = portal(options, connect).await;
    let id = signed_in(&store).await;
    let mut conn = store.db.acquire().await.expect("a connection");

    people::disable(&mut conn, ANNA).await.expect("disabled");

    assert!(!is_live(&store, id).await);
}
