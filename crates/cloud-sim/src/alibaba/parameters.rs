//! Words for rules: each says what is wrong with one parameter, by its wire name.

use std::{collections::BTreeMap, ops::RangeInclusive};

use super::reply::Refusal;

pub(super) type Parameters = BTreeMap<String, String>;

/// A value that has to be there, and is not empty.
pub(super) fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Refusal> {
    optional(parameters, name).ok_or_else(|| {
        Refusal::new(
            400,
            "MissingParameter",
            format!(
                "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
            ),
        )
    })
}

/// A value, if there is one; an empty one is none.
pub(super) fn optional<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a str> {
    parameters.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// Only parameters that the vendor knows; anything else is a mistake of the caller's.
pub(super) fn only_known(parameters: &Parameters, known: &[&str]) -> Result<(), Refusal> {
    match parameters.keys().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err(invalid(unknown, "is not a parameter of this action")),
        None => Ok(()),
    }
}

pub(super) fn one_of(name: &str, value: &str, values: &[&str]) -> Result<(), Refusal> {
    if values.contains(&value) {
        Ok(())
    } else {
        Err(invalid(name, &format!("must be one of {}", values.join(", "))))
    }
}

/// Plain digits within a range.
pub(super) fn number(name: &str, text: &str, range: RangeInclusive<u32>) -> Result<u32, Refusal> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| is_plain && range.contains(number))
        .ok_or_else(|| invalid(name, &format!("must be a number from {} to {}", range.start(), range.end())))
}

/// `true` or `false`; one of the vendor's SDKs sends `True` and `False`.
pub(super) fn flag(name: &str, text: &str) -> Result<bool, Refusal> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(invalid(name, "must be true or false")),
    }
}

/// What has the form of a region's id: `cn-hangzhou`, `ap-southeast-1`.
pub(super) fn region<'a>(name: &str, region: &'a str) -> Result<&'a str, Refusal> {
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or_default();
    let mut rest = parts.peekable();
    let is_region = ["cn", "ap", "us", "eu", "me", "na", "sa", "rus"].contains(&area)
        && rest.peek().is_some()
        && rest.all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
    if is_region { Ok(region) } else { Err(invalid(name, "is not a region")) }
}

/// Page number from 1 on, and its size.
pub(super) fn page(
    parameters: &Parameters,
    number: &str,
    default: usize,
    is_size: impl Fn(usize) -> bool,
) -> Result<(usize, usize), Refusal> {
    let read = |name: &str, default: usize| match optional(parameters, name) {
        Some(text) => text.parse().ok().filter(|number| *number > 0),
        None => Some(default),
    };
    let page = read(number, 1).ok_or_else(|| invalid(number, "must be a number from 1 on"))?;
    let size = read("PageSize", default).filter(|size| is_size(*size));
    Ok((page, size.ok_or_else(|| invalid("PageSize", "is no size that this list has"))?))
}

/// That page of a list.
pub(super) fn on_page<T>(list: Vec<T>, (page, size): (usize, usize)) -> impl Iterator<Item = T> {
    list.into_iter().skip((page - 1).saturating_mul(size)).take(size)
}

pub(super) fn invalid(name: &str, why: &str) -> Refusal {
    Refusal::new(400, "InvalidParameter", format!("The specified parameter {name} is not valid: it {why}."))
}

/// The members of a numbered list such as `Parameter.1.Code`, in their order: from 1 on without gaps, at most `most`.
pub(super) fn numbered<'a>(
    parameters: &'a Parameters,
    list: &str,
    fields: &[&str],
    most: usize,
) -> Result<Vec<BTreeMap<&'a str, &'a str>>, Refusal> {
    let mut members: BTreeMap<usize, BTreeMap<&str, &str>> = BTreeMap::new();
    for (name, value) in parameters {
        let Some(rest) = name.strip_prefix(list).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let read = rest.split_once('.').and_then(|(number, field)| {
            let is_plain = !number.starts_with('0') && number.bytes().all(|b| b.is_ascii_digit());
            let number =
                number.parse::<usize>().ok().filter(|number| is_plain && (1..=most).contains(number));
            Some((number?, fields.iter().find(|known| **known == field).map(|_| field)?))
        });
        let Some((number, field)) = read else {
            return Err(invalid(name, &format!("is no member of {list}.1 to {list}.{most}")));
        };
        members.entry(number).or_default().insert(field, value);
    }
    if members.keys().copied().ne(1..=members.len()) {
        return Err(invalid(list, "must be numbered from 1 on without gaps"));
    }
    Ok(members.into_values().collect())
}

/// As [`only_known`], beside the members of numbered lists.
pub(super) fn only_known_beside(
    parameters: &Parameters,
    known: &[&str],
    lists: &[&str],
) -> Result<(), Refusal> {
    let is_member = |name: &str| {
        lists.iter().any(|list| name.strip_prefix(list).is_some_and(|rest| rest.starts_with('.')))
    };
    match parameters.keys().find(|name| !known.contains(&name.as_str()) && !is_member(name)) {
        Some(unknown) => Err(invalid(unknown, "is not a parameter of this action")),
        None => Ok(()),
    }
}
