//! One instance: what the cloud says of it, under which ids, and where it came from.

use domain::{
    catalog::{Billing, Operation},
    instance::Fulfilment,
    view::Instance,
};
use leptos::prelude::*;

use crate::{
    components::{
        badge::{FulfilmentBadge, Tone},
        banner::Banner,
        button::{ButtonLink, Kind},
        icon::Glyph,
        identifier::Identifier,
        key_value::{KeyValues, Pair},
        page_head::PageHead,
        panel::{Pad, Panel},
        time::Time,
    },
    format::Times,
    i18n::Text,
    paths,
};

#[component]
pub fn InstancePage(text: Text, times: Times, instance: Instance, may_buy: bool) -> impl IntoView {
    view! {
        {head(text, &instance, may_buy)}
        <div class="notice" id="instance-notice" data-live-part="">{notice(text, &instance)}</div>
        <div class="cols">
            <div class="stack" id="instance-facts" data-live-part="">
                {status(text, &times, instance.clone())}
                {billing(text, &times, instance.clone())}
            </div>
            <aside class="stack">{identifiers(text, &times, instance)}</aside>
        </div>
    }
}

fn head(text: Text, instance: &Instance, may_buy: bool) -> impl IntoView + use<> {
    let title = instance.name.clone().unwrap_or_else(|| text.operation(instance.operation).to_owned());
    let region = instance.region.clone();
    let place = text.cloud_product(instance.operation);
    let sub = view! {
        <Identifier text value=instance.cloud_id.clone() what=text.order_instance_id()/>
        <span>{place}" "<code>{region}</code></span>
        <span>{text.order_for(&instance.requester.name, &instance.team)}</span>
    };
    let again = paths::copy_of(instance.operation, instance.order_number);
    let is_task = matches!(instance.operation, Operation::DtsCreate | Operation::DtsChange);
    let change = (may_buy && is_task).then(|| paths::change_of(instance.id));
    let actions = view! {
        <ButtonLink href=paths::order(instance.order_number) icon=Glyph::List>{text.instance_see_order()}</ButtonLink>
        {change.map(|href| view! { <ButtonLink href icon=Glyph::Sliders>{text.instance_change()}</ButtonLink> })}
        {may_buy.then(|| view! { <ButtonLink href=again kind=Kind::Primary icon=Glyph::Copy>{text.order_act_again()}</ButtonLink> })}
    };
    let badge = view! { <FulfilmentBadge text fulfilment=instance.fulfilment large=true/> };
    let crumbs = vec![(paths::INSTANCES.to_owned(), text.nav_instances().to_owned())];
    view! {
        <div id="instance-head" data-live-part="">
            <PageHead text title crumbs badge=badge.into_any() sub=sub.into_any() actions=actions.into_any()/>
        </div>
    }
}

fn notice(text: Text, instance: &Instance) -> AnyView {
    if instance.poll_error.is_some() {
        let code = instance
            .poll_error
            .as_deref()
            .map(|code| text.advice(code).map_or_else(|| code.to_owned(), str::to_owned));
        return view! {
            <Banner title=text.instance_poll_error()><p>{text.instance_poll_error_text()}</p><p class="sm muted">{code}</p></Banner>
        }
        .into_any();
    }
    (instance.fulfilment == Fulfilment::NotConfigured)
        .then(|| view! { <Banner tone=Tone::Neutral title=text.instance_console_title()><p>{text.instance_console()}</p></Banner> })
        .into_any()
}

fn status(text: Text, times: &Times, instance: Instance) -> AnyView {
    let vendor = match instance.status.clone() {
        Some(word) => view! { <code>{word}</code> }.into_any(),
        None => view! { <span class="muted">{text.instances_no_status()}</span> }.into_any(),
    };
    let asked = match instance.last_polled_at {
        Some(at) => view! { <Time at=times.short(at)/><small>{times.age(at)}</small> }.into_any(),
        None => text.instances_never_asked().into_any(),
    };
    view! {
        <Panel title=text.instance_status() pad=Pad::Tight>
            <KeyValues>
                <Pair name=text.instance_ours()><FulfilmentBadge text fulfilment=instance.fulfilment/></Pair>
                <Pair name=text.instance_vendor()>{vendor}</Pair>
                <Pair name=text.instance_asked()>{asked}</Pair>
            </KeyValues>
        </Panel>
    }
    .into_any()
}

fn billing(text: Text, times: &Times, instance: Instance) -> AnyView {
    let (ends, note) = match (instance.expires_at, instance.billing) {
        (Some(at), _) => (
            view! { <Time at=times.date(at)/><small>{times.age(at)}</small> }.into_any(),
            text.instance_renew_note(),
        ),
        (None, Billing::Prepaid) => (text.instances_expiry_unknown().into_any(), text.instance_renew_note()),
        (None, Billing::Postpaid) => (text.instances_no_expiry().into_any(), text.instance_postpaid_note()),
    };
    view! {
        <Panel title=text.instance_billing() pad=Pad::Tight>
            <KeyValues>
                <Pair name=text.instance_billing_method()>{text.billing(instance.billing)}</Pair>
                <Pair name=text.instance_ends()>{ends}</Pair>
            </KeyValues>
            <p class="hint">{note}</p>
        </Panel>
    }
    .into_any()
}

fn identifiers(text: Text, times: &Times, instance: Instance) -> AnyView {
    let number = instance.order_number;
    let seen = times.short(instance.created_at);
    let name = match instance.name.clone() {
        Some(name) => name.into_any(),
        None => view! { <span class="muted">{text.instance_no_name()}</span> }.into_any(),
    };
    view! {
        <Panel title=text.instance_identifiers() pad=Pad::Tight>
            <KeyValues>
                <Pair name=text.instance_cloud_id()>
                    <Identifier text value=instance.cloud_id.clone() what=text.order_instance_id()/>
                </Pair>
                <Pair name=text.instance_name()>{name}</Pair>
                <Pair name=text.instance_provider()>{text.provider(instance.provider)}</Pair>
                <Pair name=text.instance_region()>
                    {text.region(&instance.region).to_owned()}" "<code class="dim">{instance.region.clone()}</code>
                </Pair>
                <Pair name=text.instance_operation()><code>{instance.operation.key()}</code></Pair>
                <Pair name=text.instance_order()><a class="id" href=paths::order(number)>{number.to_string()}</a></Pair>
                <Pair name=text.instance_requester()>{instance.requester.name.clone()}</Pair>
                <Pair name=text.instance_team()>{instance.team.clone()}</Pair>
                <Pair name=text.instance_seen()><Time at=seen/></Pair>
            </KeyValues>
        </Panel>
    }
    .into_any()
}
