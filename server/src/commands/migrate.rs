//! `purser migrate`.

use crate::{config::Config, database::Database, failure::Failure};

/// Brings the database up to date and leaves it.
pub(crate) async fn run(config: Config) -> Result<(), Failure> {
    Database::open(&config).await?.close().await;
    Ok(())
}
