//! What the purchase form says of itself while it is filled in.
//!
//! The form is plain HTML. The island listens to it, because the rules of a purchase are too many to meet
//! only after sending: it runs the same checks as the server, and shows what they say at the fields and in
//! the summary. It has no view and no props, so neither a view tree nor a JSON reader comes with it.

#[cfg(feature = "hydrate")]
mod browser;

use domain::{
    catalog::{
        Input, Leftovers, Operation, Secret, Secrets, bss_create, ddm_create, dts_change,
        dts_create::{DestinationType, SourceType, names},
        fits,
        form::Topic,
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

/// Reads the form's fields, by name, as what was typed; no secret is among it.
pub fn order_input(operation: Operation, field: impl Fn(&str) -> String) -> OrderInput {
    OrderInput {
        spec: operation.form().read(&field),
        credential_id: field("credential_id"),
        team: field("team"),
        reason: field("reason"),
        ceiling: field("ceiling"),
        currency: field("currency"),
    }
}

/// Reads the secrets of the form. What was not given is not among them.
pub fn order_secrets(operation: Operation, field: impl Fn(&str) -> String) -> Secrets {
    let typed = operation.secret_names().iter().map(|name| (*name, Secret::new(field(name))));
    typed.filter(|(_, secret)| !secret.expose().is_empty()).collect()
}

/// What the summary says of what is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    Route,
    Class,
    Task,
    NewClass,
    Item,
    Attributes,
    Name,
    Size,
    Network,
    Billing,
}

impl Fact {
    /// In the order in which the summary of this operation shows them.
    pub const fn of(operation: Operation) -> &'static [Self] {
        match operation {
            Operation::DtsCreate => &[Self::Route, Self::Class, Self::Billing],
            Operation::DtsChange => &[Self::Task, Self::NewClass, Self::Billing],
            Operation::BssCreate => &[Self::Item, Self::Attributes, Self::Billing],
            Operation::DdmCreate => &[Self::Name, Self::Size, Self::Network, Self::Billing],
        }
    }

    /// Marks its place: `data-sum`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Class | Self::NewClass => "class",
            Self::Task => "task",
            Self::Item => "item",
            Self::Attributes => "attributes",
            Self::Name => "name",
            Self::Size => "size",
            Self::Network => "network",
            Self::Billing => "billing",
        }
    }

    /// `None` is not chosen yet, or refused.
    fn value(
        self,
        text: Text,
        operation: Operation,
        input: &Input,
        refused: impl Fn(&str) -> bool,
        called: impl Fn(&str, &str) -> Option<String>,
    ) -> Option<String> {
        let value = |name: &str| {
            input.get(name).map(|value| value.trim()).filter(|value| !value.is_empty() && !refused(name))
        };
        let named = |name: &str| {
            let id = value(name)?;
            Some(called(name, id).map_or_else(|| id.to_owned(), |called| format!("{called} · {id}")))
        };
        match self {
            Self::Route => {
                let (source, dest) = value(names::SOURCE_REGION).zip(value(names::DEST_REGION))?;
                Some(format!("{source} → {dest}"))
            }
            Self::Class => {
                let direction = value(names::TOPOLOGY).unwrap_or("oneway");
                let class = value(names::JOB_CLASS)?;
                Some(format!("{class} · {}", text.field_value(names::TOPOLOGY, direction)))
            }
            Self::Task => named(dts_change::names::JOB_ID),
            Self::NewClass => {
                Some(value(dts_change::names::INSTANCE_CLASS).unwrap_or(text.fact_unchanged()).to_owned())
            }
            Self::Item => {
                let code = value(bss_create::names::PRODUCT_CODE)?;
                let kind = value(bss_create::names::PRODUCT_TYPE).map(|kind| format!(" · {kind}"));
                Some(format!("{code}{}", kind.unwrap_or_default()))
            }
            Self::Attributes => {
                let is_code = |name: &&String| fits(bss_create::names::PARAMETER_CODE, name);
                Some(text.fact_count(input.keys().filter(is_code).count()))
            }
            Self::Name => value(ddm_create::names::NAME).map(str::to_owned),
            Self::Size => {
                let (nodes, flavor) =
                    value(ddm_create::names::NODE_NUM).zip(named(ddm_create::names::FLAVOR_ID))?;
                Some(text.fact_nodes(nodes, flavor))
            }
            Self::Network => named(ddm_create::names::VPC_ID),
            Self::Billing => {
                let (method, term) = text.paid(operation, input)?;
                let form = operation.form();
                let mut billing = form.groups.iter().filter(|group| group.topic == Topic::Billing);
                let is_open = billing.any(|group| {
                    group.fields.iter().any(|field| refused(field.name) && form.asks(field, input))
                });
                let words = term.map_or_else(|| method.to_owned(), |term| format!("{method} · {term}"));
                (!is_open).then_some(words)
            }
        }
    }
}

/// The summary's facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    pub facts: Vec<(Fact, Option<String>)>,
    pub ceiling: Option<Money>,
    /// What has to be filled in or changed before it can be submitted.
    pub open: Vec<FieldError>,
}

