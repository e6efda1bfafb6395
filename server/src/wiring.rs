//! Puts the parts together that use cases work with.

use std::sync::Arc;

use backend::{
    Backend, Clock, Failpoints, Outbox, Random, Settle, Vault,
    outbox::{Mail, MailError, Webhook, WebhookError},
};
use cloud::{Clouds, Endpoints, Http, Limits};
use domain::mode::Mode;
use sqlx::PgPool;

use crate::{
    config::{self, Config},
    failure::Failure,
};

/// Everything that use cases work with; `endpoints` are where the clouds are.
pub fn backend(config: &Config, db: PgPool, endpoints: &Endpoints) -> Result<Backend, Failure> {
    let http = Http::new(Limits::default()).map_err(Failure::of("cannot call the clouds"))?;
    let random = Random::system();
    Ok(Backend {
        db,
        clock: Clock::system(),
        vault: vault(config, &random)?,
        random,
        clouds: Clouds::new(&http, endpoints),
        mode: config.mode(),
        settle: Settle::new(
            config.clouds.compress,
            config.poll.map(|poll| u32::try_from(poll.as_secs()).unwrap_or(u32::MAX)),
        ),
        identity: backend::cluster::Identity::default(),
        outbox: outbox(config)?,
        failpoints: failpoints(),
    })
}

/// Says which setting is wrong, and nothing of what it holds.
fn outbox(config: &Config) -> Result<Outbox, Failure> {
    let config::Outbox { mail, webhook } = &config.outbox;
    let mail = match mail {
        Some(server) => {
            let made = Mail::new(&server.url, &server.from);
            Some(Arc::new(made.map_err(|error| {
                let setting = if error == MailError::From { "PURSER_SMTP_FROM" } else { "PURSER_SMTP_URL" };
                Failure::new(format!("{setting} {error}"))
            })?))
        }
        None => None,
    };
    let webhook = match webhook {
        Some(hook) => {
            let made = Webhook::new(hook.url.clone(), hook.secret.clone(), hook.form, hook.language);
            Some(Arc::new(made.map_err(|error| {
                let secret = matches!(error, WebhookError::NoSecret(_) | WebhookError::Secret);
                let setting = if secret { "PURSER_WEBHOOK_SECRET" } else { "PURSER_WEBHOOK_URL" };
                Failure::new(format!("{setting} {error}"))
            })?))
        }
        None => None,
    };
    let base = config.public_url.as_ref().map(|url| url.origin().into()).unwrap_or_default();
    Ok(Outbox { base, mail, webhook })
}

#[cfg(not(feature = "failpoints"))]
fn failpoints() -> Failpoints {
    Failpoints
}

/// Where a test wants this process to die.
#[cfg(feature = "failpoints")]
fn failpoints() -> Failpoints {
    #[expect(clippy::disallowed_methods, reason = "no setting: it is only in builds for tests")]
    let place = std::env::var("PURSER_FAILPOINT");
    place.map(|place| Failpoints::killing(&place)).unwrap_or_default()
}

/// Opens the key file. In the try-out mode a missing one is made; anywhere else it is missed.
fn vault(config: &Config, random: &Random) -> Result<Vault, Failure> {
    let path = &config.key_file;
    if !path.exists() {
        if config.mode() != Mode::Sim {
            return Err(Failure::new(format!(
                "there is no key file {}: make one with `purser key new`, and keep a copy of it apart from the database's",
                path.display()
            )));
        }
        new_key(config, random)?;
    }
    Vault::open(path).map_err(Failure::of("the key file is not used"))
}

/// Puts a fresh key first in the key file, which is made where there is none; the key's id.
pub(crate) fn new_key(config: &Config, random: &Random) -> Result<String, Failure> {
    if let Some(folder) = config.key_file.parent() {
        std::fs::create_dir_all(folder).map_err(Failure::of("cannot make the key file's folder"))?;
    }
    Vault::create_key(&config.key_file, random).map_err(Failure::of("cannot make a key"))
}
