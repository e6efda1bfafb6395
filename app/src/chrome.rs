//! What the frame around a page has to know of its reader and of the portal.

use std::sync::Arc;

use domain::person::{Language, Theme};

use crate::{format::Times, i18n::Text, site::Site};

/// Made once for each request, by the extractor that also finds the session.
#[derive(Debug, Clone)]
pub struct Chrome {
    pub language: Language,
    pub theme: Theme,
    /// An IANA name, such as `Asia/Shanghai`.
    pub zone: String,
    /// The time of the request.
    pub now: time::OffsetDateTime,
    /// Nobody on the sign-in page and on error pages outside a session.
    pub person: Option<ChromePerson>,
    pub open_orders: u32,
    pub waiting_approvals: u32,
    /// How many notices the reader has not read.
    pub unread: u32,
    /// How many things wait for a person; only for who may see them.
    pub attention: Option<u32>,
    /// How many rights wait that the reader may confirm.
    pub grants: u32,
    /// Simulated clouds: every page says so.
    pub demo: bool,
    pub current: Option<Nav>,
    /// Where the preferences lead back to.
    pub path_and_query: String,
    /// Of the request's Content-Security-Policy, where it has one.
    pub nonce: Option<String>,
    pub site: Arc<Site>,
}

impl Chrome {
    pub const fn text(&self) -> Text {
        Text::new(self.language)
    }

    /// Writes times in the reader's zone and language.
    pub fn times(&self) -> Times {
        Times::new(self.text(), &self.zone, self.now)
    }

    /// The same, with `current` marked in the navigation.
    #[must_use]
    pub fn at(mut self, current: Nav) -> Self {
        self.current = Some(current);
        self
    }
}

/// The signed-in reader, as the rail shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChromePerson {
    pub name: String,
    /// One line under the name: `Data Platform · requester`.
    pub team_line: String,
    pub initials: String,
    pub email: String,
    pub approver: bool,
    pub auditor: bool,
    pub admin: bool,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nav {
    Overview,
    Catalog,
    Orders,
    Approvals,
    Instances,
    Credentials,
    Settings,
    Attention,
    Rules,
    People,
    Limits,
}

/// Up to two letters that stand for a name: `Lin Wei` is `LW`, `林薇` is `林薇`.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    match (words.next(), words.next()) {
        (Some(first), Some(second)) => [first, second].into_iter().flat_map(char::to_uppercase).collect(),
        (Some(_), None) => name.trim().chars().take(2).flat_map(char::to_uppercase).collect(),
        _ => String::new(),
    }
}

/// A reader to render pages for in tests.
#[cfg(test)]
pub(crate) fn sample() -> Chrome {
    Chrome {
        language: Language::English,
        theme: Theme::Auto,
        zone: "Asia/Shanghai".to_owned(),
        now: time::macros::datetime!(2026-11-21 12:16:52 UTC),
        person: Some(ChromePerson {
            name: "Lin Wei".to_owned(),
            team_line: "Platform".to_owned(),
            initials: initials("Lin Wei"),
            email: "lin@example.com".to_owned(),
            approver: false,
            auditor: false,
            admin: false,
        }),
        open_orders: 5,
        waiting_approvals: 0,
        unread: 0,
        attention: None,
        grants: 0,
        demo: true,
        current: Some(Nav::Orders),
        path_and_query: "/orders".to_owned(),
        nonce: None,
        site: Arc::new(Site::unhashed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_two_words_or_of_two_letters() {
        assert_eq!(initials("Lin Wei"), "LW");
        assert_eq!(initials("anna"), "AN");
        assert_eq!(initials("林薇"), "林薇");
        assert_eq!(initials(" "), "");
    }
}
