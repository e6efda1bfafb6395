//! The head of a page: where one is, the title with its state, facts, and acts.

use leptos::prelude::*;

use crate::i18n::Text;

/// `crumbs` are the pages above this one, as address and name; `badge` stands beside the title.
#[component]
pub fn PageHead(
    text: Text,
    #[prop(into)] title: String,
    #[prop(optional)] crumbs: Vec<(String, String)>,
    #[prop(optional)] badge: Option<AnyView>,
    #[prop(optional)] sub: Option<AnyView>,
    #[prop(optional)] actions: Option<AnyView>,
) -> impl IntoView {
    let crumbs = (!crumbs.is_empty()).then(|| {
        view! {
            <nav aria-label=text.nav_crumbs()>
                <ol class="crumbs">
                    {crumbs
                        .into_iter()
                        .map(|(href, name)| view! { <li><a href=href>{name}</a></li> })
                        .collect_view()}
                </ol>
            </nav>
        }
    });
    view! {
        <div class="page-head">
            <div class="titles">
                {crumbs}
                <h1>{title}" "{badge}</h1>
                {sub.map(|sub| view! { <div class="sub">{sub}</div> })}
            </div>
            {actions.map(|actions| view! { <div class="actions">{actions}</div> })}
        </div>
    }
}
