//! The vault: the only place where secrets are sealed and opened.
//!
//! Each secret is encrypted under a key of its own, which is wrapped by a key from outside the database. What
//! a secret belongs to is bound into both, so that a ciphertext in another row's place does not open. Old
//! keys stay in the file for what they wrapped; new secrets take the newest.

mod file;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use data_encoding::HEXLOWER;
use domain::ids::{CredentialId, OrderId, PersonId};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Random;
pub use store::credentials::Sealed;

const NONCE: usize = 24;

/// Why the vault cannot be used, or a secret not be opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("cannot use the key file {path}: {source}")]
    File { path: String, source: std::io::Error },
    #[error("the key file {path} can be read by others (mode {mode:03o}): chmod 600 it")]
    Readable { path: String, mode: u32 },
    #[error("line {line} of the key file is not `<key id> <32 bytes in base64>`")]
    Line { line: usize },
    #[error("the key file names key {id} twice")]
    Twice { id: String },
    #[error("the key file holds no key")]
    Empty,
    #[error("key {id} is not in the key file")]
    UnknownKey { id: String },
    /// Not what was sealed, or not in its place.
    #[error("a sealed secret does not open")]
    Refused,
}

/// What a secret belongs to. A ciphertext opens only where it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(Vec<u8>);

impl Place {
    /// One version of a credential.
    pub fn credential(id: CredentialId, owner: PersonId, version: i32) -> Self {
        let mut bytes = b"purser credential\0".to_vec();
        bytes.extend_from_slice(id.as_uuid().as_bytes());
        bytes.extend_from_slice(owner.as_uuid().as_bytes());
        bytes.extend_from_slice(&version.to_be_bytes());
        Self(bytes)
    }

    /// The secrets among the parameters of one revision of an order.
    pub fn revision_secret(order: OrderId, revision: i32) -> Self {
        let mut bytes = b"purser revision secret\0".to_vec();
        bytes.extend_from_slice(order.as_uuid().as_bytes());
        bytes.extend_from_slice(&revision.to_be_bytes());
        Self(bytes)
    }

    /// What a person sent under a submit key.
    pub fn submission(person: PersonId, submit_key: &str) -> Self {
        let mut bytes = b"purser submission\0".to_vec();
        bytes.extend_from_slice(person.as_uuid().as_bytes());
        bytes.extend_from_slice(submit_key.as_bytes());
        Self(bytes)
    }
}

/// A code over an anchor of the event log, and the key that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnchorMac {
    pub key_id: String,
    pub mac: [u8; 32],
}

/// The keys, newest first. Cheap to clone; never printed. Clones are the same vault.
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

struct Shared {
    /// Where the keys are from, to read it again when something is under a key that came later.
    file: Option<PathBuf>,
    keys: RwLock<Keys>,
}

type Keys = Arc<[Arc<Key>]>;

/// One key of the file, as the keys that are derived from it, one for each use.
struct Key {
    id: String,
    wrapping: Zeroizing<[u8; 32]>,
    fingerprints: Zeroizing<[u8; 32]>,
    anchors: Zeroizing<[u8; 32]>,
}

impl Key {
    fn new(id: &str, bytes: &[u8; 32]) -> Self {
        let derive = |purpose: &str| Zeroizing::new(mac(bytes, &[b"purser key for ", purpose.as_bytes()]));
        Self {
            id: id.to_owned(),
            wrapping: derive("wrapping"),
            fingerprints: derive("fingerprints"),
            anchors: derive("anchors"),
        }
    }
}

