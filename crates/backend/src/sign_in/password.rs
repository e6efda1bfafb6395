//! Hashing passwords: argon2id, off the runtime's threads, a few at a time.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash};
use secrecy::{ExposeSecret, SecretString};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::{Backend, BackendError};

/// Each hash fills so much memory; once, on one lane.
const MEMORY_KIB: u32 = 46 * 1024;

/// So many at a time, in this process: what waits costs nothing.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Stands in for a password that does not exist, so that its check takes as long.
const NOBODY: &[u8; 16] = b"nobody's salt 16";

fn argon2id() -> Result<Argon2<'static>, BackendError> {
    let params =
        Params::new(MEMORY_KIB, 1, 1, None).map_err(|error| BackendError::internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of a password, in PHC form.
pub(crate) async fn hash(backend: &Backend, password: &SecretString) -> Result<String, BackendError> {
    hash_with(&backend.random.bytes(), password).await
}

pub(super) async fn hash_with(salt: &[u8; 16], password: &SecretString) -> Result<String, BackendError> {
    let (salt, password) = (*salt, password.clone());
    in_turn(move || {
        let hash = argon2id()?.hash_password_with_salt(password.expose_secret().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| BackendError::internal(error.to_string()))
    })
    .await
}

/// Whether the password is the one that was hashed. Without a hash it never is, after the same time.
pub(crate) async fn verify(hash: Option<&str>, password: &SecretString) -> Result<bool, BackendError> {
    let (hash, password) = (hash.map(str::to_owned), password.clone());
    in_turn(move || {
        let password = password.expose_secret().as_bytes();
        let argon2id = argon2id()?;
        let checked = match &hash {
            Some(hash) => argon2id.verify_password(password, hash.as_str()),
            None => argon2id
                .hash_password_with_salt(password, NOBODY)
                .and(Err(password_hash::Error::PasswordInvalid)),
        };
        match checked {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(BackendError::internal(error.to_string())),
        }
    })
    .await
}

async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackendError> + Send + 'static,
) -> Result<T, BackendError> {
    let _turn = TURNS.acquire().await.map_err(BackendError::internal)?;
    spawn_blocking(work).await.map_err(BackendError::internal)?
}
