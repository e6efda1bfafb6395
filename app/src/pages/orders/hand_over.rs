//! Putting a step to a colleague, and writing into the thread.

use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::{approvals, orders};
use domain::view::{Colleague, Order};
use leptos::prelude::*;

use super::{acts::Answering, resolve::act};
use crate::{
    components::{
        button::Button,
        control::{Input, Textarea},
        field::Field,
    },
    i18n::Text,
    paths,
    portal::Portal,
    sent::Sent,
    visitor::SignedIn,
};

pub async fn hand_over(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(number): Path<String>,
    Sent(typed): Sent,
) -> Response {
    let done = async |order: &Order| {
        let (to, comment) = (typed.get("to"), typed.get("handed_comment"));
        approvals::hand_over(&portal.backend, &reader.person, order.id, to, comment).await
    };
    act(&portal, &reader, &number, &typed, done).await
}

pub async fn say(
    State(portal): State<Portal>,
    reader: SignedIn,
    Path(number): Path<String>,
    Sent(typed): Sent,
) -> Response {
    let done = async |order: &Order| {
        orders::say(&portal.backend, &reader.person, order.id, typed.get("words")).await
    };
    act(&portal, &reader, &number, &typed, done).await
}

/// For who may decide. Open where it was refused.
pub fn form(text: Text, order: &Order, colleagues: &[Colleague], answering: &Answering) -> Option<AnyView> {
    order.can.hand_over.ok()?;
    let errors = answering.errors.of("to");
    let is_open = !errors.is_empty();
    let (to, comment) =
        (answering.typed.get("to").to_owned(), answering.typed.get("handed_comment").to_owned());
    let options = colleagues
        .iter()
        .map(|colleague| {
            view! { <option value=colleague.email.to_string()>{colleague.name.clone()}</option> }
        })
        .collect_view();
    Some(
        view! {
            <details class="more hand-over" id="hand-over" open=is_open>
                <summary>{text.hand_over_title()}</summary>
                <form method="post" action=paths::order_hand_over(order.number)>
                    <p class="hint">{text.hand_over_hint()}</p>
                    <Field text name="to" label=text.hand_over_to() errors plain=true>
                        <Input kind="email" value=to autocomplete="off" list="colleagues"/>
                    </Field>
                    <datalist id="colleagues">{options}</datalist>
                    <Field text name="handed_comment" label=text.hand_over_comment() optional=true plain=true>
                        <Textarea value=comment rows=2 maxlength=2000/>
                    </Field>
                    <div class="actions"><Button small=true>{text.hand_over_act()}</Button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}
