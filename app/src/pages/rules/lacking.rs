//! Orders that too few people can approve, and naming somebody.

use domain::view::rules::Lacking;
use leptos::prelude::*;

use crate::{
    components::{
        button::Button,
        choice::Choice,
        control::{Input, Select},
        field::Field,
        money::Amount,
        panel::{Pad, Panel},
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

/// Tells the fields of one step from those of others.
pub fn prefix(order: &str, step: usize) -> String {
    format!("lacking.{order}.{step}.")
}

#[component]
pub fn LackingPanel(
    text: Text,
    times: Times,
    lacking: Vec<Lacking>,
    acts: bool,
    typed: Typed,
    errors: FieldErrors,
) -> impl IntoView {
    if lacking.is_empty() {
        return None;
    }
    let rows = lacking.into_iter().map(|row| one(text, &times, row, acts, &typed, &errors)).collect_view();
    Some(view! {
        <Panel title=text.lacking_title() note=text.lacking_note().to_owned() pad=Pad::None id="lacking">
            <ul class="rules">{rows}</ul>
        </Panel>
    })
}

fn one(
    text: Text,
    times: &Times,
    row: Lacking,
    acts: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let (order, step) = (row.order.to_string(), row.step);
    let prefix = prefix(&order, step);
    let mine = typed.get("order") == order && typed.get("step") == step.to_string();
    let value = |name: &str| if mine { typed.get(name).to_owned() } else { String::new() };
    let (chosen, why) = (value("person"), value("reason"));
    let (person, reason) = (format!("{prefix}person"), format!("{prefix}reason"));
    let choices: Vec<_> =
        row.candidates.into_iter().map(|who| Choice::new(who.id.to_string(), who.name)).collect();
    let (wrong_person, wrong_reason) = (errors.of(&person), errors.of(&reason));
    let form = (acts && !row.is_own).then(move || {
        view! {
            <form method="post" action=paths::RULE_APPROVERS novalidate=true>
                <input type="hidden" name="order" value=order/>
                <input type="hidden" name="step" value=step/>
                <Field text name=person label=text.lacking_person() errors=wrong_person>
                    <Select choices value=chosen empty=text.fields_choose().to_owned() sent_as="person"/>
                </Field>
                <Field text name=reason label=text.lacking_why() errors=wrong_reason>
                    <Input value=why maxlength=500 sent_as="reason"/>
                </Field>
                <div class="field"><div class="name"></div><div class="body"><div class="actions"><Button>{text.lacking_name()}</Button></div></div></div>
            </form>
        }
    });
    let own = (acts && row.is_own).then(|| view! { <p class="sm muted">{text.lacking_own()}</p> });
    let who = text.asked(&row.asks.asks, &row.asks.names, row.asks.needs);
    let expires = row.expires_at.map(|at| text.lacking_expires(times.age(at)));
    view! {
        <li id=paths::rule_lacking_id(row.number, step)>
            <div>
                <h3><a href=paths::order(row.number)>{row.number.to_string()}</a>" "{text.operation(row.operation)}</h3>
                <p>{text.lacking_step(step, who)}</p>
                <p class="sm muted">
                    {text.lacking_by(&row.requester.name, &row.team)}{text.clause_comma()}<Amount money=row.ceiling/>
                    {expires.map(|words| view! { {text.clause_comma()}{words} })}
                </p>
                {own}
                {form}
            </div>
        </li>
    }
}