impl Vault {
    /// Reads the key file, which nobody but its owner may read. A key that is put into it later is found when
    /// something is to be opened with it.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        Ok(Self::of(Some(path.to_owned()), read(&file::read(path)?)?))
    }

    /// Takes the file's text: one key a line, newest first.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        Ok(Self::of(None, read(text)?))
    }

    fn of(file: Option<PathBuf>, keys: Keys) -> Self {
        Self { shared: Arc::new(Shared { file, keys: RwLock::new(keys) }) }
    }

    /// Puts a fresh key first in the file, which is made with mode 0600 if it is missing. Gives the key's id.
    pub fn create_key(path: &Path, random: &Random) -> Result<String, VaultError> {
        file::create_key(path, random)
    }

    /// The id of the key that new secrets take.
    pub fn newest(&self) -> String {
        self.first().id.clone()
    }

    /// Whether the key is in the file.
    pub fn has(&self, id: &str) -> bool {
        self.key(id).is_ok()
    }

    /// Encrypts under a fresh key, bound to `place`.
    pub fn seal(&self, random: &Random, place: &Place, plaintext: &[u8]) -> Result<Sealed, VaultError> {
        let newest = self.first();
        let data_key = Zeroizing::new(random.bytes::<32>());
        let nonce = random.bytes::<NONCE>();
        let ciphertext = encrypt(&data_key, &nonce, &place.0, plaintext)?;
        let wrapped_key = wrap(&newest, random, place, data_key.as_slice())?;
        Ok(Sealed { wrapped_key, key_id: newest.id.clone(), nonce: nonce.to_vec(), ciphertext })
    }

    /// Decrypts what was sealed for exactly this `place`.
    pub fn unseal(&self, place: &Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let data_key = self.unwrap(place, sealed)?;
        let data_key: &[u8; 32] = data_key.as_slice().try_into().map_err(|_| VaultError::Refused)?;
        let nonce: &[u8; NONCE] = sealed.nonce.as_slice().try_into().map_err(|_| VaultError::Refused)?;
        decrypt(data_key, nonce, &place.0, &sealed.ciphertext)
    }

    /// The same secret with its own key wrapped by the newest. The secret itself is not opened.
    pub fn rewrap(&self, random: &Random, place: &Place, sealed: &Sealed) -> Result<Sealed, VaultError> {
        let newest = self.first();
        let data_key = self.unwrap(place, sealed)?;
        let wrapped_key = wrap(&newest, random, place, &data_key)?;
        Ok(Sealed { wrapped_key, key_id: newest.id.clone(), ..sealed.clone() })
    }

    fn unwrap(&self, place: &Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let key = self.key(&sealed.key_id)?;
        let (nonce, wrapped) = sealed.wrapped_key.split_first_chunk::<NONCE>().ok_or(VaultError::Refused)?;
        decrypt(&key.wrapping, nonce, &wrapping_place(&key.id, place), wrapped)
    }

    /// Eight hex digits that tell two secrets apart and give nothing away without the newest key.
    pub fn fingerprint(&self, secret: &SecretString) -> String {
        let mac = mac(&self.first().fingerprints, &[secret.expose_secret().as_bytes()]);
        HEXLOWER.encode(&mac[..4])
    }

    /// Codes over a secret in its `place`, by each key, the newest first: they tell whether two are the same, and
    /// give nothing away without the key.
    pub fn fingerprints(&self, place: &Place, secret: &[u8]) -> impl Iterator<Item = [u8; 32]> {
        let length = u64::try_from(place.0.len()).unwrap_or(u64::MAX).to_be_bytes();
        let keys = self.keys();
        (0..keys.len()).map(move |at| mac(&keys[at].fingerprints, &[&length, &place.0, secret]))
    }

    /// A code over an anchor, under the newest key.
    pub fn anchor_mac(&self, bytes: &[u8]) -> AnchorMac {
        let newest = self.first();
        AnchorMac { key_id: newest.id.clone(), mac: mac(&newest.anchors, &[bytes]) }
    }

    /// Whether the anchor is as it was when the code was made. Says so too when the key is gone.
    pub fn check_anchor(&self, key_id: &str, bytes: &[u8], mac: &[u8]) -> Result<bool, VaultError> {
        let key = self.key(key_id)?;
        Ok(hmac(&key.anchors).chain_update(bytes).verify_slice(mac).is_ok())
    }

    fn keys(&self) -> Keys {
        // Whoever panicked with the lock had put a whole list into it, or nothing.
        Arc::clone(&self.shared.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn first(&self) -> Arc<Key> {
        // `read` refuses a file without keys.
        Arc::clone(&self.keys()[0])
    }

    /// The key of that name, which may have come into the file after it was read.
    fn key(&self, id: &str) -> Result<Arc<Key>, VaultError> {
        let find = |keys: &Keys| keys.iter().find(|key| key.id == id).cloned();
        if let Some(key) = find(&self.keys()) {
            return Ok(key);
        }
        if let Some(path) = &self.shared.file {
            let now = read(&file::read(path)?)?;
            if let Some(key) = find(&now) {
                *self.shared.keys.write().unwrap_or_else(PoisonError::into_inner) = now;
                return Ok(key);
            }
        }
        Err(VaultError::UnknownKey { id: id.to_owned() })
    }
}

fn read(text: &str) -> Result<Keys, VaultError> {
    let mut keys: Vec<Arc<Key>> = Vec::new();
    for (id, bytes) in file::keys(text)? {
        if keys.iter().any(|key| key.id == id) {
            return Err(VaultError::Twice { id });
        }
        keys.push(Arc::new(Key::new(&id, &bytes)));
    }
    if keys.is_empty() { Err(VaultError::Empty) } else { Ok(keys.into()) }
}

/// A secret's own key, encrypted under one of the file's.
fn wrap(key: &Key, random: &Random, place: &Place, data_key: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = random.bytes::<NONCE>();
    let wrapped = encrypt(&key.wrapping, &nonce, &wrapping_place(&key.id, place), data_key)?;
    Ok([&nonce[..], &wrapped].concat())
}

/// A wrapped key under another key's name does not open either.
fn wrapping_place(key_id: &str, place: &Place) -> Vec<u8> {
    [b"purser wrapped key\0", key_id.as_bytes(), b"\0", place.0.as_slice()].concat()
}

fn encrypt(key: &[u8; 32], nonce: &[u8; NONCE], aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, VaultError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.encrypt(&XNonce::from(*nonce), Payload { msg, aad }).map_err(|_| VaultError::Refused)
}

fn decrypt(
    key: &[u8; 32],
    nonce: &[u8; NONCE],
    aad: &[u8],
    msg: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let opened = cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad });
    opened.map(Zeroizing::new).map_err(|_| VaultError::Refused)
}

fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length")
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(hmac(key), |mac, part| mac.chain_update(part)).finalize().into_bytes().into()
}

#[cfg(test)]
mod tests;
