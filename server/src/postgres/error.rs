//! Why the private PostgreSQL cannot be used: one sentence each, for the person who started the portal.

use std::fmt;
use std::io;
use std::path::PathBuf;

#[derive(Debug)]
pub(crate) enum PostgresError {
    /// No server program of a usable version was found.
    NotInstalled,
    /// The cluster was made by a major version that is not installed.
    OtherMajor { cluster: PathBuf, made_by: String, installed: Vec<u32> },
    /// A folder belongs to another user than the one that has to use it.
    ForeignFolder { folder: PathBuf, owner: u32, needed: u32 },
    /// The cluster's parents were closed to PostgreSQL's user after it was made.
    Unreachable { folder: PathBuf, user: String },
    /// The data folder points to a cluster that is not there.
    Gone { folder: PathBuf, pointer: PathBuf },
    /// What lies in the cluster's place is not a cluster.
    NotACluster { folder: PathBuf },
    /// A new cluster would not fit.
    DiskFull { folder: PathBuf, free_mib: u64 },
    /// Root runs the portal, and there is nobody to run PostgreSQL as.
    NoUser,
    /// One of PostgreSQL's programs failed; `why` is its own last word.
    Failed { what: &'static str, folder: PathBuf, why: String },
    /// The system refused something.
    Io { what: &'static str, path: PathBuf, source: io::Error },
}

impl fmt::Display for PostgresError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInstalled => f.write_str(
                "PostgreSQL 14 or newer is not installed: install it (on Debian: apt-get install postgresql) or set DATABASE_URL",
            ),
            Self::OtherMajor { cluster, made_by, installed } => {
                let installed: Vec<_> = installed.iter().map(u32::to_string).collect();
                let installed = if installed.is_empty() { "none".to_owned() } else { installed.join(", ") };
                write!(
                    f,
                    "the database in {} was made by PostgreSQL {made_by} and cannot be opened by another version (installed: {installed}): \
                     install PostgreSQL {made_by} or use another data folder",
                    cluster.display()
                )
            }
            Self::ForeignFolder { folder, owner, needed } => write!(
                f,
                "the folder {} belongs to user {owner}, not to user {needed}: run as its owner or use another data folder",
                folder.display()
            ),
            Self::Unreachable { folder, user } => write!(
                f,
                "the user {user}, who runs PostgreSQL, may not enter {}, which holds the database: make its parent folders searchable",
                folder.display()
            ),
            Self::Gone { folder, pointer } => write!(
                f,
                "the database that {} points to is not in {}: put it back, or remove the pointer to begin with an empty one",
                pointer.display(),
                folder.display()
            ),
            Self::NotACluster { folder } => {
                write!(f, "{} is not a complete PostgreSQL cluster: move it away or use another data folder", folder.display())
            }
            Self::DiskFull { folder, free_mib } => write!(
                f,
                "the disk that holds {} has only {free_mib} MiB free, and a new database needs 100 MiB: make room or use another data folder",
                folder.display()
            ),
            Self::NoUser => f.write_str(
                "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as: add one or set DATABASE_URL",
            ),
            Self::Failed { what, folder, why } => write!(f, "PostgreSQL could not {what} in {}: {why}", folder.display()),
            Self::Io { what, path, source } => write!(f, "cannot {what} {}: {source}", path.display()),
        }
    }
}

impl std::error::Error for PostgresError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl PostgresError {
    /// For `map_err` on what the system refused to do with `path`.
    pub(crate) fn io(what: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { what, path, source }
    }
}
