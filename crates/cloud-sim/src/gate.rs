//! Who asks: the vendor's checks of an ACS3-HMAC-SHA256 request, before anything is done.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    http::{HeaderMap, Method},
};
use cloud::alibaba::sign::{self, Authorization};
use percent_encoding::percent_decode_str;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;
use time::{OffsetDateTime, PrimitiveDateTime, macros::format_description};

use crate::{
    config::{Account, SimConfig},
    reply::Refusal,
};

/// A request as it came.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A request whose sender is known.
#[derive(Debug)]
pub(crate) struct Verified {
    pub(crate) account: String,
    pub(crate) access_key_id: String,
    pub(crate) action: String,
    pub(crate) version: String,
    pub(crate) nonce: String,
    pub(crate) parameters: BTreeMap<String, String>,
}

const MUST_COME: [&str; 6] =
    ["host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"];

/// Reads `a=b&c=d`, percent-encoded, `+` being a space.
pub(crate) fn pairs(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

impl Incoming {
    /// The value of a header that occurs exactly once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next()?;
        if values.next().is_some() { None } else { value.to_str().ok() }
    }
}

/// Checks signature, date and key. The nonce is the caller's: it alone needs a memory.
pub(crate) fn verify(
    config: &SimConfig,
    now: OffsetDateTime,
    request: &Incoming,
) -> Result<Verified, Refusal> {
    if !matches!(request.method, Method::GET | Method::POST) {
        return Err(Refusal::new(405, "UnsupportedHTTPMethod", "This method is not supported."));
    }
    let incomplete = |what: &str| {
        Refusal::new(400, "IncompleteSignature", format!("The request signature does not conform: {what}."))
    };
    let authorization = request.header("authorization").ok_or_else(|| incomplete("no authorization"))?;
    let authorization = Authorization::parse(authorization).ok_or_else(|| incomplete("authorization"))?;
    let account = find(config, &authorization.access_key_id)?;

    let mut values = BTreeMap::new();
    for name in MUST_COME {
        let value = request.header(name).ok_or_else(|| incomplete(name))?;
        values.insert(name, value.to_owned());
    }
    let headers = signed_headers(request, &authorization, incomplete)?;
    let payload_hash = sign::payload_hash(&request.body);
    let computed = sign::sign(
        sign::Request {
            method: request.method.as_str(),
            path: "/",
            query: &request.query,
            headers: &headers,
            payload_hash: &payload_hash,
        },
        &account.access_key_id,
        &account.secret,
    );
    let is_same = bool::from(computed.signature.as_bytes().ct_eq(authorization.signature.as_bytes()));
    if !is_same || values["x-acs-content-sha256"] != payload_hash {
        return Err(Refusal::new(
            400,
            "SignatureDoesNotMatch",
            format!(
                "Specified signature is not matched with our calculation. server string to sign is:{}",
                computed.string_to_sign
            ),
        ));
    }
    check_token(request, account)?;
    check_date(&values["x-acs-date"], now, config)?;

    let mut parameters = BTreeMap::new();
    for (name, value) in request.query.iter().cloned().chain(form(request)) {
        if parameters.insert(name.clone(), value).is_some() {
            return Err(Refusal::new(400, "InvalidParameter", format!("{name} is given twice.")));
        }
    }
    let mut take = |name: &str| values.remove(name).unwrap_or_default();
    Ok(Verified {
        account: account.name.clone(),
        access_key_id: account.access_key_id.clone(),
        action: take("x-acs-action"),
        version: take("x-acs-version"),
        nonce: take("x-acs-signature-nonce"),
        parameters,
    })
}

fn find<'a>(config: &'a SimConfig, access_key_id: &str) -> Result<&'a Account, Refusal> {
    config
        .accounts
        .iter()
        .find(|account| account.access_key_id == access_key_id)
        .ok_or_else(|| Refusal::new(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."))
}

/// The headers that the sender lists, if they are all that must be listed.
fn signed_headers(
    request: &Incoming,
    authorization: &Authorization,
    incomplete: impl Fn(&str) -> Refusal,
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

fn check_token(request: &Incoming, account: &Account) -> Result<(), Refusal> {
    let sent = request.header("x-acs-security-token");
    match (&account.security_token, sent) {
        (None, None) => Ok(()),
        (Some(token), Some(sent)) if token.expose_secret() == sent => Ok(()),
        (Some(_), None) => Err(Refusal::new(400, "MissingSecurityToken", "SecurityToken is mandatory.")),
        (_, Some(_)) => Err(Refusal::new(
            400,
            "InvalidSecurityToken.MismatchWithAccessKey",
            "Specified SecurityToken mismatch with the AccessKey.",
        )),
    }
}

fn check_date(date: &str, now: OffsetDateTime, config: &SimConfig) -> Result<(), Refusal> {
    let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    let date = PrimitiveDateTime::parse(date, format)
        .map_err(|_| Refusal::new(400, "InvalidTimeStamp.Format", "The date must be YYYY-MM-DDThh:mm:ssZ."))?
        .assume_utc();
    if (now - date).abs() > config.signature_life() {
        return Err(Refusal::new(
            400,
            "InvalidTimeStamp.Expired",
            "Specified time stamp or date value is expired.",
        ));
    }
    Ok(())
}

fn form(request: &Incoming) -> Vec<(String, String)> {
    let is_form = request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    match std::str::from_utf8(&request.body) {
        Ok(body) if is_form => pairs(body),
        _ => Vec::new(),
    }
}
