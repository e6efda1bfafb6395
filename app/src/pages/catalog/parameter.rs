//! One parameter of a form: its frame, and the control for what it takes.

use domain::catalog::{
    Input, Operation, dts_change, dts_create,
    form::{self, Field, Takes},
};
use leptos::prelude::*;

use super::{
    Offered,
    id_field::IdField,
    lines::{Address, Lines, Pairs},
    purchase::choices,
    region_field::{Changed, RegionField},
};
use crate::{
    components::{
        choice::{Choice, Options, Segment},
        control::{Input as Line, Select},
        field::{Field as Frame, Remark},
    },
    form::FieldErrors,
    i18n::Text,
};

/// How a fixed list is shown: up to four short choices are all visible, one with facts is rows.
enum Look {
    Select,
    Segment,
    Rows,
}

fn look(name: &str) -> Look {
    match name {
        dts_create::names::JOB_CLASS | dts_change::names::INSTANCE_CLASS => Look::Rows,
        dts_create::names::SOURCE_TYPE
        | dts_create::names::DESTINATION_TYPE
        | domain::catalog::ddm_create::names::TIME_ZONE => Look::Select,
        _ => Look::Segment,
    }
}

/// Hides its child by style unless the form asks for the field: `data-if` is what it is asked beside.
#[component]
pub fn Asked(operation: Operation, field: &'static Field, children: Children) -> impl IntoView {
    conditions(operation, field)
        .into_iter()
        .fold(children(), |inner, condition| view! { <div data-if=condition>{inner}</div> }.into_any())
}

/// All that has to be chosen for the field to mean something: `PayType=PrePaid`.
pub(super) fn conditions(operation: Operation, field: &Field) -> Vec<String> {
    let form = operation.form();
    let own = field.asked.iter().flat_map(|asked| {
        let parents = form.field(asked.field).map(|parent| conditions(operation, parent));
        let own = format!("{}={}", asked.field, asked.values.join(" "));
        std::iter::once(own).chain(parents.into_iter().flatten())
    });
    own.collect()
}

/// Its names and its hint come from its wire name; what was typed is still there.
#[component]
pub fn Parameter(
    text: Text,
    operation: Operation,
    field: &'static Field,
    input: Input,
    errors: FieldErrors,
    nested: bool,
    /// A secret was typed, and did not come back.
    again: bool,
    offered: Offered,
) -> impl IntoView {
    let name = field.name;
    let optional = !field.required;
    let label = text.parameter(operation, name).into_owned();
    let hint = text.parameter_hint(operation, name).map(str::to_owned);
    let value = field.value(&input).to_owned();
    let own = errors.of(name);
    match field.takes {
        Takes::Region => {
            view! { <RegionField text operation field value errors=own follows=name == dts_create::names::DEST_REGION/> }
                .into_any()
        }
        Takes::OneOf { values, default } => {
            let group = !matches!(look(name), Look::Select);
            let may_be_left = default.is_empty() && optional;
            // A radio of which one is always chosen needs no mark.
            let optional = optional && !(group && !default.is_empty() && nested);
            view! {
                <Frame text name label wire=name hint errors=own optional nested group>
                    {one_of(text, name, values, may_be_left, value)}
                    {(name == dts_create::names::TOPOLOGY).then(|| view! { <Changed field=name/> })}
                </Frame>
            }
            .into_any()
        }
        Takes::Number { unit } => {
            view! {
                <Frame text name label wire=name hint errors=own optional nested>
                    {number(text, operation, name, unit, value)}
                </Frame>
            }
            .into_any()
        }
        Takes::Text { max } => {
            let maxlength = u32::try_from(max).ok();
            view! {
                <Frame text name label wire=name hint errors=own optional nested>
                    <Line value mono=true maxlength=maxlength.unwrap_or(u32::MAX) autocomplete="off"/>
                </Frame>
            }
            .into_any()
        }
        Takes::Id { max } => {
            view! { <IdField text operation field value errors=own nested max offered/> }.into_any()
        }
        Takes::Fixed(_) | Takes::Follows(_) => {
            view! {
                <Frame text name label wire=name hint errors=own nested>
                    <Line value mono=true readonly=true/>
                </Frame>
            }
            .into_any()
        }
        Takes::Secret { max } => {
            let maxlength = u32::try_from(max).unwrap_or(u32::MAX);
            view! {
                <Frame text name label wire=name hint errors=own optional nested>
                    <Line kind="password" mono=true maxlength autocomplete="new-password"/>
                    {again.then(|| view! { <Remark>{text.purchase_password_again()}</Remark> })}
                </Frame>
            }
            .into_any()
        }
        Takes::List { max, longest } => {
            view! { <Lines text operation field input errors max longest offered/> }.into_any()
        }
        Takes::Pairs { value, max, longest } => {
            view! { <Pairs text operation field second=value input errors max longest offered/> }.into_any()
        }
        Takes::Parts { names } => view! { <Address text operation field names input errors/> }.into_any(),
    }
}

