//! The settings as they are written down: command line, environment, `purser.toml`.

use std::{fmt, fs, io, path::PathBuf};

use secrecy::SecretString;
use serde::Deserialize;

use super::ConfigError;

pub(super) const DATA_DIR: &str = "./data";
pub(super) const LISTEN: &str = "127.0.0.1:3000";
pub(super) const SITE_DIR: &str = "target/site";
const FILE: &str = "purser.toml";

/// Each may stand on the command line, in the environment or, by the environment's name, in purser.toml; the
/// first of these that says something counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
#[command(next_help_heading = "Settings (also in the environment and in purser.toml)")]
pub struct Settings {
    /// The configuration file [default: ./purser.toml, where there is one]
    #[arg(long, env = "PURSER_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,

    /// PostgreSQL 14 or newer, as the application's role [default: a private PostgreSQL in the data folder]
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    #[serde(rename = "DATABASE_URL")]
    pub database_url: Option<String>,

    /// The same database as its owner, for migrations [default: as DATABASE_URL, which then sets the
    /// application's role on each connection]
    #[arg(long, env = "PURSER_OWNER_URL", hide_env_values = true, value_name = "URL")]
    #[serde(rename = "PURSER_OWNER_URL")]
    pub owner_url: Option<String>,

    /// Private PostgreSQL, key file, anchors of the event log [default: ./data]
    #[arg(long, env = "PURSER_DATA_DIR", value_name = "FOLDER")]
    #[serde(rename = "PURSER_DATA_DIR")]
    pub data_dir: Option<PathBuf>,

    /// Where pages and API are served [default: 127.0.0.1:3000]
    #[arg(long, env = "PURSER_LISTEN", value_name = "ADDRESS")]
    #[serde(rename = "PURSER_LISTEN")]
    pub listen: Option<String>,

    /// The address that people type: for links, cookies and the check of a form's origin [default: from
    /// PURSER_LISTEN]
    #[arg(long, env = "PURSER_PUBLIC_URL", value_name = "URL")]
    #[serde(rename = "PURSER_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// sim: simulated clouds and demo people; loopback: another simulator, every endpoint given; live: the
    /// real clouds [default: sim]
    #[arg(long, env = "PURSER_CLOUDS", value_name = "sim|loopback|live")]
    #[serde(rename = "PURSER_CLOUDS")]
    pub clouds: Option<String>,

    /// Key-encryption keys, newest first, mode 0600; made at first start in sim mode, else by `purser key new`
    /// [default: keys in the data folder]
    #[arg(long, env = "PURSER_KEY_FILE", value_name = "FILE")]
    #[serde(rename = "PURSER_KEY_FILE")]
    pub key_file: Option<PathBuf>,

    /// Style, script and module of the pages, as the build made them [default: target/site]
    #[arg(long, env = "PURSER_SITE_DIR", value_name = "FOLDER")]
    #[serde(rename = "PURSER_SITE_DIR")]
    pub site_dir: Option<PathBuf>,

    /// Seconds between two looks at an instance [default: adaptive]
    #[arg(long, env = "PURSER_POLL_SECONDS", value_name = "SECONDS")]
    #[serde(rename = "PURSER_POLL_SECONDS")]
    pub poll_seconds: Option<u64>,

    /// Divides the waits between a lost answer and its settling; refused with live [default: 1]
    #[arg(long, env = "PURSER_SETTLE_COMPRESS", value_name = "FACTOR")]
    #[serde(rename = "PURSER_SETTLE_COMPRESS")]
    pub settle_compress: Option<u32>,

    /// Replaces the vendor's address of DTS [default: the vendor's, by region]
    #[arg(long, env = "PURSER_ENDPOINT_ALIBABA_DTS", value_name = "URL")]
    #[serde(rename = "PURSER_ENDPOINT_ALIBABA_DTS")]
    pub endpoint_alibaba_dts: Option<String>,

    /// Replaces the vendor's address of BSS [default: the vendor's, by site]
    #[arg(long, env = "PURSER_ENDPOINT_ALIBABA_BSS", value_name = "URL")]
    #[serde(rename = "PURSER_ENDPOINT_ALIBABA_BSS")]
    pub endpoint_alibaba_bss: Option<String>,

