//! What stands above everything else on an order's page: doubt, refusals, and why it does not go on.

use domain::{
    approval::Decision,
    catalog::Class,
    instance::Fulfilment,
    order::{State, Verdict},
    view::Order,
};
use leptos::prelude::*;
use time::Duration;

use super::{
    milestones::{Milestones, last_send},
    progress::MOST_SENDS,
};
use crate::{
    components::{
        badge::{Tone, state_icon},
        banner::Banner,
        hold::{Fact, HoldNotice},
        money::{Amount, amount},
        time::Time,
    },
    format::Times,
    i18n::Text,
};

/// How long the cloud is trusted to remember a request's token, from the first send.
const TOKEN_KNOWN: Duration = Duration::minutes(30);

/// Nothing for an order that is well on its way.
#[component]
pub fn Notice(text: Text, times: Times, order: Order, reached: Milestones) -> impl IntoView {
    match order.state {
        State::Unknown | State::NeedsPerson => hold(text, &times, &order, &reached),
        State::NotBought => not_bought(text, &order),
        State::Rejected => rejected(text, &order, &reached),
        State::Expired => expired(text, &reached),
        State::Approved => waiting(text, &times, &order),
        State::Draft | State::PendingApproval => returned(text, &order),
        State::Bought => unpaid(text, &times, &order),
        State::Executing | State::Cancelled => ().into_any(),
    }
}

fn hold(text: Text, times: &Times, order: &Order, reached: &Milestones) -> AnyView {
    let person = order.state == State::NeedsPerson;
    let left = reached.first_sent_at.map(|at| text.order_hold_left(times.second(at).label));
    let answer = order
        .attempts
        .iter()
        .flat_map(|attempt| &attempt.sends)
        .filter(|send| send.verdict == Verdict::Open)
        .min_by_key(|send| send.signed_at)
        .and_then(|send| text.advice(send.advice.as_deref()?));
    let next = if person {
        let told = reached.given_up.as_ref().and_then(|given_up| given_up.reason.as_deref());
        order.waiting.as_deref().or(told).map(|reason| text.person_reason(reason))
    } else {
        let lead = match order.operation.class() {
            Class::Token => text.order_hold_lead_token(),
            Class::Name => text.order_hold_lead_name(),
            Class::Setstate => text.order_hold_lead_setstate(),
        };
        Some(lead.to_owned())
    };
    let waits = order.waiting.as_deref().filter(|_| !person).map(|code| text.waiting(code));
    let (title, facts) = if person {
        (text.hold_title_needs_person(), person_facts(text, order))
    } else {
        (text.hold_title_unknown(), settling_facts(text, times, order, reached))
    };
    view! {
        <HoldNotice title icon=state_icon(order.state) facts>
            <p>{left}{text.sentence_gap()}{answer}{text.sentence_gap()}{next}</p>
            {waits.map(|waits| view! { <p>{waits}</p> })}
            {person.then(|| view! { <p>{text.order_hold_lead_person()}</p> })}
        </HoldNotice>
    }
    .into_any()
}

fn at_stake(text: Text, order: &Order) -> Option<Fact> {
    let money = order.ceiling?;
    Some(Fact::new(text.hold_at_stake(), view! { <Amount money/> }, text.order_hold_once()))
}

fn settling_facts(text: Text, times: &Times, order: &Order, reached: &Milestones) -> Vec<Fact> {
    let token = order.operation.class() == Class::Token;
    let now = if token {
        text.order_hold_asking(reached.sends, MOST_SENDS)
    } else {
        text.order_hold_looking().to_owned()
    };
    let last = last_send(order).map(|send| text.order_hold_last(times.second(send.signed_at).label));
    let next = match order.due_at {
        Some(due) => Fact::new(text.hold_next(), view! { <Time at=times.second(due)/> }, times.age(due)),
        None => Fact::new(text.hold_next(), text.order_hold_soon(), text.order_hold_by_itself()),
    };
    let until = token.then(|| {
        let value = match reached.first_sent_at {
            Some(at) => view! { <Time at=times.second(at + TOKEN_KNOWN)/> }.into_any(),
            None => text.order_hold_until_soon().into_any(),
        };
        Fact::new(text.hold_until(), value, text.order_hold_until_note())
    });
    at_stake(text, order)
        .into_iter()
        .chain([Fact::new(text.hold_now(), now, last.unwrap_or_default()), next])
        .chain(until)
        .collect()
}

