//! The values in answers: scalars in whichever JSON type the vendor chose that day, times, and exact amounts.
//!
//! Absent, `null` and empty mean the same. A value of another shape makes the whole answer unreadable.

use std::collections::BTreeMap;

use domain::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::value::RawValue;
use time::{
    OffsetDateTime, PrimitiveDateTime, format_description::well_known::Rfc3339, macros::format_description,
};

/// A text, or a number or boolean as the text that was sent: no digit passes through a float.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?.get();
    let text = match raw.as_bytes().first() {
        Some(b'"') => serde_json::from_str::<String>(raw).map_err(D::Error::custom)?,
        Some(b'{' | b'[') => return Err(D::Error::custom("not a scalar")),
        Some(b'n') | None => return Ok(None),
        Some(_) => raw.to_owned(),
    };
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A whole number, or its text.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(text) = text(deserializer)? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| D::Error::custom("not a whole number"))
}

/// A time in any of the vendor's forms.
pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<OffsetDateTime>, D::Error> {
    let Some(text) = text(deserializer)? else { return Ok(None) };
    moment(&text).map(Some).ok_or_else(|| D::Error::custom("not a time"))
}

/// A currency's code.
pub(crate) fn currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Currency>, D::Error> {
    let Some(text) = text(deserializer)? else { return Ok(None) };
    text.parse().map(Some).map_err(D::Error::custom)
}

/// `null` is the same as absent, also for objects and lists.
pub(crate) fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A list that is wrapped into an object with one name, as in `"OrderList": {"Order": […]}`.
pub(crate) fn wrapped<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let object: Option<BTreeMap<String, Option<Vec<T>>>> = Deserialize::deserialize(deserializer)?;
    Ok(object.into_iter().flatten().filter_map(|(_, items)| items).flatten().collect())
}

/// ISO 8601 with its zone, with or without seconds; or Unix time in seconds or milliseconds.
pub(crate) fn moment(text: &str) -> Option<OffsetDateTime> {
    if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(time);
    }
    let minutes = format_description!("[year]-[month]-[day]T[hour]:[minute]Z");
    if let Ok(time) = PrimitiveDateTime::parse(text, minutes) {
        return Some(time.assume_utc());
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    match text.len() {
        10 => OffsetDateTime::from_unix_timestamp(number).ok(),
        13 => OffsetDateTime::from_unix_timestamp_nanos(i128::from(number) * 1_000_000).ok(),
        _ => None,
    }
}

/// An amount: digits with or without commas between thousands, or a JSON number, which may have an exponent.
pub(crate) fn money(text: &str, currency: Currency) -> Result<Money, MoneyError> {
    match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let plain = without_exponent(mantissa, exponent).ok_or(MoneyError::NotANumber)?;
            Money::parse(&plain, currency)
        }
        None => Money::parse(text, currency),
    }
}

/// More than any amount has; formatting panics far above.
const MAX_DIGITS: usize = 64;

/// Moves the point; every digit stays.
fn without_exponent(mantissa: &str, exponent: &str) -> Option<String> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() > MAX_DIGITS {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    if whole.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // No amount is further away from one than this.
    let exponent: isize = exponent.parse().ok().filter(|exponent| (-40..=40).contains(exponent))?;
    let point = isize::try_from(whole.len()).ok()? + exponent;
    Some(match usize::try_from(point) {
        Ok(point) if point < digits.len() => format!("{:0>1}.{}", &digits[..point], &digits[point..]),
        Ok(point) => format!("{digits:0<point$}"),
        Err(_) => format!("0.{}{digits}", "0".repeat(point.unsigned_abs())),
    })
}

/// An amount that may be below zero, such as a balance in debt or a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedMoney {
    pub amount: Money,
    pub is_negative: bool,
}

