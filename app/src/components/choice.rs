//! Up to four choices, all visible: a segment of words, or rows with facts and a price.

use leptos::prelude::*;

use super::field::FieldContext;

/// One value of a field with a fixed list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// The fact that decides: "up to 2,000 records/s".
    pub note: String,
    /// At the right, such as a price.
    pub price: String,
    pub disabled: bool,
}

impl Choice {
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    #[must_use]
    pub fn price(mut self, price: impl Into<String>) -> Self {
        self.price = price.into();
        self
    }

    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }
}

/// Radios in one strip. The `Field` around it is a `group`.
#[component]
pub fn Segment(choices: Vec<Choice>, #[prop(optional, into)] value: String) -> impl IntoView {
    group("seg", choices, value, |choice| view! { <span>{choice.label}</span> }.into_any())
}

/// Radios as rows: name, fact, price. The `Field` around it is a `group`.
#[component]
pub fn Options(choices: Vec<Choice>, #[prop(optional, into)] value: String) -> impl IntoView {
    group("options", choices, value, |choice| {
        view! { <code>{choice.label}</code><span class="d">{choice.note}</span><span class="p">{choice.price}</span> }
            .into_any()
    })
}

fn group(
    class: &'static str,
    choices: Vec<Choice>,
    value: String,
    words: fn(Choice) -> AnyView,
) -> impl IntoView {
    let field = expect_context::<FieldContext>();
    let (invalid, described) = (field.clone(), field.clone());
    let chosen = choices.iter().position(|choice| choice.value == value);
    let labels = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            // The error summary leads to the radio that the keyboard would reach first.
            let id = (index == chosen.unwrap_or(0)).then(|| field.id());
            let (value, disabled) = (choice.value.clone(), choice.disabled);
            view! {
                <label>
                    <input
                        type="radio"
                        id=id
                        name=field.name.clone()
                        value=value
                        checked=chosen == Some(index)
                        disabled=disabled
                    />
                    {words(choice)}
                </label>
            }
        })
        .collect_view();
    view! {
        <div
            class=class
            role="radiogroup"
            aria-labelledby=field.label_id()
            aria-required=(!field.optional).then_some("true")
            aria-invalid=move || invalid.aria_invalid()
            aria-describedby=move || described.described_by()
        >
            {labels}
        </div>
    }
}
