//! Reads Alibaba's answers: JSON, or the XML of gateways that do not look at `Accept`.

mod field;
mod json;
mod xml;

use self::{json::Object, xml::Xml};
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

const SUCCESS: &[&[&str]] = &[&["Success"], &["success"]];
const STATUS: &[&[&str]] = &[&["HttpStatusCode"]];
const DYNAMIC: &[&[&str]] = &[&["DynamicMessage"]];

/// Reads a whole answer of the RPC style. `None`: not an answer of the cloud, or one that says something twice.
pub(crate) fn read(body: &str, shape: &Shape) -> Option<Said> {
    let body = Body::of(body, shape)?;
    let values = |paths: &'static [&[&str]]| paths.iter().filter_map(|path| body.at(path).text());
    let value = |paths| values(paths).next();
    // DTS says `Code: 200` and BSS `Code: Success` where nothing is wrong.
    let mut codes = values(CODE).filter(|code| code != "200" && code != "Success");
    let code = codes.next();
    // Beside an `ErrCode`, a `Code` such as `400` is DTS's status again.
    let (statuses, other_codes): (Vec<_>, Vec<_>) =
        codes.filter(|other| Some(other) != code.as_ref()).partition(|other| is_status(other));
    let other_code = other_codes.into_iter().next();
    let template = value(MESSAGE);
    let dynamic = value(DYNAMIC);
    // DTS repeats the status in its body. A success with another one is none.
    let status = value(STATUS);
    let is_2xx = status.as_ref().is_none_or(|status| is_status(status) && status.starts_with('2'));
    let is_5xx = status.iter().chain(&statuses).any(|status| is_status(status) && status.starts_with('5'));
    let flags: Vec<_> = SUCCESS.iter().filter_map(|path| body.at(path).flag()).collect();
    let claims_success = flags.contains(&Some(true));
    let is_success = is_2xx && flags.iter().all(|flag| *flag == Some(true));
    let foreign = shape
        .echoes
        .iter()
        .find(|(name, sent)| body.at(&[name]).text().is_some_and(|told| !told.eq_ignore_ascii_case(sent)));
    let (instance, order) = (body.at(shape.instance), body.at(shape.order));
    let is_unclear_sale = [&instance, &order].into_iter().any(|id| id.is_given() && id.id().is_none());
    let is_unclear_flag = flags.contains(&None) || (claims_success && !is_success);
    let message = match (&template, foreign) {
        (Some(template), _) => Some(field::fill(template, dynamic.as_deref())),
        (None, Some((name, _))) => Some(format!("the answer is about another {name}")),
        (None, None) => None,
    };
    Some(Said {
        success: (!flags.is_empty()).then_some(is_success),
        field: code
            .as_ref()
            .and_then(|code| field::named(code, template.as_deref(), dynamic.as_deref(), &shape.parameters)),
        is_contradictory: code.is_some()
            && (other_code.is_some() || is_5xx || is_unclear_flag || is_unclear_sale),
        message: match &other_code {
            Some(other) => Some(format!("also {other}: {}", message.unwrap_or_default())),
            None => message,
        },
        code,
        request_id: value(REQUEST_ID),
        instance_id: instance.id(),
        order_id: order.id(),
        is_foreign: foreign.is_some(),
    })
}

/// Three digits.
fn is_status(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_digit())
}

enum Body<'a> {
    Json(Object<'a>),
    Xml(Xml),
}

impl<'a> Body<'a> {
    fn of(body: &'a str, shape: &Shape) -> Option<Self> {
        if let Some(object) = Object::parse(body) {
            return Some(Self::Json(object));
        }
        let xml = Xml::parse(body)?;
        let known = [CODE, MESSAGE, REQUEST_ID, SUCCESS, STATUS, DYNAMIC, &[shape.instance, shape.order]];
        let says_twice = known.into_iter().flatten().any(|path| xml.has_several(path))
            || shape.echoes.iter().any(|(name, _)| xml.has_several(&[name]));
        (!says_twice).then_some(Self::Xml(xml))
    }

    /// What stands at this path; an empty path names nothing.
    fn at(&self, path: &[&str]) -> Scalar {
        match self {
            Self::Json(object) => match object.at(path) {
                Ok(raw) => raw.map_or(Scalar::Nothing, Scalar::of),
                Err(_) => Scalar::Other,
            },
            Self::Xml(xml) => xml.text(path).map_or(Scalar::Nothing, Scalar::Text),
        }
    }
}

/// One value of an answer. Absent, null and empty are the same.
enum Scalar {
    Nothing,
    /// A text, trimmed.
    Text(String),
    /// A number or boolean, as it was written.
    Bare(String),
    /// A list, an object, or something in the place of an object on the way.
    Other,
}

impl Scalar {
    fn of(raw: &str) -> Self {
        match raw.as_bytes().first() {
            Some(b'"') => match serde_json::from_str::<String>(raw) {
                Ok(text) if text.trim().is_empty() => Self::Nothing,
                Ok(text) => Self::Text(text.trim().to_owned()),
                Err(_) => Self::Other,
            },
            Some(b'n') => Self::Nothing,
            Some(b'{' | b'[') | None => Self::Other,
            Some(_) => Self::Bare(raw.to_owned()),
        }
    }

    const fn is_given(&self) -> bool {
        !matches!(self, Self::Nothing)
    }

    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Bare(text) => Some(text),
            Self::Nothing | Self::Other => None,
        }
    }

    /// The success flag; `Some(None)` is one that cannot be read.
    fn flag(self) -> Option<Option<bool>> {
        self.is_given().then(|| self.text()?.to_ascii_lowercase().parse().ok())
    }

    /// A text, or a whole number above zero.
    fn id(&self) -> Option<String> {
        match self {
            Self::Text(text) if is_id(text) => Some(text.clone()),
            Self::Bare(text) if is_id(text) && text.bytes().all(|b| b.is_ascii_digit()) => Some(text.clone()),
            _ => None,
        }
    }
}

/// An id that could be stored and shown. Anything else is not the id that we were promised.
fn is_id(text: &str) -> bool {
    let is_word_for_none = text == "0" || text.eq_ignore_ascii_case("null");
    text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic()) && !is_word_for_none
}

#[cfg(test)]
mod tests;
