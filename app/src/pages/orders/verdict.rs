//! What people can do about an order in doubt: have the cloud looked at, take it, say what became of it.

use domain::{
    order::{Grounds, Said, State, can::Why},
    view::Order,
};
use leptos::prelude::*;

use super::acts::Answering;
use crate::{
    components::{
        button::{Button, Kind, Why as Reason},
        choice::{Choice, Segment},
        control::{Input, Textarea},
        field::Field,
        icon::Glyph,
    },
    format::Times,
    i18n::Text,
    paths,
};

/// Everything that the reader can do about the doubt, or why they cannot.
pub fn acts(text: Text, times: &Times, order: &Order, answering: &Answering) -> Vec<AnyView> {
    if !order.state.is_in_doubt() {
        return Vec::new();
    }
    let mut acts = Vec::new();
    acts.extend(record(text, times, order, answering));
    acts.extend(propose(text, order, answering));
    acts.extend(take(text, order));
    acts.extend(look(text, order));
    acts
}

fn record(text: Text, times: &Times, order: &Order, answering: &Answering) -> Option<AnyView> {
    match order.can.resolve {
        Ok(()) => {
            let hints = order.grounds.as_ref().map(|grounds| hints(text, times, grounds)).unwrap_or_default();
            let action = paths::order_resolve(order.number);
            let lacks = order.grounds.as_ref().and_then(|grounds| grounds.missing(times.now()));
            let fields = fields(text, answering, lacks.is_some());
            let hints = hints.into_iter().map(|hint| view! { <p class="hint">{hint}</p> }).collect_view();
            Some(
                view! {
                    <form class="decide" method="post" action=action>
                        {fields}
                        {hints}
                        <Button kind=Kind::Primary wide=true busy=text.verdict_recording()>{text.verdict_record()}</Button>
                    </form>
                }
                .into_any(),
            )
        }
        // Who asked for it tells what they know instead.
        Err(Why::OwnOrder) if order.state == State::NeedsPerson => None,
        Err(why) => {
            let why = if order.state == State::Unknown { Why::NotNeedsPerson } else { why };
            let reason = Some(text.why(why).to_owned());
            Some(
                view! {
                    <Button id="act-resolve" wide=true icon=Glyph::People disabled_reason=reason>{text.verdict_title()}</Button>
                }
                .into_any(),
            )
        }
    }
}

/// What "not bought" lacks, and what a verdict above the limit takes.
fn hints(text: Text, times: &Times, grounds: &Grounds) -> Vec<String> {
    let missing = match (grounds.missing(times.now()), &grounds.sale, grounds.dead_at) {
        (Some("sale_known"), Some(sale), _) => Some(text.verdict_sale_known(sale)),
        (Some("signature_alive"), _, Some(at)) => Some(text.verdict_not_before(times.second(at).label)),
        (Some("no_look"), ..) => Some(text.verdict_no_look().to_owned()),
        (Some(_), ..) => Some(text.verdict_nothing_sent().to_owned()),
        (None, ..) => None,
    };
    let two = grounds.takes_two.then(|| text.verdict_two().to_owned());
    missing.into_iter().chain(two).collect()
}

fn propose(text: Text, order: &Order, answering: &Answering) -> Option<AnyView> {
    order.can.propose.ok()?;
    let open = !answering.errors.is_empty();
    let fields = fields(text, answering, false);
    Some(
        view! {
            <details class="more" open=open>
                <summary>{text.verdict_propose_title()}</summary>
                <form class="decide" method="post" action=paths::order_propose(order.number)>
                    {fields}
                    <Button wide=true>{text.verdict_propose()}</Button>
                </form>
            </details>
            <Reason id="act-propose-note">{text.verdict_propose_note()}</Reason>
        }
        .into_any(),
    )
}

/// The statement's own fields; `lacks`: "not bought" cannot be said yet.
fn fields(text: Text, answering: &Answering, lacks: bool) -> impl IntoView + use<> {
    let [said, typed_reference, typed_reason] =
        ["verdict", "reference", "reason"].map(|name| answering.typed.get(name).to_owned());
    let [verdict, reference, reason] =
        ["verdict", "reference", "reason"].map(|name| answering.errors.of(name));
    let choices = vec![
        Choice::new(Said::Bought.name(), text.verdict_bought()),
        Choice::new(Said::NotBought.name(), text.verdict_not_bought()).disabled(lacks),
    ];
    view! {
        <Field text name="verdict" label=text.verdict_label() errors=verdict group=true plain=true>
            <Segment choices value=said/>
        </Field>
        <Field text name="reference" label=text.verdict_reference() hint=text.verdict_reference_hint().to_owned() errors=reference optional=true plain=true>
            <Input value=typed_reference mono=true maxlength=200/>
        </Field>
        <Field text name="reason" label=text.verdict_reason() hint=text.verdict_reason_hint().to_owned() errors=reason optional=true plain=true>
            <Textarea value=typed_reason rows=3 maxlength=2000/>
        </Field>
    }
}

fn take(text: Text, order: &Order) -> Option<AnyView> {
    if order.state != State::NeedsPerson {
        return None;
    }
    let taken = order.assigned_to.as_ref().map(|who| text.verdict_taken(&who.name));
    let taken = taken.map(|words| {
        view! { <Reason id="act-take-note" icon=Glyph::People>{words}</Reason> }
    });
    let take = order.can.resolve.ok().map(|()| {
        view! {
            <form method="post" action=paths::order_take(order.number)>
                <Button wide=true icon=Glyph::People>{text.verdict_take()}</Button>
            </form>
        }
    });
    (taken.is_some() || take.is_some()).then(|| view! { {take}{taken} }.into_any())
}

fn look(text: Text, order: &Order) -> Option<AnyView> {
    order.can.look.ok()?;
    Some(
        view! {
            <form method="post" action=paths::order_look(order.number)>
                <Button wide=true icon=Glyph::Again>{text.verdict_look()}</Button>
            </form>
            <Reason id="act-look-note">{text.verdict_look_note()}</Reason>
        }
        .into_any(),
    )
}
