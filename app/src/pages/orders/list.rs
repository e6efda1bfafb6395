//! The list of orders: newest first, narrowed by chips and by a form.

use domain::{
    catalog::Operation,
    instance::Fulfilment,
    order::State,
    view::{Listed, OrderRow, StateCounts},
};
use leptos::prelude::*;

use super::{
    filter::{Filter, Shown},
    what,
};
use crate::{
    components::{
        badge::{OrderBadge, Tone, state_icon, state_tone},
        button::{Button, ButtonLink, Kind},
        empty::Empty,
        icon::{Glyph, Icon},
        money::Amount,
        page_head::PageHead,
        pager::Pager,
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        tabs::{Chip, Chips, Tab, Tabs},
        time::Time,
    },
    format::Times,
    i18n::Text,
    paths,
};

/// How many orders one page holds.
pub const PAGE: u32 = 25;

/// `counts` are of everything that the reader may see, whatever the filter.
#[component]
pub fn OrdersPage(
    text: Text,
    times: Times,
    filter: Filter,
    counts: StateCounts,
    listed: Listed<OrderRow>,
    may_buy: bool,
) -> impl IntoView {
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    let actions = may_buy.then(|| {
        view! { <ButtonLink href=paths::CATALOG kind=Kind::Primary icon=Glyph::Plus>{text.new_purchase()}</ButtonLink> }
    });
    let head = view! {
        <PageHead text title=text.nav_orders() sub=text.orders_sub().into_any() actions=actions.into_any()/>
    };
    if total == 0 {
        return view! { {head} {none(text, may_buy)} }.into_any();
    }
    let list = if listed.items.is_empty() {
        no_match(text).into_any()
    } else {
        rows(text, &times, &filter, &counts, listed).into_any()
    };
    view! {
        {head}
        <Tabs label=text.orders_views() tabs=views(text, &filter)/>
        {form(text, &filter)}
        <div id="order-states" data-live-part="">
            <Chips label=text.orders_by_state() chips=chips(text, &filter, &counts)/>
        </div>
        <section class="panel" id="order-list" data-live-part="">{list}</section>
    }
    .into_any()
}

fn views(text: Text, filter: &Filter) -> Vec<Tab> {
    let mine = Filter { mine: true, ..Filter::default() };
    let mine_open = Filter { shown: Some(Shown::Open), ..mine.clone() };
    let here = Filter { trail: Vec::new(), ..filter.clone() };
    [
        (text.orders_view_all(), Filter::default()),
        (text.orders_view_mine(), mine),
        (text.orders_view_mine_open(), mine_open),
    ]
    .map(|(label, view)| Tab { href: view.first_page(), label: label.to_owned(), current: view == here })
    .to_vec()
}

/// The worst first. A chip leaves the other filters out, because its count does.
fn chips(text: Text, filter: &Filter, counts: &StateCounts) -> Vec<Chip> {
    let count = |shown: Option<Shown>| -> u64 {
        let sum: i64 = counts
            .iter()
            .filter(|(state, _)| shown.is_none_or(|shown| shown.holds(*state)))
            .map(|(_, count)| count)
            .sum();
        sum.try_into().unwrap_or_default()
    };
    let all = Chip {
        href: Filter::default().first_page(),
        label: text.orders_all().to_owned(),
        count: count(None),
        icon: None,
        tone: Tone::Neutral,
        current: filter.is_plain(),
    };
    let some = [
        Shown::Only(State::Unknown),
        Shown::Only(State::NeedsPerson),
        Shown::Only(State::PendingApproval),
        Shown::Only(State::Approved),
        Shown::Only(State::Executing),
        Shown::Only(State::Bought),
        Shown::Only(State::NotBought),
        Shown::Closed,
        Shown::Only(State::Draft),
    ]
    .into_iter()
    .filter_map(|shown| {
        let current = filter.shown == Some(shown) && !filter.is_narrow();
        let count = count(Some(shown));
        (count > 0 || current).then(|| Chip {
            href: Filter::only(shown).first_page(),
            label: shown_label(text, shown).to_owned(),
            count,
            icon: Some(shown_icon(shown)),
            tone: shown_tone(shown),
            current,
        })
    });
    std::iter::once(all).chain(some).collect()
}

