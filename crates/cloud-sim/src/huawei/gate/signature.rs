//! SDK-HMAC-SHA256. It has no nonce: while its date is good, a copy of a request is as good as the request.

use std::collections::HashMap;

use cloud::huawei::sign::{self, Authorization};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;
use time::{Duration, OffsetDateTime};

use super::{Refusal, unknown};
use crate::{
    accounts::{Account, Key, Provider},
    door::{Incoming, Scene},
};

/// So many wrong signatures in a row lock a key.
const ALLOWED: u32 = 5;
const LOCKED_FOR: Duration = Duration::minutes(5);

/// Wrong signatures in a row.
#[derive(Debug)]
pub(in crate::huawei) struct Failures {
    count: u32,
    last: OffsetDateTime,
}

/// Checks key, lock, signature, security token and date, in this order.
pub(super) fn verify<'a>(
    failures: &mut HashMap<String, Failures>,
    scene: Scene<'a>,
    request: &Incoming,
) -> Result<&'a Account, Refusal> {
    let wrong = || unknown("verify aksk signature fail");
    let authorization = request.header("authorization").and_then(Authorization::parse).ok_or_else(wrong)?;
    let id = &authorization.access_key;
    let (account, key) = scene
        .config
        .owner_of(Provider::Huawei, id)
        .and_then(|account| Some((account, account.key(id)?)))
        .ok_or_else(|| unknown(format!("Get secretKey failed,ak:{id},err:ak not exist")))?;

    let locked_for = scene.config.compressed(LOCKED_FOR);
    match failures.get(id) {
        Some(failure) if failure.count > ALLOWED && scene.now - failure.last < locked_for => {
            return Err(unknown("AK access failed to reach the limit,forbidden"));
        }
        Some(failure) if failure.count > ALLOWED => drop(failures.remove(id)),
        _ => {}
    }
    let Some(date) = signed_date(request, &authorization, key) else {
        let failure = failures.entry(id.clone()).or_insert(Failures { count: 0, last: scene.now });
        failure.count += 1;
        failure.last = scene.now;
        return Err(wrong());
    };
    failures.remove(id);
    check_token(key, request.header("x-security-token"), scene.now)?;
    let signed_at = sign::parse_date(date).ok_or_else(wrong)?;
    if (scene.now - signed_at).abs() > scene.config.signature_life() {
        let server = sign::date(scene.now).unwrap_or_default();
        return Err(unknown(format!("signature expired, signature time:{date},server time:{server}")));
    }
    Ok(account)
}

/// The date, if the signature is right and covers it.
fn signed_date<'r>(request: &'r Incoming, authorization: &Authorization, key: &Key) -> Option<&'r str> {
    let listed = &authorization.signed_headers;
    let is_listed = |name: &str| listed.iter().any(|listed| listed == name);
    let must = ["host", "x-sdk-date"];
    let covers_token = is_listed("x-security-token") || request.header("x-security-token").is_none();
    if !must.into_iter().all(is_listed) || !covers_token || !listed.is_sorted_by(|a, b| a < b) {
        return None;
    }
    let headers: Vec<(String, String)> = listed
        .iter()
        .map(|name| Some((name.clone(), request.header(name)?.to_owned())))
        .collect::<Option<_>>()?;
    let hash = sign::payload_hash(&request.body, None);
    let payload_hash = match request.header("x-sdk-content-sha256") {
        Some(sign::UNSIGNED_PAYLOAD) => sign::payload_hash(&request.body, Some(sign::UNSIGNED_PAYLOAD)),
        Some(declared) if declared != hash => return None,
        _ => hash,
    };
    let date = request.header("x-sdk-date")?;
    let computed = sign::sign(
        sign::Request {
            method: request.method.as_str(),
            path: &request.path,
            query: &request.query,
            headers: &headers,
            payload_hash: &payload_hash,
        },
        &key.access_key_id,
        &key.secret,
        date,
    );
    let is_same: bool = computed.signature.as_bytes().ct_eq(authorization.signature.as_bytes()).into();
    is_same.then_some(date)
}

fn check_token(key: &Key, sent: Option<&str>, now: OffsetDateTime) -> Result<(), Refusal> {
    match (&key.security_token, sent) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(unknown("the access key has no security token")),
        (Some(_), None) => Err(unknown("the security token is missing")),
        (Some(token), Some(sent)) if !bool::from(token.expose_secret().as_bytes().ct_eq(sent.as_bytes())) => {
            Err(unknown("the security token is not that of the access key"))
        }
        (Some(_), Some(_)) if key.expires_at.is_some_and(|end| now >= end) => {
            Err(unknown("the security token has expired"))
        }
        (Some(_), Some(_)) => Ok(()),
    }
}
