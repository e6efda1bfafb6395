//! Pages of a list by cursor: back, on, and what is shown.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::Text;

/// `shown` says what this page holds; a way that leads nowhere is disabled.
#[component]
pub fn Pager(
    text: Text,
    #[prop(into)] shown: String,
    previous: Option<String>,
    next: Option<String>,
) -> impl IntoView {
    view! {
        <div class="pager">
            <span>{shown}</span>
            <nav aria-label=text.pager_label()>
                {way(previous, Glyph::Left, text.pager_previous(), "prev")}
                {way(next, Glyph::Right, text.pager_next(), "next")}
            </nav>
        </div>
    }
}

fn way(href: Option<String>, icon: Glyph, label: &'static str, rel: &'static str) -> impl IntoView {
    match href {
        Some(href) => {
            view! { <a class="btn" data-size="s" href=href rel=rel aria-label=label><Icon icon/></a> }.into_any()
        }
        None => {
            view! { <button class="btn" data-size="s" type="button" disabled aria-label=label><Icon icon/></button> }
                .into_any()
        }
    }
}
