//! What happened to an order, newest first. An event of a kind that this page does not know stands under
//! its own name.

use domain::{
    instance::Fulfilment,
    order::{State, Verdict, settlement::Act},
    view::EventView,
};
use leptos::prelude::*;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    components::{
        badge::{Tone, state_icon, state_tone},
        icon::Glyph,
        identifier::Identifier,
        panel::Panel,
        timeline::{Log, LogDay, LogEntry},
    },
    format::Times,
    i18n::Text,
};

/// A log with more lines than this shows its newest, and folds the rest.
const FOLDED_FROM: usize = 18;
const NEWEST: usize = 11;

/// `events` in any order.
#[component]
pub fn Timeline(text: Text, times: Times, mut events: Vec<EventView>) -> impl IntoView {
    events.sort_by_key(|event| std::cmp::Reverse((event.at, event.sequence)));
    if events.iter().any(is_unpaid) {
        // It is not done with before it is paid.
        for event in events.iter_mut().filter(|event| fact(event, "advice") == Some("nothing_to_do")) {
            event.data.remove("advice");
        }
    }
    let note = if events.iter().any(|event| event.sequence.is_some()) {
        text.order_timeline_numbers()
    } else {
        text.order_timeline_note()
    };
    let mut day = String::new();
    let mut lines: Vec<AnyView> = events
        .iter()
        .flat_map(|event| {
            let heading = times.day_heading(event.at);
            let fresh = (heading != day).then(|| view! { <LogDay label=heading.clone()/> }.into_any());
            day = heading;
            fresh.into_iter().chain([entry(text, &times, event)])
        })
        .collect();
    let earlier = lines.split_off(if lines.len() > FOLDED_FROM { NEWEST } else { lines.len() });
    let earlier = (!earlier.is_empty()).then(|| {
        view! {
            <details class="more" id="order-earlier">
                <summary>{text.order_timeline_earlier(earlier.len())}</summary>
                <Log>{earlier}</Log>
            </details>
        }
    });
    view! { <Panel title=text.order_timeline() note=note.to_owned()><Log>{lines}</Log>{earlier}</Panel> }
}

fn entry(text: Text, times: &Times, event: &EventView) -> AnyView {
    let (icon, tone) = mark(event);
    let sentence = sentence(text, event);
    view! { <LogEntry at=times.second(event.at) icon tone meta=meta(text, times, event)>{sentence}</LogEntry> }
    .into_any()
}

/// The drawing of the state that it led to; for all else a dot, or what the answer was worth.
fn mark(event: &EventView) -> (Glyph, Tone) {
    let to = event.to.as_deref().and_then(|to| to.parse::<State>().ok());
    match (event.action.as_str(), to) {
        ("decision.approve", _) => (Glyph::TickRing, Tone::Neutral),
        ("decision.reject", _) => (Glyph::CrossRing, Tone::Neutral),
        ("evidence.received", _) => match fact(event, "verdict") {
            Some("done") => (Glyph::TickRing, Tone::Good),
            Some("not_done") => (Glyph::CrossRing, Tone::Bad),
            _ => (Glyph::QuestionDiamond, Tone::Hold),
        },
        ("instance.status", _) => match fulfilment(event) {
            Some(Fulfilment::Running) => (Glyph::CoreRing, Tone::Good),
            Some(Fulfilment::Failed) => (Glyph::CrossOctagon, Tone::Bad),
            Some(Fulfilment::Unpaid) => (Glyph::AlertTriangle, Tone::Hold),
            Some(Fulfilment::NotConfigured) => (Glyph::DashedRing, Tone::Neutral),
            Some(Fulfilment::Released) => (Glyph::SlashRing, Tone::Neutral),
            Some(Fulfilment::Creating) => (Glyph::HalfRing, Tone::Work),
            None => (Glyph::Dot, Tone::Neutral),
        },
        _ if is_unpaid(event) => (Glyph::AlertTriangle, Tone::Hold),
        ("order.waiting", _) => (Glyph::Clock, Tone::Neutral),
        (_, Some(state)) if is_told_by_shape(state) => (state_icon(state), state_tone(state)),
        _ => (Glyph::Dot, Tone::Neutral),
    }
}

