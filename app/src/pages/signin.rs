//! Signing in: e-mail and password, or in the try-out mode one of the demo people.

use leptos::prelude::*;

use crate::{
    components::{
        avatar::Avatar,
        badge::Tone,
        banner::{Banner, ErrorSummary},
        button::{Button, Kind},
        control::Input,
        field::Field,
        icon::{Glyph, Icon, Mark},
        language_switch::LanguageSwitch,
    },
    form::FieldErrors,
    i18n::Text,
    paths,
};

/// What the form shows again, and why.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    pub email: String,
    /// Where to go afterwards: a path of this portal.
    pub next: String,
    /// This page's own address, for the language switch.
    pub here: String,
    pub errors: FieldErrors,
    pub notice: Option<Notice>,
    /// Nobody outside the try-out mode.
    pub demo: Vec<DemoPerson>,
}

/// Said above the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// E-mail and password do not go together; which of the two is not said.
    Refused,
    Locked {
        minutes: u32,
    },
    SignedOut,
}

/// Somebody to try the portal as.
#[derive(Debug, Clone)]
pub struct DemoPerson {
    pub name: String,
    pub email: String,
    pub password: &'static str,
    pub initials: String,
    /// Role and team.
    pub role: String,
    /// What there is to see as this person.
    pub note: String,
}

#[component]
pub fn SignInPage(text: Text, form: SignIn) -> impl IntoView {
    let SignIn { email, next, here, errors, notice, demo } = form;
    let field_errors = |name: &str| errors.of(name);
    let (email_errors, password_errors) = (field_errors("email"), field_errors("password"));
    let label = move |field: &str| match field {
        "email" => text.signin_email().to_owned(),
        _ => text.signin_password().to_owned(),
    };
    let demo = (!demo.is_empty()).then(|| people(text, demo, next.clone()));
    view! {
        <div class="signin">
            <div class="form">
                <div class="row">
                    <a class="brand" href=paths::OVERVIEW><Mark/>"Purser"</a>
                    <LanguageSwitch text next=here/>
                </div>
                <form class="fields" method="post" action=paths::SIGN_IN>
                    <h1>{text.signin_title()}</h1>
                    {notice.map(|notice| said(text, notice))}
                    <ErrorSummary text errors label/>
                    <input type="hidden" name="next" value=next/>
                    <Field text name="email" label=text.signin_email() errors=email_errors plain=true>
                        <Input value=email kind="email" autocomplete="username" maxlength=254/>
                    </Field>
                    <Field text name="password" label=text.signin_password() errors=password_errors plain=true>
                        <Input kind="password" autocomplete="current-password" maxlength=1024/>
                    </Field>
                    <Button kind=Kind::Primary wide=true>{text.signin_button()}</Button>
                </form>
                <p class="xs dim">{text.signin_lock_note()}</p>
            </div>
            <div class="people">
                <div class="promise">
                    <h2>{text.signin_promise()}</h2>
                    <p>{text.signin_promise_text()}</p>
                </div>
                {demo}
            </div>
        </div>
    }
}

fn said(text: Text, notice: Notice) -> impl IntoView {
    match notice {
        Notice::Refused => view! {
            <Banner tone=Tone::Bad title=text.signin_refused()><p>{text.signin_refused_text()}</p></Banner>
        }
        .into_any(),
        Notice::Locked { minutes } => view! {
            <Banner tone=Tone::Bad title=text.signin_locked()><p>{text.signin_locked_text(minutes)}</p></Banner>
        }
        .into_any(),
        Notice::SignedOut => view! { <Banner tone=Tone::Good title=text.signin_signed_out()/> }.into_any(),
    }
}

/// Each person is a small form of their own, so that one press signs in without the script too.
fn people(text: Text, demo: Vec<DemoPerson>, next: String) -> impl IntoView {
    let rows = demo
        .into_iter()
        .map(|person| {
            view! {
                <li>
                    <form method="post" action=paths::SIGN_IN>
                        <input type="hidden" name="next" value=next.clone()/>
                        <input type="hidden" name="email" value=person.email/>
                        <input type="hidden" name="password" value=person.password/>
                        <button class="persona">
                            <Avatar initials=person.initials/>
                            <span>
                                <b>{person.name}</b>
                                " "
                                <span class="muted">{person.role}</span>
                                <small>{person.note}</small>
                            </span>
                            <Icon icon=Glyph::Right/>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="demo-h">
            <header>
                <h2 id="demo-h">{text.signin_demo_title()}</h2>
                <span class="note">{text.signin_demo_note()}</span>
            </header>
            <ul class="personas">{rows}</ul>
        </section>
        <p class="demo"><Icon icon=Glyph::Flask/><span>{text.signin_demo_notice()}</span></p>
    }
}
