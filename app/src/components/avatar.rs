//! A person's initials on a tile; the name always stands beside it.

use leptos::prelude::*;

#[component]
pub fn Avatar(initials: String, #[prop(optional)] small: bool) -> impl IntoView {
    view! { <span class="avatar" data-size=small.then_some("s") aria-hidden="true">{initials}</span> }
}
