//! What happened: entries that are only ever added, and the whole memory of a restarted simulator.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{self, Read, Write},
    path::Path,
};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::accounts::Provider;

/// What an entry did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerEffect {
    /// Something new was sold and paid.
    Purchase,
    /// An order that nobody has paid: its price is not booked.
    Order,
    /// An order from before was paid.
    Pay,
    /// An order from before was given up.
    Cancel,
    /// Billing or size of what was sold before.
    Change,
    /// TransferPayType on a task that is PrePaid already: nothing happened.
    RepeatOnPrepaid,
    Renew,
    /// Something was set up, for nothing.
    Configure,
    /// Something was started, for nothing.
    Start,
    /// What was sold before was deleted; nothing is paid back.
    Delete,
}

impl LedgerEffect {
    /// Whether the entry's price was taken from the account.
    pub const fn is_booked(self) -> bool {
        !matches!(self, Self::Order)
    }
}

/// One thing that happened for good. Texts that do not apply are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// From 1 on, without gaps.
    pub number: u64,
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub provider: Provider,
    /// The account's name.
    pub account: String,
    pub action: String,
    pub effect: LedgerEffect,
    pub client_token: Option<String>,
    /// What the caller called it, where he names what he buys.
    pub name: Option<String>,
    /// The business parameters as they came, flat, without the token and without secrets.
    pub parameters: BTreeMap<String, String>,
    pub price: Decimal,
    pub currency: String,
    pub instance_id: String,
    /// The cloud's order.
    pub order_id: String,
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
        // A line without its end was being written when the process died: nobody was told of it.
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

    /// Adds an entry: to the file first, because what is answered must be remembered.
    pub(crate) fn add(&mut self, entry: LedgerEntry) -> io::Result<()> {
        if let Some(file) = &mut self.file {
            let line = format!("{}\n", serde_json::to_string(&entry)?);
            file.write_all(line.as_bytes())?;
        }
        self.entries.push(entry);
        Ok(())
    }
}
