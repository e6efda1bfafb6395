//! The way to the other language, a form like any other.

use domain::person::Language;
use leptos::prelude::*;

use crate::{i18n::Text, paths};

/// Offers the other language, in that language.
#[component]
pub fn LanguageSwitch(text: Text, next: String) -> impl IntoView {
    let (code, word) = match text.language() {
        Language::English => ("zh-CN", "中文"),
        Language::Chinese => ("en", "English"),
    };
    view! {
        <form method="post" action=paths::PREFERENCES>
            <input type="hidden" name="next" value=next/>
            <button class="btn" data-kind="quiet" data-size="s" name="language" value=code lang=code>{word}</button>
        </form>
    }
}
