//! Writes pages to static files, to be looked at: `cargo run -p app --features ssr --example gallery -- out`.

use std::{env, fs, path::PathBuf, sync::Arc};

use app::{
    chrome::{Chrome, ChromePerson},
    form::FieldErrors,
    pages::{
        components_page::ComponentsPage,
        error::{ErrorPage, Problem},
        signin::{DemoPerson, Notice, SignIn, SignInPage},
    },
    render::{self, Page},
    site::Site,
};
use domain::person::{Language, Theme};
use leptos::prelude::*;
use time::macros::datetime;

fn main() -> std::io::Result<()> {
    let out = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned()));
    fs::create_dir_all(&out)?;
    for language in Language::ALL {
        for theme in [Theme::Light, Theme::Dark] {
            for (name, html) in pages(&chrome(language, theme)) {
                fs::write(out.join(format!("{name}-{}-{}.html", language.tag(), theme.name())), html)?;
            }
        }
    }
    Ok(())
}

fn pages(chrome: &Chrome) -> [(&'static str, String); 5] {
    let text = chrome.text();
    let signin = |form: SignIn| {
        let page = Page::new(text.signin_title()).plain();
        render::document(chrome, &page, move || view! { <SignInPage text form/> })
    };
    let mut errors = FieldErrors::default();
    errors.add("password", text.signin_enter_password());
    let refused = SignIn {
        email: "requester@demo.local".to_owned(),
        notice: Some(Notice::Refused),
        errors,
        ..SignIn::default()
    };
    let times = chrome.times();
    [
        (
            "components",
            render::document(
                chrome,
                &Page::new(text.gallery_title()),
                || view! { <ComponentsPage text times/> },
            ),
        ),
        ("error-404", error(Problem::NotFound, chrome, true)),
        ("error-503", error(Problem::Unavailable, &Chrome { person: None, ..chrome.clone() }, false)),
        ("signin", signin(SignIn { demo: people(), ..SignIn::default() })),
        ("signin-refused", signin(refused)),
    ]
}

fn error(problem: Problem, chrome: &Chrome, known: bool) -> String {
    let text = chrome.text();
    let (here, id) = ("/orders".to_owned(), Some("0193f3a2-7b1c".to_owned()));
    render::document(chrome, &Page::new(text.error_not_found()), move || {
        view! { <ErrorPage text problem request_id=id known here/> }
    })
}

fn chrome(language: Language, theme: Theme) -> Chrome {
    let here = |name: &str| format!("/{name}");
    Chrome {
        language,
        theme,
        zone: "Asia/Shanghai".to_owned(),
        now: datetime!(2026-11-21 12:16:52 UTC),
        person: Some(ChromePerson {
            name: "Lin Wei".to_owned(),
            team_line: "Data Platform · requester".to_owned(),
            initials: "LW".to_owned(),
            email: "requester@demo.local".to_owned(),
            approver: false,
            auditor: false,
            admin: false,
        }),
        open_orders: 5,
        waiting_approvals: 2,
        unread: 3,
        attention: None,
        grants: 0,
        demo: true,
        current: Some(app::chrome::Nav::Orders),
        path_and_query: "/dev/components".to_owned(),
        nonce: None,
        site: Arc::new(Site {
            css: here("style/index.css"),
            script: here("public/purser.js"),
            favicon: here("public/favicon.svg"),
            app_js: here("app.js"),
            app_wasm: here("app_bg.wasm"),
        }),
    }
}

fn people() -> Vec<DemoPerson> {
    let person = |name: &str, initials: &str, role: &str, note: &str| DemoPerson {
        name: name.to_owned(),
        email: "someone@demo.local".to_owned(),
        password: "invented",
        initials: initials.to_owned(),
        role: role.to_owned(),
        note: note.to_owned(),
    };
    vec![
        person("Lin Wei", "LW", "Requester, Data Platform", "5 open orders, 1 with an unknown outcome"),
        person("Zhao Min", "ZM", "Team lead, Platform", "2 orders wait for a decision"),
        person("Ravi Patel", "RP", "Approver", "Decides for everybody but himself"),
        person("He Jun", "HJ", "Auditor", "Reads everything, changes nothing"),
        person("Anna Berg", "AB", "Administrator", "People, teams, rules; cannot approve"),
    ]
}
