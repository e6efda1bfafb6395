//! An identifier that selects whole and copies whole.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::Text;

/// `what` is the thing's name in the copy button: "request id". `short` keeps eight and four letters
/// in view; what is copied is always all of it.
#[component]
pub fn Identifier(
    text: Text,
    #[prop(into)] value: String,
    #[prop(into)] what: String,
    #[prop(optional)] short: bool,
) -> impl IntoView {
    let shortened = shorten(&value).filter(|_| short);
    let shown = match shortened {
        // Without the script there is no copy button, so all of it must be there to select.
        Some(shortened) => view! {
            <span class="id js" title=value.clone()>{shortened}</span>
            <span class="id nojs">{value.clone()}</span>
        }
        .into_any(),
        None => view! { <span class="id">{value.clone()}</span> }.into_any(),
    };
    view! {
        <span class="idline">
            {shown}
            <button class="copy js" type="button" data-copy=value data-done=text.copied() aria-label=text.copy_what(what)>
                <Icon icon=Glyph::Copy/>
            </button>
        </span>
    }
}

/// `9f2c41d7…e08b`, where that is shorter.
fn shorten(value: &str) -> Option<String> {
    let letters: Vec<char> = value.chars().collect();
    (letters.len() > 14).then(|| {
        let (head, tail) = (&letters[..8], &letters[letters.len() - 4..]);
        head.iter().chain(&['…']).chain(tail).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_identifier_keeps_eight_and_four() {
        assert_eq!(shorten("9f2c41d7aaaaaaaae08b").as_deref(), Some("9f2c41d7…e08b"));
        assert_eq!(shorten("P-10497"), None);
    }
}
