//! ACS3-HMAC-SHA256: pure functions from a request to its signature, and back from a header to its parts.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::canonical::hmac_sha256;
pub use crate::canonical::{canonical_query, encode, payload_hash};

/// The algorithm's name in the header.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// What is signed. Exactly the given headers are: leave out what the signature shall not cover.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Upper case.
    pub method: &'a str,
    /// RPC calls have `/`.
    pub path: &'a str,
    /// Unencoded names and values, in any order.
    pub query: &'a [(String, String)],
    /// Names in any case, in any order; values are trimmed.
    pub headers: &'a [(String, String)],
    /// [`payload_hash`] of the body, and the value of `x-acs-content-sha256`.
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

/// Whether the vendor wants this header (lower case) signed where it is present.
pub fn must_be_signed(name: &str) -> bool {
    name == "host" || name == "content-type" || name.starts_with("x-acs-")
}

/// Signs a request.
pub fn sign(request: Request<'_>, access_key_id: &str, secret: &SecretString) -> Signature {
    let mut headers: Vec<(String, &str)> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.trim())).collect();
    headers.sort();
    let signed_headers = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
    let header_lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();

    let canonical_request = [
        request.method,
        request.path,
        &canonical_query(request.query),
        &header_lines,
        &signed_headers,
        request.payload_hash,
    ]
    .join("\n");
    let string_to_sign = format!("{ALGORITHM}\n{}", payload_hash(canonical_request.as_bytes()));
    let signature =
        HEXLOWER.encode(&hmac_sha256(secret.expose_secret().as_bytes(), string_to_sign.as_bytes()));
    let authorization = format!(
        "{ALGORITHM} Credential={access_key_id},SignedHeaders={signed_headers},Signature={signature}"
    );
    Signature { canonical_request, string_to_sign, signed_headers, signature, authorization }
}

/// The parts of an `Authorization` header: what a verifier needs to compute the signature again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    pub access_key_id: String,
    /// Lower-case names, as listed.
    pub signed_headers: Vec<String>,
    pub signature: String,
}

impl Authorization {
    /// Reads a header's value; `None` where it is not of this algorithm or a part is missing or repeated.
    pub fn parse(value: &str) -> Option<Self> {
        let parts = value.strip_prefix(ALGORITHM)?.strip_prefix(' ')?;
        let mut fields = BTreeMap::new();
        for part in parts.split(',') {
            let (name, text) = part.trim().split_once('=')?;
            if text.is_empty() || fields.insert(name, text).is_some() {
                return None;
            }
        }
        let parsed = Self {
            access_key_id: fields.remove("Credential")?.to_owned(),
            signed_headers: fields.remove("SignedHeaders")?.split(';').map(str::to_owned).collect(),
            signature: fields.remove("Signature")?.to_owned(),
        };
        fields.is_empty().then_some(parsed)
    }
}

/// Turns nested parameters into the flat names of the wire: `A.B` for objects, `A.1` and on for arrays.
/// Absent values (`null`) are left out.
pub fn flatten(parameters: &Value) -> BTreeMap<String, String> {
    fn walk(name: String, value: &Value, flat: &mut BTreeMap<String, String>) {
        let below = |key: &str| if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
        match value {
            Value::Null => {}
            Value::Bool(flag) => drop(flat.insert(name, flag.to_string())),
            Value::Number(number) => drop(flat.insert(name, number.to_string())),
            Value::String(text) => drop(flat.insert(name, text.clone())),
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    walk(below(&(at + 1).to_string()), item, flat);
                }
            }
            Value::Object(fields) => {
                for (key, field) in fields {
                    walk(below(key), field, flat);
                }
            }
        }
    }
    let mut flat = BTreeMap::new();
    walk(String::new(), parameters, &mut flat);
    flat
}

#[cfg(test)]
mod tests;
