//! What just happened, at the foot of the page that follows an act.

use leptos::prelude::*;

use super::{
    badge::Tone,
    banner::tone_icon,
    icon::{Glyph, Icon},
};
use crate::i18n::Text;

/// The last part of a page. It stays until the reader leaves or dismisses it.
#[component]
pub fn Toast(text: Text, #[prop(default = Tone::Good)] tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class="toast" role="status" data-tone=tone.name()>
            <Icon icon=tone_icon(tone)/>
            <span>{children()}</span>
            <button class="btn js" type="button" data-kind="quiet" data-size="s" data-dismiss="" aria-label=text.dismiss()>
                <Icon icon=Glyph::Close/>
            </button>
        </div>
    }
}
