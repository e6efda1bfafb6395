//! A surface for facts that belong together; never one inside another.

use leptos::prelude::*;

/// The room around a panel's body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pad {
    #[default]
    Normal,
    /// Lists whose rows bring their own.
    Tight,
    /// Tables and forms, which reach the edges.
    None,
}

/// `note` stands at the right of the title; `aside` is for links and badges there. With `live`, which
/// needs an `id`, the panel is refreshed while the page is open.
#[component]
pub fn Panel(
    #[prop(into)] title: String,
    #[prop(optional_no_strip, into)] note: Option<String>,
    #[prop(optional)] aside: Option<AnyView>,
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] live: bool,
    #[prop(optional)] pad: Pad,
    #[prop(optional)] class: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let class = class.map_or_else(|| "panel".to_owned(), |more| format!("panel {more}"));
    let heading = id.map(|id| format!("{id}-h"));
    let body = match pad {
        Pad::Normal => view! { <div class="pad">{children()}</div> }.into_any(),
        Pad::Tight => view! { <div class="pad-s">{children()}</div> }.into_any(),
        Pad::None => children(),
    };
    view! {
        <section class=class id=id aria-labelledby=heading data-live-part=live.then_some("")>
            <header>
                <h2 id=heading.clone()>{title}</h2>
                {note.map(|note| view! { <span class="note">{note}</span> })}
                {aside}
            </header>
            {body}
        </section>
    }
}
