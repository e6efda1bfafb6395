//! The hold notice: stop here. Only for orders whose money is in doubt.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One of the four facts: at stake, now, next, until.
pub struct Fact {
    pub name: String,
    pub value: AnyView,
    pub note: String,
}

impl Fact {
    pub fn new(name: impl Into<String>, value: impl IntoAny, note: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into_any(), note: note.into() }
    }
}

/// The title says both halves: money may have been spent; nobody will buy it again. The children say
/// what happened.
#[component]
pub fn HoldNotice(
    #[prop(into)] title: String,
    /// `QuestionDiamond` while it settles by itself, `AlertDiamond` when a person must look.
    #[prop(default = Glyph::QuestionDiamond)]
    icon: Glyph,
    facts: Vec<Fact>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="hold" aria-labelledby="hold-h">
            <h2 id="hold-h"><Icon icon/>{title}</h2>
            <div class="lead">{children()}</div>
            <dl class="facts">
                {facts
                    .into_iter()
                    .map(|fact| view! {
                        <div><dt>{fact.name}</dt><dd>{fact.value}<small>{fact.note}</small></dd></div>
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