impl SignedMoney {
    pub(crate) fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let magnitude = text.strip_prefix('-').unwrap_or(text);
        let amount = money(magnitude, currency)?;
        Ok(Self { amount, is_negative: magnitude.len() < text.len() && !amount.amount().is_zero() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct All {
        #[serde(deserialize_with = "text")]
        text: Option<String>,
        #[serde(deserialize_with = "integer")]
        integer: Option<i64>,
        #[serde(deserialize_with = "time")]
        time: Option<OffsetDateTime>,
        #[serde(deserialize_with = "currency")]
        currency: Option<Currency>,
        #[serde(deserialize_with = "or_default")]
        list: Vec<String>,
        #[serde(deserialize_with = "wrapped")]
        wrapped: Vec<String>,
    }

    fn read(json: &str) -> Result<All, serde_json::Error> {
        serde_json::from_str(json)
    }

    #[test]
    fn absent_null_and_empty_are_the_same() {
        for json in [
            "{}",
            r#"{"text": null, "integer": null, "time": null, "currency": null, "list": null, "wrapped": null}"#,
            r#"{"text": "", "integer": "", "time": "", "currency": " ", "list": [], "wrapped": {}}"#,
            r#"{"wrapped": {"Item": null}}"#,
            r#"{"wrapped": {"Item": []}}"#,
        ] {
            assert_eq!(read(json).expect(json), All::default(), "{json}");
        }
    }

    #[test]
    fn a_scalar_is_read_in_every_type() {
        for (json, expected) in [
            (r#""a""#, "a"),
            ("12", "12"),
            ("0.10000000000000000000001", "0.10000000000000000000001"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1.0E-4", "1.0E-4"),
            ("true", "true"),
            (r#""\u8ba2""#, "订"),
        ] {
            let read = read(&format!(r#"{{"text": {json}}}"#)).expect(json);
            assert_eq!(read.text.as_deref(), Some(expected));
        }
        for (json, expected) in [("7", 7), (r#""7""#, 7), ("-1", -1)] {
            assert_eq!(read(&format!(r#"{{"integer": {json}}}"#)).expect(json).integer, Some(expected));
        }
        assert_eq!(read(r#"{"wrapped": {"Item": ["a", "b"]}}"#).expect("a list").wrapped, ["a", "b"]);
    }

    #[test]
    fn a_value_of_another_shape_is_an_error() {
        for json in [
            r#"{"text": {}}"#,
            r#"{"text": ["a"]}"#,
            r#"{"integer": 1.5}"#,
            r#"{"integer": "1,000"}"#,
            r#"{"integer": "many"}"#,
            r#"{"integer": true}"#,
            r#"{"time": "yesterday"}"#,
            r#"{"time": "2024-11-05 08:15:30"}"#,
            r#"{"time": 5}"#,
            r#"{"currency": "cny"}"#,
            r#"{"currency": "BTC"}"#,
            r#"{"list": "a"}"#,
            r#"{"wrapped": ["a"]}"#,
            r#"{"wrapped": {"Item": "a"}}"#,
            r#"{"wrapped": {"Item": [1]}}"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_time_is_read_in_all_of_the_vendors_forms() {
        let minute = datetime!(2024-11-05 08:15 UTC);
        for text in [
            "2024-11-05T08:15:00Z",
            "2024-11-05T08:15:00.000Z",
            "2024-11-05T16:15:00+08:00",
            "2024-11-05T08:15Z",
            "1730794500",
            "1730794500000",
        ] {
            assert_eq!(moment(text), Some(minute), "{text}");
        }
        // Without a zone it could be any of two: the vendor writes UTC and local time.
        for text in ["2024-11-05T08:15:00", "2024-11-05", "173079450", "17307945000000", "-1730794500", "0"] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn an_amount_keeps_every_digit() {
        let cny = |text| money(text, Currency::Cny).map(|money| money.amount_text());
        for (text, plain) in [
            ("900", "900.00"),
            ("900.0", "900.00"),
            ("1,234,567.89", "1234567.89"),
            ("0.1", "0.10"),
            ("99999999999999.999999", "99999999999999.999999"),
            ("1.0E-4", "0.0001"),
            ("1.2345678E7", "12345678.00"),
            ("1e2", "100.00"),
            ("1E+2", "100.00"),
            ("12.5E0", "12.50"),
            ("12.5E1", "125.00"),
            ("0E0", "0.00"),
            ("123E-3", "0.123"),
        ] {
            assert_eq!(cny(text).as_deref(), Ok(plain), "{text}");
        }
        for (text, error) in [
            ("", MoneyError::NotANumber),
            ("free", MoneyError::NotANumber),
            ("1e", MoneyError::NotANumber),
            ("e1", MoneyError::NotANumber),
            ("1,0e1", MoneyError::NotANumber),
            ("-1e1", MoneyError::NotANumber),
            ("1e99999999999", MoneyError::NotANumber),
            ("1e40", MoneyError::OutOfRange),
            ("1e-7", MoneyError::TooPrecise),
            ("0.0000001", MoneyError::TooPrecise),
        ] {
            assert_eq!(cny(text), Err(error), "{text}");
        }
    }

    #[test]
    fn an_amount_below_zero_says_so() {
        for (text, amount, is_negative) in [
            ("-1,234.50", "1234.50", true),
            ("1,234.50", "1234.50", false),
            ("-0.00", "0.00", false),
            ("-1E1", "10.00", true),
        ] {
            let money = SignedMoney::parse(text, Currency::Usd).expect(text);
            assert_eq!(
                (money.amount.amount_text().as_str(), money.is_negative),
                (amount, is_negative),
                "{text}"
            );
        }
        assert!(SignedMoney::parse("--1", Currency::Usd).is_err());
    }

    proptest! {
        /// As the vendor's JSON library writes large and small numbers: one digit, the others, an exponent.
        #[test]
        fn an_exponent_changes_no_digit(micros in 0_u64..10_000_000_000_000_000) {
            let digits = micros.to_string();
            let fraction = if digits.len() > 1 { &digits[1..] } else { "0" };
            let scientific = format!("{}.{fraction}E{}", &digits[..1], digits.len() as i64 - 7);
            let plain = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);

            prop_assert_eq!(money(&scientific, Currency::Cny), Money::parse(&plain, Currency::Cny));
        }

        /// Such as 70 000 digits, which no format takes as a width.
        #[test]
        fn an_endless_amount_is_none(whole in 65_usize..80_000, fraction in 0_usize..3, exponent in -40_i32..=40) {
            let text = format!("{}.{}e{exponent}", "9".repeat(whole), "9".repeat(fraction));

            prop_assert_eq!(money(&text, Currency::Cny), Err(MoneyError::NotANumber));
            prop_assert!(money(&text[..whole], Currency::Cny).is_err());
        }

        #[test]
        fn any_text_is_read_as_money_or_time_without_harm(text in "[0-9eE.,+:TZ-]{0,24}") {
            let _ = money(&text, Currency::Cny);
            let _ = SignedMoney::parse(&text, Currency::Cny);
            let _ = moment(&text);
        }
    }
}
