//! Every request that may have left for the cloud, with what came back and what that means.

use domain::view::{Order, SendView};
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

/// Newest first. Nothing where nothing was sent.
#[component]
pub fn Sends(text: Text, times: Times, order: Order) -> impl IntoView {
    let mut sends: Vec<_> = order.attempts.iter().flat_map(|attempt| attempt.sends.clone()).collect();
    sends.sort_by_key(|send| std::cmp::Reverse((send.signed_at, send.number)));
    let token = order.attempts.last().and_then(|attempt| attempt.client_token.clone()).map(|value| {
        view! { <Identifier text value what=text.order_token() short=true/> }
    });
    let note = (sends.len() > 1 && token.is_some()).then(|| text.order_sends_note().to_owned());
    let columns =
        [text.order_send(), text.order_send_time(), text.order_send_answer(), text.order_send_means()];
    let columns = columns.map(Column::new).to_vec();
    (!sends.is_empty()).then(|| {
        let mut runs: Vec<Run> = Vec::new();
        for send in sends {
            match runs.last_mut() {
                Some(run) if run.goes_on_with(&send) => run.first = Some(send),
                _ => runs.push(Run { last: send, first: None }),
            }
        }
        let rows = runs.into_iter().map(|run| row(text, &times, run)).collect_view();
        view! {
            <Panel title=text.order_sends() note aside=token.into_any() pad=Pad::None>
                <Table caption=text.order_sends_caption() columns>{rows}</Table>
            </Panel>
        }
    })
}

/// Sends in a row that nobody answered, which say the same: one line.
struct Run {
    last: SendView,
    first: Option<SendView>,
}

impl Run {
    fn goes_on_with(&self, send: &SendView) -> bool {
        let silent =
            |send: &SendView| send.code.is_none() && send.http_status.is_none() && send.request_id.is_none();
        silent(&self.last) && silent(send) && self.last.advice == send.advice && send.advice.is_some()
    }
}

fn row(text: Text, times: &Times, run: Run) -> impl IntoView + use<> {
    let Run { last: send, first } = run;
    let number = match &first {
        Some(first) => text.order_send_range(first.number, send.number),
        None => send.number.to_string(),
    };
    let since = first.map(|first| {
        let since = text.order_send_since(times.second(first.signed_at).label);
        view! { <Sub><span class="nowrap">{since}</span></Sub> }
    });
    let answered = send.code.is_some() || send.http_status.is_some();
    let advice = send.advice.as_deref();
    let means = match advice.and_then(|code| text.advice(code)) {
        Some(means) => means,
        None if advice.is_none() && !answered => text.order_send_pending_means(),
        None => text.verdict(send.verdict),
    };
    let request = match send.request_id {
        Some(value) => view! {
            <Sub>{text.event_request()}" "<Identifier text value what=text.order_request_id()/></Sub>
        }
        .into_any(),
        None => view! { <Sub>{text.order_send_no_id()}</Sub> }.into_any(),
    };
    let answer = match (send.code, send.http_status) {
        (Some(code), _) => view! { <code>{code}</code> }.into_any(),
        (None, Some(status)) => text.event_http(status).into_any(),
        (None, None) if send.advice.is_none() => text.order_send_pending().into_any(),
        (None, None) => text.event_no_answer().into_any(),
    };
    let at = times.second(send.signed_at);
    view! {
        <Row>
            <RowHead><span class="nowrap">{number}</span></RowHead>
            <Cell narrow=Narrow::End><span class="mono nowrap"><Time at/></span>{since}</Cell>
            <Cell narrow=Narrow::Wide>{answer}{answered.then_some(request)}</Cell>
            <Cell narrow=Narrow::Wide>{means}</Cell>
        </Row>
    }
}
