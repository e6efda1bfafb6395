//! JSON as the cloud sent it: no digit passes through a float, and no member stands twice.

use std::{borrow::Cow, collections::BTreeMap};

use domain::distinct::Distinct;
use serde::Deserialize;
use serde_json::value::RawValue;

/// An object's members, unread.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Object<'a>(#[serde(borrow)] BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'a> Object<'a> {
    /// `None`: not whole, no object, or one with a member that stands twice at any depth: it has two meanings.
    pub(super) fn parse(body: &'a str) -> Option<Self> {
        serde_json::from_str::<Distinct>(body).ok()?;
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
