//! Tampering with the event log, by somebody who may do anything in the database.

use crate::portal::Portal;
use backend::{
    audit::{self, Broken},
    jobs::seal,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tempfile::TempDir;

/// A sealed and anchored log of one purchase.
async fn sealed(pool: PgPoolOptions, connect: PgConnectOptions) -> (Portal, TempDir) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.settle(id).await;
    assert!(seal::step(&portal.backend).await.expect("seals") > 5);
    let folder = tempfile::tempdir().expect("a folder");
    seal::anchor(&portal.backend, &folder.path().join("anchors"), 0).await.expect("an anchor");
    (portal, folder)
}

async fn verify(portal: &Portal, folder: &TempDir) -> Result<audit::Report, Broken> {
    audit::verify(&portal.backend, &folder.path().join("anchors")).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_untouched_log_verifies(pool: PgPoolOptions, connect: PgConnectOptions) {
    let (portal, folder) = sealed(pool, connect).await;

    let report = verify(&portal, &folder).await.expect("a whole log");

    assert_eq!(report.anchors, 1);
    assert_eq!(report.events, portal.count("select count(*) from purser.events").await);
}

/// What somebody does to the log, the row that betrays it, and how.
type Way<'a> = (&'a str, &'a str, i64, &'a str);

const WAYS: [Way<'static>; 7] = [
    ("a seal is cut out", "delete from purser.seals where sequence = 3", 3, "missing"),
    (
        "an event is cut out",
        "delete from purser.events where event_id = (select event_id from purser.seals where sequence = 3)",
        3,
        "missing",
    ),
    ("the tail of seals is cut off", "delete from purser.seals where sequence > 4", 5, "missing"),
    (
        "the tail is cut off, events and all",
        "delete from purser.events where event_id in (select event_id from purser.seals where sequence > 4);
         delete from purser.seals where sequence > 4",
        5,
        "missing",
    ),
    (
        "two are swapped",
        "update purser.seals a set event_id = b.event_id from purser.seals b
         where (a.sequence, b.sequence) in ((3, 4), (4, 3))",
        3,
        "changed",
    ),
    (
        "one is inserted",
        "update purser.seals set sequence = sequence + 1000 where sequence >= 3;
         update purser.seals set sequence = sequence - 999 where sequence > 1000;
         insert into purser.events select gen_random_uuid(), at, actor_kind, actor_id, subject_kind, subject_id, subject_version,
             'order.cancelled', from_state, to_state, reason, request_id, data
             from purser.events where event_id = (select event_id from purser.seals where sequence = 2);
         insert into purser.seals select 3, e.event_id, s.hash, sha256('x'), s.sealed_at from purser.seals s, purser.events e
             where s.sequence = 2 and e.event_id not in (select event_id from purser.seals)",
        3,
        "changed",
    ),
    ("a link is bent", "update purser.seals set previous_hash = sha256('x') where sequence = 3", 3, "follow"),
];

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_kind_of_tampering_is_found_at_its_first_row(pool: PgPoolOptions, connect: PgConnectOptions) {
    let (portal, folder) = sealed(pool, connect).await;
    for (what, sql, row, how) in WAYS {
        tampered(&portal, &folder, what, sql, row, how).await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_edit_of_any_column_is_found_at_its_row(pool: PgPoolOptions, connect: PgConnectOptions) {
    let (portal, folder) = sealed(pool, connect).await;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select column_name::text, data_type::text from information_schema.columns
         where table_schema = 'purser' and table_name = 'events'",
    )
    .fetch_all(&portal.backend.db)
    .await
    .expect("columns");
    assert!(columns.len() > 12);
    for (column, kind) in columns {
        let another = match kind.as_str() {
            _ if column == "actor_kind" => "'operator'",
            "uuid" => "gen_random_uuid()",
            "timestamp with time zone" => "at + interval '1 us'",
            "integer" => "coalesce(subject_version, 0) + 1",
            "bytea" => "data || '\\x20'::bytea",
            _ => "'another'",
        };
        let how = if column == "event_id" { "missing" } else { "changed" };
        let sql = format!(
            "update purser.events set {column} = {another}
             where event_id = (select event_id from purser.seals where sequence = 3)"
        );
        tampered(&portal, &folder, &column, &sql, 3, how).await;
    }
}

/// Tampers with a copy of the log, as somebody who may switch every guard off.
async fn tampered(portal: &Portal, folder: &TempDir, what: &str, sql: &str, row: i64, how: &str) {
    let copy = "drop schema if exists saved cascade; create schema saved;
                create table saved.events as table purser.events; create table saved.seals as table purser.seals";
    portal.as_owner(copy).await;
    let drop_key = "alter table purser.seals drop constraint if exists seals_event_id_key";
    let all = format!(
        "{drop_key}; set session_replication_role = replica; {sql}; set session_replication_role = default"
    );
    portal.as_owner(&all).await;

    match verify(portal, folder).await {
        Err(Broken::Row { sequence, what: said }) => {
            assert_eq!(sequence, row, "{what}");
            assert!(said.contains(how), "{what}: {said}");
        }
        other => panic!("{what}: {other:?}"),
    }

    portal
        .as_owner(
            "set session_replication_role = replica; delete from purser.seals; delete from purser.events;
             insert into purser.events select * from saved.events; insert into purser.seals select * from saved.seals;
             set session_replication_role = default",
        )
        .await;
    verify(portal, folder).await.expect("whole again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_that_waits_longer_than_ten_seconds_for_its_seal_is_reported(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let (portal, folder) = sealed(pool, connect).await;
    let event = "select purser.record_event(gen_random_uuid(), 'worker', null, 'test', null, null, 'test', null, null, null, null, '{}')";
    portal.as_owner(event).await;
    verify(&portal, &folder).await.expect("it may still be sealed in time");

    portal.as_owner("update purser.clock set ahead = ahead + interval '11 s'").await;

    assert!(matches!(verify(&portal, &folder).await, Err(Broken::Unsealed { count: 1 })));
    seal::step(&portal.backend).await.expect("sealed");
    verify(&portal, &folder).await.expect("whole again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_log_that_was_rewritten_whole_is_betrayed_by_its_anchor(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let (portal, folder) = sealed(pool, connect).await;
    portal
        .as_owner(
            "set session_replication_role = replica; delete from purser.seals;
             update purser.events set reason = 'another' where action = 'order.approved';
             set session_replication_role = default",
        )
        .await;
    assert!(seal::step(&portal.backend).await.expect("seals") > 5, "sealed anew, without a gap");

    let anchored = portal.count("select max(sequence) from purser.seals").await;
    let found = verify(&portal, &folder).await;
    assert!(matches!(found, Err(Broken::Row { sequence, .. }) if sequence == anchored), "{found:?}");

    let anchors = folder.path().join("anchors");
    let text = std::fs::read_to_string(&anchors).expect("anchors");
    std::fs::write(&anchors, text.replacen(' ', " 0", 1)).expect("anchors");
    assert!(
        matches!(verify(&portal, &folder).await, Err(Broken::Anchor { .. })),
        "nor can the anchor be rewritten"
    );
}
