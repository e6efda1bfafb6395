//! Buttons, links that look like them, and the sentence that says why one is disabled.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One primary a view; there is no red button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Normal,
    Primary,
    Quiet,
}

impl Kind {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Normal => None,
            Self::Primary => Some("primary"),
            Self::Quiet => Some("quiet"),
        }
    }
}

/// Submits the form that it stands in. With a `disabled_reason` it is disabled and the reason stands
/// under it; give such a button an `id`, which ties the two together.
#[component]
pub fn Button(
    #[prop(optional)] kind: Kind,
    #[prop(optional)] small: bool,
    #[prop(optional)] wide: bool,
    #[prop(optional)] icon: Option<Glyph>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    /// What the button says while the form is on its way: "Asking the price".
    #[prop(optional, into)]
    busy: Option<String>,
    #[prop(optional_no_strip, into)] disabled_reason: Option<String>,
    children: Children,
) -> impl IntoView {
    let reason_id = disabled_reason.is_some().then(|| format!("{}-why", id.as_deref().unwrap_or("button")));
    view! {
        <button
            class="btn"
            type="submit"
            id=id
            name=name
            value=value
            data-kind=kind.name()
            data-size=small.then_some("s")
            data-wide=wide.then_some("")
            data-busy=busy
            disabled=disabled_reason.is_some()
            aria-describedby=reason_id.clone()
        >
            {icon.map(|icon| view! { <Icon icon/> })}
            <span class="label">{children()}</span>
        </button>
        {disabled_reason.map(|reason| view! { <Why id=reason_id.unwrap_or_default() icon=Glyph::Lock>{reason}</Why> })}
    }
}

/// A link that looks like a button, because it begins an act.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] kind: Kind,
    #[prop(optional)] small: bool,
    #[prop(optional)] wide: bool,
    #[prop(optional)] icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="btn" href=href data-kind=kind.name() data-size=small.then_some("s") data-wide=wide.then_some("")>
            {icon.map(|icon| view! { <Icon icon/> })}
            <span class="label">{children()}</span>
        </a>
    }
}

/// A sentence under a button: why it is disabled, or what it will do.
#[component]
pub fn Why(
    #[prop(into)] id: String,
    #[prop(default = Glyph::Info)] icon: Glyph,
    children: Children,
) -> impl IntoView {
    view! {
        <p class="why" id=id>
            <Icon icon/>
            <span>{children()}</span>
        </p>
    }
}
