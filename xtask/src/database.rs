//! A database for tests: made for them, gone with them, and faster than a real one because it may lose everything.

use std::fs;
use std::path::{Path, PathBuf};

use crate::postgres::{PrivatePostgres, Setting};
use crate::simple_query::Session;
use crate::{Result, process, root};

const FOR_TESTS: &[Setting] = &[
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    // Every test has a pool and a database of its own.
    ("max_connections", "300"),
];
const PREFIX: &str = "purser-xtask-";

pub(crate) struct Database {
    /// None only while it is being dropped.
    postgres: Option<PrivatePostgres>,
    folder: PathBuf,
}

impl Database {
    /// Starts an empty one.
    pub(crate) fn start() -> Result<Self> {
        let temp = std::env::temp_dir();
        remove_remains(&temp);
        let folder = temp.join(format!("{PREFIX}{}", std::process::id()));
        let postgres = Some(PrivatePostgres::start_with(&folder, FOR_TESTS)?);
        Ok(Self { postgres, folder })
    }

    /// The superuser's: `#[sqlx::test]` makes a database for every test.
    pub(crate) fn url(&self) -> String {
        self.url_of("postgres")
    }

    fn url_of(&self, role: &str) -> String {
        self.postgres.as_ref().map(|postgres| postgres.url(role)).unwrap_or_default()
    }

    /// Applies `migrations/` as their owner, each file in a transaction.
    pub(crate) fn migrate(&self) -> Result<()> {
        let mut session = Session::connect(&self.url_of("purser_owner"))?;
        let mut files: Vec<PathBuf> = fs::read_dir(root().join("migrations"))?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
            .collect();
        files.sort();
        for file in files {
            let refused = |error| format!("{}: {error}", file.display());
            session.run(&fs::read_to_string(&file)?).map_err(refused)?;
        }
        Ok(())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.postgres.take().map(PrivatePostgres::stop) {
            eprintln!("{error}");
        }
        // What cannot be removed now is removed by the next one.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Ends and removes what a killed predecessor left.
fn remove_remains(temp: &Path) {
    for entry in fs::read_dir(temp).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        if Path::new("/proc").join(pid).exists() {
            continue;
        }
        // Joining and leaving stops it; another user's is refused and stays.
        if PrivatePostgres::start_with(&entry.path(), FOR_TESTS).and_then(PrivatePostgres::stop).is_ok() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// `cargo xtask postgres -- COMMAND…`
pub(crate) fn run_with(program: &str, arguments: &[&str]) -> Result<()> {
    let database = Database::start()?;
    database.migrate()?;
    let mut command = process::command(program);
    command.args(arguments).env("DATABASE_URL", database.url());
    process::run(&mut command)
}