impl Outline {
    /// `called` is the name of what was chosen from a field's list, by the field and the value.
    pub fn of(
        text: Text,
        operation: Operation,
        input: &OrderInput,
        secrets: &Secrets,
        called: impl Fn(&str, &str) -> Option<String>,
    ) -> Self {
        let mut open = input.check(operation, Leftovers::Drop).err().unwrap_or_default();
        let within = |error: FieldError| FieldError::new(format!("spec.{}", error.field), error.reason);
        open.extend(operation.check_secrets(secrets).into_iter().map(within));
        let refused = |name: &str| open.iter().any(|error| error.field.strip_prefix("spec.") == Some(name));
        let facts = Fact::of(operation).iter();
        let facts =
            facts.map(|fact| (*fact, fact.value(text, operation, &input.spec, refused, &called))).collect();
        Self { facts, ceiling: input.stated_ceiling().ok().flatten(), open }
    }

    /// What still stands between the form and submitting it.
    pub fn state(&self, text: Text) -> String {
        match self.open.len() {
            0 => text.purchase_ready().to_owned(),
            count => text.purchase_to_fill(count),
        }
    }
}

/// What a list calls a value, by the words of its choice, which begin with it.
pub fn name_in(choice: &str, value: &str) -> Option<String> {
    let name = choice.split(" · ").next()?.trim();
    (!name.is_empty() && name != value).then(|| name.to_owned())
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

    const TEXT: Text = Text::new(Language::English);

    fn typed(operation: Operation, pairs: &[(&str, &str)]) -> OrderInput {
        order_input(operation, |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    fn facts(operation: Operation, pairs: &[(&str, &str)]) -> Vec<Option<String>> {
        let outline = Outline::of(TEXT, operation, &typed(operation, pairs), &Secrets::new(), |_, _| None);
        outline.facts.into_iter().map(|(_, value)| value).collect()
    }

    fn said(words: &[&str]) -> Vec<Option<String>> {
        words.iter().map(|words| (!words.is_empty()).then(|| (*words).to_owned())).collect()
    }

    #[test]
    fn the_outline_shows_only_what_can_be_bought() {
        let spec = [
            ("SourceRegion", "cn-hangzhou"),
            ("DestRegion", "cn-shanghai"),
            ("SynchronizationJobClass", "small"),
            ("PayType", "PrePaid"),
            ("Period", "Month"),
            ("UsedTime", "72"),
        ];

        assert_eq!(
            facts(Operation::DtsCreate, &spec),
            said(&["cn-hangzhou → cn-shanghai", "small · One way", ""])
        );
    }

    #[test]
    fn each_operation_has_an_outline_of_its_own() {
        let change =
            [("DtsJobId", "o4nh3g7jg56"), ("ChargeType", "PrePaid"), ("Period", "Year"), ("BuyCount", "1")];
        assert_eq!(
            facts(Operation::DtsChange, &change),
            said(&["o4nh3g7jg56", "as it is", "Subscription · 1 year"])
        );
        let bss = [
            ("ProductCode", "ddos"),
            ("ProductType", "ddoscoo"),
            ("Parameter.1.Code", "a"),
            ("Parameter.1.Value", "b"),
            ("SubscriptionType", "PayAsYouGo"),
        ];
        assert_eq!(
            facts(Operation::BssCreate, &bss),
            said(&["ddos · ddoscoo", "1 attribute", "Pay as you go"])
        );
        let ddm = [("instance.node_num", "3"), ("instance.flavor_id", "f-1")];
        assert_eq!(facts(Operation::DdmCreate, &ddm), said(&["", "3 × f-1", "", "Pay as you go"]));
    }

    #[test]
    fn what_was_chosen_from_a_list_is_called_by_its_name_beside_its_id() {
        let spec = [("instance.node_num", "2"), ("instance.flavor_id", "f-1"), ("instance.vpc_id", "v-1")];
        let called = |field: &str, value: &str| {
            (field == "instance.flavor_id").then(|| name_in("ddm.large · 4 vCPU", value)).flatten()
        };
        let input = typed(Operation::DdmCreate, &spec);
        let outline = Outline::of(TEXT, Operation::DdmCreate, &input, &Secrets::new(), called);

        let facts: Vec<_> = outline.facts.into_iter().map(|(_, value)| value).collect();
        assert_eq!(facts, said(&["", "2 × ddm.large · f-1", "v-1", "Pay as you go"]));
        assert_eq!(name_in("v-1 · 10.0.0.0/16", "v-1"), None);
    }

    #[test]
    fn a_password_that_is_too_plain_stands_in_the_way() {
        let password = ddm_create::names::ADMIN_PASSWORD;
        let secrets = order_secrets(Operation::DdmCreate, |_| "short".to_owned());
        let outline = Outline::of(TEXT, Operation::DdmCreate, &OrderInput::default(), &secrets, |_, _| None);

        let refused = outline.open.iter().find(|error| error.field == format!("spec.{password}"));
        assert_eq!(refused.map(|error| error.reason.code()), Some("too_short"));
        assert!(order_secrets(Operation::DdmCreate, |_| String::new()).is_empty());
    }

    #[test]
    fn a_source_abroad_decides_where_the_data_goes() {
        let from = |id| typed(Operation::DtsCreate, &[("SourceRegion", id)]);

        assert_eq!(forced_destination(&from("cn-hongkong")), Some("cn-hongkong"));
        assert_eq!(forced_destination(&from("cn-hangzhou")), None);
    }

    #[test]
    fn a_source_that_forbids_both_ways_is_named() {
        let input = typed(Operation::DtsCreate, &[(names::SOURCE_TYPE, "DRDS")]);

        let why = one_way_only(TEXT, &input);

        assert_eq!(why.as_deref(), Some("PolarDB-X 1.0 as source does not allow both ways"));
        assert_eq!(one_way_only(TEXT, &OrderInput::default()), None);
    }
}
