//! What a plain form sent, and what is wrong with it: enough to show the same form again.

use serde::{Deserialize, Serialize};

/// The typed values, in the order in which the form sent them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// The one value of `name`, without white space around it; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Exactly what was typed, for passwords.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// All values of a name that may stand several times, such as ticked rows.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    /// Whether the form held the name at all: a ticked box, or the button that was pressed.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Puts a value in the place of what was typed.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(key, _)| key != name);
        self.0.push((name.to_owned(), value.into()));
    }

    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl From<Vec<(String, String)>> for Typed {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

/// What is wrong, field by field in the order in which it was added; the name `""` stands for the form as a
/// whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(Vec<(String, Vec<String>)>);

impl FieldErrors {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        let field = field.into();
        match self.0.iter_mut().find(|(name, _)| *name == field) {
            Some((_, messages)) => messages.push(message.into()),
            None => self.0.push((field, vec![message.into()])),
        }
    }

    /// The messages of one field.
    pub fn of(&self, field: &str) -> Vec<String> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, messages)| messages.clone())
            .unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many fields need a change.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Every message with its field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .flat_map(|(field, messages)| messages.iter().map(move |text| (field.as_str(), text.as_str())))
    }
}

/// The `id` of a field's control, which the error summary links to.
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_values_are_read_by_name_and_trimmed() {
        let typed = Typed::from(vec![
            ("a".to_owned(), " 1 ".to_owned()),
            ("pick".to_owned(), "x".to_owned()),
            ("pick".to_owned(), "y".to_owned()),
        ]);

        assert_eq!((typed.get("a"), typed.raw("a"), typed.get("b")), ("1", " 1 ", ""));
        assert_eq!(typed.all("pick").collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn a_field_keeps_all_its_messages() {
        let mut errors = FieldErrors::default();
        errors.add("a", "one");
        errors.add("a", "two");

        assert_eq!((errors.count(), errors.of("a").len(), errors.of("b").len()), (1, 2, 0));
    }
}
