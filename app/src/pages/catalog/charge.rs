//! What every purchase asks beside its parameters; nothing of it is sent to the cloud.

use domain::{catalog::Provider, credential, money::Currency, options, order::input::OrderInput};
use leptos::prelude::*;

use super::Purchase;
use crate::{
    components::{
        button::Button,
        choice::Choice,
        control::{Input, Select, Textarea},
        field::{Field, FormSection},
        icon::{Glyph, Icon},
        time::Time,
    },
    form::{FieldErrors, field_id},
    format::Times,
    i18n::Text,
};

/// The last section of a form that needs nothing of it before: whose key, whose money, why, and how much at most.
pub(super) fn charge(
    text: Text,
    number: u32,
    form: &Purchase,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let (account, limits) = (account(text, form, errors), limits(text, form, errors));
    view! {
        <FormSection number title=text.purchase_charge() note=text.purchase_not_sent()>{account}{limits}</FormSection>
    }
}

/// The first section of a form whose choices hang on the account.
pub(super) fn payer(
    text: Text,
    times: &Times,
    form: &Purchase,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let (account, lists) = (account(text, form, errors), lists(text, times, form));
    view! {
        <FormSection number=1 title=text.purchase_payer() note=text.purchase_payer_note()>{account}{lists}</FormSection>
    }
}

/// Whether the cloud was asked what it offers, and the button that asks it. The script presses it by itself.
fn lists(text: Text, times: &Times, form: &Purchase) -> impl IntoView + use<> {
    let cloud = text.provider(form.operation.provider());
    let is_asked = form.offered.options.is_some();
    let asked_at = form.offered.asked_at.map(|at| times.second(at));
    let said = match asked_at {
        Some(at) => view! { <span>{text.options_loaded(cloud)}" "<Time at/></span> }.into_any(),
        None => view! { <span>{text.options_unloaded(cloud)}</span> }.into_any(),
    };
    let act = if is_asked { text.options_load_again().to_owned() } else { text.options_load(cloud) };
    view! {
        <div class="lists" id="o-lists" data-offers="" role="status">
            {is_asked.then(|| view! { <input type="hidden" name="listed" value="1"/> })}
            {options::decides(form.operation)
                .iter()
                .filter(|_| is_asked)
                .map(|name| {
                    let value = form.input.value(name).to_owned();
                    view! { <input type="hidden" name=format!("was.{name}") value=value/> }
                })
                .collect_view()}
            <p class="hint">
                <span class="said">{said}</span>
                <span class="asking">{text.options_loading(cloud)}</span>
                <span class="failed">{text.options_not_loaded(cloud)}</span>
            </p>
            <Button small=true name="act" value="options" busy=text.options_loading(cloud)>{act}</Button>
        </div>
    }
}

/// The last section of such a form.
pub(super) fn why(text: Text, number: u32, form: &Purchase, errors: &FieldErrors) -> impl IntoView + use<> {
    let limits = limits(text, form, errors);
    view! { <FormSection number title=text.purchase_why() note=text.purchase_not_sent()>{limits}</FormSection> }
}

fn account(text: Text, form: &Purchase, errors: &FieldErrors) -> impl IntoView + use<> {
    let (credentials, credential) = credentials(text, form);
    let hint = match form.operation.provider() {
        Provider::Alibaba => text.purchase_credential_hint(),
        Provider::Huawei => text.purchase_credential_hint_huawei(),
    };
    let team = team(text, form, errors);
    view! {
        <Field
            text
            name="credential_id"
            label=text.field_credential()
            hint=hint.to_owned()
            errors=errors.of("credential_id")
        >
            <Select choices=credentials value=credential empty=text.fields_choose().to_owned()/>
        </Field>
        {team}
    }
}

fn limits(text: Text, form: &Purchase, errors: &FieldErrors) -> impl IntoView + use<> {
    let OrderInput { reason, ceiling, currency, .. } = form.input.clone();
    let currency = if currency.is_empty() { Currency::Cny.code().to_owned() } else { currency };
    let mut ceiling_errors = errors.of("ceiling");
    ceiling_errors.extend(errors.of("currency"));
    view! {
        <Field
            text
            name="reason"
            label=text.field_reason()
            hint=text.hint_reason().to_owned()
            errors=errors.of("reason")
        >
            <Textarea value=reason maxlength=2000/>
        </Field>
        <Field
            text
            name="ceiling"
            label=text.field_ceiling()
            hint=text.hint_ceiling().to_owned()
            errors=ceiling_errors
        >
            <div class="inline ceiling">
                <Currencies text chosen=currency/>
                <Input value=ceiling mono=true inputmode="decimal" maxlength=32/>
            </div>
        </Field>
    }
}

/// The reader's credentials, and the one that is chosen: the only one there is needs no choosing.
fn credentials(text: Text, form: &Purchase) -> (Vec<Choice>, String) {
    let choices: Vec<Choice> = form
        .credentials
        .iter()
        .map(|it| {
            let state = match it.state {
                credential::State::Verified => text.purchase_credential_verified(),
                credential::State::Suspect => text.purchase_credential_suspect(),
                credential::State::Unverified | credential::State::Removed => {
                    text.purchase_credential_unverified()
                }
            };
            // With a refused key nothing is bought; replacing it makes it possible again.
            Choice::new(it.id.to_string(), format!("{} · {} · {state}", it.label, it.facts.identity()))
                .disabled(it.state == credential::State::Suspect)
        })
        .collect();
    let mut usable = choices.iter().filter(|choice| !choice.disabled);
    let chosen = match (form.input.credential_id.as_str(), usable.next(), usable.next()) {
        ("", Some(only), None) => only.value.clone(),
        (chosen, _, _) => chosen.to_owned(),
    };
    (choices, chosen)
}

#[component]
fn Currencies(text: Text, chosen: String) -> impl IntoView {
    let options = Currency::ALL
        .into_iter()
        .map(|it| view! { <option value=it.code() selected=it.code() == chosen>{it.code()}</option> })
        .collect_view();
    view! {
        <span class="select">
            <select class="ctl" id=field_id("currency") name="currency" aria-label=text.field_currency()>
                {options}
            </select>
            <Icon icon=Glyph::Down/>
        </span>
    }
}

/// Nothing to choose for somebody in one team: the order is charged to it.
fn team(text: Text, form: &Purchase, errors: &FieldErrors) -> AnyView {
    if let ([only], []) = (form.teams.as_slice(), errors.of("team").as_slice()) {
        return view! { <input type="hidden" name="team" value=only.clone()/> }.into_any();
    }
    let choices = form.teams.iter().map(|name| Choice::new(name, name)).collect();
    let chosen = form.input.team.clone();
    view! {
        <Field text name="team" label=text.field_team() hint=text.hint_team().to_owned() errors=errors.of("team")>
            <Select choices value=chosen empty=text.fields_choose().to_owned()/>
        </Field>
    }
    .into_any()
}
