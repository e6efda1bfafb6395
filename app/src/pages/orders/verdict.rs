//! What people can do about an order in doubt: have the cloud looked at, take it, say what became of it.

use domain::{
    order::{
        Grounds, Said, State,
        can::Why,
        settlement::{Act, Stage},
    },
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
    let payment = payment_in_doubt(order).is_some();
    if !order.state.is_in_doubt() && !payment {
        return Vec::new();
    }
    let mut acts = Vec::new();
    acts.extend(record(text, times, order, answering));
    acts.extend(propose(text, order, answering));
    acts.extend(take(text, order));
    acts.extend(look(text, order));
    acts
}

/// What is done at the cloud with what it holds unpaid, where only a person can tell whether it was.
fn payment_in_doubt(order: &Order) -> Option<Act> {
    let settlement = order.payment.as_ref()?.settlement.as_ref()?;
    (settlement.stage == Stage::NeedsPerson).then_some(settlement.act)
}

fn record(text: Text, times: &Times, order: &Order, answering: &Answering) -> Option<AnyView> {
    match order.can.resolve {
        Ok(()) => {
            let act = payment_in_doubt(order);
            let hints =
                order.grounds.as_ref().map(|grounds| hints(text, times, grounds, act)).unwrap_or_default();
            let action = paths::order_resolve(order.number);
            let lacks = order.grounds.as_ref().and_then(|grounds| grounds.missing(times.now()));
            let fields = fields(text, order, answering, lacks.is_some());
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
        Err(Why::OwnOrder) if order.state != State::Unknown => None,
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
fn hints(text: Text, times: &Times, grounds: &Grounds, act: Option<Act>) -> Vec<String> {
    let missing = match (grounds.missing(times.now()), &grounds.sale, grounds.dead_at) {
        (Some("signature_alive"), _, Some(at)) if act.is_some() => {
            Some(text.verdict_payment_not_before(times.second(at).label))
        }
        (Some("no_look"), ..) if act.is_some() => Some(text.verdict_payment_no_look().to_owned()),
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
    let fields = fields(text, order, answering, false);
    Some(
        view! {
            // Named, so that it stays open when the page is refreshed.
            <details class="more" id="act-propose" open=open>
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

/// The statement's own fields; `lacks`: that it was not done cannot be said yet.
fn fields(text: Text, order: &Order, answering: &Answering, lacks: bool) -> impl IntoView + use<> {
    let act = payment_in_doubt(order);
    let is_lost = order.state == State::NeedsPerson && order.attempts.is_empty();
    let [said, typed_reference, typed_reason] =
        ["verdict", "reference", "reason"].map(|name| answering.typed.get(name).to_owned());
    let [verdict, reference, reason] =
        ["verdict", "reference", "reason"].map(|name| answering.errors.of(name));
    let [done, not_done] = Said::of(act);
    let not_words = if is_lost { text.verdict_lost_not_bought() } else { text.verdict_of(not_done) };
    let choices = vec![
        Choice::new(done.name(), text.verdict_of(done)).disabled(is_lost && order.unowned.is_empty()),
        Choice::new(not_done.name(), not_words).disabled(lacks),
    ];
    let reference_hint = match (is_lost, order.unowned.is_empty()) {
        (false, _) => text.verdict_reference_hint().to_owned(),
        (true, true) => text.verdict_lost_none().to_owned(),
        (true, false) => text.verdict_lost_reference(order.unowned.join(", ")),
    };
    let reference = act.is_none().then(|| {
        view! {
            <Field text name="reference" label=text.verdict_reference() hint=reference_hint errors=reference optional=true plain=true>
                <Input value=typed_reference mono=true maxlength=200/>
            </Field>
        }
    });
    let reason_hint =
        if act.is_some() { text.verdict_payment_hint() } else { text.verdict_reason_hint() }.to_owned();
    let lost = is_lost.then(|| view! { <p class="hint">{text.verdict_lost()}</p> });
    view! {
        {lost}
        <Field text name="verdict" label=text.verdict_label() errors=verdict group=true plain=true>
            <Segment choices value=said/>
        </Field>
        {reference}
        <Field text name="reason" label=text.verdict_reason() hint=reason_hint errors=reason optional=act.is_none() plain=true>
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
