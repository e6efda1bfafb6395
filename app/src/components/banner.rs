//! A message above what it is about, and the summary of what a form still needs.

use leptos::prelude::*;

use super::{
    badge::Tone,
    icon::{Glyph, Icon},
};
use crate::{
    form::{FieldErrors, field_id},
    i18n::Text,
};

/// The title is a full sentence; the children say what to do.
#[component]
pub fn Banner(
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="banner" data-tone=tone.name()>
            <Icon icon=tone_icon(tone)/>
            <div>
                <h2>{title}</h2>
                {children.map(|children| children())}
            </div>
        </div>
    }
}

pub(super) const fn tone_icon(tone: Tone) -> Glyph {
    match tone {
        Tone::Neutral | Tone::Work => Glyph::Info,
        Tone::Good => Glyph::TickDisc,
        Tone::Bad => Glyph::CrossOctagon,
        Tone::Hold => Glyph::AlertTriangle,
    }
}

/// Every message of a refused form with a link to its field; takes the focus. `label` names a field.
#[component]
pub fn ErrorSummary(
    text: Text,
    errors: FieldErrors,
    label: impl Fn(&str) -> String + 'static,
) -> impl IntoView {
    let title = match errors.count() {
        1 => text.fields_one_wrong().to_owned(),
        count => text.fields_some_wrong(count),
    };
    let lines = errors
        .iter()
        .map(|(field, message)| {
            if field.is_empty() {
                return view! { <li>{message.to_owned()}</li> }.into_any();
            }
            let href = format!("#{}", field_id(field));
            view! { <li><a href=href>{label(field)}": "{message.to_owned()}</a></li> }.into_any()
        })
        .collect_view();
    (!errors.is_empty()).then(|| {
        view! {
            <div class="banner" data-tone="bad" data-summary="" role="alert" tabindex="-1" id="error-summary">
                <Icon icon=Glyph::CrossOctagon/>
                <div><h2>{title}</h2><ul>{lines}</ul></div>
            </div>
        }
    })
}
