//! What keeps a settlement from starting.

use domain::{
    credential,
    order::{
        State,
        settlement::{APPROVAL_GOOD_FOR, Act},
    },
};
use sqlx::PgConnection;
use store::{
    credentials, decisions, holds, migrate,
    orders::{self, Order},
    people,
    revisions::Stored,
    settlements::Settlement,
};

use super::super::start::MAX_UNKNOWN;
use crate::BackendError;

/// Why a settlement does not start: a code.
pub(super) enum Obstacle {
    /// It may pass by itself.
    Wait(&'static str),
    /// It will not: nothing is sent.
    Refuse(&'static str),
}

/// What keeps it from starting now, or nothing. Asked before preparing, and again under the order's lock.
pub(super) async fn obstacle(
    conn: &mut PgConnection,
    order: &Order,
    stored: &Stored,
    settlement: &Settlement,
) -> Result<Option<Obstacle>, BackendError> {
    let refuse = |code| Ok(Some(Obstacle::Refuse(code)));
    let now = migrate::now(conn).await?;
    if order.state != State::Bought || order.revision != settlement.revision {
        return refuse("not_bought");
    }
    if settlement.asked_at + APPROVAL_GOOD_FOR <= now {
        return refuse("waited_too_long");
    }
    if people::load(conn, order.requester.id).await?.is_none() {
        return refuse("requester_disabled");
    }
    if settlement.act == Act::Pay {
        if order.approved_at.is_none_or(|at| at + APPROVAL_GOOD_FOR <= now) {
            return refuse("approval_old");
        }
        if !decisions::is_approved(conn, order.id, settlement.revision).await? {
            return refuse("approver_gone");
        }
    }
    let revision = &stored.revision;
    let version = credentials::version(conn, revision.credential, revision.credential_version).await?;
    let Some(version) = version else { return refuse("credential_unreadable") };
    if !version.current {
        return refuse("credential_replaced");
    }
    let wait = |code| Ok(Some(Obstacle::Wait(code)));
    if holds::stands(conn).await? {
        return wait("hold");
    }
    if orders::unknown_at(conn, revision.operation.provider()).await? > MAX_UNKNOWN {
        return wait("provider_in_trouble");
    }
    if version.state == credential::State::Suspect {
        return wait("credential_suspect");
    }
    Ok(None)
}
