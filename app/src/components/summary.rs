//! The summary that stays in view beside a form: what, price, who has to agree, and the button.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Holds `SummarySection`s.
#[component]
pub fn Summary(
    #[prop(into)] title: String,
    #[prop(optional_no_strip, into)] note: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel summary" id="summary" aria-labelledby="summary-h">
            <header>
                <h2 id="summary-h">{title}</h2>
                {note.map(|note| view! { <span class="note">{note}</span> })}
            </header>
            {children()}
        </section>
    }
}

#[component]
pub fn SummarySection(#[prop(optional, into)] title: Option<String>, children: Children) -> impl IntoView {
    view! { <section>{title.map(|title| view! { <h3>{title}</h3> })}{children()}</section> }
}

/// When a price was asked, and how old it is.
#[component]
pub fn Asked(children: Children) -> impl IntoView {
    view! { <p class="quote"><Icon icon=Glyph::Clock/><span>{children()}</span></p> }
}

/// On phones, the state, the amount and the way to the summary, at the foot of the form.
#[component]
pub fn PayBar(children: Children) -> impl IntoView {
    view! { <div class="paybar">{children()}</div> }
}

/// The steps of an approval chain, or its answers. Holds `ChainStep`s.
#[component]
pub fn Chain(children: Children) -> impl IntoView {
    view! { <ol class="chain">{children()}</ol> }
}

/// One step: its number or its answer's drawing, who, at the right a name or a time, a remark, and the way to mend it.
#[component]
pub fn ChainStep(
    #[prop(optional)] number: Option<usize>,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional)] end: Option<AnyView>,
    #[prop(optional_no_strip, into)] note: Option<String>,
    #[prop(optional_no_strip)] mend: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let mend = mend.map(|mend| view! { <small>{mend}</small> });
    view! {
        <li>
            {number.map(|number| view! { <span class="no">{number}</span> })}
            {icon.map(|icon| view! { <Icon icon/> })}
            <span>{children()}</span>
            <span>{end}</span>
            {note.map(|note| view! { <small>{note}</small> })}
            {mend}
        </li>
    }
}
