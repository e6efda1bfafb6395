//! Figures in one strip; doubt first, and only where there is any.

use leptos::prelude::*;

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
};

/// Holds up to five `Readout`s.
#[component]
pub fn Readouts(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! { <section class="panel readouts" aria-label=label>{children()}</section> }
}

/// The children are the figure; `note` says what to make of it. With an `href` it leads to its list.
#[component]
pub fn Readout(
    #[prop(into)] name: String,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] tone: Tone,
    #[prop(optional_no_strip, into)] note: Option<String>,
    #[prop(optional_no_strip, into)] href: Option<String>,
    children: Children,
) -> impl IntoView {
    let inner = view! {
        <span class="k">{icon.map(|icon| view! { <Icon icon/> })}{name}</span>
        <span class="v">{children()}</span>
        {note.map(|note| view! { <small>{note}</small> })}
    };
    match href {
        Some(href) => view! { <a href=href data-tone=tone.name()>{inner}</a> }.into_any(),
        None => view! { <div data-tone=tone.name()>{inner}</div> }.into_any(),
    }
}
