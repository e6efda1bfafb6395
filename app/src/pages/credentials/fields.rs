//! The fields of a credential. What is secret is never filled in again.

use domain::credential::{Kind, Site};
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

/// With `kind` the cloud can be chosen; a credential that exists keeps its own.
#[component]
pub fn CredentialFields(
    text: Text,
    typed: Typed,
    errors: FieldErrors,
    #[prop(optional)] kind: bool,
) -> impl IntoView {
    let of = |name: &str| errors.of(name);
    let (label, access_key_id) = (typed.get("label").to_owned(), typed.get("access_key_id").to_owned());
    let chosen = |name: &str, default: &str| match typed.get(name) {
        "" => default.to_owned(),
        value => value.to_owned(),
    };
    let kinds = vec![
        Choice::new(Kind::AlibabaAccessKey.name(), text.credential_kind_alibaba()),
        Choice::new(Kind::HuaweiAccessKey.name(), text.credential_kind_huawei()).disabled(true),
    ];
    let sites = [Site::China, Site::International]
        .map(|site| Choice::new(site.name(), text.credential_site(site)))
        .to_vec();
    let (kind_value, site_value) =
        (chosen("kind", Kind::AlibabaAccessKey.name()), chosen("site", Site::China.name()));
    view! {
        {kind
            .then(|| {
                view! {
                    <Field
                        text
                        name="kind"
                        label=text.credentials_field_kind()
                        hint=text.credentials_field_kind_hint().to_owned()
                        errors=of("kind")
                        group=true
                    >
                        <Segment choices=kinds value=kind_value/>
                    </Field>
                }
            })}
        <Field text name="label" label=text.credentials_field_label() hint=text.credentials_field_label_hint().to_owned() errors=of("label")>
            <Input value=label maxlength=100 autocomplete="off"/>
        </Field>
        <Field
            text
            name="site"
            label=text.credentials_field_site()
            hint=text.credentials_field_site_hint().to_owned()
            errors=of("site")
            group=true
        >
            <Segment choices=sites value=site_value/>
        </Field>
        <Field
            text
            name="access_key_id"
            label=text.credentials_field_key()
            wire="AccessKeyId"
            errors=of("access_key_id")
        >
            <Input value=access_key_id mono=true maxlength=128 autocomplete="off"/>
        </Field>
        <Field
            text
            name="access_key_secret"
            label=text.credentials_field_secret()
            wire="AccessKeySecret"
            hint=text.credentials_field_secret_hint().to_owned()
            errors=of("access_key_secret")
        >
            <Input kind="password" mono=true maxlength=4096 autocomplete="new-password"/>
        </Field>
        <Field
            text
            name="security_token"
            label=text.credentials_field_token()
            wire="SecurityToken"
            hint=text.credentials_field_token_hint().to_owned()
            errors=of("security_token")
            optional=true
        >
            <Input kind="password" mono=true maxlength=4096 autocomplete="off"/>
        </Field>
    }
}
