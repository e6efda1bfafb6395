//! The vault: the only place where secrets are sealed and opened.
//!
//! Each secret is encrypted under a key of its own, which is wrapped by a key from outside the database. What
//! a secret belongs to is bound into both, so that a ciphertext in another row's place does not open. Old
//! keys stay in the file for what they wrapped; new secrets take the newest.

mod file;

use std::{path::Path, sync::Arc};

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

/// The keys, newest first. Cheap to clone; never printed.
#[derive(Clone)]
pub struct Vault {
    keys: Arc<[Key]>,
}

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
    /// Reads the key file, which nobody but its owner may read.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        Self::parse(&file::read(path)?)
    }

    /// Takes the file's text: one key a line, newest first.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let mut keys: Vec<Key> = Vec::new();
        for (id, bytes) in file::keys(text)? {
            if keys.iter().any(|key| key.id == id) {
                return Err(VaultError::Twice { id });
            }
            keys.push(Key::new(&id, &bytes));
        }
        if keys.is_empty() {
            return Err(VaultError::Empty);
        }
        Ok(Self { keys: keys.into() })
    }

    /// Puts a fresh key first in the file, which is made with mode 0600 if it is missing. Gives the key's id.
    pub fn create_key(path: &Path, random: &Random) -> Result<String, VaultError> {
        file::create_key(path, random)
    }

    /// The id of the key that new secrets take.
    pub fn newest(&self) -> &str {
        &self.first().id
    }

    /// Encrypts under a fresh key, bound to `place`.
    pub fn seal(&self, random: &Random, place: &Place, plaintext: &[u8]) -> Result<Sealed, VaultError> {
        let newest = self.first();
        let data_key = Zeroizing::new(random.bytes::<32>());
        let nonce = random.bytes::<NONCE>();
        let wrap_nonce = random.bytes::<NONCE>();
        let ciphertext = encrypt(&data_key, &nonce, &place.0, plaintext)?;
        let mut wrapped_key = wrap_nonce.to_vec();
        wrapped_key.extend(encrypt(
            &newest.wrapping,
            &wrap_nonce,
            &wrapping_place(&newest.id, place),
            data_key.as_slice(),
        )?);
        Ok(Sealed { wrapped_key, key_id: newest.id.clone(), nonce: nonce.to_vec(), ciphertext })
    }

    /// Decrypts what was sealed for exactly this `place`.
    pub fn unseal(&self, place: &Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let key = self.key(&sealed.key_id)?;
        let (wrap_nonce, wrapped) =
            sealed.wrapped_key.split_first_chunk::<NONCE>().ok_or(VaultError::Refused)?;
        let data_key = decrypt(&key.wrapping, wrap_nonce, &wrapping_place(&key.id, place), wrapped)?;
        let data_key: &[u8; 32] = data_key.as_slice().try_into().map_err(|_| VaultError::Refused)?;
        let nonce: &[u8; NONCE] = sealed.nonce.as_slice().try_into().map_err(|_| VaultError::Refused)?;
        decrypt(data_key, nonce, &place.0, &sealed.ciphertext)
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
        self.keys.iter().map(move |key| mac(&key.fingerprints, &[&length, &place.0, secret]))
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

    fn first(&self) -> &Key {
        // `parse` refuses a file without keys.
        &self.keys[0]
    }

    fn key(&self, id: &str) -> Result<&Key, VaultError> {
        self.keys.iter().find(|key| key.id == id).ok_or_else(|| VaultError::UnknownKey { id: id.to_owned() })
    }
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
