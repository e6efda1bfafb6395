//! One credential: another key in its place, or none.

use domain::view;
use leptos::prelude::*;

use super::{fields::CredentialFields, list::SaveButton};
use crate::{
    components::{
        banner::ErrorSummary,
        button::{Button, ButtonLink, Kind},
        key_value::{KeyValues, Pair},
        page_head::PageHead,
        panel::Panel,
    },
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
};

fn crumbs(text: Text) -> Vec<(String, String)> {
    vec![(paths::CREDENTIALS.to_owned(), text.nav_credentials().to_owned())]
}

#[component]
pub fn ReplacePage(
    text: Text,
    credential: view::Credential,
    typed: Typed,
    errors: FieldErrors,
) -> impl IntoView {
    let action = paths::credential_replace(credential.id);
    view! {
        <PageHead text title=text.credentials_replace_title(&credential.label) crumbs=crumbs(text)/>
        <ErrorSummary text errors=errors.clone() label=move |name: &str| text.credential_field(name).to_owned()/>
        {facts(text, &credential)}
        <Panel title=text.credentials_replace() note=text.credentials_replace_note().to_owned()>
            <form method="post" action=action autocomplete="off" novalidate=true>
                <CredentialFields text kind=credential.kind typed errors/>
                <SaveButton text label=text.credentials_replace_save()/>
            </form>
        </Panel>
    }
}

#[component]
pub fn RemovePage(text: Text, credential: view::Credential) -> impl IntoView {
    let needed = (credential.needed_by > 0).then(|| text.credentials_remove_needed(credential.needed_by));
    let action = paths::credential_remove(credential.id);
    view! {
        <PageHead text title=text.credentials_remove_title(&credential.label) crumbs=crumbs(text)/>
        {facts(text, &credential)}
        <Panel title=text.credentials_remove()>
            <form class="stack" method="post" action=action>
                <p>{text.credentials_remove_text()}</p>
                <div class="actions">
                    <Button kind=Kind::Primary id="remove" disabled_reason=needed>{text.credentials_remove()}</Button>
                    <ButtonLink href=paths::CREDENTIALS>{text.cancel()}</ButtonLink>
                </div>
            </form>
        </Panel>
    }
}

fn facts(text: Text, credential: &view::Credential) -> impl IntoView + use<> {
    let site = credential.facts.site.map(|site| text.credential_site(site));
    let (region, project) = (credential.facts.region.clone(), credential.facts.project_id.clone());
    let (cloud, state) = (text.credential_kind(credential.kind), text.credential_state(credential.state));
    let identity = credential.facts.identity();
    view! {
        <Panel title=credential.label.clone()>
            <KeyValues>
                <Pair name=text.credentials_field_kind()>{cloud}</Pair>
                {site.map(|site| view! { <Pair name=text.credentials_field_site()>{site}</Pair> })}
                <Pair name=text.credentials_field_key()>
                    <span class="id">{identity}</span>
                </Pair>
                {region.map(|region| view! { <Pair name=text.credential_field("region")>{region}</Pair> })}
                {project
                    .map(|project| {
                        view! { <Pair name=text.credential_field("project_id")><span class="id">{project}</span></Pair> }
                    })}
                <Pair name=text.credentials_col_check()>{state}</Pair>
            </KeyValues>
        </Panel>
    }
}
