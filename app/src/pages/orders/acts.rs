//! What the reader can do with an order now; what they cannot says why.

use domain::{
    ids::OrderNumber,
    instance::Fulfilment,
    order::{
        State,
        can::{May, Why},
    },
    view::{Colleague, Order},
};
use leptos::prelude::*;

use super::{hand_over, milestones::Milestones, verdict};
use crate::{
    components::{
        badge::Tone,
        banner::{Banner, ErrorSummary},
        button::{Button, ButtonLink, Kind, Why as Reason},
        control::{Check, Textarea},
        field::Field,
        icon::Glyph,
        money::amount,
        panel::{Pad, Panel},
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

/// What was typed into a form that was refused, and why it was.
#[derive(Debug, Clone, Default)]
pub struct Answering {
    pub comment: String,
    /// What was typed into a statement about an order in doubt.
    pub typed: Typed,
    pub errors: FieldErrors,
    pub refused: Option<Refused>,
    /// Present once the decision was refused because of another order just like this one: whether the tick is set that
    /// says that one knows of it.
    pub acknowledges: Option<bool>,
}

/// Why the whole act was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// What was shown is not what the order says now.
    Changed,
    NotAllowed(Why),
    /// Not possible now: a code.
    Conflict(&'static str),
}

#[component]
pub fn Acts(
    text: Text,
    times: Times,
    order: Order,
    reached: Milestones,
    colleagues: Vec<Colleague>,
    answering: Answering,
) -> impl IntoView {
    let mut acts = verdict::acts(text, &times, &order, &answering);
    if order.can.approve.is_ok() {
        let hand_over = hand_over::form(text, &order, &colleagues, &answering);
        acts.push(decide(text, &order, answering));
        acts.extend(hand_over);
    } else {
        acts.extend(cannot_decide(text, &order));
    }
    acts.extend(pay(text, &order));
    acts.extend(cancel_unpaid(text, &order));
    acts.extend(edit(text, &order));
    acts.extend(instance(text, &order));
    acts.extend(revise(text, &order));
    acts.extend(again(text, &order));
    acts.extend(cancel(text, &times, &order, &reached));
    let body = if acts.is_empty() {
        view! { <p class="pad sm muted">{text.order_act_none()}</p> }.into_any()
    } else {
        let acts = acts.into_iter().map(|act| view! { <li>{act}</li> }).collect_view();
        view! { <ul class="acts pad-s">{acts}</ul> }.into_any()
    };
    view! { <Panel title=text.order_acts() id="order-acts" live=true pad=Pad::None class="acts-panel">{body}</Panel> }
}

/// The button's words: `Approve CNY 41,760.00`.
pub fn approve_label(text: Text, order: &Order) -> String {
    match &order.ceiling {
        Some(money) => text.order_act_approve(amount(money)),
        None => text.order_act_approve_plain().to_owned(),
    }
}

/// Both answers are one form: the reject button sends it to its own address.
fn decide(text: Text, order: &Order, answering: Answering) -> AnyView {
    let number = order.number;
    let hash = order.hash.map(|hash| hash.to_string());
    let hint = text.order_act_comment_hint(&order.requester.name);
    let errors = answering.errors.of("comment");
    let approve = approve_label(text, order);
    let acknowledge = acknowledge(text, &answering);
    view! {
        <form class="decide" method="post" action=paths::order_approve(number)>
            <input type="hidden" name="hash" value=hash/>
            <Field text name="comment" label=text.order_act_comment() hint errors optional=true plain=true>
                <Textarea value=answering.comment rows=2 maxlength=2000/>
            </Field>
            {acknowledge}
            <div class="actions">
                <Button kind=Kind::Primary busy=text.order_act_approving()>{approve}</Button>
                <button class="btn" type="submit" formaction=paths::order_reject(number) data-busy=text.order_act_rejecting()>
                    <span class="label">{text.order_act_reject()}</span>
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Says that one knows of the other order just like this one; offered once the decision was refused because of it.
pub fn acknowledge(text: Text, answering: &Answering) -> Option<AnyView> {
    let checked = answering.acknowledges?;
    Some(view! { <Check name="acknowledge" checked>{text.order_look_alike_tick()}</Check> }.into_any())
}

/// While it waits for approval, whoever looks at it hears why it does not wait for them.
fn cannot_decide(text: Text, order: &Order) -> Option<AnyView> {
    let why = order.can.approve.err().filter(|_| order.state == State::PendingApproval)?;
    let approve = approve_label(text, order);
    Some(
        view! {
            <Button id="act-approve" wide=true icon=Glyph::TickRing disabled_reason=Some(text.why(why).to_owned())>
                {approve}
            </Button>
        }
        .into_any(),
    )
}

/// Paying what the cloud holds unpaid, with the amount on the button.
fn pay(text: Text, order: &Order) -> Option<AnyView> {
    order.can.pay.ok()?;
    let due = order.payment.as_ref().and_then(|payment| payment.due);
    let label = match due {
        Some(due) => text.order_act_pay(amount(&due)),
        None => text.order_act_pay_plain().to_owned(),
    };
    Some(
        view! {
            <form method="post" action=paths::order_pay(order.number)>
                <Button id="act-pay" kind=Kind::Primary wide=true busy=text.order_act_paying()>{label}</Button>
            </form>
            <Reason id="act-pay-note">{text.order_act_pay_note()}</Reason>
        }
        .into_any(),
    )
}

fn cancel_unpaid(text: Text, order: &Order) -> Option<AnyView> {
    order.can.cancel_unpaid.ok()?;
    Some(
        view! {
            <form method="post" action=paths::order_cancel_unpaid(order.number)>
                <Button id="act-cancel-unpaid" wide=true icon=Glyph::Close>{text.order_act_cancel_unpaid()}</Button>
            </form>
            <Reason id="act-cancel-unpaid-note">{text.order_act_cancel_unpaid_note()}</Reason>
        }
        .into_any(),
    )
}

fn edit(text: Text, order: &Order) -> Option<AnyView> {
    order.can.edit.ok()?;
    let href = paths::draft(order.operation, order.number);
    Some(view! { <ButtonLink href kind=Kind::Primary wide=true icon=Glyph::Right>{text.order_act_edit()}</ButtonLink> }.into_any())
}

fn instance(text: Text, order: &Order) -> Option<AnyView> {
    let id = order.instance?;
    let note = (order.fulfilment == Some(Fulfilment::NotConfigured)).then(|| {
        view! { <Reason id="act-instance-why">{text.order_act_instance_note()}</Reason> }
    });
    // One thing is the next: what waits for its payment is paid.
    let kind = if order.can.pay.is_ok() { Kind::Normal } else { Kind::Primary };
    Some(
        view! {
            <ButtonLink href=paths::instance(id) kind wide=true icon=Glyph::Server>{text.order_see_instance()}</ButtonLink>
            {note}
        }
        .into_any(),
    )
}

fn again(text: Text, order: &Order) -> Option<AnyView> {
    // A draft is gone on with, and what is in doubt must not be bought a second time by a slip.
    let useful =
        !matches!(order.state, State::Draft | State::Executing | State::Unknown | State::NeedsPerson);
    order.can.clone.ok().filter(|()| useful)?;
    let label = if order.state == State::Bought { text.order_act_again() } else { text.order_act_clone() };
    Some(view! { <ButtonLink href=paths::copy_of(order.operation, order.number) wide=true icon=Glyph::Copy>{label}</ButtonLink> }.into_any())
}

fn revise(text: Text, order: &Order) -> Option<AnyView> {
    order.can.revise.ok()?;
    Some(
        view! {
            <form method="post" action=paths::order_revise(order.number)>
                <Button wide=true icon=Glyph::Again>{text.order_act_revise()}</Button>
            </form>
            <Reason id="act-revise-why">{text.order_act_revise_note()}</Reason>
        }
        .into_any(),
    )
}

fn cancel(text: Text, times: &Times, order: &Order, reached: &Milestones) -> Option<AnyView> {
    if order.fulfilment == Some(Fulfilment::Unpaid) {
        // It is cancelled at the cloud.
        return None;
    }
    let label = match order.state {
        State::Draft => text.order_act_cancel_draft(),
        _ => text.order_act_cancel(),
    };
    let reason = match (relevant(order.can.cancel)?, order.state, reached.first_sent_at) {
        (Ok(()), ..) => None,
        (Err(_), State::Bought, _) => Some(text.order_act_cancel_bought().to_owned()),
        (Err(Why::AlreadySent), _, Some(at)) => Some(text.order_act_cancel_sent(times.second(at).label)),
        (Err(Why::Ended), ..) => return None,
        (Err(why), ..) => Some(text.why(why).to_owned()),
    };
    let allowed = reason.is_none();
    Some(
        view! {
            <form method="post" action=paths::order_withdraw(order.number)>
                <Button id="act-cancel" wide=true icon=Glyph::Close disabled_reason=reason>{label}</Button>
            </form>
            {allowed.then(|| view! { <Reason id="act-cancel-note">{text.order_act_cancel_note()}</Reason> })}
        }
        .into_any(),
    )
}

/// What is no business of the reader's is not offered at all.
fn relevant(may: May) -> Option<May> {
    match may {
        Err(Why::NotYours | Why::Auditor) => None,
        other => Some(other),
    }
}

/// Why a decision was not taken; what was typed stands in its field again.
pub fn refusal(text: Text, number: OrderNumber, answering: &Answering) -> AnyView {
    match answering.refused {
        Some(Refused::Changed) => view! {
            <Banner tone=Tone::Bad title=text.order_changed_title()><p>{text.order_changed_text()}</p></Banner>
        }
        .into_any(),
        Some(Refused::NotAllowed(Why::SignInOld)) => view! {
            <Banner tone=Tone::Hold title=text.order_refused_title()>
                <p>{text.why(Why::SignInOld)}</p>
                <p><a href=paths::confirm(&paths::order(number))>{text.verdict_confirm()}</a></p>
            </Banner>
        }
        .into_any(),
        Some(Refused::Conflict("look_alike")) => view! {
            <Banner tone=Tone::Hold title=text.purchase_look_alike()>
                <p>{text.order_look_alike_text()}</p>
                <p><a href=paths::ORDERS>{text.purchase_to_orders()}</a></p>
            </Banner>
        }
        .into_any(),
        Some(Refused::Conflict(code)) => view! {
            <Banner tone=Tone::Bad title=text.order_refused_title()><p>{text.conflict(code)}</p></Banner>
        }
        .into_any(),
        Some(Refused::NotAllowed(why)) => view! {
            <Banner tone=Tone::Bad title=text.order_refused_title()><p>{text.why(why)}</p></Banner>
        }
        .into_any(),
        None => {
            let label = move |field: &str| {
                let label = match field {
                    "verdict" => text.verdict_label(),
                    "reference" => text.verdict_reference(),
                    "reason" => text.verdict_reason(),
                    "to" => text.hand_over_to(),
                    "words" => text.thread_words(),
                    _ => text.order_act_comment(),
                };
                label.to_owned()
            };
            view! { <ErrorSummary text errors=answering.errors.clone() label/> }.into_any()
        }
    }
}
