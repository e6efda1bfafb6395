//! Why a command ends: one sentence for the person at the terminal.

use backend::BackendError;

use crate::{config::ConfigError, postgres::PostgresError, reasons};

/// Why the program did not do what it was told. Its exit code is 1; what clap refuses has 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// For `map_err`: what was tried, and the error with its causes.
    pub fn of<E: std::error::Error>(what: impl std::fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| {
            let mut sentence = format!("{what}: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                let words = error.to_string();
                // Some errors repeat their cause in their own words.
                if !sentence.contains(&words) {
                    sentence.push_str(": ");
                    sentence.push_str(&words);
                }
                cause = error.source();
            }
            Self(sentence)
        }
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self(error.0)
    }
}

impl From<PostgresError> for Failure {
    fn from(error: PostgresError) -> Self {
        Self(error.to_string())
    }
}

impl From<BackendError> for Failure {
    fn from(error: BackendError) -> Self {
        use BackendError as E;
        match error {
            E::Fields(errors) => {
                let words: Vec<String> = errors
                    .iter()
                    .map(|error| format!("{}: {}", error.field, reasons::sentence(error)))
                    .collect();
                Self(words.join("; "))
            }
            E::Unavailable(_)
            | E::Internal(_)
            | E::NotFound
            | E::NotAllowed(_)
            | E::Conflict(_)
            | E::Stale
            | E::SignedOut
            | E::TooMany { .. } => Self::of("refused")(error),
        }
    }
}
