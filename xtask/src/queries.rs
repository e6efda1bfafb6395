//! `.sqlx`: what the database says about every query of `crates/store`, so that builds need no database.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use sha2::{Digest as _, Sha256};

use crate::database::Database;
use crate::{Result, process, root, target};

/// File name to content.
type Descriptions = BTreeMap<String, Vec<u8>>;

/// `make sqlx`
pub(crate) fn describe() -> Result<()> {
    let database = Database::start()?;
    database.migrate()?;
    let fresh = Fresh::begin()?;
    process::run(fresh.ask(&database, &mut process::cargo(&["check", "-p", "store", "--all-targets"])))?;

    let committed = committed_folder();
    if committed.exists() {
        fs::remove_dir_all(&committed)?;
    }
    fs::create_dir_all(&committed)?;
    let found = read(&fresh.folder)?;
    for (name, content) in &found {
        fs::write(committed.join(name), content)?;
    }
    println!(".sqlx describes {} queries", found.len());
    fresh.remember()
}

/// A new description of every query, made by compiling `store` against a real database.
pub(crate) struct Fresh {
    folder: PathBuf,
    /// Nothing has changed since the last comparison: nothing is compiled, so nothing will be described.
    known: bool,
}

impl Fresh {
    /// For `make test`: leaves out what was compared before.
    pub(crate) fn begin_unless_known() -> Result<Self> {
        let known =
            fs::read_to_string(stamp()).is_ok_and(|stamp| inputs().is_ok_and(|inputs| stamp == inputs));
        if known { Ok(Self { folder: folder(), known }) } else { Self::begin() }
    }

    fn begin() -> Result<Self> {
        let folder = folder();
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        // The macros run only when the crate is compiled, and cargo does not know that they ask a database.
        let lib = File::options().append(true).open(root().join("crates/store/src/lib.rs"))?;
        #[expect(clippy::disallowed_methods, reason = "cargo compares with the machine's clock")]
        lib.set_modified(SystemTime::now())?;
        Ok(Self { folder, known: false })
    }

    /// Makes a cargo command ask the database and write down the answers.
    pub(crate) fn ask<'a>(&self, database: &Database, command: &'a mut Command) -> &'a mut Command {
        command
            .env("DATABASE_URL", database.url())
            .env("SQLX_OFFLINE", "false")
            .env("SQLX_OFFLINE_DIR", &self.folder)
    }

    /// Fails when the committed description is another.
    pub(crate) fn compare(&self) -> Result<()> {
        if self.known {
            return Ok(());
        }
        if read(&self.folder)? != read(&committed_folder())? {
            return Err(".sqlx does not describe the queries of crates/store any more: run `make sqlx` and commit .sqlx".into());
        }
        self.remember()
    }

    fn remember(&self) -> Result<()> {
        Ok(fs::write(stamp(), inputs()?)?)
    }
}

fn committed_folder() -> PathBuf {
    root().join(".sqlx")
}

fn folder() -> PathBuf {
    target().join("xtask/queries")
}

fn stamp() -> PathBuf {
    target().join("xtask/queries.known")
}

fn read(folder: &Path) -> Result<Descriptions> {
    let mut found = Descriptions::new();
    if folder.exists() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("query-") && name.ends_with(".json") {
                found.insert(name, fs::read(entry.path())?);
            }
        }
    }
    Ok(found)
}

/// A digest of everything that decides what `.sqlx` has to be, and of `.sqlx` itself.
fn inputs() -> Result<String> {
    let mut digest = Sha256::new();
    for folder in ["migrations", "crates/store", ".sqlx"] {
        let mut files = crate::site::files_below(&root().join(folder))?;
        files.sort();
        for file in files {
            digest.update(file.as_os_str().as_encoded_bytes());
            digest.update(fs::read(&file)?);
        }
    }
    Ok(crate::site::hex(&digest.finalize()))
}
