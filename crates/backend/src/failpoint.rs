//! Places where a test stops, kills or misleads a worker, named after the crash windows of `docs/execution.md`.
//!
//! Without the feature `failpoints` every place is empty, and a release build with it does not compile.

#[cfg(all(feature = "failpoints", not(debug_assertions)))]
compile_error!("a release build has no failpoints");

#[cfg(feature = "failpoints")]
mod armed;

#[cfg(feature = "failpoints")]
pub use self::armed::{Failpoints, What};

/// A place in the purchase protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// W1, W16, W20: claimed, nothing written.
    Claimed,
    /// Everything is prepared and signed; T1 has not begun.
    Prepared,
    /// W2: the intent's commit was done, and its answer may be lost.
    IntentCommitted,
    /// W3, W9: the intent is known to be written; nothing has left.
    BeforeSend,
    /// W6, W10: the answer was read and is not written.
    Answered,
    /// W7, W21: the answer, or a look, is written; nothing was concluded.
    EvidenceWritten,
    /// W8: the conclusion's commit was done, and its answer may be lost.
    Concluded,
    /// W19: a resend or a look is due; the key is not opened yet.
    Settling,
    /// A look was read and is not written.
    Looked,
}

impl Place {
    pub const ALL: [Self; 9] = [
        Self::Claimed,
        Self::Prepared,
        Self::IntentCommitted,
        Self::BeforeSend,
        Self::Answered,
        Self::EvidenceWritten,
        Self::Concluded,
        Self::Settling,
        Self::Looked,
    ];

    /// The name by which a process is told to die there.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Prepared => "prepared",
            Self::IntentCommitted => "intent_committed",
            Self::BeforeSend => "before_send",
            Self::Answered => "answered",
            Self::EvidenceWritten => "evidence_written",
            Self::Concluded => "concluded",
            Self::Settling => "settling",
            Self::Looked => "looked",
        }
    }
}

/// No places at all.
#[cfg(not(feature = "failpoints"))]
#[derive(Debug, Clone, Default)]
pub struct Failpoints;

#[cfg(not(feature = "failpoints"))]
impl Failpoints {
    /// Passes.
    #[expect(clippy::unused_async, reason = "with the feature it waits")]
    pub async fn at(&self, _: Place) -> Result<(), crate::BackendError> {
        Ok(())
    }
}
