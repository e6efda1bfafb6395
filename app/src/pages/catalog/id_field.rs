//! An id: one of the cloud's list where that was asked for, or any that is typed.

use domain::{
    catalog::{
        Operation,
        form::{Field, OTHER, OTHER_SUFFIX},
    },
    options::{List, Offer, OnSale},
};
use leptos::prelude::*;

use super::Offered;
use crate::{
    components::{
        choice::Choice,
        control::{Input as Line, Select},
        field::{Field as Frame, FieldContext, Remark},
    },
    form::field_id,
    i18n::Text,
};

#[component]
pub fn IdField(
    text: Text,
    operation: Operation,
    field: &'static Field,
    value: String,
    errors: Vec<String>,
    nested: bool,
    max: usize,
    offered: Offered,
) -> impl IntoView {
    let name = field.name;
    let offers = offered.offers(name).to_vec();
    let maxlength = u32::try_from(max).unwrap_or(u32::MAX);
    let label = text.parameter(operation, name).into_owned();
    let shown = label.clone();
    let hint = text.parameter_hint(operation, name).map(str::to_owned);
    let optional = !field.required;
    let remark = remark(text, operation, name, &value, &offered);
    let error_id = (!errors.is_empty()).then(|| format!("{}-error", field_id(name)));
    let control = move || {
        if offers.is_empty() {
            return view! { <Line value mono=true maxlength autocomplete="off"/> }.into_any();
        }
        let choices = offers.iter().map(|offer| choice(text, offer, &value)).collect();
        let empty = if optional { text.value_left_out() } else { text.fields_choose() };
        let other = (text.purchase_other_id().to_owned(), text.purchase_id_of(&label));
        view! { <Listed choices value empty sample="" error_id other/> }.into_any()
    };
    view! {
        <Frame text name label=shown wire=name hint errors=Signal::stored(errors) optional nested>
            {control()}
            {remark.map(|words| view! { <Remark>{words}</Remark> })}
        </Frame>
    }
}

/// A list, its last choice being any other value, which is typed below; by style that shows only when it is chosen.
#[component]
pub fn Listed(
    choices: Vec<Choice>,
    value: String,
    empty: &'static str,
    sample: &'static str,
    error_id: Option<String>,
    /// What the last choice is called, and what the line below it.
    other: (String, String),
) -> impl IntoView {
    let name = expect_context::<FieldContext>().name;
    let is_listed = value.is_empty() || choices.iter().any(|choice| choice.value == value);
    let (chosen, typed) = if is_listed { (value, String::new()) } else { (OTHER.to_owned(), value) };
    let choices = choices.into_iter().chain([Choice::new(OTHER, other.0)]).collect();
    view! {
        <Select choices value=chosen empty=empty.to_owned()/>
        <input
            class="ctl mono other-region"
            name=format!("{name}{OTHER_SUFFIX}")
            value=typed
            placeholder=sample
            maxlength="128"
            autocomplete="off"
            aria-label=other.1
            aria-describedby=error_id
        />
    }
}

/// Name, facts and id; what is sold out cannot be chosen, unless it is chosen already.
pub(super) fn choice(text: Text, offer: &Offer, chosen: &str) -> Choice {
    let mut words = vec![offer.name.as_str(), offer.note.as_str()];
    if offer.name != offer.value && offer.value.len() <= 24 {
        words.push(&offer.value);
    }
    words.extend(text.on_sale(offer.state));
    words.retain(|words| !words.is_empty());
    let is_sold = offer.state != OnSale::Yes && offer.value != chosen;
    Choice::new(&offer.value, words.join(" · ")).disabled(is_sold)
}

/// What the list says of itself: why there is none, or that what stands here is not on it.
pub(super) fn remark(
    text: Text,
    operation: Operation,
    name: &'static str,
    value: &str,
    offered: &Offered,
) -> Option<String> {
    let cloud = text.provider(operation.provider());
    if offered.emptied.contains(&name) {
        return Some(text.options_emptied().to_owned());
    }
    Some(match offered.options.as_ref()?.lists.get(name)? {
        List::WaitsFor(parent) => text.options_wait_for(text.parameter(operation, parent)),
        List::Failed(code) => text.options_failed(cloud, text.options_why(code)),
        List::Offers(offers) if offers.is_empty() => text.options_none(cloud),
        List::Offers(offers) if !value.is_empty() && !offers.iter().any(|offer| offer.value == value) => {
            text.options_not_listed(cloud)
        }
        List::Offers(offers) => {
            let state = offers.iter().find(|offer| offer.value == value)?.state;
            text.on_sale(state)?;
            text.options_sold_out().to_owned()
        }
    })
}
