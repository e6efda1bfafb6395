//! `/credentials`: what is stored, and the form that stores more.

use domain::{credential::State, view};
use leptos::prelude::*;

use super::fields::CredentialFields;
use crate::{
    components::{
        badge::{Badge, Tone},
        banner::{Banner, ErrorSummary},
        button::{Button, ButtonLink, Kind, Why},
        empty::Empty,
        icon::Glyph,
        page_head::PageHead,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        tabs::{Tab, Tabs},
        time::Time,
        toast::Toast,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

/// What came of the form before.
#[derive(Debug, Clone)]
pub enum Said {
    Done(String),
    /// The cloud refused the credential.
    Refused {
        label: String,
        code: String,
    },
    /// The cloud said nothing about it, and why.
    Silent(String),
}

#[derive(Debug, Clone)]
pub struct Credentials {
    pub credentials: Vec<view::Credential>,
    pub said: Option<Said>,
    pub may_add: bool,
    /// Credentials of simulated accounts to take: what the button sends, and what it says.
    pub demo: Vec<(String, String)>,
    /// What the form is for.
    pub kind: domain::credential::Kind,
    pub typed: Typed,
    pub errors: FieldErrors,
    pub times: Times,
}

#[component]
pub fn CredentialsPage(text: Text, form: Credentials) -> impl IntoView {
    let Credentials { credentials, said, may_add, demo, kind, typed, errors, times } = form;
    let (banner, toast) = match said {
        Some(Said::Done(words)) => (None, Some(view! { <Toast text>{words}</Toast> })),
        Some(Said::Refused { label, code }) => {
            let (title, words) = (text.credentials_is_refused(label), text.credentials_is_refused_text(code));
            (Some(view! { <Banner tone=Tone::Bad title><p>{words}</p></Banner> }.into_any()), None)
        }
        Some(Said::Silent(words)) => {
            let title = text.credentials_silent();
            (Some(view! { <Banner title><p>{words}</p></Banner> }.into_any()), None)
        }
        None => (None, None),
    };
    view! {
        <PageHead text title=text.nav_credentials() sub=view! { <span>{text.credentials_sub()}</span> }.into_any()/>
        {banner}
        <ErrorSummary text errors=errors.clone() label=move |name: &str| text.credential_field(name).to_owned()/>
        {if credentials.is_empty() { empty(text).into_any() } else { table(text, credentials, &times).into_any() }}
        {(!demo.is_empty() && may_add).then(|| demo_keys(text, demo))}
        {if may_add {
            add(text, kind, typed, errors).into_any()
        } else {
            view! { <Banner title=text.credentials_auditor()/> }.into_any()
        }}
        {toast}
    }
}

fn empty(text: Text) -> impl IntoView + use<> {
    view! {
        <section class="panel">
            <Empty icon=Glyph::Key title=text.credentials_empty()>
                <p>{text.credentials_empty_text()}</p>
                <ol>
                    <li>{text.credentials_empty_one()}</li>
                    <li>{text.credentials_empty_two()}</li>
                    <li>{text.credentials_empty_three()}</li>
                </ol>
            </Empty>
        </section>
    }
}

fn table(text: Text, credentials: Vec<view::Credential>, times: &Times) -> impl IntoView + use<> {
    let refused = credentials.iter().filter(|credential| credential.state == State::Suspect).count();
    let note = match refused {
        0 => text.credentials_count(credentials.len()),
        refused => text.credentials_count_refused(credentials.len(), refused),
    };
    let columns = vec![
        Column::new(text.credentials_col_name()),
        Column::new(text.credentials_col_key()),
        Column::new(text.credentials_col_check()),
        Column::new(text.credentials_col_used()),
        Column::new(text.actions()).end().hidden(),
    ];
    let rows = credentials.into_iter().map(|credential| row(text, credential, times)).collect_view();
    view! {
        <Panel title=text.credentials_yours() note pad=Pad::None>
            <Table caption=text.credentials_caption() columns>{rows}</Table>
        </Panel>
    }
}

fn row(text: Text, credential: view::Credential, times: &Times) -> impl IntoView + use<> {
    let cloud = match credential.facts.site {
        Some(site) => {
            text.credential_kind_site(text.credential_kind(credential.kind), text.credential_site(site))
        }
        None => {
            let region = credential.facts.region.as_deref().unwrap_or_default();
            text.credential_kind_site(text.credential_kind(credential.kind), region)
        }
    };
    let needed = (credential.needed_by > 0)
        .then(|| view! { <Sub>{text.credentials_needed(credential.needed_by)}</Sub> });
    let used = match credential.last_used_at {
        Some(at) => view! { <Time at=times.short(at)/> }.into_any(),
        None => text.credentials_never_used().into_any(),
    };
    let check = check(text, &credential, times);
    let id = credential.id;
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide><b>{credential.label}</b><Sub>{cloud}</Sub></RowHead>
            <Cell narrow=Narrow::Wide>
                <span class="id">{credential.facts.identity()}</span>
                <Sub>{text.credentials_secret_stored(credential.fingerprint)}</Sub>
            </Cell>
            <Cell narrow=Narrow::Wide>{check}</Cell>
            <Cell narrow=Narrow::Wide><span class="muted">{used}</span>{needed}</Cell>
            <Cell num=true narrow=Narrow::Wide>
                <div class="actions row-actions">
                    <form method="post" action=paths::credential_verify(id)>
                        <Button small=true busy=text.credentials_verify_busy()>{text.credentials_verify()}</Button>
                    </form>
                    <ButtonLink href=paths::credential_replace(id) small=true>{text.credentials_replace()}</ButtonLink>
                    <ButtonLink href=paths::credential_remove(id) small=true kind=Kind::Quiet>
                        {text.credentials_remove()}
                    </ButtonLink>
                </div>
            </Cell>
        </Row>
    }
}

/// What is known of the credential: shape, word, and a line of why.
fn check(text: Text, credential: &view::Credential, times: &Times) -> impl IntoView + use<> {
    let label = text.credential_state(credential.state);
    let age = credential.last_verified_at.map(|at| text.credentials_verified_age(times.age(at)));
    let (icon, tone, why) = match credential.state {
        State::Unverified | State::Removed => {
            (Glyph::DashedRing, Tone::Neutral, Some(text.credentials_unverified_hint().to_owned()))
        }
        State::Verified => (Glyph::TickDisc, Tone::Good, age),
        State::Suspect => {
            let code = credential.suspect_code.as_deref().unwrap_or_default();
            let since =
                credential.suspect_since.map(|at| text.credentials_refused_since(times.short(at).label));
            let why = [Some(text.credentials_refused_hint(code)), since];
            (Glyph::CrossOctagon, Tone::Bad, Some(why.into_iter().flatten().collect::<Vec<_>>().join(" ")))
        }
    };
    let missing = (!credential.missing.is_empty()).then(|| {
        let names: Vec<_> =
            credential.missing.iter().map(|permission| text.credential_permission(*permission)).collect();
        view! {
            <Sub>{text.credentials_missing(names.join(", "))}</Sub>
            {policy(text, credential.kind)}
        }
    });
    view! {
        <Badge icon tone label/>
        {why.map(|why| view! { <Sub>{why}</Sub> })}
        {missing}
    }
}

/// The policy that allows what Purser does with such a key.
fn policy(text: Text, kind: domain::credential::Kind) -> impl IntoView + use<> {
    let (title, words) = text.credential_policy(kind);
    view! {
        <details class="more policy">
            <summary>{title}</summary>
            <p class="muted">{words}</p>
            <pre tabindex="0">{kind.policy()}</pre>
        </details>
    }
}

fn demo_keys(text: Text, keys: Vec<(String, String)>) -> impl IntoView + use<> {
    let buttons = keys
        .into_iter()
        .map(|(value, label)| view! { <Button icon=Glyph::Flask name="account" value=value>{label}</Button> })
        .collect_view();
    view! {
        <Panel title=text.credentials_demo() note=text.credentials_demo_note().to_owned()>
            <form class="stack" method="post" action=paths::credential("demo")>
                <p class="muted">{text.credentials_demo_text()}</p>
                <div class="actions">{buttons}</div>
            </form>
        </Panel>
    }
}

fn add(
    text: Text,
    kind: domain::credential::Kind,
    typed: Typed,
    errors: FieldErrors,
) -> impl IntoView + use<> {
    let tabs = domain::credential::Kind::ALL
        .into_iter()
        .map(|other| Tab {
            href: format!("{}#add", paths::with_query(paths::CREDENTIALS, &[("kind", other.name())])),
            label: text.credential_kind_choice(other).to_owned(),
            current: other == kind,
        })
        .collect::<Vec<_>>();
    view! {
        <Panel id="add" title=text.credentials_add() note=text.credentials_add_note().to_owned()>
            <Tabs label=text.credentials_field_kind() tabs/>
            {policy(text, kind)}
            <form method="post" action=paths::CREDENTIALS autocomplete="off" novalidate=true>
                <input type="hidden" name="kind" value=kind.name()/>
                <CredentialFields text kind typed errors/>
                <SaveButton text label=text.credentials_save()/>
            </form>
        </Panel>
    }
}

/// The primary button of a credential's form, and what it will do.
#[component]
pub fn SaveButton(text: Text, label: &'static str) -> impl IntoView {
    view! {
        <div class="field">
            <div class="name"></div>
            <div class="body">
                <div class="actions">
                    <Button kind=Kind::Primary busy=text.credentials_verify_busy()>{label}</Button>
                </div>
                <Why id="save-why">{text.credentials_save_why()}</Why>
            </div>
        </div>
    }
}
