//! `/admin/people/new`: somebody new, without any rights yet.

use domain::view::Team;
use leptos::prelude::*;

use crate::{
    components::{
        banner::ErrorSummary,
        button::{Button, Kind},
        control::Input,
        field::Field,
        page_head::PageHead,
        panel::Panel,
    },
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
};

#[component]
pub fn NewPage(text: Text, teams: Vec<Team>, typed: Typed, errors: FieldErrors) -> impl IntoView {
    let [name, email, team] = ["name", "email", "team"].map(|field| typed.get(field).to_owned());
    let [name_errors, email_errors, team_errors, password_errors] =
        ["name", "email", "team", "password"].map(|field| errors.of(field));
    let crumbs = vec![(paths::PEOPLE.to_owned(), text.nav_people().to_owned())];
    let label = move |field: &str| {
        let label = match field {
            "email" => text.person_email(),
            "team" => text.person_team(),
            "password" => text.person_password(),
            _ => text.person_name(),
        };
        label.to_owned()
    };
    view! {
        <PageHead text title=text.person_new_title() crumbs/>
        <ErrorSummary text errors label/>
        <Panel title=text.person_new_panel() note=text.person_new_note().to_owned()>
            <form method="post" action=paths::PERSON_NEW novalidate=true>
                <Field text name="email" label=text.person_email() hint=text.person_email_hint().to_owned() errors=email_errors>
                    <Input value=email kind="email" maxlength=254 autocomplete="off"/>
                </Field>
                <Field text name="name" label=text.person_name() errors=name_errors>
                    <Input value=name maxlength=100 autocomplete="off"/>
                </Field>
                <Field text name="team" label=text.person_team() hint=text.person_team_hint().to_owned() errors=team_errors optional=true>
                    <Input value=team list="teams" maxlength=100 autocomplete="off"/>
                </Field>
                {team_list(&teams)}
                <Field text name="password" label=text.person_password() hint=text.person_password_hint().to_owned() errors=password_errors>
                    <Input kind="password" autocomplete="new-password" maxlength=1024/>
                </Field>
                <div class="field">
                    <div class="name"></div>
                    <div class="body"><div class="actions"><Button kind=Kind::Primary>{text.person_add()}</Button></div></div>
                </div>
            </form>
        </Panel>
    }
}

/// The teams that there are, for a field that also takes a new one.
pub(super) fn team_list(teams: &[Team]) -> impl IntoView + use<> {
    let options = teams.iter().map(|team| view! { <option value=team.name.clone()></option> }).collect_view();
    view! { <datalist id="teams">{options}</datalist> }
}
