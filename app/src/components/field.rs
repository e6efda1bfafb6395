//! A field: label, wire name, control, hint and error, tied together for every reader.

use leptos::{context::Provider, prelude::*};

use super::icon::{Glyph, Icon};
use crate::{form::field_id, i18n::Text};

/// What the control inside a field has to know of it.
#[derive(Debug, Clone)]
pub struct FieldContext {
    pub name: String,
    pub optional: bool,
    pub errors: Signal<Vec<String>>,
    hint: bool,
}

impl FieldContext {
    /// The control's `id`, which the label and the error summary point at.
    pub fn id(&self) -> String {
        field_id(&self.name)
    }

    /// Of a group, whose label is no `<label>`.
    pub fn label_id(&self) -> String {
        format!("{}-label", self.id())
    }

    pub fn is_invalid(&self) -> bool {
        self.errors.with(|errors| !errors.is_empty())
    }

    /// `true` where the control is wrong; else the attribute is left out.
    pub fn aria_invalid(&self) -> Option<&'static str> {
        self.is_invalid().then_some("true")
    }

    /// The ids of the hint and of the error, where there are any.
    pub fn described_by(&self) -> Option<String> {
        let id = self.id();
        match (self.hint, self.is_invalid()) {
            (true, true) => Some(format!("{id}-error {id}-hint")),
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (false, false) => None,
        }
    }
}

/// The frame of one control, which is its child: `Input`, `Select`, `Textarea`, `Segment`, `Options`.
///
/// Required is the rule, so optional is marked. `nested` draws the rule of a field that its parent asked
/// for; `group` is for radios, where no single control owns the label.
#[component]
pub fn Field(
    text: Text,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// The parameter's name in the vendor's document.
    #[prop(optional, into)]
    wire: Option<String>,
    #[prop(optional_no_strip, into)] hint: Option<String>,
    #[prop(optional, into)] errors: Signal<Vec<String>>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] nested: bool,
    #[prop(optional)] group: bool,
    /// Label above control at every width.
    #[prop(optional)]
    plain: bool,
    children: Children,
) -> impl IntoView {
    let context = FieldContext { name, optional, errors, hint: hint.is_some() };
    let (id, label_id) = (context.id(), context.label_id());
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let mark = optional.then(|| view! { " "<span class="opt">{text.optional()}</span> });
    let label = if group {
        view! { <span class="label" id=label_id>{label}{mark}</span> }.into_any()
    } else {
        view! { <label r#for=id>{label}{mark}</label> }.into_any()
    };
    view! {
        <div
            class="field"
            data-nested=nested.then_some("")
            data-plain=plain.then_some("")
            data-invalid=move || (!errors.with(Vec::is_empty)).then_some("")
        >
            <div class="name">
                {label}
                {wire.map(wire_name)}
            </div>
            <div class="body">
                <Provider value=context>{children()}</Provider>
                <Errors id=error_id errors/>
                {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            </div>
        </div>
    }
}

/// Where it is too long for its line, it breaks after a dot.
pub(super) fn wire_name(wire: String) -> impl IntoView {
    let parts = wire.split_inclusive('.').map(str::to_owned).collect::<Vec<_>>();
    let last = parts.len().saturating_sub(1);
    let parts = parts.into_iter().enumerate().map(|(index, part)| {
        let may_break = (index < last).then(|| view! { <wbr/> });
        view! { {part}{may_break} }
    });
    view! { <code class="wire">{parts.collect_view()}</code> }
}

/// What is wrong with a field, and what to enter.
#[component]
pub fn Errors(id: String, errors: Signal<Vec<String>>) -> impl IntoView {
    move || {
        let messages = errors.get();
        (!messages.is_empty()).then(|| {
            view! {
                <div id=id.clone()>
                    {messages
                        .into_iter()
                        .map(|message| view! { <p class="error"><Icon icon=Glyph::CrossOctagon/><span>{message}</span></p> })
                        .collect_view()}
                </div>
            }
        })
    }
}

/// A neutral remark at a field: what a parent's change emptied, why a dependent field is asked.
#[component]
pub fn Remark(#[prop(default = Glyph::Info)] icon: Glyph, children: Children) -> impl IntoView {
    view! { <p class="changed"><Icon icon/><span>{children()}</span></p> }
}

/// A numbered group of fields, in the vendor's order.
#[component]
pub fn FormSection(
    number: u32,
    #[prop(into)] title: String,
    #[prop(optional, into)] note: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="fsec">
            <header>
                <span class="no" aria-hidden="true">{number}</span>
                <h2>{title}</h2>
                {note.map(|note| view! { <p>{note}</p> })}
            </header>
            <div class="fields">{children()}</div>
        </section>
    }
}
