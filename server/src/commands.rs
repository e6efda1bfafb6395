//! What the command line does besides serving, one file per noun.
//!
//! What a program may want to read (an id, a token) is alone on standard output.

pub(crate) mod audit;
pub(crate) mod demo;
pub(crate) mod healthcheck;
pub(crate) mod hold;
pub(crate) mod key;
pub(crate) mod migrate;
pub(crate) mod sim;
pub(crate) mod token;
pub(crate) mod user;

use backend::Backend;

use crate::{config::Config, database::Database, failure::Failure, wiring};

/// Opens the database for one command, and leaves it in order whatever the command says.
async fn with_backend(
    config: &Config,
    command: impl AsyncFnOnce(Backend) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let database = Database::open(config).await?;
    let done = match wiring::backend(config, database.pool.clone(), &config.clouds.endpoints) {
        Ok(backend) => command(backend).await,
        Err(refused) => Err(refused),
    };
    database.close().await;
    done
}
