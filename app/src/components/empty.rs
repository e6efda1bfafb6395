//! An empty list: what this is, why it is empty, and the one thing to do.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// The children are a paragraph or steps, then `<div class="actions">`.
#[component]
pub fn Empty(icon: Glyph, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! { <div class="empty"><Icon icon/><h2>{title}</h2>{children()}</div> }
}
