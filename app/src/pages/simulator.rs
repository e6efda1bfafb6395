//! `/dev/sim`, in the try-out mode: what the simulated clouds sold, to whom, and how to make them fail.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::BackendError;
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    components::{
        badge::Tag,
        button::{Button, Kind},
        choice::Choice,
        control::Select,
        empty::Empty,
        field::Field,
        icon::Glyph,
        money::Amount,
        page_head::PageHead,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
        toast::Toast,
    },
    fault,
    format::Times,
    i18n::Text,
    paths,
    portal::{Portal, Seen, SeenAccount, SeenEntry, Simulated},
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new()
        .route(paths::SIMULATOR, get(show))
        .route(paths::SIMULATOR_FAULTS, post(arrange))
        .route(paths::SIMULATOR_CALM, post(calm))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outcome {
    done: String,
}

/// The clouds, or the page that there are none.
fn clouds<'a>(portal: &'a Portal, reader: &SignedIn) -> Result<&'a Arc<dyn Simulated>, Response> {
    portal.simulated.as_ref().ok_or_else(|| fault::show(&reader.chrome, BackendError::NotFound))
}

async fn show(State(portal): State<Portal>, reader: SignedIn, Query(outcome): Query<Outcome>) -> Response {
    let seen = match clouds(&portal, &reader) {
        Ok(clouds) => clouds.seen(),
        Err(page) => return page,
    };
    let (text, times) = (reader.chrome.text(), reader.chrome.times());
    let arranged = outcome.done == "arranged";
    render::page(&reader.chrome, &Page::new(text.sim_title()), || {
        view! { <SimulatorPage text times seen arranged/> }
    })
}

async fn arrange(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    match clouds(&portal, &reader) {
        Ok(clouds) if clouds.arrange(typed.get("action"), typed.get("word")) => {
            Redirect::to(&paths::with_query(paths::SIMULATOR, &[("done", "arranged")])).into_response()
        }
        Ok(_) => fault::show(&reader.chrome, BackendError::NotFound),
        Err(page) => page,
    }
}

async fn calm(State(portal): State<Portal>, reader: SignedIn) -> Response {
    match clouds(&portal, &reader) {
        Ok(clouds) => {
            clouds.clear_faults();
            Redirect::to(paths::SIMULATOR).into_response()
        }
        Err(page) => page,
    }
}

#[component]
fn SimulatorPage(text: Text, times: Times, seen: Seen, arranged: bool) -> impl IntoView {
    let Seen { address, accounts, ledger, entries, waiting, actions, words } = seen;
    view! {
        <PageHead
            text
            title=text.sim_title()
            sub=view! { <span>{text.sim_sub(address)}</span><Tag label=text.demo_short()/> }.into_any()
        />
        <div class="halves">
            <div class="stack">{faults(text, waiting, actions, &words)}</div>
            <div class="stack">{balances(text, accounts)}</div>
        </div>
        {sold(text, &times, ledger, entries)}
        {spoken(text, words)}
        {arranged.then(|| view! { <Toast text>{text.sim_arranged()}</Toast> })}
    }
}

