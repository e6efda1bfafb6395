//! The fields of a credential, as its kind lists them. What is secret is never filled in again.

use domain::credential::{Field as Part, Kind, Site};
use leptos::prelude::*;

use crate::{
    components::{
        choice::{Choice, Segment},
        control::Input,
        field::Field,
    },
    form::{FieldErrors, Typed},
    i18n::Text,
};

#[component]
pub fn CredentialFields(text: Text, kind: Kind, typed: Typed, errors: FieldErrors) -> impl IntoView {
    let label = typed.get("label").to_owned();
    let parts =
        kind.fields()
            .iter()
            .map(|part| {
                if part.name == "site" {
                    site(text, &typed, &errors)
                } else {
                    one(text, part, &typed, &errors)
                }
            })
            .collect_view();
    view! {
        <Field
            text
            name="label"
            label=text.credentials_field_label()
            hint=text.credentials_field_label_hint().to_owned()
            errors=errors.of("label")
        >
            <Input value=label maxlength=100 autocomplete="off"/>
        </Field>
        {parts}
    }
}

fn site(text: Text, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let value = match typed.get("site") {
        "" => Site::China.name().to_owned(),
        value => value.to_owned(),
    };
    let sites = [Site::China, Site::International]
        .map(|site| Choice::new(site.name(), text.credential_site(site)))
        .to_vec();
    view! {
        <Field
            text
            name="site"
            label=text.credentials_field_site()
            hint=text.credentials_field_site_hint().to_owned()
            errors=errors.of("site")
            group=true
        >
            <Segment choices=sites value/>
        </Field>
    }
    .into_any()
}

fn one(text: Text, part: &'static Part, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let hint = Some(text.credential_field_hint(part.name)).filter(|hint| !hint.is_empty()).map(str::to_owned);
    let (kind, value, maxlength, autocomplete) = if part.is_secret {
        ("password", String::new(), 4096, "new-password")
    } else {
        ("text", typed.get(part.name).to_owned(), 128, "off")
    };
    view! {
        <Field
            text
            name=part.name
            label=text.credential_field(part.name)
            wire=text.credential_field_wire(part.name)
            hint
            errors=errors.of(part.name)
            optional=!part.is_required
        >
            <Input kind value mono=true maxlength autocomplete/>
        </Field>
    }
    .into_any()
}
