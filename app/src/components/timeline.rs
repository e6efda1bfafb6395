//! The event log of an order, newest first: when, what by whom, from which state to which.

use leptos::prelude::*;

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
    time::{Moment, Time},
};

/// Holds `LogDay` and `LogEntry`.
#[component]
pub fn Log(children: Children) -> impl IntoView {
    view! { <ol class="log">{children()}</ol> }
}

/// The heading of a day.
#[component]
pub fn LogDay(#[prop(into)] label: String) -> impl IntoView {
    view! { <li class="day">{label}</li> }
}

/// One event. The children are the sentence, with the actor in bold; `meta` is the small line under it.
#[component]
pub fn LogEntry(
    at: Moment,
    #[prop(default = Glyph::Dot)] icon: Glyph,
    #[prop(optional)] tone: Tone,
    /// Its number in the event log.
    #[prop(optional)]
    number: Option<i64>,
    #[prop(optional)] meta: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <li data-tone=tone.name()>
            <Time at/>
            <Icon icon/>
            <div class="body">
                <p>{children()}</p>
                <div class="meta">
                    {meta}
                    {number.map(|number| view! { <span class="event-no">{format!("#{number}")}</span> })}
                </div>
            </div>
        </li>
    }
}