fn faults(
    text: Text,
    waiting: Vec<(String, String)>,
    actions: Vec<&'static str>,
    words: &[&'static str],
) -> impl IntoView + use<> {
    let first = actions.first().copied().unwrap_or_default();
    let actions = actions.into_iter().map(|action| Choice::new(action, action)).collect::<Vec<_>>();
    let chosen = words.first().copied().unwrap_or_default();
    let words = words.iter().map(|word| Choice::new(*word, text.sim_word(word))).collect::<Vec<_>>();
    let calm = (!waiting.is_empty()).then(|| {
        let lines = waiting
            .iter()
            .map(|(action, word)| view! { <li><code>{action.clone()}</code>": "{text.sim_word(word)}</li> })
            .collect_view();
        view! {
            <form class="stack" method="post" action=paths::SIMULATOR_CALM>
                <p>{text.sim_waiting(waiting.len())}</p>
                <ul>{lines}</ul>
                <div class="actions"><Button small=true>{text.sim_clear()}</Button></div>
            </form>
        }
    });
    let none = calm.is_none().then(|| view! { <p class="muted">{text.sim_none_waiting()}</p> });
    view! {
        <Panel title=text.sim_faults() note=text.sim_faults_note().to_owned()>
            <div class="stack">
            <form class="stack" method="post" action=paths::SIMULATOR_FAULTS>
                <Field text name="action" label=text.sim_action() plain=true>
                    <Select choices=actions value=first/>
                </Field>
                <Field text name="word" label=text.sim_fault() plain=true>
                    <Select choices=words value=chosen/>
                </Field>
                <div class="actions"><Button kind=Kind::Primary>{text.sim_arrange()}</Button></div>
            </form>
            {calm}
            {none}
            </div>
        </Panel>
    }
}

fn balances(text: Text, accounts: Vec<SeenAccount>) -> impl IntoView + use<> {
    let columns = vec![
        Column::new(text.sim_col_account()),
        Column::new(text.sim_col_standing()),
        Column::new(text.sim_col_balance()).end(),
    ];
    let rows = accounts
        .into_iter()
        .map(|account| {
            view! {
                <Row>
                    <RowHead><b>{account.name}</b><Sub>{text.provider(account.provider)}</Sub></RowHead>
                    <Cell narrow=Narrow::Wide>{text.sim_standing(account.standing)}</Cell>
                    <Cell num=true narrow=Narrow::End><Amount money=account.balance less=account.is_overdrawn/></Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Panel title=text.sim_accounts() pad=Pad::None>
            <Table caption=text.sim_accounts_caption() columns>{rows}</Table>
        </Panel>
    }
}

fn sold(text: Text, times: &Times, ledger: Vec<SeenEntry>, entries: usize) -> impl IntoView + use<> {
    let body = if ledger.is_empty() {
        view! {
            <Empty icon=Glyph::Flask title=text.sim_ledger_empty()><p>{text.sim_ledger_empty_text()}</p></Empty>
        }
        .into_any()
    } else {
        let columns = vec![
            Column::new(text.sim_col_entry()),
            Column::new(text.sim_col_call()),
            Column::new(text.sim_col_account()),
            Column::new(text.sim_col_reference()),
            Column::new(text.sim_col_price()).end(),
        ];
        let rows = ledger.into_iter().map(|entry| line(text, times, entry)).collect_view();
        view! { <Table caption=text.sim_ledger_caption() columns>{rows}</Table> }.into_any()
    };
    view! {
        <Panel title=text.sim_ledger() note=text.sim_ledger_note(entries) pad=Pad::None>{body}</Panel>
    }
}

fn line(text: Text, times: &Times, entry: SeenEntry) -> impl IntoView + use<> {
    let at = times.short(entry.at);
    view! {
        <Row>
            <RowHead><b>{entry.number}</b><Sub><Time at/></Sub></RowHead>
            <Cell narrow=Narrow::Wide>{text.sim_effect(&entry.effect)}<Sub><code>{entry.action}</code></Sub></Cell>
            <Cell narrow=Narrow::Wide>{entry.account}<Sub>{text.provider(entry.provider)}</Sub></Cell>
            <Cell narrow=Narrow::Wide><span class="id">{entry.reference}</span></Cell>
            <Cell num=true narrow=Narrow::End><Amount money=entry.price/></Cell>
        </Row>
    }
}

fn spoken(text: Text, words: Vec<&'static str>) -> impl IntoView + use<> {
    let columns = vec![Column::new(text.sim_col_word()), Column::new(text.sim_fault())];
    let rows = words
        .into_iter()
        .map(|word| {
            view! {
                <Row>
                    <RowHead><code>{word}</code></RowHead>
                    <Cell narrow=Narrow::Wide>{text.sim_word(word)}</Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Panel title=text.sim_words() pad=Pad::None>
            <p class="pad muted">{text.sim_words_text()}</p>
            <Table caption=text.sim_words_caption() columns>{rows}</Table>
        </Panel>
    }
}
