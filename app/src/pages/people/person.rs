//! `/admin/people/{id}`: somebody's roles, teams and access, and what admins do about them.

use domain::{
    person::{Membership, Right, Role},
    view::people::{PersonPage, PersonRow},
};
use leptos::prelude::*;

use super::{
    Done, Refused,
    list::{refusal, waiting},
    new::team_list,
};
use crate::{
    components::{
        badge::Tag,
        banner::ErrorSummary,
        button::Button,
        control::Input,
        field::Field,
        key_value::{KeyValues, Pair},
        page_head::PageHead,
        panel::{Pad, Panel},
        time::Time,
        toast::Toast,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Shown {
    pub page: PersonPage,
    pub done: Option<Done>,
    pub refused: Option<Refused>,
    /// Of the form that was refused.
    pub typed: Typed,
    pub errors: FieldErrors,
    /// The reader may change something, and does not only read.
    pub acts: bool,
}

#[component]
pub fn OnePage(text: Text, times: Times, shown: Shown) -> impl IntoView {
    let Shown { page, done, refused, typed, errors, acts } = shown;
    let person = &page.row.person;
    let here = paths::person(person.id);
    let badge = page.row.disabled_at.map(|_| view! { <Tag label=text.people_is_disabled()/> });
    let crumbs = vec![(paths::PEOPLE.to_owned(), text.nav_people().to_owned())];
    let label = move |_: &str| text.person_team().to_owned();
    view! {
        <PageHead text title=person.name.clone() crumbs badge=badge.into_any()/>
        {refused.map(|refused| refusal(text, refused, &here))}
        <ErrorSummary text errors=errors.clone() label/>
        <div class="stack">
            {profile(text, &times, &page.row)}
            {waiting(text, &times, &page.grants)}
            {roles(text, &page, acts, &here)}
            {teams(text, &page, acts, &here, &typed, &errors)}
            {access(text, &page, acts, &here)}
        </div>
        {done.map(|done| view! { <Toast text>{done.words(text)}</Toast> })}
    }
}

fn profile(text: Text, times: &Times, row: &PersonRow) -> impl IntoView + use<> {
    let PersonRow { person, has_password, created_at, disabled_at } = row;
    let state = match (disabled_at, has_password) {
        (Some(at), _) => text.people_disabled_since(times.age(*at)),
        (None, true) => text.people_is_active().to_owned(),
        (None, false) => text.people_no_password().to_owned(),
    };
    let (email, since) = (person.email.to_string(), times.short(*created_at));
    view! {
        <Panel title=text.person_profile()>
            <KeyValues>
                <Pair name=text.person_email()>{email}</Pair>
                <Pair name=text.people_state()>{state}</Pair>
                <Pair name=text.people_col_since()><Time at=since/></Pair>
            </KeyValues>
        </Panel>
    }
}

/// One act on this page: a form with a button; `spoken` says it where the button's word alone does not.
fn act(
    here: &str,
    name: &'static str,
    value: (&'static str, String),
    word: &'static str,
    spoken: Option<String>,
) -> impl IntoView + use<> {
    view! {
        <form method="post" action=here.to_owned()>
            <input type="hidden" name=value.0 value=value.1/>
            <button class="btn" data-size="s" type="submit" name="act" value=name aria-label=spoken>{word}</button>
        </form>
    }
}

fn roles(text: Text, page: &PersonPage, acts: bool, here: &str) -> impl IntoView + use<> {
    let person = &page.row.person;
    let rows = Role::ALL
        .into_iter()
        .map(|role| {
            let (name, what, give) = text.role_words(role);
            let has = person.has(role);
            let waits = page.grants.iter().any(|grant| grant.right.role() == Some(role));
            let tag = match (has, waits) {
                (true, _) => Some(text.person_role_has()),
                (false, true) => Some(text.person_role_waits()),
                (false, false) => None,
            };
            let field = ("role", role.name().to_owned());
            let button = match (acts, has, waits || page.row.disabled_at.is_some()) {
                (true, true, _) => {
                    let spoken = Some(text.person_take_spoken(name));
                    Some(act(here, "take", field, text.person_take_role(), spoken).into_any())
                }
                (true, false, false) => Some(act(here, "give", field, give, None).into_any()),
                _ => None,
            };
            view! {
                <li>
                    <div>
                        <h3>{name}{tag.map(|label| view! { <Tag label/> })}</h3>
                        <p class="sm muted">{what}</p>
                    </div>
                    <div class="acts">{button}</div>
                </li>
            }
        })
        .collect_view();
    let note = if page.takes_second { text.person_roles_second() } else { text.person_roles_alone() };
    let note = acts.then(|| view! { <p class="pad sm muted">{note}</p> });
    view! {
        <Panel title=text.person_roles() pad=Pad::None id="roles">
            {note}
            <ul class="rights">{rows}</ul>
        </Panel>
    }
}

fn teams(
    text: Text,
    page: &PersonPage,
    acts: bool,
    here: &str,
    typed: &Typed,
    errors: &FieldErrors,
) -> impl IntoView + use<> {
    let rows = page.row.person.teams.iter().map(|team| membership(text, page, team, acts, here));
    let rows = rows.collect_view();
    let none = page.row.person.teams.is_empty();
    let none = none.then(|| view! { <p class="pad sm muted">{text.person_teams_none()}</p> });
    let join = acts.then(|| {
        let value = if errors.is_empty() { String::new() } else { typed.get("team").to_owned() };
        view! {
            <form class="pad" method="post" action=here.to_owned() novalidate=true>
                <Field text name="team" label=text.person_team() hint=text.person_team_hint().to_owned() errors=errors.of("team")>
                    <Input value list="teams" maxlength=100 autocomplete="off"/>
                </Field>
                {team_list(&page.teams)}
                <div class="field">
                    <div class="name"></div>
                    <div class="body"><div class="actions"><Button name="act" value="join">{text.person_join()}</Button></div></div>
                </div>
            </form>
        }
    });
    view! {
        <Panel title=text.person_teams() pad=Pad::None id="teams-of">
            <p class="pad sm muted">{text.person_teams_note()}</p>
            {none}
            <ul class="rights">{rows}</ul>
            {join}
        </Panel>
    }
}

fn membership(
    text: Text,
    page: &PersonPage,
    team: &Membership,
    acts: bool,
    here: &str,
) -> impl IntoView + use<> {
    let waits = page.grants.iter().any(|grant| grant.right == Right::Lead(team.team));
    let field = || ("team", team.team.to_string());
    let lead = match (team.lead, waits || page.row.disabled_at.is_some()) {
        (true, _) => {
            let spoken = Some(text.person_no_lead_of(&team.name));
            Some(act(here, "no_lead", field(), text.person_no_lead(), spoken).into_any())
        }
        (false, false) => {
            let spoken = Some(text.person_make_lead_of(&team.name));
            Some(act(here, "lead", field(), text.person_make_lead(), spoken).into_any())
        }
        (false, true) => None,
    };
    let leave = act(here, "leave", field(), text.person_leave(), Some(text.person_leave_of(&team.name)));
    let tag = if team.lead { text.person_lead() } else { text.person_member() };
    let waits = waits.then(|| view! { <Tag label=text.person_role_waits()/> });
    view! {
        <li>
            <div><h3>{team.name.clone()}<Tag label=tag/>{waits}</h3></div>
            <div class="acts">{acts.then_some(view! { {lead}{leave} })}</div>
        </li>
    }
}

fn access(text: Text, page: &PersonPage, acts: bool, here: &str) -> Option<impl IntoView + use<>> {
    let (name, word, note) = match (page.row.disabled_at, page.is_self) {
        (Some(_), _) => ("enable", text.person_enable(), text.person_enable_text()),
        (None, false) => ("disable", text.person_disable(), text.person_disable_text()),
        (None, true) => ("", "", text.person_self_text()),
    };
    let here = here.to_owned();
    let button = (!name.is_empty()).then(|| {
        view! { <form method="post" action=here><Button name="act" value=name>{word}</Button></form> }
    });
    acts.then(|| {
        view! { <Panel title=text.person_access()><p class="sm">{note}</p>{button}</Panel> }
    })
}
