//! The older signature, HMAC-SHA1 (SignatureVersion 1.0): everything about the request is a parameter, in query,
//! form or both.
//!
//! The portal never signs so; other callers of the clouds do, and the simulator is for them too.

use cloud::alibaba::sign::{canonical_query, encode};
use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;

use super::{
    Scene, check_date, check_token, find, format, incomplete, is_same, mismatch, missing, parameters,
};
use crate::{
    alibaba::{Call, Service, reply::Refusal},
    door::Incoming,
};

/// A signature with its intermediate texts, so that a test can say where two sides differ.
#[derive(Debug, PartialEq, Eq)]
struct Signed {
    string_to_sign: String,
    signature: String,
}

/// Signs all parameters but the signature itself. The method is upper case.
fn sign(method: &str, parameters: &[(String, String)], secret: &SecretString) -> Signed {
    let string_to_sign = [method, &encode("/"), &encode(&canonical_query(parameters))].join("&");
    let key = format!("{}&", secret.expose_secret());
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of every length");
    mac.update(string_to_sign.as_bytes());
    Signed { signature: BASE64.encode(&mac.finalize().into_bytes()), string_to_sign }
}

pub(super) fn verify(scene: Scene<'_>, request: &Incoming) -> Result<Call, Refusal> {
    let mut parameters = parameters(request)?;
    let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
    let access_key_id = take("AccessKeyId").ok_or_else(|| missing("AccessKeyId"))?;
    let (account, key) = find(scene.config, &access_key_id)?;
    let action = take("Action").ok_or_else(|| missing("Action"))?;
    let version = take("Version").ok_or_else(|| missing("Version"))?;
    let date = take("Timestamp").ok_or_else(|| missing("Timestamp"))?;
    let nonce = take("SignatureNonce").ok_or_else(|| missing("SignatureNonce"))?;
    let signature = take("Signature").ok_or_else(|| missing("Signature"))?;
    if take("SignatureMethod").as_deref() != Some("HMAC-SHA1") {
        return Err(incomplete("SignatureMethod"));
    }
    if take("SignatureVersion").as_deref() != Some("1.0") {
        return Err(incomplete("SignatureVersion"));
    }
    // One SDK sends it without a value. A bearer's type would come without a signature.
    if take("SignatureType").is_some() {
        return Err(incomplete("SignatureType"));
    }
    let token = take("SecurityToken");
    for name in ["SignatureType", "SecurityToken", "Format"] {
        parameters.remove(name);
    }

    let all: Vec<_> = super::all(request).filter(|(name, _)| name != "Signature").collect();
    let computed = sign(request.method.as_str(), &all, &key.secret);
    if !is_same(&computed.signature, &signature) {
        return Err(mismatch(&computed.string_to_sign));
    }
    check_token(key, token.as_deref(), scene.now)?;
    check_date(&date, scene)?;

    Ok(Call {
        account: account.name.clone(),
        access_key_id,
        service: Service::of_version(&version),
        action,
        nonce,
        parameters,
        format: format(request),
    })
}

#[cfg(test)]
mod tests;
