//! Views of one list, and its states with counts: links, so that each has an address.

use leptos::prelude::*;

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
};

/// One view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
    pub current: bool,
}

#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {tabs
                .into_iter()
                .map(|tab| view! { <a href=tab.href aria-current=tab.current.then_some("page")>{tab.label}</a> })
                .collect_view()}
        </nav>
    }
}

/// One state and how many are in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    pub href: String,
    pub label: String,
    pub count: u64,
    pub icon: Option<Glyph>,
    pub tone: Tone,
    pub current: bool,
}

/// The worst first.
#[component]
pub fn Chips(#[prop(into)] label: String, chips: Vec<Chip>) -> impl IntoView {
    view! {
        <nav aria-label=label>
            <ul class="chips">
                {chips
                    .into_iter()
                    .map(|chip| view! {
                        <li>
                            <a class="chip" href=chip.href data-tone=chip.tone.name() aria-current=chip.current.then_some("true")>
                                {chip.icon.map(|icon| view! { <Icon icon/> })}
                                {chip.label}" "<b>{chip.count}</b>
                            </a>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}
