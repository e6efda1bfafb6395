//! Cloud credentials: what kinds there are and what of them may be shown.

mod permission;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    catalog::Provider,
    person::UnknownName,
    refusal::{Reason, line},
    region::is_region_id,
};

pub use self::permission::Permission;

/// What a credential consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Kind {
    AlibabaAccessKey,
    HuaweiAccessKey,
    HuaweiIamUser,
}

/// One of the things that a credential consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in forms and in the API.
    pub name: &'static str,
    /// Goes into the vault and is never shown again.
    pub is_secret: bool,
    pub is_required: bool,
    /// The fewest characters of a secret.
    pub shortest: usize,
}

const fn fact(name: &'static str) -> Field {
    Field { name, is_secret: false, is_required: true, shortest: 1 }
}

const fn secret(name: &'static str) -> Field {
    Field { name, is_secret: true, is_required: true, shortest: 8 }
}

/// The account's own policy says how long a password has to be.
const PASSWORD: Field = Field { shortest: 1, ..secret("password") };

/// Temporary keys alone have one.
const SECURITY_TOKEN: Field = Field { is_required: false, ..secret("security_token") };

impl Kind {
    pub const ALL: [Self; 3] = [Self::AlibabaAccessKey, Self::HuaweiAccessKey, Self::HuaweiIamUser];

    /// What it consists of, beside its label, in the order of a form. The first secret is the one that is
    /// fingerprinted.
    pub const fn fields(self) -> &'static [Field] {
        const ALIBABA: &[Field] =
            &[fact("site"), fact("access_key_id"), secret("access_key_secret"), SECURITY_TOKEN];
        const HUAWEI_KEY: &[Field] = &[
            fact("region"),
            fact("project_id"),
            fact("access_key_id"),
            secret("secret_access_key"),
            SECURITY_TOKEN,
        ];
        const HUAWEI_USER: &[Field] =
            &[fact("region"), fact("project_id"), fact("domain"), fact("user"), PASSWORD];
        match self {
            Self::AlibabaAccessKey => ALIBABA,
            Self::HuaweiAccessKey => HUAWEI_KEY,
            Self::HuaweiIamUser => HUAWEI_USER,
        }
    }

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
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or(UnknownName)
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

impl Field {
    /// Checks a secret: from [`Field::shortest`] to 4096 printable ASCII characters, no white space inside.
    pub fn check_secret(&self, text: &str) -> Result<(), Reason> {
        match text.len() {
            0 => Err(Reason::Required),
            length if length < self.shortest => Err(Reason::TooShort { min: self.shortest }),
            4097.. => Err(Reason::TooLong { max: 4096 }),
            _ if text.bytes().all(|b| b.is_ascii_graphic()) => Ok(()),
            _ => Err(Reason::BadCharacters),
        }
    }
}

/// What of a credential is not secret. Which fields are there depends on the kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    pub access_key_id: Option<String>,
    /// Alibaba Cloud's alone.
    pub site: Option<Site>,
    /// Huawei Cloud's alone: where everything is bought.
    pub project_id: Option<String>,
    pub region: Option<String>,
    /// The name of the account that an IAM user belongs to.
    pub domain: Option<String>,
    /// The IAM user's name.
    pub user: Option<String>,
}

impl Facts {
    /// Who asks, as pages show it: the shortened access key id, or user and account.
    pub fn identity(&self) -> String {
        match (&self.access_key_id, &self.user, &self.domain) {
            (Some(id), ..) => short(id),
            (None, Some(user), Some(domain)) => format!("{user} @ {domain}"),
            (None, user, _) => user.clone().unwrap_or_default(),
        }
    }

    /// The account that the credential buys for, as long as the cloud has not named it.
    pub fn account(&self) -> &str {
        self.access_key_id.as_deref().or(self.domain.as_deref()).unwrap_or_default()
    }

    /// Takes one field that is not secret, by its name in [`Kind::fields`]. Trimmed; the refusal is the
    /// field's.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), Reason> {
        let text = text.trim();
        let place = match name {
            "site" => {
                self.site = Some(site(text)?);
                return Ok(());
            }
            "access_key_id" => {
                self.access_key_id = Some(access_key_id(text)?);
                return Ok(());
            }
            "region" if !text.is_empty() && !is_region_id(text) => return Err(Reason::NotARegion),
            "region" => &mut self.region,
            "project_id" => &mut self.project_id,
            "domain" => &mut self.domain,
            "user" => &mut self.user,
            _ => return Err(Reason::UnknownField),
        };
        *place = Some(line(text, 64)?);
        if name == "project_id" && !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Reason::BadCharacters);
        }
        Ok(())
    }
}

fn site(text: &str) -> Result<Site, Reason> {
    let options = || [Site::China, Site::International].map(|site| site.name().to_owned()).to_vec();
    match text {
        "" => Err(Reason::Required),
        text => text.parse().map_err(|_| Reason::NotAnOption { options: options() }),
    }
}

/// An access key id as pages show it: the first six and the last four characters.
pub fn short(access_key_id: &str) -> String {
    if access_key_id.len() <= 12 || !access_key_id.is_ascii() {
        return access_key_id.to_owned();
    }
    format!("{}…{}", &access_key_id[..6], &access_key_id[access_key_id.len() - 4..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_secret_that_it_needs_and_takes_each_of_its_facts() {
        for kind in Kind::ALL {
            let mut facts = Facts::default();
            for field in kind.fields().iter().filter(|field| !field.is_secret) {
                let good = match field.name {
                    "site" => "china",
                    "region" => "cn-north-4",
                    _ => "0123456789abcdef",
                };
                assert_eq!(facts.set(field.name, good), Ok(()), "{kind:?} {}", field.name);
                assert!(Facts::default().set(field.name, " ").is_err(), "{kind:?} {}", field.name);
            }
            assert!(!facts.identity().is_empty() && !facts.account().is_empty());
            let secrets = kind.fields().iter().filter(|field| field.is_secret && field.is_required);
            assert_eq!(secrets.count(), 1, "{kind:?}");
        }
    }

    #[test]
    fn a_password_is_as_short_as_its_account_allows_and_a_key_never_is() {
        for kind in Kind::ALL {
            for field in kind.fields().iter().filter(|field| field.is_secret) {
                let short = field.check_secret("1234567").map_err(|reason| reason.code());
                let expected = if field.name == "password" { Ok(()) } else { Err("too_short") };
                assert_eq!(short, expected, "{kind:?} {}", field.name);
                assert_eq!(field.check_secret(""), Err(Reason::Required), "{kind:?} {}", field.name);
                assert_eq!(field.check_secret("12345 789"), Err(Reason::BadCharacters), "{}", field.name);
            }
        }
    }

    #[test]
    fn a_fact_that_cannot_be_is_refused() {
        for (name, text, code) in [
            ("site", "moon", "not_an_option"),
            ("region", "cn_north_4", "not_a_region"),
            ("project_id", "a/b", "bad_characters"),
            ("user", "a\nb", "bad_characters"),
            ("domain", &"x".repeat(65), "too_long"),
            ("password", "x", "unknown_field"),
        ] {
            let refused = Facts::default().set(name, text);
            assert_eq!(refused.map_err(|reason| reason.code()), Err(code), "{name}");
        }
    }
}
