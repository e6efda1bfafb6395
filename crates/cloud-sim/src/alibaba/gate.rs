//! Who asks: the vendor's checks of a request, before anything is done.

mod acs3;
mod hmac_sha1;

use std::collections::{BTreeMap, HashMap};

use axum::http::Method;
use secrecy::ExposeSecret;
use time::{OffsetDateTime, PrimitiveDateTime, macros::format_description};

use super::{Call, Service, reply::Format, reply::Refusal};
use crate::{
    accounts::{Account, Key, Provider},
    config::SimConfig,
    door::{Arrival, Auth, Incoming, Scene, pairs},
};

/// Checks signature, date and key. The nonce is [`use_nonce`]'s: it alone needs a memory.
pub(super) fn verify(scene: Scene<'_>, request: &Incoming) -> Result<Call, Refusal> {
    if !matches!(request.method, Method::GET | Method::POST) {
        return Err(Refusal::new(405, "UnsupportedHTTPMethod", "This method is not supported."));
    }
    // Which form it is, the sender decides by where he puts his key's id.
    match request.header("authorization") {
        None if parameter(request, "AccessKeyId").is_some() => hmac_sha1::verify(scene, request),
        _ => acs3::verify(scene, request),
    }
}

/// Takes a nonce, once.
pub(super) fn use_nonce(
    nonces: &mut HashMap<(String, String), OffsetDateTime>,
    scene: Scene<'_>,
    call: &Call,
) -> Result<(), Refusal> {
    // An older copy would be refused for its date.
    let memory = scene.config.signature_life() * 2;
    nonces.retain(|_, used| scene.now - *used <= memory);
    let key = (call.access_key_id.clone(), call.nonce.clone());
    if call.nonce.is_empty() || nonces.contains_key(&key) {
        return Err(Refusal::new(400, "SignatureNonceUsed", "Specified signature nonce was used already."));
    }
    nonces.insert(key, scene.now);
    Ok(())
}

/// JSON where the sender says so: by the parameter, or beside ACS3's headers by `Accept`. Else XML.
pub(super) fn format(request: &Incoming) -> Format {
    let is_acs3 = request.header("x-acs-action").is_some();
    let by_header = is_acs3 && request.header("accept").is_some_and(|accept| accept.contains("json"));
    let by_parameter = parameter(request, "Format").is_some_and(|format| format.eq_ignore_ascii_case("json"));
    if by_header || by_parameter { Format::Json } else { Format::Xml }
}

/// The product that a request is for.
pub(super) fn service(request: &Incoming) -> Service {
    let version =
        request.header("x-acs-version").map(str::to_owned).or_else(|| parameter(request, "Version"));
    version.map_or(Service::Unknown, |version| Service::of_version(&version))
}

pub(super) fn arrival(config: &SimConfig, request: &Incoming, at: OffsetDateTime) -> Arrival {
    let of = |header: &str, name: &str| {
        request.header(header).map(str::to_owned).or_else(|| parameter(request, name))
    };
    let (auth, access_key_id) = match request.header("authorization") {
        Some(text) => match cloud::alibaba::sign::Authorization::parse(text) {
            Some(parsed) => (Auth::Acs3, Some(parsed.access_key_id)),
            None => (Auth::None, None),
        },
        None => match parameter(request, "AccessKeyId") {
            Some(id) => (Auth::HmacSha1, Some(id)),
            None => (Auth::None, None),
        },
    };
    let account = access_key_id.and_then(|id| config.owner_of(Provider::Alibaba, &id));
    Arrival {
        at,
        provider: Provider::Alibaba,
        service: service(request).name().to_owned(),
        action: of("x-acs-action", "Action").unwrap_or_default(),
        method: request.method.to_string(),
        path: request.path.clone(),
        client_token: parameter(request, "ClientToken"),
        nonce: of("x-acs-signature-nonce", "SignatureNonce"),
        auth,
        account: account.map(|account| account.name.clone()),
    }
}

fn parameter(request: &Incoming, name: &str) -> Option<String> {
    all(request).find(|(other, _)| other == name).map(|(_, value)| value)
}

/// What query and form say, in the order of the wire.
fn all(request: &Incoming) -> impl Iterator<Item = (String, String)> {
    request.query.iter().cloned().chain(form(request))
}

/// What a form body says.
fn form(request: &Incoming) -> Vec<(String, String)> {
    let is_form = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    match std::str::from_utf8(&request.body) {
        Ok(body) if is_form => pairs(body),
        _ => Vec::new(),
    }
}

/// Query and form, each name once.
fn parameters(request: &Incoming) -> Result<BTreeMap<String, String>, Refusal> {
    let mut parameters = BTreeMap::new();
    for (name, value) in all(request) {
        if parameters.insert(name.clone(), value).is_some() {
            return Err(Refusal::new(400, "InvalidParameter", format!("{name} is given twice.")));
        }
    }
    Ok(parameters)
}

fn find<'a>(config: &'a SimConfig, access_key_id: &str) -> Result<(&'a Account, &'a Key), Refusal> {
    config
        .owner_of(Provider::Alibaba, access_key_id)
        .and_then(|account| Some((account, account.key(access_key_id)?)))
        .ok_or_else(|| Refusal::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."))
}

fn incomplete(what: &str) -> Refusal {
    Refusal::new(400, "IncompleteSignature", format!("The request signature does not conform: {what}."))
}

fn missing(name: &str) -> Refusal {
    let message = format!("{name} is mandatory for this action.");
    Refusal::new(400, &format!("Missing{name}"), message)
}

fn mismatch(string_to_sign: &str) -> Refusal {
    Refusal::new(
        400,
        "SignatureDoesNotMatch",
        format!(
            "Specified signature is not matched with our calculation. server string to sign is:{string_to_sign}"
        ),
    )
}

fn check_token(key: &Key, sent: Option<&str>, now: OffsetDateTime) -> Result<(), Refusal> {
    let refuse = |code: &str, message: &str| Err(Refusal::new(400, code, message));
    match (&key.security_token, sent.filter(|sent| !sent.is_empty())) {
        (None, None) => Ok(()),
        (Some(_), None) => refuse("MissingSecurityToken", "SecurityToken is mandatory for this action."),
        (_, Some(sent)) if !is_token(sent) => {
            refuse("InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")
        }
        (Some(token), Some(sent)) if token.expose_secret() == sent => match key.expires_at {
            Some(end) if now >= end => {
                refuse("InvalidSecurityToken.Expired", "Specified SecurityToken is expired.")
            }
            _ => Ok(()),
        },
        (_, Some(_)) => refuse(
            "InvalidSecurityToken.MismatchWithAccessKey",
            "Specified SecurityToken mismatch with the AccessKey.",
        ),
    }
}

/// Tokens are base64 texts of the vendor's own; everything that could be one counts as one here.
fn is_token(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_.".contains(&byte))
}

fn check_date(date: &str, scene: Scene<'_>) -> Result<(), Refusal> {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let date = PrimitiveDateTime::parse(date, format)
        .map_err(|_| Refusal::new(400, "InvalidTimeStamp.Format", "The date must be YYYY-MM-DDThh:mm:ssZ."))?
        .assume_utc();
    if (scene.now - date).abs() > scene.config.signature_life() {
        return Err(Refusal::new(
            400,
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ));
    }
    Ok(())
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn is_same(one: &str, other: &str) -> bool {
    subtle::ConstantTimeEq::ct_eq(one.as_bytes(), other.as_bytes()).into()
}
