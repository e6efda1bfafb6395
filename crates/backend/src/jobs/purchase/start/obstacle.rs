//! What keeps an approved order from starting.

use domain::{credential, order::Change};
use sqlx::PgConnection;
use store::{
    StoreError, credentials, decisions, holds, migrate,
    orders::{self, Order},
    people,
    revisions::Stored,
};

use super::super::{
    Claim,
    wait::{send_back, wait},
};
use crate::{Backend, BackendError};

/// With more orders than this at one provider whose outcome nobody knows, none starts there: it is in trouble, and
/// so would they be. What is open is settled first, and lets the others go on by itself.
pub(in super::super) const MAX_UNKNOWN: i64 = 20;

/// Why an approved order does not start.
pub(in crate::jobs::purchase) enum Obstacle {
    /// It may pass by itself, or somebody takes it away.
    Wait(&'static str),
    /// Only a new revision helps.
    Revise(&'static str),
    /// Approvers are asked again.
    AskAgain(&'static str),
}

impl Obstacle {
    /// What it waits for where the database refused the intent beside another one that is open.
    pub(super) fn of_intent(error: &StoreError) -> Option<&'static str> {
        if error.is_constraint("one_live_attempt_a_task") {
            Some("task_changing")
        } else if error.is_constraint("one_open_prepaid_an_account") {
            Some("prepaid_settling")
        } else {
            None
        }
    }

    /// What is missing where the database refused the start: somebody whose answer counted left since it was read.
    pub(super) fn of_start(error: &StoreError) -> Option<Self> {
        let lacks_answers = matches!(error, StoreError::Rule { code, .. } if code == "PU005");
        lacks_answers.then_some(Self::AskAgain("approver_gone"))
    }

    pub(super) async fn meet(self, backend: &Backend, claim: &Claim) -> Result<(), BackendError> {
        match self {
            Self::Wait(code) => wait(backend, claim, code).await,
            Self::Revise(code) => send_back(backend, claim, Change::Revised, code).await,
            Self::AskAgain(code) => send_back(backend, claim, Change::ApprovalLost, code).await,
        }
    }
}

/// What keeps the order from starting now, or nothing. Asked before preparing, and again under the lock.
pub(super) async fn obstacle(
    conn: &mut PgConnection,
    order: &Order,
    stored: &Stored,
) -> Result<Option<Obstacle>, BackendError> {
    let now = migrate::now(conn).await?;
    if order.expires_at.is_none_or(|at| at <= now) {
        return Ok(Some(Obstacle::Wait("approval_over")));
    }
    if holds::stands(conn).await? {
        return Ok(Some(Obstacle::Wait("hold")));
    }
    if orders::unknown_at(conn, stored.revision.operation.provider()).await? > MAX_UNKNOWN {
        return Ok(Some(Obstacle::Wait("provider_in_trouble")));
    }
    if people::load(conn, order.requester.id).await?.is_none() {
        return Ok(Some(Obstacle::Wait("requester_disabled")));
    }
    let revision = &stored.revision;
    let version = credentials::version(conn, revision.credential, revision.credential_version).await?;
    if version.as_ref().is_some_and(|version| !version.current) {
        return Ok(Some(Obstacle::Revise("credential_replaced")));
    }
    if !decisions::is_approved(conn, order.id, order.revision).await? {
        return Ok(Some(Obstacle::AskAgain("approver_gone")));
    }
    Ok(match version {
        Some(version) if version.state == credential::State::Suspect => {
            Some(Obstacle::Wait("credential_suspect"))
        }
        Some(_) => None,
        None => Some(Obstacle::Wait("credential_unreadable")),
    })
}
