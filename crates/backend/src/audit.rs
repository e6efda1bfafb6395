//! Verifying the event log: every event, every seal, every anchor.

use std::path::Path;

use data_encoding::HEXLOWER;
use domain::event;
use store::events::{self, Head};

use crate::{Backend, BackendError};

/// An unsealed event older than this is an alarm.
const UNSEALED_FOR_S: f64 = 10.0;

/// What was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    pub events: i64,
    pub anchors: usize,
}

/// The first thing that is not as it was written.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("event {sequence} of the log: {what}")]
    Row { sequence: i64, what: &'static str },
    #[error("anchor in line {line}: {what}")]
    Anchor { line: usize, what: &'static str },
    #[error("{count} events are older than ten seconds and not sealed")]
    Unsealed { count: i64 },
    #[error("cannot read the anchors: {0}")]
    File(#[source] std::io::Error),
    #[error(transparent)]
    Backend(#[from] BackendError),
}

/// Reads the whole log once. No anchors file yet means nothing was anchored.
pub async fn verify(backend: &Backend, anchors: &Path) -> Result<Report, Broken> {
    const PAGE: i64 = 1_000;
    let anchored = read_anchors(backend, anchors)?;
    let mut waiting = anchored.iter().peekable();
    let mut conn = backend.db.acquire().await.map_err(BackendError::from)?;
    let (mut sequence, mut hash) = (0, event::genesis());
    loop {
        let rows = events::sealed(&mut conn, sequence, PAGE).await.map_err(BackendError::from)?;
        let full = i64::try_from(rows.len()).is_ok_and(|rows| rows == PAGE);
        for row in rows {
            let broken = |what| Broken::Row { sequence: row.sequence, what };
            if row.sequence != sequence + 1 {
                return Err(Broken::Row { sequence: sequence + 1, what: "it is missing" });
            }
            if row.previous_hash != hash.as_bytes() {
                return Err(broken("it does not follow the one before"));
            }
            let expected = row.event.seal(row.sequence, &hash).map_err(BackendError::from)?;
            if row.hash != expected.as_bytes() {
                return Err(broken("it was changed"));
            }
            (sequence, hash) = (row.sequence, expected);
            while let Some(anchor) = waiting.next_if(|anchor| anchor.sequence == sequence) {
                if anchor.hash != hash {
                    return Err(broken("an anchor remembers it otherwise"));
                }
            }
        }
        if !full {
            break;
        }
    }
    if waiting.next().is_some() {
        return Err(Broken::Row {
            sequence: sequence + 1,
            what: "it is missing, and an anchor remembers it",
        });
    }
    let count = events::unsealed_older_than(&mut conn, UNSEALED_FOR_S).await.map_err(BackendError::from)?;
    if count > 0 {
        return Err(Broken::Unsealed { count });
    }
    Ok(Report { events: sequence, anchors: anchored.len() })
}

/// The anchors in the file, as they were written: the newest is the last. A line that is not one, such as the
/// last one of a process that died while it wrote, is left out: verifying the log names it.
pub(crate) fn anchored(backend: &Backend, file: &Path) -> Vec<Head> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                tracing::error!(%error, "cannot read the anchors of the event log");
            }
            return Vec::new();
        }
    };
    text.lines().filter_map(|line| read_anchor(backend, line).ok()).collect()
}

/// The anchors by sequence. Each is checked against its code, which needs a key from outside the database.
fn read_anchors(backend: &Backend, file: &Path) -> Result<Vec<Head>, Broken> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Broken::File(error)),
    };
    let mut anchors = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        anchors.push(read_anchor(backend, content).map_err(|what| Broken::Anchor { line, what })?);
    }
    anchors.sort_by_key(|anchor| anchor.sequence);
    Ok(anchors)
}

fn read_anchor(backend: &Backend, line: &str) -> Result<Head, &'static str> {
    let parts: Vec<&str> = line.split(' ').collect();
    let [sequence, hash, key_id, code] = parts.as_slice() else {
        return Err("it is not an anchor");
    };
    let code = HEXLOWER.decode(code.as_bytes()).map_err(|_| "its code is not hex")?;
    let said = format!("{sequence} {hash}");
    match backend.vault.check_anchor(key_id, said.as_bytes(), &code) {
        Ok(true) => {}
        Ok(false) => return Err("it was changed"),
        Err(_) => return Err("its key is not in the key file"),
    }
    Ok(Head {
        sequence: sequence.parse().map_err(|_| "it is not an anchor")?,
        hash: hash.parse().map_err(|_| "it is not an anchor")?,
    })
}
