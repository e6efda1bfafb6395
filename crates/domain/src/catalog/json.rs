//! The `spec` of the API: JSON, nested as on the wire of each operation, and the flat parameters behind it.
//!
//! Objects flatten with dots, lists with numbers from 1: `{"a": {"b": ["x"]}}` is `a.b.1`. Reading what was
//! written gives the same parameters back, whatever they are.

use std::collections::btree_map::Entry;

use serde_json::{Map, Value};

use super::{Input, Operation};
use crate::refusal::{FieldError, MAX_REFUSALS, Reason};

/// The most parameters, the longest name and the longest text in characters that a `spec` may hold.
pub const MAX_ENTRIES: usize = 400;
pub const MAX_NAME: usize = 128;
pub const MAX_TEXT: usize = 10_000;

/// How deep objects and lists may stand in each other.
const MAX_DEPTH: usize = 4;

/// Reads a `spec`: texts, numbers and booleans in objects and lists.
///
/// Whole numbers of up to 64 bits become their decimal text, so that `12` and `"12"` mean the same; of others
/// the digits are not known any more, and they are refused. `null` means not given. A name that is written in
/// two ways is refused; so is more than the limits of this module. Whether the operation has a parameter of that
/// name is not asked here. The fields are wire names, or `spec` for the whole; there are at most
/// [`MAX_REFUSALS`], and the cost stays in proportion to what was sent.
pub fn input_from_json(spec: &Value) -> Result<Input, Vec<FieldError>> {
    let Value::Object(object) = spec else {
        return Err(vec![FieldError::new("spec", Reason::WrongType)]);
    };
    let mut reading = Reading::default();
    for (name, value) in object {
        reading.below(name, value, 1);
    }
    if reading.errors.is_empty() { Ok(reading.input) } else { Err(reading.errors) }
}

#[derive(Default)]
struct Reading {
    /// The name of what is being read: at most [`MAX_NAME`] characters.
    name: String,
    input: Input,
    errors: Vec<FieldError>,
    /// Nothing is read any more.
    is_full: bool,
}

impl Reading {
    /// Reads what stands under `inner`, unless its whole name is too long already.
    fn below(&mut self, inner: &str, value: &Value, depth: usize) {
        if self.is_full || value.is_null() {
            return;
        }
        let outer = self.name.len();
        if depth > 1 {
            self.name.push('.');
        }
        self.name.extend(inner.chars().take(MAX_NAME + 1));
        match self.name.char_indices().nth(MAX_NAME) {
            None => self.read(value, depth),
            Some((end, _)) => {
                self.name.truncate(end);
                self.refuse(Reason::TooLong { max: MAX_NAME });
            }
        }
        self.name.truncate(outer);
    }

    fn read(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => {}
            Value::Array(_) | Value::Object(_) if depth == MAX_DEPTH => self.refuse(Reason::WrongType),
            Value::Array(items) => {
                for (number, item) in (1_u64..).zip(items).filter(|(_, item)| !item.is_null()) {
                    self.below(&number.to_string(), item, depth + 1);
                    if self.is_full {
                        break;
                    }
                }
            }
            Value::Object(object) => {
                for (inner, value) in object {
                    self.below(inner, value, depth + 1);
                    if self.is_full {
                        break;
                    }
                }
            }
            Value::String(text) if text.chars().count() > MAX_TEXT => {
                self.refuse(Reason::TooLong { max: MAX_TEXT });
            }
            Value::String(text) => self.put(text.clone()),
            // Others were rounded when they were read: what was written is not known.
            Value::Number(number) if number.is_u64() || number.is_i64() => self.put(number.to_string()),
            Value::Number(_) => self.refuse(Reason::WrongType),
            Value::Bool(flag) => self.put(flag.to_string()),
        }
    }

    fn put(&mut self, text: String) {
        match self.input.entry(self.name.clone()) {
            Entry::Vacant(place) => drop(place.insert(text)),
            Entry::Occupied(_) => return self.refuse(Reason::Duplicate),
        }
        if self.input.len() > MAX_ENTRIES {
            self.is_full = true;
            self.errors.push(FieldError::new("spec", Reason::TooMany { max: MAX_ENTRIES }));
        }
    }

    fn refuse(&mut self, reason: Reason) {
        self.errors.push(FieldError::new(self.name.as_str(), reason));
        self.is_full |= self.errors.len() == MAX_REFUSALS;
    }
}

