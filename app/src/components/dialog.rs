//! A dialog over the page. Whatever it does can also be done on a page of its own, to which its button
//! leads where the script does not run.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::Text;

/// The children are one or more forms, or words; closing it changes nothing.
#[component]
pub fn Dialog(
    text: Text,
    id: &'static str,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-h");
    view! {
        <dialog class="dialog" id=id aria-labelledby=heading>
            <header>
                <h2 id=heading.clone()>{title}</h2>
                <form method="dialog">
                    <button class="btn" data-kind="quiet" data-size="s" aria-label=text.close()><Icon icon=Glyph::Close/></button>
                </form>
            </header>
            {children()}
        </dialog>
    }
}

/// Opens the dialog; without the script it leads to `href`.
#[component]
pub fn DialogButton(
    dialog: &'static str,
    #[prop(into)] href: String,
    #[prop(optional)] icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="btn" href=href data-opens=dialog>
            {icon.map(|icon| view! { <Icon icon/> })}
            <span class="label">{children()}</span>
        </a>
    }
}
