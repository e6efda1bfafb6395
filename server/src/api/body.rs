//! A call's JSON object, read field by field, so that everything that is wrong with it is said at once.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::IntoResponse as _,
};
use domain::{
    catalog::{Input, input_from_json},
    distinct::Distinct,
    refusal::{FieldError, MAX_REFUSALS, Reason},
};
use secrecy::SecretString;
use serde_json::{Map, Value};

use super::problem::Problem;

/// The fields that are not read yet, and what is wrong with those that are.
pub(super) struct Fields {
    object: Map<String, Value>,
    errors: Vec<FieldError>,
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind =
            kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
        let is_json =
            kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|refused| Problem::of_status(refused.into_response().status()))?;
        if bytes.is_empty() {
            // Calls without a necessary field may leave the body out.
            return Ok(Self { object: Map::new(), errors: Vec::new() });
        }
        if !is_json {
            return Err(Problem::not_json(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        Self::parse(&bytes)
    }
}

impl Fields {
    /// An object in which no name stands twice, however deep.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        match serde_json::from_slice(bytes) {
            Ok(Distinct(Value::Object(object))) => Ok(Self { object, errors: Vec::new() }),
            Ok(_) | Err(_) => Err(Problem::not_json(StatusCode::BAD_REQUEST)),
        }
    }

    /// A text; empty where it is missing or null.
    pub(super) fn text(&mut self, name: &str) -> String {
        match self.object.remove(name) {
            None | Some(Value::Null) => String::new(),
            // The database takes no NUL, and nothing that people write has one.
            Some(Value::String(text)) if text.contains('\0') => {
                self.refuse(name, Reason::BadCharacters);
                String::new()
            }
            Some(Value::String(text)) => text,
            Some(_) => {
                self.refuse(name, Reason::WrongType);
                String::new()
            }
        }
    }

    /// A text that is refused when it is missing.
    pub(super) fn required(&mut self, name: &str) -> String {
        let errors = self.errors.len();
        let text = self.text(name);
        if text.is_empty() && self.errors.len() == errors {
            self.refuse(name, Reason::Required);
        }
        text
    }

    /// A secret; none where it is missing or empty.
    pub(super) fn secret(&mut self, name: &str) -> Option<SecretString> {
        let text = self.text(name);
        (!text.is_empty()).then(|| text.into())
    }

    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.object.remove(name) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => {
                self.refuse(name, Reason::WrongType);
                false
            }
        }
    }

    /// A list of texts; none where it is missing or null.
    pub(super) fn texts(&mut self, name: &str) -> Vec<String> {
        let texts = match self.object.remove(name) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(values)) => {
                values.into_iter().map(|value| value.as_str().map(str::to_owned)).collect()
            }
            Some(_) => None,
        };
        texts.unwrap_or_else(|| {
            self.refuse(name, Reason::WrongType);
            Vec::new()
        })
    }

    /// A value of a type of its own; `missing` where it is missing or null, and where it is refused.
    pub(super) fn read<T: serde::de::DeserializeOwned>(&mut self, name: &str, missing: T) -> T {
        match self.object.remove(name) {
            None | Some(Value::Null) => missing,
            Some(value) => serde_json::from_value(value).unwrap_or_else(|_| {
                self.refuse(name, Reason::WrongType);
                missing
            }),
        }
    }

    /// Money as two texts, amount and currency; both empty where it is missing.
    pub(super) fn money(&mut self, name: &str) -> (String, String) {
        match self.object.remove(name) {
            None | Some(Value::Null) => Default::default(),
            Some(Value::Object(mut money)) => {
                let mut take = |part: &str| match money.remove(part) {
                    Some(Value::String(text)) => Some(text),
                    _ => None,
                };
                match (take("amount"), take("currency"), money.is_empty()) {
                    (Some(amount), Some(currency), true) => (amount, currency),
                    _ => {
                        self.refuse(name, Reason::WrongType);
                        Default::default()
                    }
                }
            }
            Some(_) => {
                self.refuse(name, Reason::WrongType);
                Default::default()
            }
        }
    }

    /// The parameters of an operation; none where they are missing.
    pub(super) fn input(&mut self, name: &str) -> Input {
        let Some(value) = self.object.remove(name).filter(|value| !value.is_null()) else {
            return Input::new();
        };
        let read = input_from_json(&value).and_then(|input| {
            let nul = input.iter().find(|(name, value)| name.contains('\0') || value.contains('\0'));
            let nul = nul.map(|(name, _)| FieldError::new(name.replace('\0', ""), Reason::BadCharacters));
            nul.map_or(Ok(input), |error| Err(vec![error]))
        });
        read.unwrap_or_else(|errors| {
            let within =
                |field: &str| if field == name { field.to_owned() } else { format!("{name}.{field}") };
            self.errors
                .extend(errors.into_iter().map(|error| FieldError::new(within(&error.field), error.reason)));
            Input::new()
        })
    }

    pub(super) fn refuse(&mut self, name: &str, reason: Reason) {
        self.errors.push(FieldError::new(name, reason));
    }

    /// Whether something is wrong with this field.
    pub(super) fn is_refused(&self, name: &str) -> bool {
        self.errors.iter().any(|error| error.field == name)
    }

    /// Whether [`Self::finish`] has nothing to refuse.
    pub(super) fn is_fine(&self) -> bool {
        self.errors.is_empty() && self.object.is_empty()
    }

    /// Everything was read: refuses what was wrong, and what nobody asked for.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        let shortened = |name: &String| name.chars().take(100).collect::<String>();
        let unknown = self.object.keys().take(MAX_REFUSALS).map(shortened);
        self.errors.extend(unknown.map(|name| FieldError::new(name, Reason::UnknownField)));
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::fields(self.errors)) }
    }
}

#[cfg(test)]
mod tests;