fn shown_label(text: Text, shown: Shown) -> &'static str {
    match shown {
        Shown::Only(State::Unknown) => text.orders_chip_unknown(),
        Shown::Only(State::NeedsPerson) => text.orders_chip_needs_person(),
        Shown::Only(State::Approved) => text.orders_chip_approved(),
        Shown::Only(state) => text.state(state),
        Shown::Open => text.orders_open(),
        Shown::Doubt => text.orders_doubt(),
        Shown::Closed => text.orders_closed(),
    }
}

const fn shown_icon(shown: Shown) -> Glyph {
    match shown {
        Shown::Only(state) => state_icon(state),
        Shown::Open => Glyph::HalfRing,
        Shown::Doubt => Glyph::QuestionDiamond,
        Shown::Closed => Glyph::BarRing,
    }
}

const fn shown_tone(shown: Shown) -> Tone {
    match shown {
        Shown::Only(state) => state_tone(state),
        Shown::Doubt => Tone::Hold,
        Shown::Open | Shown::Closed => Tone::Neutral,
    }
}

fn form(text: Text, filter: &Filter) -> impl IntoView + use<> {
    let states = std::iter::once((String::new(), text.orders_any_state().to_owned()))
        .chain(Shown::GROUPS.into_iter().chain(State::ALL.into_iter().map(Shown::Only)).map(|shown| {
            let label = match shown {
                Shown::Only(state) => text.state(state),
                group => shown_label(text, group),
            };
            (shown.name().to_owned(), label.to_owned())
        }))
        .collect();
    let operations = std::iter::once((String::new(), text.orders_any_operation().to_owned()))
        .chain(
            Operation::ALL
                .map(|operation| (operation.key().to_owned(), text.operation(operation).to_owned())),
        )
        .collect();
    let whose = vec![
        (String::new(), text.orders_anybody().to_owned()),
        ("1".to_owned(), text.orders_mine().to_owned()),
    ];
    view! {
        <form class="filters" role="search" aria-label=text.orders_filter() method="get" action=paths::ORDERS>
            <span class="command">
                <Icon icon=Glyph::Search/>
                <label class="vh" for="order-words">{text.orders_find()}</label>
                <input
                    id="order-words"
                    name="q"
                    type="search"
                    value=filter.words.clone()
                    placeholder=text.orders_find_placeholder()
                    maxlength="200"
                    autocomplete="off"
                />
            </span>
            {choice("order-state", "state", text.orders_col_state(), states, filter.shown.map_or("", Shown::name))}
            {choice("order-operation", "operation", text.orders_operation(), operations, filter.operation.map_or("", Operation::key))}
            {choice("order-mine", "mine", text.orders_whose(), whose, if filter.mine { "1" } else { "" })}
            <Button>{text.orders_apply()}</Button>
        </form>
    }
}

/// A list of values to narrow another list by.
pub fn choice(
    id: &'static str,
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
) -> impl IntoView + use<> {
    let options = options
        .into_iter()
        .map(|(value, label)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{label}</option> }
        })
        .collect_view();
    view! {
        <label class="vh" for=id>{label}</label>
        <span class="select">
            <select class="ctl" id=id name=name>{options}</select>
            <Icon icon=Glyph::Down/>
        </span>
    }
}

