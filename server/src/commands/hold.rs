//! `purser hold` and `purser release`.

use crate::{config::Config, database::Database, failure::Failure};

/// Stops first sends everywhere. Doing it twice is doing it once.
pub(crate) async fn set(config: Config, reason: String) -> Result<(), Failure> {
    let database = Database::open(&config).await?;
    let done = database.hold(&reason).await.map(drop);
    database.close().await;
    done
}

/// Lifts the hold; without one there is nothing to release.
pub(crate) async fn release(config: Config, reason: String) -> Result<(), Failure> {
    let database = Database::open(&config).await?;
    let lifted = database.release(&reason).await;
    database.close().await;
    if lifted? { Ok(()) } else { Err(Failure::new("no hold stands")) }
}
