//! The order beside the list: what, where, how much, why, who; its foot holds the decision.

use domain::{
    catalog::{Operation, dts_create::names, form::Topic},
    quote::Per,
    view::{Colleague, Order, OrderRow, inbox::InboxFilter},
};
use leptos::prelude::*;

use super::filter;
use crate::{
    components::{
        badge::StateBadge,
        button::{Button, Kind},
        control::Textarea,
        field::Field,
        icon::{Glyph, Icon},
        identifier::Identifier,
        key_value::{KeyValues, Pair},
        money::{Amount, amount},
        time::Time,
    },
    format::Times,
    i18n::Text,
    pages::orders::{
        acts::{Answering, acknowledge, approve_label, refusal},
        facts::ApprovalChain,
        hand_over,
        thread::changed,
        what::{self, given},
    },
    paths,
};

/// `filter` narrows the list that it came from, and `waiting` is how many stand there.
#[component]
pub fn Side(
    text: Text,
    times: Times,
    order: Order,
    filter: InboxFilter,
    similar: Vec<OrderRow>,
    colleagues: Vec<Colleague>,
    answering: Answering,
    waiting: usize,
    names_approvers: bool,
) -> impl IntoView {
    let expires = order.expires_at.filter(|_| order.can.approve.is_ok()).map(|at| {
        view! { <p class="hint">{text.approvals_expires()}" "<Time at=times.short(at)/></p> }
    });
    let chain = order.chain.clone();
    let names_for = names_approvers.then_some(order.number);
    let list = filter::href(&filter, None);
    let talk = talk(text, &order, &colleagues, &answering);
    view! {
        <section class="panel side" aria-labelledby="side-h">
            <header>
                <a class="btn back" data-size="s" href=list.clone()><Icon icon=Glyph::Left/>{text.approvals_all(waiting)}</a>
                <h2 id="side-h">{what::what(text, order.operation, &order.spec)}</h2>
                <span class="id xs muted">{order.number.to_string()}</span>
                <a class="btn close" data-kind="quiet" data-size="s" href=list aria-label=text.approvals_close()>
                    <Icon icon=Glyph::Close/>
                </a>
            </header>
            <div class="scroll" tabindex="0" role="region" aria-label=text.approvals_to_decide()>
                {refusal(text, order.number, &answering)}
                {money(text, &order)}
                <section>
                    <h3>{text.order_why()}</h3>
                    <p class="sm said">{order.reason.clone()}</p>
                    <p class="hint">{text.order_for(&order.requester.name, &order.team)}</p>
                </section>
                {(!order.changed.is_empty()).then(|| view! {
                    <section>
                        <h3>{text.changed_title(order.revision - 1)}</h3>
                        {changed(text, &order)}
                    </section>
                })}
                {exactly(text, &order)}
                {like_it(text, &times, similar)}
                <section>
                    <h3>{text.approvals_who()}</h3>
                    <ApprovalChain text times=times.clone() chain names_for/>
                    {expires}
                </section>
                {talk}
            </div>
            {foot(text, &order, &filter, answering)}
        </section>
    }
}

fn money(text: Text, order: &Order) -> AnyView {
    let provider = text.provider(order.operation.provider());
    let how = match what::term(text, order.operation, &order.spec) {
        Some(term) => text.approvals_money_prepaid(term, provider),
        None => text.approvals_money_postpaid(provider),
    };
    let headline = order.ceiling.map(|money| view! { <p class="headline"><Amount money/></p> });
    let price = match order.quote.as_ref().map(|price| (price.per(), amount(&price.pay()))) {
        None => text.approvals_price_unknown().to_owned(),
        Some((Per::Once, pay)) => text.approvals_price_known(pay),
        Some((Per::Hour, pay)) => text.approvals_price_hour(pay),
        Some((Per::Month, pay)) => text.approvals_price_month(pay),
    };
    view! {
        <section>
            {headline}
            <p class="sm muted">{how}{text.sentence_gap()}{price}</p>
        </section>
    }
    .into_any()
}

