//! The input of an operation while its refusals are collected.

use std::collections::BTreeSet;

use super::{
    Input, Leftovers, is_secret,
    numbered::{fits, number, numbered},
};
use crate::{
    refusal::{FieldError, MAX_REFUSALS, Reason},
    region,
};

/// Reads one value, or says what is wrong with it.
type Parse<T> = fn(&str) -> Result<T, Reason>;

/// Reads parameters by their wire names. Texts are trimmed; an empty one was not given.
pub(super) struct Fields<'a> {
    input: &'a Input,
    leftovers: Leftovers,
    errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// Refuses secrets at once, and for programs every name that is not among `names`.
    pub(super) fn new(input: &'a Input, leftovers: Leftovers, names: &[&str]) -> Self {
        let mut fields = Self { input, leftovers, errors: Vec::new() };
        for (name, text) in input {
            if is_secret(name) {
                if !text.is_empty() {
                    fields.refuse(name, Reason::SecretNotKept);
                }
            } else if leftovers == Leftovers::Refuse && !names.iter().any(|known| fits(known, name)) {
                let is_group = names
                    .iter()
                    .any(|known| known.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.')));
                fields.refuse(name, if is_group { Reason::WrongType } else { Reason::UnknownField });
            }
        }
        fields
    }

    /// What was read, if nothing was refused. A `None` stands for a refusal that was collected.
    pub(super) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<FieldError>> {
        read.filter(|_| self.errors.is_empty()).ok_or(self.errors)
    }

    /// Says it, unless [`MAX_REFUSALS`] were said.
    pub(super) fn refuse(&mut self, field: &str, reason: Reason) {
        if self.errors.len() < MAX_REFUSALS {
            self.errors.push(FieldError::new(field, reason));
        }
    }

    /// Whether a program is told what a form's hidden fields may say.
    pub(super) fn is_strict(&self) -> bool {
        self.leftovers == Leftovers::Refuse
    }

    pub(super) fn is_given(&self, field: &str) -> bool {
        self.text(field).is_some()
    }

    /// `None` when the value is missing or was refused.
    pub(super) fn optional<T>(
        &mut self,
        field: &str,
        parse: impl Fn(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        match parse(self.text(field)?) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(field, reason);
                None
            }
        }
    }

    /// `None` only when the value was refused.
    pub(super) fn required<T>(
        &mut self,
        field: &str,
        parse: impl Fn(&str) -> Result<T, Reason>,
    ) -> Option<T> {
        self.ask_for(field);
        self.optional(field, parse)
    }

    /// `None` only when the value was refused.
    pub(super) fn or_default<T>(
        &mut self,
        field: &str,
        parse: impl Fn(&str) -> Result<T, Reason>,
        default: T,
    ) -> Option<T> {
        if self.is_given(field) { self.optional(field, parse) } else { Some(default) }
    }

    /// Refuses the field where it is missing.
    pub(super) fn ask_for(&mut self, field: &str) {
        if !self.is_given(field) {
            self.refuse(field, Reason::Required);
        }
    }

    /// The field means nothing here: programs are told, forms drop it. What was refused for its own sake
    /// stays refused, so that nonsense is never silently dropped.
    pub(super) fn not_applicable(&mut self, field: &str) {
        let refused_already = self.errors.iter().any(|error| error.field == field);
        if self.is_strict() && self.is_given(field) && !refused_already {
            self.refuse(field, Reason::NotApplicable);
        }
    }

    /// How long: a count of units. `applies` says whether what is bought has a term; `None` where that was
    /// refused itself. Both are asked for where there is one, and their ranges are checked in any case.
    pub(super) fn term<U: Copy>(
        &mut self,
        applies: Option<bool>,
        (unit, parse): (&str, Parse<U>),
        (count, longest): (&str, fn(Option<U>) -> u32),
    ) -> Option<(U, u32)> {
        if applies == Some(true) {
            self.ask_for(unit);
            self.ask_for(count);
        }
        let read = self.optional(unit, parse);
        let number = self.optional(count, |text| whole_number(text, longest(read)));
        if applies == Some(false) {
            self.not_applicable(unit);
            self.not_applicable(count);
        }
        read.zip(number).filter(|_| applies == Some(true))
    }

    /// The numbers under which a list's parts were given, in their order: at most `max`. A form may leave
    /// places empty; a program's numbers have no gap, else it is asked for the first that is missing.
    pub(super) fn numbers(&mut self, patterns: &[&'static str], max: usize) -> Vec<u32> {
        let given: BTreeSet<u32> = self
            .input
            .keys()
            .filter(|name| self.is_given(name))
            .filter_map(|name| patterns.iter().find_map(|pattern| number(pattern, name)))
            .collect();
        let mut numbers: Vec<u32> = given.into_iter().collect();
        let first = |number| patterns.first().map_or_else(String::new, |pattern| numbered(pattern, number));
        if let Some(one_too_many) = numbers.get(max) {
            self.refuse(&first(*one_too_many), Reason::TooMany { max });
        } else if let Some((missing, _)) = (1..).zip(&numbers).find(|(expected, number)| expected != *number)
            && self.is_strict()
        {
            self.refuse(&first(missing), Reason::Required);
        }
        numbers.truncate(max);
        numbers
    }

    fn text(&self, field: &str) -> Option<&'a str> {
        self.input.get(field).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
}

/// A whole number from 1 to `max`.
pub(super) fn whole_number(text: &str, max: u32) -> Result<u32, Reason> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotANumber);
    }
    match text.parse() {
        Ok(number) if (1..=max).contains(&number) => Ok(number),
        _ => Err(Reason::OutOfRange { min: 1, max: max.into() }),
    }
}

/// The id of a region.
pub(super) fn region_id(text: &str) -> Result<String, Reason> {
    if region::is_region_id(text) { Ok(text.to_owned()) } else { Err(Reason::NotARegion) }
}

/// At most `max` ASCII letters, digits and characters of `others`.
pub(super) fn plain(text: &str, max: usize, others: &str) -> Result<String, Reason> {
    if !text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c)) {
        Err(Reason::BadCharacters)
    } else if text.len() > max {
        Err(Reason::TooLong { max })
    } else {
        Ok(text.to_owned())
    }
}

/// As [`plain`], and starts with a letter.
pub(super) fn plain_name(text: &str, max: usize, others: &str) -> Result<String, Reason> {
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        plain(text, max, others)
    } else {
        Err(Reason::BadCharacters)
    }
}