/// Steps on the way are dots; ends, decisions and doubt have their own silhouette.
const fn is_told_by_shape(state: State) -> bool {
    match state {
        State::Draft | State::PendingApproval | State::Executing => false,
        State::Approved
        | State::Bought
        | State::NotBought
        | State::Unknown
        | State::NeedsPerson
        | State::Rejected
        | State::Cancelled
        | State::Expired => true,
    }
}

fn sentence(text: Text, event: &EventView) -> AnyView {
    match event.action.as_str() {
        "order.created" => by(text, event, text.event_created().to_owned()),
        "order.submitted" => by(
            text,
            event,
            match fact(event, "revision") {
                Some(revision) => text.event_submitted_revision(revision),
                None => text.event_submitted().to_owned(),
            },
        ),
        "decision.approve" => by(text, event, text.event_decision_approve().to_owned()),
        "decision.reject" => by(text, event, text.event_decision_reject().to_owned()),
        "approval.handed_over" => by(text, event, text.event_handed_over().to_owned()),
        "order.said" => by(text, event, text.event_said().to_owned()),
        "approval.escalated" => match fact(event, "cause") {
            Some("too_few") => text.event_escalated_few(fact(event, "step").unwrap_or_default()).into_any(),
            _ => text.event_escalated_half(fact(event, "step").unwrap_or_default()).into_any(),
        },
        "approval.approver_missing" => {
            text.event_approver_missing(fact(event, "step").unwrap_or_default()).into_any()
        }
        "approval.asked_again" => text.event_asked_again(fact(event, "step").unwrap_or_default()).into_any(),
        "approval.reminded" => match fact(event, "kind") {
            Some("last_day") => text.event_reminded_last().into_any(),
            _ => text.event_reminded_half().into_any(),
        },
        "order.approved" => match fact(event, "rule") {
            Some(rule) => text.event_approved_by_rule(rule).into_any(),
            None => text.event_approved().into_any(),
        },
        "order.approver_named" => by(
            text,
            event,
            text.event_approver_named(
                fact(event, "person").unwrap_or_default(),
                fact(event, "step").unwrap_or_default(),
            ),
        ),
        "order.rejected" => text.event_rejected().into_any(),
        "order.cancelled" => by(text, event, text.event_cancelled().to_owned()),
        "order.revised" => by(text, event, text.event_revised().to_owned()),
        "order.expired" => match event.from.as_deref() {
            Some("approved") => text.event_expired_approved().into_any(),
            _ => text.event_expired_pending().into_any(),
        },
        "order.started" => text.event_started().into_any(),
        "send.written" => text.event_send(fact(event, "send_no").unwrap_or("1").to_owned()).into_any(),
        "evidence.received" => evidence(text, event),
        "order.bought" | "order.not_bought" if fact(event, "by") == Some("person") => settled(text, event),
        "verdict.first" => by(text, event, text.event_verdict_first(said(text, event))),
        "verdict.proposed" => by(text, event, text.event_verdict_proposed(said(text, event))),
        "order.taken" => by(text, event, text.event_taken().to_owned()),
        "alarm.cleared" => by(text, event, text.event_alarm_cleared().to_owned()),
        "order.bought" => bought(text, event),
        "order.not_bought" => headed(text.event_not_bought(), text.event_not_bought_text().to_owned()),
        "order.outcome_lost" => headed(text.event_unknown(), text.event_unknown_text().to_owned()),
        "order.given_up" => headed(text.event_needs_person(), person_reason(text, event)),
        "look.recorded" => headed(text.event_looked(), looked(text, event)),
        "order.found_by_sweep" => text.event_found_by_sweep().into_any(),
        "order.late_sale" => headed(text.event_late_sale(), person_reason(text, event)),
        "order.approval_lost" => text.event_approval_lost().into_any(),
        "order.waiting" => headed(
            text.event_waiting(),
            fact(event, "code").map(|code| text.waiting(code)).unwrap_or_default(),
        ),
        "instance.status" => {
            let word = fulfilment(event).map(|status| text.fulfilment(status).to_owned());
            let shown = word.or_else(|| fact(event, "status").map(str::to_owned)).unwrap_or_default();
            text.event_instance(shown).into_any()
        }
        "payment.asked" => by(text, event, text.event_payment_asked().to_owned()),
        "payment.started" => text.event_payment_started().into_any(),
        "payment.done" => headed(text.event_payment_done(), amount(event)),
        "payment.not_done" => headed(text.event_payment_not_done(), settlement_why(text, event)),
        "payment.unknown" | "payment.needs_person" => text.event_payment_unknown().into_any(),
        "payment.waiting" => headed(text.event_payment_waiting(), settlement_why(text, event)),
        "cancellation.asked" => by(text, event, text.event_cancellation_asked().to_owned()),
        "cancellation.started" => text.event_cancellation_started().into_any(),
        "cancellation.done" => text.event_cancellation_done().into_any(),
        "cancellation.not_done" => headed(text.event_cancellation_not_done(), settlement_why(text, event)),
        "cancellation.unknown" | "cancellation.needs_person" => text.event_cancellation_unknown().into_any(),
        "cancellation.waiting" => headed(text.event_cancellation_waiting(), settlement_why(text, event)),
        other => by(text, event, other.to_owned()),
    }
}

