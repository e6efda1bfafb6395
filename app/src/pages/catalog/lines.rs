//! Parameters that are lists: a line each. All that are filled in are shown and the next empty one; the style shows
//! another as soon as that is used, and a button asks the server for more.

use domain::{
    catalog::{
        Input, Operation,
        form::{self, Field},
        numbered,
    },
    options::{Attribute, Attributes},
};
use leptos::prelude::*;

use super::{
    Offered,
    id_field::{choice, remark},
    parameter::written,
};
use crate::{
    components::{
        button::Button,
        control::Textarea,
        field::{Errors, Field as Frame, Remark},
        icon::{Glyph, Icon},
    },
    form::{FieldErrors, field_id},
    i18n::Text,
};

/// How many empty lines a form brings along.
const SPARE: u32 = 5;

/// The numbers of the lines to show: as many as are filled in, and some to spare. A tick in a list may have had a
/// greater number than there may be values.
fn numbers(field: &Field, input: &Input, max: usize) -> std::ops::RangeInclusive<u32> {
    let max = u32::try_from(max).unwrap_or(u32::MAX);
    let is_given = |number: &u32| field.names().any(|name| input.contains_key(&numbered(name, *number)));
    let last = (1..=max.saturating_mul(2)).rev().find(is_given).unwrap_or(0);
    1..=last.saturating_add(SPARE).min(max).max(last)
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

/// A list of values: those of the cloud's list to tick, others to type.
#[component]
pub fn Lines(
    text: Text,
    operation: Operation,
    field: &'static Field,
    input: Input,
    errors: FieldErrors,
    max: usize,
    longest: usize,
    offered: Offered,
) -> impl IntoView {
    let offers = offered.offers(field.name).to_vec();
    let given: Vec<(u32, String)> = given(field, &input, max);
    let remark = remark(text, operation, field.name, "", &offered);
    let ticks = (1..).zip(&offers).map(|(number, offer)| {
        let name = numbered(field.name, number);
        let is_chosen = given.iter().any(|(_, value)| *value == offer.value);
        let words = choice(text, offer, if is_chosen { &offer.value } else { "" });
        view! {
            <label class="check" data-disabled=words.disabled.then_some("")>
                <input
                    type="checkbox"
                    id=field_id(&name)
                    name=name
                    value=words.value
                    checked=is_chosen
                    disabled=words.disabled
                />
                <span>{words.label}</span>
            </label>
        }
    });
    let ticks = ticks.collect_view();
    // What is not on the list keeps its line; without a list, its number too.
    let first = u32::try_from(offers.len()).unwrap_or(0);
    let typed = |value: &str| !offers.iter().any(|offer| offer.value == value);
    let lines: Vec<(u32, Option<String>)> = if offers.is_empty() {
        numbers(field, &input, max).map(|number| (number, None)).collect()
    } else {
        let others = given.iter().filter(|(_, value)| typed(value)).map(|(_, value)| Some(value.clone()));
        (first + 1..).zip(others.chain([None])).collect()
    };
    let shown = lines.last().map_or(0, |(number, _)| *number);
    let sample = if offers.is_empty() { "cn-north-4a" } else { text.zone_other() };
    let entries = lines.into_iter().map(|(number, value)| {
        let name = numbered(field.name, number);
        let label = text.parameter(operation, &name).into_owned();
        let mut input = input.clone();
        if first > 0 {
            input.remove(&name);
        }
        if let Some(value) = value {
            input.insert(name.clone(), value);
        }
        let errors = errors.clone();
        view! { <li class="line"><Entry name label sample input errors longest/></li> }
    });
    let entries = entries.collect_view();
    let has_list = !offers.is_empty();
    // Under a list there is one frame for all messages: the numbers of its lines are the form's own.
    let refused = if has_list { of_field(field, &errors) } else { Vec::new() };
    view! {
        <Frame
            text
            name=field.name
            label=text.parameter(operation, field.name)
            wire=field.name
            hint=text.parameter_hint(operation, field.name).map(str::to_owned)
            errors=refused
            optional=!field.required
            group=true
        >
            <div class="checks">{ticks}</div>
            <ol class="lines">{entries}</ol>
            {(!has_list).then(|| more(text, shown, max))}
            {remark.map(|words| view! { <Remark>{words}</Remark> })}
        </Frame>
    }
}

/// The messages of all lines of a field.
fn of_field(field: &Field, errors: &FieldErrors) -> Vec<String> {
    errors.iter().filter(|(name, _)| field.holds(name)).map(|(_, message)| message.to_owned()).collect()
}

/// What is filled in, with its number.
fn given(field: &Field, input: &Input, max: usize) -> Vec<(u32, String)> {
    let last = u32::try_from(2 * max).unwrap_or(u32::MAX);
    let value = |number| Some((number, input.get(&numbered(field.name, number))?.trim().to_owned()));
    (1..=last).filter_map(value).filter(|(_, value)| !value.is_empty()).collect()
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
    offered: Offered,
) -> impl IntoView {
    let known = offered.attributes().to_vec();
    let first = u32::try_from(known.len()).unwrap_or(0);
    let asked = attributes(text, field.name, second, &known, &input, &errors);
    let said = said(text, operation, &offered);
    let numbers = numbers(field, &input, max);
    let shown = (*numbers.end()).max(first + SPARE);
    let numbers = first + 1..=shown;
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
            {asked}
            <ol class="lines">{entries}</ol>
            {more(text, shown, max)}
            {said.map(|words| view! { <Remark>{words}</Remark> })}
        </Frame>
    }
}

