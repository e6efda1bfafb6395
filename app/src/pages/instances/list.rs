//! What was bought, newest first, with the cloud's word beside ours.

use domain::{
    catalog::Billing,
    instance::Fulfilment,
    view::{Instance, Listed},
};
use leptos::prelude::*;

use crate::{
    components::{
        badge::FulfilmentBadge,
        button::ButtonLink,
        empty::Empty,
        icon::Glyph,
        page_head::PageHead,
        pager::Pager,
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
    },
    format::Times,
    i18n::Text,
    paths,
};

/// How many instances one page holds.
pub const PAGE: u32 = 25;

/// `trail` holds the cursors of the pages up to this one.
#[component]
pub fn InstancesPage(
    text: Text,
    times: Times,
    trail: Vec<String>,
    listed: Listed<Instance>,
) -> impl IntoView {
    let body = if listed.items.is_empty() {
        empty(text).into_any()
    } else {
        rows(text, &times, &trail, listed).into_any()
    };
    view! {
        <PageHead text title=text.nav_instances() sub=text.instances_sub().into_any()/>
        <section class="panel" id="instance-list" data-live-part="">{body}</section>
    }
}

fn rows(text: Text, times: &Times, trail: &[String], listed: Listed<Instance>) -> impl IntoView + use<> {
    let columns = vec![
        Column::new(text.instances_col_instance()),
        Column::new(text.instances_col_status()),
        Column::new(text.instances_col_region()).narrow(Narrow::Off),
        Column::new(text.instances_col_billing()).narrow(Narrow::Off),
        Column::new(text.instances_col_expires()).end(),
        Column::new(text.instances_col_asked()).end().narrow(Narrow::Off),
    ];
    let first = trail.len() * PAGE as usize + 1;
    let shown = text.instances_shown(first, first + listed.items.len() - 1);
    let previous = trail.split_last().map(|(_, before)| href(before));
    let next = listed.next.map(|cursor| href(&[trail, &[cursor]].concat()));
    let lines = listed.items.into_iter().map(|instance| line(text, times, instance)).collect_view();
    view! {
        <Table caption=text.instances_caption() columns>{lines}</Table>
        <Pager text shown previous next/>
    }
}

fn href(trail: &[String]) -> String {
    let query: Vec<_> = trail.iter().map(|cursor| ("after", cursor.as_str())).collect();
    paths::with_query(paths::INSTANCES, &query)
}

fn line(text: Text, times: &Times, instance: Instance) -> impl IntoView + use<> {
    let asked = match instance.last_polled_at {
        Some(at) => view! { <Time at=times.short(at)/> }.into_any(),
        None => text.instances_never_asked().into_any(),
    };
    let (region, expires) = (text.region(&instance.region).to_owned(), expiry(text, times, &instance));
    let word = vendor_word(text, instance.status.as_deref());
    let who = format!("{} · {}", text.operation(instance.operation), instance.requester.name);
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>
                <a class="key id" href=paths::instance(instance.id)>{instance.cloud_id}</a>
                <Sub>{who}</Sub>
            </RowHead>
            <Cell narrow=Narrow::Wide>
                <FulfilmentBadge text fulfilment=instance.fulfilment/>
                <Sub>{word}</Sub>
            </Cell>
            <Cell narrow=Narrow::Off>{region}<Sub><code>{instance.region}</code></Sub></Cell>
            <Cell narrow=Narrow::Off>{text.billing(instance.billing)}</Cell>
            <Cell num=true narrow=Narrow::Wide>{expires}</Cell>
            <Cell num=true narrow=Narrow::Off><span class="muted">{asked}</span></Cell>
        </Row>
    }
}

/// The vendor's own word, so that it can be found in the vendor's console.
pub fn vendor_word(text: Text, status: Option<&str>) -> String {
    match status {
        None => text.instances_no_status().to_owned(),
        Some(word) if Fulfilment::of_dts(word).is_none() => text.instances_unknown_word(word),
        Some(word) => text.instances_vendor_word(word),
    }
}

/// The day on which it ends, and how far that is.
pub fn expiry(text: Text, times: &Times, instance: &Instance) -> AnyView {
    match (instance.expires_at, instance.billing) {
        (Some(at), _) => {
            let age = times.age(at);
            view! { <Time at=times.date(at)/><Sub>{age}</Sub> }.into_any()
        }
        (None, Billing::Postpaid) => {
            view! { <span class="dim">{text.instances_no_expiry()}</span> }.into_any()
        }
        (None, Billing::Prepaid) => {
            view! { <span class="dim">{text.instances_expiry_unknown()}</span> }.into_any()
        }
    }
}

fn empty(text: Text) -> impl IntoView {
    view! {
        <Empty icon=Glyph::Server title=text.instances_empty_title()>
            <p>{text.instances_empty()}</p>
            <div class="actions"><ButtonLink href=paths::CATALOG>{text.overview_new_purchase()}</ButtonLink></div>
        </Empty>
    }
}
