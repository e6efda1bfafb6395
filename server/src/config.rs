//! Configuration: the only place that reads the environment.
//!
//! A setting is taken from the command line, else from the environment, else from `purser.toml`, else it has
//! its default. [`Settings`] are what was written there; [`Config`] is what they mean, checked.

mod clouds;
mod outbox;
mod public_url;
mod settings;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use domain::mode::Mode;

pub use self::{clouds::Clouds, outbox::Outbox, public_url::PublicUrl, settings::Settings};

/// Why a configuration is not used: one sentence that names the setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

impl ConfigError {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// The data folder's own PostgreSQL.
    Private,
    /// The operator's: the application's role, and the owner's for migrations where there are two.
    Given { app: String, owner: Option<String> },
}

/// Every setting, checked.
#[derive(Debug, Clone)]
pub struct Config {
    pub database: Database,
    pub data_dir: PathBuf,
    pub listen: SocketAddr,
    /// Absent: made from the address that is listened on.
    pub public_url: Option<PublicUrl>,
    pub clouds: Clouds,
    pub key_file: PathBuf,
    pub site_dir: PathBuf,
    /// A fixed interval between looks at an instance, instead of the adaptive one.
    pub poll: Option<Duration>,
    /// By what people are told outside of the portal.
    pub outbox: Outbox,
    /// What is logged.
    pub log: Option<String>,
}

impl Config {
    pub const fn mode(&self) -> Mode {
        self.clouds.mode
    }

    /// Anchors of the event log, outside of the database.
    pub fn anchors(&self) -> PathBuf {
        self.data_dir.join("anchors")
    }

    /// What the simulated clouds have sold.
    pub fn sim_ledger(&self) -> PathBuf {
        self.data_dir.join("sim-ledger.jsonl")
    }
}

impl TryFrom<Settings> for Config {
    type Error = ConfigError;

    fn try_from(settings: Settings) -> Result<Self, ConfigError> {
        let settings = settings.with_file()?;
        let clouds = Clouds::of(&settings)?;
        let outbox = Outbox::of(&settings)?;
        let data_dir = settings.data_dir.unwrap_or_else(|| PathBuf::from(settings::DATA_DIR));
        let database = match (settings.database_url, settings.owner_url) {
            (Some(app), owner) => Database::Given { app, owner },
            (None, None) => Database::Private,
            (None, Some(_)) => {
                return Err(ConfigError::new(
                    "PURSER_OWNER_URL is set without DATABASE_URL: give both, or neither for a private PostgreSQL",
                ));
            }
        };
        let listen = settings.listen.as_deref().unwrap_or(settings::LISTEN);
        let listen = listen.parse().map_err(|_| {
            ConfigError::new(format!(
                "PURSER_LISTEN is {listen}, which is not an address and a port such as {}",
                settings::LISTEN
            ))
        })?;
        Ok(Self {
            database,
            listen,
            public_url: settings.public_url.as_deref().map(str::parse).transpose()?,
            clouds,
            key_file: settings.key_file.unwrap_or_else(|| data_dir.join("keys")),
            site_dir: settings.site_dir.unwrap_or_else(site_dir),
            poll: match settings.poll_seconds {
                Some(0) => return Err(ConfigError::new("PURSER_POLL_SECONDS is 0; it takes 1 or more")),
                seconds => seconds.map(Duration::from_secs),
            },
            outbox,
            log: settings.log,
            data_dir,
        })
    }
}

/// Where the build puts the files: below the working folder, or beside the program's own.
fn site_dir() -> PathBuf {
    let here = PathBuf::from(settings::SITE_DIR);
    let program = std::env::current_exe().ok();
    let beside =
        program.as_deref().and_then(Path::parent).and_then(Path::parent).map(|target| target.join("site"));
    match beside {
        Some(beside) if !here.exists() && beside.exists() => beside,
        _ => here,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_without_an_application_is_refused() {
        let settings =
            Settings { owner_url: Some("postgres://owner@db/purser".into()), ..Settings::default() };

        let refusal = Config::try_from(settings).expect_err("a refusal");

        assert!(refusal.to_string().contains("DATABASE_URL"), "{refusal}");
    }

    #[test]
    fn nothing_given_is_the_try_out_mode_on_a_loopback_address() {
        let config = Config::try_from(Settings::default()).expect("the defaults");

        assert_eq!(config.mode(), Mode::Sim);
        assert_eq!(config.database, Database::Private);
        assert!(config.listen.ip().is_loopback());
        assert_eq!(config.key_file, PathBuf::from("./data/keys"));
    }
}
