//! What a use case answers when it does not do it: what the reader may do about it.

use domain::{
    order::{InvalidTransition, can::Why},
    refusal::{FieldError, Reason},
};
use store::StoreError;

/// Why it was not done. Only the edge turns it into HTTP or a page.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// It does not exist, or the caller may not know that it does.
    #[error("not found")]
    NotFound,
    /// These fields cannot be taken as they are; nothing was stored.
    #[error("refused: {0:?}")]
    Fields(Vec<FieldError>),
    /// Visible, but not for the caller to do.
    #[error("not allowed: {0:?}")]
    NotAllowed(Why),
    /// Not possible now: a code that pages and programs know.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Somebody else was faster; look again.
    #[error("written by somebody else meanwhile")]
    Stale,
    /// Nobody is signed in, or the token is none.
    #[error("not signed in")]
    SignedOut,
    /// Too often; try again later.
    #[error("too many attempts")]
    TooMany { retry_after_s: u32 },
    /// The database cannot be reached: try again in a moment. Nothing was half written.
    #[error("unavailable")]
    Unavailable(#[source] StoreError),
    /// A defect. The cause is logged where it is handled, and never shown.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl BackendError {
    /// One field, one reason.
    pub fn field(field: &str, reason: Reason) -> Self {
        Self::Fields(vec![FieldError::new(field, reason)])
    }

    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

impl From<StoreError> for BackendError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Stale => Self::Stale,
            StoreError::Unavailable(_) => Self::Unavailable(error),
            StoreError::Constraint { .. } | StoreError::Rule { .. } | StoreError::Other(_) => {
                Self::Internal(Box::new(error))
            }
        }
    }
}

impl From<sqlx::Error> for BackendError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<InvalidTransition> for BackendError {
    fn from(error: InvalidTransition) -> Self {
        Self::Internal(Box::new(error))
    }
}
