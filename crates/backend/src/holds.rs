//! The hold: while one stands nothing new is bought anywhere; what was sent is still settled.

use crate::{
    Actor, Backend, BackendError,
    attention::{acts, why},
    log::{Happened, record},
};

/// Stops first sends everywhere. An admin says why. `false`: they were stopped already.
#[tracing::instrument(skip_all, err)]
pub async fn set(backend: &Backend, actor: Actor<'_>, reason: &str) -> Result<bool, BackendError> {
    change(backend, actor, "hold.set", reason).await
}

/// Lets first sends go on. An admin says why. `false`: no hold stood.
#[tracing::instrument(skip_all, err)]
pub async fn lift(backend: &Backend, actor: Actor<'_>, reason: &str) -> Result<bool, BackendError> {
    change(backend, actor, "hold.lifted", reason).await
}

async fn change(
    backend: &Backend,
    actor: Actor<'_>,
    action: &'static str,
    reason: &str,
) -> Result<bool, BackendError> {
    let by = actor.id().map_or_else(|| "operator".to_owned(), |id| id.to_string());
    let reason = match actor {
        Actor::Person(person) => {
            acts(person)?;
            &why(reason)?
        }
        Actor::Operator | Actor::Worker => reason,
    };
    let mut tx = backend.db.begin().await?;
    let changed = match action {
        "hold.set" => store::holds::set(&mut tx, &by, reason, None).await?,
        _ => store::holds::lift(&mut tx, &by, reason).await?,
    };
    if changed {
        let subject = backend.random.uuid(&backend.clock);
        let happened = Happened { reason: Some(reason), ..Happened::to("hold", subject, action, &[]) };
        record(backend, &mut tx, actor, &happened).await?;
    }
    tx.commit().await?;
    Ok(changed)
}
