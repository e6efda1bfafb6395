//! Cloud credentials: what kinds there are and what of them may be shown.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{catalog::Provider, person::UnknownName, refusal::Reason};

/// What a credential consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Kind {
    AlibabaAccessKey,
    HuaweiAccessKey,
    HuaweiIamUser,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::AlibabaAccessKey => "alibaba_access_key",
            Self::HuaweiAccessKey => "huawei_access_key",
            Self::HuaweiIamUser => "huawei_iam_user",
        }
    }

    pub const fn provider(self) -> Provider {
        match self {
            Self::AlibabaAccessKey => Provider::Alibaba,
            Self::HuaweiAccessKey | Self::HuaweiIamUser => Provider::Huawei,
        }
    }
}

impl FromStr for Kind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::AlibabaAccessKey, Self::HuaweiAccessKey, Self::HuaweiIamUser]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or(UnknownName)
    }
}

/// Which of Alibaba Cloud's two sites an account belongs to; they share no accounts and no endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Site {
    #[default]
    China,
    International,
}

impl Site {
    pub const fn name(self) -> &'static str {
        match self {
            Self::China => "china",
            Self::International => "international",
        }
    }
}

impl FromStr for Site {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        [Self::China, Self::International].into_iter().find(|site| site.name() == text).ok_or(UnknownName)
    }
}

/// What is known of a credential's current version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum State {
    /// Stored; the cloud was not asked yet.
    Unverified,
    /// The cloud took it.
    Verified,
    /// The cloud refused it: no first sends with it.
    Suspect,
    /// Taken away by its owner; kept only to settle what is open.
    Removed,
}

/// Takes an access key id: 8 to 128 letters, digits, dots, dashes and underscores.
pub fn access_key_id(text: &str) -> Result<String, Reason> {
    let text = text.trim();
    match text.len() {
        0 => Err(Reason::Required),
        1..=7 => Err(Reason::TooShort { min: 8 }),
        129.. => Err(Reason::TooLong { max: 128 }),
        _ if text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)) => Ok(text.to_owned()),
        _ => Err(Reason::BadCharacters),
    }
}

/// Checks a secret: 8 to 4096 printable ASCII characters, no white space inside.
pub fn check_secret(text: &str) -> Result<(), Reason> {
    match text.len() {
        0 => Err(Reason::Required),
        1..=7 => Err(Reason::TooShort { min: 8 }),
        4097.. => Err(Reason::TooLong { max: 4096 }),
        _ if text.bytes().all(|b| b.is_ascii_graphic()) => Ok(()),
        _ => Err(Reason::BadCharacters),
    }
}

/// An access key id as pages show it: the first six and the last four characters.
pub fn short(access_key_id: &str) -> String {
    if access_key_id.len() <= 12 || !access_key_id.is_ascii() {
        return access_key_id.to_owned();
    }
    format!("{}…{}", &access_key_id[..6], &access_key_id[access_key_id.len() - 4..])
}
