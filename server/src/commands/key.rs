//! `purser key`.

use backend::Random;

use crate::{config::Config, failure::Failure, wiring};

/// Puts a fresh key first and prints its id.
pub(crate) fn new(config: &Config) -> Result<(), Failure> {
    println!("{}", wiring::new_key(config, &Random::system())?);
    Ok(())
}