fn exactly(text: Text, order: &Order) -> AnyView {
    let (spec, key) = (&order.spec, order.operation.key());
    let value = |wire: &str| given(spec, wire).map(|value| text.field_value(wire, value).to_owned());
    let facts = match order.operation {
        Operation::DtsCreate => {
            let types = value(names::SOURCE_TYPE).zip(value(names::DESTINATION_TYPE));
            let topology = value(names::TOPOLOGY).map(|topology| text.approvals_class_topology(topology));
            let class = given(spec, names::JOB_CLASS).map(str::to_owned);
            view! {
                {what::route_codes(spec).map(|route| view! { <Pair name=text.approvals_route()>{route}</Pair> })}
                {types.map(|(from, to)| view! { <Pair name=text.approvals_types()>{text.order_route(from, to)}</Pair> })}
                {class.map(|class| view! { <Pair name=text.approvals_class()><code>{class}</code>{topology}</Pair> })}
            }
            .into_any()
        }
        Operation::DtsChange | Operation::BssCreate | Operation::DdmCreate => {
            let (operation, form) = (order.operation, order.operation.form());
            let groups = form.groups.iter().filter(|group| group.topic != Topic::Billing);
            let fields = groups.flat_map(|group| group.fields.iter().chain(group.rare));
            let facts: Vec<_> = fields
                .flat_map(|field| spec.iter().filter(move |(name, _)| field.holds(name)))
                .map(|(name, value)| (text.parameter(operation, name).into_owned(), value.clone()))
                .collect();
            let facts =
                facts.into_iter().map(|(name, value)| view! { <Pair name><code>{value}</code></Pair> });
            facts.collect_view().into_any()
        }
    };
    let payment = what::payment(text, order.operation, spec)
        .map(|payment| view! { <Pair name=text.approvals_billing()>{payment}</Pair> });
    let credential = order.credential.clone().map(|credential| {
        view! {
            <Pair name=text.approvals_bought_with()>{credential.label}" "<span class="id">{credential.identity}</span></Pair>
        }
    });
    let hash = order.hash.map(|hash| {
        view! {
            {text.approvals_hash()}" "<Identifier text value=hash.to_string() what=text.order_hash() short=true/>" "
        }
    });
    view! {
        <section>
            <h3>{text.approvals_exactly()}</h3>
            <KeyValues tight=true>
                <Pair name=text.approvals_operation()><code>{key}</code></Pair>
                {facts}
                {payment}
                {credential}
            </KeyValues>
            <p class="hint">{hash}<a href=paths::order(order.number)>{text.approvals_all_parameters(spec.len())}</a></p>
        </section>
    }
    .into_any()
}

/// What was bought before of the same kind for the team: what it cost, and what became of it.
fn like_it(text: Text, times: &Times, similar: Vec<OrderRow>) -> Option<AnyView> {
    let lines = similar.iter().map(|row| {
        let at = times.short(row.created_at);
        let amount = row.ceiling.as_ref().map(amount);
        view! {
            <li>
                <a class="id" href=paths::order(row.number)>{row.number.to_string()}</a>" "
                <StateBadge text state=row.state/>" "{amount}" "<span class="muted"><Time at/></span>
            </li>
        }
    });
    let lines = lines.collect_view();
    (!similar.is_empty()).then(|| {
        view! { <section><h3>{text.similar_title()}</h3><ul class="lines sm">{lines}</ul></section> }
            .into_any()
    })
}

/// Where to ask before deciding, and who else could decide.
fn talk(text: Text, order: &Order, colleagues: &[Colleague], answering: &Answering) -> AnyView {
    let hand_over = hand_over::form(text, order, colleagues, answering);
    let count = order.thread.len();
    let said = (count > 0).then(|| format!(" ({count})"));
    let href = format!("{}#thread", paths::order(order.number));
    view! { <section><p class="sm"><a href=href>{text.thread_title()}{said}</a></p>{hand_over}</section> }
        .into_any()
}

/// The decision, or where the order stands when it is not the reader's to decide any more.
fn foot(text: Text, order: &Order, filter: &InboxFilter, answering: Answering) -> AnyView {
    if order.can.approve.is_err() {
        let number = order.number;
        return view! {
            <footer>
                <p class="sm"><StateBadge text state=order.state/>" "{text.approvals_not_now()}</p>
                <p class="sm"><a href=paths::order(number)>{text.approvals_whole_order()}</a></p>
            </footer>
        }
        .into_any();
    }
    let ticket = order.hash.map(|hash| format!("{} {hash}", order.number));
    let hint = text.order_act_comment_hint(&order.requester.name);
    let errors = answering.errors.of("comment");
    let approve = approve_label(text, order);
    let acknowledge = acknowledge(text, &answering);
    view! {
        <footer>
            <form class="decide" method="post" action=filter::href(filter, Some(order.number))>
                <input type="hidden" name="order" value=ticket/>
                <Field text name="comment" label=text.order_act_comment() hint errors optional=true plain=true>
                    <Textarea value=answering.comment rows=2 maxlength=2000/>
                </Field>
                {acknowledge}
                <div class="actions">
                    <Button kind=Kind::Primary name="decision" value="approve">{approve}</Button>
                    <Button name="decision" value="reject">{text.order_act_reject()}</Button>
                </div>
            </form>
        </footer>
    }
    .into_any()
}
