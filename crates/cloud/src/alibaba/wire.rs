//! Reads Alibaba's answers: JSON, or the XML of gateways that do not look at `Accept`.

use serde_json::Value;

use crate::verdict::Said;

/// Where an answer names what was bought: the path in JSON, whose last part is the element in XML.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Names {
    pub(crate) instance: &'static [&'static str],
    pub(crate) order: &'static [&'static str],
}

impl Names {
    /// An answer that sells nothing.
    pub(crate) const NONE: Self = Self { instance: &[], order: &[] };
}

/// Reads a whole answer of the RPC style. `None`: not an answer of the cloud.
pub(crate) fn read(body: &str, names: Names) -> Option<Said> {
    let body = Body::of(body)?;
    let value = |names: &[&str]| names.iter().find_map(|name| body.text(&[name]));
    let message = value(&["ErrMessage", "Message", "message"]);
    let dynamic = value(&["DynamicMessage"]);
    Some(Said {
        success: value(&["Success", "success"]).and_then(|flag| flag.to_ascii_lowercase().parse().ok()),
        // DTS says `Code: 200` and BSS `Code: Success` where nothing is wrong.
        code: value(&["ErrCode", "Code", "code"]).filter(|code| code != "200" && code != "Success"),
        message: message.map(|message| match &dynamic {
            Some(dynamic) => message.replacen("%s", dynamic, 1),
            None => message,
        }),
        field: dynamic.filter(|name| is_parameter(name)),
        request_id: value(&["RequestId", "requestId"]),
        instance_id: body.text(names.instance).filter(|id| is_id(id)),
        order_id: body.text(names.order).filter(|id| is_id(id)),
    })
}

/// Whether the dynamic part of a message can be the name of a parameter.
fn is_parameter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.len() <= 64
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_')
}

enum Body<'a> {
    Json(serde_json::Map<String, Value>),
    Xml(&'a str),
}

impl<'a> Body<'a> {
    fn of(body: &'a str) -> Option<Self> {
        match serde_json::from_str(body) {
            Ok(Value::Object(object)) => Some(Self::Json(object)),
            Ok(_) => None,
            Err(_) => xml_root(body).map(Self::Xml),
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
            Self::Xml(xml) => leaf(xml, last),
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

/// The inside of `<Error>…</Error>` or `<…Response>…</…Response>`: whole, or it is not an answer.
fn xml_root(body: &str) -> Option<&str> {
    let mut rest = body.trim();
    if rest.starts_with("<?xml") {
        rest = rest.split_once("?>")?.1.trim_start();
    }
    let (name, inside) = rest.strip_prefix('<')?.split_once('>')?;
    let is_answer = name == "Error" || name.ends_with("Response");
    if !is_answer || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    inside.strip_suffix(&format!("</{name}>"))
}

/// The text of an element that occurs exactly once and has no elements below it.
fn leaf(xml: &str, name: &str) -> Option<String> {
    let open = format!("<{name}>");
    let (_, after) = xml.split_once(&open)?;
    let (text, rest) = after.split_once(&format!("</{name}>"))?;
    if text.contains('<') || rest.contains(&open) {
        return None;
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Names = Names { instance: &["SynchronizationJobId"], order: &[] };

    #[test]
    fn success_is_understood_as_boolean_and_as_text_in_json_and_xml() {
        for body in [
            r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": true}"#,
            r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": "true", "ErrCode": ""}"#,
            r#"{"SynchronizationJobId": "dts1", "RequestId": "R", "Success": "True", "ErrCode": null}"#,
            "<?xml version='1.0'?>\n<CreateSynchronizationJobResponse>
               <SynchronizationJobId>dts1</SynchronizationJobId>
               <RequestId>R</RequestId><Success>true</Success></CreateSynchronizationJobResponse>",
        ] {
            let said = read(body, ID).expect("an answer");
            assert_eq!(said.success, Some(true), "{body}");
            assert_eq!(said.instance_id.as_deref(), Some("dts1"));
            assert_eq!(said.request_id.as_deref(), Some("R"));
            assert_eq!(said.code, None);
        }
    }

    #[test]
    fn errors_are_understood_in_every_spelling() {
        for body in [
            r#"{"Code": "X.Y", "Message": "a < b", "RequestId": "R", "HostId": "h"}"#,
            r#"{"code": "X.Y", "message": "a < b", "requestId": "R"}"#,
            r#"{"Success": "false", "ErrCode": "X.Y", "ErrMessage": "a < b", "RequestId": "R", "Code": "200"}"#,
            "<Error><RequestId>R</RequestId><HostId>h</HostId><Code>X.Y</Code><Message>a &lt; b</Message></Error>",
        ] {
            let said = read(body, ID).expect("an answer");
            assert_eq!(said.code.as_deref(), Some("X.Y"), "{body}");
            assert_eq!(said.message.as_deref(), Some("a < b"));
            assert_eq!(said.request_id.as_deref(), Some("R"));
            assert_ne!(said.success, Some(true));
        }
    }

    #[test]
    fn what_is_no_answer_of_the_cloud_is_not_read() {
        for body in [
            "",
            "null",
            "[]",
            "\"true\"",
            "{\"Success\": true, \"Synchro",
            "<html><body><Code>Throttling</Code></body></html>",
            "<Error><Code>Throttling</Code>",
            "<Error",
            "502 Bad Gateway",
        ] {
            assert_eq!(read(body, ID), None, "{body}");
        }
    }

    #[test]
    fn an_id_that_is_empty_or_strange_is_no_id() {
        for id in ["", "  ", "dts 1", "dts\\u0000", "订单"] {
            let body = format!(r#"{{"SynchronizationJobId": "{id}", "Success": true}}"#);
            assert_eq!(read(&body, ID).expect("an answer").instance_id, None, "{id}");
        }
        for value in ["null", "[\"dts1\"]", "{\"a\": 1}"] {
            let body = format!(r#"{{"SynchronizationJobId": {value}, "Success": true}}"#);
            assert_eq!(read(&body, ID).expect("an answer").instance_id, None, "{value}");
        }
    }
}