fn one_of(
    text: Text,
    name: &'static str,
    values: &'static [&'static str],
    may_be_left: bool,
    value: String,
) -> AnyView {
    let mut choices = choices(text, name, values);
    if let Some(drds) = choices.iter_mut().find(|choice| choice.value == dts_create::SourceType::Drds.wire())
    {
        drds.label = format!("{} · {}", drds.label, drds.value);
    }
    match look(name) {
        Look::Select => view! { <Select choices value/> }.into_any(),
        Look::Segment => view! { <Segment choices value/> }.into_any(),
        Look::Rows => {
            let classes = dts_create::JobClass::ALL.iter().zip(choices);
            let classes = classes.map(|(class, choice)| choice.note(text.class_note(*class)));
            let none = may_be_left.then(|| Choice::new("", "–").note(text.value_unchanged()));
            view! { <Options choices=none.into_iter().chain(classes).collect() value/> }.into_any()
        }
    }
}

/// A short field, and behind it what is counted; where another field says what, each of its words by style.
fn number(
    text: Text,
    operation: Operation,
    name: &'static str,
    unit: Option<&'static str>,
    value: String,
) -> AnyView {
    let control = |unit: Option<&'static str>| {
        view! { <Line value mono=true inputmode="numeric" maxlength=9 unit=unit.unwrap_or_default()/> }
    };
    let Some(unit) = unit else { return control(text.parameter_unit(name)).into_any() };
    let units = match operation.form().field(unit).map(|field| field.takes) {
        Some(Takes::OneOf { values, .. }) => values,
        _ => &[],
    };
    let words = units.iter().map(|value| {
        view! { <span class="muted sm" data-if=format!("{unit}={value}")>{text.counted_in(value)}</span> }
    });
    view! { <div class="inline short">{control(None)}{words.collect_view()}</div> }.into_any()
}

/// The JSON object of a part-by-part field, where it is none of such parts.
pub(super) fn written<'a>(input: &'a Input, field: &Field, names: &[&str]) -> Option<&'a str> {
    let text = input.get(field.name)?;
    form::parts(text, names).is_none().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_knows_what_every_field_is_asked_beside() {
        let style = include_str!("../../../../style/pages/catalog.css");
        for operation in Operation::ALL {
            let form = operation.form();
            for field in form.fields() {
                for asked in field.asked {
                    let parent = form.field(asked.field).expect("a field of the form");
                    if matches!(parent.takes, Takes::OneOf { .. }) {
                        let condition = format!("[data-if=\"{}={}\"]", asked.field, asked.values.join(" "));
                        assert!(style.contains(&condition), "{condition}");
                    }
                }
                if let Takes::Number { unit: Some(unit) } = field.takes
                    && let Takes::OneOf { values, .. } = form.field(unit).expect("a field").takes
                {
                    for value in values {
                        let condition = format!("[data-if=\"{unit}={value}\"]");
                        assert!(style.contains(&condition), "{condition}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_field_below_a_field_hangs_on_both() {
        let form = Operation::BssCreate.form();
        let renewal = form.field("RenewPeriod").expect("a field");

        assert_eq!(
            conditions(Operation::BssCreate, renewal),
            ["RenewalStatus=AutoRenewal", "SubscriptionType=Subscription"]
        );
    }
}
