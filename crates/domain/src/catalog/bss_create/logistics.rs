//! `Logistics`: where physical goods go, a JSON object as text.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    catalog::MAX_TEXT,
    distinct::Distinct,
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
    let Distinct(Value::Object(address)) = serde_json::from_str(text).map_err(|_| not_this())? else {
        return Err(not_this());
    };
    let is_part =
        |(name, value): (&String, &Value)| value.is_string() && LOGISTICS_KEYS.contains(&name.as_str());
    if !address.iter().all(is_part) {
        return Err(not_this());
    }
    if address.values().filter_map(Value::as_str).any(|value| value.contains(is_hidden)) {
        return Err(Reason::BadCharacters);
    }
    let sorted: BTreeMap<String, Value> = address.into_iter().collect();
    serde_json::to_string(&sorted).map_err(|_| not_this())
}
