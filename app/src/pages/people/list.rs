//! `/admin/people`: everybody with what they may do, and what waits for a second admin.

use domain::{
    person::Person,
    view::people::{GrantRow, People, PersonRow},
};
use leptos::prelude::*;

use super::{Done, Refused};
use crate::{
    components::{
        badge::{Tag, Tone},
        banner::Banner,
        button::{Button, ButtonLink, Kind},
        icon::{Glyph, Icon},
        page_head::PageHead,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
        toast::Toast,
    },
    format::Times,
    i18n::Text,
    paths,
};

/// What the page shows.
#[derive(Debug, Clone)]
pub struct Listed {
    pub people: People,
    pub searched: String,
    pub refused: Option<Refused>,
    pub done: Option<Done>,
    /// The reader may change something, and does not only read.
    pub acts: bool,
}

#[component]
pub fn PeoplePage(text: Text, times: Times, listed: Listed) -> impl IntoView {
    let Listed { people, searched, refused, done, acts } = listed;
    let People { people, more, grants, .. } = people;
    let new = acts.then(|| {
        view! {
            <ButtonLink href=paths::PERSON_NEW kind=Kind::Primary icon=Glyph::Plus>{text.people_new()}</ButtonLink>
        }
    });
    let count = text.people_found(people.len() + more);
    let columns = vec![
        Column::new(text.people_col_person()),
        Column::new(text.people_col_roles()),
        Column::new(text.people_col_teams()),
        Column::new(text.people_col_since()).narrow(Narrow::Off),
    ];
    let list = if people.is_empty() {
        view! { <p class="pad sm muted">{text.people_none()}</p> }.into_any()
    } else {
        let rows = people.iter().map(|row| person(text, &times, row)).collect_view();
        view! { <Table caption=text.people_panel() columns>{rows}</Table> }.into_any()
    };
    let more = (more > 0).then(|| view! { <p class="pad sm muted">{text.people_more(more)}</p> });
    view! {
        <PageHead
            text
            title=text.nav_people()
            sub=view! { <span>{text.people_sub()}</span> }.into_any()
            actions=new.into_any()
        />
        {refused.map(|refused| refusal(text, refused, paths::PEOPLE))}
        <div class="stack">
            {waiting(text, &times, &grants)}
            <form class="filters people-search" role="search" aria-label=text.people_search() method="get" action=paths::PEOPLE>
                <span class="command">
                    <Icon icon=Glyph::Search/>
                    <label class="vh" for="people-q">{text.people_search()}</label>
                    <input id="people-q" name="q" type="search" value=searched placeholder=text.people_search_hint() maxlength="200" autocomplete="off"/>
                </span>
                <Button>{text.people_search_button()}</Button>
            </form>
            <Panel title=text.people_panel() note=count pad=Pad::None>
                {list}
                {more}
            </Panel>
        </div>
        {done.map(|done| view! { <Toast text>{done.words(text)}</Toast> })}
    }
}

fn person(text: Text, times: &Times, row: &PersonRow) -> impl IntoView + use<> {
    let PersonRow { person, has_password, created_at, disabled_at } = row;
    let state = disabled_at.map(|_| view! { " "<Tag label=text.people_is_disabled()/> });
    let silent =
        (disabled_at.is_none() && !has_password).then(|| view! { <Sub>{text.people_no_password()}</Sub> });
    let since = times.short(*created_at);
    let (here, name, email) = (paths::person(person.id), person.name.clone(), person.email.to_string());
    let (roles, teams) = (roles(text, person), teams(text, person));
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>
                <a href=here>{name}</a>{state}
                <Sub>{email}</Sub>
                {silent}
            </RowHead>
            <Cell>{roles}</Cell>
            <Cell>{teams}</Cell>
            <Cell narrow=Narrow::Off><Time at=since/></Cell>
        </Row>
    }
}

fn roles(text: Text, person: &Person) -> String {
    let names: Vec<_> = std::iter::once(text.role_requester())
        .filter(|_| person.may_buy())
        .chain(person.roles.iter().map(|role| text.role(*role)))
        .collect();
    names.join(text.list_comma())
}

/// The teams' names; a team that they lead says so.
pub(super) fn teams(text: Text, person: &Person) -> String {
    let names: Vec<_> = person
        .teams
        .iter()
        .map(|team| match team.lead {
            true => text.people_team_as(&team.name, text.role_lead()),
            false => team.name.clone(),
        })
        .collect();
    if names.is_empty() { text.people_nobody().to_owned() } else { names.join(text.list_comma()) }
}

/// What waits for a second admin, with what the reader may answer.
pub(super) fn waiting(text: Text, times: &Times, grants: &[GrantRow]) -> Option<impl IntoView + use<>> {
    let rows = grants
        .iter()
        .map(|row| {
            let by = text.grant_by(&row.proposed_by.name, times.age(row.proposed_at));
            let buttons = row
                .answers
                .iter()
                .map(|answer| {
                    let (word, spoken) = text.grant_answer(*answer, row);
                    view! {
                        <button class="btn" data-size="s" type="submit" name="act" value=answer.name() aria-label=spoken>
                            {word}
                        </button>
                    }
                })
                .collect_view();
            let form = (!row.answers.is_empty()).then(|| {
                view! {
                    <form class="acts" method="post" action=paths::PEOPLE>
                        <input type="hidden" name="grant" value=row.id.to_string()/>
                        {buttons}
                    </form>
                }
            });
            view! {
                <li>
                    <div>
                        <h3><a href=paths::person(row.receiver.id)>{text.grant(row)}</a></h3>
                        <p class="hint">{by}</p>
                    </div>
                    {form}
                </li>
            }
        })
        .collect_view();
    (!grants.is_empty()).then(|| {
        view! {
            <Panel title=text.grants_title() pad=Pad::None id="grants">
                <p class="pad sm muted">{text.grants_note()}</p>
                <ul class="rights">{rows}</ul>
            </Panel>
        }
    })
}

/// Why something was not done; an old sign-in leads to the password.
pub(super) fn refusal(text: Text, refused: Refused, here: &str) -> impl IntoView + use<> {
    let words = match refused {
        Refused::SignInOld => view! {
            <p>{text.people_sign_in_old()}</p>
            <p><a href=paths::confirm(here)>{text.verdict_confirm()}</a></p>
        }
        .into_any(),
        Refused::Conflict(code) => view! { <p>{text.conflict(code)}</p> }.into_any(),
    };
    view! { <Banner tone=Tone::Bad title=text.people_refused()>{words}</Banner> }
}
