//! What the reader should know first: money in doubt, what waits for them, what is on its way.

use domain::{
    instance::Fulfilment,
    order::State,
    view::{ApprovalRow, Instance, OrderRow, Overview},
};
use leptos::prelude::*;

use crate::{
    components::{
        badge::{FulfilmentBadge, OrderBadge, Tone},
        button::{ButtonLink, Kind},
        empty::Empty,
        icon::Glyph,
        page_head::PageHead,
        panel::{Pad, Panel},
        readouts::{Readout, Readouts},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
    },
    format::Times,
    i18n::Text,
    pages::{
        instances::list::expiry,
        orders::{
            filter::{Filter, Shown},
            list::ceiling,
            what,
        },
    },
    paths,
};

/// `teams` stand under the title; `today` is the heading of the reader's day.
#[component]
pub fn OverviewPage(
    text: Text,
    times: Times,
    today: String,
    teams: String,
    may_buy: bool,
    overview: Overview,
) -> impl IntoView {
    let sub = view! { <span>{today}</span><span>{teams}</span> };
    let head = view! { <PageHead text title=text.nav_overview() sub=sub.into_any()/> };
    let Overview { counts, my_open_orders, waiting_for_me, instances, expiring } = overview;
    let is_new =
        counts.iter().all(|(_, count)| *count == 0) && waiting_for_me.is_empty() && instances.is_empty();
    if is_new && may_buy {
        return view! { {head} {welcome(text)} }.into_any();
    }
    view! {
        {head}
        <div class="overview" id="overview" data-live-part="">
            {figures(text, &counts, &my_open_orders, &waiting_for_me, &instances)}
            {open_orders(text, &times, my_open_orders)}
            <div class="halves">
                {waiting(text, &times, waiting_for_me)}
                {by_status(text, instances)}
            </div>
            {expires_soon(text, &times, expiring)}
        </div>
    }
    .into_any()
}

fn figures(
    text: Text,
    counts: &[(State, i64)],
    open: &[OrderRow],
    waiting: &[ApprovalRow],
    instances: &[(Fulfilment, i64)],
) -> impl IntoView + use<> {
    let of = |wanted: State| {
        counts.iter().filter(|(state, _)| *state == wanted).map(|(_, count)| count).sum::<i64>()
    };
    let doubt = doubt(text, of(State::Unknown), of(State::NeedsPerson));
    let pending = open.iter().filter(|order| order.state == State::PendingApproval).count();
    let open_note = match (open.len(), pending) {
        (0, _) => text.overview_my_open_none().to_owned(),
        (_, pending) => text.overview_my_open_note(pending),
    };
    let waiting_note = match what::sum(waiting.iter().filter_map(|row| row.order.ceiling.as_ref())) {
        Some(sum) => text.overview_waiting_note(sum),
        None => text.overview_waiting_none().to_owned(),
    };
    let running = instances.iter().find(|(status, _)| *status == Fulfilment::Running).map_or(0, |(_, n)| *n);
    let alive: i64 =
        instances.iter().filter(|(status, _)| *status != Fulfilment::Released).map(|(_, n)| n).sum();
    let running_note =
        if alive == 0 { text.overview_running_none().to_owned() } else { text.overview_running_note(alive) };
    let (open, waiting) = (open.len(), waiting.len());
    let mine_open = Filter { mine: true, ..Filter::only(Shown::Open) };
    view! {
        <Readouts label=text.overview_figures()>
            {doubt}
            <Readout name=text.overview_my_open() note=open_note href=mine_open.first_page()>{open}</Readout>
            <Readout name=text.overview_waiting() note=waiting_note href=paths::APPROVALS.to_owned()>{waiting}</Readout>
            <Readout name=text.overview_running() note=running_note href=paths::INSTANCES.to_owned()>{running}</Readout>
        </Readouts>
    }
}

/// Stands first, and only if there is any.
fn doubt(text: Text, unknown: i64, person: i64) -> Option<AnyView> {
    let note = match (unknown, person) {
        (0, 0) => return None,
        (unknown, 0) => text.overview_doubt_unknown(unknown),
        (0, person) => text.overview_doubt_person(person),
        (unknown, person) => {
            text.overview_doubt_both(text.overview_doubt_unknown(unknown), text.overview_doubt_person(person))
        }
    };
    let icon = if person > 0 { Glyph::AlertDiamond } else { Glyph::QuestionDiamond };
    let href = Filter::only(Shown::Doubt).first_page();
    Some(
        view! { <Readout name=text.overview_doubt() icon tone=Tone::Hold note href>{unknown + person}</Readout> }
            .into_any(),
    )
}

