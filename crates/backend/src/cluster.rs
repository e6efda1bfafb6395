//! Whether the database is still the one that the worker knows: a standby that was promoted, or a backup that
//! was restored, may have lost intents, and what they bought would be bought again.
//!
//! A worker confirms the database before it claims anything, and every second. It compares the cluster with the
//! one where the database was found last, and the event log with the heads that are known outside of it: the
//! worker's own, in memory, and the newest anchor. What does not fit sets the hold, in the same transaction that
//! takes note of it. No first request is written down in a database that was not confirmed: [`guard`] asks in the
//! very transaction (T1), and a trigger asks for the cluster whatever the code does.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::PgConnection;
use store::{
    clusters::{self, Cluster},
    events::{self, Head},
    holds,
};
use time::OffsetDateTime;

use crate::{
    Actor, Backend, BackendError, audit,
    log::{Happened, record},
};

/// What a worker remembers of its database. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Identity(Arc<Mutex<Memory>>);

#[derive(Debug, Clone, Default)]
struct Memory {
    /// The file with the anchors, read once before the first confirmation.
    anchors: Option<PathBuf>,
    known: Option<Known>,
}

/// A database as it was confirmed.
#[derive(Debug, Clone, Copy)]
struct Known {
    cluster: Cluster,
    head: Head,
}

impl Identity {
    /// The first confirmation also asks for the newest anchor in this file.
    pub fn set_anchors(&self, file: PathBuf) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).anchors = Some(file);
    }

    fn memory(&self) -> Memory {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, known: Known) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).known = Some(known);
    }
}

/// Whether a first request may be written down on this connection: it leads to the database that this worker
/// confirmed, with all of the log that the worker knows. One cheap query.
pub async fn guard(backend: &Backend, conn: &mut PgConnection) -> Result<bool, BackendError> {
    match backend.identity.memory().known {
        Some(Known { cluster, head }) => Ok(clusters::is_confirmed(conn, cluster, &head).await?),
        None => Ok(false),
    }
}

/// Looks where the database is and whether its log is whole, and sets the hold where either does not fit.
/// Returns the reason of a hold that it set.
pub async fn confirm(backend: &Backend) -> Result<Option<&'static str>, BackendError> {
    let memory = backend.identity.memory();
    let anchors = match (&memory.known, &memory.anchors) {
        (None, Some(file)) => audit::anchored(backend, file),
        _ => Vec::new(),
    };
    let mut tx = backend.db.begin().await?;
    let cluster = clusters::current(&mut tx).await?;
    let head = events::head(&mut tx).await?;
    let known = Known { cluster, head };
    let seen = clusters::seen(&mut tx).await?;
    let missed = missed(&mut tx, &memory, &anchors).await?;
    if seen == Some(cluster) && missed.is_none() {
        clusters::touch(&mut tx).await?;
        tx.commit().await?;
        backend.identity.keep(known);
        return Ok(None);
    }

    // Rare from here on: one worker takes note, the others find its note.
    clusters::lock(&mut tx).await?;
    let seen = clusters::seen(&mut tx).await?;
    let missed = match missed {
        Some(head) if clusters::accounts_for(&mut tx, &head).await? => None,
        missed => missed,
    };
    let code = match seen {
        Some(seen) if seen != cluster => Some("failed_over"),
        _ if missed.is_some() => Some("log_behind_anchor"),
        _ => None,
    };
    if let Some(code) = code {
        let survived = survived(&mut tx, &anchors).await?;
        holds::set(&mut tx, "worker", code, survived).await?;
        let subject = backend.random.uuid(&backend.clock);
        let said = |value: Option<String>| value.unwrap_or_else(|| "not told".to_owned());
        let (system, timeline) = (
            said(cluster.system_identifier.map(|id| id.to_string())),
            said(cluster.timeline.map(|number| number.to_string())),
        );
        let lost = missed.map_or(String::new(), |head| head.sequence.to_string());
        let facts =
            [("system_identifier", system.as_str()), ("timeline", &timeline), ("missing_event", &lost)];
        let happened = Happened { reason: Some(code), ..Happened::to("hold", subject, "hold.set", &facts) };
        record(backend, &mut tx, Actor::Worker, &happened).await?;
        tracing::error!(code, system, timeline, lost, "the database is not the one it was: put on hold");
    } else if cluster == (Cluster { system_identifier: None, timeline: None }) {
        tracing::warn!(
            "this PostgreSQL tells neither its system identifier nor its timeline: a fail-over is noticed by the event log alone"
        );
    }
    if code.is_some() || seen.is_none() {
        clusters::insert_seen(&mut tx, cluster, missed.as_ref()).await?;
    }
    tx.commit().await?;
    backend.identity.keep(known);
    Ok(code)
}

/// The newest head that is known outside of the database and that it neither holds nor accounts for.
async fn missed(
    conn: &mut PgConnection,
    memory: &Memory,
    anchors: &[Head],
) -> Result<Option<Head>, BackendError> {
    let outside = memory.known.map(|known| known.head).into_iter().chain(anchors.last().copied());
    for head in outside.filter(|head| head.sequence > 0) {
        if !clusters::accounts_for(conn, &head).await? {
            return Ok(Some(head));
        }
    }
    Ok(None)
}

/// When the last anchored event happened that the database still holds; later ones may be gone.
async fn survived(conn: &mut PgConnection, anchors: &[Head]) -> Result<Option<OffsetDateTime>, BackendError> {
    for head in anchors.iter().rev() {
        if let Some(at) = clusters::time_of(conn, head.sequence, &head.hash).await? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}