/// What an object of the wire holds beside texts under their own names.
struct Shape {
    objects: &'static [(&'static str, Shape)],
    /// Lists of texts.
    texts: &'static [&'static str],
    /// Lists of objects, with the names in each.
    records: &'static [(&'static str, &'static [&'static str])],
    numbers: &'static [&'static str],
}

const FLAT: Shape = Shape { objects: &[], texts: &[], records: &[], numbers: &[] };

const BSS: Shape = Shape { records: &[("Parameter", &["Code", "Value"])], ..FLAT };

const DDM: Shape = Shape {
    objects: &[
        ("instance", Shape { texts: &["available_zones"], numbers: &["node_num"], ..FLAT }),
        ("extend_param", Shape { numbers: &["period_num"], ..FLAT }),
    ],
    ..FLAT
};

/// Writes parameters as the `spec` of the API: flat for DTS, a list of modules for BSS, two objects for DDM.
/// What has no place there, because a draft may hold anything, stands under its flat name.
pub fn json_from_input(operation: Operation, input: &Input) -> Value {
    let shape = match operation {
        Operation::DtsCreate | Operation::DtsChange => &FLAT,
        Operation::BssCreate => &BSS,
        Operation::DdmCreate => &DDM,
    };
    object(input.clone(), shape)
}

fn object(mut flat: Input, shape: &Shape) -> Value {
    let mut object = Map::new();
    for (name, inner) in shape.objects {
        let held = take_object(&mut flat, name);
        if !held.is_empty() {
            object.insert((*name).to_owned(), self::object(held, inner));
        }
    }
    for name in shape.texts {
        let item =
            |flat: &mut Input, number: u32| flat.remove(&format!("{name}.{number}")).map(Value::String);
        list(&mut object, &mut flat, name, item);
    }
    for (name, inner) in shape.records {
        let item = |flat: &mut Input, number: u32| {
            let part = |field: &&str| {
                flat.remove(&format!("{name}.{number}.{field}"))
                    .map(|text| ((*field).to_owned(), text.into()))
            };
            let record: Map<String, Value> = inner.iter().filter_map(part).collect();
            (!record.is_empty()).then_some(Value::Object(record))
        };
        list(&mut object, &mut flat, name, item);
    }
    for (name, text) in flat {
        // Only what reads back as the very same text.
        let number = text.parse::<u64>().ok().filter(|number| number.to_string() == text);
        let value = match number.filter(|_| shape.numbers.contains(&name.as_str())) {
            Some(number) => number.into(),
            None => text.into(),
        };
        object.insert(name, value);
    }
    Value::Object(object)
}

/// What stands below `name`, unless a text stands there itself.
fn take_object(flat: &mut Input, name: &str) -> Input {
    if flat.contains_key(name) {
        return Input::new();
    }
    let below = |full: &str| full.strip_prefix(name)?.strip_prefix('.').map(str::to_owned);
    flat.extract_if(.., |full, _| below(full).is_some())
        .filter_map(|(full, text)| Some((below(&full)?, text)))
        .collect()
}

/// Puts a list under `name`, unless a text stands there itself: its items from 1 to the first gap.
fn list(
    object: &mut Map<String, Value>,
    flat: &mut Input,
    name: &str,
    mut item: impl FnMut(&mut Input, u32) -> Option<Value>,
) {
    if flat.contains_key(name) {
        return;
    }
    let items: Vec<Value> = (1..).map_while(|number| item(flat, number)).collect();
    if !items.is_empty() {
        object.insert(name.to_owned(), Value::Array(items));
    }
}
