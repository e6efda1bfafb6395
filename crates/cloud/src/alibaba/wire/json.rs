//! JSON as the cloud sent it: no digit passes through a float, and no member stands twice.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// An object's members, unread.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Object<'a>(#[serde(borrow)] BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'a> Object<'a> {
    /// `None`: not whole, no object, or one with a member that stands twice at any depth: it has two meanings.
    pub(super) fn parse(body: &'a str) -> Option<Self> {
        serde_json::from_str::<Unambiguous>(body).ok()?;
        serde_json::from_str(body).ok()
    }

    /// The value at this path, as it was written. `Err`: something on the way is no object.
    pub(super) fn at(&self, path: &[&str]) -> Result<Option<&'a str>, NoObject> {
        let Some((first, below)) = path.split_first() else { return Ok(None) };
        let Some(raw) = self.0.get(*first).map(|raw| raw.get()) else { return Ok(None) };
        if below.is_empty() {
            return Ok(Some(raw));
        }
        match serde_json::from_str::<Self>(raw) {
            Ok(object) => object.at(below),
            Err(_) if is_nothing(raw) => Ok(None),
            Err(_) => Err(NoObject),
        }
    }
}

/// Something else stands where an object was promised.
pub(super) struct NoObject;

/// Whether it says as much as if it were absent.
fn is_nothing(raw: &str) -> bool {
    raw == "null" || serde_json::from_str::<Cow<'_, str>>(raw).is_ok_and(|text| text.trim().is_empty())
}

/// Any JSON whose objects have each member once.
struct Unambiguous;

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Once)
    }
}

struct Once;

impl<'de> Visitor<'de> for Once {
    type Value = Unambiguous;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unambiguous, A::Error> {
        let mut names = std::collections::BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if !names.insert(name) {
                return Err(A::Error::custom("a member stands twice"));
            }
            map.next_value::<Unambiguous>()?;
        }
        Ok(Unambiguous)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Unambiguous, A::Error> {
        while list.next_element::<Unambiguous>()?.is_some() {}
        Ok(Unambiguous)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_str<E>(self, _: &str) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }

    fn visit_unit<E>(self) -> Result<Unambiguous, E> {
        Ok(Unambiguous)
    }
}
