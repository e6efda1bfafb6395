//! `purser key`.

use backend::{Random, Vault};

use crate::{config::Config, failure::Failure};

/// Puts a fresh key first and prints its id.
pub(crate) fn new(config: &Config) -> Result<(), Failure> {
    if let Some(folder) = config.key_file.parent() {
        std::fs::create_dir_all(folder).map_err(Failure::of("cannot make the key file's folder"))?;
    }
    let id =
        Vault::create_key(&config.key_file, &Random::system()).map_err(Failure::of("cannot make a key"))?;
    println!("{id}");
    Ok(())
}
