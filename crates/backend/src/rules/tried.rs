//! Which rule would match, and how past orders would have gone. Nothing is stored.

use domain::{
    approval::{Draft, Purchase, Rule, evaluate},
    ids::{PersonId, RuleId},
    person::Person,
    view::rules::{Moved, Replay, Trial},
};
use store::{
    migrate,
    rules::{self, InForce},
};
use uuid::Uuid;

use super::{meet, steps, written::known};
use crate::{Backend, BackendError, attention::reads};

/// How many of the newest orders are looked at.
const PAST: i64 = 1_000;

/// Which rule would match for these facts, and whom it would ask. Without a requester everybody counts as somebody else.
pub async fn try_out(
    backend: &Backend,
    person: &Person,
    purchase: &Purchase,
    requester: Option<PersonId>,
) -> Result<Trial, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let requester = requester.unwrap_or(PersonId::from_uuid(Uuid::nil()));
    let met = meet(&mut conn, purchase, requester).await?;
    let chain = steps(&mut conn, &met.frozen.chain, &met.frozen.lacking).await?;
    Ok(Trial { rule: met.rule.id, name: met.rule.name, why: met.why, chain })
}

/// Which of the newest orders would have gone elsewhere by the rules as they hold now; with `instead`, as they would
/// with that draft in the place of the rule, or behind all others. Times count as now.
pub async fn replay(
    backend: &Backend,
    person: &Person,
    instead: Option<(Option<RuleId>, Draft)>,
) -> Result<Replay, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let InForce { mut written, built_in } = rules::in_force(&mut conn).await?;
    if let Some((id, draft)) = instead {
        let draft = draft.check().map_err(BackendError::Fields)?;
        known(&mut conn, &draft).await?;
        let newest = rules::newest(&mut conn).await?;
        let before = id.and_then(|id| newest.into_iter().find(|newest| newest.rule.id == id));
        let rule = Rule {
            id: id.unwrap_or(RuleId::from_uuid(Uuid::nil())),
            version: 0,
            rank: before.map_or(i32::MAX - 1, |newest| newest.rule.rank),
            name: draft.name,
            enabled: draft.enabled,
            valid_from: draft.valid_from,
            valid_until: draft.valid_until,
            conditions: draft.conditions,
            chain: draft.steps,
        };
        written.retain(|other| other.id != rule.id);
        written.push(rule);
    }
    let now = migrate::now(&mut conn).await?;
    let past = rules::past(&mut conn, PAST).await?;
    let looked_at = past.len();
    let moved = past.into_iter().filter_map(|order| {
        let found = evaluate(&written, &built_in, &order.purchase, now).matched;
        (found.id != order.rule).then(|| Moved {
            number: order.number,
            submitted_at: order.submitted_at,
            from: order.rule_name,
            to: found.name.clone(),
            asks_nobody: found.asks_nobody(),
        })
    });
    Ok(Replay { looked_at, moved: moved.collect() })
}
