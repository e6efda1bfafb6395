//! The rail: where one can go, how much waits there, who is reading, and in which language and light.

use domain::{person::Theme, view::inbox::MAX_COUNTED};
use leptos::prelude::*;

use super::KeyCaps;
use crate::{
    chrome::{Chrome, ChromePerson, Nav},
    components::{
        avatar::Avatar,
        icon::{Glyph, Icon, Mark},
        language_switch::LanguageSwitch,
    },
    i18n::Text,
    paths,
};

/// One entry: its place, drawing, word, address, keys, count and what the count counts.
struct Entry {
    nav: Nav,
    icon: Glyph,
    word: &'static str,
    href: &'static str,
    keys: &'static [&'static str],
    count: Option<Count>,
}

/// How much waits there; fresh while the page is open, so its element stands even when it is empty.
struct Count {
    id: &'static str,
    n: u32,
    words: String,
}

impl Count {
    fn orders(chrome: &Chrome) -> Self {
        let n = chrome.open_orders;
        Self { id: "n-orders", n, words: chrome.text().nav_open_orders(n) }
    }

    fn approvals(chrome: &Chrome) -> Self {
        let n = chrome.waiting_approvals;
        Self { id: "n-approvals", n, words: chrome.text().nav_waiting(short(n)) }
    }

    fn grants(chrome: &Chrome) -> Self {
        let n = chrome.grants;
        Self { id: "n-people", n, words: chrome.text().nav_grants_count(n) }
    }

    /// Only for who may see what it counts.
    fn attention(chrome: &Chrome) -> Option<Self> {
        let n = chrome.attention?;
        Some(Self { id: "n-attention", n, words: chrome.text().nav_attention_count(n) })
    }
}

/// The numbers alone.
pub(super) fn counts(chrome: &Chrome) -> impl IntoView {
    let mut all = vec![Count::orders(chrome), Count::approvals(chrome)];
    if let Some(attention) = Count::attention(chrome) {
        all.extend([attention, Count::grants(chrome)]);
    }
    all.into_iter().map(counted).collect_view()
}

pub(super) fn rail(chrome: &Chrome) -> impl IntoView {
    let text = chrome.text();
    let (orders, waiting) = (Some(Count::orders(chrome)), Some(Count::approvals(chrome)));
    let entry = |nav, icon, word, href, keys, count| {
        item(chrome.current, Entry { nav, icon, word, href, keys, count })
    };
    view! {
        <nav class="rail" id="rail" popover="auto" aria-label=text.nav_label()>
            <div class="rail-head">
                <a class="brand" href=paths::OVERVIEW><Mark/>"Purser"</a>
                <button class="btn menu" type="button" data-kind="quiet" popovertarget="rail" popovertargetaction="hide" aria-label=text.menu_close()>
                    <Icon icon=Glyph::Close/>
                </button>
            </div>
            <a class="btn" data-kind="primary" href=paths::CATALOG data-key="n">
                <Icon icon=Glyph::Plus/>
                {text.new_purchase()}
                <span class="end"></span>
                <KeyCaps caps=&["N"]/>
            </a>
            <div class="nav">
                <ul>
                    {entry(Nav::Overview, Glyph::Gauge, text.nav_overview(), paths::OVERVIEW, &["G", "O"], None)}
                    {entry(Nav::Catalog, Glyph::Grid, text.nav_catalog(), paths::CATALOG, &["G", "C"], None)}
                    {entry(Nav::Orders, Glyph::List, text.nav_orders(), paths::ORDERS, &["G", "R"], orders)}
                    {entry(Nav::Approvals, Glyph::Tray, text.nav_approvals(), paths::APPROVALS, &["G", "A"], waiting)}
                    {entry(Nav::Instances, Glyph::Server, text.nav_instances(), paths::INSTANCES, &["G", "I"], None)}
                </ul>
                <div>
                    <h2 id="rail-account">{text.nav_account()}</h2>
                    <ul aria-labelledby="rail-account">
                        {entry(Nav::Credentials, Glyph::Key, text.nav_credentials(), paths::CREDENTIALS, &["G", "K"], None)}
                        {entry(Nav::Settings, Glyph::Sliders, text.nav_settings(), paths::SETTINGS, &["G", "S"], None)}
                    </ul>
                </div>
                {Count::attention(chrome).map(|waits| {
                    let (count, grants) = (Some(waits), Some(Count::grants(chrome)));
                    view! {
                        <div>
                            <h2 id="rail-admin">{text.nav_admin()}</h2>
                            <ul aria-labelledby="rail-admin">
                                {entry(Nav::Attention, Glyph::AlertTriangle, text.nav_attention(), paths::ATTENTION, &[], count)}
                                {entry(Nav::Rules, Glyph::List, text.nav_rules(), paths::RULES, &[], None)}
                                {entry(Nav::People, Glyph::People, text.nav_people(), paths::PEOPLE, &[], grants)}
                                {entry(Nav::Limits, Glyph::Gauge, text.nav_limits(), paths::LIMITS, &[], None)}
                            </ul>
                        </div>
                    }
                })}
            </div>
            <div class="rail-foot">
                {chrome.person.as_ref().map(who)}
                <div class="rail-links">
                    <LanguageSwitch text next=chrome.path_and_query.clone()/>
                    {theme_switch(text, chrome.theme, chrome.path_and_query.clone())}
                    <form method="post" action=paths::SIGN_OUT>
                        <button class="btn" data-kind="quiet" data-size="s">{text.sign_out()}</button>
                    </form>
                </div>
            </div>
        </nav>
    }
}

fn item(current: Option<Nav>, entry: Entry) -> impl IntoView {
    let key = Some(entry.keys.concat().to_lowercase()).filter(|key| !key.is_empty());
    let here = (current == Some(entry.nav)).then_some("page");
    view! {
        <li>
            <a class="nav-item" href=entry.href aria-current=here data-key=key>
                <Icon icon=entry.icon/>
                {entry.word}
                {entry.count.map(counted)}
                <KeyCaps caps=entry.keys/>
            </a>
        </li>
    }
}

/// From `MAX_COUNTED` on nobody counted, and there is no room.
fn short(n: u32) -> String {
    if n < MAX_COUNTED { n.to_string() } else { format!("{}+", MAX_COUNTED - 1) }
}

fn counted(count: Count) -> impl IntoView {
    let shown = (count.n > 0).then(|| {
        view! { <span aria-hidden="true">{short(count.n)}</span><span class="vh">{count.words}</span> }
    });
    view! { <span class="n" id=count.id data-live-part="">{shown}</span> }
}

fn who(person: &ChromePerson) -> impl IntoView + use<> {
    view! {
        <div class="who">
            <Avatar initials=person.initials.clone()/>
            <b>{person.name.clone()}</b>
            <small>{person.team_line.clone()}</small>
        </div>
    }
}

fn theme_switch(text: Text, theme: Theme, next: String) -> impl IntoView {
    let word = |theme| match theme {
        Theme::Auto => text.theme_auto(),
        Theme::Light => text.theme_light(),
        Theme::Dark => text.theme_dark(),
    };
    let following = match theme {
        Theme::Auto => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::Auto,
    };
    let name = text.theme_switch(word(theme), word(following));
    view! {
        <form method="post" action=paths::PREFERENCES>
            <input type="hidden" name="next" value=next/>
            <button class="btn" data-kind="quiet" data-size="s" name="theme" value=following.name() aria-label=name.clone() title=name>
                <Icon icon=Glyph::HalfRing/>
                {word(theme)}
            </button>
        </form>
    }
}