fn person_facts(text: Text, order: &Order) -> Vec<Fact> {
    at_stake(text, order)
        .into_iter()
        .chain([
            Fact::new(text.hold_now(), text.order_hold_no_send(), text.order_hold_no_send_note()),
            match &order.assigned_to {
                Some(who) => {
                    Fact::new(text.order_hold_who(), who.name.clone(), text.order_hold_who_taken_note())
                }
                None => Fact::new(
                    text.order_hold_who(),
                    text.order_hold_who_person(),
                    text.order_hold_who_person_note(),
                ),
            },
            Fact::new(text.hold_until(), text.order_hold_until_person(), text.order_hold_until_person_note()),
        ])
        .collect()
}

/// What happened, was money spent, who can act, what next; the code comes last.
fn not_bought(text: Text, order: &Order) -> AnyView {
    let send = last_send(order);
    let advice = send.and_then(|send| text.advice(send.advice.as_deref()?));
    let code = send.and_then(|send| send.code.clone()).map(|code| {
        let message = send.and_then(|send| send.message.clone()).filter(|message| !message.is_empty());
        view! {
            <p class="sm muted">
                {text.order_code()}" "<code>{code}</code>
                {message.map(|message| format!(" {}", text.event_quote(message)))}
            </p>
        }
    });
    view! {
        <Banner tone=Tone::Bad title=text.order_not_bought_title()>
            {advice.map(|advice| view! { <p>{advice}</p> })}
            <p>{text.order_not_bought_text()}</p>
            {code}
        </Banner>
    }
    .into_any()
}

/// What the cloud holds ordered and unpaid, and how far paying or cancelling it is.
fn unpaid(text: Text, times: &Times, order: &Order) -> AnyView {
    let Some(payment) = &order.payment else { return ().into_any() };
    let doing = payment.settlement.as_ref().and_then(|settlement| text.settlement(settlement));
    let doing = doing.map(|doing| view! { <p>{doing}</p> });
    if !payment.unpaid {
        return match order.fulfilment {
            Some(Fulfilment::Released) => view! {
                <Banner title=text.order_given_up_title()><p>{text.order_given_up_text()}</p></Banner>
            }
            .into_any(),
            _ => ().into_any(),
        };
    }
    let wants = match &payment.due {
        Some(due) => text.order_unpaid_text(amount(due)),
        None => text.order_unpaid_text_plain().to_owned(),
    };
    let until = payment.pay_until.map(|at| text.order_unpaid_until(times.short(at).label));
    view! {
        <Banner tone=Tone::Hold title=text.order_unpaid_title()>
            <p>{wants}{text.sentence_gap()}{until}</p>
            {doing}
        </Banner>
    }
    .into_any()
}

fn rejected(text: Text, order: &Order, reached: &Milestones) -> AnyView {
    let who = reached.rejected.as_ref().and_then(|rejected| rejected.by.clone());
    let title = match who {
        Some(who) => text.order_rejected_title(who.name),
        None => text.order_rejected_somebody().to_owned(),
    };
    let refusal =
        order.chain.iter().flat_map(|step| &step.answers).find(|answer| answer.decision == Decision::Reject);
    let words = refusal.map(|answer| answer.comment.clone()).filter(|words| !words.is_empty());
    view! {
        <Banner title>
            {words.map(|words| view! { <p class="said">{text.event_quote(words)}</p> })}
            <p>{text.order_rejected_next()}</p>
        </Banner>
    }
    .into_any()
}

fn expired(text: Text, reached: &Milestones) -> AnyView {
    let was_approved = reached.approved.is_some();
    let next = if was_approved { text.order_expired_approved() } else { text.order_expired_pending() };
    view! { <Banner title=text.order_expired_title()><p>{next}</p></Banner> }.into_any()
}

fn waiting(text: Text, times: &Times, order: &Order) -> AnyView {
    let Some(code) = order.waiting.as_deref() else { return ().into_any() };
    let why = text.waiting(code);
    let next = order.due_at.map(|due| text.order_waiting_next(times.age(due)));
    let expires = order.expires_at.map(|at| text.order_waiting_expires(times.short(at).label));
    view! {
        <Banner title=text.order_waiting_title()>
            <p>{why}</p>
            <p>{next}{text.sentence_gap()}{expires}</p>
        </Banner>
    }
    .into_any()
}

/// Why the worker gave it back to people.
fn returned(text: Text, order: &Order) -> AnyView {
    let Some(code) = order.waiting.as_deref() else { return ().into_any() };
    let why = text.waiting(code);
    view! {
        <Banner title=text.order_returned_title()>
            <p>{why}</p>
        </Banner>
    }
    .into_any()
}
