//! Fields of a JSON object, each of the type that the vendor's page gives it. Null is the same as absent.

use serde_json::{Map, Value};

use super::reply::Refusal;

/// An object, and who complains of its fields.
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    /// `a.b.`, or empty.
    prefix: String,
    refuse: fn(&str) -> Refusal,
}

impl<'a> Fields<'a> {
    /// `refuse` gets the whole name of a wrong field, or nothing where the value itself is no object.
    pub(super) fn of(value: &'a Value, refuse: fn(&str) -> Refusal) -> Result<Self, Refusal> {
        let object = value.as_object().ok_or_else(|| refuse(""))?;
        Ok(Self { object, prefix: String::new(), refuse })
    }

    /// That a field is wrong.
    pub(super) fn wrong(&self, name: &str) -> Refusal {
        (self.refuse)(&format!("{}{name}", self.prefix))
    }

    /// The value, if there is one; else that it is missing.
    pub(super) fn need<T>(&self, name: &str, value: Option<T>) -> Result<T, Refusal> {
        value.ok_or_else(|| self.wrong(name))
    }

    /// There is no other field than these.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.object.keys().find(|name| !known.contains(&name.as_str())) {
            Some(unknown) => Err(self.wrong(unknown)),
            None => Ok(()),
        }
    }

    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let object = value.as_object().ok_or_else(|| self.wrong(name))?;
        Ok(Some(Self { object, prefix: format!("{}{name}.", self.prefix), refuse: self.refuse }))
    }

    /// The objects of a list.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Self>, Refusal> {
        let list = self.value(name).and_then(Value::as_array).ok_or_else(|| self.wrong(name))?;
        let one = |value: &'a Value| {
            let object = value.as_object().ok_or_else(|| self.wrong(name))?;
            Ok(Self { object, prefix: format!("{}{name}.", self.prefix), refuse: self.refuse })
        };
        list.iter().map(one).collect()
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        self.value(name).map(|value| value.as_str().ok_or_else(|| self.wrong(name))).transpose()
    }

    /// A text that is there and not empty.
    pub(super) fn needed_text(&self, name: &str) -> Result<&'a str, Refusal> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        self.need(name, text)
    }

    pub(super) fn one_of(&self, name: &str, values: &[&str]) -> Result<Option<&'a str>, Refusal> {
        match self.text(name)? {
            Some(text) if !values.contains(&text) => Err(self.wrong(name)),
            text => Ok(text),
        }
    }

    /// A whole number; a text of digits is none.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.value(name).map(|value| value.as_i64().ok_or_else(|| self.wrong(name))).transpose()
    }

    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<&'a str>>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let list = value.as_array().ok_or_else(|| self.wrong(name))?;
        list.iter()
            .map(|text| text.as_str().ok_or_else(|| self.wrong(name)))
            .collect::<Result<_, _>>()
            .map(Some)
    }
}
