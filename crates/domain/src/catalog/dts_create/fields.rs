//! The input while its refusals are collected.

use super::{DestinationType, MAX_DB_INSTANCES, PayType, Period, SourceType, Term, names, region_id};
use crate::{
    catalog::{Input, Leftovers},
    refusal::{FieldError, Reason},
};

pub(super) struct Fields<'a> {
    input: &'a Input,
    leftovers: Leftovers,
    pub(super) errors: Vec<FieldError>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(input: &'a Input, leftovers: Leftovers) -> Self {
        Self { input, leftovers, errors: Vec::new() }
    }

    pub(super) fn refuse(&mut self, field: &str, reason: Reason) {
        self.errors.push(FieldError::new(field, reason));
    }

    pub(super) fn refuse_unknown(&mut self) {
        if self.leftovers == Leftovers::Refuse {
            let unknown = self.input.keys().filter(|name| !names::ALL.contains(&name.as_str()));
            self.errors.extend(unknown.map(|name| FieldError::new(name.as_str(), Reason::UnknownField)));
        }
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
        if self.text(field).is_none() {
            self.refuse(field, Reason::Required);
        }
        self.optional(field, parse)
    }

    /// `None` only when the value was refused.
    pub(super) fn or_default<T>(
        &mut self,
        field: &str,
        parse: impl Fn(&str) -> Result<T, Reason>,
        default: T,
    ) -> Option<T> {
        if self.text(field).is_none() { Some(default) } else { self.optional(field, parse) }
    }

    /// The instance lives where the destination does. Programs are told when they say otherwise; a form
    /// shows it as fixed, so a stale one just follows.
    pub(super) fn instance_region(&mut self, dest_region: Option<&str>) {
        let region = self.optional(names::REGION_ID, region_id);
        if self.leftovers == Leftovers::Refuse
            && let (Some(region), Some(dest)) = (region, dest_region)
            && region != dest
        {
            self.refuse(names::REGION_ID, Reason::MustEqual { other: names::DEST_REGION.into() });
        }
    }

    pub(super) fn both_ways(&mut self, source: Option<SourceType>, target: Option<DestinationType>) {
        let not_with =
            |other: &str, value: &str| Reason::NotWith { other: other.into(), value: value.into() };
        if let Some(source) = source.filter(|source| !source.may_be_bidirectional()) {
            self.refuse(names::TOPOLOGY, not_with(names::SOURCE_TYPE, source.wire()));
        } else if let Some(target) = target.filter(|target| !target.may_be_bidirectional()) {
            self.refuse(names::TOPOLOGY, not_with(names::DESTINATION_TYPE, target.wire()));
        }
    }

    /// Checks ranges even where the field does not apply, so that nonsense is never silently dropped.
    pub(super) fn term(&mut self) -> Option<Term> {
        let pay_type = self.required(names::PAY_TYPE, PayType::parse);
        let subscription = pay_type == Some(PayType::PrePaid);
        if subscription {
            for field in [names::PERIOD, names::USED_TIME] {
                if self.text(field).is_none() {
                    self.refuse(field, Reason::Required);
                }
            }
        }
        let period = self.optional(names::PERIOD, Period::parse);
        let longest = period.map_or(Period::Month.longest(), Period::longest);
        let used_time = self.optional(names::USED_TIME, |text| whole_number(text, longest));
        if pay_type == Some(PayType::PostPaid) {
            self.refuse_leftover(names::PERIOD);
            self.refuse_leftover(names::USED_TIME);
        }
        Some(Term { period: period?, used_time: used_time? }).filter(|_| subscription)
    }

    pub(super) fn db_instance_count(&mut self, source_type: Option<SourceType>) -> Option<u32> {
        let count = self.or_default(names::DB_INSTANCE_COUNT, |text| whole_number(text, MAX_DB_INSTANCES), 1);
        match source_type? {
            SourceType::Drds => count,
            SourceType::MySql | SourceType::PolarDb | SourceType::Redis => {
                self.refuse_leftover(names::DB_INSTANCE_COUNT);
                None
            }
        }
    }

    fn refuse_leftover(&mut self, field: &str) {
        let refused_already = self.errors.iter().any(|error| error.field == field);
        if self.leftovers == Leftovers::Refuse && self.text(field).is_some() && !refused_already {
            self.refuse(field, Reason::NotApplicable);
        }
    }

    fn text(&self, field: &str) -> Option<&'a str> {
        self.input.get(field).map(|text| text.trim()).filter(|text| !text.is_empty())
    }
}

/// A whole number from 1 to `max`.
fn whole_number(text: &str, max: u32) -> Result<u32, Reason> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Reason::NotANumber);
    }
    match text.parse() {
        Ok(number) if (1..=max).contains(&number) => Ok(number),
        _ => Err(Reason::OutOfRange { min: 1, max: max.into() }),
    }
}
