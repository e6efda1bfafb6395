//! An order's page: where it stands, what happened, what was asked for, and what the reader can do.

use domain::{
    order::State,
    view::{Colleague, EventView, Order},
};
use leptos::prelude::*;

use super::{
    acts::{Acts, Answering, refusal},
    facts::{Approvals, Ceiling, CloudReference, Reason},
    known::Known,
    milestones::Milestones,
    notice::Notice,
    parameters::Parameters,
    progress::Progress,
    sends::Sends,
    thread::{ChangedPanel, Thread},
    timeline::Timeline,
    what,
};
use crate::{
    components::{badge::OrderBadge, identifier::Identifier, page_head::PageHead},
    format::Times,
    i18n::Text,
    paths,
};

/// `sheet` is the line on top of the printed page: when, by whom, from where. `names_approvers`: the reader may name
/// somebody where too few people can approve it.
#[component]
pub fn OrderPage(
    text: Text,
    times: Times,
    sheet: String,
    order: Order,
    events: Vec<EventView>,
    colleagues: Vec<Colleague>,
    answering: Answering,
    names_approvers: bool,
) -> impl IntoView {
    let reached = Milestones::of(&order, &events);
    let state = order.state;
    let frozen = state != State::Draft;
    // An order that was bought at the first try needs no table of sends: its timeline says it all.
    let with_sends = state != State::Bought || reached.sends > 1;
    view! {
        {head(text, &order)}
        <p class="printonly xs">{sheet}</p>
        {refusal(text, order.number, &answering)}
        <div class="notice" id="order-notice" data-live-part="">
            <Notice text times=times.clone() order=order.clone() reached=reached.clone()/>
        </div>
        <div class="cols" data-acts="">
            <Acts text times=times.clone() order=order.clone() reached=reached.clone() colleagues answering=answering.clone()/>
            <div class="stack">
            <div class="stack" id="order-history" data-live-part="">
                <Progress text times=times.clone() order=order.clone() reached/>
                <ChangedPanel text order=order.clone()/>
                {with_sends.then(|| view! { <Sends text times=times.clone() order=order.clone()/> })}
                <Known text times=times.clone() order=order.clone()/>
                <Timeline text times=times.clone() events/>
                <Parameters text operation=order.operation spec=order.spec.clone() hash=order.hash frozen/>
            </div>
            <Thread text times=times.clone() order=order.clone() answering/>
            </div>
            <aside class="stack" id="order-facts" data-live-part="">
                <Reason text order=order.clone()/>
                <CloudReference text order=order.clone()/>
                <Ceiling text order=order.clone()/>
                <Approvals text times order names_approvers/>
            </aside>
        </div>
    }
}

fn head(text: Text, order: &Order) -> impl IntoView + use<> {
    let place = what::route_codes(&order.spec).map(|route| view! { <span>{route}</span> });
    let revision = (order.revision > 1).then(|| view! { <span>{text.order_revision(order.revision)}</span> });
    let sub = view! {
        <Identifier text value=order.number.to_string() what=text.order_number()/>
        <span>{text.cloud_product(order.operation)}</span>
        {place}
        <span>{text.order_for(&order.requester.name, &order.team)}</span>
        {revision}
    };
    let badge = view! { <OrderBadge text state=order.state fulfilment=order.fulfilment large=true/> };
    let crumbs = vec![(paths::ORDERS.to_owned(), text.nav_orders().to_owned())];
    view! {
        <div id="order-head" data-live-part="">
            <PageHead
                text
                title=what::what(text, order.operation, &order.spec)
                crumbs
                badge=badge.into_any()
                sub=sub.into_any()
            />
        </div>
    }
}