    /// Replaces the vendor's address of IAM [default: the vendor's, by region]
    #[arg(long, env = "PURSER_ENDPOINT_HUAWEI_IAM", value_name = "URL")]
    #[serde(rename = "PURSER_ENDPOINT_HUAWEI_IAM")]
    pub endpoint_huawei_iam: Option<String>,

    /// Replaces the vendor's address of DDM [default: the vendor's, by region]
    #[arg(long, env = "PURSER_ENDPOINT_HUAWEI_DDM", value_name = "URL")]
    #[serde(rename = "PURSER_ENDPOINT_HUAWEI_DDM")]
    pub endpoint_huawei_ddm: Option<String>,

    /// Replaces the vendor's address of VPC [default: the vendor's, by region]
    #[arg(long, env = "PURSER_ENDPOINT_HUAWEI_VPC", value_name = "URL")]
    #[serde(rename = "PURSER_ENDPOINT_HUAWEI_VPC")]
    pub endpoint_huawei_vpc: Option<String>,

    /// Replaces the vendor's address of BSS [default: the vendor's]
    #[arg(long, env = "PURSER_ENDPOINT_HUAWEI_BSS", value_name = "URL")]
    #[serde(rename = "PURSER_ENDPOINT_HUAWEI_BSS")]
    pub endpoint_huawei_bss: Option<String>,

    /// The mail server: smtps://user:password@host, smtp://user:password@host?tls=required (STARTTLS) or smtp://host;
    /// needs PURSER_PUBLIC_URL and PURSER_SMTP_FROM [default: no mails]
    #[arg(long, env = "PURSER_SMTP_URL", hide_env_values = true, value_name = "URL")]
    #[serde(rename = "PURSER_SMTP_URL")]
    pub smtp_url: Option<Hidden>,

    /// Whom mails are from: `Purser <purser@example.com>`
    #[arg(long, env = "PURSER_SMTP_FROM", value_name = "SENDER")]
    #[serde(rename = "PURSER_SMTP_FROM")]
    pub smtp_from: Option<String>,

    /// One address that is told of every order, as secret as a password; needs PURSER_PUBLIC_URL [default: none]
    #[arg(long, env = "PURSER_WEBHOOK_URL", hide_env_values = true, value_name = "URL")]
    #[serde(rename = "PURSER_WEBHOOK_URL")]
    pub webhook_url: Option<Hidden>,

    /// Signs what it is told: with generic as Standard Webhooks says, with dingtalk and feishu as their robots check it
    /// [default: not signed]
    #[arg(long, env = "PURSER_WEBHOOK_SECRET", hide_env_values = true, value_name = "SECRET")]
    #[serde(rename = "PURSER_WEBHOOK_SECRET")]
    pub webhook_secret: Option<Hidden>,

    /// Whose messages it takes [default: generic]
    #[arg(long, env = "PURSER_WEBHOOK_FORM", value_name = "generic|dingtalk|feishu|wecom|slack")]
    #[serde(rename = "PURSER_WEBHOOK_FORM")]
    pub webhook_form: Option<String>,

    /// The language of a chat's messages [default: zh-CN for dingtalk, feishu and wecom, else en]
    #[arg(long, env = "PURSER_WEBHOOK_LANGUAGE", value_name = "en|zh-CN")]
    #[serde(rename = "PURSER_WEBHOOK_LANGUAGE")]
    pub webhook_language: Option<String>,

    /// What is logged: error, warn, info, debug or trace, also by module: `info,sqlx=debug` [default: info]
    #[arg(long, env = "PURSER_LOG", value_name = "FILTER")]
    #[serde(rename = "PURSER_LOG")]
    pub log: Option<String>,
}

/// A setting that is never printed.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    pub(super) fn secret(&self) -> SecretString {
        self.0.as_str().into()
    }
}

impl From<&str> for Hidden {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Hidden {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hidden")
    }
}

impl Settings {
    /// Fills what is not given from the configuration file. A variable that is set to nothing is not given.
    pub(super) fn with_file(self) -> Result<Self, ConfigError> {
        let file = Self::read_file(self.config.as_ref())?.without_empty();
        Ok(self.without_empty().or(file))
    }

