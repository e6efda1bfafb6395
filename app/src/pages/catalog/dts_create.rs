//! `/catalog/dts.create`: every parameter of the vendor's page, in the order in which a person decides.

use domain::{
    catalog::{
        Operation,
        dts_create::{DestinationType, JobClass, NetworkType, PayType, Period, SourceType, Topology, names},
    },
    order::input::OrderInput,
};
use leptos::prelude::*;

use super::{
    Notice, Purchase,
    charge::charge,
    region_field::{Changed, RegionField},
    summary::{PurchasePayBar, PurchaseSummary},
};
use crate::{
    components::{
        banner::{Banner, ErrorSummary},
        button::{ButtonLink, Kind},
        choice::{Choice, Options, Segment},
        control::{Check, Input, Select},
        field::{Field, FormSection},
        icon::{Glyph, Icon},
        key_value::{KeyValues, Pair},
        page_head::PageHead,
    },
    form::FieldErrors,
    i18n::Text,
    paths,
};

#[component]
pub fn PurchasePage(text: Text, form: Purchase) -> impl IntoView {
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
    let label = move |field: &str| text.field_name(field).to_owned();
    let acknowledge = form.notice == Some(Notice::LookAlike);
    view! {
        <PageHead
            text
            title=text.purchase_title()
            crumbs=vec![
                (paths::CATALOG.to_owned(), text.catalog_title().to_owned()),
                (paths::with_query(paths::CATALOG, &[("q", "DTS")]), text.cloud_product(form.operation).to_owned()),
            ]
            badge=badge.unwrap_or_else(|| ().into_any())
            sub=view! { <code>{form.operation.key()}</code><span>{text.purchase_sub()}</span> }.into_any()
            actions=view! { <ButtonLink href=back>{back_words}</ButtonLink> }.into_any()
        />
        {form.notice.map(|notice| said(text, notice))}
        {form.credentials.is_empty().then(|| no_credential(text))}
        {form.teams.is_empty().then(|| view! {
            <Banner title=text.purchase_no_team()><p>{text.purchase_no_team_text()}</p></Banner>
        })}
        <ErrorSummary text errors=errors.clone() label/>
        <form class="cols purchase" method="post" action=action data-purchase=operation.key() novalidate=true>
            <input type="hidden" name="submit_key" value=form.submit_key.clone()/>
            <div class="stack">
                <div class="panel">
                    <p class="pad-s hint form-note">{text.fields_required_note()}</p>
                    {source(text, &form.input, &errors)}
                    {destination(text, &form.input, &errors)}
                    {link(text, &form.input, &errors)}
                    {billing(text, &form.input, &errors)}
                    {charge(text, &form, &errors)}
                    {by_itself(text, operation)}
                </div>
            </div>
            <aside>
                <PurchaseSummary text form=form.clone()>
                    {acknowledge.then(|| view! {
                        <Check name="acknowledge">{text.purchase_look_alike_tick()}</Check>
                    })}
                </PurchaseSummary>
            </aside>
            <PurchasePayBar text form/>
        </form>
        <template id="error-shape">
            <p class="error"><Icon icon=Glyph::CrossOctagon/><span></span></p>
        </template>
    }
}