fn open_orders(text: Text, times: &Times, orders: Vec<OrderRow>) -> impl IntoView + use<> {
    let all = view! { <a class="sm" href=paths::ORDERS>{text.overview_all_orders()}</a> };
    if orders.is_empty() {
        return view! {
            <Panel title=text.overview_my_open() aside=all.into_any()><p class="sm muted">{text.overview_no_open()}</p></Panel>
        }
        .into_any();
    }
    let columns = vec![
        Column::new(text.orders_col_order()),
        Column::new(text.orders_col_what()),
        Column::new(text.orders_col_state()),
        Column::new(text.orders_col_up_to()).end(),
        Column::new(text.overview_col_since()).end(),
    ];
    let lines = orders
        .into_iter()
        .map(|row| {
            let since = times.age(row.updated_at);
            view! {
                <Row>
                    <RowHead><a class="key id" href=paths::order(row.number)>{row.number.to_string()}</a></RowHead>
                    <Cell narrow=Narrow::Wide>
                        {what::what(text, row.operation, &row.spec)}
                        <Sub>{what::route(text, &row.spec)}</Sub>
                    </Cell>
                    <Cell narrow=Narrow::Wide><OrderBadge text state=row.state fulfilment=row.fulfilment/></Cell>
                    <Cell num=true>{ceiling(text, row.ceiling)}</Cell>
                    <Cell num=true narrow=Narrow::End><span class="muted">{since}</span></Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Panel title=text.overview_my_open() aside=all.into_any() pad=Pad::None>
            <Table caption=text.overview_open_caption() columns>{lines}</Table>
        </Panel>
    }
    .into_any()
}

fn waiting(text: Text, times: &Times, rows: Vec<ApprovalRow>) -> impl IntoView + use<> {
    let all = view! { <a class="sm" href=paths::APPROVALS>{text.overview_all_approvals()}</a> };
    if rows.is_empty() {
        return view! {
            <Panel title=text.overview_waiting() aside=all.into_any()><p class="sm muted">{text.approvals_nothing()}</p></Panel>
        }
        .into_any();
    }
    let columns = vec![
        Column::new(text.orders_col_order()),
        Column::new(text.orders_col_what()),
        Column::new(text.orders_col_up_to()).end(),
        Column::new(text.approvals_col_left()).end(),
    ];
    let lines = rows
        .into_iter()
        .map(|row| {
            let number = row.order.number;
            let left = row.expires_at.map(|at| times.age(at));
            view! {
                <Row>
                    <RowHead><a class="key id" href=paths::approval(number)>{number.to_string()}</a></RowHead>
                    <Cell narrow=Narrow::Wide>
                        {what::what(text, row.order.operation, &row.order.spec)}
                        <Sub>{row.order.requester.name}</Sub>
                    </Cell>
                    <Cell num=true>{ceiling(text, row.order.ceiling)}</Cell>
                    <Cell num=true narrow=Narrow::End><span class="muted">{left}</span></Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Panel title=text.overview_waiting() aside=all.into_any() pad=Pad::None>
            <Table caption=text.approvals_caption() columns>{lines}</Table>
        </Panel>
    }
    .into_any()
}

/// A bar for each status that occurs, as long as its share of the commonest.
fn by_status(text: Text, instances: Vec<(Fulfilment, i64)>) -> impl IntoView {
    let all = view! { <a class="sm" href=paths::INSTANCES>{text.overview_all_instances()}</a> };
    let most = instances.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bars = instances
        .into_iter()
        .map(|(fulfilment, count)| {
            let width = (count * 100 / most).max(2);
            view! {
                <li data-status=fulfilment.name()>
                    <FulfilmentBadge text fulfilment/>
                    <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                        <rect width=width.to_string() height="8"></rect>
                    </svg>
                    <span class="n">{count}</span>
                </li>
            }
        })
        .collect_view();
    let body = if bars.is_empty() {
        view! { <p class="pad sm muted">{text.instances_empty_title()}</p> }.into_any()
    } else {
        view! { <ul class="bars pad-s">{bars}</ul> }.into_any()
    };
    view! { <Panel title=text.overview_by_status() aside=all.into_any() pad=Pad::None>{body}</Panel> }
}

fn expires_soon(text: Text, times: &Times, instances: Vec<Instance>) -> Option<AnyView> {
    if instances.is_empty() {
        return None;
    }
    let columns = vec![
        Column::new(text.instances_col_instance()),
        Column::new(text.instances_col_status()).narrow(Narrow::Off),
        Column::new(text.instances_col_expires()).end(),
    ];
    let lines = instances
        .into_iter()
        .map(|instance| {
            let expires = expiry(text, times, &instance);
            view! {
                <Row>
                    <RowHead narrow=Narrow::Wide>
                        <a class="key" href=paths::instance(instance.id)>{text.operation(instance.operation)}</a>
                        <Sub><span class="id">{instance.cloud_id.clone()}</span>" · "{instance.requester.name.clone()}</Sub>
                    </RowHead>
                    <Cell narrow=Narrow::Off><FulfilmentBadge text fulfilment=instance.fulfilment/></Cell>
                    <Cell num=true>{expires}</Cell>
                </Row>
            }
        })
        .collect_view();
    Some(
        view! {
            <Panel title=text.overview_expiring() note=text.overview_expiring_note().to_owned() pad=Pad::None>
                <Table caption=text.overview_expiring() columns>{lines}</Table>
            </Panel>
        }
        .into_any(),
    )
}

/// For a newcomer: what to do, in order.
fn welcome(text: Text) -> impl IntoView {
    let steps = [
        (text.overview_step_credential(), text.overview_step_credential_note()),
        (text.overview_step_catalog(), text.overview_step_catalog_note()),
        (text.overview_step_submit(), text.overview_step_submit_note()),
    ];
    let steps = steps
        .map(|(what, note)| view! { <li><span><b>{what}</b><small>{note}</small></span></li> })
        .into_iter()
        .collect_view();
    view! {
        <section class="panel" id="overview" data-live-part="">
            <Empty icon=Glyph::Gauge title=text.overview_welcome()>
                <p>{text.overview_welcome_text()}</p>
                <ol>{steps}</ol>
                <div class="actions">
                    <ButtonLink href=paths::CREDENTIALS kind=Kind::Primary icon=Glyph::Key>{text.overview_store_credential()}</ButtonLink>
                    <ButtonLink href=paths::CATALOG>{text.overview_new_purchase()}</ButtonLink>
                </div>
            </Empty>
        </section>
    }
}
