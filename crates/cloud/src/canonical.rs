//! What both vendors' signatures are made of: percent-encoding, sorted queries, SHA-256.

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use sha2::{Digest, Sha256};

/// Everything but letters, digits and `- _ . ~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Percent-encodes UTF-8 with upper-case hex; only unreserved characters stay.
pub fn encode(text: &str) -> String {
    encode_bytes(text.as_bytes())
}

/// As [`encode`], for bytes that need not be UTF-8.
pub(crate) fn encode_bytes(bytes: &[u8]) -> String {
    percent_encode(bytes, RESERVED).to_string()
}

/// `name=value` pairs, encoded, sorted by the bytes of the unencoded names, joined with `&`.
pub fn canonical_query(query: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = query.iter().collect();
    sorted.sort();
    let pairs: Vec<_> =
        sorted.into_iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// Lower-case hex of the SHA-256 of the exact bytes of a body.
pub fn payload_hash(body: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(body))
}

pub(crate) fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
