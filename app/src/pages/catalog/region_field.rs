//! A region: one of the list, or any other by its id.

use domain::{
    catalog::{Operation, form::Field},
    region::ALIBABA,
};
use leptos::prelude::*;

use super::id_field::Listed;
use crate::{
    components::{
        choice::Choice,
        field::{Field as Frame, Remark},
    },
    form::field_id,
    i18n::Text,
};

/// The second control shows by CSS when "another region" is chosen.
#[component]
pub fn RegionField(
    text: Text,
    operation: Operation,
    field: &'static Field,
    value: String,
    errors: Vec<String>,
    /// The place of a sentence that says what a parent's change did here.
    follows: bool,
) -> impl IntoView {
    let name = field.name;
    let choices = ALIBABA
        .iter()
        .map(|region| {
            let name = text.pick(region.english, region.chinese);
            Choice::new(region.id, format!("{name} · {}", region.id))
        })
        .collect();
    let label = text.parameter(operation, name).into_owned();
    let hint = text.parameter_hint(operation, name).map(str::to_owned);
    let empty = if field.required { text.fields_choose() } else { text.value_left_out() };
    let error_id = (!errors.is_empty()).then(|| format!("{}-error", field_id(name)));
    let other = (text.purchase_other_region().to_owned(), text.purchase_region_id_of(&label));
    view! {
        <Frame text name label wire=name hint errors=Signal::stored(errors) optional=!field.required>
            <Listed choices value empty sample="cn-hangzhou" error_id other/>
            {follows.then(|| view! { <Changed field=name/> })}
        </Frame>
    }
}

/// Empty until the island says there what a parent's change did to the field.
#[component]
pub fn Changed(field: &'static str) -> impl IntoView {
    view! {
        <div class="remark" role="status" id=format!("{}-changed", field_id(field)) hidden=true>
            <Remark>""</Remark>
        </div>
    }
}
