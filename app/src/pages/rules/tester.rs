//! Which rule would match for these facts.

use domain::{
    approval::{Purchase, Tried},
    catalog::{Billing, Operation},
    ids::PersonId,
    money::{Currency, Money},
    refusal::Reason,
    view::rules::{Rules, Trial},
};
use leptos::prelude::*;

use crate::{
    components::{
        button::Button,
        choice::Choice,
        control::{Input, Select},
        field::Field,
        panel::Panel,
        summary::{Chain, ChainStep},
    },
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
};

use super::form::BILLING;

/// What was asked about, where something was; what is wrong with it goes to `errors`.
pub fn purchase(
    text: Text,
    typed: &Typed,
    rules: &Rules,
    errors: &mut FieldErrors,
) -> Option<(Purchase, Option<PersonId>)> {
    if !typed.has("try") {
        return None;
    }
    let operation: Operation = typed.get("operation").parse().unwrap_or(Operation::DtsCreate);
    let team = typed.get("team");
    let team = rules.teams.iter().find(|known| known.id.to_string() == team).or(rules.teams.first())?;
    let currency: Currency = typed.get("currency").parse().unwrap_or(Currency::Cny);
    let amount = typed.get("ceiling");
    let ceiling = match amount {
        "" => None,
        amount => match Money::parse(amount, currency) {
            Ok(ceiling) => Some(ceiling),
            Err(_) => {
                errors.add("ceiling", text.refusal("ceiling", &Reason::NotAnAmount));
                return None;
            }
        },
    };
    let billing = BILLING.into_iter().find(|it| it.name() == typed.get("billing"));
    let purchase = Purchase {
        operation,
        region: typed.get("region").to_owned(),
        billing: billing.unwrap_or(Billing::Prepaid),
        team: team.id,
        price_known: ceiling.is_some(),
        ceiling,
    };
    Some((purchase, typed.get("requester").parse().ok()))
}

#[component]
pub fn Tester(
    text: Text,
    rules: Rules,
    trial: Option<Trial>,
    typed: Typed,
    errors: FieldErrors,
) -> impl IntoView {
    let operations: Vec<_> =
        Operation::ALL.into_iter().map(|it| Choice::new(it.key(), text.operation(it))).collect();
    let billing: Vec<_> = BILLING.into_iter().map(|it| Choice::new(it.name(), text.billing(it))).collect();
    let teams: Vec<_> =
        rules.teams.iter().map(|team| Choice::new(team.id.to_string(), team.name.clone())).collect();
    let currencies: Vec<_> = Currency::ALL.into_iter().map(|it| Choice::new(it.code(), it.code())).collect();
    let people: Vec<_> =
        rules.people.iter().map(|who| Choice::new(who.id.to_string(), who.name.clone())).collect();
    let value = |name: &str| if typed.has("try") { typed.get(name).to_owned() } else { String::new() };
    let [operation, team, method, region, ceiling, currency, requester] =
        ["operation", "team", "billing", "region", "ceiling", "currency", "requester"].map(value);
    let refused = errors.of("ceiling");
    let result = trial.map(|trial| view! { <Outcome text trial/> });
    view! {
        <Panel title=text.try_title() note=text.try_note().to_owned() id="try">
            <form method="get" action=paths::RULES_TRY novalidate=true>
                <Field text name="operation" label=text.edit_operations()>
                    <Select choices=operations value=operation/>
                </Field>
                <Field text name="team" label=text.field_team()><Select choices=teams value=team/></Field>
                <Field text name="billing" label=text.edit_billing()>
                    <Select choices=billing value=method/>
                </Field>
                <Field text name="region" label=text.try_region() optional=true>
                    <Input value=region mono=true maxlength=32/>
                </Field>
                <Field text name="ceiling" label=text.try_ceiling() hint=text.try_ceiling_hint().to_owned() optional=true errors=refused>
                    <Input value=ceiling inputmode="decimal" maxlength=22/>
                </Field>
                <Field text name="currency" label=text.edit_currency()>
                    <Select choices=currencies value=currency/>
                </Field>
                <Field text name="requester" label=text.try_requester() optional=true>
                    <Select choices=people value=requester empty=text.try_anybody().to_owned()/>
                </Field>
                <div class="field"><div class="name"></div><div class="body"><div class="actions">
                    <Button name="try" value="1">{text.try_button()}</Button>
                </div></div></div>
            </form>
            {result}
        </Panel>
    }
}

#[component]
fn Outcome(text: Text, trial: Trial) -> impl IntoView {
    let who = if trial.name.is_empty() {
        text.try_result_built_in().to_owned()
    } else {
        text.try_result(&trial.name)
    };
    let steps = trial
        .chain
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let who = text.asked(&step.asks, &step.names, step.needs);
            let who = if step.name.is_empty() { who } else { text.labelled(&step.name, who) };
            let note = step.lacks_people.then(|| text.try_lacks().to_owned());
            view! { <ChainStep number=at + 1 note>{who}</ChainStep> }
        })
        .collect_view();
    let steps = if trial.chain.is_empty() {
        view! { <p>{text.order_approvals_none()}</p> }.into_any()
    } else {
        view! { <Chain>{steps}</Chain> }.into_any()
    };
    view! {
        <div id="tried" role="status">
            <h3>{who}</h3>
            {steps}
            <WhyRule text why=trial.why/>
        </div>
    }
}

/// The rules that were looked at, in their order; the last one decided.
#[component]
pub fn WhyRule(text: Text, why: Vec<Tried>) -> impl IntoView {
    let lines = why.iter().map(|tried| view! { <li>{text.tried(tried)}</li> }).collect_view();
    (!why.is_empty()).then(|| {
        view! {
            <details class="more">
                <summary>{text.tried_title()}</summary>
                <ol class="tried sm">{lines}</ol>
            </details>
        }
    })
}
