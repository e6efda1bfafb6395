//! Sealing the event log, and anchoring its head outside the database.

use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

use data_encoding::HEXLOWER;
use store::events;

use crate::{Backend, BackendError};

/// Seals what is not sealed yet; returns how many events.
pub async fn step(backend: &Backend) -> Result<usize, BackendError> {
    const BATCH: i64 = 500;
    let mut tx = backend.db.begin().await?;
    let sealed = events::seal(&mut tx, BATCH).await?;
    tx.commit().await?;
    Ok(sealed)
}

/// Appends the chain's head with its code to the anchors and to the log, unless the head is the last one
/// already. A chain does not notice that its tail is cut; an anchor does.
pub async fn anchor(backend: &Backend, file: &Path, last: i64) -> Result<i64, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let head = events::head(&mut conn).await?;
    drop(conn);
    if head.sequence == last || head.sequence == 0 {
        return Ok(head.sequence);
    }
    let text = format!("{} {}", head.sequence, head.hash);
    let code = backend.vault.anchor_mac(text.as_bytes());
    let line = format!("{text} {} {}\n", code.key_id, HEXLOWER.encode(&code.mac));
    tracing::info!(anchor = line.trim_end(), "event log anchored");
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(file)
        .map_err(BackendError::internal)?;
    file.write_all(line.as_bytes()).map_err(BackendError::internal)?;
    file.sync_data().map_err(BackendError::internal)?;
    Ok(head.sequence)
}
