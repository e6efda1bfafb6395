//! The frame around every page: the document, the rail, the bar and the foot.

use domain::person::Theme;
use leptos::prelude::*;

use crate::{
    chrome::Chrome,
    components::icon::{Glyph, Icon, Mark},
    i18n::Text,
    paths,
    render::Page,
};

mod rail;

/// The whole document. `body` is rendered text, so that the head can know what stands in it.
pub fn document(chrome: &Chrome, page: &Page, body: String) -> impl IntoView {
    let text = chrome.text();
    let site = chrome.site.clone();
    let theme = match chrome.theme {
        Theme::Auto => None,
        chosen => Some(chosen.name()),
    };
    // The module and the wasm are fetched early, and only where there is something to wake.
    let islands = body.contains("<leptos-island").then(|| {
        view! {
            <link rel="modulepreload" href=site.app_js.clone() data-islands=site.app_wasm.clone()/>
            <link rel="preload" href=site.app_wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin=""/>
        }
    });
    view! {
        <html lang=text.lang() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{format!("{} · Purser", page.title)}</title>
                <link rel="icon" href=site.favicon.clone() r#type="image/svg+xml"/>
                <link rel="stylesheet" href=site.css.clone()/>
                {islands}
                <script type="module" src=site.script.clone() nonce=chrome.nonce.clone()></script>
            </head>
            <body>
                {match &chrome.person {
                    Some(_) if !page.plain => framed(chrome, page, body).into_any(),
                    _ => view! { <main class="plain" id="main" tabindex="-1" inner_html=body></main> }.into_any(),
                }}
            </body>
        </html>
    }
}

fn framed(chrome: &Chrome, page: &Page, body: String) -> impl IntoView {
    let text = chrome.text();
    // A form that was refused shows what was typed, which a fresh page does not know.
    let live = page.live.clone().filter(|_| page.status.is_success());
    view! {
        <a class="skip" href="#main">{text.skip_to_content()}</a>
        <div class="app">
            {rail::rail(chrome)}
            <div class="main">
                {topbar(chrome)}
                <main
                    class="page"
                    id="main"
                    tabindex="-1"
                    data-live=live
                    data-events=paths::EVENTS
                    data-counts=paths::COUNTS
                    inner_html=body
                ></main>
                {foot(chrome)}
            </div>
        </div>
        {keys(text)}
        <p class="vh" role="status" id="said"></p>
    }
}

fn topbar(chrome: &Chrome) -> impl IntoView {
    let text = chrome.text();
    view! {
        <header class="topbar">
            <button class="btn menu" type="button" popovertarget="rail" aria-label=text.menu()>
                <Icon icon=Glyph::Menu/>
            </button>
            <a class="brand" href=paths::OVERVIEW><Mark/>"Purser"</a>
            <form class="command" role="search" method="get" action=paths::ORDERS>
                <Icon icon=Glyph::Search/>
                <label class="vh" for="q">{text.search_label()}</label>
                <input id="q" name="q" type="search" placeholder=text.search_placeholder() autocomplete="off" maxlength="200"/>
                <KeyCaps caps=&["Ctrl", "K"]/>
            </form>
            {chrome.demo.then(|| view! { <DemoNotice text linked=chrome.person.is_some()/> })}
            {bell(text, chrome.unread)}
        </header>
    }
}

/// The elements of the frame that stay fresh on every page.
pub fn counts(chrome: &Chrome) -> impl IntoView {
    view! { {bell(chrome.text(), chrome.unread)}{rail::counts(chrome)} }
}

/// The number is fresh while the page is open; the words around it are what readers of the screen hear.
fn bell(text: Text, unread: u32) -> impl IntoView {
    let shown = (unread > 0).then(|| {
        let short = if unread > 99 { "99+".to_owned() } else { unread.to_string() };
        view! { <span class="count" aria-hidden="true">{short}</span> }
    });
    view! {
        <a class="bell" id="bell" href=paths::NOTICES data-live-part="">
            <Icon icon=Glyph::Bell/>
            {shown}
            <span class="vh">{text.notices_bell(unread)}</span>
        </a>
    }
}

/// Says on every page that no money is spent here. `linked` leads whoever may see them to the simulated clouds.
#[component]
pub fn DemoNotice(text: Text, #[prop(optional)] linked: bool) -> impl IntoView {
    let words =
        view! { <span>{text.demo_notice()}<span class="more">{text.demo_notice_more()}</span></span> };
    let words =
        if linked { view! { <a href=paths::SIMULATOR>{words}</a> }.into_any() } else { words.into_any() };
    view! { <p class="demo"><Icon icon=Glyph::Flask/>{words}</p> }
}

/// Key caps. They show only where the script runs that listens to the keys.
#[component]
pub fn KeyCaps(caps: &'static [&'static str]) -> impl IntoView {
    view! {
        <span class="keys js" aria-hidden="true">
            {caps.iter().map(|cap| view! { <kbd>{*cap}</kbd> }).collect_view()}
        </span>
    }
}

fn foot(chrome: &Chrome) -> impl IntoView {
    let text = chrome.text();
    let times = chrome.times();
    let demo = if chrome.demo { format!(" · {}", text.demo_short()) } else { String::new() };
    view! {
        <footer class="foot">
            <span>{format!("Purser {}{demo}", env!("CARGO_PKG_VERSION"))}</span>
            <span>{text.foot_zone(&chrome.zone, times.offset())}</span>
            <button class="keys-button js end" type="button" data-opens="keys"><kbd>"?"</kbd>" "{text.foot_keys()}</button>
        </footer>
    }
}

/// The list of keys; only the script opens it, because only with it do the keys work.
fn keys(text: Text) -> impl IntoView {
    let go: [(&'static str, &'static [&'static str]); 11] = [
        (text.keys_search(), &["Ctrl", "K"]),
        (text.new_purchase(), &["N"]),
        (text.nav_overview(), &["G", "O"]),
        (text.nav_catalog(), &["G", "C"]),
        (text.nav_orders(), &["G", "R"]),
        (text.nav_approvals(), &["G", "A"]),
        (text.nav_instances(), &["G", "I"]),
        (text.nav_credentials(), &["G", "K"]),
        (text.nav_settings(), &["G", "S"]),
        (text.keys_submit(), &["Ctrl", "Enter"]),
        (text.keys_all(), &["?"]),
    ];
    view! {
        <dialog class="dialog" id="keys" aria-labelledby="keys-title">
            <form method="dialog">
                <header>
                    <h2 id="keys-title">{text.keys_title()}</h2>
                    <button class="btn" data-kind="quiet" data-size="s" aria-label=text.close()><Icon icon=Glyph::Close/></button>
                </header>
                <dl class="kv pad-s">
                    {go.into_iter()
                        .map(|(name, caps)| {
                            let caps = caps.iter().map(|cap| view! { <kbd>{*cap}</kbd> }).collect_view();
                            view! { <div><dt>{name}</dt><dd class="keys">{caps}</dd></div> }
                        })
                        .collect_view()}
                </dl>
            </form>
        </dialog>
    }
}
