//! A region: one of the list, or any other by its id.

use domain::{order::input::OrderInput, region::ALIBABA};
use leptos::prelude::*;

use crate::{
    components::{
        choice::Choice,
        control::Select,
        field::{Field, Remark},
    },
    form::{FieldErrors, field_id},
    i18n::Text,
    islands::purchase_form::{OTHER, OTHER_SUFFIX},
};

/// `name` is the parameter's wire name. The second field shows by CSS when "another region" is chosen.
#[component]
pub fn RegionField(
    text: Text,
    name: &'static str,
    input: OrderInput,
    errors: FieldErrors,
    /// The place of a sentence that says what a parent's change did here.
    #[prop(optional)]
    follows: bool,
) -> impl IntoView {
    let value = input.spec.get(name).cloned().unwrap_or_default();
    let listed = value.is_empty() || ALIBABA.iter().any(|region| region.id == value);
    let chosen = if listed { value.clone() } else { OTHER.to_owned() };
    let typed = if listed { String::new() } else { value };
    let choices = ALIBABA
        .iter()
        .map(|region| {
            let name = text.pick(region.english, region.chinese);
            Choice::new(region.id, format!("{name} · {}", region.id))
        })
        .chain([Choice::new(OTHER, text.purchase_other_region())])
        .collect();
    let label = text.field_name(name).to_owned();
    let refused = errors.of(name);
    let error_id = (!refused.is_empty()).then(|| format!("{}-error", field_id(name)));
    view! {
        <Field text name label=label.clone() wire=name hint=text.field_hint(name).map(str::to_owned) errors=refused>
            <Select choices value=chosen empty=text.fields_choose().to_owned()/>
            <input
                class="ctl mono other-region"
                name=format!("{name}{OTHER_SUFFIX}")
                value=typed
                placeholder="cn-hangzhou"
                maxlength="32"
                aria-label=text.purchase_region_id_of(label)
                aria-describedby=error_id
            />
            {follows.then(|| view! { <Changed field=name/> })}
        </Field>
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
