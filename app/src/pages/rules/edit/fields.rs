//! The fields of a rule: lines, boxes, and whom a step asks.

use domain::{approval::Asked, catalog::Operation, money::Currency, person::Role, view::rules::Rules};
use leptos::prelude::*;

use super::super::form::{BILLING, PROVIDERS, asked_value};
use crate::{
    components::{
        choice::Choice,
        control::{Boxes, Check, Input, Select},
        field::Field,
    },
    form::{FieldErrors, Typed},
    i18n::Text,
};

/// A field of one line.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    pub(super) label: &'static str,
    pub(super) hint: Option<&'static str>,
    pub(super) kind: &'static str,
    /// An amount.
    pub(super) decimal: bool,
    pub(super) mono: bool,
    pub(super) required: bool,
}

impl<'a> Line<'a> {
    pub(super) const fn new(name: &'a str, label: &'static str) -> Self {
        Self { name, label, hint: None, kind: "text", decimal: false, mono: false, required: false }
    }

    pub(super) fn view(self, text: Text, typed: &Typed, errors: &FieldErrors) -> AnyView {
        let Self { name, label, hint, kind, decimal, mono, required } = self;
        let (value, errors, hint) = (typed.get(name).to_owned(), errors.of(name), hint.map(str::to_owned));
        let control = move || match decimal {
            true => view! { <Input value inputmode="decimal" maxlength=22/> }.into_any(),
            false => view! { <Input value kind mono/> }.into_any(),
        };
        view! {
            <Field text name=name.to_owned() label hint optional=!required errors>{control()}</Field>
        }
        .into_any()
    }
}

/// Boxes of one name.
fn boxes(
    text: Text,
    name: &str,
    label: &str,
    choices: Vec<(String, String)>,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let refused = errors.of(name);
    let ticks = choices
        .into_iter()
        .map(|(value, words)| {
            let checked = typed.all(name).any(|ticked| ticked == value);
            view! { <Check name=name.to_owned() value checked>{words}</Check> }
        })
        .collect_view();
    view! {
        <Field text name=name.to_owned() label=label.to_owned() group=true errors=refused>
            <Boxes>{ticks}</Boxes>
        </Field>
    }
    .into_any()
}

pub(super) fn conditions(text: Text, typed: &Typed, errors: &FieldErrors, rules: &Rules) -> AnyView {
    let operations = Operation::ALL.map(|it| (it.key().to_owned(), text.operation(it).to_owned()));
    let providers = PROVIDERS.map(|it| (it.name().to_owned(), text.provider(it).to_owned()));
    let billing = BILLING.map(|it| (it.name().to_owned(), text.billing(it).to_owned()));
    let teams = rules.teams.iter().map(|team| (team.id.to_string(), team.name.clone())).collect();
    let boxes = |name: &str, label: &str, choices| boxes(text, name, label, choices, typed, errors);
    let line = |line: Line<'_>| line.view(text, typed, errors);
    let amount = |name, label| Line { decimal: true, ..Line::new(name, label) };
    let currencies: Vec<_> = Currency::ALL.into_iter().map(|it| Choice::new(it.code(), it.code())).collect();
    let price =
        vec![Choice::new("false", text.edit_price_known()), Choice::new("true", text.edit_price_unknown())];
    let currency = typed.get("conditions.currency").to_owned();
    let known = typed.get("conditions.price_unknown").to_owned();
    let regions = Line {
        hint: Some(text.edit_regions_hint()),
        mono: true,
        ..Line::new("conditions.regions", text.edit_regions())
    };
    let from = Line { hint: Some(text.edit_amount_hint()), ..amount("conditions.from", text.edit_from()) };
    view! {
        {boxes("conditions.operations", text.edit_operations(), operations.to_vec())}
        {boxes("conditions.providers", text.edit_providers(), providers.to_vec())}
        {line(regions)}
        {boxes("conditions.billing", text.edit_billing(), billing.to_vec())}
        {boxes("conditions.teams", text.edit_teams(), teams)}
        {line(from)}
        {line(amount("conditions.below", text.edit_below()))}
        <Field text name="conditions.currency" label=text.edit_currency()>
            <Select choices=currencies value=currency/>
        </Field>
        <Field text name="conditions.price_unknown" label=text.edit_price() optional=true>
            <Select choices=price value=known empty=text.edit_price_any().to_owned()/>
        </Field>
    }
    .into_any()
}

/// Whom a step asks: boxes for lead, role and groups and for the people who are asked already; one more person is
/// chosen from the list.
pub(super) fn asked(
    text: Text,
    name: &str,
    label: &str,
    typed: &Typed,
    errors: &FieldErrors,
    rules: &Rules,
) -> AnyView {
    let ticked = |value: &str| typed.all(name).any(|it| it == value);
    let people = rules.people.iter().map(|who| (asked_value(&Asked::Person(who.id)), who.name.clone()));
    let (named, others): (Vec<_>, Vec<_>) = people.partition(|(value, _)| ticked(value));
    let mut choices = vec![
        (asked_value(&Asked::TeamLead), text.edit_lead().to_owned()),
        (asked_value(&Asked::Role(Role::Approver)), text.edit_approvers().to_owned()),
    ];
    choices
        .extend(rules.groups.iter().map(|it| (asked_value(&Asked::Group(it.id)), text.edit_group(&it.name))));
    choices.extend(named);
    // Who left stays until somebody takes them out.
    let gone = rules.names.iter().map(|(asked, name)| (asked_value(asked), name.clone()));
    let gone: Vec<_> =
        gone.filter(|(value, _)| ticked(value) && !choices.iter().any(|(known, _)| known == value)).collect();
    choices.extend(gone);
    let others: Vec<_> = others.into_iter().map(|(value, name)| Choice::new(value, name)).collect();
    let (person, sent_as) = (format!("{name}.person"), name.to_owned());
    view! {
        {boxes(text, name, label, choices, typed, errors)}
        <Field text name=person label=text.edit_step_person() optional=true>
            <Select choices=others empty=text.edit_nobody().to_owned() sent_as/>
        </Field>
    }
    .into_any()
}
