//! `/settings`: who one is, how one reads, the password.

use domain::{
    notice::Switches,
    person::{Language, Person, Theme},
    view,
};
use leptos::prelude::*;

use super::{access, deputies, notices, zones};
use crate::{
    components::{
        badge::Tone,
        banner::{Banner, ErrorSummary},
        button::{Button, Kind},
        choice::{Choice, Segment},
        control::{Input, Select},
        field::Field,
        identifier::Identifier,
        key_value::{KeyValues, Pair},
        page_head::PageHead,
        panel::Panel,
        toast::Toast,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

macro_rules! dones {
    ($($name:ident = $code:literal, $words:ident;)+) => {
        /// What was done just before, as the address carries it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Done { $($name),+ }

        impl Done {
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            pub fn of(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            const fn words(self, text: Text) -> &'static str {
                match self { $(Self::$name => text.$words()),+ }
            }
        }
    };
}

dones! {
    Reading = "reading", settings_reading_saved;
    Password = "password", settings_password_changed;
    Session = "session", settings_session_ended;
    Notices = "notices", settings_notices_saved;
    Sessions = "sessions", settings_sessions_ended;
    Revoked = "revoked", settings_token_revoked;
    Deputy = "deputy", deputies_named;
    DeputyEnded = "deputy-ended", deputies_ended;
}

/// Everything that the page shows.
#[derive(Debug, Clone)]
pub struct Settings {
    pub person: Person,
    pub sessions: Vec<view::Session>,
    pub tokens: Vec<view::Token>,
    pub deputies: Vec<view::DeputyView>,
    pub switches: Switches,
    /// Whether mails leave this portal.
    pub mails: bool,
    pub done: Option<Done>,
    /// Of the form that was refused.
    pub typed: Typed,
    pub errors: FieldErrors,
    /// A token that was just made.
    pub fresh_token: Option<String>,
    pub times: Times,
}

#[component]
pub fn SettingsPage(text: Text, settings: Settings) -> impl IntoView {
    let Settings {
        person,
        sessions,
        tokens,
        deputies,
        switches,
        mails,
        done,
        typed,
        errors,
        fresh_token,
        times,
    } = settings;
    view! {
        <PageHead text title=text.nav_settings() sub=view! { <span>{text.settings_sub()}</span> }.into_any()/>
        {fresh_token.map(|token| fresh(text, token))}
        <ErrorSummary text errors=errors.clone() label=move |name: &str| field_name(text, name).to_owned()/>
        {profile(text, &person)}
        {reading(text, &person, &typed, &errors)}
        {notices::switches(text, &switches, mails, person.email.as_str())}
        {password(text, &person, &errors)}
        {deputies::panel(text, &person, deputies, &typed, &errors, &times)}
        {access::sessions(text, sessions, &times)}
        {access::tokens(text, tokens, &typed, &errors, &times)}
        {done.map(|done| view! { <Toast text>{done.words(text)}</Toast> })}
    }
}

fn field_name(text: Text, name: &str) -> &'static str {
    match name {
        "language" => text.settings_language(),
        "theme" => text.settings_theme(),
        "zone" => text.settings_zone(),
        "current" => text.settings_password_current(),
        "password" => text.settings_password_new(),
        "deputy" => text.deputies_who(),
        "from" => text.deputies_from(),
        "until" => text.deputies_until(),
        "label" => text.settings_token_label(),
        "scopes" => text.settings_token_scopes(),
        "currency" => text.settings_token_currency(),
        _ => text.settings_token_ceiling(),
    }
}

fn fresh(text: Text, token: String) -> impl IntoView + use<> {
    view! {
        <Banner tone=Tone::Good title=text.settings_token_fresh()>
            <p><Identifier text value=token what=text.settings_token_what()/></p>
            <p>{text.settings_token_fresh_text()}</p>
        </Banner>
    }
}

fn profile(text: Text, person: &Person) -> impl IntoView + use<> {
    let teams: Vec<_> = person
        .teams
        .iter()
        .map(|team| match team.lead {
            true => text.people_team_as(&team.name, text.role_lead()),
            false => team.name.clone(),
        })
        .collect();
    let teams =
        if teams.is_empty() { text.settings_no_team().to_owned() } else { teams.join(text.list_comma()) };
    let roles: Vec<_> = std::iter::once(text.role_requester())
        .filter(|_| person.may_buy())
        .chain(person.roles.iter().map(|role| text.role(*role)))
        .collect();
    let (name, email) = (person.name.clone(), person.email.to_string());
    view! {
        <Panel title=text.settings_profile() note=text.settings_profile_note().to_owned()>
            <KeyValues>
                <Pair name=text.settings_name()>{name}</Pair>
                <Pair name=text.settings_email()>{email}</Pair>
                <Pair name=text.settings_teams()>{teams}</Pair>
                <Pair name=text.settings_roles()>{roles.join(text.list_comma())}</Pair>
            </KeyValues>
        </Panel>
    }
}

fn reading(text: Text, person: &Person, typed: &Typed, errors: &FieldErrors) -> impl IntoView + use<> {
    let value =
        |name: &str, now: &str| if typed.has(name) { typed.get(name).to_owned() } else { now.to_owned() };
    let (language, theme) = (value("language", person.language.tag()), value("theme", person.theme.name()));
    let (zone, zones) = (value("zone", &person.zone), zones::choices(&person.zone));
    let [language_errors, theme_errors, zone_errors] =
        ["language", "theme", "zone"].map(|name| errors.of(name));
    let languages =
        vec![Choice::new(Language::English.tag(), "English"), Choice::new(Language::Chinese.tag(), "中文")];
    let themes = vec![
        Choice::new(Theme::Auto.name(), text.theme_auto()),
        Choice::new(Theme::Light.name(), text.theme_light()),
        Choice::new(Theme::Dark.name(), text.theme_dark()),
    ];
    view! {
        <Panel title=text.settings_reading() note=text.settings_reading_note().to_owned()>
            <form method="post" action=paths::settings_part("reading")>
                <Field text name="language" label=text.settings_language() errors=language_errors group=true>
                    <Segment choices=languages value=language/>
                </Field>
                <Field
                    text
                    name="theme"
                    label=text.settings_theme()
                    hint=text.settings_theme_hint().to_owned()
                    errors=theme_errors
                    group=true
                >
                    <Segment choices=themes value=theme/>
                </Field>
                <Field
                    text
                    name="zone"
                    label=text.settings_zone()
                    hint=text.settings_zone_hint().to_owned()
                    errors=zone_errors
                >
                    <Select choices=zones value=zone/>
                </Field>
                {submit(text.settings_reading_save())}
            </form>
        </Panel>
    }
}

fn password(text: Text, person: &Person, errors: &FieldErrors) -> impl IntoView + use<> {
    let email = person.email.to_string();
    let (current_errors, password_errors) = (errors.of("current"), errors.of("password"));
    view! {
        <Panel title=text.settings_password() note=text.settings_password_note().to_owned()>
            <form method="post" action=paths::settings_part("password") novalidate=true>
                // For password managers, which keep a password beside its name.
                <input class="vh" type="email" name="email" value=email autocomplete="username" readonly tabindex="-1" aria-hidden="true"/>
                <Field text name="current" label=text.settings_password_current() errors=current_errors>
                    <Input kind="password" autocomplete="current-password" maxlength=1024/>
                </Field>
                <Field
                    text
                    name="password"
                    label=text.settings_password_new()
                    hint=text.settings_password_hint().to_owned()
                    errors=password_errors
                >
                    <Input kind="password" autocomplete="new-password" maxlength=1024/>
                </Field>
                {submit(text.settings_password_change())}
            </form>
        </Panel>
    }
}

/// The button under the fields of a form. A page of several forms has no primary one.
pub fn submit(label: &'static str) -> impl IntoView + use<> {
    view! {
        <div class="field">
            <div class="name"></div>
            <div class="body"><div class="actions"><Button kind=Kind::Normal>{label}</Button></div></div>
        </div>
    }
}
