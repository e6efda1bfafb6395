//! The facts beside an order's history: the cloud's reference, the ceiling, why, and who agreed.

use domain::{
    approval::Decision,
    ids::OrderNumber,
    order::State,
    quote::{HOURS, Per, Price},
    view::{Order, StepView},
};
use leptos::prelude::*;

use super::milestones::answers;
use crate::{
    components::{
        badge::{FulfilmentBadge, state_icon},
        icon::Glyph,
        identifier::Identifier,
        key_value::{KeyValues, Pair, Sheet},
        money::Amount,
        panel::{Pad, Panel},
        summary::{Chain, ChainStep},
        time::Time,
    },
    format::Times,
    i18n::Text,
    pages::rules::tester::WhyRule,
    paths,
};

#[component]
pub fn CloudReference(text: Text, order: Order) -> impl IntoView {
    let missing = match order.state {
        State::Executing | State::Unknown | State::NeedsPerson => text.order_cloud_unknown(),
        State::NotBought | State::Rejected | State::Cancelled | State::Expired => text.order_cloud_never(),
        State::Draft | State::PendingApproval | State::Approved | State::Bought => text.order_cloud_later(),
    };
    let instance = match order.cloud_reference {
        Some(value) => view! { <Identifier text value what=text.order_instance_id()/> }.into_any(),
        None => view! { <span class="muted">{missing}</span> }.into_any(),
    };
    let link = order
        .instance
        .map(|id| view! { <small><a href=paths::instance(id)>{text.order_see_instance()}</a></small> });
    let none = (order.fulfilment.is_none() && order.request_ids.is_empty())
        .then(|| text.order_cloud_none().to_owned());
    let badge = order.fulfilment.map(|fulfilment| view! { <FulfilmentBadge text fulfilment/> });
    let requests = order.request_ids.len();
    let request = order.request_ids.last().cloned().map(|value| {
        let many = (requests > 1).then(|| view! { <small>{text.order_cloud_requests(requests)}</small> });
        view! {
            <Pair name=text.order_cloud_request()>
                <Identifier text value what=text.order_request_id()/>{many}
            </Pair>
        }
    });
    let credential = order.credential.map(|credential| {
        view! {
            <Pair name=text.order_bought_with()>
                {credential.label}
                <small><span class="id">{credential.identity}</span>" · "{text.order_credential_version(credential.version)}</small>
            </Pair>
        }
    });
    let attempt = order.attempts.last().cloned().map(|attempt| {
        let token = attempt.client_token.map(|value| {
            view! {
                <Pair name=text.order_cloud_token()><Identifier text value what=text.order_token() short=true/></Pair>
            }
        });
        view! {
            {token}
            <Pair name=text.order_cloud_endpoint()><span class="id">{attempt.endpoint}</span></Pair>
        }
    });
    view! {
        <Panel title=text.order_cloud() note=none aside=badge.into_any() pad=Pad::Tight>
            <KeyValues>
                <Pair name=text.order_cloud_instance()>{instance}{link}</Pair>
                {request}
                {credential}
                {attempt}
            </KeyValues>
        </Panel>
    }
}

#[component]
pub fn Ceiling(text: Text, order: Order) -> impl IntoView {
    let hint = match order.state {
        State::Draft => text.order_price_hint_draft(),
        State::PendingApproval | State::Approved | State::Executing => text.order_price_hint_open(),
        State::Unknown | State::NeedsPerson => text.order_price_hint_doubt(),
        State::Bought => text.order_price_hint_bought(),
        State::NotBought | State::Rejected | State::Cancelled | State::Expired => {
            text.order_price_hint_none()
        }
    };
    let total = order.ceiling.map(|money| {
        view! {
            <KeyValues sheet=Sheet::Money tight=true>
                <Pair name=text.order_may_spend()><Amount money/></Pair>
            </KeyValues>
        }
    });
    let (note, price) = match order.quote {
        Some(price) => (text.order_price_asked(), Some(asked(text, price))),
        None => (text.order_price_unknown(), None),
    };
    view! {
        <Panel title=text.order_price() note=note.to_owned()>
            {price}
            {total}
            <p class="hint">{hint}</p>
        </Panel>
    }
}

/// What the cloud asked.
fn asked(text: Text, price: Price) -> impl IntoView {
    let discount = price.discount().filter(|discount| !discount.amount().is_zero()).map(|money| {
        view! {
            <Pair name=text.order_price_list()><Amount money=price.list()/></Pair>
            <Pair name=text.order_price_discount()><Amount money less=true/></Pair>
        }
    });
    let (name, hours) = match price.per() {
        Per::Once => (text.order_price_pay(), None),
        Per::Hour => (text.order_price_pay_hour(), Some(text.order_price_counted(HOURS))),
        Per::Month => (text.order_price_pay_month(), None),
    };
    view! {
        <KeyValues sheet=Sheet::Money tight=true>
            {discount}
            <Pair name><Amount money=price.pay()/></Pair>
        </KeyValues>
        {hours.map(|words| view! { <p class="hint">{words}</p> })}
    }
}

