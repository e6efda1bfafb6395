//! The parts that the schemas of `spec` are put together from.

use serde_json::{Map, Value, json};

/// The whole schema: an object of these properties and no others.
pub(super) fn spec(schema: Value) -> Value {
    let mut schema = object(schema);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["description"] = "The vendor's spellings; values with few choices are taken in any case, numbers and flags as texts too. What is not given may be null or left out.".into();
    schema
}

/// An object of these properties and no others.
pub(super) fn object(mut schema: Value) -> Value {
    schema["type"] = "object".into();
    schema["additionalProperties"] = false.into();
    schema
}

/// A property with words about it.
pub(super) fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

/// One of these texts.
pub(super) fn options(values: impl IntoIterator<Item = &'static str>) -> Value {
    json!({ "type": "string", "enum": values.into_iter().collect::<Vec<_>>() })
}

/// A whole number from 1 to `max`, as a number or a text.
pub(super) fn whole(max: u32) -> Value {
    json!({ "type": ["integer", "string"], "minimum": 1, "maximum": max, "pattern": "^[0-9]+$" })
}

/// Yes or no, which is a text on the wire.
pub(super) fn flag() -> Value {
    json!({ "enum": ["true", "false", true, false] })
}

/// An id of a region.
pub(super) fn region() -> Value {
    json!({ "type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)+$", "maxLength": 32 })
}

/// One to `max` letters, digits and characters of `others`, which is part of a regular expression.
pub(super) fn plain(max: usize, others: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^[A-Za-z0-9{others}]+$"), "minLength": 1, "maxLength": max })
}

/// As [`plain`], from a letter on.
pub(super) fn plain_name(min: usize, max: usize, others: &str) -> Value {
    json!({
        "type": "string", "pattern": format!("^[A-Za-z][A-Za-z0-9{others}]*$"), "minLength": min, "maxLength": max,
    })
}

/// That a property is given as one of these.
pub(super) fn is(name: &str, values: &[&str]) -> Value {
    json!({ "required": [name], "properties": { name: { "enum": values } } })
}

/// That these are given.
pub(super) fn needs(names: &[&str]) -> Value {
    json!({ "required": names })
}

/// That none of these is given.
pub(super) fn without(names: &[&str]) -> Value {
    let forbidden: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), false.into())).collect();
    json!({ "properties": forbidden })
}

/// A rule between properties.
pub(super) fn when(condition: Value, then: Value, otherwise: Value) -> Value {
    json!({ "if": condition, "then": then, "else": otherwise })
}

/// What a rule says where it says nothing.
pub(super) fn anything() -> Value {
    true.into()
}
