//! Parameters that are lists: a line each. All that are filled in are shown and the next empty one; the style shows
//! another as soon as that is used, and a button asks the server for more.

use domain::catalog::{
    Input, Operation,
    form::{self, Field},
    numbered,
};
use leptos::prelude::*;

use super::parameter::written;
use crate::{
    components::{
        button::Button,
        control::Textarea,
        field::{Errors, Field as Frame},
    },
    form::{FieldErrors, field_id},
    i18n::Text,
};

/// How many empty lines a form brings along.
const SPARE: u32 = 5;

/// The numbers of the lines to show: as many as are filled in, and some to spare.
fn numbers(field: &Field, input: &Input, max: usize) -> std::ops::RangeInclusive<u32> {
    let max = u32::try_from(max).unwrap_or(u32::MAX);
    let is_given = |number: &u32| field.names().any(|name| input.contains_key(&numbered(name, *number)));
    let last = (1..=max).rev().find(is_given).unwrap_or(0);
    1..=last.saturating_add(SPARE).min(max)
}

/// Asks for the same form with more empty lines, where there may be more.
fn more(text: Text, shown: u32, max: usize) -> Option<impl IntoView> {
    (usize::try_from(shown).is_ok_and(|shown| shown < max)).then(|| {
        view! { <div class="actions"><Button small=true name="act" value="lines">{text.purchase_more_lines()}</Button></div> }
    })
}

/// One control of a line, with its own message.
#[component]
fn Entry(
    name: String,
    label: String,
    sample: &'static str,
    input: Input,
    errors: FieldErrors,
    longest: usize,
) -> impl IntoView {
    let (id, refused) = (field_id(&name), errors.of(&name));
    let error_id = format!("{id}-error");
    let is_refused = !refused.is_empty();
    let value = input.get(&name).cloned().unwrap_or_default();
    view! {
        <div class="entry" data-invalid=is_refused.then_some("")>
            <div class="body">
                <input
                    class="ctl mono"
                    id=id
                    name=name
                    value=value
                    placeholder=sample
                    maxlength=longest.to_string()
                    autocomplete="off"
                    aria-label=label
                    aria-invalid=is_refused.then_some("true")
                    aria-describedby=is_refused.then(|| error_id.clone())
                />
                <Errors id=error_id errors=Signal::stored(refused)/>
            </div>
        </div>
    }
}

/// A list of values.
#[component]
pub fn Lines(
    text: Text,
    operation: Operation,
    field: &'static Field,
    input: Input,
    errors: FieldErrors,
    max: usize,
    longest: usize,
) -> impl IntoView {
    let numbers = numbers(field, &input, max);
    let shown = *numbers.end();
    let entries = numbers.map(|number| {
        let name = numbered(field.name, number);
        let label = text.parameter(operation, &name).into_owned();
        let (input, errors) = (input.clone(), errors.clone());
        view! { <li class="line"><Entry name label sample="cn-north-4a" input errors longest/></li> }
    });
    let entries = entries.collect_view();
    view! {
        <Frame
            text
            name=field.name
            label=text.parameter(operation, field.name)
            wire=field.name
            hint=text.parameter_hint(operation, field.name).map(str::to_owned)
            optional=!field.required
            group=true
        >
            <ol class="lines">{entries}</ol>
            {more(text, shown, max)}
        </Frame>
    }
}

/// A list of codes with a value each.
#[component]
pub fn Pairs(
    text: Text,
    operation: Operation,
    field: &'static Field,
    second: &'static str,
    input: Input,
    errors: FieldErrors,
    max: usize,
    longest: (usize, usize),
) -> impl IntoView {
    let numbers = numbers(field, &input, max);
    let shown = *numbers.end();
    let entry = move |pattern: &str, number: u32, longest: usize, sample: &'static str| {
        let name = numbered(pattern, number);
        let label = text.parameter(operation, &name).into_owned();
        view! { <Entry name label sample input=input.clone() errors=errors.clone() longest/> }
    };
    let entries = numbers.map(|number| {
        view! {
            <li class="line">
                {entry(field.name, number, longest.0, text.purchase_lines_code())}
                {entry(second, number, longest.1, text.purchase_lines_value())}
            </li>
        }
    });
    let entries = entries.collect_view();
    view! {
        <Frame
            text
            name=field.name
            label=text.parameter(operation, field.name)
            wire=format!("{} · {second}", field.name)
            hint=text.parameter_hint(operation, field.name).map(str::to_owned)
            optional=!field.required
            group=true
        >
            <ol class="lines">{entries}</ol>
            {more(text, shown, max)}
        </Frame>
    }
}

/// An address, part by part; as JSON where it was written so and is none.
#[component]
pub fn Address(
    text: Text,
    operation: Operation,
    field: &'static Field,
    names: &'static [&'static str],
    input: Input,
    errors: FieldErrors,
) -> impl IntoView {
    let label = text.parameter(operation, field.name);
    let hint = text.parameter_hint(operation, field.name).map(str::to_owned);
    let refused = errors.of(field.name);
    view! {
        <Frame text name=field.name label wire=field.name hint errors=refused optional=true group=true>
            {address(text, field, names, &input)}
        </Frame>
    }
}

fn address(text: Text, field: &'static Field, names: &'static [&'static str], input: &Input) -> AnyView {
    if let Some(json) = written(input, field, names) {
        return view! { <Textarea value=json.to_owned() rows=4/> }.into_any();
    }
    let given = input.get(field.name).and_then(|json| form::parts(json, names)).unwrap_or_default();
    let parts = names.iter().map(|part| {
        let name = form::part_name(field.name, part);
        let (id, value) = (field_id(&name), given.get(*part).cloned());
        view! {
            <label r#for=id.clone()>{text.address_part(part).to_owned()}<code class="wire">{*part}</code></label>
            <input class="ctl" id=id name=name value=value autocomplete="off"/>
        }
    });
    let id = field_id(field.name);
    let label = format!("{id}-label");
    view! { <div class="parts" role="group" id=id aria-labelledby=label>{parts.collect_view()}</div> }
        .into_any()
}
