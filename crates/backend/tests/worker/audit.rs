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

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_kind_of_tampering_is_found(pool: PgPoolOptions, connect: PgConnectOptions) {
    let (portal, folder) = sealed(pool, connect).await;
    let middle = "(select event_id from purser.seals where sequence = 3)";
    let ways: [(&str, String); 5] = [
        ("edited", format!("update purser.events set reason = 'another' where event_id = {middle}")),
        ("cut in the middle", "delete from purser.seals where sequence = 3".into()),
        ("cut at the tail", "delete from purser.seals where sequence > 4".into()),
        (
            "swapped",
            "update purser.seals a set event_id = b.event_id from purser.seals b
             where (a.sequence, b.sequence) in ((3, 4), (4, 3))"
                .into(),
        ),
        (
            "inserted",
            "update purser.seals set sequence = sequence + 1000; update purser.seals set sequence = sequence - 999
             where sequence > 1002; update purser.seals set sequence = sequence - 1000 where sequence > 1000"
                .into(),
        ),
    ];
    for (what, sql) in ways {
        let copy = "drop schema if exists saved cascade; create schema saved;
                    create table saved.events as table purser.events; create table saved.seals as table purser.seals";
        portal.as_owner(copy).await;
        let drop_key = "alter table purser.seals drop constraint if exists seals_event_id_key";
        portal.as_owner(&format!("{drop_key}; set session_replication_role = replica; {sql}; set session_replication_role = default")).await;

        assert!(verify(&portal, &folder).await.is_err(), "{what}");

        portal
            .as_owner(
                "set session_replication_role = replica; delete from purser.seals; delete from purser.events;
                 insert into purser.events select * from saved.events; insert into purser.seals select * from saved.seals;
                 set session_replication_role = default",
            )
            .await;
        verify(&portal, &folder).await.expect("whole again");
    }
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

    assert!(matches!(verify(&portal, &folder).await, Err(Broken::Row { .. })));

    let anchors = folder.path().join("anchors");
    let text = std::fs::read_to_string(&anchors).expect("anchors");
    std::fs::write(&anchors, text.replacen(' ', " 0", 1)).expect("anchors");
    assert!(
        matches!(verify(&portal, &folder).await, Err(Broken::Anchor { .. })),
        "nor can the anchor be rewritten"
    );
}
