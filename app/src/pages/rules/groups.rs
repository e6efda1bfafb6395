//! Groups: who is in them.

use domain::view::{Group, Who, rules::Rules};
use leptos::prelude::*;

use crate::{
    components::{
        button::Button,
        control::{Boxes, Check, Input},
        field::Field,
        panel::{Pad, Panel},
    },
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
};

/// Tells the fields of one group from those of others; empty: a new one.
pub fn prefix(group: &str) -> String {
    if group.is_empty() { "group.new.".to_owned() } else { format!("group.{group}.") }
}

#[component]
pub fn GroupsPanel(text: Text, rules: Rules, acts: bool, typed: Typed, errors: FieldErrors) -> impl IntoView {
    let Rules { groups, people, .. } = rules;
    let none = groups.is_empty().then(|| view! { <p class="pad sm muted">{text.groups_none()}</p> });
    let rows = groups.iter().map(|group| one(text, group, &people, acts, &typed, &errors)).collect_view();
    let is_new = typed.has("members") || typed.has("name");
    let open = is_new && typed.get("group").is_empty() && !errors.is_empty();
    let new = acts.then(|| {
        view! {
            <li>
                <details class="more" open=open>
                    <summary>{text.groups_new()}</summary>
                    {fields(text, None, &people, &typed, &errors)}
                </details>
            </li>
        }
    });
    view! {
        <Panel title=text.groups_title() note=text.groups_note().to_owned() pad=Pad::None id="groups">
            {none}
            <ul class="rules">{rows}{new}</ul>
        </Panel>
    }
}

fn one(
    text: Text,
    group: &Group,
    people: &[Who],
    acts: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let members: Vec<_> = group.members.iter().map(|who| who.name.clone()).collect();
    let members =
        if members.is_empty() { text.groups_empty().to_owned() } else { members.join(text.list_comma()) };
    let open = typed.get("group") == group.id.to_string() && !errors.is_empty();
    let form = acts.then(|| {
        view! {
            <details class="more" open=open>
                <summary>{text.rules_edit()}</summary>
                {fields(text, Some(group), people, typed, errors)}
            </details>
        }
    });
    view! { <li><div><h3>{group.name.clone()}</h3><p class="sm">{members}</p>{form}</div></li> }
}

fn fields(
    text: Text,
    group: Option<&Group>,
    people: &[Who],
    typed: &Typed,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let id = group.map(|group| group.id.to_string()).unwrap_or_default();
    let prefix = prefix(&id);
    let (name, members) = (format!("{prefix}name"), format!("{prefix}members"));
    // What was typed into this very form, or what is stored.
    let mine = !errors.is_empty() && typed.has("group") && typed.get("group") == id;
    let value = match group {
        _ if mine => typed.get("name").to_owned(),
        Some(group) => group.name.clone(),
        None => String::new(),
    };
    let is_member = |who: &Who| match group {
        _ if mine => typed.all("members").any(|id| id == who.id.to_string()),
        Some(group) => group.members.contains(who),
        None => false,
    };
    let boxes = people
        .iter()
        .map(|who| {
            let (value, checked, name) = (who.id.to_string(), is_member(who), who.name.clone());
            view! { <Check name="members" value checked>{name}</Check> }
        })
        .collect_view();
    let save = if group.is_some() { text.groups_save() } else { text.groups_create() };
    let version = group.map(|group| group.version);
    view! {
        <form method="post" action=paths::RULE_GROUPS novalidate=true>
            <input type="hidden" name="group" value=id/>
            <input type="hidden" name="version" value=version/>
            <Field text name=name.clone() label=text.groups_name() errors=errors.of(&name)>
                <Input value maxlength=100 sent_as="name"/>
            </Field>
            <Field text name=members.clone() label=text.groups_members() group=true errors=errors.of(&members)>
                <Boxes>{boxes}</Boxes>
            </Field>
            <div class="field"><div class="name"></div><div class="body"><div class="actions"><Button>{save}</Button></div></div></div>
        </form>
    }
}
