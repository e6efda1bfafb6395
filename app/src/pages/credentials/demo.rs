//! The words for credentials of simulated accounts.

use domain::credential::Kind;

use crate::{
    i18n::Text,
    portal::{DemoAccount, DemoKey},
};

/// The button that stores it.
pub(super) fn button(text: Text, key: &DemoKey) -> String {
    match (other_kind(key), key.account) {
        (None, DemoAccount::Rich) => text.credentials_demo_rich().to_owned(),
        (None, DemoAccount::Poor) => text.credentials_demo_poor().to_owned(),
        (Some(kind), account) => {
            let account = match account {
                DemoAccount::Rich => text.credentials_demo_rich_short(),
                DemoAccount::Poor => text.credentials_demo_poor_short(),
            };
            text.credentials_demo_named(text.credential_kind_choice(kind), account)
        }
    }
}

/// The name under which it is stored.
pub(super) fn label(text: Text, key: &DemoKey) -> String {
    match (other_kind(key), key.account) {
        (None, DemoAccount::Rich) => text.credentials_demo_rich_label().to_owned(),
        (None, DemoAccount::Poor) => text.credentials_demo_poor_label().to_owned(),
        (Some(_), _) => button(text, key),
    }
}

/// Alibaba Cloud's are the plain ones.
fn other_kind(key: &DemoKey) -> Option<Kind> {
    key.new.kind.parse().ok().filter(|kind| *kind != Kind::AlibabaAccessKey)
}
