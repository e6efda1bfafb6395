//! ACS3-HMAC-SHA256: everything about the request is in headers, the parameters are in query and form.

use cloud::alibaba::sign::{self, Authorization};
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use super::{Scene, check_date, check_token, find, format, incomplete, is_same, mismatch, parameters};
use crate::{
    alibaba::{Call, Service, reply::Refusal},
    door::Incoming,
};

pub(super) fn verify(scene: Scene<'_>, request: &Incoming) -> Result<Call, Refusal> {
    let authorization = request.header("authorization").ok_or_else(|| incomplete("no authorization"))?;
    let authorization = Authorization::parse(authorization).ok_or_else(|| incomplete("authorization"))?;
    let (account, key) = find(scene.config, &authorization.access_key_id)?;

    let must = |name: &str| request.header(name).map(str::to_owned).ok_or_else(|| incomplete(name));
    must("host")?;
    let action = must("x-acs-action")?;
    let version = must("x-acs-version")?;
    let date = must("x-acs-date")?;
    let nonce = must("x-acs-signature-nonce")?;
    let sent_hash = must("x-acs-content-sha256")?;
    let headers = signed_headers(request, &authorization)?;
    let payload_hash = sign::payload_hash(&request.body);
    let computed = sign::sign(
        sign::Request {
            method: request.method.as_str(),
            path: "/",
            query: &request.query,
            headers: &headers,
            payload_hash: &payload_hash,
        },
        &key.access_key_id,
        &key.secret,
    );
    let is_signed = is_same(&computed.signature, &authorization.signature)
        || is_same(&with_plain_names(&computed, request, &key.secret), &authorization.signature);
    if !is_signed || sent_hash != payload_hash {
        return Err(mismatch(&computed.string_to_sign));
    }
    check_token(key, request.header("x-acs-security-token"), scene.now)?;
    check_date(&date, scene)?;

    let mut parameters = parameters(request)?;
    parameters.remove("Format");
    Ok(Call {
        account: account.name.clone(),
        access_key_id: key.access_key_id.clone(),
        service: Service::of_version(&version),
        action,
        nonce,
        parameters,
        format: format(request),
    })
}

/// The signature of a sender who, like the vendor's Python SDK, encodes values in the canonical query and names not.
fn with_plain_names(computed: &sign::Signature, request: &Incoming, secret: &SecretString) -> String {
    let mut query: Vec<_> = request.query.iter().collect();
    query.sort();
    let pairs: Vec<_> =
        query.into_iter().map(|(name, value)| format!("{name}={}", sign::encode(value))).collect();
    // The third line is the query; nothing before it has a line's end.
    let mut lines: Vec<_> = computed.canonical_request.splitn(4, '\n').collect();
    let plain = pairs.join("&");
    if let Some(line) = lines.get_mut(2) {
        *line = &plain;
    }
    let string_to_sign = format!("{}\n{}", sign::ALGORITHM, sign::payload_hash(lines.join("\n").as_bytes()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .expect("HMAC takes keys of every length");
    mac.update(string_to_sign.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// The headers that the sender lists, if they are all that must be listed.
fn signed_headers(
    request: &Incoming,
    authorization: &Authorization,
) -> Result<Vec<(String, String)>, Refusal> {
    let listed = &authorization.signed_headers;
    if !listed.is_sorted_by(|a, b| a < b) {
        return Err(incomplete("the signed headers are not sorted"));
    }
    for name in request.headers.keys().map(|name| name.as_str()) {
        let is_exempt = name == "content-type" && request.body.is_empty();
        if sign::must_be_signed(name) && !is_exempt && !listed.iter().any(|listed| listed == name) {
            return Err(incomplete(&format!("{name} is not signed")));
        }
    }
    listed
        .iter()
        .map(|name| {
            let value =
                request.header(name).ok_or_else(|| incomplete(&format!("{name} is not sent once")))?;
            Ok((name.clone(), value.to_owned()))
        })
        .collect()
}