/// The requester's words, which approvers read first.
#[component]
pub fn Reason(text: Text, order: Order) -> impl IntoView {
    let words = if order.reason.is_empty() {
        view! { <p class="sm muted">{text.order_no_reason()}</p> }.into_any()
    } else {
        view! { <p class="said">{order.reason}</p> }.into_any()
    };
    view! {
        <Panel title=text.order_why()>
            {words}
            <p class="hint">{text.order_for(order.requester.name, order.team)}</p>
        </Panel>
    }
}

#[component]
pub fn Approvals(text: Text, times: Times, order: Order, names_approvers: bool) -> impl IntoView {
    let (given, needed) = answers(&order);
    let count = (needed > 0).then(|| text.order_approvals_count(given, needed));
    let rule = order.rule.as_ref().map(|rule| {
        if rule.name.is_empty() { text.order_rule_built_in().to_owned() } else { text.order_rule(&rule.name) }
    });
    let expires = order
        .expires_at
        .filter(|_| order.state == State::PendingApproval)
        .map(|at| text.order_approval_expires(times.age(at)));
    let tried = order.why.clone();
    let chain = order.chain;
    let steps = if chain.is_empty() {
        let why =
            if order.hash.is_some() { text.order_approvals_none() } else { text.order_approvals_draft() };
        view! { <p class="sm muted">{why}</p> }.into_any()
    } else {
        let order = names_approvers.then_some(order.number);
        view! { <ApprovalChain text times chain names_for=order/> }.into_any()
    };
    view! {
        <Panel title=text.order_approvals() note=count pad=Pad::Tight>
            {steps}
            {rule.map(|rule| view! { <p class="hint">{rule}{text.sentence_gap()}{expires}</p> })}
            <WhyRule text why=tried/>
        </Panel>
    }
}

/// Each step with its answers, and whom it still asks. `names_for` is the order, where its reader may name an approver.
#[component]
pub fn ApprovalChain(
    text: Text,
    times: Times,
    chain: Vec<StepView>,
    names_for: Option<OrderNumber>,
) -> impl IntoView {
    let waiting = chain.iter().any(|step| step.due);
    let ended = chain.iter().flat_map(|step| &step.answers).any(|answer| answer.decision == Decision::Reject);
    let lines = chain
        .into_iter()
        .enumerate()
        .map(|(index, step)| {
            let role = (!step.name.is_empty()).then(|| text.order_answered_for(&step.name));
            let wait = (step.missing() > 0 && !ended).then(|| waits(text, index, &step, waiting, names_for));
            let given = step
                .answers
                .into_iter()
                .map(|answer| {
                    let icon = match answer.decision {
                        Decision::Approve if answer.counts => Glyph::TickRing,
                        Decision::Approve | Decision::Reject => Glyph::CrossRing,
                    };
                    let note = if !answer.counts {
                        text.answer_lapsed().to_owned()
                    } else if answer.comment.is_empty() {
                        text.order_no_comment().to_owned()
                    } else {
                        text.event_quote(answer.comment)
                    };
                    let role = role.clone();
                    let instead_of = answer.instead_of.map(|who| format!(" {}", text.instead_of(who.name)));
                    let at = view! { <Time at=times.short(answer.at)/> };
                    view! {
                        <ChainStep icon end=at.into_any() note>
                            <b>{answer.by.name}</b>" "{role}{instead_of}
                        </ChainStep>
                    }
                })
                .collect_view();
            let handed = step.handed.into_iter().map(|handed| {
                let at = view! { <Time at=times.short(handed.at)/> };
                let said = Some(handed.comment).filter(|words| !words.is_empty());
                let note = if handed.holds {
                    said.map(|words| text.event_quote(words))
                } else {
                    Some(text.handed_back(handed.to.name.clone()))
                };
                let words = text.handed_by(handed.from.name, handed.to.name);
                view! { <ChainStep icon=Glyph::Right end=at.into_any() note>{words}</ChainStep> }
            });
            let handed = handed.collect_view();
            view! { {handed}{given}{wait} }
        })
        .collect_view();
    view! { <Chain>{lines}</Chain> }
}

/// `waiting`: one of the steps is asked now. Otherwise none will be any more.
fn waits(
    text: Text,
    index: usize,
    step: &StepView,
    waiting: bool,
    names_for: Option<OrderNumber>,
) -> AnyView {
    let who = text.asked(&step.asks, &step.names, step.missing());
    let who = if step.name.is_empty() { capital(&who) } else { text.labelled(&step.name, who) };
    let note = step.lacks_people.then(|| text.order_lacks_people().to_owned());
    let mend = names_for.filter(|_| step.lacks_people).map(|order| {
        view! { <a href=paths::rule_lacking(order, index + 1)>{text.lacking_name()}</a> }.into_any()
    });
    if step.due {
        let now = view! { <span class="muted">{text.order_asked_now()}</span> }.into_any();
        view! { <ChainStep icon=state_icon(State::PendingApproval) end=now note mend>{who}</ChainStep> }
            .into_any()
    } else {
        let when = if waiting { text.order_asked_then() } else { text.order_asked_never() };
        let then = view! { <span class="dim">{when}</span> }.into_any();
        view! { <ChainStep number=index + 1 end=then note mend>{who}</ChainStep> }.into_any()
    }
}

/// As the beginning of a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
