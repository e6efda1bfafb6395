//! The controls of a field: what one types, chooses from a list, or ticks.
//!
//! Each takes its name, id and error from the `Field` around it. An island adds `on:input` or
//! `prop:value` to any of them.

use leptos::prelude::*;

use super::{
    choice::Choice,
    field::FieldContext,
    icon::{Glyph, Icon},
};

/// One line of text. With a `unit` it is short, and the unit stands behind it.
#[component]
pub fn Input(
    #[prop(optional, into)] value: String,
    /// The HTML type: `text`, `email`, `password`, `search`, `number`, `date`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(optional)] mono: bool,
    #[prop(optional)] readonly: bool,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] autocomplete: Option<&'static str>,
    /// The id of the `<datalist>` beside it.
    #[prop(optional)]
    list: Option<&'static str>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] unit: Option<String>,
    /// The name that is sent, where a page has several forms with one; the field's own tells them apart.
    #[prop(optional)]
    sent_as: Option<&'static str>,
) -> impl IntoView {
    let field = expect_context::<FieldContext>();
    let (invalid, described) = (field.clone(), field.clone());
    let class = match (mono, unit.is_some()) {
        (true, true) => "ctl mono n",
        (true, false) => "ctl mono",
        (false, true) => "ctl n",
        (false, false) => "ctl",
    };
    let input = view! {
        <input
            class=class
            id=field.id()
            name=sent_as.map_or_else(|| field.name.clone(), str::to_owned)
            r#type=kind
            value=value
            readonly=readonly
            inputmode=inputmode
            autocomplete=autocomplete
            list=list
            placeholder=placeholder
            maxlength=maxlength
            aria-required=(!field.optional && !readonly).then_some("true")
            aria-invalid=move || invalid.aria_invalid()
            aria-describedby=move || described.described_by()
        />
    };
    match unit {
        Some(unit) => {
            view! { <div class="inline">{input}<span class="muted sm">{unit}</span></div> }.into_any()
        }
        None => input.into_any(),
    }
}

/// Several lines.
#[component]
pub fn Textarea(
    #[prop(optional, into)] value: String,
    #[prop(default = 3)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
) -> impl IntoView {
    let field = expect_context::<FieldContext>();
    let (invalid, described) = (field.clone(), field.clone());
    view! {
        <textarea
            class="ctl"
            id=field.id()
            name=field.name.clone()
            rows=rows
            maxlength=maxlength
            aria-required=(!field.optional).then_some("true")
            aria-invalid=move || invalid.aria_invalid()
            aria-describedby=move || described.described_by()
            inner_html=textarea_html(&value)
        ></textarea>
    }
}

/// The value as the HTML between the tags. Leptos writes a textarea's children as they are, so a value
/// could close the tag; and HTML drops a line break right after the tag.
fn textarea_html(value: &str) -> String {
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if escaped.starts_with(['\r', '\n']) { format!("\n{escaped}") } else { escaped }
}

/// A list to choose from, for more than four choices. `empty` is the word for no choice.
#[component]
pub fn Select(
    choices: Vec<Choice>,
    #[prop(optional, into)] value: String,
    #[prop(optional_no_strip, into)] empty: Option<String>,
    #[prop(optional)] disabled: bool,
    /// The name that is sent, where it is not the field's own.
    #[prop(optional, into)]
    sent_as: Option<String>,
) -> impl IntoView {
    let field = expect_context::<FieldContext>();
    let (invalid, described) = (field.clone(), field.clone());
    let nothing_chosen = !choices.iter().any(|choice| choice.value == value);
    view! {
        <span class="select">
            <select
                class="ctl"
                id=field.id()
                name=sent_as.unwrap_or_else(|| field.name.clone())
                disabled=disabled
                aria-required=(!field.optional).then_some("true")
                aria-invalid=move || invalid.aria_invalid()
                aria-describedby=move || described.described_by()
            >
                {empty.map(|empty| view! { <option value="" selected=nothing_chosen>{empty}</option> })}
                {choices
                    .into_iter()
                    .map(|choice| {
                        let selected = choice.value == value;
                        view! {
                            <option value=choice.value selected=selected disabled=choice.disabled>{choice.label}</option>
                        }
                    })
                    .collect_view()}
            </select>
            <Icon icon=Glyph::Down/>
        </span>
    }
}

/// A box to tick, with its sentence.
#[component]
pub fn Check(
    #[prop(into)] name: String,
    #[prop(into, default = "1".into())] value: String,
    #[prop(optional)] checked: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="check">
            <input type="checkbox" name=name value=value checked=checked/>
            <span>{children()}</span>
        </label>
    }
}

/// Boxes to tick of one field. The `Field` around them is a `group`.
#[component]
pub fn Boxes(children: Children) -> impl IntoView {
    let field = expect_context::<FieldContext>();
    let described = field.clone();
    view! {
        <div
            class="boxes"
            role="group"
            id=field.id()
            tabindex="-1"
            aria-labelledby=field.label_id()
            aria-describedby=move || described.described_by()
        >
            {children()}
        </div>
    }
}