fn amount(event: &EventView) -> String {
    fact(event, "amount").unwrap_or_default().to_owned()
}

fn settlement_why(text: Text, event: &EventView) -> String {
    fact(event, "code").map(|code| text.settlement_why(code)).unwrap_or_default()
}

/// What somebody said became of it.
fn said(text: Text, event: &EventView) -> &'static str {
    fact(event, "said").and_then(|said| said.parse().ok()).map_or("", |said| text.said(said))
}

fn settled(text: Text, event: &EventView) -> AnyView {
    let is_bought = event.action == "order.bought";
    let words = if is_bought { text.event_bought_by() } else { text.event_not_bought_by() };
    by(text, event, words.to_owned())
}

/// Who did what.
fn by(text: Text, event: &EventView, words: String) -> AnyView {
    let who = event.actor.as_ref().map_or(text.event_portal(), |who| who.name.as_str()).to_owned();
    view! { <b>{who}</b>" "{words} }.into_any()
}

/// A turn of the order: its name in bold, then what that means.
fn headed(head: &'static str, words: String) -> AnyView {
    view! { <b>{head}</b>" "{words} }.into_any()
}

fn evidence(text: Text, event: &EventView) -> AnyView {
    let verdict = match fact(event, "verdict") {
        Some("done") => Verdict::Done,
        Some("not_done") => Verdict::NotDone,
        _ => Verdict::Open,
    };
    let code = fact(event, "code").map(str::to_owned);
    let nothing = verdict == Verdict::Open && code.is_none() && fact(event, "http_status").is_none();
    let words = if nothing { text.event_no_answer() } else { text.verdict(verdict) };
    view! { {words}{code.map(|code| view! { ": "<code>{code}</code> })} }.into_any()
}

fn bought(text: Text, event: &EventView) -> AnyView {
    let reference = fact(event, "reference").map(str::to_owned).map(|value| {
        view! { {text.event_bought_as()}" "<Identifier text value what=text.order_instance_id()/> }
    });
    // What may wait for its payment is not called bought.
    let head = if is_unpaid(event) { text.event_ordered() } else { text.event_bought() };
    view! { <b>{head}</b>" "{reference} }.into_any()
}

fn person_reason(text: Text, event: &EventView) -> String {
    let code =
        event.reason.as_deref().or_else(|| fact(event, "person_reason")).or_else(|| fact(event, "code"));
    code.map(|code| text.person_reason(code)).unwrap_or_default()
}

