//! `purser key`.

use backend::{
    Actor, Random,
    rotation::{self, Rotation},
};

use super::with_backend;
use crate::{config::Config, failure::Failure, wiring};

/// Puts a fresh key first and prints its id.
pub(crate) fn new(config: &Config) -> Result<(), Failure> {
    println!("{}", wiring::new_key(config, &Random::system())?);
    Ok(())
}

/// Puts all secrets under the newest key, or says how many it would.
pub(crate) async fn rotate(config: Config, dry_run: bool) -> Result<(), Failure> {
    with_backend(&config, async |backend| {
        let Rotation { newest, credentials, orders, missing } = match dry_run {
            true => rotation::plan(&backend).await?,
            false => rotation::rotate(&backend, Actor::Operator).await?,
        };
        let verb = if dry_run { "would be" } else { "were" };
        println!("{credentials} credentials and {orders} secrets of orders {verb} put under key {newest}");
        match missing.as_slice() {
            [] => Ok(()),
            keys => Err(Failure::new(format!("the key file lacks {}", keys.join(", ")))),
        }
    })
    .await
}
