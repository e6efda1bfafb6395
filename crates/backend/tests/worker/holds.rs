//! What stops first sends: a hold, a database that is not the one it was, a provider in trouble.

use std::sync::Arc;

use backend::{
    Actor, cluster,
    failpoint::{Place, What},
    holds,
};
use domain::order::State;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;
use tokio::sync::Notify;

use crate::portal::Portal;

/// As a promotion of a standby would leave it: the row came from the old primary.
const PROMOTED: &str =
    "set session_replication_role = replica; update purser.cluster_seen set timeline = timeline - 1;
     set session_replication_role = origin";

/// As a backup that was restored into the same cluster would leave it.
const TAIL_CUT: &str = "set session_replication_role = replica;
     delete from purser.seals where sequence = (select max(sequence) from purser.seals);
     set session_replication_role = origin";

async fn hold(portal: &Portal) -> Option<String> {
    sqlx::query_scalar("select reason from purser.holds where lifted_at is null")
        .fetch_optional(&portal.backend.db)
        .await
        .expect("an answer")
}

/// A worker has prepared a purchase and is about to write its intent; then that happens to the database.
async fn prepared_meanwhile(portal: &Portal, happens: &str) {
    let gate = Arc::new(Notify::new());
    portal.backend.failpoints.arm(Place::Prepared, 0, What::Stall(Arc::clone(&gate)));
    let (stepped, ()) = tokio::join!(portal.step(), async {
        portal.backend.failpoints.reached().await;
        portal.as_owner(happens).await;
        gate.notify_one();
    });
    assert!(stepped);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn in_a_database_that_was_promoted_no_new_order_is_claimed(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    assert!(!portal.step().await, "nothing is due, and the database is confirmed");
    portal.approved("k").await;
    portal.as_owner(PROMOTED).await;

    assert!(!portal.step().await);

    assert_eq!(hold(&portal).await.as_deref(), Some("failed_over"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_database_that_was_promoted_is_put_on_hold_before_anything_is_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    assert_eq!(cluster::confirm(&portal.backend).await.expect("confirmed"), None);
    let id = portal.approved("k").await;

    prepared_meanwhile(&portal, PROMOTED).await;

    assert_eq!(hold(&portal).await.as_deref(), Some("failed_over"));
    assert_eq!(portal.waiting(id).await.as_deref(), Some("database_changed"));
    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::Approved, Some("hold")));
    portal.advance(Duration::minutes(1)).await;
    assert!(!portal.step().await, "held");
    assert_eq!(portal.requests(), 0);
    assert_eq!(cluster::confirm(&portal.backend).await.expect("confirmed"), None, "said once");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_hold_that_is_set_while_an_order_is_prepared_stops_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;

    prepared_meanwhile(&portal, "insert into purser.holds (set_by, reason) values ('operator', 'a test')")
        .await;

    assert_eq!(portal.waiting(id).await.as_deref(), Some("hold"));
    assert_eq!((portal.state(id).await, portal.requests()), (State::Approved, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_log_without_the_tail_that_a_worker_knows_is_put_on_hold(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.seal().await;
    assert_eq!(cluster::confirm(&portal.backend).await.expect("confirmed"), None);

    prepared_meanwhile(&portal, TAIL_CUT).await;

    assert_eq!(hold(&portal).await.as_deref(), Some("log_behind_anchor"));
    assert_eq!((portal.state(id).await, portal.requests()), (State::Approved, 0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_starts_finds_the_newest_anchor_or_holds(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let folder = tempfile::TempDir::new().expect("a folder");
    let anchors = folder.path().join("anchors");
    portal.submitted("k").await;
    portal.seal().await;
    backend::jobs::seal::anchor(&portal.backend, &anchors, 0).await.expect("anchored");
    // The last line of a process that died while it wrote is no anchor.
    let text = std::fs::read_to_string(&anchors).expect("the anchors");
    std::fs::write(&anchors, format!("{text}99 dead")).expect("written");
    let starts = async |portal: &mut Portal| {
        portal.backend.identity = cluster::Identity::default();
        portal.backend.identity.set_anchors(anchors.clone());
        cluster::confirm(&portal.backend).await.expect("an answer")
    };
    assert_eq!(starts(&mut portal).await, None, "all is there");
    portal.as_owner(TAIL_CUT).await;

    assert_eq!(starts(&mut portal).await, Some("log_behind_anchor"));

    holds::lift(&portal.backend, Actor::Operator, "looked").await.expect("lifted");
    assert_eq!(starts(&mut portal).await, None, "what was released is not held again for the same loss");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_a_confirmation_the_database_refuses_a_first_send(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    assert_eq!(cluster::confirm(&portal.backend).await.expect("confirmed"), None);
    portal.approved("k").await;
    // A worker of another make: it believes every database.
    portal
        .as_owner(
            "create or replace function purser.cluster_identity(out system_identifier bigint, out timeline integer)
                 language sql as 'select 1::bigint, 1'",
        )
        .await;
    portal.as_owner("delete from purser.holds").await;

    let refused = sqlx::query(
        "insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
         values (gen_random_uuid(), gen_random_uuid(), 'token', 1, 1, 'w', now(), now() + interval '1 minute')",
    )
    .execute(&portal.backend.db)
    .await
    .expect_err("refused");

    let code = refused.as_database_error().and_then(|error| error.code().map(|code| code.into_owned()));
    assert_eq!(code.as_deref(), Some("PU007"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn while_too_many_outcomes_are_open_nothing_starts_there_and_settling_goes_on(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    let open = |count: usize| {
        format!(
            "set session_replication_role = replica;
             insert into purser.orders (order_id, mode, requester_id, team_id, operation, provider, submit_key,
                 submit_body_hash, state, revision, draft, due_at)
             select gen_random_uuid(), mode, requester_id, team_id, operation, provider, 'copy ' || n,
                 submit_body_hash, 'unknown', 1, draft, purser.now() + interval '1 day'
             from purser.orders, generate_series(1, {count}) n where submit_key = 'k';
             set session_replication_role = origin"
        )
    };
    portal.as_owner(&open(21)).await;

    assert!(portal.step().await);
    let waits = portal.order(id).await;
    assert_eq!((waits.state, waits.waiting.as_deref()), (State::Approved, Some("provider_in_trouble")));
    assert_eq!(portal.requests(), 0);

    portal
        .as_owner(
            "set session_replication_role = replica;
             update purser.orders set state = 'needs_person', person_reason = 'x' where submit_key = 'copy 1';
             set session_replication_role = origin",
        )
        .await;
    portal.advance(Duration::seconds(31)).await;
    assert!(portal.step().await, "twenty are not too many");
    assert_eq!(portal.state(id).await, State::Bought);
}
