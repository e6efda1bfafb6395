//! SDK-HMAC-SHA256: pure functions from a request to its signature, and back from a header to its parts.

use data_encoding::HEXLOWER;
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use time::{
    OffsetDateTime, PrimitiveDateTime, UtcOffset, format_description::BorrowedFormatItem,
    macros::format_description,
};

pub use crate::canonical::{canonical_query, encode};
use crate::canonical::{encode_bytes, hmac_sha256};

/// The algorithm's name in the header.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// Stands for the hash of a body that is not signed.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

const DATE: &[BorrowedFormatItem<'_>] = format_description!("[year][month][day]T[hour][minute][second]Z");

/// What is signed. Exactly the given headers are: leave out what the signature shall not cover.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Upper case.
    pub method: &'a str,
    /// As sent, percent-encoded, without the query.
    pub path: &'a str,
    /// Unencoded names and values, in any order; a name may occur more than once.
    pub query: &'a [(String, String)],
    /// Names in any case, in any order; values are trimmed.
    pub headers: &'a [(String, String)],
    /// What [`payload_hash`] says.
    pub payload_hash: &'a str,
}

/// A signature with every intermediate text, so that a test can say where two sides differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub canonical_request: String,
    pub string_to_sign: String,
    pub signed_headers: String,
    pub signature: String,
    /// The value of the `Authorization` header.
    pub authorization: String,
}

/// The value of `X-Sdk-Date`: whole seconds, UTC, such as `20241105T081530Z`.
pub fn date(at: OffsetDateTime) -> Result<String, time::error::Format> {
    at.to_offset(UtcOffset::UTC).format(DATE)
}

/// Reads an `X-Sdk-Date`.
pub fn parse_date(text: &str) -> Option<OffsetDateTime> {
    PrimitiveDateTime::parse(text, DATE).ok().map(PrimitiveDateTime::assume_utc)
}

/// The path for the signature: every segment decoded and encoded again, with a slash at the end. The request
/// itself is sent without that slash.
pub fn canonical_uri(path: &str) -> String {
    // Decoded before it is split, as the vendor's SDK does: an encoded slash separates too.
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let mut uri = decoded.split(|byte| *byte == b'/').map(encode_bytes).collect::<Vec<_>>().join("/");
    if !uri.ends_with('/') {
        uri.push('/');
    }
    uri
}

/// What stands for the body: the lower-case hex of its SHA-256, or what the header `X-Sdk-Content-Sha256` says.
/// An empty body is hashed whatever the header says.
pub fn payload_hash(body: &[u8], header: Option<&str>) -> String {
    match header {
        Some(declared) if !body.is_empty() && !declared.is_empty() => declared.to_owned(),
        _ => crate::canonical::payload_hash(body),
    }
}

/// Whether a body of this content type is hashed. All others are sent with [`UNSIGNED_PAYLOAD`] in the header
/// `X-Sdk-Content-Sha256`.
pub fn is_hashed(content_type: &str) -> bool {
    ["application/json", "application/bson"].iter().any(|hashed| content_type.starts_with(hashed))
}

/// Whether the vendor's SDK signs a header of this name: gateways drop names with an underscore.
pub fn may_be_signed(name: &str) -> bool {
    !name.contains('_')
}

/// Signs a request. `date` is the value of `X-Sdk-Date`, which should be among the headers.
pub fn sign(request: Request<'_>, access_key: &str, secret: &SecretString, date: &str) -> Signature {
    let mut headers: Vec<(String, &str)> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    headers.sort();
    let signed_headers = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
    let header_lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();

    let canonical_request = [
        request.method,
        &canonical_uri(request.path),
        &canonical_query(request.query),
        &header_lines,
        &signed_headers,
        request.payload_hash,
    ]
    .join("\n");
    let hash = crate::canonical::payload_hash(canonical_request.as_bytes());
    let string_to_sign = format!("{ALGORITHM}\n{date}\n{hash}");
    let signature =
        HEXLOWER.encode(&hmac_sha256(secret.expose_secret().as_bytes(), string_to_sign.as_bytes()));
    let authorization =
        format!("{ALGORITHM} Access={access_key}, SignedHeaders={signed_headers}, Signature={signature}");
    Signature { canonical_request, string_to_sign, signed_headers, signature, authorization }
}

/// The parts of an `Authorization` header: what a verifier needs to compute the signature again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    pub access_key: String,
    /// Lower-case names, as listed.
    pub signed_headers: Vec<String>,
    pub signature: String,
}

impl Authorization {
    /// Reads a header's value; `None` where it is not of this algorithm or a part is missing or repeated.
    pub fn parse(value: &str) -> Option<Self> {
        let parts = value.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let (mut access, mut headers, mut signature) = (None, None, None);
        for part in parts.split(',') {
            let (name, text) = part.trim().split_once('=')?;
            let slot = match name {
                "Access" => &mut access,
                "SignedHeaders" => &mut headers,
                "Signature" => &mut signature,
                _ => return None,
            };
            if text.is_empty() || slot.replace(text).is_some() {
                return None;
            }
        }
        Some(Self {
            access_key: access?.to_owned(),
            signed_headers: headers?.split(';').map(str::to_owned).collect(),
            signature: signature?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests;
