//! What the purchase form says of itself while it is filled in.
//!
//! The form is plain HTML. The island listens to it, because the rules of a purchase are too many to meet
//! only after sending: it runs the same checks as the server, and shows what they say at the fields and in
//! the summary. It has no view and no props, so neither a view tree nor a JSON reader comes with it.

#[cfg(feature = "hydrate")]
mod browser;

use domain::{
    catalog::{
        Leftovers, Operation,
        dts_create::{DestinationType, PayType, SourceType, names},
    },
    money::Money,
    order::input::OrderInput,
    refusal::FieldError,
    region,
};
use leptos::prelude::*;

use crate::i18n::Text;

/// Stands in the form's summary. `form[data-purchase]` is the form, `data-sum` marks the summary's facts,
/// and `template#error-shape` is a field's message without its words.
#[island]
pub fn PurchaseForm() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    browser::attach();
}

/// The choice of a region that is not on the list; its id stands in the field of the same name with
/// [`OTHER_SUFFIX`].
pub const OTHER: &str = "other";
pub const OTHER_SUFFIX: &str = ".other";

/// Reads the form's fields, by name, as what was typed.
pub fn order_input(field: impl Fn(&str) -> String) -> OrderInput {
    let region = |name: &str| match field(name) {
        chosen if chosen == OTHER => field(&format!("{name}{OTHER_SUFFIX}")).trim().to_owned(),
        chosen => chosen,
    };
    let spec = names::ALL.into_iter().filter_map(|name| {
        let value = match name {
            names::SOURCE_REGION | names::DEST_REGION => region(name),
            _ => field(name),
        };
        (!value.trim().is_empty()).then(|| (name.to_owned(), value))
    });
    OrderInput {
        spec: spec.collect(),
        credential_id: field("credential_id"),
        team: field("team"),
        reason: field("reason"),
        ceiling: field("ceiling"),
        currency: field("currency"),
    }
}

/// The summary's facts; `None` is not chosen yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    pub route: Option<String>,
    pub class: Option<String>,
    pub billing: Option<String>,
    pub ceiling: Option<Money>,
    /// What has to be filled in or changed before it can be submitted.
    pub open: Vec<FieldError>,
}

impl Outline {
    pub fn of(text: Text, operation: Operation, input: &OrderInput) -> Self {
        let open = input.check(operation, Leftovers::Drop).err().unwrap_or_default();
        let refused = |name: &str| open.iter().any(|error| error.field.strip_prefix("spec.") == Some(name));
        let value = |name: &str| input.spec.get(name).filter(|_| !refused(name)).map(|value| value.trim());
        let route = value(names::SOURCE_REGION)
            .zip(value(names::DEST_REGION))
            .map(|(source, dest)| format!("{source} → {dest}"));
        let direction = value(names::TOPOLOGY).unwrap_or("oneway");
        let class = value(names::JOB_CLASS)
            .map(|class| format!("{class} · {}", text.field_value(names::TOPOLOGY, direction)));
        let term = value(names::PERIOD)
            .zip(value(names::USED_TIME))
            .map(|(period, used_time)| text.term(period, used_time));
        let billing =
            value(names::PAY_TYPE).and_then(|value| PayType::parse(value).ok()).and_then(|pay_type| {
                let name = text.field_value(names::PAY_TYPE, pay_type.wire());
                match pay_type {
                    PayType::PostPaid => Some(name.to_owned()),
                    PayType::PrePaid => term.map(|term| format!("{name} · {term}")),
                }
            });
        Self { route, class, billing, ceiling: input.stated_ceiling().ok().flatten(), open }
    }

    /// What still stands between the form and submitting it.
    pub fn state(&self, text: Text) -> String {
        match self.open.len() {
            0 => text.purchase_ready().to_owned(),
            count => text.purchase_to_fill(count),
        }
    }
}

/// Why both directions are impossible between the chosen types: a half sentence.
pub fn one_way_only(text: Text, input: &OrderInput) -> Option<String> {
    let value = |name: &str| input.spec.get(name).map_or("", String::as_str);
    let source = SourceType::parse(value(names::SOURCE_TYPE)).ok().filter(|it| !it.may_be_bidirectional());
    let target =
        DestinationType::parse(value(names::DESTINATION_TYPE)).ok().filter(|it| !it.may_be_bidirectional());
    match (source, target) {
        (Some(source), _) => {
            Some(text.refusal_changed_source(text.field_value(names::SOURCE_TYPE, source.wire())))
        }
        (None, Some(target)) => {
            Some(text.refusal_changed_destination(text.field_value(names::DESTINATION_TYPE, target.wire())))
        }
        (None, None) => None,
    }
}

/// The destination region that the source leaves no choice about.
pub fn forced_destination(input: &OrderInput) -> Option<&str> {
    let source = input.spec.get(names::SOURCE_REGION)?.trim();
    (region::is_region_id(source) && region::is_outside_mainland(source)).then_some(source)
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> OrderInput {
        order_input(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_region_that_is_not_listed_is_read_from_the_field_below() {
        let input = typed(&[("SourceRegion", "other"), ("SourceRegion.other", " cn-north-9 ")]);

        assert_eq!(input.spec.get("SourceRegion").map(String::as_str), Some("cn-north-9"));
    }

    #[test]
    fn the_outline_shows_only_what_can_be_bought() {
        let input = typed(&[
            ("SourceRegion", "cn-hangzhou"),
            ("DestRegion", "cn-shanghai"),
            ("SynchronizationJobClass", "small"),
            ("PayType", "PrePaid"),
            ("Period", "Month"),
            ("UsedTime", "72"),
            ("ceiling", "1200"),
        ]);
        let outline = Outline::of(Text::new(Language::English), Operation::DtsCreate, &input);

        assert_eq!(outline.route.as_deref(), Some("cn-hangzhou → cn-shanghai"));
        assert_eq!(outline.class.as_deref(), Some("small · One way"));
        assert_eq!(outline.billing, None);
        assert!(outline.ceiling.is_some());
    }

    #[test]
    fn a_source_abroad_decides_where_the_data_goes() {
        assert_eq!(forced_destination(&typed(&[("SourceRegion", "cn-hongkong")])), Some("cn-hongkong"));
        assert_eq!(forced_destination(&typed(&[("SourceRegion", "cn-hangzhou")])), None);
    }

    #[test]
    fn a_source_that_forbids_both_ways_is_named() {
        let text = Text::new(Language::English);
        let input = typed(&[("SourceEndpoint.InstanceType", "DRDS")]);

        let why = one_way_only(text, &input);

        assert_eq!(why.as_deref(), Some("PolarDB-X 1.0 as source does not allow both ways"));
        assert_eq!(one_way_only(text, &OrderInput::default()), None);
    }
}
