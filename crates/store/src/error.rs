//! What can go wrong between the portal and its database.

use sqlx::error::DatabaseError;

/// Why a store function did not do what it says.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote the row since it was read.
    #[error("written by somebody else meanwhile")]
    Stale,
    /// A named constraint said no.
    #[error("refused by {constraint}")]
    Constraint { constraint: String },
    /// A rule of the database said no: a defect of the code, or a race that the code lost.
    #[error("refused by the database: {message}")]
    Rule { code: String, message: String },
    /// The database cannot be reached, or is too busy.
    #[error("the database is away")]
    Unavailable(#[source] sqlx::Error),
    /// Anything else: a defect.
    #[error("database error")]
    Other(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the constraint of this name was hit.
    pub fn is_constraint(&self, name: &str) -> bool {
        matches!(self, Self::Constraint { constraint } if constraint == name)
    }

    /// A row that does not read back as the type that wrote it: a defect.
    pub fn unreadable(what: &'static str) -> Self {
        Self::Other(sqlx::Error::Decode(what.into()))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Database(database) => from_database(database.as_ref()).unwrap_or(Self::Other(error)),
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed => {
                Self::Unavailable(error)
            }
            _ => Self::Other(error),
        }
    }
}

fn from_database(error: &dyn DatabaseError) -> Option<StoreError> {
    let code = error.code()?;
    if code == "PU003" {
        return Some(StoreError::Stale);
    }
    if code.starts_with("PU") {
        return Some(StoreError::Rule { code: code.into_owned(), message: error.message().to_owned() });
    }
    // Shutting down, starting up, too many connections, disk full.
    if code.starts_with("57P") || code.starts_with("53") || code.starts_with("08") {
        return Some(StoreError::Unavailable(sqlx::Error::Protocol(error.message().to_owned())));
    }
    error.constraint().map(|constraint| StoreError::Constraint { constraint: constraint.to_owned() })
}
