//! Reads Alibaba's answers: JSON, or the XML of gateways that do not look at `Accept`.

mod field;
mod xml;

use serde_json::Value;

use self::xml::Xml;
pub(crate) use crate::value;
use crate::verdict::Said;

/// How the answer to one call is read. A path leads from the top; an empty one names nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    /// Where it names the instance that was bought or changed.
    pub(crate) instance: &'static [&'static str],
    /// Where it names the cloud's own order.
    pub(crate) order: &'static [&'static str],
    /// What it repeats of the request, by name, and what was sent. Compared without case.
    pub(crate) echoes: Vec<(&'static str, String)>,
    /// The call's parameters: a refusal can be about no other.
    pub(crate) parameters: Vec<String>,
}

/// Gateways and services differ in spelling, and some wrap the error.
const CODE: &[&[&str]] = &[&["ErrCode"], &["Code"], &["code"], &["Error", "Code"], &["error", "code"]];
const MESSAGE: &[&[&str]] =
    &[&["ErrMessage"], &["Message"], &["message"], &["Error", "Message"], &["error", "message"]];
const REQUEST_ID: &[&[&str]] =
    &[&["RequestId"], &["requestId"], &["Error", "RequestId"], &["error", "requestId"]];

/// Reads a whole answer of the RPC style. `None`: not an answer of the cloud.
pub(crate) fn read(body: &str, shape: &Shape) -> Option<Said> {
    let body = Body::of(body)?;
    let values = |paths: &'static [&[&str]]| paths.iter().filter_map(|path| body.text(path));
    let value = |paths| values(paths).next();
    // DTS says `Code: 200` and BSS `Code: Success` where nothing is wrong.
    let code = values(CODE).find(|code| code != "200" && code != "Success");
    let template = value(MESSAGE);
    let dynamic = value(&[&["DynamicMessage"]]);
    let flag = value(&[&["Success"], &["success"]]).and_then(|flag| flag.to_ascii_lowercase().parse().ok());
    // DTS repeats the status in its body. A success with another one is none.
    let is_2xx =
        value(&[&["HttpStatusCode"]]).is_none_or(|status| status.len() == 3 && status.starts_with('2'));
    let contradicted = shape
        .echoes
        .iter()
        .find(|(name, sent)| body.text(&[name]).is_some_and(|told| !told.eq_ignore_ascii_case(sent)));
    Some(Said {
        success: flag.filter(|flag| is_2xx || !flag),
        field: code
            .as_ref()
            .and_then(|code| field::named(code, template.as_deref(), dynamic.as_deref(), &shape.parameters)),
        code,
        message: match (template, contradicted) {
            (Some(template), _) => Some(field::fill(&template, dynamic.as_deref())),
            (None, Some((name, _))) => Some(format!("the answer is about another {name}")),
            (None, None) => None,
        },
        request_id: value(REQUEST_ID),
        instance_id: body.text(shape.instance).filter(|id| is_id(id)),
        order_id: body.text(shape.order).filter(|id| is_id(id)),
        is_foreign: contradicted.is_some(),
    })
}

enum Body {
    Json(serde_json::Map<String, Value>),
    Xml(Xml),
}

impl Body {
    fn of(body: &str) -> Option<Self> {
        match serde_json::from_str(body) {
            Ok(Value::Object(object)) => Some(Self::Json(object)),
            Ok(_) => None,
            Err(_) => Xml::parse(body).map(Self::Xml),
        }
    }

    /// The scalar at this path; an empty path names nothing.
    fn text(&self, path: &[&str]) -> Option<String> {
        let (last, above) = path.split_last()?;
        match self {
            Self::Json(object) => {
                let mut object = object;
                for name in above {
                    object = object.get(*name)?.as_object()?;
                }
                text(object.get(*last)?)
            }
            Self::Xml(xml) => xml.text(path),
        }
    }
}

/// A scalar's text; absent and empty are the same.
fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// An id that could be stored and shown. Anything else is not the id that we were promised.
fn is_id(text: &str) -> bool {
    text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
