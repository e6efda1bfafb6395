//! Lists, figures and an order's course.

use domain::{
    money::{Currency, Money},
    order::State,
};
use leptos::prelude::*;
use time::{Duration, OffsetDateTime, macros::datetime};

use crate::{
    components::{
        badge::{StateBadge, Tone, state_icon},
        icon::Glyph,
        identifier::Identifier,
        key_value::{KeyValues, Pair, Sheet},
        money::Amount,
        pager::Pager,
        panel::{Pad, Panel},
        readouts::{Readout, Readouts},
        scale::{At, Mark, Scale},
        table::{Cell, Column, Direction, Narrow, PickCell, Row, RowHead, Sub, Table},
        tabs::{Chip, Chips, Tab, Tabs},
        time::Time,
        timeline::{Log, LogDay, LogEntry},
    },
    format::Times,
    i18n::Text,
    paths,
};

pub(super) const SENT: OffsetDateTime = datetime!(2026-11-21 12:04:11 UTC);

/// An invented amount.
pub(super) fn cny(digits: &str) -> Money {
    Money::parse(digits, Currency::Cny).expect("the sheet's amounts are written in this file")
}

pub(super) fn readouts(text: Text) -> impl IntoView {
    view! {
        <Readouts label=text.gallery_readouts()>
            <Readout
                name=text.gallery_doubt()
                icon=Glyph::QuestionDiamond
                tone=Tone::Hold
                note=text.gallery_doubt_note().to_owned()
                href=paths::orders_where(&[("state", "unknown")])
            >
                "2"
            </Readout>
            <Readout name=text.gallery_open() icon=Glyph::List href=paths::ORDERS.to_owned()>"5"</Readout>
            <Readout name=text.gallery_waiting() icon=Glyph::Tray href=paths::APPROVALS.to_owned()>"0"</Readout>
            <Readout name=text.gallery_running() icon=Glyph::Server href=paths::INSTANCES.to_owned()>"17"</Readout>
            <Readout name=text.gallery_month()><Amount money=cny("92358")/></Readout>
        </Readouts>
    }
}

pub(super) fn progress(text: Text) -> impl IntoView {
    let marks = vec![
        Mark::new(At::Done, text.gallery_step_submitted(), "18:20, Lin Wei"),
        Mark::new(At::Done, text.gallery_step_approved(), "20:02, 2/2"),
        Mark::new(At::Done, text.gallery_step_sent(), "20:04:11"),
        Mark::new(At::Hold, text.gallery_step_settling(), text.gallery_now()),
        Mark::new(At::Todo, text.gallery_step_outcome(), text.gallery_step_outcome_note()),
    ];
    view! { <Panel title=text.gallery_progress() pad=Pad::None><Scale text marks/></Panel> }
}

pub(super) fn log(text: Text, times: Times) -> impl IntoView {
    let request = view! {
        <span>"503"</span>
        <Identifier text value="C2E01F77-8A4B-4D19-B3C0-2F9A6E5D1147" what=text.gallery_request_id()/>
    };
    view! {
        <Panel title=text.gallery_timeline()>
            <Log>
                <LogDay label=times.day_heading(SENT)/>
                <LogEntry at=times.second(SENT + Duration::seconds(3)) icon=Glyph::QuestionDiamond tone=Tone::Hold number=4_021 meta=request.into_any()>
                    <b>{text.state(State::Unknown)}</b>" · "{text.gallery_event_unknown()}
                </LogEntry>
                <LogEntry at=times.second(SENT) number=4_020>{text.gallery_event_sent()}</LogEntry>
                <LogEntry at=times.second(SENT - Duration::seconds(76)) icon=Glyph::TickRing number=4_017>
                    <b>"Ravi Patel"</b>" "{text.gallery_event_approved()}
                </LogEntry>
            </Log>
        </Panel>
    }
}

pub(super) fn table(text: Text, times: Times) -> impl IntoView {
    let columns = vec![
        Column::new("✓").hidden(),
        Column::new(text.gallery_col_number()),
        Column::new(text.gallery_col_what()),
        Column::new(text.gallery_col_state()),
        Column::new(text.gallery_col_money()).end().sort(paths::orders_where(&[("sort", "ceiling")]), None),
        Column::new(text.gallery_col_time()).end().sort(paths::ORDERS, Some(Direction::Descending)),
    ];
    let rows = [
        (10_497, State::Unknown, "9996"),
        (10_496, State::PendingApproval, "2860"),
        (10_490, State::Bought, "540"),
    ];
    let rows = rows.map(|(number, state, digits)| {
        let number = format!("P-{number}");
        let changed = times.short(SENT);
        view! {
            <Row open=state == State::PendingApproval>
                <PickCell name="order" value=number.clone() label=text.gallery_pick(&number)/>
                <RowHead><a class="key id" href=paths::order(&number)>{number.clone()}</a></RowHead>
                <Cell narrow=Narrow::Wide>{text.gallery_what()}<Sub>{text.gallery_where()}</Sub></Cell>
                <Cell narrow=Narrow::Wide><StateBadge text state/></Cell>
                <Cell num=true><Amount money=cny(digits)/></Cell>
                <Cell num=true narrow=Narrow::End><Time at=changed/></Cell>
            </Row>
        }
    });
    view! {
        <div class="stack" data-gap="s">
            <Tabs
                label=text.gallery_views()
                tabs=vec![
                    Tab { href: paths::ORDERS.to_owned(), label: text.gallery_all().to_owned(), current: true },
                    Tab { href: paths::ORDERS.to_owned(), label: text.gallery_mine().to_owned(), current: false },
                ]
            />
            <Chips label=text.gallery_states() chips=chips(text)/>
            <Panel title=text.gallery_table() pad=Pad::None>
                <Table caption=text.nav_orders() columns>{rows.collect_view()}</Table>
                <Pager text shown=text.gallery_shown() previous=None next=Some(paths::ORDERS.to_owned())/>
            </Panel>
        </div>
    }
}

fn chips(text: Text) -> Vec<Chip> {
    let chip = |label: &str, count, icon, tone, current| Chip {
        href: paths::ORDERS.to_owned(),
        label: label.to_owned(),
        count,
        icon,
        tone,
        current,
    };
    let of = |state, count, tone| chip(text.state(state), count, Some(state_icon(state)), tone, false);
    vec![
        chip(text.gallery_all(), 214, None, Tone::Neutral, true),
        of(State::Unknown, 1, Tone::Hold),
        of(State::NotBought, 9, Tone::Bad),
        of(State::Bought, 160, Tone::Good),
        of(State::PendingApproval, 6, Tone::Neutral),
    ]
}

pub(super) fn parameters(text: Text) -> impl IntoView {
    let hash = "9f2c41d7b5a0c3e1d4f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293ae08b";
    let aside = view! {
        <span class="note">{text.gallery_frozen()}</span>
        <Identifier text value=hash what="SHA-256" short=true/>
    };
    view! {
        <Panel title=text.gallery_parameters() aside=aside.into_any() pad=Pad::Tight>
            <KeyValues sheet=Sheet::Wire>
                <Pair name=text.gallery_source() wire="SourceRegion">{text.gallery_hangzhou()}</Pair>
                <Pair name=text.gallery_count() wire="DBInstanceCount">"3"</Pair>
                <Pair name=text.gallery_billing() wire="PayType">{text.gallery_prepaid()}" "<code class="dim xs">"PrePaid"</code></Pair>
            </KeyValues>
        </Panel>
    }
}
