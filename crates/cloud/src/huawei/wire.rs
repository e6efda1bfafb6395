//! Reads Huawei Cloud's answers: JSON objects that tell of errors in one of four shapes. Everything else, such as
//! text or HTML, is a fifth: no answer of the cloud.

mod field;

use domain::{catalog::ddm_create::names, distinct::Distinct};
use serde::Deserializer;
use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339, macros::format_description};

use crate::{value, verdict::Said};

type Object = Map<String, Value>;

/// BSS says so where nothing is wrong.
const SUCCESS: &str = "CBC.0000";

/// The longest id that is kept.
const MAX_ID: usize = 128;

/// A look's answer.
pub(super) fn look(_: u16, body: &str) -> Option<Said> {
    Some(said(&object(body)?))
}

/// The answer to DDM's create.
///
/// It has no success flag. Its signs are the ids: `id` (and `job_id`) of a pay-per-use instance, `order_id` of a
/// prepaid one. An answer with all of them null says nothing. One that refuses and has an id that is not understood, or
/// a job that runs, is no refusal.
pub(super) fn created(_: u16, body: &str) -> Option<Said> {
    let object = unique(body)?;
    let mut said = said(&object);
    said.field = said
        .message
        .as_deref()
        .and_then(|message| field::quoted(message, names::ALL.iter().chain(&names::SECRETS)));
    let [instance, order, job] = ["id", "order_id", "job_id"].map(|name| Id::of(object.get(name)));
    said.is_foreign =
        said.code.is_some() && ([&instance, &order].contains(&&Id::Unreadable) || !matches!(job, Id::None));
    said.instance_id = instance.read();
    said.order_id = order.read();
    said.success = (said.code.is_none() && said.names_a_sale()).then_some(true);
    Some(said)
}

/// The answer to paying or cancelling `order_id` at BSS.
///
/// Documented is 204 without a body; the general list of codes has `CBC.0000` for success. Nothing else proves it.
pub(super) fn settled(http: u16, body: &str, order_id: &str) -> Option<Said> {
    let done = |said| Said { success: Some(true), order_id: Some(order_id.to_owned()), ..said };
    if http == 204 && body.trim().is_empty() {
        return Some(done(Said::default()));
    }
    let object = unique(body)?;
    let said = said(&object);
    let is_success = error(&object).is_some_and(|error| error.code == SUCCESS);
    Some(if is_success && (200..300).contains(&http) { done(said) } else { said })
}

/// A time as one of the services writes it: `…Z`, `…Z` with microseconds, or `…+0000`. `None` is a form that we do
/// not know.
pub(super) fn time(text: &str) -> Option<OffsetDateTime> {
    const COMPACT: &[time::format_description::BorrowedFormatItem<'_>] = format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second][offset_hour sign:mandatory][offset_minute]"
    );
    OffsetDateTime::parse(text, &Rfc3339).or_else(|_| OffsetDateTime::parse(text, COMPACT)).ok()
}

/// As [`value::text`], where nothing is the empty word.
pub(super) fn word<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(value::text(deserializer)?.unwrap_or_default())
}

/// For a [`time`]; one that is not given or not known is `None`.
pub(super) fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    Ok(value::text(deserializer)?.and_then(|text| time(&text)))
}

fn object(body: &str) -> Option<Object> {
    match serde_json::from_str(body) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// As [`object`], for an answer on which money depends.
fn unique(body: &str) -> Option<Object> {
    match serde_json::from_str(body) {
        Ok(Distinct(Value::Object(object))) => Some(object),
        _ => None,
    }
}

fn said(object: &Object) -> Said {
    let error = error(object).filter(|error| error.code != SUCCESS);
    let request_id = ["request_id", "requestId"].iter().find_map(|name| text(object.get(*name)?));
    let Some(Error { code, message }) = error else {
        return Said { request_id, ..Said::default() };
    };
    Said { code: Some(code), message, request_id, ..Said::default() }
}

struct Error {
    code: String,
    message: Option<String>,
}

/// The shapes in their order: DDM; gateway, BSS, VPC v3 and newer IAM; IAM v3; VPC v1, plain or one level down.
///
/// What makes an error is its code: an instance that failed has an `error_msg` too.
fn error(object: &Object) -> Option<Error> {
    let member = |object: &Object, code: &str, message: &str| {
        Some(Error { code: text(object.get(code)?)?, message: object.get(message).and_then(text) })
    };
    // `code` alone is an ordinary word: a flavor has one.
    let plain = |object: &Object| member(object, "code", "message").filter(|error| error.message.is_some());
    member(object, "errCode", "externalMessage")
        .or_else(|| member(object, "error_code", "error_msg"))
        .or_else(|| member(object.get("error")?.as_object()?, "code", "message"))
        .or_else(|| plain(object))
        .or_else(|| object.values().filter_map(Value::as_object).find_map(plain))
}

/// A scalar's text; absent and empty are the same.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// What stands where an id may be.
#[derive(Debug, PartialEq, Eq)]
enum Id {
    /// Absent, null or empty.
    None,
    /// One that can be stored and shown: a text, or a number above zero.
    Read(String),
    /// Not the id that we were promised, and not nothing.
    Unreadable,
}

impl Id {
    fn of(value: Option<&Value>) -> Self {
        let text = match value {
            None | Some(Value::Null) => return Self::None,
            Some(Value::String(text)) if text.trim().is_empty() => return Self::None,
            Some(Value::String(text)) => Some(text.trim().to_owned()).filter(|text| text != "null"),
            Some(Value::Number(number)) => {
                number.as_u64().filter(|number| *number > 0).map(|n| n.to_string())
            }
            Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => None,
        };
        text.filter(|text| is_id(text)).map_or(Self::Unreadable, Self::Read)
    }

    fn read(self) -> Option<String> {
        match self {
            Self::Read(id) => Some(id),
            Self::None | Self::Unreadable => None,
        }
    }
}

/// Whether this can be an id of the cloud.
pub(super) fn is_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
