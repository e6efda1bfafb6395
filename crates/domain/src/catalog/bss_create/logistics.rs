//! `Logistics`: where physical goods go, a JSON object as text.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

use crate::{
    catalog::MAX_TEXT,
    refusal::{Reason, is_hidden},
};

/// The names that the vendor's sample has; no other is known.
pub const LOGISTICS_KEYS: [&str; 13] = [
    "cityCode",
    "cityName",
    "contactName",
    "countryCode",
    "districtName",
    "email",
    "mobilePhone",
    "phone",
    "provCode",
    "provName",
    "streetCode",
    "streetName",
    "zipCode",
];

/// Reads the text and writes it as canonical JSON: sorted names, no white space.
pub(super) fn logistics(text: &str) -> Result<String, Reason> {
    if text.chars().count() > MAX_TEXT {
        return Err(Reason::TooLong { max: MAX_TEXT });
    }
    let not_this = || Reason::NotAJsonObject { names: LOGISTICS_KEYS.map(str::to_owned).to_vec() };
    let Address(address) = serde_json::from_str(text).map_err(|_| not_this())?;
    if !address.keys().all(|name| LOGISTICS_KEYS.contains(&name.as_str())) {
        return Err(not_this());
    }
    if address.values().any(|value| value.contains(is_hidden)) {
        return Err(Reason::BadCharacters);
    }
    serde_json::to_string(&address).map_err(|_| not_this())
}

/// An object of texts in which no name stands twice.
struct Address(BTreeMap<String, String>);

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = Address;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Address, A::Error> {
                let mut address = BTreeMap::new();
                while let Some((name, value)) = map.next_entry()? {
                    if address.insert(name, value).is_some() {
                        return Err(A::Error::custom("a name stands twice"));
                    }
                }
                Ok(Address(address))
            }
        }

        deserializer.deserialize_map(Once)
    }
}
