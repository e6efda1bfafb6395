//! What is known of an order in doubt beside the cloud's answers: looks at the cloud, and what people said.

use domain::{
    order::{State, settlement::Stage},
    view::{LookView, Order, StatementView},
};
use leptos::prelude::*;

use crate::{
    components::{
        identifier::Identifier,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
    },
    format::Times,
    i18n::Text,
};

/// Newest first. Nothing where nobody looked and nobody said anything.
#[component]
pub fn Known(text: Text, times: Times, order: Order) -> impl IntoView {
    let mut runs: Vec<Run> = Vec::new();
    for look in order.looks.iter().rev() {
        match runs.last_mut() {
            Some(run)
                if run.look.saw == look.saw
                    && run.look.act == look.act
                    && run.look.reference == look.reference =>
            {
                run.times += 1
            }
            _ => runs.push(Run { look: look.clone(), times: 1 }),
        }
    }
    let looks = runs.into_iter().map(|run| (run.look.at, look(text, &times, run)));
    let said = order.statements.iter().map(|said| (said.at, statement(text, &times, &order, said)));
    let mut rows: Vec<_> = looks.chain(said).collect();
    rows.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    (!rows.is_empty()).then(|| {
        let columns = [text.known_when(), text.known_who(), text.known_what(), text.known_means()];
        let columns = columns.map(Column::new).to_vec();
        let rows = rows.into_iter().map(|(_, row)| row).collect_view();
        view! {
            <Panel title=text.known_title() pad=Pad::None>
                <Table caption=text.known_caption() columns>{rows}</Table>
            </Panel>
        }
    })
}

/// Looks in a row that saw the same: one line, of the newest.
struct Run {
    look: LookView,
    times: usize,
}

fn look(text: Text, times: &Times, run: Run) -> AnyView {
    let Run { look, times: count } = run;
    let (saw, means) = text.look(&look.saw, look.act);
    let repeated = (count > 1).then(|| view! { <Sub>{text.known_times(count)}</Sub> });
    let cloud = look.cloud_date.map(|at| text.known_cloud_time(times.second(at).label));
    let cloud = cloud.map(|words| view! { <Sub>{words}</Sub> });
    let at = times.second(look.at);
    let reference = look.reference.map(|value| {
        view! { <Sub><Identifier text value what=text.known_reference()/></Sub> }
    });
    let message = look.message.filter(|message| !message.is_empty());
    view! {
        <Row>
            <RowHead><span class="mono nowrap"><Time at/></span>{cloud}</RowHead>
            <Cell>{text.known_portal()}</Cell>
            <Cell narrow=Narrow::Wide>
                {saw}{reference}{message.map(|message| view! { <Sub>{message}</Sub> })}{repeated}
            </Cell>
            <Cell narrow=Narrow::Wide>{means}</Cell>
        </Row>
    }
    .into_any()
}

/// Whether what it says is still to be settled.
fn waits(order: &Order, said: &StatementView) -> bool {
    let settlement = order.payment.as_ref().and_then(|payment| payment.settlement.as_ref());
    match said.said.act() {
        None => order.state == State::NeedsPerson,
        Some(_) => settlement.is_some_and(|settlement| settlement.stage == Stage::NeedsPerson),
    }
}

fn statement(text: Text, times: &Times, order: &Order, said: &StatementView) -> AnyView {
    let means = if said.by.id == order.requester.id {
        text.known_proposal()
    } else if waits(order, said) {
        text.known_one_of_two()
    } else {
        text.known_verdict()
    };
    let reference = said.reference.clone().map(|value| {
        view! { " "<Identifier text value what=text.known_reference()/> }
    });
    let reason = (!said.reason.is_empty()).then(|| text.event_quote(&said.reason));
    let reason = reason.map(|words| view! { <Sub><span class="said">{words}</span></Sub> });
    let (at, what) = (times.second(said.at), text.said(said.said));
    let name = said.by.name.clone();
    view! {
        <Row>
            <RowHead><span class="mono nowrap"><Time at/></span></RowHead>
            <Cell><b>{name}</b></Cell>
            <Cell narrow=Narrow::Wide>{what}{reference}{reason}</Cell>
            <Cell narrow=Narrow::Wide>{means}</Cell>
        </Row>
    }
    .into_any()
}