fn rows(
    text: Text,
    times: &Times,
    filter: &Filter,
    counts: &StateCounts,
    listed: Listed<OrderRow>,
) -> impl IntoView + use<> {
    let sum = what::sum(listed.items.iter().filter_map(|row| row.ceiling.as_ref()));
    let first = filter.trail.len() * PAGE as usize + 1;
    let last = first + listed.items.len() - 1;
    let total: i64 = counts
        .iter()
        .filter(|(state, _)| filter.shown.is_none_or(|shown| shown.holds(*state)))
        .map(|(_, count)| count)
        .sum();
    let mut shown = if filter.is_narrow() {
        text.orders_shown(first, last)
    } else {
        text.orders_shown_of(first, last, total)
    };
    if let Some(sum) = sum {
        shown = format!("{shown} · {}", text.orders_sum(sum));
    }
    let columns = vec![
        Column::new(text.orders_col_order()),
        Column::new(text.orders_col_what()),
        Column::new(text.orders_col_state()),
        Column::new(text.orders_col_requester()).narrow(Narrow::Off),
        Column::new(text.orders_col_up_to()).end(),
        Column::new(text.orders_col_changed()).end(),
    ];
    let next = listed.next.map(|cursor| filter.next(cursor));
    let lines = listed.items.into_iter().map(|row| line(text, times, row)).collect_view();
    view! {
        <Table caption=text.orders_caption() columns>{lines}</Table>
        <Pager text shown previous=filter.previous() next/>
    }
}

fn line(text: Text, times: &Times, row: OrderRow) -> impl IntoView + use<> {
    let note = match row.state {
        State::Draft => Some(text.orders_draft_note()),
        State::Unknown => Some(text.orders_unknown_note()),
        State::NeedsPerson => Some(text.orders_needs_person_note()),
        State::NotBought => Some(text.orders_not_bought_note()),
        // The badge says it.
        State::Bought if row.fulfilment == Some(Fulfilment::Unpaid) => None,
        _ => row.fulfilment.map(|fulfilment| text.fulfilment(fulfilment)),
    };
    let changed = times.short(row.updated_at);
    view! {
        <Row>
            <RowHead><a class="key id" href=paths::order(row.number)>{row.number.to_string()}</a></RowHead>
            <Cell narrow=Narrow::Wide>
                {what::what(text, row.operation, &row.spec)}
                <Sub>{what::place(text, row.operation, &row.spec)}</Sub>
            </Cell>
            <Cell narrow=Narrow::Wide>
                <OrderBadge text state=row.state fulfilment=row.fulfilment/>
                {note.map(|note| view! { <Sub>{note}</Sub> })}
            </Cell>
            <Cell narrow=Narrow::Off>{row.requester.name}<Sub>{row.team}</Sub></Cell>
            <Cell num=true>{ceiling(text, row.ceiling)}</Cell>
            <Cell num=true narrow=Narrow::End><span class="muted"><Time at=changed/></span></Cell>
        </Row>
    }
}

/// The ceiling, or that there is none yet.
pub fn ceiling(text: Text, ceiling: Option<domain::money::Money>) -> AnyView {
    match ceiling {
        Some(money) => view! { <b class="money"><Amount money/></b> }.into_any(),
        None => view! { <span class="dim">{text.orders_no_ceiling()}</span> }.into_any(),
    }
}

fn none(text: Text, may_buy: bool) -> impl IntoView {
    view! {
        <section class="panel" id="order-list" data-live-part="">
            <Empty icon=Glyph::List title=text.orders_none_title()>
                <p>{text.orders_none()}</p>
                {may_buy.then(|| view! {
                    <div class="actions"><ButtonLink href=paths::CATALOG>{text.orders_none_act()}</ButtonLink></div>
                })}
            </Empty>
        </section>
    }
}

fn no_match(text: Text) -> impl IntoView {
    view! {
        <Empty icon=Glyph::Search title=text.orders_no_match_title()>
            <p>{text.orders_no_match()}</p>
            <div class="actions"><ButtonLink href=paths::ORDERS>{text.orders_no_match_act()}</ButtonLink></div>
        </Empty>
    }
}
