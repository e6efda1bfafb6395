//! What was sold: entries that are only ever added, and the whole memory of a restarted simulator.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// From 1 on, without gaps.
    pub number: u64,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The account's name.
    pub account: String,
    pub action: String,
    pub client_token: Option<String>,
    /// The business parameters as they came, without the token.
    pub parameters: BTreeMap<String, String>,
    pub price: Decimal,
    pub currency: String,
    /// `dts…`.
    pub instance_id: String,
    /// The task id. Not derivable from the instance id, here as there.
    pub job_id: String,
    pub request_id: String,
}

/// The ledger file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("cannot use the ledger file")]
    Io(#[from] io::Error),
    #[error("line {line} of the ledger file is not an entry")]
    Broken { line: usize, source: serde_json::Error },
}

#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: Vec<LedgerEntry>,
    file: Option<File>,
}

impl Ledger {
    pub(crate) fn open(path: &Path) -> Result<Self, LedgerError> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // A line without its end was being written when the process died: nobody was told of that sale.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        if whole < text.len() {
            file.set_len(whole as u64)?;
        }
        let entries = text[..whole]
            .lines()
            .enumerate()
            .map(|(at, line)| {
                serde_json::from_str(line).map_err(|source| LedgerError::Broken { line: at + 1, source })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { entries, file: Some(file) })
    }

    pub(crate) fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.entries.len() as u64 + 1
    }

    /// Adds a sale: to the file first, because what is answered must be remembered.
    pub(crate) fn add(&mut self, entry: LedgerEntry) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            let line = format!("{}\n", serde_json::to_string(&entry)?);
            file.write_all(line.as_bytes())?;
        }
        self.entries.push(entry);
        Ok(())
    }
}