/// What the look saw.
fn looked(text: Text, event: &EventView) -> String {
    let act = Act::ALL.into_iter().find(|act| fact(event, "settles") == Some(act.name()));
    fact(event, "sight").map(|saw| text.look(saw, act).0).unwrap_or_default()
}

fn meta(text: Text, times: &Times, event: &EventView) -> AnyView {
    let state = |name: &Option<String>| name.as_deref().and_then(|name| name.parse::<State>().ok());
    let turn = match (state(&event.from), state(&event.to)) {
        (Some(from), Some(to)) if from != to => {
            Some(text.event_arrow(text.state(from), reached(text, event, to)))
        }
        _ => None,
    };
    let request = event.request_id.clone().map(|value| {
        view! {
            <span>{text.event_request()}" "<Identifier text value what=text.order_request_id()/></span>
        }
    });
    let remarks = remarks(text, times, event);
    let number = event.sequence.map(|number| view! { <span class="event-no">{format!("#{number}")}</span> });
    view! {
        {turn.map(|turn| view! { <span>{turn}</span> })}
        {remarks.into_iter().map(|remark| view! { <span>{remark}</span> }).collect_view()}
        {request}
        {number}
    }
    .into_any()
}

/// The word for the state that it led to; what may wait for its payment is not called bought.
fn reached(text: Text, event: &EventView, to: State) -> &'static str {
    if is_unpaid(event) { text.fulfilment(Fulfilment::Unpaid) } else { text.state(to) }
}

/// It was ordered, and the cloud waits for its money.
fn is_unpaid(event: &EventView) -> bool {
    event.action == "order.bought" && fulfilment(event) == Some(Fulfilment::Unpaid)
}

fn remarks(text: Text, times: &Times, event: &EventView) -> Vec<String> {
    let said = || fact(event, "comment").or(event.reason.as_deref()).filter(|words| !words.is_empty());
    match event.action.as_str() {
        "decision.approve" | "decision.reject" => [
            fact(event, "step").map(|step| text.event_decision_step(step)),
            said().map(|words| text.event_quote(words)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        "order.rejected" | "order.given_up" | "order.late_sale" => Vec::new(),
        "send.written" => {
            let dead_at = fact(event, "dead_at").and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok());
            dead_at.map(|at| text.event_signature_dead(times.second(at).label)).into_iter().collect()
        }
        "evidence.received" => [
            fact(event, "http_status").map(|status| text.event_http(status)),
            fact(event, "message").map(|words| text.event_quote(cause(event, words))),
            fact(event, "advice").and_then(|code| text.advice(code)).map(str::to_owned),
        ]
        .into_iter()
        .flatten()
        .collect(),
        "order.bought" | "verdict.first" | "verdict.proposed" => [
            fact(event, "reference").map(str::to_owned),
            event.reason.as_ref().map(|words| text.event_quote(words)),
        ]
        .into_iter()
        .flatten()
        .filter(|_| fact(event, "said").is_some())
        .collect(),
        "instance.status" => fact(event, "status").map(str::to_owned).into_iter().collect(),
        _ => event
            .reason
            .clone()
            .filter(|words| !words.is_empty())
            .map(|words| text.event_quote(words))
            .into_iter()
            .collect(),
    }
}

/// Of what broke without an answer, the last cause: the layers above it are the client's own.
fn cause<'a>(event: &EventView, words: &'a str) -> &'a str {
    let answered = fact(event, "code").or(fact(event, "http_status")).is_some();
    words.rsplit(": ").next().filter(|_| !answered).unwrap_or(words)
}

fn fact<'a>(event: &'a EventView, name: &str) -> Option<&'a str> {
    event.data.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

fn fulfilment(event: &EventView) -> Option<Fulfilment> {
    let name = fact(event, "fulfilment")?;
    Fulfilment::ALL.into_iter().find(|status| status.name() == name)
}
