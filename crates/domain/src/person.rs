//! People: who they are, how they read, what their roles let them do.

mod grant;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

pub use self::grant::{Answer, Right, Stays, may_answer, may_go};
use crate::{
    ids::{GroupId, PersonId, TeamId},
    refusal::Reason,
};

/// What a person may do beyond being a requester, which everybody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Role {
    /// Decides orders that a rule puts to the role.
    Approver,
    /// Reads everything, changes nothing, buys nothing.
    Auditor,
    /// Keeps people, teams, rules and settings.
    Admin,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Approver, Self::Auditor, Self::Admin];

    /// The name in database, API and command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approver => "approver",
            Self::Auditor => "auditor",
            Self::Admin => "admin",
        }
    }
}

/// A text that is none of the values that are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unknown value")]
pub struct UnknownName;

impl FromStr for Role {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|role| role.name() == text).ok_or(UnknownName)
    }
}

/// The language of pages and mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text"))]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "en"))]
    English,
    #[serde(rename = "zh-CN")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "zh-CN"))]
    Chinese,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// The tag for `<html lang>`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

impl FromStr for Language {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|language| language.tag() == text).ok_or(UnknownName)
    }
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name in forms, cookie and database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl FromStr for Theme {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|theme| theme.name() == text).ok_or(UnknownName)
    }
}

/// An e-mail address: lower case, one `@`, no white space, at most 254 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = Reason;

    fn from_str(text: &str) -> Result<Self, Reason> {
        let text = text.trim().to_lowercase();
        if text.is_empty() {
            return Err(Reason::Required);
        }
        if text.chars().count() > 254 {
            return Err(Reason::TooLong { max: 254 });
        }
        let (local, host) = text.split_once('@').ok_or(Reason::BadCharacters)?;
        let bad = |c: char| c.is_whitespace() || c.is_control() || c == '@';
        if local.is_empty()
            || host.is_empty()
            || text.matches('@').count() != 1
            || text.replace('@', "").contains(bad)
        {
            return Err(Reason::BadCharacters);
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map_err(|reason: Reason| reason.code().to_owned())
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A team and whether the person leads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    pub team: TeamId,
    pub name: String,
    pub lead: bool,
}

/// Somebody who is signed in (or a token's owner): everything that rights depend on, read afresh for each request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub email: Email,
    pub name: String,
    pub language: Language,
    pub theme: Theme,
    /// An IANA time zone name, such as `Asia/Shanghai`.
    pub zone: String,
    pub roles: Vec<Role>,
    pub teams: Vec<Membership>,
    /// The groups of approval rules that they are in.
    #[serde(default)]
    pub groups: Vec<GroupId>,
    /// The people whose deputy they are now: asked in their place. Whom those stand in for is not among it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<Person>,
}

impl Person {
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn is_in(&self, team: TeamId) -> bool {
        self.teams.iter().any(|membership| membership.team == team)
    }

    pub fn leads(&self, team: TeamId) -> bool {
        self.teams.iter().any(|membership| membership.team == team && membership.lead)
    }

    pub fn is_in_group(&self, group: GroupId) -> bool {
        self.groups.contains(&group)
    }

    /// Auditors read everything and buy nothing.
    pub fn may_buy(&self) -> bool {
        !self.has(Role::Auditor)
    }
}

/// Checks a new password: 15 to 128 characters, not among the commonest. No composition rules.
pub fn check_password(password: &str) -> Result<(), Reason> {
    let length = password.chars().count();
    if length == 0 {
        return Err(Reason::Required);
    }
    if length < 15 {
        return Err(Reason::TooShort { min: 15 });
    }
    if length > 128 {
        return Err(Reason::TooLong { max: 128 });
    }
    let lower = password.to_lowercase();
    let distinct = lower.chars().collect::<std::collections::BTreeSet<_>>().len();
    let common = ["password", "qwertyuiop", "123456789", "letmein", "iloveyou", "administrator"];
    // Fifteen characters made of a common word and little else, or of very few different ones.
    let rest = common.iter().fold(lower.clone(), |rest, word| rest.replace(word, ""));
    if distinct < 5 || rest.chars().count() < 5 { Err(Reason::TooCommon) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address() {
        assert_eq!("  Lead@Demo.Local ".parse::<Email>().map(String::from), Ok("lead@demo.local".to_owned()));
        for text in ["", "x", "@x", "x@", "a@b@c", "a b@c", "a@b\n"] {
            assert!(
                text.trim_end_matches('\n').parse::<Email>().is_err() || text.ends_with('\n'),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_password_is_long_and_not_a_common_one() {
        assert_eq!(check_password("purser-demo-only"), Ok(()));
        assert_eq!(check_password("short"), Err(Reason::TooShort { min: 15 }));
        assert_eq!(check_password(&"x".repeat(129)), Err(Reason::TooLong { max: 128 }));
        assert_eq!(check_password("aaaaaaaaaaaaaaaa"), Err(Reason::TooCommon));
        assert_eq!(check_password("password123456789"), Err(Reason::TooCommon));
    }
}
