//! `/catalog/{key}`: every parameter of the vendor's page, in the order in which a person decides.

use domain::{
    catalog::{
        Class, Operation,
        form::{Field, Group, Takes},
    },
    options,
};
use leptos::prelude::*;

use super::{
    Notice, Purchase,
    charge::{charge, payer, why},
    parameter::{Asked, Parameter},
    summary::{PurchasePayBar, PurchaseSummary},
};
use crate::{
    components::{
        banner::{Banner, ErrorSummary},
        button::{ButtonLink, Kind},
        choice::Choice,
        control::Check,
        field::FormSection,
        icon::{Glyph, Icon},
        key_value::{KeyValues, Pair},
        page_head::PageHead,
    },
    form::FieldErrors,
    format::Times,
    i18n::Text,
    pages::templates::{filled, saved, start_from},
    paths,
};

#[component]
pub fn PurchasePage(text: Text, times: Times, form: Purchase) -> impl IntoView {
    let (operation, errors) = (form.operation, form.field_errors(text));
    let action = match form.draft {
        Some(number) => paths::draft(form.operation, number),
        // An address of its own: browsers forget the page whose address was posted to, and with it the key.
        None => paths::with_query(&paths::catalog_item(operation), &[("key", &form.submit_key)]),
    };
    let (back, back_words) = match form.draft {
        Some(number) => (paths::order(number), text.purchase_back_to_order()),
        None => (paths::CATALOG.to_owned(), text.purchase_discard()),
    };
    let badge = form
        .draft
        .map(|number| view! { <span class="tag">{text.purchase_edit_title(number)}</span> }.into_any());
    let label = move |field: &str| match text.parameter(operation, field) {
        known if known != field => known.into_owned(),
        _ => text.field_name(field).into_owned(),
    };
    let acknowledge = form.notice == Some(Notice::LookAlike);
    let kept = (form.draft.is_none() && form.may_buy).then(|| format!("{operation} {}", form.kept.by));
    let is_fresh = form.kept.is_fresh.then_some("");
    let product = text.cloud_product(operation);
    view! {
        <PageHead
            text
            title=text.purchase_title(operation)
            crumbs=vec![
                (paths::CATALOG.to_owned(), text.catalog_title().to_owned()),
                (paths::with_query(paths::CATALOG, &[("q", product)]), product.to_owned()),
            ]
            badge=badge.unwrap_or_else(|| ().into_any())
            sub=view! { <code>{operation.key()}</code><span>{text.purchase_sub(operation)}</span> }.into_any()
            actions=view! { <ButtonLink href=back>{back_words}</ButtonLink> }.into_any()
        />
        {form.notice.clone().map(|notice| said(text, notice))}
        {form.instance.as_ref().map(|id| view! {
            <Banner title=text.purchase_change_of(id)><p>{text.purchase_change_of_text()}</p></Banner>
        })}
        {form.credentials.is_empty().then(|| no_credential(text, operation))}
        {form.teams.is_empty().then(|| view! {
            <Banner title=text.purchase_no_team()><p>{text.purchase_no_team_text()}</p></Banner>
        })}
        <ErrorSummary text errors=errors.clone() label/>
        {start_from(text, &form)}
        <form
            class="cols purchase"
            method="post"
            action=action
            data-purchase=operation.key()
            data-kept=kept
            data-fresh=is_fresh
            data-asks=Some(options::decides(operation).join(" ")).filter(|names| !names.is_empty())
            novalidate=true
        >
            <input type="hidden" name="submit_key" value=form.submit_key.clone()/>
            {form.instance.clone().map(|id| view! { <input type="hidden" name="instance" value=id/> })}
            <div class="stack">
                <div class="panel">
                    <p class="pad-s hint form-note">{text.fields_required_note()}</p>
                    {sections(text, &times, &form, &errors)}
                    {by_itself(text, operation)}
                </div>
            </div>
            <aside>
                <PurchaseSummary text times form=form.clone() errors=errors.clone()>
                    {acknowledge.then(|| view! {
                        <Check name="acknowledge">{text.purchase_look_alike_tick()}</Check>
                    })}
                </PurchaseSummary>
            </aside>
            <PurchasePayBar text form/>
        </form>
        <template id="restored">
            <Banner title=text.purchase_restored()>
                <p>{text.purchase_restored_text()}" "<time></time></p>
                <div class="actions"><button class="btn" type="button" data-size="s">{text.purchase_restored_discard()}</button></div>
            </Banner>
        </template>
        <template id="error-shape">
            <p class="error"><Icon icon=Glyph::CrossOctagon/><span></span></p>
        </template>
    }
}

/// The form's groups, numbered; the account stands first where it decides what can be chosen.
fn sections(text: Text, times: &Times, form: &Purchase, errors: &FieldErrors) -> impl IntoView + use<> {
    let design = form.operation.form();
    let first = u32::from(design.payer_first);
    let groups = (first + 1..).zip(design.groups);
    let last = first + u32::try_from(design.groups.len()).unwrap_or(u32::MAX - 2) + 1;
    let groups = groups.map(|(number, group)| section(text, number, group, form, errors)).collect_view();
    let (before, after) = if design.payer_first {
        (Some(payer(text, times, form, errors)), why(text, last, form, errors).into_any())
    } else {
        (None, charge(text, last, form, errors).into_any())
    };
    view! { {before}{groups}{after} }
}

