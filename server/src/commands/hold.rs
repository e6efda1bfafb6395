//! `purser hold` and `purser release`.

use backend::{Actor, holds};

use super::with_backend;
use crate::{config::Config, failure::Failure};

/// Stops first sends everywhere. Doing it twice is doing it once.
pub(crate) async fn set(config: Config, reason: String) -> Result<(), Failure> {
    with_backend(&config, async |backend| {
        holds::set(&backend, Actor::Operator, &reason).await?;
        Ok(())
    })
    .await
}

/// Lifts the hold; without one there is nothing to release.
pub(crate) async fn release(config: Config, reason: String) -> Result<(), Failure> {
    with_backend(&config, async |backend| match holds::lift(&backend, Actor::Operator, &reason).await? {
        true => Ok(()),
        false => Err(Failure::new("no hold stands")),
    })
    .await
}
