//! Approval rules: which one decides about a purchase, and what admins do with them.

pub mod approvers;
pub mod groups;
mod shown;
mod tried;
mod written;

use domain::{
    approval::{Frozen, Purchase, Rule, Tried, evaluate},
    ids::PersonId,
    person::Person,
};
use sqlx::PgConnection;
use store::{migrate, people, rules};

pub(crate) use self::shown::steps;
pub use self::{
    tried::{replay, try_out},
    written::{Saved, confirm, create, list, move_by_one, save, switch, withdraw},
};
use crate::BackendError;

/// The rule that a purchase met.
pub(crate) struct Met {
    pub(crate) rule: Rule,
    pub(crate) why: Vec<Tried>,
    /// Its chain as submitting freezes it.
    pub(crate) frozen: Frozen,
}

/// How often the rules may change while one is looked for.
const TRIES: usize = 8;

/// Looks for the rule that decides, as they hold now; it keeps holding until the transaction ends.
pub(crate) async fn meet(
    conn: &mut PgConnection,
    purchase: &Purchase,
    requester: PersonId,
) -> Result<Met, BackendError> {
    for _ in 0..TRIES {
        let held = rules::in_force(conn).await?;
        let now = migrate::now(conn).await?;
        let found = evaluate(&held.written, &held.built_in, purchase, now);
        if rules::hold(conn, found.matched).await? {
            let frozen = found.matched.chain.frozen(purchase.team, requester, &active(conn).await?);
            return Ok(Met { rule: found.matched.clone(), why: found.why, frozen });
        }
    }
    Err(BackendError::Stale)
}

/// Everybody who may sign in.
pub(crate) async fn active(conn: &mut PgConnection) -> Result<Vec<Person>, BackendError> {
    let everybody = people::list(conn).await?.into_iter();
    Ok(everybody.filter(|stored| stored.disabled_at.is_none()).map(|stored| stored.person).collect())
}
