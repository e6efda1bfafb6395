//! A state: its own silhouette and its word; the colour comes last.

use domain::{instance::Fulfilment, order::State};
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::Text;

/// Waiting is neutral, red is failure, and `Hold` is money in doubt and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Neutral,
    Work,
    Good,
    Bad,
    Hold,
}

impl Tone {
    /// The value of `data-tone`; the neutral tone has none.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Neutral => None,
            Self::Work => Some("work"),
            Self::Good => Some("good"),
            Self::Bad => Some("bad"),
            Self::Hold => Some("hold"),
        }
    }
}

/// Any state; the large form stands beside a title only.
#[component]
pub fn Badge(
    icon: Glyph,
    #[prop(optional)] tone: Tone,
    #[prop(into)] label: String,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    view! {
        <span class="st" data-tone=tone.name() data-lg=large.then_some("")>
            <Icon icon/>
            {label}
        </span>
    }
}

#[component]
pub fn StateBadge(text: Text, state: State, #[prop(optional)] large: bool) -> impl IntoView {
    view! { <Badge icon=state_icon(state) tone=state_tone(state) label=text.state(state) large/> }
}

#[component]
pub fn FulfilmentBadge(text: Text, fulfilment: Fulfilment, #[prop(optional)] large: bool) -> impl IntoView {
    let (icon, tone) = match fulfilment {
        Fulfilment::NotConfigured => (Glyph::DashedRing, Tone::Neutral),
        Fulfilment::Creating => (Glyph::HalfRing, Tone::Work),
        Fulfilment::Running => (Glyph::CoreRing, Tone::Good),
        Fulfilment::Unpaid => (Glyph::AlertTriangle, Tone::Hold),
        Fulfilment::Failed => (Glyph::CrossOctagon, Tone::Bad),
        Fulfilment::Released => (Glyph::SlashRing, Tone::Neutral),
    };
    view! { <Badge icon tone label=text.fulfilment(fulfilment) large/> }
}

/// The state, but what is ordered and not paid is not called bought.
#[component]
pub fn OrderBadge(
    text: Text,
    state: State,
    fulfilment: Option<Fulfilment>,
    #[prop(optional)] large: bool,
) -> impl IntoView {
    match (state, fulfilment) {
        (State::Bought, Some(fulfilment @ Fulfilment::Unpaid)) => {
            view! { <FulfilmentBadge text fulfilment large/> }.into_any()
        }
        _ => view! { <StateBadge text state large/> }.into_any(),
    }
}

pub const fn state_icon(state: State) -> Glyph {
    match state {
        State::Draft => Glyph::DashedRing,
        State::PendingApproval => Glyph::ClockRing,
        State::Approved => Glyph::TickRing,
        State::Executing => Glyph::HalfRing,
        State::Bought => Glyph::TickDisc,
        State::NotBought => Glyph::CrossOctagon,
        State::Unknown => Glyph::QuestionDiamond,
        State::NeedsPerson => Glyph::AlertDiamond,
        State::Rejected => Glyph::CrossRing,
        State::Cancelled => Glyph::BarRing,
        State::Expired => Glyph::Hourglass,
    }
}

/// A rejection is a decision, not a failure: neutral.
pub const fn state_tone(state: State) -> Tone {
    match state {
        State::Draft
        | State::PendingApproval
        | State::Approved
        | State::Rejected
        | State::Cancelled
        | State::Expired => Tone::Neutral,
        State::Executing => Tone::Work,
        State::Bought => Tone::Good,
        State::NotBought => Tone::Bad,
        State::Unknown | State::NeedsPerson => Tone::Hold,
    }
}

/// A remark that is no state: a role, a mode.
#[component]
pub fn Tag(#[prop(into)] label: String) -> impl IntoView {
    view! { <span class="tag">{label}</span> }
}