fn said(text: Text, notice: Notice) -> impl IntoView {
    match notice {
        Notice::CopyOf(number) => view! { <Banner title=text.purchase_cloned(number)/> }.into_any(),
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

fn no_credential(text: Text) -> impl IntoView {
    view! {
        <Banner title=text.purchase_no_credential()>
            <p>{text.purchase_no_credential_text()}</p>
            <div class="actions">
                <ButtonLink href=paths::CREDENTIALS kind=Kind::Normal small=true icon=Glyph::Key>
                    {text.purchase_store_credential()}
                </ButtonLink>
            </div>
        </Banner>
    }
}

fn source(text: Text, input: &OrderInput, errors: &FieldErrors) -> impl IntoView + use<> {
    let types = SourceType::ALL
        .iter()
        .map(|value| match value {
            SourceType::Drds => Choice::new(value.wire(), format!("PolarDB-X 1.0 · {}", value.wire())),
            _ => Choice::new(value.wire(), text.field_value(names::SOURCE_TYPE, value.wire())),
        })
        .collect::<Vec<_>>();
    let source_type = or(input, names::SOURCE_TYPE, SourceType::MySql.wire());
    let count = or(input, names::DB_INSTANCE_COUNT, "");
    let (input, errors) = (input.clone(), errors.clone());
    view! {
        <FormSection number=1 title=text.purchase_source() note=text.purchase_source_note()>
            <RegionField text name=names::SOURCE_REGION input errors=errors.clone()/>
            <Parameter text name=names::SOURCE_TYPE errors=errors.clone() optional=true>
                <Select choices=types value=source_type/>
            </Parameter>
            <div class="if-drds">
                <Parameter text name=names::DB_INSTANCE_COUNT errors optional=true nested=true>
                    <Input value=count mono=true inputmode="numeric" maxlength=9 unit=text.purchase_below_source()/>
                </Parameter>
            </div>
        </FormSection>
    }
}

fn destination(text: Text, input: &OrderInput, errors: &FieldErrors) -> impl IntoView + use<> {
    let types = DestinationType::ALL
        .iter()
        .map(|value| Choice::new(value.wire(), text.field_value(names::DESTINATION_TYPE, value.wire())))
        .collect::<Vec<_>>();
    let destination_type = or(input, names::DESTINATION_TYPE, DestinationType::MySql.wire());
    let region = or(input, names::DEST_REGION, "");
    let (input, errors) = (input.clone(), errors.clone());
    view! {
        <FormSection number=2 title=text.purchase_destination() note=text.purchase_destination_note()>
            <RegionField text name=names::DEST_REGION input errors=errors.clone() follows=true/>
            <Parameter text name=names::DESTINATION_TYPE errors=errors.clone() optional=true>
                <Select choices=types value=destination_type/>
            </Parameter>
            <Parameter text name=names::REGION_ID errors=errors.clone()>
                <Input value=region mono=true readonly=true/>
            </Parameter>
            <Parameter text name=names::NETWORK_TYPE errors>
                <Input value=NetworkType::Intranet.wire() mono=true readonly=true/>
            </Parameter>
        </FormSection>
    }
}

fn link(text: Text, input: &OrderInput, errors: &FieldErrors) -> impl IntoView + use<> {
    let classes = JobClass::ALL
        .iter()
        .map(|class| {
            Choice::new(class.wire(), class.wire()).note(match class {
                JobClass::Micro => text.class_micro(),
                JobClass::Small => text.class_small(),
                JobClass::Medium => text.class_medium(),
                JobClass::Large => text.class_large(),
            })
        })
        .collect::<Vec<_>>();
    let topologies = Topology::ALL
        .iter()
        .map(|value| Choice::new(value.wire(), text.field_value(names::TOPOLOGY, value.wire())))
        .collect::<Vec<_>>();
    let class = or(input, names::JOB_CLASS, "");
    let topology = or(input, names::TOPOLOGY, Topology::OneWay.wire());
    let errors = errors.clone();
    view! {
        <FormSection number=3 title=text.purchase_link() note=text.purchase_link_note()>
            <Parameter text name=names::JOB_CLASS errors=errors.clone() group=true>
                <Options choices=classes value=class/>
            </Parameter>
            <Parameter text name=names::TOPOLOGY errors optional=true group=true>
                <Segment choices=topologies value=topology/>
                <Changed field=names::TOPOLOGY/>
            </Parameter>
        </FormSection>
    }
}

fn billing(text: Text, input: &OrderInput, errors: &FieldErrors) -> impl IntoView + use<> {
    let pay_types = PayType::ALL
        .iter()
        .map(|value| Choice::new(value.wire(), text.field_value(names::PAY_TYPE, value.wire())))
        .collect::<Vec<_>>();
    let periods = Period::ALL
        .iter()
        .map(|value| Choice::new(value.wire(), text.field_value(names::PERIOD, value.wire())))
        .collect::<Vec<_>>();
    let pay_type = or(input, names::PAY_TYPE, "");
    let period = or(input, names::PERIOD, Period::Month.wire());
    let used_time = or(input, names::USED_TIME, "");
    let errors = errors.clone();
    view! {
        <FormSection number=4 title=text.purchase_billing() note=text.purchase_billing_note()>
            <Parameter text name=names::PAY_TYPE errors=errors.clone() group=true>
                <Segment choices=pay_types value=pay_type/>
            </Parameter>
            <div class="if-prepaid">
                <Parameter text name=names::PERIOD errors=errors.clone() group=true nested=true>
                    <Segment choices=periods value=period/>
                </Parameter>
            </div>
            <div class="if-prepaid">
                <Parameter text name=names::USED_TIME errors nested=true>
                    <div class="inline short">
                        <Input value=used_time mono=true inputmode="numeric" maxlength=9/>
                        <span class="muted sm if-month">{text.unit_months()}</span>
                        <span class="muted sm if-year">{text.unit_years()}</span>
                    </div>
                </Parameter>
            </div>
        </FormSection>
    }
}

fn by_itself(text: Text, operation: Operation) -> impl IntoView + use<> {
    view! {
        <section class="fsec">
            <div class="fields by-itself">
                <details class="more">
                    <summary>{text.purchase_by_itself()}</summary>
                    <KeyValues>
                        <Pair name=text.purchase_action() wire="Action"><code>{operation.call()}</code></Pair>
                        <Pair name=text.purchase_token() wire="ClientToken">{text.purchase_token_text()}</Pair>
                    </KeyValues>
                </details>
            </div>
        </section>
    }
}

/// A parameter's field: its names and its hint come from its wire name.
#[component]
fn Parameter(
    text: Text,
    name: &'static str,
    errors: FieldErrors,
    #[prop(optional)] optional: bool,
    #[prop(optional)] nested: bool,
    #[prop(optional)] group: bool,
    children: Children,
) -> impl IntoView {
    let (label, hint) = (text.field_name(name).to_owned(), text.field_hint(name).map(str::to_owned));
    view! {
        <Field text name label wire=name hint errors=errors.of(name) optional nested group>{children()}</Field>
    }
}

/// What was typed, in the spelling of the form's choices; `default` where nothing was.
fn or(input: &OrderInput, name: &str, default: &str) -> String {
    let typed = input.spec.get(name).map_or(default, |value| value.trim());
    let known = match name {
        names::PAY_TYPE => PayType::parse(typed).map(PayType::wire),
        names::PERIOD => Period::parse(typed).map(Period::wire),
        names::JOB_CLASS => JobClass::parse(typed).map(JobClass::wire),
        names::TOPOLOGY => Topology::parse(typed).map(Topology::wire),
        names::SOURCE_TYPE => SourceType::parse(typed).map(SourceType::wire),
        names::DESTINATION_TYPE => DestinationType::parse(typed).map(DestinationType::wire),
        _ => return typed.to_owned(),
    };
    known.unwrap_or(typed).to_owned()
}