    fn read_file(given: Option<&PathBuf>) -> Result<Self, ConfigError> {
        let path = given.cloned().unwrap_or_else(|| PathBuf::from(FILE));
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(missing) if missing.kind() == io::ErrorKind::NotFound && given.is_none() => String::new(),
            Err(error) => return Err(ConfigError::new(format!("cannot read {}: {error}", path.display()))),
        };
        toml::from_str(&text).map_err(|error| {
            // The rest of its text quotes the line, which may hold a password.
            ConfigError::new(format!("{} is not understood: {}", path.display(), error.message()))
        })
    }

    fn or(self, other: Self) -> Self {
        Self {
            config: self.config,
            database_url: self.database_url.or(other.database_url),
            owner_url: self.owner_url.or(other.owner_url),
            data_dir: self.data_dir.or(other.data_dir),
            listen: self.listen.or(other.listen),
            public_url: self.public_url.or(other.public_url),
            clouds: self.clouds.or(other.clouds),
            key_file: self.key_file.or(other.key_file),
            site_dir: self.site_dir.or(other.site_dir),
            poll_seconds: self.poll_seconds.or(other.poll_seconds),
            settle_compress: self.settle_compress.or(other.settle_compress),
            endpoint_alibaba_dts: self.endpoint_alibaba_dts.or(other.endpoint_alibaba_dts),
            endpoint_alibaba_bss: self.endpoint_alibaba_bss.or(other.endpoint_alibaba_bss),
            endpoint_huawei_iam: self.endpoint_huawei_iam.or(other.endpoint_huawei_iam),
            endpoint_huawei_ddm: self.endpoint_huawei_ddm.or(other.endpoint_huawei_ddm),
            endpoint_huawei_vpc: self.endpoint_huawei_vpc.or(other.endpoint_huawei_vpc),
            endpoint_huawei_bss: self.endpoint_huawei_bss.or(other.endpoint_huawei_bss),
            smtp_url: self.smtp_url.or(other.smtp_url),
            smtp_from: self.smtp_from.or(other.smtp_from),
            webhook_url: self.webhook_url.or(other.webhook_url),
            webhook_secret: self.webhook_secret.or(other.webhook_secret),
            webhook_form: self.webhook_form.or(other.webhook_form),
            webhook_language: self.webhook_language.or(other.webhook_language),
            log: self.log.or(other.log),
        }
    }

    fn without_empty(mut self) -> Self {
        for text in [
            &mut self.database_url,
            &mut self.owner_url,
            &mut self.listen,
            &mut self.public_url,
            &mut self.clouds,
            &mut self.endpoint_alibaba_dts,
            &mut self.endpoint_alibaba_bss,
            &mut self.endpoint_huawei_iam,
            &mut self.endpoint_huawei_ddm,
            &mut self.endpoint_huawei_vpc,
            &mut self.endpoint_huawei_bss,
            &mut self.smtp_from,
            &mut self.webhook_form,
            &mut self.webhook_language,
            &mut self.log,
        ] {
            text.take_if(|text| text.trim().is_empty());
        }
        for secret in [&mut self.smtp_url, &mut self.webhook_url, &mut self.webhook_secret] {
            secret.take_if(|secret| secret.0.trim().is_empty());
        }
        for path in [&mut self.data_dir, &mut self.key_file, &mut self.site_dir] {
            path.take_if(|path| path.as_os_str().is_empty());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_fills_what_nobody_else_says() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("any.toml");
        fs::write(&path, "PURSER_LISTEN = \"127.0.0.1:1\"\nPURSER_CLOUDS = \"live\"\n").expect("write");
        let given = Settings {
            config: Some(path),
            clouds: Some("sim".into()),
            listen: Some(String::new()),
            ..Settings::default()
        };

        let settings = given.with_file().expect("settings");

        assert_eq!(settings.clouds.as_deref(), Some("sim"));
        assert_eq!(settings.listen.as_deref(), Some("127.0.0.1:1"), "set to nothing is not set");
    }

    #[test]
    fn a_slip_in_the_file_is_refused_without_quoting_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("any.toml");
        for text in ["PURSER_LISTEM = \"secret\"", "DATABASE_URL = secret"] {
            fs::write(&path, text).expect("write");
            let given = Settings { config: Some(path.clone()), ..Settings::default() };

            let refusal = given.with_file().expect_err(text).to_string();

            assert!(!refusal.contains("secret") && !refusal.contains('\n'), "{refusal}");
        }
    }
}