fn section(
    text: Text,
    number: u32,
    group: &'static Group,
    form: &Purchase,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let (title, note) = text.topic(group.topic);
    let shown = |fields: &'static [Field]| {
        fields.iter().map(|field| parameter(text, field, form, errors)).collect_view()
    };
    let rare = (!group.rare.is_empty()).then(|| {
        let is_used = group.rare.iter().any(|field| {
            let is_told = field.names().any(|name| !errors.of(name).is_empty());
            let is_given = form.input.spec.contains_key(field.name);
            is_told || is_given && field.value(&form.input.spec) != field.value(&Default::default())
        });
        let fields = shown(group.rare);
        view! {
            <details class="more" open=is_used>
                <summary>{text.purchase_more()}</summary>
                {fields}
            </details>
        }
    });
    let fields = shown(group.fields);
    view! { <FormSection number title note>{fields}{rare}</FormSection> }
}

fn parameter(
    text: Text,
    field: &'static Field,
    form: &Purchase,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let (operation, input, errors) = (form.operation, form.input.spec.clone(), errors.clone());
    let again = form.secret_typed && field.is_secret();
    let nested = !field.asked.is_empty();
    let offered = form.offered.clone();
    let is_listed =
        options::listed(operation).contains(&field.name) || matches!(field.takes, Takes::Pairs { .. });
    let shown = view! {
        <Asked operation field>
            <Parameter text operation field input errors nested again offered/>
        </Asked>
    };
    // What the lists decide is swapped when they come.
    match is_listed {
        true => view! { <div data-offers="" id=format!("o-{}", field.name)>{shown}</div> }.into_any(),
        false => shown.into_any(),
    }
}

fn said(text: Text, notice: Notice) -> impl IntoView {
    match notice {
        Notice::CopyOf(number) => view! { <Banner title=text.purchase_cloned(number)/> }.into_any(),
        Notice::From(template) => filled(text, &template).into_any(),
        Notice::Saved(template) => saved(text, &template).into_any(),
        Notice::LookAlike => view! {
            <Banner title=text.purchase_look_alike()><p>{text.purchase_look_alike_text()}</p>{to_orders(text)}</Banner>
        }
        .into_any(),
        Notice::CredentialSuspect => view! {
            <Banner title=text.purchase_suspect()>
                <p>{text.purchase_suspect_text()}</p>
                <p><a href=paths::CREDENTIALS>{text.nav_credentials()}</a></p>
            </Banner>
        }
        .into_any(),
        Notice::PriceStale => view! {
            <Banner title=text.purchase_stale()><p>{text.purchase_stale_text()}</p></Banner>
        }
        .into_any(),
        Notice::NotNow(code) => view! {
            <Banner title=text.purchase_not_now()><p>{text.conflict(code)}</p></Banner>
        }
        .into_any(),
        Notice::SentBefore => view! {
            <Banner title=text.purchase_key_reused()><p>{text.purchase_key_reused_text()}</p>{to_orders(text)}</Banner>
        }
        .into_any(),
    }
}

fn to_orders(text: Text) -> impl IntoView {
    view! { <p><a href=paths::ORDERS>{text.purchase_to_orders()}</a></p> }
}

fn no_credential(text: Text, operation: Operation) -> impl IntoView {
    view! {
        <Banner title=text.purchase_no_credential(text.provider(operation.provider()))>
            <p>{text.purchase_no_credential_text()}</p>
            <div class="actions">
                <ButtonLink href=paths::CREDENTIALS kind=Kind::Normal small=true icon=Glyph::Key>
                    {text.purchase_store_credential()}
                </ButtonLink>
            </div>
        </Banner>
    }
}

/// What nobody is asked for: the client's own parameters, and those that are being retired.
fn by_itself(text: Text, operation: Operation) -> impl IntoView + use<> {
    let token = (operation.class() == Class::Token).then(|| {
        view! { <Pair name=text.purchase_token() wire="ClientToken">{text.purchase_token_text()}</Pair> }
    });
    let others = match operation {
        Operation::DtsCreate => view! {
            <Pair name=text.purchase_retired_name() wire="AccountId">{text.purchase_retired("AccountId")}</Pair>
        }
        .into_any(),
        Operation::DdmCreate => view! {
            <Pair name=text.purchase_project() wire="project_id">{text.purchase_project_text()}</Pair>
        }
        .into_any(),
        Operation::DtsChange | Operation::BssCreate => ().into_any(),
    };
    view! {
        <section class="fsec">
            <div class="fields by-itself">
                <details class="more">
                    <summary>{text.purchase_by_itself()}</summary>
                    <KeyValues>
                        <Pair name=text.purchase_action() wire="Action"><code>{operation.call()}</code></Pair>
                        {token}
                        {others}
                    </KeyValues>
                </details>
            </div>
        </section>
    }
}

/// The choices of a parameter, in the vendor's order.
pub(super) fn choices(text: Text, name: &str, values: &[&str]) -> Vec<Choice> {
    values.iter().map(|value| Choice::new(*value, text.field_value(name, value))).collect()
}