/// What the list of attributes says of itself.
fn said(text: Text, operation: Operation, offered: &Offered) -> Option<String> {
    let cloud = text.provider(operation.provider());
    Some(match offered.options.as_ref()?.attributes.as_ref()? {
        Attributes::WaitFor(parent) => text.options_wait_for(text.parameter(operation, parent)),
        Attributes::Failed(code) => text.options_failed(cloud, text.options_why(code)),
        Attributes::Known(known) if known.is_empty() => text.attributes_none().to_owned(),
        Attributes::Known(_) => text.attributes_of_product().to_owned(),
    })
}

/// The attributes that the product asks for, each with its values to choose from, or a line for a number in a range.
fn attributes(
    text: Text,
    code_pattern: &str,
    value_pattern: &str,
    known: &[Attribute],
    input: &Input,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let lines = (1..).zip(known).map(|(number, attribute)| {
        let [code, value] = [code_pattern, value_pattern].map(|pattern| numbered(pattern, number));
        let chosen = input.get(&value).map_or("", |value| value.trim()).to_owned();
        let (id, refused) = (field_id(&value), errors.of(&value));
        let is_refused = !refused.is_empty();
        let error_id = format!("{id}-error");
        let label = if attribute.name.is_empty() { attribute.code.clone() } else { attribute.name.clone() };
        let hint = [attribute.ranges.join(", "), attribute.unit.clone()].join(" ").trim().to_owned();
        let is_listed = chosen.is_empty() || attribute.values.iter().any(|offer| offer.value == chosen);
        let control = if !attribute.values.is_empty() && attribute.ranges.is_empty() && is_listed {
            let options = attribute.values.iter().map(|offer| {
                let words = choice(text, offer, &chosen).label;
                view! { <option value=offer.value.clone() selected=offer.value == chosen>{words}</option> }
            });
            view! {
                <span class="select">
                    <select class="ctl" id=id.clone() name=value aria-describedby=is_refused.then(|| error_id.clone())>
                        <option value="">{text.attribute_left_out()}</option>
                        {options.collect_view()}
                    </select>
                    <Icon icon=Glyph::Down/>
                </span>
            }
            .into_any()
        } else {
            view! {
                <input
                    class="ctl mono"
                    id=id.clone()
                    name=value
                    value=chosen
                    placeholder=hint.clone()
                    autocomplete="off"
                    aria-describedby=is_refused.then(|| error_id.clone())
                />
            }
            .into_any()
        };
        view! {
            <li class="entry" data-invalid=is_refused.then_some("")>
                <label r#for=id>{label}" "<code class="wire">{attribute.code.clone()}</code></label>
                <div class="body">
                    <input type="hidden" name=form::listed_name(&code) value="1"/>
                    <input type="hidden" name=code value=attribute.code.clone()/>
                    {control}
                    <Errors id=error_id errors=Signal::stored(refused)/>
                </div>
            </li>
        }
    });
    let lines = lines.collect_view();
    (!known.is_empty()).then(|| view! { <ol class="attributes">{lines}</ol> })
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
