//! The form of one rule. Works without script: steps come and go by buttons that send the form.

mod fields;

use domain::{
    approval::{MAX_NEEDS, MAX_STEPS},
    ids::RuleId,
    order::can::Why,
    view::rules::{Replay, Rules},
};
use leptos::prelude::*;

use self::fields::{Line, asked, conditions};
use super::{
    form::{step_field, steps},
    list::{Replayed, names, problems},
};
use crate::{
    components::{
        banner::ErrorSummary,
        button::{Button, Kind},
        choice::Choice,
        control::{Boxes, Check, Select},
        field::Field,
        page_head::PageHead,
        panel::Panel,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

/// A rule as it is being written.
#[derive(Debug, Clone)]
pub struct Editing {
    /// None: a new one.
    pub id: Option<RuleId>,
    pub typed: Typed,
    pub errors: FieldErrors,
    pub replay: Option<Replay>,
}

/// `acts`: the reader may save it, and does not only read.
#[component]
pub fn EditPage(
    text: Text,
    times: Times,
    title: String,
    editing: Editing,
    rules: Rules,
    acts: bool,
) -> impl IntoView {
    let Editing { id, typed, errors, replay } = editing;
    let action = id.map_or_else(|| paths::RULE_NEW.to_owned(), paths::rule);
    let crumbs = vec![(paths::RULES.to_owned(), text.nav_rules().to_owned())];
    let why = (!acts).then(|| text.why(Why::Auditor).to_owned());
    let (version, count) = (typed.get("version").to_owned(), steps(&typed));
    let about = about(text, id, &typed, &errors, &rules);
    let conditions = conditions(text, &typed, &errors, &rules);
    let steps = (1..=count).map(|number| step(text, number, &typed, &errors, &rules)).collect_view();
    let more = (count < MAX_STEPS).then(|| {
        view! { <Button name="act" value="add_step" small=true>{text.edit_step_add()}</Button> }
    });
    let (nobody, no_steps) = (typed.has("asks_nobody"), errors.of("steps"));
    let replay =
        replay.map(|replay| view! { <Panel title=text.replay_title()><Replayed text times replay/></Panel> });
    view! {
        <PageHead text title crumbs sub=view! { <span>{text.edit_sub()}</span> }.into_any()/>
        <ErrorSummary text errors label=move |field: &str| label(text, field)/>
        <form method="post" action=action novalidate=true class="stack" id="rule-form">
            // What the enter key presses.
            <button type="submit" name="act" value="save" class="vh" tabindex="-1" aria-hidden="true"></button>
            <input type="hidden" name="version" value=version/>
            <input type="hidden" name="steps" value=count/>
            <Panel title=text.edit_rule()>{about}</Panel>
            <Panel title=text.edit_when() note=text.edit_when_note().to_owned()>{conditions}</Panel>
            <Panel title=text.edit_who() note=text.edit_who_note().to_owned() id="steps">
                {steps}
                <div class="field"><div class="name"></div><div class="body"><div class="actions">{more}</div></div></div>
                <Field text name="steps" label=text.edit_asks_nobody() group=true errors=no_steps>
                    <Boxes><Check name="asks_nobody" checked=nobody>{text.edit_asks_nobody_tick()}</Check></Boxes>
                </Field>
                <p class="hint">{text.edit_never_requester()}</p>
            </Panel>
            {replay}
            <div class="actions">
                <Button kind=Kind::Primary id="save-rule" name="act" value="save" disabled_reason=why.clone()>
                    {text.edit_save()}
                </Button>
                <Button name="act" value="replay" id="replay-rule" disabled_reason=why>
                    {text.edit_replay()}
                </Button>
            </div>
        </form>
    }
}

/// The rule as it is stored in words with what is wrong with it, and what is its own.
fn about(text: Text, id: Option<RuleId>, typed: &Typed, errors: &FieldErrors, rules: &Rules) -> AnyView {
    let names = names(rules);
    let stored = id.and_then(|id| rules.rules.iter().find(|row| row.rule.id == id)).map(|row| {
        let words = text.rule_words(&row.rule, &names);
        view! { <div class="stored"><p>{words}</p>{problems(text, &row.problems, &names)}</div> }
    });
    let enabled = typed.has("enabled");
    let name =
        Line { hint: Some(text.edit_name_hint()), required: true, ..Line::new("name", text.edit_name()) };
    let day = |name, label| Line { kind: "date", hint: Some(text.edit_day_hint()), ..Line::new(name, label) };
    view! {
        {stored}
        {name.view(text, typed, errors)}
        <Field text name="enabled" label=text.edit_enabled() group=true>
            <Boxes><Check name="enabled" checked=enabled>{text.edit_enabled_tick()}</Check></Boxes>
        </Field>
        {day("valid_from", text.edit_valid_from()).view(text, typed, errors)}
        {day("valid_until", text.edit_valid_until()).view(text, typed, errors)}
    }
    .into_any()
}

fn step(text: Text, number: usize, typed: &Typed, errors: &FieldErrors, rules: &Rules) -> AnyView {
    let field = |part: &str| step_field(number, part);
    let (needs, fallback) = (field("needs"), field("fallback"));
    let counts: Vec<_> = (1..=MAX_NEEDS).map(|n| Choice::new(n.to_string(), n.to_string())).collect();
    let has_fallback = typed.all(&fallback).any(|value| !value.is_empty());
    let open = has_fallback || !errors.of(&fallback).is_empty();
    let name = Line::new(&field("name"), text.edit_step_name()).view(text, typed, errors);
    let asks = asked(text, &field("asks"), text.edit_step_asks(), typed, errors, rules);
    let fallback = asked(text, &fallback, text.edit_step_fallback(), typed, errors, rules);
    let (chosen, refused) = (typed.get(&needs).to_owned(), errors.of(&needs));
    view! {
        <section class="rule-step" aria-label=text.edit_step(number)>
            <header>
                <h3>{text.edit_step(number)}</h3>
                <Button small=true kind=Kind::Quiet name="act" value=format!("remove_step.{number}")>
                    {text.edit_step_remove(number)}
                </Button>
            </header>
            {name}
            {asks}
            <Field text name=needs label=text.edit_step_needs() errors=refused>
                <Select choices=counts value=chosen/>
            </Field>
            <details class="more" open=open>
                <summary>{text.edit_step_fallback()}</summary>
                {fallback}
            </details>
        </section>
    }
    .into_any()
}

fn label(text: Text, field: &str) -> String {
    if let Some((number, part)) = field.strip_prefix("steps.").and_then(|rest| rest.split_once('.')) {
        let part = match part {
            "name" => text.edit_step_name(),
            "needs" => text.edit_step_needs(),
            "fallback" => text.edit_step_fallback(),
            _ => text.edit_step_asks(),
        };
        return format!("{}: {part}", text.edit_step(number));
    }
    match field {
        "conditions.operations" => text.edit_operations(),
        "conditions.regions" => text.edit_regions(),
        "conditions.teams" => text.edit_teams(),
        "conditions.from" => text.edit_from(),
        "conditions.below" => text.edit_below(),
        "valid_from" => text.edit_valid_from(),
        "valid_until" => text.edit_valid_until(),
        "steps" => text.edit_who(),
        _ => text.edit_name(),
    }
    .to_owned()
}
